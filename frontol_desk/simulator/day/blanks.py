"""What a line carries before anything is known of it: the zeros of real lines, by type and column name."""

from __future__ import annotations

from collections.abc import Mapping

NO_ERRORS = "0 - ,0 - ,0 - "

_ITEM = {"kkt_section": "0", "comment_code": "0", "split_pack_quantity": "0", "pack_quantity": "0", "reserved_22": "0"}
_DOCUMENT = {
    "visitor_count": "1",
    "comment_code": "0",
    "employee_code": "0",
    "contractor_code": "0",
    "subdivision_id": "0",
}
_ZEROS = {f"reserved_{n}": "0" for n in (10, 11, 12, 15, 16, 20, 22, 24)}
_PAID = {"promotion_code": "0", "event_code": "0", "currency_code": "1", "counter_type_code": "0", "counter_code": "0"}
_BONUS = {
    "counter_change_amount": "0", "promotion_code": "0", "event_code": "0", "counter_type_code": "0",
    "counter_code": "0", "ps_protocol_number": "56",
}  # fmt: skip
_BILL = {"reserved_22": "0", "reserved_24": "0"}
_REPORT = {"reserved_15": "0", "reserved_16": "0", "kkt_receipt_document_shift": "0/0/0", "unsent_document_count": "0"}

BLANKS: Mapping[int, Mapping[str, str]] = {
    11: _ITEM | {"personal_modifier_group_code": "0", "reserved_40": "0"},
    12: _ITEM | {"personal_modifier_group_code": "0"},
    14: {"comment_code": "0", "reserved_22": "0", "employee_code": "0", "tax_group_code": "7", "tax_rate_code": "6"},
    16: _ITEM | {"reserved_12": "0", "reserved_20": "0"},
    21: _BILL | {"bill_code": "0", "bill_quantity": "1"},
    29: _ZEROS,
    32: _BONUS | {"bonus_payment_type": "1"},
    33: _BONUS | {"bonus_payment_refund_type": "1"},
    40: _PAID | {"cash_out_amount": "0"},
    41: _PAID | {"cash_out_amount": "0"},
    42: _DOCUMENT | {"customer_code": "0", "reserved_22": "0"},
    43: _PAID,
    45: {
        "reserved_10": "0", "reserved_11": "0", "reserved_15": "0", "reserved_20": "0", "employee_code": "0",
        "unsent_document_count": "0", "exchange_error_codes": NO_ERRORS, "kkt_receipt_document_shift": "0/0/0",
    },
    49: {"reserved_10": "0", "reserved_15": "0", "reserved_22": "0", "reserved_24": "0", "employee_code": "0"},
    50: _BILL | {"reserved_10": "0", "reserved_11": "1", "reserved_15": "0"},
    51: {},
    55: _DOCUMENT | {
        "reserved_10": "0", "customer_code": "0", "bonus_amount_base": "0", "correction_type": "0",
        "bonus_ps_protocol_code": "0",
    },
    56: {"close_kind_code": "0", "customer_code": "0", "visitor_count": "1", "comment_code": "0", "employee_code": "0"},
    60: _REPORT | {"reserved_22": "0", "reserved_24": "0", "exchange_error_codes": NO_ERRORS},
    61: {"reserved_15": "0", "reserved_16": "0", "reserved_22": "0", "reserved_24": "0"},
    63: _REPORT | {
        "fiscal_document_number": "0", "reserved_9": "0", "exchange_error_codes": NO_ERRORS,
        "fiscal_drive_shift_number": "0",
    },
    64: _REPORT | {"reserved_9": "0", "exchange_error_codes": NO_ERRORS},
    82: _BONUS | {"bonus_payment_type": "1"},
    83: _BONUS | {"bonus_payment_refund_type": "1"},
    121: _ZEROS,
}  # fmt: skip
