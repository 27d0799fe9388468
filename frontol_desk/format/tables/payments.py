"""Payments, their share per print group, prepayments."""

from __future__ import annotations

from frontol_desk.format.layout import decimal_field, int_field, layout
from frontol_desk.format.tables import fields as f

FISCAL_PAYMENT_40 = layout(
    "tx_fiscal_payment_40",
    types=(40,),
    ru="Оплата с вводом суммы клиента",
    en="Payment with the customer amount entered",
    length=36,
    seen_length=36,
    spec_last=36,
    fields=(
        f.CARD_NUMBER,
        f.PAYMENT_TYPE_CODE,
        f.PAYMENT_TYPE_OPERATION,
        decimal_field(11, "customer_amount_payment_currency", "Сумма клиента в валюте оплаты", note="money given; the change is a separate negative line", sign="sale_positive"),
        decimal_field(12, "customer_amount_base_currency", "Сумма клиента в базовой валюте", note="money given; the change is a separate negative line", sign="sale_positive"),
        f.OPERATION_TYPE,
        f.PROMOTION_CODE_OF_PAYMENT,
        f.EVENT_CODE_OF_PAYMENT,
        int_field(17, "current_print_group_code", "Код текущей группы печати", note="kept for compatibility; do not rely on it when one receipt spans print groups", named=True),
        f.CURRENCY_CODE,
        decimal_field(20, "cash_out_amount", "Сумма выдачи наличных", note="cash handed out with a card payment; 0 when refused", sign="always_positive"),
        f.COUNTER_TYPE_CODE,
        f.COUNTER_CODE,
        f.DOCUMENT_TYPE_CODE,
        f.DOCUMENT_INFO,
        f.PS_PROTOCOL_NUMBER_3,
    ),
)

FISCAL_PAYMENT_41 = layout(
    "tx_fiscal_payment_41",
    types=(41,),
    ru="Оплата без ввода суммы клиента",
    en="Payment without an amount entered by the customer (older exports; xPOS integrator manual)",
    length=36,
    seen_length=36,
    spec_last=36,
    fields=tuple(field for field in FISCAL_PAYMENT_40.fields if field not in f.EVERY_LINE and not field.reserved),
)

FISCAL_PAYMENT_43 = layout(
    "tx_fiscal_payment_43",
    types=(43,),
    ru="Распределение оплаты по ГП",
    en="Payment spread over print groups",
    length=36,
    seen_length=36,
    spec_last=36,
    fields=(
        f.CARD_NUMBER,
        f.PAYMENT_TYPE_CODE,
        f.PAYMENT_TYPE_OPERATION,
        decimal_field(11, "print_group_amount_payment_currency", "Сумма оплаты по группе печати в валюте оплаты", note="share of the payment for the print group", sign="sale_positive"),
        decimal_field(12, "print_group_amount_base_currency", "Сумма оплаты по группе печати в базовой валюте", note="share of the payment for the print group", sign="sale_positive"),
        f.OPERATION_TYPE,
        f.PROMOTION_CODE_OF_PAYMENT,
        f.EVENT_CODE_OF_PAYMENT,
        int_field(17, "print_group_code", "Код группы печати, на которую распределяется сумма", note="print group that gets the money", named=True),
        f.CURRENCY_CODE,
        f.COUNTER_TYPE_CODE,
        f.COUNTER_CODE,
        f.DOCUMENT_TYPE_CODE,
        f.DOCUMENT_INFO,
        f.PS_PROTOCOL_NUMBER_3,
    ),
)

NON_FISCAL_PAYMENT_36 = layout(
    "tx_non_fiscal_payment_36",
    types=(36,),
    ru="Нефискальная оплата",
    en="Non-fiscal payment",
    length=36,
    seen_length=None,
    spec_last=36,
    fields=(
        f.GIFT_CARD_NUMBER,
        f.PAYMENT_TYPE_CODE,
        f.NON_FISCAL_PAYMENT_OPERATION,
        decimal_field(12, "payment_amount", "Сумма оплаты", note="document total paid without the fiscal device", sign="sale_positive"),
        f.OPERATION_TYPE,
        f.PROMOTION_CODE_OF_GIFT_CARD_PAYMENT,
        f.EVENT_CODE_OF_GIFT_CARD_PAYMENT,
        int_field(17, "print_group_code", "Код группы печати", note="print group", named=True),
        f.COUNTER_TYPE_CODE,
        f.COUNTER_CODE,
        f.DOCUMENT_TYPE_CODE,
        f.DOCUMENT_INFO,
    ),
)

NON_FISCAL_PAYMENT_86 = layout(
    "tx_non_fiscal_payment_86",
    types=(86,),
    ru="Распределение нефискальной оплаты по позициям",
    en="Non-fiscal payment spread over item lines",
    length=36,
    seen_length=None,
    spec_last=36,
    fields=(
        f.GIFT_CARD_NUMBER,
        f.PAYMENT_TYPE_CODE,
        f.NON_FISCAL_PAYMENT_OPERATION,
        decimal_field(12, "position_payment_amount", "Распределение суммы оплаты по позициям", note="share of the line", sign="sale_positive"),
        f.OPERATION_TYPE,
        f.PROMOTION_CODE_OF_GIFT_CARD_PAYMENT,
        f.EVENT_CODE_OF_GIFT_CARD_PAYMENT,
        int_field(17, "position_print_group_code", "Код группы печати позиции", note="print group", named=True),
        f.COUNTER_TYPE_CODE,
        f.COUNTER_CODE,
        f.DOCUMENT_TYPE_CODE,
        f.DOCUMENT_INFO,
    ),
)

PREPAYMENT_34 = layout(
    "tx_prepayment_34",
    types=(34,),
    ru="Предоплата документом",
    en="Payment by an internal prepayment document",
    length=36,
    seen_length=None,
    spec_last=36,
    fields=(
        f.PREPAYMENT_TYPE,
        decimal_field(12, "prepayment_amount", "Сумма оплаты предоплатой", note="not available with online fiscal devices", sign="always_positive"),
        f.OPERATION_TYPE,
        f.PRINT_GROUP_CODE,
        f.DOCUMENT_TYPE_CODE,
        f.DOCUMENT_INFO,
    ),
)

PREPAYMENT_84 = layout(
    "tx_prepayment_84",
    types=(84,),
    ru="Распределение предоплаты документом по позициям документа",
    en="Prepayment spread over item lines",
    length=36,
    seen_length=None,
    spec_last=36,
    fields=(
        f.PREPAYMENT_TYPE,
        decimal_field(12, "position_prepayment_amount", "Распределение суммы оплаты предоплатой по позициям", note="share of the line", sign="always_positive"),
        f.OPERATION_TYPE,
        f.PRINT_GROUP_CODE,
        f.DOCUMENT_TYPE_CODE,
        f.DOCUMENT_INFO,
    ),
)

LAYOUTS = (
    FISCAL_PAYMENT_40,
    FISCAL_PAYMENT_41,
    FISCAL_PAYMENT_43,
    NON_FISCAL_PAYMENT_36,
    NON_FISCAL_PAYMENT_86,
    PREPAYMENT_34,
    PREPAYMENT_84,
)
