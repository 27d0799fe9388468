"""Checkpoints: the last complete day, the highest numbers and the report number, as loads move them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from frontol_desk.domain.asks import FreshAnswer, NumberRange
from frontol_desk.domain.values import DateRange
from tests.integration.warehouse.depot import DAY, FOLDER, Depot, export, item


def before(days: int) -> date:
    return DAY - timedelta(days=days)


async def load(
    depot: Depot, first: date, last: date | None = None, *numbers: int, over: date | None = None, report: int = 1
) -> list[str | None]:
    """Load what a kassa has just answered for some days; returns reasons of the warnings about its report number."""
    asked = DateRange(first, last or first)
    data = export(*(item(number, day=f"{first:%d.%m.%Y}") for number in numbers), report_number=str(report))
    request = replace(await depot.request(data, asked=asked), fresh=FreshAnswer(asked, over or DAY))
    outcome = await depot.warehouse.load(request, lambda _done, _rows: None)
    await depot.warehouse.release(request.lease)
    return [warning.reason for warning in outcome.warnings if warning.code == "REPORT_JUMP"]


async def through(depot: Depot) -> date | None:
    return (await depot.warehouse.complete_through([FOLDER])).get(FOLDER)


async def test_days_loaded_before_join_when_those_between_come(depot: Depot) -> None:
    assert await through(depot) is None
    for back, expected in ((5, 5), (3, 5), (1, 5), (9, 5), (4, 3), (2, 1)):
        await load(depot, before(back))
        assert await through(depot) == before(expected), back


async def test_a_range_that_reaches_over_the_last_complete_day_moves_it(depot: Depot) -> None:
    await load(depot, before(9))
    await load(depot, before(12), before(4))
    assert await through(depot) == before(4)


async def test_a_day_that_was_not_over_when_asked_is_not_complete(depot: Depot) -> None:
    await load(depot, DAY, over=before(1))
    assert await through(depot) is None
    await load(depot, before(2), DAY, over=before(1))
    assert await through(depot) == before(1)


async def test_what_nobody_has_just_answered_completes_nothing(depot: Depot) -> None:
    await depot.load(export(item(1)), asked=DateRange.day(DAY))
    assert await through(depot) is None


async def test_a_repeated_answer_completes_its_days(depot: Depot) -> None:
    await load(depot, DAY, DAY, 1, over=before(1))
    await load(depot, DAY, DAY, 1)
    assert await depot.rows("SELECT status FROM files ORDER BY file_id") == [("loaded",), ("unchanged",)]
    assert await through(depot) == DAY


async def test_the_highest_number_is_that_of_the_newest_day(depot: Depot) -> None:
    async def highest() -> list[tuple[int, date]]:
        return await depot.rows("SELECT highest_number, highest_date FROM checkpoints")

    await load(depot, before(1), None, 700, 701)
    assert await highest() == [(701, before(1))]
    await load(depot, before(2), None, 650, 699)
    assert await highest() == [(701, before(1))]
    await load(depot, DAY, None, 1, 2)
    assert await highest() == [(2, DAY)], "a till set up anew counts from one"


@pytest.mark.parametrize(
    ("reports", "told"),
    [
        ((7, 8, 9), []),
        ((7, 7, 8), []),
        ((7, 9), [None]),
        ((7, 8, 700, 701), [None]),
        ((7, 3, 4), ["back"]),
    ],
)
async def test_a_jump_of_the_report_number_is_told_once(
    depot: Depot, reports: tuple[int, ...], told: list[str | None]
) -> None:
    found = []
    for number, report in enumerate(reports):
        found += await load(depot, DAY, None, number, report=report)
    assert found == told


async def test_other_numbers_in_a_header_are_no_jump(depot: Depot) -> None:
    await load(depot, DAY, None, 1, report=5)
    for name in ("A-17", "9" * 30, "²"):
        data = export(item(2), report_number=name)
        request = replace(await depot.request(data), fresh=FreshAnswer(NumberRange(2, 2)))
        outcome = await depot.warehouse.load(request, lambda _done, _rows: None)
        await depot.warehouse.release(request.lease)
        assert outcome.warnings == []
    assert await load(depot, DAY, None, 3, report=6) == []


async def test_an_older_file_taken_again_says_nothing_and_a_newer_one_is_remembered(depot: Depot) -> None:
    await load(depot, DAY, None, 1, report=5)
    await depot.load(export(item(2), report_number="2"))
    assert await load(depot, DAY, None, 3, report=6) == []
    await depot.load(export(item(4), report_number="9"))
    assert await load(depot, DAY, None, 5, report=10) == []
