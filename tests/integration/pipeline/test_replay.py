"""Days loaded again from the archive alone, without any kassa: into an empty database, and over a full one."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from frontol_desk.console.desk import LoadOrder
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.events import StageStarted
from frontol_desk.domain.report import RunReport, RunStatus
from frontol_desk.domain.values import DateRange
from tests.integration.comparing import assert_equal
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import DAY, QUICK, Shop, assert_adds_up, codes_of, faulty

FOLDER = "P13/P13"
BROKEN = "A/B"
WEEK = DateRange(DAY - timedelta(days=3), DAY)


def elsewhere(place: Shop, shop: OpenShop) -> Shop:
    """The same shop before an empty database, its kassas out of reach."""
    return replace(place, schema=shop({}).schema, server=replace(place.server, port=1))


async def replay(place: Shop, dates: DateRange = WEEK, *kassas: str) -> RunReport:
    async with place.desk() as desk:
        report = await desk.archive.replay(dates, kassas)
    assert_adds_up(report)
    return report


async def load_range(place: Shop, dates: DateRange, *kassas: str) -> RunReport:
    async with place.desk() as desk:
        report = await desk.load(LoadOrder(dates=dates, kassas=kassas, wait_seconds=5))
    assert_adds_up(report)
    return report


def edited(place: Shop, name: str, *, without: slice) -> Path:
    """What the kassa answered for `DAY`, without some of its lines: another answer for the same day."""
    answer = next(path for path in place.responses(FOLDER).iterdir() if path.name.startswith("response.txt"))
    lines = answer.read_bytes().splitlines(keepends=True)
    del lines[without]
    path = place.home / name
    path.write_bytes(b"".join(lines))
    return path


async def test_an_empty_database_becomes_what_the_full_one_is(shop: OpenShop) -> None:
    """With corrected answers in between, days loaded alone and in a range, files of people, lines in quarantine."""
    place = shop({FOLDER: QUICK, BROKEN: faulty("broken-line")})
    await place.load()
    await place.load_file(edited(place, "seven.txt", without=slice(100, 107)), folder=FOLDER, day=DAY)
    await place.load_file(edited(place, "three.txt", without=slice(200, 203)), folder=FOLDER)
    await load_range(place, DateRange(DAY - timedelta(days=1), DAY), FOLDER)
    counts = await place.stored.counts()
    assert counts["superseded"] > 0
    assert counts["quarantine"] > 0
    other = elsewhere(place, shop)
    report = await replay(other)
    assert report.folders.total == 2
    assert codes_of(report) == {"PARSE_INVALID"}
    await assert_equal(other.stored, place.stored)
    assert (await replay(other)).rows.loaded == 0, "once more changes nothing"
    await assert_equal(other.stored, place.stored)


async def test_a_full_database_stays_as_it_is(shop: OpenShop) -> None:
    """Even where an older answer for more days has to be taken again: what came after it follows."""
    place = shop({FOLDER: QUICK})
    await load_range(place, DateRange(DAY - timedelta(days=1), DAY))
    await place.load_file(edited(place, "seven.txt", without=slice(-30, -20)), folder=FOLDER, day=DAY)
    before = await rows_of(place)
    report = await replay(place, DateRange.day(DAY - timedelta(days=1)))
    assert [detail.file for detail in report.details] == ["response.txt", "seven.txt"]
    assert await rows_of(place) == before
    report = await replay(place, DateRange.day(DAY), "P13")
    assert await rows_of(place) == before


async def rows_of(place: Shop) -> dict[str, tuple[int, str]]:
    """What is stored of sales; versions that were replaced in between are told apart."""
    return {table: found for table, found in (await place.stored.digest()).items() if table != "superseded"}


async def test_damaged_and_missing_originals_are_told_and_the_others_loaded(shop: OpenShop) -> None:
    place = shop({FOLDER: QUICK, "A/B": QUICK, "C/D": QUICK})
    report = await place.load()
    copies = {detail.source_folder: place.home / "archive" / sha[:2] / f"{sha}.gz"
              for detail in report.details if (sha := detail.sha256)}  # fmt: skip
    copies[FOLDER].write_bytes(copies[FOLDER].read_bytes()[:-100])
    copies["A/B"].unlink()
    other = elsewhere(place, shop)
    report = await replay(other)
    assert codes_of(report, FOLDER) == {"ARCHIVE_DAMAGED"}
    assert codes_of(report, "A/B") == {"ARCHIVE_MISSING"}
    assert report.status is RunStatus.PARTIAL
    await assert_equal(replace(other.stored, folder="C/D"), replace(place.stored, folder="C/D"))


async def test_days_without_an_original(shop: OpenShop) -> None:
    place = shop({FOLDER: QUICK})
    with pytest.raises(DeskError) as refused:
        await replay(place)
    assert (refused.value.code, refused.value.reason) == (ErrorCode.ARCHIVE_MISSING, "days")


async def test_an_archive_from_before_there_was_an_index(shop: OpenShop) -> None:
    """Its journal tells what came; from then on the archive alone is enough."""
    place = shop({FOLDER: QUICK})
    await place.load()
    for path in (place.home / "archive" / "index").iterdir():
        path.unlink()
    async with place.desk() as desk:
        await desk.prepare()
        assert (await desk.archive.verify()).sound
    other = elsewhere(place, shop)
    await replay(other, DateRange.day(DAY))
    await assert_equal(other.stored, place.stored)


async def test_a_stopped_replay_can_be_done_again(shop: OpenShop) -> None:
    place = shop({FOLDER: QUICK})
    await place.load()
    other = elsewhere(place, shop)
    async with other.desk() as desk:
        begun = asyncio.Event()
        desk.events.subscribe(lambda event: begun.set() if isinstance(event, StageStarted) else None)
        replaying = asyncio.create_task(desk.archive.replay(WEEK))
        await begun.wait()
        replaying.cancel()
        report = await replaying
    assert report.status is RunStatus.CANCELLED
    assert await other.stored.counts() == {}
    await replay(other)
    await assert_equal(other.stored, place.stored)
