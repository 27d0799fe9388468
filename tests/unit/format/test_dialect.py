"""The habits of a file: learnt from its lines, stored with it, and never needed for a line to come back."""

from __future__ import annotations

import json
from datetime import time
from decimal import Decimal

import pytest

from frontol_desk.format.dialect import FRONTOL_6, Dialect
from frontol_desk.format.registry import default_registry
from tests.builders import export_file, line, numbered
from tests.unit.format.reading import CarefulOnly, read, restored

OLDER = {
    "transaction_time": "8:56:44",
    "cashier_code": "000000000002",
    "cash_register_code": "1",
}


def older(transaction_type: int, **values: str) -> str:
    return line(transaction_type, {**OLDER, **values}, count=42)


def older_file() -> bytes:
    lines = [
        older(42, document_type_code="0000000001"),
        older(11, quantity="1.000", price_without_discounts="169.00", document_type_code="0000000001"),
        older(41, payment_type_code="0000000003", document_type_code="0000000001", transaction_time="18:56:44"),
        older(55, document_total_amount="169.00", document_type_code="0000000001"),
    ]
    return export_file(numbered(lines * 3), encoding="windows-1251", line_end="\n", database_id="1")


@pytest.mark.parametrize("reader", [None, CarefulOnly])
def test_an_older_export_needs_no_residue(reader: type[CarefulOnly] | None) -> None:
    data = older_file()
    result = read(data, reader=reader) if reader else read(data)
    assert [row.residue for row in result.rows] == [{}] * 12
    assert restored(result) == data
    dialect = result.reader.dialect
    assert (dialect.line_end, dialect.decimal_mark, dialect.padded_hours, dialect.every_length) == (
        "\n",
        ".",
        False,
        42,
    )
    assert dialect.padding[11] == {7: 12, 23: 10}
    assert dialect.padding[41] == {7: 12, 9: 10, 23: 10}
    sale, payment = result.rows[1:3]
    assert (repr(sale["quantity"]), sale["cashier_code"], sale["transaction_time"]) == (
        repr(Decimal("1.000")),
        2,
        time(8, 56, 44),
    )
    assert (payment.layout.table, payment["payment_type_code"]) == ("tx_fiscal_payment_41", 3)


def test_a_line_of_another_dialect_is_read_all_the_same() -> None:
    data = older_file() + (line(11, quantity="1,5", transaction_time="08:00:00") + "\r\n").encode()
    result = read(data)
    row = result.rows[-1]
    assert row["quantity"] == Decimal("1.5")
    assert row.residue == {"fields": {"3": "08:00:00", "11": "1,5"}, "count": 44, "end": "\r\n"}
    assert restored(result) == data


def test_padding_is_learnt_up_to_18_digits() -> None:
    def learnt(digits: int) -> object:
        return read(export_file([line(11, cashier_code="1".zfill(digits))] * 2)).reader.dialect.padding

    assert [learnt(2), learnt(18), learnt(19)] == [{11: {7: 2}}, {11: {7: 18}}, {}]


def test_a_lone_zero_is_no_padding() -> None:
    assert read(export_file([line(11, cashier_code="0")] * 2)).reader.dialect.padding == {}


def test_three_types_of_one_unusual_length_make_it_everyones() -> None:
    def learnt(*types: int) -> Dialect:
        return read(export_file([line(number, count=42) for number in types])).reader.dialect

    two, three = learnt(11, 40), learnt(11, 40, 55)
    assert (two.every_length, two.length_of(11, default_registry().layout_of(11))) == (None, 42)
    assert three.every_length == 42
    mixed = export_file([*[line(number, count=42) for number in (11, 40, 55)], line(41, count=40)])
    assert read(mixed).reader.dialect.every_length is None


@pytest.mark.parametrize(
    ("amounts", "mark"), [(["1,5", "1.5"], ","), (["1,5", "1.5", "1.5"], "."), (["1"], ","), (["1.5"], ".")]
)
def test_the_decimal_mark_is_that_of_most(amounts: list[str], mark: str) -> None:
    assert read(export_file([line(11, quantity=text) for text in amounts])).reader.dialect.decimal_mark == mark


@pytest.mark.parametrize(
    ("hours", "padded"),
    [
        (["8:00:00", "08:00:00"], True),
        (["8:00:00", "8:00:00", "08:00:00", "12:00:00"], False),
        (["12:00:00"], True),
    ],
)
def test_hours_are_padded_unless_most_are_not(hours: list[str], padded: bool) -> None:
    lines = [line(11, transaction_time=text) for text in hours]
    assert read(export_file(lines)).reader.dialect.padded_hours is padded


def test_only_padded_fields_have_a_width() -> None:
    dialect = Dialect(padding={11: {7: 12}})
    assert [dialect.width_of(11, 7), dialect.width_of(11, 8), dialect.width_of(12, 7)] == [12, 0, 0]


def test_frontol_6_is_the_default() -> None:
    assert read(export_file([line(11, quantity="1,5")])).reader.dialect == FRONTOL_6 == Dialect()


def test_widths_that_differ_are_no_padding() -> None:
    result = read(export_file([line(11, cashier_code="007"), line(11, cashier_code="0007")]))
    assert result.reader.dialect.padding == {}
    assert [row.residue for row in result.rows] == [{"fields": {"7": "007"}}, {"fields": {"7": "0007"}}]


def test_short_and_damaged_lines_teach_nothing() -> None:
    lines = ["1;28.12.2025;10:00:00;11;", f"1;28.12.2025;10:00:00;{'9' * 5000};", line(11, count=26)] * 5
    assert read(export_file([*lines, line(11)])).reader.dialect == Dialect()


@pytest.mark.parametrize("data", [older_file(), export_file([line(11)]), export_file([line(40, count=44)] * 2)])
def test_a_dialect_survives_its_json(data: bytes) -> None:
    dialect = read(data).reader.dialect
    assert Dialect.from_dict(json.loads(json.dumps(dialect.as_dict()))) == dialect


@pytest.mark.parametrize("every", [None, 42])
def test_a_pinned_dialect_no_longer_depends_on_declarations(every: int | None) -> None:
    registry = default_registry()
    dialect = Dialect(every_length=every, lengths={11: 40, 999: 30})
    pinned = dialect.pinned(registry.usual_lengths())
    assert pinned.lengths[999] == 30
    for number in registry.types:
        assert pinned.lengths[number] == dialect.length_of(number, registry.layout_of(number))
