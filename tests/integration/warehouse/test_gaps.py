"""Missing transaction numbers across files and days: found, kept, split, filled, called absent, dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frontol_desk.domain.asks import FreshAnswer, GapEnd, NumberRange
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.loads import LoadOutcome
from frontol_desk.domain.values import DateRange
from tests.integration.databases import PostgresServer
from tests.integration.warehouse.depot import DAY, FOLDER, Depot, both_versions, export, item, one_depot

TWO_DAYS_BEFORE, BEFORE = DAY - timedelta(days=2), DAY - timedelta(days=1)
Told = list[tuple[str | None, int, int, int]]


def lines(day: date, numbers: Sequence[int], workplace: int = 1) -> list[str]:
    return [item(number, day=f"{day:%d.%m.%Y}", workplace=workplace) for number in numbers]


async def load(
    depot: Depot, data: bytes, *, asked: DateRange | None = None, numbers: NumberRange | None = None
) -> Told:
    """Load and verify as the pipeline does; returns what is told of gaps: reason, workplace, first, last."""
    request = await depot.request(data, asked=asked)
    if numbers is not None:
        request = replace(request, fresh=FreshAnswer(numbers))
    outcome: LoadOutcome = await depot.warehouse.load(request, lambda _done, _rows: None)
    await depot.warehouse.release(request.lease)
    findings: list[DeskError] = [*outcome.warnings]
    if dates := outcome.dates or asked:
        verified = await depot.warehouse.verify(FOLDER, dates)
        told = [finding for finding in verified.findings if finding.code is ErrorCode.GAP]
        assert verified.counts.gaps == len(told)
        findings += [finding for finding in told if str(finding) not in {*map(str, findings)}]
    return [
        (found.reason, *(int(str(found.context[name])) for name in ("workplace", "first", "last")))  # type: ignore[misc]
        for found in findings
        if found.code is ErrorCode.GAP
    ]


async def day(depot: Depot, when: date, *numbers: int, workplace: int = 1) -> Told:
    """Load a day's answer."""
    return await load(depot, export(*lines(when, numbers, workplace)), asked=DateRange.day(when))


async def gaps(depot: Depot, *, closed: bool = False) -> list[tuple[int, int, int]]:
    """Return workplace, first and last number of the gaps that are listed."""
    return [
        (gap.workplace, gap.numbers.first, gap.numbers.last) for gap in await depot.warehouse.gaps.listed(closed=closed)
    ]


async def states(depot: Depot) -> list[tuple[int, int, str | None]]:
    return await depot.rows("SELECT first_number, last_number, closed_as FROM gaps ORDER BY 1")


@both_versions
async def test_numbers_missing_between_two_days_are_found_when_the_later_day_comes(depot: Depot) -> None:
    assert await day(depot, BEFORE, 1, 2, 3) == []
    assert await day(depot, DAY, 6, 7) == [(None, 1, 4, 5)]
    (gap,) = await depot.warehouse.gaps.listed()
    assert (gap.folder, gap.workplace, gap.numbers) == (FOLDER, 1, NumberRange(4, 5))
    assert (gap.day_before, gap.day_after, gap.closed_as, gap.asked_at) == (BEFORE, DAY, None, None)
    assert await day(depot, DAY, 6, 7) == [(None, 1, 4, 5)]
    assert await gaps(depot) == [(1, 4, 5)]


async def test_and_when_the_earlier_day_comes_later(depot: Depot) -> None:
    assert await day(depot, DAY, 6, 7) == []
    assert await day(depot, BEFORE, 1, 2, 3) == [(None, 1, 4, 5)]


async def test_a_day_that_is_not_loaded_explains_missing_numbers_until_it_comes_empty(depot: Depot) -> None:
    assert await day(depot, TWO_DAYS_BEFORE, 1, 2) == []
    assert await day(depot, DAY, 6, 7) == []
    assert await gaps(depot) == []
    assert await day(depot, BEFORE) == [(None, 1, 3, 5)]
    (gap,) = await depot.warehouse.gaps.listed()
    assert gap.dates == DateRange(TWO_DAYS_BEFORE, DAY)


async def test_what_nobody_asked_for_makes_no_gap_towards_other_days(depot: Depot) -> None:
    await day(depot, BEFORE, 1, 2)
    assert await load(depot, export(*lines(DAY, [9]))) == []
    assert await day(depot, DAY, 7, 8, 9) == [(None, 1, 3, 6)]


async def test_a_quarantined_line_is_there(depot: Depot) -> None:
    await day(depot, BEFORE, 1, 2)
    broken = item(3, quantity="abc")
    assert await load(depot, export(broken, *lines(DAY, [4, 5])), asked=DateRange.day(DAY)) == []
    assert await gaps(depot) == []


async def test_workplaces_are_apart(depot: Depot) -> None:
    await day(depot, BEFORE, 1, 2)
    await day(depot, BEFORE, 3, 4, workplace=2)
    assert await day(depot, DAY, 5, 6) == [(None, 1, 3, 4)]
    assert await day(depot, DAY, 8, workplace=2) == [(None, 1, 3, 4), (None, 2, 5, 7)]


async def test_numbers_that_begin_anew_are_no_gap(depot: Depot) -> None:
    await day(depot, TWO_DAYS_BEFORE, 700, 701)
    assert await day(depot, BEFORE, 1, 2) == []
    assert await day(depot, DAY, 3, 5) == [(None, 1, 4, 4)]
    whole = export(*lines(TWO_DAYS_BEFORE, [700, 701]), *lines(BEFORE, [1, 2]), *lines(DAY, [3, 5]))
    assert await load(depot, whole, asked=DateRange(TWO_DAYS_BEFORE, DAY)) == [(None, 1, 4, 4)]


async def test_a_number_under_a_wrong_date_is_there(depot: Depot) -> None:
    await day(depot, BEFORE, 1, 2)
    await load(depot, export(*lines(date(2020, 1, 1), [3])))
    assert await day(depot, DAY, 4, 5) == []


async def test_a_gap_that_is_known_stays_though_a_number_of_it_comes_under_a_wrong_date(depot: Depot) -> None:
    await day(depot, DAY, 1, 2, 6)
    wrong = DAY + timedelta(days=3)
    assert await load(depot, export(*lines(wrong, [3]), *lines(DAY, [2]))) == [(None, 1, 4, 5)]
    assert await gaps(depot) == [(1, 4, 5)]


async def test_a_gap_beside_numbers_that_begin_anew_in_the_same_file(depot: Depot) -> None:
    await day(depot, DAY, 10, 11)
    anew = export(*lines(TWO_DAYS_BEFORE, [700, 701]), *lines(BEFORE, [1, 2, 3]))
    assert await load(depot, anew, asked=DateRange(TWO_DAYS_BEFORE, BEFORE)) == [(None, 1, 4, 9)]
    assert await gaps(depot) == [(1, 4, 9)]


async def test_any_number_that_can_be_stored_can_be_looked_at(depot: Depot) -> None:
    lowest, highest = -(2**63), 2**63 - 1
    assert await day(depot, BEFORE, -7, -5) == [(None, 1, -6, -6)]
    await day(depot, BEFORE, highest)
    expected = [(1, lowest + 1, -8), (1, -6, -6), (1, -4, highest - 1)]
    assert await day(depot, DAY, lowest, highest) == [(None, *gap) for gap in expected]
    assert await gaps(depot) == expected


async def test_what_comes_of_a_gap_splits_it_and_the_last_of_it_fills_it(depot: Depot) -> None:
    assert await day(depot, DAY, 1, 2, 9) == [(None, 1, 3, 8)]
    assert await load(depot, export(*lines(DAY, [5]))) == [(None, 1, 3, 4), (None, 1, 6, 8)]
    assert await gaps(depot) == [(1, 3, 4), (1, 6, 8)]
    assert await load(depot, export(*lines(DAY, [3, 4, 7, 8]))) == [(None, 1, 6, 6)]
    assert await load(depot, export(*lines(DAY, [6]))) == []
    assert await gaps(depot, closed=True) == []
    assert {state for _, _, state in await states(depot)} == {"filled"}


async def test_what_a_corrected_answer_no_longer_has_is_a_gap_anew(depot: Depot) -> None:
    await day(depot, DAY, 1, 3)
    await day(depot, DAY, 1, 2, 3)
    assert await day(depot, DAY, 1, 3) == [(None, 1, 2, 2)]
    assert {*await states(depot)} == {(2, 2, "filled"), (2, 2, None)}
    assert await gaps(depot) == [(1, 2, 2)]


@both_versions
async def test_a_kassa_asked_for_exactly_these_that_has_none_settles_the_gap(depot: Depot) -> None:
    await day(depot, DAY, 1, 2, 6)
    wanted = NumberRange(3, 5)
    assert await load(depot, export(), numbers=wanted) == [("absent", 1, 3, 5)]
    assert await gaps(depot) == []
    (gap,) = await depot.warehouse.gaps.listed(closed=True)
    assert (gap.closed_as, gap.asked_run, gap.numbers) == (GapEnd.ABSENT, "test", wanted)
    assert gap.asked_at is not None
    assert await day(depot, DAY, 1, 2, 6) == [("absent", 1, 3, 5)]
    assert await load(depot, export(*lines(DAY, [3, 4, 5]))) == []
    assert await states(depot) == [(3, 5, "filled")]


async def test_what_it_has_is_filled_and_only_the_rest_is_absent(depot: Depot) -> None:
    await day(depot, DAY, 1, 2, 9)
    assert await load(depot, export(*lines(DAY, [4, 5])), numbers=NumberRange(3, 8)) == [
        ("absent", 1, 3, 3),
        ("absent", 1, 6, 8),
    ]
    assert await load(depot, export(*lines(DAY, [3, 6, 7, 8])), numbers=NumberRange(3, 8)) == []
    assert {state for _, _, state in await states(depot)} == {"filled"}


async def test_an_answer_with_an_unreadable_line_settles_nothing(depot: Depot) -> None:
    await day(depot, DAY, 1, 2, 6)
    assert await load(depot, export("5;broken"), numbers=NumberRange(3, 5)) == []
    assert await gaps(depot) == [(1, 3, 5)]


async def test_an_answer_to_other_numbers_settles_nothing(depot: Depot) -> None:
    await day(depot, DAY, 1, 2, 6)
    assert await load(depot, export(), numbers=NumberRange(4, 5)) == []
    assert await gaps(depot) == [(1, 3, 5)]


async def test_a_dropped_gap_is_told_no_more_but_kept_with_its_reason(depot: Depot) -> None:
    await day(depot, DAY, 1, 2, 6)
    (gap,) = await depot.warehouse.gaps.listed()
    assert await depot.warehouse.gaps.drop([gap.id, 999], "olga@shop", "training till") == 1
    assert await depot.warehouse.gaps.drop([gap.id], "olga@shop", "again") == 0
    assert await day(depot, DAY, 1, 2, 6) == []
    assert await depot.rows("SELECT closed_as, closed_by, reason FROM gaps") == [
        ("dropped", "olga@shop", "training till")
    ]


DAYS = [DAY + timedelta(days=offset) for offset in range(4)]
_PER_DAY = 5
answers = st.tuples(
    st.integers(0, len(DAYS) - 1), st.sets(st.integers(0, _PER_DAY - 1)), st.sampled_from([True, True, False])
)


async def expected(depot: Depot) -> list[tuple[int, int, int]]:
    """Return the gaps of what is stored, worked out from all of it at once."""
    stored = await depot.rows("SELECT transaction_id_unique, transaction_date FROM transactions ORDER BY 1")
    asked = {
        day
        for first, last in await depot.rows(
            "SELECT requested_from, requested_to FROM files WHERE requested_from IS NOT NULL"
        )
        for day in DateRange(first, last).days()
    }
    return [
        (1, a + 1, b - 1)
        for (a, before), (b, after) in pairwise(stored)
        if b > a + 1 and (before == after or asked.issuperset(DateRange(before, after).days()))
    ]


def test_after_any_answers_the_table_says_what_a_look_at_everything_says(
    postgres_18: PostgresServer, tmp_path: Path
) -> None:
    with one_depot(postgres_18, tmp_path) as (runner, depot):

        @settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
        @given(st.lists(answers, min_size=1, max_size=7))
        def check(history: list[tuple[int, set[int], bool]]) -> None:
            runner.run(follow(history))

        async def follow(history: list[tuple[int, set[int], bool]]) -> None:
            tables = [name for (name,) in await depot.rows("SELECT DISTINCT table_name FROM transactions")]
            for table in [*tables, "files", "superseded", "workplace_days", "checkpoints", "gaps", "folders"]:
                await depot.database.execute(f"DELETE FROM {table}")
            for which, places, was_asked in history:
                when, numbers = DAYS[which], sorted(which * _PER_DAY + place for place in places)
                await load(depot, export(*lines(when, numbers)), asked=DateRange.day(when) if was_asked else None)
                assert sorted(await gaps(depot)) == await expected(depot)

        check()
