"""Figures, health and a session to test dashboard, lights, log and tray with; tasks run when the test says so."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from frontol_desk.domain.overview import Absence, BreakerState, Dashboard, DayCount, Probe, ProbeStatus, RunEntry
from frontol_desk.domain.report import RunReport, RunStatus, Trigger
from frontol_desk.domain.values import SourceFolder, parse_kassas
from frontol_desk.pipeline.bus import EventBus
from frontol_desk.settings.model import Settings

TODAY = date(2025, 12, 29)
FOLDERS = parse_kassas("P13:P13;N22:N22_Inter,N22_FURN")


def report(status: RunStatus = RunStatus.COMPLETED, *, first: date = date(2025, 12, 27), **given: Any) -> RunReport:
    """Return a run of 10 of 11 folders and 12,874 rows."""
    made = RunReport(
        run_id=given.pop("run_id", "RUN1"),
        trigger=Trigger.MANUAL,
        status=status,
        date_from=first,
        date_to=given.pop("last", first),
        started_at=datetime(2025, 12, 28, 10, 2, 11, tzinfo=UTC),
        finished_at=None if status is RunStatus.RUNNING else datetime(2025, 12, 28, 10, 2, 52, tzinfo=UTC),
        duration_seconds=41.0,
        **given,
    )
    made.folders.total, made.folders.loaded = 11, 10
    made.files.found, made.rows.read = 12, 12_874
    return made


def dashboard(**given: Any) -> Dashboard:
    """Return thirty days, 100 rows more each day, the last a low one with a failure."""
    days = tuple(
        DayCount(day=TODAY - timedelta(days=29 - number), rows=100 * number, files=number) for number in range(29)
    )
    values: dict[str, Any] = {
        "today": TODAY,
        "files_today": 7,
        "rows_today": 421,
        "failed_today": 2,
        "runs": {RunStatus.COMPLETED: 26, RunStatus.PARTIAL: 3, RunStatus.FAILED: 1, RunStatus.RUNNING: 1},
        "mean_seconds": 41.4,
        "days": (*days, DayCount(day=TODAY, rows=421, files=7, failed=2)),
        "recent": tuple(
            RunEntry(report=report(status, run_id=f"RUN{number}"), host="office", process_id=7)
            for number, status in enumerate((RunStatus.RUNNING, RunStatus.PARTIAL, RunStatus.COMPLETED))
        ),
        "causes": (("The kassa did not answer", 12), ("The quantity is not a number", 3)),
    }
    return Dashboard(**(values | given))


def first_day() -> Dashboard:
    """Return what a new console has."""
    days = tuple(DayCount(day=TODAY - timedelta(days=29 - number)) for number in range(30))
    nothing: dict[str, Any] = {"files_today": 0, "rows_today": 0, "failed_today": 0, "mean_seconds": None}
    return dashboard(days=days, runs={}, recent=(), causes=(), **nothing)


def probes(status: ProbeStatus = ProbeStatus.OK, **given: Any) -> tuple[Probe, ...]:
    """Return a look at everything, the exchange server as told."""
    return (
        Probe(name="ftp", status=status, **({"latency_ms": 12.4} | given)),
        Probe(name="database", status=ProbeStatus.OK, latency_ms=3.0),
        Probe(name="disk", status=ProbeStatus.OK, free_bytes=4 * 1024**3),
    )


class FakeDesk:
    """Answers with what it is given and counts the questions; `failing` is raised instead."""

    def __init__(self) -> None:
        self.events = EventBus()
        self.figures = dashboard()
        self.probes = probes()
        self.looks = self.reads = 0
        self.failing: Exception | None = None
        self.settings = Settings()
        self.breaker = BreakerState(server="192.168.0.7:21")
        self.resets = 0
        self.absent: tuple[Absence, ...] = ()

    def reset_breaker(self) -> None:
        self.resets += 1

    async def absences(self) -> tuple[Absence, ...]:
        return self.absent

    def folders(self) -> tuple[SourceFolder, ...]:
        return FOLDERS

    async def health(self) -> tuple[Probe, ...]:
        self.looks += 1
        return self.probes

    async def dashboard(self) -> Dashboard:
        self.reads += 1
        if self.failing:
            raise self.failing
        return self.figures


class FakeSession(QObject):
    """A session whose tasks wait until `work`."""

    opening = Signal()
    opened = Signal()
    closed = Signal()
    open_failed = Signal(object)
    problem = Signal(object)

    def __init__(self, home: Path) -> None:
        super().__init__()
        self.desk: FakeDesk | None = None
        self.settings = Settings(home=home)
        self.waiting: list[Coroutine[Any, Any, Any]] = []

    @property
    def is_open(self) -> bool:
        return self.desk is not None

    def open(self) -> FakeDesk:
        self.desk = FakeDesk()
        self.opened.emit()
        return self.desk

    def close(self) -> None:
        self.desk = None
        for work in self.waiting:
            work.close()
        self.waiting.clear()
        self.closed.emit()

    def run(self, work: Coroutine[Any, Any, Any], name: str) -> None:  # noqa: ARG002
        self.waiting.append(work)

    def work(self) -> None:
        """Run what waits, and what that starts."""
        while self.waiting:
            asyncio.run(self.waiting.pop(0))


class FakeLoads(QObject):
    """The signals of the loads."""

    running_changed = Signal(bool)
    finished = Signal(object)
