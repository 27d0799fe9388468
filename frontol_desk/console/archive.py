"""The archive of originals as people handle it: every copy hashed again, old ones removed, days loaded again."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from threading import Event
from typing import TypeVar

from frontol_desk.console.audit import AuditTrail, note
from frontol_desk.console.days_found import DaysFound
from frontol_desk.console.replaying import arrivals_of, to_replay
from frontol_desk.console.runs import Runs
from frontol_desk.console.surroundings import Surroundings
from frontol_desk.domain.asks import KeptOriginal
from frontol_desk.domain.audit import AuditAction
from frontol_desk.domain.disk import disk_error
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.files import Origin
from frontol_desk.domain.messages import text
from frontol_desk.domain.report import RunReport, RunStatus, Trigger
from frontol_desk.domain.upkeep import ArchiveCheck, Pruned
from frontol_desk.domain.values import DateRange, SourceFolder, select_folders
from frontol_desk.exchange import archive_upkeep
from frontol_desk.exchange.archive import Archive
from frontol_desk.exchange.archive_index import Came
from frontol_desk.exchange.archive_upkeep import Copy
from frontol_desk.pipeline.context import FolderTask
from frontol_desk.settings.model import Settings
from frontol_desk.warehouse.originals import MetOriginal
from frontol_desk.warehouse.warehouse import Warehouse

_log = logging.getLogger(__name__)
_DAY = 86_400.0
_YOUNG_DAYS = 1
"""So long a copy stays whatever the limits say: its own load may not be over."""
_GIGABYTE = 1_000_000_000
_Result = TypeVar("_Result")


class ArchiveRoom:
    """What can be done with the archive of one console."""

    def __init__(
        self,
        runs: Runs,
        archive: Archive,
        warehouse: Warehouse,
        settings: Settings,
        around: Surroundings,
        audit: AuditTrail,
    ) -> None:
        self._runs = runs
        self._archive = archive
        self._warehouse = warehouse
        self._settings = settings
        self._around = around
        self._audit = audit

    async def verify(self, progress: Callable[[int, int], None] = lambda *_: None) -> ArchiveCheck:
        """Hash every copy again; `progress` gets bytes done and in all, from a thread. Raises ARCHIVE_FAILED."""
        await self._runs.prepare()
        known = {met.sha256 for met in await self._warehouse.met_originals()}
        return await self._in_thread(lambda stop: archive_upkeep.check(self._archive, known, stop, progress))

    async def prune(self, *, dry_run: bool = False) -> Pruned:
        """Remove what the settings no longer want kept, oldest first; with `dry_run` only tell what would be.

        Never removed: what is not loaded in this database wherever it came, what an open dead letter or a line in
        quarantine needs, what another profile keeps here, and what is younger than a day. Raises CLOCK_WRONG when the
        age of a copy cannot be trusted.
        """
        await self._runs.prepare()
        if not self._is_limited:
            there, _ = await self._in_thread(lambda _: archive_upkeep.copies(self._archive))
            return Pruned(kept=len(there), kept_bytes=sum(copy.size for copy in there))
        for wrong in await self._around.clock():
            raise wrong
        there, _ = await self._in_thread(lambda _: archive_upkeep.copies(self._archive))
        chosen = self._too_old(there)
        free = await self._warehouse.settled_originals({copy.sha256 for copy in there})
        free -= await self._in_thread(lambda _: archive_upkeep.of_others(self._archive))
        removed = [copy for copy in chosen if copy.sha256 in free]
        removed += self._too_many([copy for copy in there if copy not in set(removed)], free)
        if not dry_run:
            removed = await self._in_thread(lambda stop: self._remove(removed, stop))
            await self._audit.bring_over()
        gone = sum(copy.size for copy in removed)
        return Pruned(
            removed=len(removed),
            removed_bytes=gone,
            needed=sum(copy.sha256 not in free for copy in chosen),
            kept=len(there) - len(removed),
            kept_bytes=sum(copy.size for copy in there) - gone,
        )

    def _too_old(self, there: Iterable[Copy]) -> list[Copy]:
        days = self._settings.archive.keep_days
        return [] if days is None else [copy for copy in there if _age_days(copy) > days]

    def _too_many(self, there: list[Copy], free: set[str]) -> list[Copy]:
        """Return the oldest that have to go, as far as they may, until the others fit."""
        most = self._settings.archive.max_gigabytes
        if most is None:
            return []
        surplus, found = sum(copy.size for copy in there) - most * _GIGABYTE, []
        for copy in there:
            if surplus <= 0:
                break
            if copy.sha256 in free and _age_days(copy) > _YOUNG_DAYS:
                found.append(copy)
                surplus -= copy.size
        return found

    def _remove(self, chosen: Iterable[Copy], stop: Event) -> list[Copy]:
        """Remove copies until told to stop; what is gone is told by this thread, which nobody cancels."""
        gone: list[Copy] = []
        try:
            gone.extend(copy for copy in chosen if not stop.is_set() and archive_upkeep.remove(self._archive, copy))
        finally:
            if gone:
                note(self._settings, AuditAction.PRUNE, "archive", removed=len(gone), bytes=sum(c.size for c in gone))
        return gone

    @property
    def _is_limited(self) -> bool:
        limits = self._settings.archive
        return limits.keep_days is not None or limits.max_gigabytes is not None

    async def prune_after(self, report: RunReport) -> None:
        """Prune after a run that was not stopped, where limits are set; what hinders it is logged."""
        if not self._is_limited or report.status is RunStatus.CANCELLED:
            return
        try:
            done = await self.prune()
        except DeskError as error:
            _log.warning("the archive was not pruned: %s", error)
        except asyncio.CancelledError:  # the run is over and cannot be stopped: somebody waits for its report
            _log.info("pruning the archive was stopped")
        else:
            if done.removed:
                _log.info("%d originals were removed from the archive, %d bytes", done.removed, done.removed_bytes)

    async def replay(self, dates: DateRange, kassas: tuple[str, ...] = (), trigger: Trigger = Trigger.CLI) -> RunReport:
        """Load the kept originals of these days again, in the order they came, without any kassa.

        Raises ARCHIVE_MISSING when there is none to load.
        """
        await self._runs.prepare()
        known = self._settings.folders
        folders = select_folders(known, kassas) if known else tuple(map(SourceFolder.parse, kassas))
        chosen = await self._originals_of(dates, folders)
        if not chosen:
            named = ", ".join(map(str, folders)) if kassas else text("all_kassas")
            raise DeskError(ErrorCode.ARCHIVE_MISSING, reason="days", folder=named, dates=str(dates))
        tasks = {folder: FolderTask(originals=originals) for folder, originals in chosen.items()}
        return await self._runs.run_tasks(tasks, trigger, dates, action=AuditAction.REPLAY)

    async def _originals_of(
        self, dates: DateRange, folders: tuple[SourceFolder, ...]
    ) -> dict[SourceFolder, tuple[KeptOriginal, ...]]:
        met = await self._warehouse.met_originals()

        def choose(stop: Event) -> dict[SourceFolder, tuple[KeptOriginal, ...]]:
            arrivals = arrivals_of(
                ((sha256, origin) for sha256, origin in self._noted() if not folders or origin.folder in folders),
                {(one.sha256, one.origin.folder) for one in met if one.taken},
                {(one.sha256, one.origin.folder) for one in met if one.clean},
                DaysFound(
                    self._archive,
                    {(one.sha256, one.origin.folder): one.dates for one in met if one.dates},
                    wanted=dates,
                    expected=archive_upkeep.expected(self._archive)[0],
                    spool=self._settings.home / "spool",
                    stop=stop,
                ),
            )
            newest = {one.origin.folder: one.file_id for one in met if one.taken}
            chosen = to_replay(arrivals, dates, {arrival.origin.folder for arrival in arrivals})
            return {
                folder: tuple(replace(original, planned=newest.get(folder, 0)) for original in originals)
                for folder, originals in chosen.items()
            }

        return await self._in_thread(choose)

    def _noted(self) -> Iterable[tuple[str, Origin]]:
        for line in self._archive.index.read():
            if isinstance(line, Came) and line.profile == self._archive.profile:
                yield line.sha256, line.origin

    async def tidy(self) -> None:
        """Clean up after killed processes, and note in the index what the profile kept before there was one."""
        if not self._archive.root.is_dir():
            return
        noted = await self._in_thread(lambda _: next(iter(self._noted()), None))
        met = [] if noted else await self._warehouse.met_originals()
        await self._in_thread(lambda _: self._tidy(met))

    def _tidy(self, met: list[MetOriginal]) -> None:
        archive_upkeep.tidy(self._archive)
        profile = self._archive.profile
        self._archive.index.add(
            Came.of(one.sha256, profile, one.origin, one.at) for one in met if self._archive.path(one.sha256).exists()
        )

    async def _in_thread(self, work: Callable[[Event], _Result]) -> _Result:
        """Do work in a thread; when cancelled, it is told to stop. Raises ARCHIVE_FAILED, DISK_FULL."""
        stop = Event()
        try:
            return await asyncio.to_thread(work, stop)
        except OSError as error:
            raise disk_error(error, self._archive.root, reason="read") from error
        finally:
            stop.set()


def _age_days(copy: Copy) -> float:
    return (time.time() - copy.needed) / _DAY
