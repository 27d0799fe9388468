"""Abilities that meet: what one of them does while another one is under way."""

from __future__ import annotations

import asyncio
import shutil
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from frontol_desk.console.archive import ArchiveRoom
from frontol_desk.console.desk import LoadOrder
from frontol_desk.domain.overview import FailureKind
from frontol_desk.domain.report import RunReport, RunStatus
from frontol_desk.domain.values import DateRange
from frontol_desk.exchange.archive_index import ArchiveIndex, Came
from frontol_desk.settings.model import ArchiveSettings
from frontol_desk.warehouse.warehouse import Warehouse
from tests.faults.proxy import Point, When, freeze
from tests.faults.scene import order
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import DAY, QUICK, assert_adds_up, codes_of
from tests.integration.pipeline.test_repeating import REAL_ROWS, OpenScene, scene
from tests.integration.pipeline.test_replay import FOLDER, edited, rows_of
from tests.integration.small_disk import small_disk

__all__ = ["scene"]


async def test_an_answer_that_comes_while_a_replay_is_planned_stays(
    shop: OpenShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The replay has chosen its originals and waits for the folder, in which somebody loads a newer answer."""
    place = shop({FOLDER: QUICK})
    await place.load()
    await place.load_file(edited(place, "seven.txt", without=slice(100, 107)), folder=FOLDER, day=DAY)
    stored: list[Any] = []
    async with place.desk() as desk:
        carry_out = desk.run_tasks

        async def late(*chosen: Any, **how: Any) -> RunReport:
            await place.load_file(edited(place, "three.txt", without=slice(200, 203)), folder=FOLDER, day=DAY)
            stored.append(await rows_of(place))
            return await carry_out(*chosen, **how)

        monkeypatch.setattr(desk, "run_tasks", late)
        report = await desk.archive.replay(DateRange.day(DAY))
        assert codes_of(report) == {"RETRY_OUTDATED"}
        assert await rows_of(place) == stored[-1]
        monkeypatch.undo()
        again = await desk.archive.replay(DateRange.day(DAY))
    assert (codes_of(again), await rows_of(place)) == (set(), stored[-1])


async def test_originals_of_a_second_profile_from_before_there_was_an_index(shop: OpenShop) -> None:
    """Both keep their originals in one archive; the first one that is opened begins the index."""
    place, second = shop({FOLDER: QUICK}), shop({FOLDER: QUICK})
    other = second.settings.model_copy(update={"profile": "second", "home": place.home})
    await place.load()
    await second.load(settings=other)
    shutil.rmtree(place.home / "archive" / "index")
    for settings, desks in ((place.settings, place), (other, second)):
        async with desks.desk(settings) as desk:
            await desk.prepare()
    index = ArchiveIndex(place.home / "archive" / "index")
    assert sorted(line.profile for line in index.read() if isinstance(line, Came)) == ["default", "second"]


async def test_what_is_stopped_after_a_run_takes_nothing_from_its_report(
    shop: OpenShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = shop({FOLDER: QUICK})
    settings = place.settings.model_copy(update={"archive": ArchiveSettings(keep_days=1)})
    begun = asyncio.Event()

    async def prune(_: ArchiveRoom, **__: Any) -> None:
        begun.set()
        await asyncio.sleep(60)

    monkeypatch.setattr(ArchiveRoom, "prune", prune)
    async with place.desk(settings) as desk:
        loading = asyncio.create_task(desk.load(LoadOrder(dates=DateRange.day(DAY), wait_seconds=5)))
        await begun.wait()
        loading.cancel()
        report = await loading
    assert (report.status, report.files.loaded) == (RunStatus.COMPLETED, 1)


async def test_what_a_full_disk_kept_from_being_asked_for_is_open(shop: OpenShop, tmp_path: Path) -> None:
    """The next night asks for the next day only; a file that a person names is not owed by its kassa."""
    place = shop({FOLDER: QUICK})
    with small_disk(place.home, 100 << 10):
        report = await place.load()
        assert codes_of(report) == {"DISK_LOW"}
        async with place.desk() as desk:
            (failure,) = (await desk.letters.list()).items
            assert (failure.code, failure.dates, str(failure.folder)) == ("DISK_LOW", DateRange.day(DAY), FOLDER)
        named = tmp_path / "named.txt"
        named.write_bytes(b"#\n1\n1\n")
        assert codes_of(await place.load_file(named, folder="A/B", day=DAY)) == {"DISK_LOW"}
    async with place.desk() as desk:
        assert (await desk.letters.list()).total == 1
        again = await desk.letters.retry()
        assert again is not None
        assert again.status is RunStatus.COMPLETED
        assert (await desk.letters.list()).total == 0


async def test_a_run_that_is_stopped_while_it_looks_around_adds_up(
    shop: OpenShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, asked = shop({FOLDER: QUICK, "A/B": QUICK}), asyncio.Event()

    async def clock(_: Warehouse) -> datetime:
        asked.set()
        await asyncio.sleep(60)
        return datetime.now(UTC)

    monkeypatch.setattr(Warehouse, "clock", clock)
    async with place.desk() as desk:
        loading = asyncio.create_task(desk.load(LoadOrder(dates=DateRange.day(DAY), wait_seconds=5)))
        await asked.wait()
        loading.cancel()
        report = await loading
    assert_adds_up(report)
    assert (report.status, report.folders.failed) == (RunStatus.CANCELLED, 2)


@pytest.mark.parametrize(("what", "when"), [("COMMIT*INSERT INTO files*", "after"), ("INSERT INTO leases*", "before")])
async def test_a_stop_does_not_wait_for_a_line_that_is_dead(scene: OpenScene, what: str, when: When) -> None:
    place = scene()
    frozen = place.database.disturb(Point(what, when), freeze)
    database = place.settings.database.model_copy(update={"connect_timeout": 10.0, "command_timeout": 120.0})
    async with place.shop.desk(place.settings.model_copy(update={"database": database})) as desk:
        loading = asyncio.create_task(desk.load(order()))
        assert await asyncio.to_thread(frozen.happened.wait, 20)
        stopped = time.monotonic()
        loading.cancel()
        report = await loading
        assert report.status is RunStatus.CANCELLED
        assert time.monotonic() - stopped < 2
        place.database.recover()
    await place.load_afterwards()
    assert await place.shop.fetch("SELECT count(*) FROM transactions") == [(REAL_ROWS,)]


@pytest.mark.slow
async def test_an_answer_that_never_became_whole_is_open_until_one_does(shop: OpenShop) -> None:
    """Its rows are stored, and its file is taken for a left-over later: nothing else would tell that days lack rows."""
    place = shop({FOLDER: replace(QUICK, grows_for=3.0)})
    async with place.desk() as desk:
        report = await desk.load(LoadOrder(dates=DateRange.day(DAY), wait_seconds=1.5))
        assert codes_of(report) >= {"RESPONSE_GREW"}
        assert 0 < report.rows.loaded < REAL_ROWS
        letters = [found for found in (await desk.letters.list()).items if found.kind is FailureKind.FILE]
        assert [(found.code, found.dates) for found in letters] == [("RESPONSE_GREW", DateRange.day(DAY))]
        again = await desk.letters.retry([found.key for found in letters])
        assert again is not None
        assert (await desk.letters.list()).total == 0
        assert await place.fetch("SELECT count(*) FROM transactions") == [(REAL_ROWS,)]
