"""What reading tells people: quarantined lines with their place, unusual things once with their count."""

from __future__ import annotations

import pytest

from frontol_desk.domain.errors import ErrorCode
from frontol_desk.domain.messages import InBoth
from frontol_desk.format.problems import problem_of, warnings_of
from tests.builders import UNKNOWN_TYPE, export_file, line
from tests.unit.format.reading import read


def test_a_refused_value_is_told_with_its_place() -> None:
    problem = problem_of(read(export_file([line(11, quantity="много")])).refused)
    assert (problem.code, problem.reason) == (ErrorCode.PARSE_INVALID, "bad_number")
    quantity = InBoth(ru="Количество товара", en="quantity")
    assert problem.context == {"line": 4, "field": 11, "column": quantity, "value": "…"}
    assert problem.message == "Line 4, field 11 (quantity): “…” is not a number."


@pytest.mark.parametrize(
    "text",
    [
        line(11, quantity="x"),
        line(11, quantity="1" * 2000),
        line(11, transaction_date="x"),
        line(11, transaction_date=""),
        line(11, transaction_time="x"),
        line(11, stoloto_registration_time="x"),
        line(11, transaction_id_unique=""),
        line(11, transaction_type=""),
        line(11, marking_code="a\0b"),
        line(11, count=26),
        line(11)[:-1],
    ],
)
def test_every_reason_has_words_that_name_the_line(text: str) -> None:
    problem = problem_of(read(export_file([line(11), text], closed=False)).refused)
    assert "ine 5" in problem.message
    assert "—" not in problem.message
    assert problem.message != "Line 5 is not a readable transaction."


def test_a_line_that_is_wrong_as_a_whole_has_no_field() -> None:
    problem = problem_of(read(export_file([line(11, count=26)])).refused)
    assert problem.context == {"line": 4}


def test_a_column_that_the_manual_does_not_name_has_its_own_name() -> None:
    problem = problem_of(read(export_file([line(11, marking_code="a\0b")])).refused)
    assert problem.context == {"line": 4, "field": 33, "column": InBoth("field_33", "field_33")}


def test_a_card_number_is_never_told() -> None:
    data = export_file([line(55, customer_card_numbers="$+79990000000")]).replace(
        b"$+79990000000", b"$+79990000000\xff"
    )
    problem = problem_of(read(data, forced="utf-8").refused)
    assert problem.reason == "bad_encoding"
    assert "7999" not in str(problem.context)


def test_an_ordinary_file_gives_no_warnings() -> None:
    assert warnings_of(read(export_file([line(11), line(9)])).reader) == []


def test_unusual_things_are_told_once_in_the_order_of_the_file() -> None:
    lines = [
        *[line(9)] * 2,
        line(11) + "x;",
        line(UNKNOWN_TYPE),
        line(9, count=40),
        line(1000),
        line(UNKNOWN_TYPE),
        line(11) + "y;",
        line(9, count=41),
        line(9, count=42),
    ]
    told = [(error.code, error.context) for error in warnings_of(read(export_file(lines)).reader)]
    assert told == [
        (ErrorCode.SURPLUS_FIELDS, {"count": 2, "line": 6}),
        (ErrorCode.UNKNOWN_TYPE, {"type": UNKNOWN_TYPE, "count": 2, "line": 7}),
        (ErrorCode.UNKNOWN_LENGTH, {"count": 3, "line": 8}),
        (ErrorCode.UNKNOWN_TYPE, {"type": 1000, "count": 1, "line": 9}),
    ]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("abc", "abc"),
        ("1_000", "1_000"),
        ("31.02.2025", "31.02.2025"),
        ("Иванов Иван", "…"),
        ("+79161234567", "…"),
        ("4276 1234 5678 9012", "…"),
        ("ivan@example.org", "…"),
    ],
)
def test_a_value_that_may_be_personal_is_not_told(value: str, told: str) -> None:
    refused = read(export_file([line(11, quantity=value)])).refused
    assert refused.value == value
    assert problem_of(refused).context["value"] == told


@pytest.mark.parametrize(("count", "told"), [(30, 1), (41, 1), (36, 0), (42, 0)])
def test_a_length_that_no_real_file_has_is_told(count: int, told: int) -> None:
    lines = [line(11), line(11, count=count)]
    warnings = warnings_of(read(export_file([*lines, *[line(11)] * 3])).reader)
    assert [warning.code for warning in warnings] == [ErrorCode.UNKNOWN_LENGTH] * told
