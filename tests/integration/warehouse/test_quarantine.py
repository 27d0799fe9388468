"""Quarantine: lines that cannot be placed stay byte for byte, once, until an answer has them right."""

from __future__ import annotations

from typing import Any

import pytest

from frontol_desk.domain.errors import ErrorCode
from frontol_desk.domain.messages import InBoth
from frontol_desk.domain.report import FileStatus
from frontol_desk.domain.values import DateRange
from frontol_desk.format.encoding import LABELS, encoding_named
from tests.builders import UNKNOWN_TYPE, line
from tests.integration.warehouse.depot import ASKED, DAY, Depot, both_versions, export, item

BAD = item(6, quantity="abc")
NEXT = DateRange.day(DAY.replace(day=29))


async def quarantined(depot: Depot) -> list[bytes]:
    return [raw for (raw,) in await depot.rows("SELECT raw FROM quarantine ORDER BY quarantine_id")]


async def given_way(depot: Depot) -> list[tuple[Any, ...]]:
    """Return table and reason of everything superseded."""
    return await depot.rows("SELECT table_name, reason FROM superseded ORDER BY superseded_id")


@both_versions
async def test_a_bad_line_is_kept_with_its_place_and_reason_and_the_others_load(depot: Depot) -> None:
    outcome = await depot.load(export(item(5), BAD, item(7)), asked=ASKED)
    assert (outcome.status, outcome.loaded, outcome.quarantined) == (FileStatus.PARTIAL, 2, 1)
    (problem,) = outcome.problems
    assert (problem.code, problem.reason) == (ErrorCode.PARSE_INVALID, "bad_number")
    assert problem.context == {
        "line": 5,
        "field": 11,
        "column": InBoth(ru="Количество товара", en="quantity"),
        "value": "abc",
    }
    assert await depot.rows(
        "SELECT file_id, line_number, raw, line_end, reason, field, column_name, value, transaction_date,"
        " cash_register_code, transaction_id_unique, asked_date FROM quarantine"
    ) == [(outcome.file_id, 5, BAD.encode(), None, "bad_number", 11, "quantity", "abc", DAY, 1, 6, DAY)]


@pytest.mark.parametrize("label", LABELS)
async def test_raw_bytes_are_those_of_the_file(depot: Depot, label: str) -> None:
    bad = line(11, quantity="двa", marking_code="Чай¤\u00a6")
    await depot.load(export(bad, encoding=label))
    assert await quarantined(depot) == [bad.encode(encoding_named(label).codec)]


@both_versions
async def test_bytes_that_are_no_text(depot: Depot) -> None:
    odd = [b"\x00\x01\xff\xfe", item(5).encode() + b"\x98\x00", b"\\x00;\\N;", b"\xd0"]
    await depot.load(export() + b"\r\n".join(odd) + b"\r\n")
    assert await quarantined(depot) == odd


async def test_each_of_two_equal_bad_lines_is_kept(depot: Depot) -> None:
    await depot.load(export(BAD, BAD), asked=ASKED)
    assert await quarantined(depot) == [BAD.encode()] * 2


@both_versions
@pytest.mark.parametrize("kind", [11, 12, UNKNOWN_TYPE])
async def test_a_correct_answer_replaces_the_line(depot: Depot, kind: int) -> None:
    first = await depot.load(export(item(5), BAD, item(7)), asked=ASKED)
    right = line(kind, transaction_id_unique="6")
    second = await depot.load(export(item(5), right, item(7)), asked=ASKED)
    assert (second.status, second.loaded, second.unchanged) == (FileStatus.LOADED, 1, 2)
    assert await quarantined(depot) == []
    assert await depot.rows(
        "SELECT table_name, reason, file_id, superseded_by, line_number, version->>'raw' FROM superseded"
    ) == [("quarantine", "replaced", first.file_id, second.file_id, 5, "\\x" + BAD.encode().hex())]


@both_versions
async def test_an_answer_without_the_line_removes_it(depot: Depot) -> None:
    await depot.load(export(item(5), BAD, item(7)), asked=ASKED)
    await depot.load(export(item(5), item(7)), asked=ASKED)
    assert await quarantined(depot) == []
    assert await given_way(depot) == [("quarantine", "removed")]


async def test_another_fault_in_the_same_line_takes_its_place(depot: Depot) -> None:
    await depot.load(export(item(5), BAD, item(7)), asked=ASKED)
    other = item(6, quantity="xyz")
    await depot.load(export(item(5), other, item(7)), asked=ASKED)
    assert await quarantined(depot) == [other.encode()]
    assert await given_way(depot) == [("quarantine", "removed")]


@pytest.mark.parametrize(
    ("answer", "asked"),
    [
        pytest.param([item(5), item(7)], None, id="no day asked for"),
        pytest.param([item(5, day="29.12.2025"), item(7, day="29.12.2025")], NEXT, id="another day"),
        pytest.param([item(7), item(8)], ASKED, id="numbers beyond it"),
        pytest.param([item(5, workplace=2), item(7, workplace=2)], ASKED, id="another workplace"),
        pytest.param([], ASKED, id="no lines"),
    ],
)
async def test_an_answer_that_says_nothing_about_the_line_leaves_it(
    depot: Depot, answer: list[str], asked: DateRange | None
) -> None:
    await depot.load(export(item(5), BAD), asked=ASKED)
    await depot.load(export(*answer), asked=asked)
    assert await quarantined(depot) == [BAD.encode()]


async def test_a_good_line_stored_before_the_bad_one_is_no_correction_of_it(depot: Depot) -> None:
    good = export(item(5), item(6), item(7))
    await depot.load(good, asked=ASKED)
    await depot.load(export(item(5), BAD, item(7)), asked=ASKED)
    await depot.load(export(item(8, day="29.12.2025")), asked=NEXT)
    assert await quarantined(depot) == [BAD.encode()]
    assert await depot.numbers() == [5, 6, 7, 8]
    await depot.load(good, asked=ASKED)
    assert await quarantined(depot) == []
    assert await given_way(depot) == [("quarantine", "replaced")]


@both_versions
async def test_lines_without_a_readable_date_belong_to_the_day_asked_for(depot: Depot) -> None:
    await depot.load(export(item(5), "rubbish", item(7)), asked=ASKED)
    await depot.load(export(item(8, day="29.12.2025")), asked=NEXT)
    assert await quarantined(depot) == [b"rubbish"]
    await depot.load(export(item(5), item(7)), asked=ASKED)
    assert await quarantined(depot) == []
    assert await given_way(depot) == [("quarantine", "removed")]


@both_versions
async def test_the_same_rubbish_on_two_days_is_kept_for_each(depot: Depot) -> None:
    one, other = export(item(5), ""), export(item(8, day="29.12.2025"), "")
    for _ in range(2):
        await depot.load(one, asked=ASKED)
        await depot.load(other, asked=NEXT)
    assert await quarantined(depot) == [b"", b""]
    assert await given_way(depot) == []
    assert await depot.export(ASKED) == one
    assert await depot.export(NEXT) == other
    await depot.load(export(item(8, day="29.12.2025")), asked=NEXT)
    assert await depot.export(ASKED) == one


async def test_a_reload_with_other_days_asked_doubles_nothing(depot: Depot) -> None:
    data = export(item(5), BAD, "rubbish")
    for asked in (ASKED, DateRange(DAY.replace(day=27), DAY), None, ASKED):
        await depot.load(data, asked=asked)
    assert await quarantined(depot) == [BAD.encode(), b"rubbish"]


@both_versions
async def test_a_cut_line_gives_way_to_the_whole_one(depot: Depot) -> None:
    whole = export(item(5), item(6), item(7))
    for cut in (1, 20, 40):
        await depot.load(whole[: -2 - cut], asked=ASKED)
    assert await depot.numbers() == [5, 6] or await depot.numbers() == [5, 6, 7]
    last = await depot.load(whole, asked=ASKED)
    assert last.quarantined == 0
    assert await quarantined(depot) == []
    assert await depot.export() == whole
