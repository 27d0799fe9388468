"""A run whose database cannot be reached is a run all the same, in the history as soon as the database is back."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from frontol_desk.console.desk import Desk, LoadOrder
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.events import Event, RunStarted, StageStarted
from frontol_desk.domain.overview import HistoryQuery
from frontol_desk.domain.report import RunStatus, Stage
from frontol_desk.domain.values import DateRange
from frontol_desk.settings.model import Settings
from tests.faults.proxy import Proxy
from tests.integration.comparing import assert_equal
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import DAY, QUICK, Shop, codes_of, faulty

FOLDER = "P13/P13"
ORDER = LoadOrder(dates=DateRange.day(DAY), wait_seconds=5)


@pytest.fixture
def line(dsn: str) -> Iterator[Proxy]:
    """The line to the database, which can be torn."""
    parts = urlsplit(dsn)
    with Proxy((parts.hostname or "127.0.0.1", parts.port or 5432)) as proxy:
        yield proxy


def settings_of(place: Shop, line: Proxy) -> Settings:
    parts = urlsplit(place.dsn)
    dsn = parts._replace(netloc=f"{parts.username}:{parts.password}@127.0.0.1:{line.port}").geturl()
    settings = place.settings
    section = {"dsn": dsn, "schema": place.schema, "command_timeout": 2, "connect_timeout": 1}
    retry = settings.retry.model_copy(update={"attempts": 1})
    return settings.model_copy(update={"database": type(settings.database).model_validate(section), "retry": retry})


def files(place: Shop) -> list[Path]:
    return [*(place.home / "outbox").glob("*")]


async def ids(desk: Desk) -> list[str]:
    return [entry.report.run_id for entry in await desk.runs(HistoryQuery())]


async def test_a_run_that_could_not_begin(shop: OpenShop, line: Proxy) -> None:
    """A nightly run against a dead database; in the morning it is in the history, and what failed can be retried."""
    place = shop({FOLDER: QUICK})
    line.refuse()
    async with place.desk(settings_of(place, line)) as night:
        with pytest.raises(DeskError) as caught:
            await night.load(ORDER)
        assert caught.value.code is ErrorCode.DB_CONNECTION
        (waiting,) = await night.outbox_runs()
        assert (waiting.waiting, waiting.errors, waiting.report.status) == (True, 1, RunStatus.FAILED)
        told = await night.run_report(waiting.report.run_id)
        assert told is not None
        assert codes_of(told, FOLDER) == {"DB_CONNECTION"}
    line.accept()
    async with place.desk(settings_of(place, line)) as morning:
        assert await ids(morning) == [waiting.report.run_id]
        assert await morning.run_report(waiting.report.run_id) == told
        failures = await morning.failures()
        assert [(str(one.folder), one.dates, one.code) for one in failures.items] == [
            (FOLDER, DateRange.day(DAY), "DB_CONNECTION")
        ]
        assert (await morning.load(ORDER)).status is RunStatus.COMPLETED
        assert (await morning.failures()).total == 0
    assert files(place) == []


async def test_a_database_that_dies_while_the_console_is_open(shop: OpenShop, line: Proxy) -> None:
    """The window stays open: what it could not write comes over with whatever is looked at next."""
    place = shop({FOLDER: QUICK})
    async with place.desk(settings_of(place, line)) as desk:
        await desk.prepare()
        line.refuse()
        report = await desk.load(ORDER)
        assert (report.status, codes_of(report)) == (RunStatus.FAILED, {"DB_CONNECTION"})
        assert [entry.report.run_id for entry in await desk.outbox_runs()] == [report.run_id]
        assert place.names(FOLDER) == []
        line.accept()
        assert await ids(desk) == [report.run_id]
        assert await desk.run_report(report.run_id) == report
        assert await desk.outbox_runs() == ()
        assert (await desk.failures()).total == 1
    assert files(place) == []


@pytest.mark.parametrize("stage", [Stage.WAIT, Stage.ACKNOWLEDGE])
async def test_a_database_that_dies_in_the_middle(shop: OpenShop, line: Proxy, stage: Stage) -> None:
    place, alone = shop({FOLDER: QUICK}), shop({FOLDER: QUICK})
    torn: list[Event] = []

    def tear(event: Event) -> None:
        if isinstance(event, StageStarted) and event.stage is stage and not torn:
            torn.append(event)
            line.refuse()

    async with place.desk(settings_of(place, line)) as desk:
        desk.events.subscribe(tear)
        report = await desk.load(ORDER)
        assert codes_of(report) <= {"DB_CONNECTION"}
        assert [entry.report.run_id for entry in await desk.outbox_runs()] == [report.run_id]
        line.accept()
        async with place.desk() as other:  # another console says "broken off" of nothing that it has the end of
            assert await other.prepare() == ()
            assert await other.run_report(report.run_id) == report
        assert (await desk.load(ORDER)).status is RunStatus.COMPLETED  # the lease it could not give back is its own
        assert (await desk.failures()).total == 0
        assert len(await ids(desk)) == 2
    await alone.load()
    await assert_equal(place.stored, alone.stored)
    assert files(place) == []


async def test_a_database_that_is_back_before_the_run_ends(shop: OpenShop, line: Proxy) -> None:
    """It was away at the beginning and for nothing else: the run succeeds, and nothing waits."""
    place = shop({FOLDER: faulty("slow:0.5")})

    def mend(event: Event) -> None:
        if isinstance(event, RunStarted):
            line.accept()

    async with place.desk(settings_of(place, line)) as desk:
        await desk.prepare()
        line.refuse()
        desk.events.subscribe(mend)
        report = await desk.load(ORDER)
        assert report.status is RunStatus.COMPLETED
        assert files(place) == []
        assert await ids(desk) == [report.run_id]


async def test_stopped_while_the_database_is_away(shop: OpenShop, line: Proxy) -> None:
    place = shop({FOLDER: faulty("silent")})
    waiting = asyncio.Event()
    async with place.desk(settings_of(place, line)) as desk:
        desk.events.subscribe(
            lambda event: waiting.set() if isinstance(event, StageStarted) and event.stage is Stage.WAIT else None
        )
        task = asyncio.create_task(desk.load(ORDER))
        await asyncio.wait_for(waiting.wait(), 10)
        line.refuse()
        task.cancel()
        report = await asyncio.wait_for(task, 2)
        assert report.status is RunStatus.CANCELLED
        line.accept()
        assert [entry.report.status for entry in await desk.runs(HistoryQuery())] == [RunStatus.CANCELLED]
