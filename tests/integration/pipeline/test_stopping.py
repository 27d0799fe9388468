"""A run that is stopped: back within a second, nothing half-written, nothing left, and the next run completes."""

from __future__ import annotations

import asyncio
import shutil
import time
from pathlib import Path
from typing import Any, cast

import pytest

from frontol_desk.console.desk import LoadOrder
from frontol_desk.domain.events import Event, FolderEvent, StageProgress, StageStarted
from frontol_desk.domain.report import FileStatus, RunReport, RunStatus, Stage
from frontol_desk.domain.values import DateRange
from frontol_desk.pipeline.ports import Loader
from tests.integration.comparing import assert_equal
from tests.integration.pipeline.conftest import BIG_FOLDER, BIG_ROWS, OpenShop
from tests.integration.pipeline.shop import DAY, SILENT, Shop, assert_adds_up, detail_of, faulty

FOLDER = "P13/P13"


class Stop:
    """Cancels a task when a stage begins, or when its progress has reached a share; notes when."""

    def __init__(self, task: asyncio.Task[RunReport], stage: Stage, share: float = 0.0) -> None:
        self.at: float | None = None
        self._task, self._stage, self._share = task, stage, share

    def __call__(self, event: Event) -> None:
        if self.at is None and isinstance(event, FolderEvent) and self._reached(event):
            self.at = time.monotonic()
            self._task.cancel()

    def _reached(self, event: FolderEvent) -> bool:
        if isinstance(event, StageStarted) and not self._share:
            return event.stage is self._stage
        return (
            isinstance(event, StageProgress) and event.stage is self._stage and event.done >= self._share * event.total
        )


async def stopped(place: Shop, stage: Stage, share: float = 0.0, **order: object) -> RunReport:
    """Load and stop in the middle; nothing may be left of it when this returns."""
    tasks = asyncio.all_tasks()
    async with place.desk() as desk:
        plan = LoadOrder(dates=DateRange.day(DAY), wait_seconds=10, **order)  # type: ignore[arg-type]
        task = asyncio.create_task(desk.load(plan))
        stop = Stop(task, stage, share)
        desk.events.subscribe(stop)
        report = await task
        assert stop.at is not None, "the stage was never reached"
        took = time.monotonic() - stop.at
        assert {task.get_name() for task in asyncio.all_tasks() - tasks} <= {"ftp keep-alive"}  # the console's own
    assert asyncio.all_tasks() <= tasks
    assert took < 1, f"it took {took:.2f} s to stop"
    assert_adds_up(report)
    assert report.status is RunStatus.CANCELLED
    assert await place.leases_held() == []
    assert place.spooled() == []
    return report


OFTEN_MET = (Stage.WAIT, Stage.LOAD, Stage.ACKNOWLEDGE)


@pytest.mark.parametrize(
    "stage",
    [
        stage if stage in OFTEN_MET else pytest.param(stage, marks=pytest.mark.slow)
        for stage in Stage
        if stage is not Stage.PARSE
    ],
)
async def test_stopped_at_the_beginning_of_a_stage(shop: OpenShop, stage: Stage) -> None:
    place = shop({FOLDER: faulty("slow:0.1"), "A/SILENT": SILENT})
    report = await stopped(place, stage)
    committed = stage in (Stage.VERIFY, Stage.ACKNOWLEDGE)
    assert report.rows.loaded == (1346 if committed else 0)
    assert detail_of(report, FOLDER).status is (FileStatus.LOADED if committed else FileStatus.CANCELLED)
    assert detail_of(report, "A/SILENT").status is FileStatus.CANCELLED
    assert sum((await place.stored.counts()).values()) == report.rows.loaded
    again = await place.load(wait=5, kassas=(FOLDER,))
    assert_adds_up(again)
    assert again.status is RunStatus.COMPLETED
    assert sum((await place.stored.counts()).values()) == 1346


class HeldBack:
    """A loader whose method `name` says when the database has done its part, and then does not return by itself."""

    def __init__(self, loader: Loader, name: str) -> None:
        self.done = asyncio.Event()
        self._loader, self._name = loader, name

    def __getattr__(self, name: str) -> Any:
        return self._held if name == self._name else getattr(self._loader, name)

    async def _held(self, *given: Any) -> Any:
        found = await getattr(self._loader, self._name)(*given)
        self.done.set()
        await asyncio.sleep(0.3)  # within it the cancellation comes
        return found


async def stopped_after(place: Shop, name: str) -> RunReport:
    """Load, and stop when the database has carried out a step of which the pipeline has not heard yet."""
    async with place.desk() as desk:
        await desk.prepare()
        held = HeldBack(desk._warehouse, name)
        desk._runner._loader = cast("Loader", held)
        task = asyncio.create_task(desk.load(LoadOrder(dates=DateRange.day(DAY), kassas=(FOLDER,), wait_seconds=10)))
        async with asyncio.timeout(10):
            await held.done.wait()
        begun = time.monotonic()
        task.cancel()
        report = await task
        assert time.monotonic() - begun < 1
    assert_adds_up(report)
    assert report.status is RunStatus.CANCELLED
    assert detail_of(report, FOLDER).status is FileStatus.CANCELLED
    assert await place.fetch("SELECT status FROM runs") == [("cancelled",)]
    return report


async def test_a_lease_granted_at_the_moment_of_stopping_is_given_back(shop: OpenShop) -> None:
    place = shop({FOLDER: SILENT})
    await stopped_after(place, "acquire")
    assert await place.fetch("SELECT fence FROM leases") == [(1,)], "the lease was never granted"
    assert await place.leases_held() == []


async def test_a_run_stopped_before_it_came_to_any_folder(shop: OpenShop) -> None:
    place = shop({FOLDER: SILENT})
    await stopped_after(place, "start_run")
    assert await place.leases_held() == []
    assert place.spooled() == []


def with_big_file(shop: OpenShop, big_file: Path) -> Shop:
    place = shop({BIG_FOLDER: SILENT})
    shutil.copy(big_file, place.responses(BIG_FOLDER))
    return place


@pytest.mark.parametrize(
    ("stage", "share"), [(Stage.DOWNLOAD, 0.3), (Stage.ARCHIVE, 0.0), (Stage.LOAD, 0.0), (Stage.LOAD, 0.5)]
)
async def test_stopped_in_the_middle_of_a_big_file(shop: OpenShop, big_file: Path, stage: Stage, share: float) -> None:
    place = with_big_file(shop, big_file)
    report = await stopped(place, stage, share, request=False)
    assert report.rows.read == 0
    assert await place.stored.counts() == {}
    assert place.names(BIG_FOLDER) == [big_file.name]


@pytest.mark.slow
async def test_a_big_file_that_was_stopped_loads_after_all(shop: OpenShop, big_file: Path) -> None:
    place, undisturbed = with_big_file(shop, big_file), with_big_file(shop, big_file)
    await stopped(place, Stage.LOAD, 0.5, request=False)
    for one in (place, undisturbed):
        report = await one.load(request=False)
        assert_adds_up(report)
        assert (report.status, report.rows.loaded) == (RunStatus.COMPLETED, BIG_ROWS)
        assert report.details[0].stages[Stage.VERIFY] < 10
    await assert_equal(place.stored, undisturbed.stored)
