"""Cash paid in and out, banknote by banknote."""

from __future__ import annotations

from frontol_desk.format.layout import layout
from frontol_desk.format.tables import fields as f

BILL_REGISTRATION_21_23 = layout(
    "tx_bill_registration_21_23",
    types=(21, 23),
    ru="Регистрация купюр по свободной цене / из справочника",
    en="Banknote registration: free (21) / from the directory (23)",
    length=44,
    seen_length=44,
    spec_last=36,
    dashes={15: "repeats the denomination", 16: "repeats the amount", 17: "carries the print group code", 20: "repeats the amount", 22: "real lines carry 0", 24: "real lines carry 0"},
    fields=(
        f.BILL_CODE,
        f.BILL_DENOMINATION,
        f.BILL_QUANTITY,
        f.BILL_AMOUNT_BASE,
        f.OPERATION_TYPE,
        f.DOCUMENT_TYPE_CODE,
        f.DOCUMENT_INFO,
    ),
)

BILL_STORNO_22_24 = layout(
    "tx_bill_storno_22_24",
    types=(22, 24),
    ru="Сторно купюр по свободной цене / из справочника",
    en="Banknote registration cancelled: free (22) / from the directory (24)",
    length=44,
    seen_length=44,
    spec_last=36,
    fields=(
        f.BILL_CODE,
        f.BILL_DENOMINATION,
        f.BILL_QUANTITY,
        f.BILL_AMOUNT_BASE,
        f.OPERATION_TYPE,
        f.DOCUMENT_TYPE_CODE,
        f.DOCUMENT_INFO,
    ),
)

CASH_IN_50 = layout(
    "tx_cash_in_50",
    types=(50,),
    ru="Внесение",
    en="Cash paid in",
    length=44,
    seen_length=44,
    spec_last=36,
    dashes={10: "real lines carry 0", 11: "real lines carry 1", 15: "real lines carry 0", 16: "repeats the amount", 20: "repeats the amount", 22: "real lines carry 0", 24: "real lines carry 0"},
    fields=(
        f.AMOUNT_BASE,
        f.OPERATION_TYPE,
        f.PRINT_GROUP_CODE_3,
        f.ORDER_ID_OF_CASH,
        f.DOCUMENT_TYPE_CODE,
        f.DOCUMENT_INFO,
    ),
)

CASH_OUT_51 = layout(
    "tx_cash_out_51",
    types=(51,),
    ru="Выплата",
    en="Cash paid out",
    length=44,
    seen_length=44,
    spec_last=36,
    fields=(
        f.AMOUNT_BASE,
        f.OPERATION_TYPE,
        f.PRINT_GROUP_CODE_3,
        f.ORDER_ID_OF_CASH,
        f.DOCUMENT_TYPE_CODE,
        f.DOCUMENT_INFO,
    ),
)

LAYOUTS = (
    BILL_REGISTRATION_21_23,
    BILL_STORNO_22_24,
    CASH_IN_50,
    CASH_OUT_51,
)
