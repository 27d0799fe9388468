"""The composition root: one object behind which everything is built once, for the window, the commands and the API."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from frontol_desk.console.database_port import database_address
from frontol_desk.console.demo_settings import demo_settings
from frontol_desk.console.exchange_port import ExchangeKassas, ftp_transport
from frontol_desk.console.health import check_all
from frontol_desk.console.originals import copy_original
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.overview import Dashboard, FailureList, FolderState, HistoryQuery, Probe, RunEntry
from frontol_desk.domain.report import RunReport, Trigger
from frontol_desk.domain.values import DateRange, SourceFolder, select_folders
from frontol_desk.exchange.archive import Archive
from frontol_desk.format.encoding import encoding_named
from frontol_desk.format.registry import default_registry
from frontol_desk.pipeline.bus import EventBus
from frontol_desk.pipeline.context import RunPlan
from frontol_desk.pipeline.run import Runner
from frontol_desk.settings.clock import business_today, zone_of
from frontol_desk.settings.model import Settings
from frontol_desk.warehouse.warehouse import Warehouse

_GARBAGE_AFTER = 50_000
"""Objects made between two collections: reading makes millions of lists that are never part of a cycle."""
_SWITCH_SECONDS = 0.0003
"""How long a reading thread may hold the interpreter while the event loop wants it; Python's default is 5 ms."""


@dataclass(frozen=True, kw_only=True)
class LoadOrder:
    """What somebody wants loaded. `kassas` as in ``--kassa``; empty: all. None: what the settings say."""

    dates: DateRange
    kassas: tuple[str, ...] = ()
    request: bool = True
    wait_seconds: float | None = None
    strategy: str | None = None
    trigger: Trigger = Trigger.CLI


class Desk:
    """The console's insides, open while its context lasts."""

    def __init__(self, settings: Settings, warehouse: Warehouse, kassas: ExchangeKassas) -> None:
        self.settings = settings
        self.events = EventBus()
        self._warehouse = warehouse
        self._kassas = kassas
        self._archive = archive = Archive(settings.home / "archive")
        self._runner = Runner(warehouse, archive, self.events, settings.home / "spool")
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
            transport = ftp_transport(settings.ftp)
            stack.push_async_callback(transport.aclose)
            yield cls(settings, warehouse, ExchangeKassas(transport, settings))

    def folders(self) -> tuple[SourceFolder, ...]:
        """Return the folders of the settings."""
        return self.settings.folders

    def today(self, kassa: str | None = None) -> date:
        """Return the business date now, at a kassa or by the profile's clock."""
        return business_today(self.settings, datetime.now(UTC), kassa)

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
        await self._prepare()
        settings = self.settings
        wait = settings.exchange.response_timeout if order.wait_seconds is None else order.wait_seconds
        folders = select_folders(settings.folders, order.kassas)
        plan = RunPlan(
            folders=folders,
            dates=order.dates,
            trigger=order.trigger,
            request=order.request,
            wait_seconds=wait,
            workers=self._workers(order.strategy or settings.pipeline.strategy),
            encodings={folder: found for folder in folders if (found := settings.encoding_of(folder.kassa))},
        )
        return await self._runner.run(plan, self._kassas)

    def _workers(self, strategy: str) -> int:
        """Return how many files are processed at once; requests go out first and waiting costs none either way.

        One database connection stays free for leases: a load holds its own from its first row to its last.
        """
        if strategy == "sequential":
            return 1
        if strategy == "parallel":
            return max(1, min(self.settings.pipeline.workers, self.settings.database.pool_max - 1))
        raise DeskError(ErrorCode.CONFIG_SETTING, setting="pipeline.strategy", value=strategy[:40])

    async def load_files(
        self, paths: Sequence[Path], folder: SourceFolder, dates: DateRange | None, encoding: str | None = None
    ) -> RunReport:
        """Load local files as answers of a folder; `dates` are the days they are the whole account of."""
        await self._prepare()
        forced = encoding_named(encoding).label if encoding else self.settings.encoding_of(folder.kassa)
        plan = RunPlan(
            folders=(folder,),
            dates=dates or DateRange.day(self.today(folder.kassa)),
            trigger=Trigger.CLI,
            encodings={folder: forced} if forced else {},
        )
        report = await self._runner.load_files(plan, paths, dates)
        return report if dates else _with_dates_found(report)

    async def export_frontol(
        self, dates: DateRange, kassas: tuple[str, ...], output: Path, encoding: str | None
    ) -> list[Path]:
        """Write stored days in the Frontol format, a file per folder; returns the files written.

        `output` is the file when one folder is chosen, else a directory. Folders that have nothing stored are left
        out; NOTHING_TO_EXPORT is raised when none has.
        """
        await self._prepare()
        folders = self._folders_named(kassas)
        if len(folders) == 1:
            await self._warehouse.export_frontol(folders[0], dates, output, encoding)
            return [output]
        written: list[Path] = []
        for folder in folders:
            path = output / folder.kassa / f"{folder.folder}.txt"
            try:
                await self._warehouse.export_frontol(folder, dates, path, encoding)
            except DeskError as error:
                if error.code is not ErrorCode.NOTHING_TO_EXPORT:
                    raise
            else:
                written.append(path)
        if not written:
            raise DeskError(ErrorCode.NOTHING_TO_EXPORT, folder=", ".join(map(str, folders)), dates=str(dates))
        return written

    def _folders_named(self, kassas: tuple[str, ...]) -> tuple[SourceFolder, ...]:
        known = self.settings.folders
        return select_folders(known, kassas) if known else tuple(map(SourceFolder.parse, kassas))

    async def migrate(self, *, dry_run: bool) -> list[str]:
        """Bring the schema up to date; returns what was done or, with `dry_run`, would be."""
        return await self._warehouse.migrate(dry_run=dry_run)

    async def history(self, *, limit: int, since: date | None, status: str | None) -> list[RunReport]:
        """Return the reports of finished runs, newest first."""
        await self._prepare()
        return await self._warehouse.history(limit=limit, since=since, status=status)

    async def folder_states(self) -> dict[SourceFolder, FolderState]:
        """Return how every folder of the settings stands."""
        await self._prepare()
        return await self._warehouse.folder_states(self.folders())

    async def runs(self, query: HistoryQuery) -> list[RunEntry]:
        """Return the runs that fit, of whatever origin, running ones too, newest first."""
        await self._prepare()
        return await self._warehouse.runs(query, zone_of(self.settings))

    async def copy_original(self, sha256: str, name: str) -> Path:
        """Copy an archived original to ``HOME/opened`` for somebody to look at; returns the path of the copy."""
        return await asyncio.to_thread(copy_original, self._archive, sha256, self.settings.home / "opened", name)

    async def run_report(self, run_id: str) -> RunReport | None:
        """Return the whole report of a run, of a running one what is known so far; None for one never heard of."""
        await self._prepare()
        return await self._warehouse.run_report(run_id)

    async def failures(self, limit: int = 5000) -> FailureList:
        """Return what is still open, newest first."""
        await self._prepare()
        return await self._warehouse.failures(limit)

    async def dashboard(self) -> Dashboard:
        """Return the figures of the last thirty days."""
        await self._prepare()
        return await self._warehouse.dashboard(self.today(), zone_of(self.settings))

    async def health(self) -> tuple[Probe, ...]:
        """Look at exchange server, database and disk at once; a failure is part of the answer."""
        return await check_all(self.settings)

    async def prepare(self) -> tuple[RunReport, ...]:
        """Make sure, once, that the schema is this program's; returns the runs found broken off at that moment."""
        async with self._preparing:
            if self._abandoned is None:
                self._abandoned = await self._warehouse.prepare(auto_migrate=self.settings.database.auto_migrate)
                await asyncio.to_thread(self.settings.home.mkdir, parents=True, exist_ok=True)
        return self._abandoned

    async def _prepare(self) -> None:
        if self._abandoned is None:
            await self.prepare()


def tune_interpreter() -> None:
    """Set the process up for reading big files beside a live event loop."""
    gc.set_threshold(_GARBAGE_AFTER, *gc.get_threshold()[1:])
    sys.setswitchinterval(_SWITCH_SECONDS)


def _with_dates_found(report: RunReport) -> RunReport:
    """Name the first and last date found in the files as the days of the run."""
    firsts = [detail.first_date for detail in report.details if detail.first_date]
    lasts = [detail.last_date for detail in report.details if detail.last_date]
    if firsts and lasts:
        report.date_from, report.date_to = min(firsts), max(lasts)
    return report
