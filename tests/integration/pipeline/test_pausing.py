"""A paused console begins nothing new, finishes what it has begun, misses no answer, and can still be stopped."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from frontol_desk.console.desk import Desk, LoadOrder
from frontol_desk.domain.events import Event, FolderEvent, StageStarted
from frontol_desk.domain.report import FileStatus, RunReport, RunStatus, Stage, Trigger
from frontol_desk.domain.values import DateRange
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import DAY, QUICK, SILENT, Shop, assert_adds_up, detail_of, faulty

FOLDER, OTHER = "P13/P13", "N22/N22_FURN"


class Stages:
    """Remembers which stages began, and lets a test wait for one."""

    def __init__(self) -> None:
        self.begun: list[tuple[str, Stage]] = []

    def __call__(self, event: Event) -> None:
        if isinstance(event, StageStarted):
            self.begun.append((str(event.folder), event.stage))

    async def reached(self, *wanted: tuple[str, Stage]) -> None:
        await until(lambda: set(wanted) <= set(self.begun))


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.02)


@asynccontextmanager
async def loading(
    place: Shop, *listeners: Callable[[Event], None], paused: bool = False, wait: float = 8.0
) -> AsyncIterator[tuple[Desk, Stages, asyncio.Task[RunReport]]]:
    async with place.desk() as desk:
        await desk.prepare()
        stages = Stages()
        desk.events.subscribe(stages)
        for listener in listeners:
            desk.events.subscribe(listener)
        if paused:
            desk.pause()
        order = LoadOrder(dates=DateRange.day(DAY), wait_seconds=wait, trigger=Trigger.MANUAL)
        task = asyncio.create_task(desk.load(order))
        yield desk, stages, task
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_pausing_can_be_asked_for_and_taken_back(shop: OpenShop) -> None:
    async with shop({FOLDER: QUICK}).desk() as desk:
        told = [desk.paused]
        for change in (desk.pause, desk.pause, desk.resume, desk.resume):
            change()
            told.append(desk.paused)
    assert told == [False, True, True, False, False]


async def test_a_paused_console_asks_nobody_and_goes_on_where_it_was(shop: OpenShop) -> None:
    place = shop({FOLDER: QUICK})
    async with loading(place, paused=True) as (desk, stages, task):
        await until(lambda: bool(desk._runner._busy))
        await asyncio.sleep(0.5)
        assert (stages.begun, task.done()) == ([], False)
        assert list(place.requests(FOLDER).iterdir()) == []
        desk.resume()
        report = await task
    assert_adds_up(report)
    assert (report.status, report.rows.loaded, report.trigger) == (RunStatus.COMPLETED, 1346, Trigger.MANUAL)


async def test_an_answer_that_comes_during_a_pause_longer_than_the_wait_is_loaded(shop: OpenShop) -> None:
    place = shop({FOLDER: faulty("slow:0.5"), OTHER: SILENT})
    async with loading(place, wait=3) as (desk, stages, task):
        await stages.reached((FOLDER, Stage.WAIT), (OTHER, Stage.WAIT))
        desk.pause()
        await until(lambda: place.names(FOLDER) == ["response.txt"])
        await asyncio.sleep(4)
        assert (FOLDER, Stage.DOWNLOAD) not in stages.begun
        assert place.names(FOLDER) == ["response.txt"]
        assert not task.done()
        desk.resume()
        report = await task
    assert detail_of(report, FOLDER).status is FileStatus.LOADED
    assert detail_of(report, OTHER).status is FileStatus.NO_RESPONSE
    assert_adds_up(report)


async def test_a_pause_before_the_request_takes_nothing_off_the_time_to_answer(shop: OpenShop) -> None:
    place = shop({FOLDER: faulty("slow:1")})
    async with loading(place, paused=True, wait=2.5) as (desk, _, task):
        await until(lambda: bool(desk._runner._busy))
        await asyncio.sleep(3)
        desk.resume()
        report = await task
    assert report.status is RunStatus.COMPLETED


async def test_nor_does_a_pause_while_an_earlier_request_lies_there(shop: OpenShop) -> None:
    place = shop({FOLDER: faulty("slow:1.2")})
    async with loading(place, paused=True, wait=3.5) as (desk, stages, task):
        (place.requests(FOLDER) / "request.txt").write_text("of somebody else")
        desk.resume()
        await stages.reached((FOLDER, Stage.REQUEST))
        desk.pause()
        await asyncio.sleep(4)
        desk.resume()
        report = await task
    assert report.status is RunStatus.COMPLETED


async def test_what_is_under_way_goes_on(shop: OpenShop) -> None:
    place = shop({FOLDER: QUICK})
    pausing: list[Desk] = []

    def pause_at_download(event: Event) -> None:
        if isinstance(event, StageStarted) and event.stage is Stage.DOWNLOAD:
            pausing[0].pause()

    async with loading(place, pause_at_download) as (desk, _, task):
        pausing.append(desk)
        report = await task
        assert desk.paused
    assert (report.status, report.rows.loaded) == (RunStatus.COMPLETED, 1346)


async def test_a_paused_run_is_stopped_at_once(shop: OpenShop) -> None:
    place = shop({FOLDER: QUICK, OTHER: SILENT})
    async with loading(place, paused=True) as (desk, _, task):
        await until(lambda: len(desk._runner._busy) == 2)
        begun = time.monotonic()
        task.cancel()
        report = await task
        assert time.monotonic() - begun < 1
        desk.resume()
    assert_adds_up(report)
    assert report.status is RunStatus.CANCELLED
    assert {detail.status for detail in report.details} == {FileStatus.CANCELLED}
    assert await place.leases_held() == []


async def test_files_named_by_a_person_wait_too(shop: OpenShop) -> None:
    place = shop({FOLDER: QUICK})
    path = place.home.parent / "local.txt"
    path.write_bytes(b"#\r\n1\r\n1\r\n")
    events: list[Event] = []
    async with place.desk() as desk:
        desk.events.subscribe(events.append)
        desk.pause()
        folder = place.settings.folders[0]
        task = asyncio.create_task(desk.load_files([path], folder, DateRange.day(DAY)))
        await until(lambda: bool(desk._runner._busy))
        await asyncio.sleep(0.3)
        assert not any(isinstance(event, FolderEvent) for event in events)
        desk.resume()
        report = await task
    assert report.status is RunStatus.COMPLETED
