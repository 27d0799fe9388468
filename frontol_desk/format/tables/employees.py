"""Employees credited with documents and lines."""

from __future__ import annotations

from frontol_desk.format.layout import layout
from frontol_desk.format.tables import fields as f

EMPLOYEE_REGISTRATION_25 = layout(
    "tx_employee_registration_25",
    types=(25,),
    ru="Регистрация сотрудников в документе редактирования списка сотрудников",
    en="Employee registered in a staff-list document",
    length=36,
    seen_length=None,
    spec_last=36,
    fields=(
        f.EMPLOYEE_CODE,
        f.OPERATION_TYPE,
        f.DOCUMENT_TYPE_CODE,
        f.DOCUMENT_INFO,
    ),
)

EMPLOYEE_ACCOUNTING_DOC_26 = layout(
    "tx_employee_accounting_doc_26",
    types=(26,),
    ru="Учет сотрудников по документу",
    en="Employee credited with a document",
    length=44,
    seen_length=44,
    spec_last=36,
    fields=(
        f.EMPLOYEE_CODE,
        f.OPERATION_TYPE,
        f.DOCUMENT_PRINT_GROUP_CODE,
        f.DOCUMENT_TYPE_CODE,
        f.DOCUMENT_INFO,
    ),
)

EMPLOYEE_ACCOUNTING_POS_29 = layout(
    "tx_employee_accounting_pos_29",
    types=(29,),
    ru="Учет сотрудников по позиции",
    en="Employee credited with an item line",
    length=44,
    seen_length=44,
    spec_last=36,
    dashes={10: "real lines carry 0", 11: "real lines carry 0", 12: "real lines carry 0", 15: "real lines carry 0", 16: "real lines carry 0", 20: "real lines carry 0", 22: "real lines carry 0", 24: "real lines carry 0"},
    fields=(
        f.EMPLOYEE_CODE,
        f.OPERATION_TYPE,
        f.DOCUMENT_PRINT_GROUP_CODE,
        f.DOCUMENT_TYPE_CODE,
        f.DOCUMENT_INFO,
    ),
)

LAYOUTS = (
    EMPLOYEE_REGISTRATION_25,
    EMPLOYEE_ACCOUNTING_DOC_26,
    EMPLOYEE_ACCOUNTING_POS_29,
)
