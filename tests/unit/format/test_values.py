"""Every kind of value: what it means, whether its text has to be kept beside it, and what is refused, and why."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from functools import partial

import pytest

from frontol_desk.format.kinds import Value
from frontol_desk.format.layout import Kind
from tests.builders import export_file, line
from tests.unit.format.reading import CarefulOnly, Read, read, restored

naive = partial(datetime, tzinfo=None)
"""Dates and times of a kassa are its own, without a zone."""

COLUMN = {
    Kind.INT: (11, "document_number"),
    Kind.DECIMAL: (11, "quantity"),
    Kind.TEXT: (11, "marking_code"),
    Kind.DATE: (11, "transaction_date"),
    Kind.TIME: (11, "transaction_time"),
    Kind.DATETIME: (63, "settlement_at"),
}

CANONICAL: list[tuple[Kind, str, Value]] = [
    (Kind.INT, "", None),
    (Kind.INT, "0", 0),
    (Kind.INT, "-17", -17),
    (Kind.INT, "2072174", 2072174),
    (Kind.INT, str(2**63 - 1), 2**63 - 1),
    (Kind.INT, str(-(2**63)), -(2**63)),
    (Kind.DECIMAL, "", None),
    (Kind.DECIMAL, "0", Decimal(0)),
    (Kind.DECIMAL, "0,325", Decimal("0.325")),
    (Kind.DECIMAL, "-0,05", Decimal("-0.05")),
    (Kind.DECIMAL, "1,50", Decimal("1.50")),
    (Kind.DECIMAL, "0,000", Decimal("0.000")),
    (Kind.DECIMAL, "1" * 1000, Decimal("1" * 1000)),
    (Kind.DECIMAL, "9" * 30, Decimal("9" * 30)),
    (Kind.DECIMAL, "1," + "0" * 30 + "1", Decimal("1." + "0" * 30 + "1")),
    (Kind.TEXT, "", None),
    (Kind.TEXT, " ", " "),
    (Kind.TEXT, "01046\"'¤\x1d93", "01046\"'¤\x1d93"),
    (Kind.TEXT, "NULL", "NULL"),
    (Kind.TEXT, "\\N", "\\N"),
    (Kind.TEXT, "\\.", "\\."),
    (Kind.TEXT, "a\\nb\\", "a\\nb\\"),
    (Kind.TEXT, "a\rb", "a\rb"),
    (Kind.TEXT, "a\u2028b\x85c\vd\fe\x1cf", "a\u2028b\x85c\vd\fe\x1cf"),
    (Kind.TEXT, "a¦b", "a¦b"),
    (Kind.TEXT, "Молоко 3,2 %", "Молоко 3,2 %"),
    (Kind.TEXT, "\U0001f9fe", "\U0001f9fe"),
    (Kind.TEXT, "30.12.1899", "30.12.1899"),
    (Kind.DATE, "28.12.2025", date(2025, 12, 28)),
    (Kind.DATE, "29.02.2024", date(2024, 2, 29)),
    (Kind.DATE, "01.01.0001", date(1, 1, 1)),
    (Kind.TIME, "", None),
    (Kind.TIME, "00:00:00", time(0)),
    (Kind.TIME, "08:56:44", time(8, 56, 44)),
    (Kind.TIME, "23:59:59", time(23, 59, 59)),
    (Kind.DATETIME, "", None),
    (Kind.DATETIME, "28.12.2025", naive(2025, 12, 28)),
    (Kind.DATETIME, "28.12.2025 08:56:44", naive(2025, 12, 28, 8, 56, 44)),
]

KEPT_BESIDE: list[tuple[Kind, str, Value]] = [
    (Kind.INT, "-0", 0),
    (Kind.INT, "-007", -7),
    (Kind.INT, "0" * 999 + "7", 7),
    (Kind.DECIMAL, "-0", Decimal(0)),
    (Kind.DECIMAL, "-0,00", Decimal("0.00")),
    (Kind.DECIMAL, "007,50", Decimal("7.50")),
    (Kind.DECIMAL, "00", Decimal(0)),
    (Kind.DATETIME, "30.12.1899", None),
    (Kind.DATETIME, "30.12.1899 00:00:00", None),
    (Kind.DATETIME, "28.12.2025 00:00:00", naive(2025, 12, 28)),
]

REFUSED: list[tuple[Kind, str, str]] = [
    *(
        (Kind.INT, text, "bad_number")
        for text in ("x", "1_000", "1 000", " 7", "7 ", "+7", "1,0", "1.0", "0x10", "٣", "-")
    ),
    *((Kind.INT, text, "number_too_large") for text in (str(2**63), str(-(2**63) - 1), "1" * 30, "0" * 1001)),
    (Kind.INT, "1" * 5000, "number_too_large"),
    *(
        (Kind.DECIMAL, text, "bad_number")
        for text in ("NaN", "infinity", "-Infinity", "1e5", "1_000", ",5", "5,", "1,2,3")
    ),
    *((Kind.DECIMAL, text, "bad_number") for text in ("1 000,00", "+1", "--1", "1\xa0000", "０", "1,5 ", "\t1")),
    (Kind.DECIMAL, "1" * 1001, "number_too_large"),
    *(
        (Kind.DATE, text, "bad_date")
        for text in ("31.02.2025", "1.1.2025", "28.12.25", "2025-12-28", "now", "infinity")
    ),
    *(
        (Kind.DATE, text, "bad_date")
        for text in ("00.00.0000", "28.13.2025", "28.12.2025 ", "28/12/2025", "٢٨.12.2025", "28.12.2025 08:00:00")
    ),
    *((Kind.DATE, text, "no_date") for text in ("", "30.12.1899")),
    *(
        (Kind.TIME, text, "bad_time")
        for text in ("24:00:00", "23:59:60", "10:60:00", "10:00", "1:2:3", "noon", ":00:00")
    ),
    *((Kind.DATETIME, text, "bad_datetime") for text in ("28.12.2025 ", "28.12.2025T08:00:00", "31.02.2025", "x")),
    *((Kind.DATETIME, text, "bad_datetime") for text in ("28.12.2025 24:00:00", "28.12.2025  08:00:00", "08:00:00")),
    (Kind.TEXT, "a\0b", "nul_character"),
]


@pytest.fixture(params=[True, False], ids=["any way", "careful way"])
def careful(request: pytest.FixtureRequest) -> bool:
    return not request.param


def read_one(kind: Kind, text: str, *, careful: bool) -> Read:
    """Read the text among ordinary values of the same column, so that it cannot bend the file's dialect."""
    transaction_type, column = COLUMN[kind]
    ordinary = [
        line(63, settlement_at="28.12.2025 08:00:00"),
        *[line(11, quantity="1,5", transaction_time="01:00:00")] * 9,
    ]
    data = export_file([*ordinary, line(transaction_type, {column: text}), *ordinary])
    result = read(data, reader=CarefulOnly) if careful else read(data)
    assert restored(result) == data
    assert result.lines == 21
    return result


@pytest.mark.parametrize(("kind", "text", "value"), CANONICAL)
def test_canonical_values_need_no_residue(kind: Kind, text: str, value: Value, careful: bool) -> None:
    row = read_one(kind, text, careful=careful).rows[10]
    assert (repr(row[COLUMN[kind][1]]), row.residue) == (repr(value), {})


@pytest.mark.parametrize(("kind", "text", "value"), KEPT_BESIDE)
def test_other_spellings_are_kept_beside_the_value(kind: Kind, text: str, value: Value, careful: bool) -> None:
    row = read_one(kind, text, careful=careful).rows[10]
    column = COLUMN[kind][1]
    assert repr(row[column]) == repr(value)
    assert row.residue == {"fields": {str(row.layout.positions[column] + 1): text}}


@pytest.mark.parametrize(("kind", "text", "reason"), REFUSED)
def test_what_is_no_value_sends_its_line_to_quarantine(kind: Kind, text: str, reason: str, careful: bool) -> None:
    result = read_one(kind, text, careful=careful)
    refused = result.refused
    assert (refused.line, refused.reason, len(result.rows)) == (14, reason, 20)
    assert f";{text};".encode() in refused.raw
    transaction_type, column = COLUMN[kind]
    layout = result.rows[1 if transaction_type == 11 else 0].layout
    assert refused.field == layout.positions[column] + 1
    assert refused.value == (None if kind is Kind.TEXT else text[:40])


def test_an_odd_value_spoils_no_other_line() -> None:
    data = export_file(
        [line(11, quantity="1,5"), line(11, quantity="001,5"), line(11, quantity="x"), line(11, quantity="2,5")]
    )
    result = read(data)
    assert [row["quantity"] for row in result.rows] == [Decimal("1.5"), Decimal("1.5"), Decimal("2.5")]
    assert [bool(row.residue) for row in result.rows] == [False, True, False]
    assert result.refused.line == 6


@pytest.mark.parametrize(
    ("values", "field", "reason"),
    [
        ({"transaction_id_unique": ""}, 1, "no_key"),
        ({"transaction_id_unique": "x"}, 1, "bad_number"),
        ({"cash_register_code": ""}, 5, "no_key"),
        ({"cash_register_code": "¦Касса"}, 5, "no_key"),
        ({"transaction_type": ""}, 4, "bad_type"),
        ({"transaction_type": "sale"}, 4, "bad_type"),
        ({"transaction_type": "9" * 40}, 4, "bad_type"),
        ({"transaction_type": "9" * 5000}, 4, "bad_type"),
    ],
)
def test_a_row_needs_its_key(values: dict[str, str], field: int, reason: str) -> None:
    refused = read(export_file([line(11, values)])).refused
    assert (refused.field, refused.reason) == (field, reason)


def test_quarantine_tells_what_can_be_read_of_the_line() -> None:
    text = line(11, transaction_id_unique="733684", cash_register_code="5¦Касса", quantity="много")
    refused = read(export_file([text])).refused
    assert (refused.number, refused.day, refused.workplace) == (733684, "2025-12-28", 5)
    assert (refused.field, refused.column, refused.value, refused.raw.decode()) == (11, "quantity", "много", text)


def test_quarantine_tells_no_more_than_can_be_read() -> None:
    refused = read(
        export_file([line(11, transaction_id_unique="x", transaction_date="?", cash_register_code="-")])
    ).refused
    assert (refused.number, refused.day, refused.workplace) == (None, None, None)
