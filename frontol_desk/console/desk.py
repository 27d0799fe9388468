"""The composition root: one object behind which everything is built once, for the window, the commands and the API."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path

from frontol_desk.console.archive import ArchiveRoom
from frontol_desk.console.audit import AuditTrail
from frontol_desk.console.database_port import database_address
from frontol_desk.console.days_found import with_days_found
from frontol_desk.console.demo_settings import demo_settings
from frontol_desk.console.exchange_port import ExchangeKassas, exchange_transport
from frontol_desk.console.exporting import export_frontol
from frontol_desk.console.gaps import Gaps
from frontol_desk.console.guarded import GuardedTransport, breaker_of, retry_policy
from frontol_desk.console.interpreter import tune_interpreter
from frontol_desk.console.kept_runs import outbox_of
from frontol_desk.console.letters import Letters
from frontol_desk.console.looks import Looks
from frontol_desk.console.orders import LoadOrder
from frontol_desk.console.planning import catch_up_tasks, dates_of, plan_of, plan_of_order
from frontol_desk.console.privacy import Privacy, archive_of
from frontol_desk.console.surroundings import Surroundings
from frontol_desk.console.tools import Tools
from frontol_desk.domain.audit import AuditAction
from frontol_desk.domain.errors import DeskError
from frontol_desk.domain.events import BreakerChanged
from frontol_desk.domain.overview import (
    BreakerState,
)
from frontol_desk.domain.report import RunReport, Trigger
from frontol_desk.domain.values import DateRange, SourceFolder, select_folders
from frontol_desk.format.encoding import encoding_named
from frontol_desk.format.registry import default_registry
from frontol_desk.pipeline.breaker import Breaker
from frontol_desk.pipeline.bus import EventBus
from frontol_desk.pipeline.context import FolderTask, RunPlan
from frontol_desk.pipeline.run import Runner
from frontol_desk.pipeline.spool import forget_runs
from frontol_desk.settings.model import Settings
from frontol_desk.warehouse.warehouse import Warehouse

__all__ = ["Desk", "LoadOrder"]


class Desk(Looks):
    """The console's insides, open while its context lasts."""

    def __init__(self, settings: Settings, warehouse: Warehouse, kassas: ExchangeKassas, breaker: Breaker) -> None:
        self.settings = settings
        self.events = EventBus()
        self._breaker = breaker
        breaker.told = lambda state: self.events.publish(BreakerChanged(state=state))
        self._warehouse = warehouse
        self._kassas = kassas
        self._archive = archive = archive_of(settings)
        self._privacy = Privacy(settings, warehouse, archive)
        around = Surroundings(settings, warehouse.clock, self._privacy.before)
        self._outbox = outbox = outbox_of(settings, warehouse.holder)
        self._runner = Runner(
            warehouse,
            archive,
            self.events,
            settings.home / "spool",
            outbox,
            retry=retry_policy(settings.retry),
            around=around,
        )
        self.audit = AuditTrail(self, warehouse, outbox)
        self.archive = ArchiveRoom(self, archive, warehouse, settings, around, self.audit)
        self.letters = Letters(self, warehouse, archive, settings.folders)
        self.gaps = Gaps(self, warehouse.gaps, settings.folders)
        self.tools = Tools(self, warehouse, kassas, self._runner, self.audit)
        self._preparing = asyncio.Lock()
        self._abandoned: tuple[RunReport, ...] | None = None

    @classmethod
    @asynccontextmanager
    async def open(cls, settings: Settings, *, demo: bool = False, window: bool = False) -> AsyncIterator[Desk]:
        """Build everything and connect to the database; with `demo` against the simulator, `window` with its faults.

        Raises DB_CONNECTION, DB_LOGIN. The schema is looked at when it is first needed.
        """
        tune_interpreter()
        async with AsyncExitStack() as stack:
            if demo:
                settings = await stack.enter_async_context(demo_settings(settings, window=window))
            warehouse = await stack.enter_async_context(
                Warehouse.open(database_address(settings.database), default_registry())
            )
            transport = exchange_transport(settings)
            stack.push_async_callback(transport.aclose)
            breaker = breaker_of(settings)
            guarded = GuardedTransport(transport, breaker)
            desk = cls(settings, warehouse, ExchangeKassas(guarded, settings), breaker)
            stack.push_async_callback(asyncio.to_thread, desk._privacy.clear_opened)
            yield desk

    @property
    def breaker(self) -> BreakerState:
        """How calls to the exchange server stand; its changes are told as `BreakerChanged`."""
        return self._breaker.state

    def reset_breaker(self) -> None:
        """Call the exchange server again at once."""
        self._breaker.reset()

    @property
    def paused(self) -> bool:
        """Whether nothing new is begun."""
        return not self._runner.gate.is_open

    def pause(self) -> None:
        """Begin no new request and no new file, in any run; what is under way goes on, and so does waiting."""
        self._runner.gate.close()

    def resume(self) -> None:
        """Go on after a pause."""
        self._runner.gate.open()

    async def load(self, order: LoadOrder) -> RunReport:
        """Ask the kassas and load their answers; when cancelled, the report says so."""
        plan = plan_of_order(self.settings, order)
        await self._begin(plan)
        if order.catch_up:
            complete = await self._warehouse.complete_through(plan.folders)
            tasks = catch_up_tasks(self.settings, plan.folders, complete)
            plan = replace(plan, tasks=tasks, dates=dates_of(tasks) or order.dates)
        return await self._carry_out(plan)

    async def send(self, order: LoadOrder) -> RunReport:
        """Only ask the kassas, as one run; their answers are a later load's."""
        plan = replace(plan_of_order(self.settings, order), action=AuditAction.REQUEST)
        await self._begin(plan, owed=False)
        return await self._runner.request(plan, self._kassas)

    async def run_tasks(
        self,
        tasks: Mapping[SourceFolder, FolderTask],
        trigger: Trigger,
        dates: DateRange | None = None,
        *,
        action: AuditAction = AuditAction.LOAD,
        named: Sequence[str] = (),
    ) -> RunReport:
        """Do what is to be done for these folders, as one run; `dates` are the days it is about.

        `action` and the keys `named` are what the audit log tells of it.
        """
        dates = dates or dates_of(tasks) or DateRange.day(self.today())
        plan = plan_of(self.settings, tasks, dates, trigger, tasks=tasks, action=action, named=tuple(named))
        await self._begin(plan)
        return await self._carry_out(plan)

    async def _carry_out(self, plan: RunPlan) -> RunReport:
        report = await self._runner.run(plan, self._kassas)
        await self.archive.prune_after(report)
        return report

    async def load_files(
        self, paths: Sequence[Path], folder: SourceFolder, dates: DateRange | None, encoding: str | None = None
    ) -> RunReport:
        """Load local files as answers of a folder; `dates` are the days they are the whole account of."""
        forced = encoding_named(encoding).label if encoding else self.settings.encoding_of(folder.kassa)
        plan = RunPlan(
            folders=(folder,),
            dates=dates or DateRange.day(self.today(folder.kassa)),
            trigger=Trigger.CLI,
            encodings={folder: forced} if forced else {},
        )
        await self._begin(plan, owed=False)
        report = await self._runner.load_files(plan, paths, dates)
        await self.archive.prune_after(report)
        return report if dates else with_days_found(report)

    async def export_frontol(
        self, dates: DateRange, kassas: tuple[str, ...], output: Path, encoding: str | None
    ) -> list[Path]:
        """Write stored days in the Frontol format, a file per folder; returns the files written.

        `output` is the file when one folder is chosen, else a directory. Folders that have nothing stored are left
        out; NOTHING_TO_EXPORT is raised when none has.
        """
        await self._prepare()
        known = self.settings.folders
        folders = select_folders(known, kassas) if known else tuple(map(SourceFolder.parse, kassas))
        told = self.audit.telling(
            AuditAction.EXPORT, ", ".join(map(str, folders)), dates=str(dates), format="frontol", output=str(output)
        )
        async with told as details:
            written = await export_frontol(self._warehouse, folders, dates, output, encoding)
            details["files"] = len(written)
        return written

    async def migrate(self, *, dry_run: bool, grant_to: str | None = None) -> list[str]:
        """Bring the schema up to date, and let a role load; returns what was done or, with `dry_run`, would be."""
        return await self._warehouse.migrate(dry_run=dry_run, grant_to=grant_to)

    async def prepare(self) -> tuple[RunReport, ...]:
        """Make sure, once, that the schema is this program's; returns the runs found broken off at that moment."""
        async with self._preparing:
            if self._abandoned is None:
                auto_migrate = self.settings.database.auto_migrate
                self._abandoned = await self._warehouse.prepare(auto_migrate=auto_migrate, outbox=self._outbox)
                await asyncio.to_thread(self.settings.home.mkdir, parents=True, exist_ok=True)
                await forget_runs(self.settings.home / "spool", (report.run_id for report in self._abandoned))
                await self.archive.tidy()
                await asyncio.to_thread(self._privacy.clear_opened)
        return self._abandoned

    async def _prepare(self) -> None:
        if self._abandoned is None:
            await self.prepare()
        else:
            await self._warehouse.bring_over(self._outbox)

    async def _begin(self, plan: RunPlan, *, owed: bool = True) -> None:
        """Prepare for a run; one that cannot begin because of the database is kept for the history."""
        try:
            await self._prepare()
        except DeskError as error:
            await self._runner.refuse(plan, error, owed=owed)
            raise
