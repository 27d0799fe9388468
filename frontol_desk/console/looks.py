"""What a console can be asked: how folders stand, what ran and what failed, how the neighbours are. Changes nothing."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from frontol_desk.console.absences import absences
from frontol_desk.console.doctor import check_all, examine
from frontol_desk.console.originals import copy_original
from frontol_desk.domain.overview import (
    Absence,
    Dashboard,
    FailureList,
    FolderState,
    HistoryQuery,
    Probe,
    RunEntry,
    Situation,
)
from frontol_desk.domain.report import RunReport, RunStatus
from frontol_desk.domain.values import SourceFolder
from frontol_desk.exchange.archive import Archive
from frontol_desk.settings.clock import business_today, zone_of
from frontol_desk.settings.model import Settings
from frontol_desk.warehouse.outbox import Outbox
from frontol_desk.warehouse.warehouse import Warehouse


class Looks(ABC):
    """The questions to a console; `_prepare` makes sure that there is something to ask."""

    settings: Settings
    _warehouse: Warehouse
    _archive: Archive
    _outbox: Outbox

    @abstractmethod
    async def _prepare(self) -> None:
        """Make sure that the schema is this program's."""

    def folders(self) -> tuple[SourceFolder, ...]:
        """Return the folders of the settings."""
        return self.settings.folders

    def today(self, kassa: str | None = None) -> date:
        """Return the business date now, at a kassa or by the profile's clock."""
        return business_today(self.settings, datetime.now(UTC), kassa)

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

    async def situation(self) -> Situation:
        """Return what is going on: runs under way, folders held, kassas that are absent, runs that wait."""
        await self._prepare()
        under_way = HistoryQuery(statuses=frozenset({RunStatus.RUNNING}))
        return Situation(
            running=tuple(await self._warehouse.runs(under_way, zone_of(self.settings))),
            held=await self._warehouse.held_folders(),
            absent=await self.absences(),
            waiting=await self.outbox_runs(),
        )

    async def absences(self) -> tuple[Absence, ...]:
        """Return the folders that have not delivered a business day by their hour."""
        await self._prepare()
        return await absences(self._warehouse, self.settings, datetime.now(UTC))

    async def outbox_runs(self) -> tuple[RunEntry, ...]:
        """Return the runs that the database has not taken yet, newest first; it is not asked for that."""
        return await self._outbox.entries()

    async def run_report(self, run_id: str) -> RunReport | None:
        """Return the whole report of a run, of a running one what is known so far; None for one never heard of."""
        kept = await self._outbox.report(run_id)
        if kept is not None:
            return kept
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

    async def examine(self, on_probe: Callable[[Probe], object] = lambda _: None) -> tuple[Probe, ...]:
        """Look thoroughly at everything that loads depend on; see `doctor.examine`."""
        return await examine(self.settings, on_probe=on_probe)
