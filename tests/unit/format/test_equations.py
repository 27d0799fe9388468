"""The equations of a document name the columns that hold their amounts."""

from __future__ import annotations

from frontol_desk.format.equations import E1, E2, E3, Term, columns_of
from frontol_desk.format.registry import default_registry


def columns(*terms: Term) -> list[list[tuple[str, str]]]:
    return [columns_of(default_registry(), term) for term in terms]


def test_the_total_of_a_document_from_its_positions() -> None:
    assert columns(*E2.terms, *E3.terms) == [
        [("tx_item_registration_1_11", "position_total_amount")],
        [("tx_item_storno_2_12", "position_total_amount")],
        [("tx_document_rounding_38", "rounding_amount_base")],
        [("tx_document_close_gp_49", "print_group_total_amount")],
    ]
    assert {name for ((_, name),) in columns(*E1.terms)} == {
        "position_amount_with_rounding",
        "discount_amount_base",
        "payment_amount",
        "refunded_payment_amount",
        "rounding_amount_base",
    }


def test_types_of_several_tables_name_each_once() -> None:
    assert columns(Term(12, (11, 1, 38))) == [
        [
            ("tx_item_registration_1_11", "position_amount_with_rounding"),
            ("tx_document_rounding_38", "rounding_amount_base"),
        ]
    ]
