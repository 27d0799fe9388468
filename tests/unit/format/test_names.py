"""Values exported as ``code¦name``: the code in its column, the name beside the row, the text back as it was."""

from __future__ import annotations

import pytest

from frontol_desk.format.careful import CarefulReader, copy_escape
from frontol_desk.format.dialect import Dialect
from frontol_desk.format.encoding import encoding_named
from frontol_desk.format.kinds import Value
from frontol_desk.format.layout import Kind
from frontol_desk.format.reader import ExportReader
from frontol_desk.format.registry import builtin_layouts, default_registry
from tests.builders import export_file, line
from tests.unit.format.reading import CarefulOnly, read, restored

NAMED = [
    (layout.types[0], field)
    for layout in builtin_layouts()
    for field in layout.fields
    if field.named and field.name != "dimension_value_codes"
]


@pytest.mark.parametrize("name", ["Касса ¤ №1", "", "a¦b", 'a"\\b'])
def test_every_named_field_is_split(name: str) -> None:
    for transaction_type, field in NAMED:
        result = read(export_file([line(transaction_type, {field.name: f"12¦{name}"})]))
        assert result.row[field.name] == (12 if field.kind is Kind.INT else "12")
        assert result.row.names == {field.name: name}
        assert result.row.residue == {}


def test_a_field_that_is_no_code_is_not_split() -> None:
    row = read(export_file([line(11, marking_code="a¦b", excise_marks="c¦d")])).row
    assert (row["marking_code"], row["excise_marks"], row.names) == ("a¦b", "c¦d", {})


@pytest.mark.parametrize(
    ("text", "codes", "names"),
    [
        ("1¦a,2,3¦c", "1,2,3", ["a", None, "c"]),
        ("1¦красный", "1", ["красный"]),
        ("1¦,2¦", "1,2", ["", ""]),
        ("1¦a¦b,2", "1,2", ["a¦b", None]),
        ("¦", None, [""]),
        ("¦a,", ",", ["a", None]),
    ],
)
@pytest.mark.parametrize("transaction_type", [11, 45, 55])
def test_a_list_of_codes_keeps_a_name_for_each(
    transaction_type: int, text: str, codes: str | None, names: list[str | None]
) -> None:
    data = export_file([line(transaction_type, dimension_value_codes=text)])
    result = read(data)
    assert (result.row["dimension_value_codes"], result.row.names) == (codes, {"dimension_value_codes": names})
    assert result.row.residue == {}
    assert restored(result) == data


def test_a_list_without_names_stays_as_it_is() -> None:
    row = read(export_file([line(11, dimension_value_codes="1,2,")])).row
    assert (row["dimension_value_codes"], row.names) == ("1,2,", {})


@pytest.mark.parametrize(
    ("text", "value", "names", "kept"),
    [
        ("¦имя", None, {"cashier_code": "имя"}, False),
        ("007¦имя", 7, {"cashier_code": "имя"}, True),
        ("7|имя", 7, {"cashier_code": "имя"}, True),
        ("7|", 7, {"cashier_code": ""}, True),
    ],
)
def test_what_the_parts_would_not_give_back_is_kept(text: str, value: Value, names: dict[str, str], kept: bool) -> None:
    data = export_file([line(11, cashier_code="1"), line(11, cashier_code=text)])
    result = read(data)
    row = result.rows[1]
    assert (row["cashier_code"], row.names) == (value, names)
    assert row.residue == ({"fields": {"7": text}} if kept else {})
    assert restored(result) == data


@pytest.mark.parametrize("reader", [ExportReader, CarefulOnly])
def test_a_plain_bar_stays_in_a_code_that_is_text(reader: type[ExportReader]) -> None:
    row = read(export_file([line(11, item_identifier="7|имя")]), reader=reader).row
    assert (row["item_identifier"], row.names) == ("7|имя", {})


def test_a_code_that_is_no_number_is_refused_without_telling_the_name() -> None:
    refused = read(export_file([line(11, cashier_code="x¦Иванова")])).refused
    assert (refused.reason, refused.column, refused.value) == ("bad_number", "cashier_code", "x")


def test_names_and_residue_are_stored_short_and_only_where_there_are_some() -> None:
    careful = CarefulReader(default_registry(), Dialect(), encoding_named("utf-8"))
    noted = careful.read(line(11, cashier_code="07¦Анна", item_identifier="5¦Чай").encode(), None)
    assert [text.decode() for text in noted.copy_notes()] == [
        '{"cashier_code":"Анна","item_identifier":"Чай"}',
        '{"fields":{"7":"07¦Анна"}}',
    ]
    assert careful.read(line(11).encode(), None).copy_notes() == [b"", b""]


def test_signs_with_a_role_in_copy_are_escaped() -> None:
    assert copy_escape("a\\b;c\nd\re") == rb"a\\b\;c\nd\re"


def test_all_named_fields_were_tried() -> None:
    assert len(NAMED) == 380
