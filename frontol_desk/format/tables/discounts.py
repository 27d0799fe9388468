"""Discounts and surcharges on positions and documents, and the rounding of the receipt."""

from __future__ import annotations

from frontol_desk.format.layout import decimal_field, layout
from frontol_desk.format.tables import fields as f

POSITION_DISCOUNT_15 = layout(
    "tx_position_discount_15",
    types=(15,),
    ru="Скидка суммой на позицию товара",
    en="Item discount by amount",
    length=36,
    seen_length=36,
    spec_last=36,
    fields=(
        f.DISCOUNT_INFO,
        f.DISCOUNT_TYPE,
        f.DISCOUNT_VALUE,
        f.DISCOUNT_AMOUNT_OF_LINE,
        f.OPERATION_TYPE,
        f.PROMOTION_CODE,
        f.EVENT_CODE,
        f.PRINT_GROUP_CODE,
        f.DOCUMENT_TYPE_CODE,
        f.DOCUMENT_INFO,
    ),
)

POSITION_DISCOUNT_17 = layout(
    "tx_position_discount_17",
    types=(17,),
    ru="Скидка % на позицию товара",
    en="Item discount by percent",
    length=36,
    seen_length=36,
    spec_last=36,
    fields=(
        f.DISCOUNT_INFO,
        f.DISCOUNT_TYPE,
        f.DISCOUNT_VALUE,
        f.DISCOUNT_AMOUNT_OF_LINE,
        f.OPERATION_TYPE,
        f.PROMOTION_CODE,
        f.EVENT_CODE,
        f.PRINT_GROUP_CODE,
        f.DOCUMENT_TYPE_CODE,
        f.DOCUMENT_INFO,
    ),
)

DOCUMENT_DISCOUNT_35 = layout(
    "tx_document_discount_35",
    types=(35,),
    ru="Скидка суммой на документ",
    en="Document discount by amount",
    length=36,
    seen_length=36,
    spec_last=36,
    fields=(
        f.DISCOUNT_INFO,
        f.DISCOUNT_TYPE,
        f.DISCOUNT_VALUE_ASKED,
        f.DISCOUNT_AMOUNT_OF_DOCUMENT,
        f.OPERATION_TYPE,
        f.PROMOTION_CODE,
        f.EVENT_CODE,
        f.PRINT_GROUP_CODE,
        f.DOCUMENT_TYPE_CODE,
        f.DOCUMENT_INFO,
    ),
)

DOCUMENT_DISCOUNT_37 = layout(
    "tx_document_discount_37",
    types=(37,),
    ru="Скидка % на документ",
    en="Document discount by percent",
    length=36,
    seen_length=36,
    spec_last=36,
    fields=(
        f.DISCOUNT_INFO,
        f.DISCOUNT_TYPE,
        f.DISCOUNT_VALUE_ASKED,
        f.DISCOUNT_AMOUNT_OF_DOCUMENT,
        f.OPERATION_TYPE,
        f.PROMOTION_CODE,
        f.EVENT_CODE,
        f.PRINT_GROUP_CODE,
        f.DOCUMENT_TYPE_CODE,
        f.DOCUMENT_INFO,
    ),
)

DOCUMENT_DISCOUNT_85 = layout(
    "tx_document_discount_85",
    types=(85,),
    ru="Скидка суммой на документ, распределенная по позициям",
    en="Document discount by amount spread over item lines",
    length=36,
    seen_length=36,
    spec_last=36,
    fields=(
        f.DISCOUNT_INFO,
        f.DISCOUNT_TYPE,
        f.DISCOUNT_VALUE_ASKED,
        f.DISCOUNT_AMOUNT_SHARE,
        f.OPERATION_TYPE,
        f.PROMOTION_CODE,
        f.EVENT_CODE,
        f.PRINT_GROUP_CODE,
        f.DOCUMENT_TYPE_CODE,
        f.DOCUMENT_INFO,
    ),
)

DOCUMENT_DISCOUNT_87 = layout(
    "tx_document_discount_87",
    types=(87,),
    ru="Скидка % на документ, распределенная по позициям",
    en="Document discount by percent spread over item lines",
    length=36,
    seen_length=36,
    spec_last=36,
    fields=(
        f.DISCOUNT_INFO,
        f.DISCOUNT_TYPE,
        f.DISCOUNT_VALUE_ASKED,
        f.DISCOUNT_AMOUNT_SHARE,
        f.OPERATION_TYPE,
        f.PROMOTION_CODE,
        f.EVENT_CODE,
        f.PRINT_GROUP_CODE,
        f.DOCUMENT_TYPE_CODE,
        f.DOCUMENT_INFO,
    ),
)

DOCUMENT_ROUNDING_38 = layout(
    "tx_document_rounding_38",
    types=(38,),
    ru="Округление чека к расчету",
    en="Receipt rounding to the payable amount",
    length=36,
    seen_length=36,
    spec_last=36,
    fields=(
        decimal_field(12, "rounding_amount_base", "Сумма округления чека к расчету в базовой валюте", note="amount dropped by rounding; fiscal total minus payable total", sign="sale_positive"),
        f.OPERATION_TYPE,
        f.PRINT_GROUP_CODE,
        f.DOCUMENT_TYPE_CODE,
        f.DOCUMENT_INFO,
    ),
)

LAYOUTS = (
    POSITION_DISCOUNT_15,
    POSITION_DISCOUNT_17,
    DOCUMENT_DISCOUNT_35,
    DOCUMENT_DISCOUNT_37,
    DOCUMENT_DISCOUNT_85,
    DOCUMENT_DISCOUNT_87,
    DOCUMENT_ROUNDING_38,
)
