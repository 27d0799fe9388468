"""A run: every folder's job at once, one report at the end, stopped within a second when asked to."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.events import RunFinished, RunStarted
from frontol_desk.domain.report import FileDetail, FileStatus, FolderCounts, RunReport
from frontol_desk.domain.run_ids import new_run_id
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.pipeline.beginning import may_begin, tell
from frontol_desk.pipeline.bus import EventBus
from frontol_desk.pipeline.context import RunContext, RunPlan
from frontol_desk.pipeline.file_way import FileWay
from frontol_desk.pipeline.folder_job import FolderJob
from frontol_desk.pipeline.gate import Gate
from frontol_desk.pipeline.journalling import AWAY, RunJournal, keep
from frontol_desk.pipeline.lease_keeper import LeaseKeeper
from frontol_desk.pipeline.ports import Kassas, Loader, OriginalsArchive, Outbox, Surroundings
from frontol_desk.pipeline.request_job import RequestJob
from frontol_desk.pipeline.retrying import Repeater, RetryPolicy
from frontol_desk.pipeline.spool import spool_folder
from frontol_desk.pipeline.steady import SteadyKassas, SteadyLoader
from frontol_desk.pipeline.tally import FolderOutcome, Tally
from frontol_desk.pipeline.unbegun import unbegun
from frontol_desk.pipeline.uninterrupted import uninterrupted

_log = logging.getLogger(__name__)


class Runner:
    """Carries out runs. One for a whole console; `spool` is a folder for files on their way, `gate` pauses all runs."""

    def __init__(
        self,
        loader: Loader,
        archive: OriginalsArchive,
        bus: EventBus,
        spool: Path,
        outbox: Outbox,
        retry: RetryPolicy | None = None,
        around: Surroundings | None = None,
    ) -> None:
        self._around = around
        self._loader = loader
        self._retry = retry or RetryPolicy()
        self._outbox = outbox
        self._archive = archive
        self._bus = bus
        self._spool = spool
        self.gate = Gate()
        self._busy: dict[SourceFolder, datetime] = {}

    async def refuse(self, plan: RunPlan, error: DeskError, *, owed: bool = True) -> None:
        """Keep for the history that this was to be run and could not begin; `owed`: its kassas still owe it."""
        if error.code in AWAY:
            report, failures = unbegun(plan, error)
            await keep(self._outbox, report, failures if owed else [], plan.ordered)

    async def run(self, plan: RunPlan, kassas: Kassas) -> RunReport:
        """Ask the kassas of the plan and load their answers."""

        async def work(context: RunContext, leases: LeaseKeeper) -> None:
            steady = SteadyKassas(kassas, context.repeater)
            jobs = [FolderJob(context, steady, leases, folder) for folder in plan.folders]
            await _all_of([job.run() for job in jobs])

        return await self._run(plan, work, owed=True)

    async def request(self, plan: RunPlan, kassas: Kassas) -> RunReport:
        """Ask the kassas of the plan and wait for nothing: their answers are a later run's to load."""

        async def work(context: RunContext, leases: LeaseKeeper) -> None:
            steady = SteadyKassas(kassas, context.repeater)
            await _all_of([RequestJob(context, steady, leases, folder).run() for folder in plan.folders])

        return await self._run(plan, work, owed=False)

    @asynccontextmanager
    async def leases(self) -> AsyncIterator[LeaseKeeper]:
        """Give what holds folders outside of a run, for work at the kassa's side that no run must disturb."""
        repeater = Repeater(self._retry, self._bus, "")
        async with LeaseKeeper(SteadyLoader(self._loader, repeater), repeater, self._busy) as leases:
            yield leases

    async def load_files(self, plan: RunPlan, paths: Sequence[Path], asked: DateRange | None) -> RunReport:
        """Load local files into the plan's one folder; they are never touched.

        `asked` are the days they are the whole account of; None: the days found in them.
        """
        (folder,) = plan.folders

        async def work(context: RunContext, leases: LeaseKeeper) -> None:
            outcome = FolderOutcome.CANCELLED
            try:
                async with leases.hold(folder) as lease:
                    loaded = [
                        await _load_local(context, FileWay(context, lease, _local_detail(folder, path), asked), path)
                        for path in paths
                    ]
                outcome = FolderOutcome.LOADED if any(loaded) else FolderOutcome.FAILED
            except DeskError as error:
                outcome = FolderOutcome.FAILED
                detail = FileDetail(source_folder=str(folder), status=FileStatus.FAILED)
                context.tally.file(detail, [context.problem(error, detail)])
            finally:
                context.tally.folder(outcome)

        return await self._run(plan, work, owed=False)

    async def _run(
        self, plan: RunPlan, work: Callable[[RunContext, LeaseKeeper], Awaitable[None]], *, owed: bool
    ) -> RunReport:
        now = datetime.now(UTC)
        report = RunReport(
            run_id=new_run_id(now),
            trigger=plan.trigger,
            date_from=plan.dates.first,
            date_to=plan.dates.last,
            started_at=now,
            folders=FolderCounts(total=len(plan.folders)),
        )
        tally = Tally(report)
        repeater = Repeater(self._retry, self._bus, report.run_id)
        loader = SteadyLoader(self._loader, repeater)
        journal = RunJournal(loader, self._outbox, report, plan.ordered)
        async with spool_folder(self._spool, report.run_id) as spool:
            context = RunContext(
                plan=plan,
                loader=loader,
                archive=self._archive,
                bus=self._bus,
                repeater=repeater,
                tally=tally,
                spool=spool,
                journal=journal,
                gate=self.gate,
            )
            cancelled = not await self._started(journal, report, plan)
            try:
                if cancelled:
                    tally.untouched(plan.folders)
                elif self._around is None or await may_begin(context, self._around, owed=owed):
                    async with LeaseKeeper(loader, repeater, self._busy) as leases:
                        await work(context, leases)
            except asyncio.CancelledError:
                cancelled = True
            finally:
                tell(context, self._around.after() if self._around else [])
                tally.finish(cancelled=cancelled)
                with suppress(asyncio.CancelledError):  # what is over cannot be stopped any more
                    await uninterrupted(self._close(journal, report))
        return report

    async def _started(self, journal: RunJournal, report: RunReport, plan: RunPlan) -> bool:
        """Record and tell the beginning; False when cancelled meanwhile, and there may be a record to close."""
        going = True
        try:
            await journal.begin()
        except asyncio.CancelledError:
            going = False
        self._bus.publish(RunStarted(run_id=report.run_id, folders=plan.folders, dates=plan.dates, asked=plan.asked))
        return going

    async def _close(self, journal: RunJournal, report: RunReport) -> None:
        """Record and tell the end."""
        await journal.end()
        self._bus.publish(RunFinished(run_id=report.run_id, report=report))


async def _all_of(jobs: Sequence[Awaitable[None]]) -> None:
    """Await every job; when cancelled, all are cancelled and awaited before the cancellation goes on."""
    tasks = [asyncio.ensure_future(job) for job in jobs]
    try:
        await asyncio.wait(tasks) if tasks else None
    except asyncio.CancelledError:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise
    for task in tasks:
        task.result()


def _local_detail(folder: SourceFolder, path: Path) -> FileDetail:
    return FileDetail(source_folder=str(folder), file=path.name, status=FileStatus.FAILED)


async def _load_local(run: RunContext, way: FileWay, path: Path) -> bool:
    """Load a local file; returns whether it was loaded."""
    try:
        await run.gate.passed()
        if not await asyncio.to_thread(path.is_file):
            await way.fail(DeskError(ErrorCode.FILE_MISSING, file=str(path)))
            return False
        await way.take(path, trust_dates_found=True)
    except DeskError as error:
        await way.fail(error)
        return False
    except Exception as error:  # noqa: BLE001 - a fault of ours in one file must not stop the others
        _log.exception("file failed", extra={"file": path.name})
        await way.fail(DeskError(ErrorCode.INTERNAL, cause=type(error).__name__))
        return False
    except asyncio.CancelledError:
        way.detail.status = FileStatus.CANCELLED
        way.finish()
        raise
    way.finish()
    return True
