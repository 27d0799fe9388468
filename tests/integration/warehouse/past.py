"""A past in the journal: runs and what became of folders in them, without loading anything."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import cast

from frontol_desk.domain.asks import Attempt
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.loads import Lease, LoadRequest
from frontol_desk.domain.report import FileDetail, FileStatus, Problem, RunReport, RunStatus, Trigger
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.warehouse.database import Connection
from frontol_desk.warehouse.letters import close_letters
from tests.integration.warehouse.depot import Depot

BEGUN = datetime(2025, 12, 29, 6, 0, tzinfo=UTC)
_LOADED = """
INSERT INTO files (run_id, source_folder, name, status, requested_from, requested_to, first_date, last_date, rows_read,
    processed_at) VALUES ($1, $2, 'response.txt', $3, $4, $5, $4, $5, $6, $7)"""


def problem(code: ErrorCode, where: SourceFolder, *, warning: bool = False, **context: object) -> Problem:
    """Return an entry of a report."""
    return Problem.of(
        DeskError(code, reason=None, **context), severity="warning" if warning else "error", source_folder=str(where)
    )


class Past:
    """Writes runs with ids ``run-0``, ``run-1``...; each begins a day after the one before."""

    def __init__(self, depot: Depot) -> None:
        self._depot = depot
        self._runs = 0

    async def run(
        self,
        dates: DateRange,
        *,
        status: RunStatus = RunStatus.COMPLETED,
        trigger: Trigger = Trigger.CLI,
        begun: datetime | None = None,
        seconds: float = 60,
        problems: tuple[Problem, ...] = (),
        details: tuple[FileDetail, ...] = (),
    ) -> RunReport:
        """Write a run; one that is running has no end."""
        begun = begun or BEGUN + timedelta(days=self._runs)
        report = RunReport(
            run_id=f"run-{self._runs}",
            trigger=trigger,
            date_from=dates.first,
            date_to=dates.last,
            started_at=begun,
            status=RunStatus.RUNNING,
        )
        self._runs += 1
        await self._depot.warehouse.start_run(report)
        if status is not RunStatus.RUNNING:
            report.status, report.finished_at = status, begun + timedelta(seconds=seconds)
            report.errors, report.details = [*problems], [*details]
            await self._depot.warehouse.finish_run(report)
        return report

    async def loaded(
        self,
        run: RunReport,
        folder: SourceFolder,
        *,
        status: FileStatus = FileStatus.LOADED,
        asked: DateRange | None = None,
        rows: int = 100,
        at: datetime | None = None,
    ) -> None:
        """Write a file that was loaded."""
        days = asked or DateRange(run.date_from, run.date_to)
        place = (run.run_id, str(folder), status)
        await self._depot.database.execute(_LOADED, *place, days.first, days.last, rows, at or run.started_at)
        lease = Lease(folder, "somebody", 1)
        order = LoadRequest(run_id=run.run_id, lease=lease, name="response.txt", original=Path(), sha256="", asked=days)
        await close_letters(cast("Connection", self._depot.database), order, days)

    async def failed(
        self,
        run: RunReport,
        folder: SourceFolder,
        found: Problem,
        *more: Problem,
        status: FileStatus = FileStatus.FAILED,
        file: str | None = None,
        sha256: str | None = None,
        asked: Attempt | None = None,
        unasked: bool = False,
    ) -> None:
        """Write a failure, the way the pipeline does; `unasked`: of an answer to a request nobody knows."""
        detail = FileDetail(source_folder=str(folder), file=file, sha256=sha256, status=status)
        days = None if unasked else asked or DateRange(run.date_from, run.date_to)
        await self._depot.warehouse.record_failure(run.run_id, detail, [found, *more], days)

    async def silent(self, run: RunReport, folder: SourceFolder) -> None:
        """Write that a kassa gave no answer."""
        found = problem(ErrorCode.NO_RESPONSE, folder, seconds=15)
        await self.failed(run, folder, found, status=FileStatus.NO_RESPONSE)


def days(first: date, count: int = 1) -> DateRange:
    """Return a range of so many days."""
    return DateRange(first, first + timedelta(days=count - 1))
