"""Gaps and checkpoints over the whole way: real kassas' answers that lack numbers, asked for exactly these."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from frontol_desk.console.desk import Desk, LoadOrder
from frontol_desk.domain.asks import GapEnd, NumberRange
from frontol_desk.domain.overview import FailureKind
from frontol_desk.domain.report import RunReport, RunStatus
from frontol_desk.domain.resources import resource
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.simulator.behaviour import KassaBehaviour, RequestEnd
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import (
    DAY,
    QUICK,
    SILENT,
    Shop,
    assert_adds_up,
    codes_of,
    detail_of,
    faulty,
    problems_of,
)

FOLDER, POORER, OTHER = "P13/P13", "K1/K1", "N22/N22_FURN"
HOLE = NumberRange(733692, 733696)
"""Lines without amounts: nothing but the gap is amiss without them."""
LOST = NumberRange(4841249, 4841249)


def last_request(place: Shop, folder: str = FOLDER) -> str:
    """Return what a kassa that keeps its requests was asked last."""
    return (place.requests(folder) / "done" / "request.txt").read_bytes().decode("ascii")


def by_numbers(numbers: NumberRange) -> str:
    return f"$$$TRANSACTIONSBYTRANSRANGE\r\n{numbers.first};{numbers.last}\r\n"


def keeping(*faults: str) -> KassaBehaviour:
    return replace(faulty(*faults), request_end=RequestEnd.MOVED)


async def stored(place: Shop) -> set[tuple[object, ...]]:
    """Return what is stored of the folder's day, line numbers apart: a line that came later has another one."""
    rows = await place.fetch(
        "SELECT source_folder, table_name, cash_register_code, transaction_id_unique, line_hash FROM transactions"
        " WHERE transaction_date = $1 AND source_folder = $2",
        DAY,
        FOLDER,
    )
    return {*rows}


async def ask_for_gaps(place: Shop) -> RunReport:
    async with place.desk() as desk:
        report = await desk.gaps.request()
    assert report is not None
    assert_adds_up(report)
    return report


async def test_holes_are_found_listed_asked_for_exactly_and_filled_or_called_absent(shop: OpenShop) -> None:
    place = shop({FOLDER: keeping(f"hole:{HOLE}"), POORER: keeping(f"lost:{LOST}")})
    whole = shop({FOLDER: QUICK})
    first = await place.load()
    assert (first.status, first.reconciliation.gaps) == (RunStatus.COMPLETED, 2)
    assert codes_of(first, FOLDER, severity="warning") == {"GAP"}
    async with place.desk() as desk:
        lost, gap = await desk.gaps.open()
        assert (str(gap.folder), gap.workplace, gap.numbers, gap.dates) == (FOLDER, 1, HOLE, DateRange.day(DAY))
        assert (str(lost.folder), lost.workplace, lost.numbers) == (POORER, 1, LOST)
        failures = (await desk.failures()).items
        assert {(failure.kind, failure.key, failure.code) for failure in failures} == {
            (FailureKind.GAP, f"G{gap.id}", "GAP"),
            (FailureKind.GAP, f"G{lost.id}", "GAP"),
        }
    report = await ask_for_gaps(place)
    assert (last_request(place), last_request(place, POORER)) == (by_numbers(HOLE), by_numbers(LOST))
    assert (report.status, report.folders.total) == (RunStatus.COMPLETED, 2)
    found = detail_of(report, FOLDER)
    assert (found.unchanged, found.removed, problems_of(report, FOLDER)) == (0, 0, [])
    (told,) = [problem for problem in problems_of(report, POORER) if problem.code == "GAP"]
    assert (told.severity, "has none of them" in told.message) == ("warning", True)
    async with place.desk() as desk:
        assert await desk.gaps.open() == ()
        (absent,) = await desk.gaps.listed(closed=True)
        assert (absent.id, absent.closed_as, absent.asked_run) == (lost.id, GapEnd.ABSENT, report.run_id)
        assert (await desk.failures()).total == 0
        assert await desk.gaps.request() is None
    await whole.load()
    assert await stored(place) == await stored(whole)
    rows = await place.fetch(
        "SELECT count(*) FROM transactions WHERE transaction_date <> $1 AND source_folder = $2", DAY, FOLDER
    )
    assert rows == [(found.loaded - len(HOLE),)], "of other workplaces, which had these numbers on other days"


async def test_a_kassa_that_stays_silent_leaves_the_gap_open(shop: OpenShop, tmp_path: Path) -> None:
    place = shop({FOLDER: SILENT}, response_timeout=0.5)
    path = tmp_path / "response.txt"
    lines = resource("demo/response.txt").read_bytes().splitlines(keepends=True)
    first = next(at for at, line in enumerate(lines) if line.startswith(b"%d;" % HOLE.first))
    path.write_bytes(b"".join(lines[:first] + lines[first + len(HOLE) :]))
    assert codes_of(await place.load_file(path, folder=FOLDER), severity="warning") == {"GAP"}
    report = await ask_for_gaps(place)
    assert (report.status, report.folders.no_response) == (RunStatus.FAILED, 1)
    async with place.desk() as desk:
        (gap,) = await desk.gaps.open()
        assert gap.asked_at is not None
        assert [failure.key for failure in (await desk.failures()).items] == [f"G{gap.id}"]


@asynccontextmanager
async def opened(place: Shop) -> AsyncIterator[tuple[Desk, date]]:
    async with place.desk() as desk:
        yield desk, desk.today(SourceFolder.parse(OTHER).kassa) - timedelta(days=1)


async def complete_through(place: Shop) -> date | None:
    rows = await place.fetch("SELECT complete_through FROM folders WHERE source_folder = $1", OTHER)
    found: date | None = rows[0][0] if rows else None
    return found


async def test_catching_up_asks_for_what_follows_the_last_complete_day(shop: OpenShop) -> None:
    place = shop({OTHER: replace(QUICK, request_end=RequestEnd.MOVED)})
    async with opened(place) as (desk, yesterday):

        async def load(first: date, last: date, **order: bool) -> RunReport:
            report = await desk.load(LoadOrder(dates=DateRange(first, last), wait_seconds=5.0, **order))  # type: ignore[arg-type]
            assert (report.status, codes_of(report)) == (RunStatus.COMPLETED, set())
            return report

        start = yesterday - timedelta(days=4)
        await load(start, start)
        assert await complete_through(place) == start
        await load(yesterday, yesterday + timedelta(days=1))
        assert await complete_through(place) == start, "the days between are not loaded"
        report = await load(yesterday, yesterday, catch_up=True)
        assert last_request(place, OTHER).split()[1:] == [
            f"{start + timedelta(days=1):%d.%m.%Y};",
            f"{yesterday:%d.%m.%Y}",
        ]
        assert (report.date_from, report.date_to) == (start + timedelta(days=1), yesterday)
        assert report.reconciliation.gaps == 0
        assert await complete_through(place) == yesterday, "today is not over"
        asked = last_request(place, OTHER)
        nothing = await load(yesterday, yesterday, catch_up=True)
        assert (nothing.details, nothing.folders.loaded, last_request(place, OTHER)) == ([], 1, asked)


async def test_checkpoints_know_the_highest_number_and_the_report(shop: OpenShop) -> None:
    place = shop({FOLDER: QUICK})
    await place.load()
    await place.fetch("UPDATE folders SET report_number = 24000")
    jumped = await place.load(day=DAY - timedelta(days=1))
    assert [told.message for told in problems_of(jumped)] == [
        "The kassa's report number jumped from 24000 to 24336: answers between them did not come here."
    ]
    assert (jumped.status, codes_of(jumped, severity="warning")) == (RunStatus.COMPLETED, {"REPORT_JUMP"})
    highest = await place.fetch("SELECT cash_register_code, max(transaction_id_unique) FROM transactions GROUP BY 1")
    assert sorted(
        await place.fetch("SELECT cash_register_code, highest_number FROM checkpoints WHERE highest_date = $1", DAY)
    ) == sorted(highest)
    assert await place.fetch("SELECT report_number FROM folders") == [(24336,)]
