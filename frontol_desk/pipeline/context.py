"""What every part of one run shares: its plan, the interfaces, the tally, and how stages are timed and told."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from frontol_desk.domain.actor import current_actor
from frontol_desk.domain.asks import Ask, Attempt, KeptOriginal, days_of
from frontol_desk.domain.audit import AuditAction, AuditEntry
from frontol_desk.domain.errors import DeskError
from frontol_desk.domain.events import FileFinished, StageProgress, StageStarted
from frontol_desk.domain.report import FileDetail, Problem, Stage, Trigger
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.pipeline.bus import EventBus
from frontol_desk.pipeline.gate import Gate
from frontol_desk.pipeline.journalling import RunJournal
from frontol_desk.pipeline.ports import Loader, OriginalsArchive
from frontol_desk.pipeline.retrying import Repeater
from frontol_desk.pipeline.tally import Tally

_log = logging.getLogger(__name__)
_NAMED = 2000
"""So many characters of a list of folders or keys are kept in the audit log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderTask:
    """What is to be done for a folder: take these kept originals again, then ask its kassa for this, in turn."""

    originals: tuple[KeptOriginal, ...] = ()
    asks: tuple[Ask, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPlan:
    """What to load: days, folders, and whether to ask the kassas or only take what lies there.

    `tasks` are those of folders that are to do something else than ask for `dates`; `wait_seconds` is the time a kassa
    has to answer; `workers` files are processed at once; `encodings` are forced for the files of these folders;
    `over` is the last day that is over at their kassas; `relative`: the days follow from today's date.
    `action` and `named` tell what it is done for: a retry of these keys, say.
    """

    folders: tuple[SourceFolder, ...]
    dates: DateRange
    trigger: Trigger
    request: bool = True
    wait_seconds: float = 600.0
    workers: int = 4
    encodings: Mapping[SourceFolder, str] = field(default_factory=dict)
    tasks: Mapping[SourceFolder, FolderTask] = field(default_factory=dict)
    relative: bool = False
    over: Mapping[SourceFolder, date] = field(default_factory=dict)
    action: AuditAction = AuditAction.LOAD
    named: tuple[str, ...] = ()

    @property
    def ordered(self) -> AuditEntry:
        """Who wanted this run, and what for, as the audit log is to tell it."""
        details = {"dates": str(self.dates), "trigger": self.trigger.value}
        if self.named:
            details["keys"] = ", ".join(self.named)[:_NAMED]
        folders = ", ".join(map(str, self.folders))[:_NAMED]
        return AuditEntry(action=self.action, resource=folders, actor=current_actor(), details=details)

    def task_of(self, folder: SourceFolder) -> FolderTask:
        """Return what is to be done for a folder."""
        return self.tasks.get(folder) or FolderTask(asks=(self.dates,) if self.request else ())

    @property
    def asked(self) -> dict[SourceFolder, DateRange]:
        """The days, from first to last, of folders that are to do something else; those about numbers are left out."""
        found: dict[SourceFolder, DateRange] = {}
        for folder, task in self.tasks.items():
            if days := DateRange.around(filter(None, map(days_of, (*task.originals, *task.asks)))):
                found[folder] = days
        return found

    def owed_by(self, folder: SourceFolder) -> tuple[Ask, ...]:
        """Return what has failed when nothing can be done for a folder; its kept originals stay what they were."""
        return self.tasks[folder].asks if folder in self.tasks else (self.dates,)


@dataclass(slots=True)
class RunContext:
    """Shared by the jobs of one run. `spool` is a folder of the run's own for files on their way, `gate` holds them."""

    plan: RunPlan
    loader: Loader
    archive: OriginalsArchive
    bus: EventBus
    repeater: Repeater
    tally: Tally
    spool: Path
    journal: RunJournal
    gate: Gate = field(default_factory=Gate)
    _workers: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._workers = asyncio.Semaphore(self.plan.workers)

    @property
    def run_id(self) -> str:
        """The id of the run."""
        return self.tally.report.run_id

    @asynccontextmanager
    async def worker(self) -> AsyncIterator[None]:
        """Take one of the workers, which a file needs from its download on, once none is held back by a pause."""
        async with AsyncExitStack() as stack:
            while True:
                await self.gate.passed()
                await stack.enter_async_context(self._workers)
                if self.gate.is_open:  # it may have closed while all workers were busy
                    break
                await stack.aclose()
            yield

    @asynccontextmanager
    async def stage(
        self, detail: FileDetail, folder: SourceFolder, stage: Stage, *, deadline: float | None = None
    ) -> AsyncIterator[None]:
        """Time a stage into the detail, tell that it began, and put its name on an error that leaves it."""
        self.bus.publish(
            StageStarted(run_id=self.run_id, folder=folder, file=detail.file, stage=stage, deadline_seconds=deadline)
        )
        started = time.perf_counter()
        try:
            yield
        except DeskError as error:
            error.context.setdefault("stage", stage)
            raise
        finally:
            detail.stages[stage] = round(detail.stages.get(stage, 0.0) + time.perf_counter() - started, 3)

    def progress(
        self, detail: FileDetail, folder: SourceFolder, stage: Stage, done: int, total: int, rows: int = 0
    ) -> None:
        """Tell how far a stage is."""
        self.bus.publish(
            StageProgress(
                run_id=self.run_id, folder=folder, file=detail.file, stage=stage, done=done, total=total, rows=rows
            )
        )

    def finished(self, detail: FileDetail, folder: SourceFolder, problems: list[Problem]) -> None:
        """Tell that a file is done."""
        self.bus.publish(
            FileFinished(run_id=self.run_id, folder=folder, file=detail.file, detail=detail, problems=tuple(problems))
        )

    def problem(self, error: DeskError, detail: FileDetail, *, warning: bool = False) -> Problem:
        """Turn an error into a report entry of a file."""
        stage = error.context.get("stage")
        return Problem.of(
            error,
            severity="warning" if warning else "error",
            source_folder=detail.source_folder,
            file=detail.file,
            stage=stage if isinstance(stage, Stage) else None,
        )

    async def record_failure(self, detail: FileDetail, problems: list[Problem], asked: Attempt | None) -> None:
        """Write a failure to the journal."""
        await self.journal.failure(detail, problems, asked)
