"""Runs and failures as the desk would tell them, and a session that answers at once."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Coroutine, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

from PySide6.QtCore import QObject, Signal

from frontol_desk.domain.errors import DeskError
from frontol_desk.domain.overview import Failure, FailureKind, FailureList, HistoryQuery, RunEntry
from frontol_desk.domain.report import FileDetail, FileStatus, Problem, RunReport, RunStatus, Stage, Trigger
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.pipeline.bus import EventBus
from frontol_desk.settings.model import Settings
from frontol_desk.ui.session import Session

DAY = date(2025, 12, 28)
NOON = datetime(2025, 12, 29, 9, 2, 11, tzinfo=UTC)
HERE = "this-machine"
LINE = (
    "733835;28.12.2025;12:41:09;11;1;63079;36000019;10086255;;115;abc;115;0;2413;115;115;2;23586;4000088748777;"
    "115;0;0;1;0;;1/2413/63079;1;;;;;;;;;;;;;;;;;"
)

BROKEN = "Line {line}, field 11 (quantity): “abc” is not a number."
SILENT = "No answer in 10 minutes."


def run_entry(
    number: int = 1,
    *,
    status: RunStatus = RunStatus.COMPLETED,
    trigger: Trigger = Trigger.MANUAL,
    host: str = HERE,
    errors: int = 0,
    abandoned: bool = False,
) -> RunEntry:
    """Return a run; greater numbers are older."""
    report = RunReport(
        run_id=f"RUN{number:023}",
        trigger=trigger,
        status=status,
        date_from=DAY,
        date_to=DAY,
        started_at=NOON - timedelta(hours=number),
        duration_seconds=12.3 + number,
    )
    report.folders.total, report.folders.loaded = 4, 4 - errors
    report.files.found = 4
    report.rows.read = report.rows.loaded = 4038 + number
    return RunEntry(report=report, host=host, process_id=17, errors=errors, abandoned=abandoned)


def failure(
    number: int = 1,
    *,
    kind: FailureKind = FailureKind.QUARANTINED_LINE,
    folder: str = "O49/O49",
    cause: str = "PARSE_INVALID.bad_number",
    cause_text: str = "A value is not a number.",
    dates: DateRange | None = DateRange.day(DAY),  # noqa: B008 - immutable
) -> Failure:
    """Return an open failure: a broken line, or whatever `kind` says."""
    is_line = kind is FailureKind.QUARANTINED_LINE
    return Failure(
        kind=kind,
        id=number,
        folder=SourceFolder.parse(folder),
        run_id=f"RUN{1:023}",
        at=NOON - timedelta(minutes=number),
        code=cause.partition(".")[0],
        cause=cause,
        cause_text=cause_text,
        message=BROKEN.format(line=149 + number) if is_line else SILENT,
        hint="The other lines are loaded. Ask the kassa for the day again; a line that stays so is for support.",
        file="response.txt" if is_line else None,
        dates=dates,
        line=149 + number if is_line else None,
        field=11 if is_line else None,
        column="quantity" if is_line else None,
        raw=LINE if is_line else None,
        value="abc" if is_line else None,
        sha256="ab" * 32 if is_line else None,
        stage=Stage.PARSE if is_line else Stage.WAIT,
    )


def silent(number: int, folder: str) -> Failure:
    """Return a kassa that did not answer."""
    kind, text = FailureKind.NO_RESPONSE, "The kassa did not answer in time."
    return failure(number, kind=kind, folder=folder, cause="NO_RESPONSE", cause_text=text)


def unloaded(number: int, folder: str = "L32/L32") -> Failure:
    """Return a file that came and could not be loaded, in three runs."""
    kind, text = FailureKind.FILE, "The database refused it."
    failed = failure(number, kind=kind, folder=folder, cause="DB_ERROR", cause_text=text)
    return replace(
        failed,
        file="response.txt",
        sha256="cd" * 32,
        stage=Stage.LOAD,
        attempts=3,
        first_at=NOON - timedelta(days=1),
    )


def gap(number: int, folder: str = "P13/P13") -> Failure:
    """Return numbers that are missing."""
    text = "Transaction numbers are missing."
    failed = failure(number, kind=FailureKind.GAP, folder=folder, cause="GAP", cause_text=text)
    return replace(failed, stage=Stage.VERIFY, message="Workplace 1: transactions 5 to 7 are missing (3).")


def full_report(number: int = 1) -> RunReport:
    """Return a run with a good file, a partly loaded one and a silent kassa."""
    report = run_entry(number, status=RunStatus.PARTIAL, errors=1).report
    stages = {stage: 0.1 * place for place, stage in enumerate(Stage)}
    good = {"bytes": 181946, "status": FileStatus.LOADED, "rows": 1346, "read": 1346, "loaded": 1346, "stages": stages}
    report.details = [
        FileDetail(source_folder="P13/P13", file="response.txt", sha256="ab" * 32, **cast("Any", good)),
        FileDetail(
            source_folder="O49/O49",
            file="response.txt",
            bytes=142000,
            status=FileStatus.PARTIAL,
            rows=998,
            read=998,
            loaded=997,
            quarantined=1,
            stages=stages,
        ),
        FileDetail(
            source_folder="S6/S6", status=FileStatus.NO_RESPONSE, stages={Stage.REQUEST: 0.1, Stage.WAIT: 600.0}
        ),
    ]
    report.errors = [
        _warning("EQUATION", "P13/P13", "Document 63085 differs by 0.01."),
        _warning("GAP", "O49/O49", "12 numbers are missing."),
        Problem(
            code="PARSE_INVALID",
            source_folder="O49/O49",
            file="response.txt",
            stage=Stage.PARSE,
            line=150,
            field=11,
            message=BROKEN.format(line=150),
            hint="Ask the kassa for the day again.",
        ),
        Problem(code="NO_RESPONSE", source_folder="S6/S6", message=SILENT, hint="Look at the kassa."),
    ]
    report.rows.quarantined = 1
    report.reconciliation.documents, report.reconciliation.balanced = 144, 143
    return report


def _warning(code: str, folder: str, message: str) -> Problem:
    return Problem(code=code, severity="warning", source_folder=folder, file="response.txt", message=message)


class FakeLetters:
    """Notes what is tried again and dropped."""

    def __init__(self) -> None:
        self.retried: list[tuple[set[str], Stage | None]] = []
        self.dropped: list[tuple[set[str], str]] = []
        self.answer: RunReport | DeskError | None = None

    async def retry(
        self, keys: Collection[str], stage: Stage | None = None, *, fresh_lines: bool = False
    ) -> RunReport | None:
        assert fresh_lines
        self.retried.append((set(keys), stage))
        if isinstance(self.answer, DeskError):
            raise self.answer
        return self.answer

    async def drop(self, keys: Collection[str], reason: str) -> int:
        self.dropped.append((set(keys), reason))
        return len(keys)


class FakeDesk:
    """Answers from lists, and remembers what it was asked."""

    def __init__(self, entries: Sequence[RunEntry] = (), failures: Sequence[Failure] = ()) -> None:
        self.events = EventBus()
        self.entries = list(entries)
        self.open_failures = list(failures)
        self.letters = FakeLetters()
        self.reports: dict[str, RunReport] = {}
        self.asked: list[HistoryQuery] = []
        self.away: DeskError | None = None

    def folders(self) -> tuple[SourceFolder, ...]:
        return tuple(
            map(SourceFolder.parse, ("P13/P13", "N22/N22_Inter", "N22/N22_FURN", "O49/O49", "S6/S6", "L32/L32"))
        )

    async def runs(self, query: HistoryQuery) -> list[RunEntry]:
        self.asked.append(query)
        wanted = [entry for entry in self.entries if not query.statuses or entry.report.status in query.statuses]
        return wanted[query.offset : query.offset + query.limit]

    async def run_report(self, run_id: str) -> RunReport | None:
        return self.reports.get(run_id)

    async def failures(self, limit: int = 5000) -> FailureList:
        if self.away is not None:
            raise self.away
        return FailureList(items=tuple(self.open_failures[:limit]), total=len(self.open_failures))


class FakeSession(QObject):
    """Opened by hand; what is run on it has ended when `run` returns, unless a loop is running already."""

    opened = Signal()
    closed = Signal()
    open_failed = Signal(object)
    problem = Signal(object)

    def __init__(self, desk: FakeDesk) -> None:
        super().__init__()
        self.there = desk
        self.settings = Settings()
        self.desk: FakeDesk | None = None

    @property
    def is_open(self) -> bool:
        return self.desk is not None

    def open(self) -> None:
        self.desk = self.there
        self.opened.emit()

    def close(self) -> None:
        self.desk = None
        self.closed.emit()

    def run(self, work: Coroutine[Any, Any, Any], name: str) -> asyncio.Future[Any]:
        try:
            return asyncio.get_running_loop().create_task(work, name=name)
        except RuntimeError:
            loop = asyncio.new_event_loop()
            return _ended(loop, work)

    def __call__(self) -> Session:
        """Return itself as what presenters take."""
        return cast("Session", self)


def _ended(loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, Any]) -> asyncio.Future[Any]:
    """Run to the end; the loop is left open, for callbacks that are added to the task later."""
    task = loop.create_task(work)
    loop.run_until_complete(asyncio.wait([task]))
    loop.run_until_complete(loop.shutdown_default_executor())
    _loops.append(loop)
    return task


_loops: list[asyncio.AbstractEventLoop] = []
