"""Shifts: opening, X and Z reports, closing."""

from __future__ import annotations

from frontol_desk.format.layout import decimal_field, int_field, layout
from frontol_desk.format.tables import fields as f

REPORT_ZLESS_60 = layout(
    "tx_report_zless_60",
    types=(60,),
    ru="Отчет без гашения",
    en="Report without reset (X report)",
    length=44,
    seen_length=44,
    spec_last=44,
    absent=(37, 38, 39, 40, 41, 42, 43),
    dashes={9: "repeats the shift number", 13: "carries the operation type (9 report or shift opening, 10 shift close)", 15: "real lines carry 0", 16: "real lines carry 0", 20: "repeats field 12", 22: "real lines carry 0", 23: "carries the document kind code (8 report or shift opening, 9 shift close)", 24: "real lines carry 0"},
    fields=(
        f.SHIFT_REVENUE,
        f.CASH_IN_DRAWER,
        f.SHIFT_INCOME_TOTAL,
        f.PRINT_GROUP_CODE_2,
        f.KKT_RECEIPT_DOCUMENT_SHIFT,
        f.UNSENT_DOCUMENT_COUNT,
        f.EXCHANGE_ERROR_CODES,
        f.EARLIEST_UNSENT_DOCUMENT_AT,
    ),
)

REPORT_Z_63 = layout(
    "tx_report_z_63",
    types=(63,),
    ru="Отчет с гашением",
    en="Report with reset (Z report)",
    length=44,
    seen_length=44,
    spec_last=44,
    absent=(37, 38, 39, 40, 41, 42, 43),
    dashes={9: "real lines carry 0", 13: "carries the operation type (9 report or shift opening, 10 shift close)", 15: "real lines carry 0", 16: "real lines carry 0", 19: "repeats the fiscal drive serial of field 22", 20: "repeats field 12", 23: "carries the document kind code (8 report or shift opening, 9 shift close)"},
    fields=(
        f.SHIFT_REVENUE,
        f.CASH_IN_DRAWER,
        f.SHIFT_INCOME_TOTAL,
        f.PRINT_GROUP_CODE_2,
        f.KKT_REGISTRATION_NUMBER,
        f.FISCAL_DRIVE_SERIAL,
        f.FISCAL_DOCUMENT_NUMBER,
        f.FISCAL_SIGN,
        f.KKT_RECEIPT_DOCUMENT_SHIFT,
        f.FISCAL_DRIVE_SHIFT_NUMBER,
        f.UNSENT_DOCUMENT_COUNT,
        f.EXCHANGE_ERROR_CODES,
        f.EARLIEST_UNSENT_DOCUMENT_AT,
        f.SETTLEMENT_AT,
    ),
)

SHIFT_OPEN_DOC_64 = layout(
    "tx_shift_open_doc_64",
    types=(64,),
    ru="Документ открытия смены",
    en="Shift opening document",
    length=44,
    seen_length=44,
    spec_last=44,
    absent=(37, 38, 39, 40, 41, 42, 43),
    dashes={9: "real lines carry 0", 13: "carries the operation type (9 report or shift opening, 10 shift close)", 15: "real lines carry 0", 16: "real lines carry 0", 19: "repeats the fiscal drive serial of field 22", 20: "repeats field 12", 23: "carries the document kind code (8 report or shift opening, 9 shift close)"},
    fields=(
        decimal_field(10, "shift_revenue", "Выручка за смену", note="from the fiscal device; in the sample not zero at opening: counters of the previous shift", sign="always_positive"),
        decimal_field(11, "cash_in_drawer", "Наличность в кассе", note="cash left in the drawer at opening", sign="always_positive"),
        decimal_field(12, "shift_income_total", "Сменный итог приходов", note="from the fiscal device; in the sample not zero at opening", sign="always_positive"),
        f.PRINT_GROUP_CODE_2,
        f.KKT_REGISTRATION_NUMBER,
        f.FISCAL_DRIVE_SERIAL,
        f.FISCAL_DOCUMENT_NUMBER,
        f.FISCAL_SIGN,
        f.KKT_RECEIPT_DOCUMENT_SHIFT,
        f.FISCAL_DRIVE_SHIFT_NUMBER,
        f.UNSENT_DOCUMENT_COUNT,
        f.EXCHANGE_ERROR_CODES,
        f.EARLIEST_UNSENT_DOCUMENT_AT,
        f.SETTLEMENT_AT,
    ),
)

SHIFT_CLOSE_61 = layout(
    "tx_shift_close_61",
    types=(61,),
    ru="Закрытие смены",
    en="Shift closed",
    length=44,
    seen_length=44,
    spec_last=44,
    absent=(37, 38, 39, 40, 41, 42, 43),
    dashes={9: "repeats the shift number", 11: "real lines carry 0", 13: "carries the operation type (9 report or shift opening, 10 shift close)", 15: "real lines carry 0", 16: "real lines carry 0", 20: "repeats field 12", 22: "real lines carry 0", 23: "carries the document kind code (8 report or shift opening, 9 shift close)", 24: "real lines carry 0"},
    fields=(
        decimal_field(10, "shift_revenue", "Выручка за смену", note="computed by the program from its own transactions", sign="always_positive"),
        decimal_field(12, "shift_sales_total", "Сменный итог продаж", note="computed by the program: sum of sale documents", sign="always_positive"),
        int_field(17, "print_group_code", "Код группы печати", note="0 when closed from the administrator application", named=True),
    ),
)

SHIFT_OPEN_62 = layout(
    "tx_shift_open_62",
    types=(62,),
    ru="Открытие смены",
    en="Shift opened",
    length=44,
    seen_length=44,
    spec_last=44,
    absent=(37, 38, 39, 40, 41, 42, 43),
    fields=(
        int_field(17, "print_group_code", "Код группы печати", note="0 when opened from the administrator application", named=True),
    ),
)

LAYOUTS = (
    REPORT_ZLESS_60,
    REPORT_Z_63,
    SHIFT_OPEN_DOC_64,
    SHIFT_CLOSE_61,
    SHIFT_OPEN_62,
)
