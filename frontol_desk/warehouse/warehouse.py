"""The warehouse as the pipeline sees it: load a file, verify what was loaded, keep the journal, hold the leases."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Collection, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import date, datetime, tzinfo
from pathlib import Path

from frontol_desk.domain.asks import Attempt
from frontol_desk.domain.audit import AuditEntry
from frontol_desk.domain.errors import DeskError
from frontol_desk.domain.loads import Lease, LoadOutcome, LoadRequest, Verification
from frontol_desk.domain.overview import Dashboard, FailureList, FolderState, HeldFolder, HistoryQuery, RunEntry
from frontol_desk.domain.report import FileDetail, Problem, RunReport
from frontol_desk.domain.tools import MissingDay
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.format.personal import PersonalHasher
from frontol_desk.format.registry import Registry
from frontol_desk.warehouse import checkpoints, gaps, journal, leases, open_failures, originals, overview, runs
from frontol_desk.warehouse.audit import AuditBook
from frontol_desk.warehouse.continuity import find_reused
from frontol_desk.warehouse.database import Connection, Database, DatabaseAddress
from frontol_desk.warehouse.documents import check_documents
from frontol_desk.warehouse.export import export_frontol
from frontol_desk.warehouse.letter_box import LetterBox
from frontol_desk.warehouse.load_file import load_file
from frontol_desk.warehouse.loading import Progress
from frontol_desk.warehouse.migrating import check_schema, migrate
from frontol_desk.warehouse.missing import search
from frontol_desk.warehouse.missing_days import Awaited, missing_days
from frontol_desk.warehouse.outbox import Outbox
from frontol_desk.warehouse.personal_keys import KeyBook, key_book
from frontol_desk.warehouse.processes import Holder
from frontol_desk.warehouse.shifts import check_shifts
from frontol_desk.warehouse.spans import Span

_log = logging.getLogger(__name__)


class Warehouse:
    """One schema of one PostgreSQL database, with the types of one registry.

    With `personal` files are loaded with their personal data hashed.
    """

    def __init__(self, database: Database, registry: Registry) -> None:
        self.holder = Holder.here()
        self.personal: PersonalHasher | None = None
        self._database = database
        self._registry = registry
        self._looking = asyncio.Lock()
        self.gaps = gaps.GapBook(database)
        self.letters = LetterBox(database)
        self.audit = AuditBook(database)

    @classmethod
    @asynccontextmanager
    async def open(cls, address: DatabaseAddress, registry: Registry) -> AsyncIterator[Warehouse]:
        """Connect; raises DB_CONNECTION or DB_LOGIN."""
        async with Database.open(address) as database:
            yield cls(database, registry)

    async def migrate(self, *, dry_run: bool = False, grant_to: str | None = None) -> list[str]:
        """Bring the schema up to date, and let the role `grant_to` load; returns what was done."""
        return await migrate(self._database, self._registry, dry_run=dry_run, grant_to=grant_to)

    async def prepare(self, *, auto_migrate: bool, outbox: Outbox | None = None) -> tuple[RunReport, ...]:
        """Make sure that the schema is this program's; with `auto_migrate` bring an older one up to date.

        Runs kept in `outbox` are brought over. Returns those whose process was found gone; they are closed with this.
        """
        if auto_migrate:
            await self.migrate()
        else:
            await check_schema(self._database, self._registry)
        abandoned = await outbox.bring_over(self._database) if outbox else []
        abandoned += await runs.abandon_dead_runs(self._database, self.holder)
        for report in abandoned:
            _log.warning("run %s was broken off by the end of its process", report.run_id, extra={"run": report.run_id})
        return tuple(abandoned)

    async def bring_over(self, outbox: Outbox) -> None:
        """Bring kept runs over if the database takes them now; they can wait."""
        try:
            await outbox.bring_over(self._database)
        except DeskError as error:
            _log.warning("kept runs go on waiting for the database: %s", error)

    async def load(self, request: LoadRequest, progress: Progress) -> LoadOutcome:
        """Load a file in one transaction, or not at all. `progress` gets bytes and lines done."""
        return await load_file(self._database, self._registry, request, progress, self.personal)

    async def verify(self, folder: SourceFolder, dates: DateRange) -> Verification:
        """Check documents, shifts and running numbers of a folder's days, all its workplaces."""
        found = Verification()
        async with self._database.transaction() as connection:
            # Freshly loaded tables have no statistics yet: nested loops over them take minutes, hashing seconds.
            await connection.execute("SET LOCAL enable_nestloop = off")
            spans = await _spans(connection, folder, dates)
            where = (connection, self._registry, folder, dates, list(spans))
            found.counts.documents, found.counts.balanced, unbalanced = await check_documents(*where)
            found.counts.shifts, found.counts.shifts_balanced, shifts = await check_shifts(*where)
            missing = await gaps.record(connection, folder, await search(connection, folder, dates, spans))
            reused = await find_reused(connection, folder, dates)
        found.counts.discrepancies = len(unbalanced) + len(shifts)
        found.counts.gaps = len(missing)
        found.findings = [*unbalanced, *shifts, *missing, *reused]
        return found

    async def export_frontol(self, folder: SourceFolder, dates: DateRange, output: Path, encoding: str | None) -> int:
        """Write a folder's stored days in the Frontol format; returns the number of lines."""
        return await export_frontol(self._database, self._registry, folder, dates, output, encoding)

    async def acquire(self, folder: SourceFolder) -> Lease:
        """Take the lease of a folder; raises LOCKED."""
        return await leases.acquire(self._database, self.holder, folder)

    async def renew(self, held: list[Lease]) -> set[SourceFolder]:
        """Prolong leases; returns the folders that are still ours."""
        return await leases.renew(self._database, held)

    async def release(self, lease: Lease) -> None:
        """Give a lease back."""
        await leases.release(self._database, lease)

    async def start_run(self, report: RunReport, ordered: AuditEntry | None = None) -> None:
        """Record that a run began, and who wanted it."""
        await runs.start_run(self._database, report, self.holder, ordered)

    async def finish_run(self, report: RunReport, ordered: AuditEntry | None = None) -> None:
        """Record how a run ended."""
        await runs.finish_run(self._database, report, self.holder, ordered)

    async def record_failure(
        self, run_id: str, detail: FileDetail, problems: list[Problem], asked: Attempt | None = None
    ) -> None:
        """Record a file that could not be loaded, or a kassa that did not answer; `asked` is what was tried."""
        await journal.record_failure(self._database, run_id, detail, problems, asked)

    async def history(self, *, limit: int, since: date | None, status: str | None) -> list[RunReport]:
        """Return the reports of finished runs, newest first."""
        return await runs.history(self._database, limit=limit, since=since, status=status)

    @asynccontextmanager
    async def _look(self) -> AsyncIterator[Connection]:
        """Give a connection to read by; one look at a time, so that looking leaves the loads their connections."""
        async with self._looking, self._database.transaction("repeatable_read", readonly=True) as connection:
            yield connection

    async def folder_states(self, folders: Iterable[SourceFolder]) -> dict[SourceFolder, FolderState]:
        """Return how each of these folders stands."""
        async with self._look() as connection:
            return await overview.folder_states(connection, folders)

    async def undelivered(
        self, awaited: Iterable[tuple[SourceFolder, date, datetime]]
    ) -> dict[SourceFolder, date | None]:
        """Return of these folders, with a day and when it was over, those that lack it, and their newest day."""
        async with self._look() as connection:
            return await overview.undelivered(connection, awaited)

    async def missing_days(self, awaited: Iterable[Awaited]) -> list[MissingDay]:
        """Return which of these days, each with the moment it was over, lack a complete load."""
        async with self._look() as connection:
            return await missing_days(connection, awaited)

    async def held_folders(self) -> tuple[HeldFolder, ...]:
        """Return the folders that somebody works on at this moment."""
        async with self._look() as connection:
            return await leases.held_folders(connection)

    async def complete_through(self, folders: Iterable[SourceFolder]) -> dict[SourceFolder, date]:
        """Return the last complete day of each of these folders that has one."""
        async with self._look() as connection:
            return await checkpoints.complete_through(connection, folders)

    async def runs(self, query: HistoryQuery, zone: tzinfo | None) -> list[RunEntry]:
        """Return the runs that fit, running ones too, newest first; `zone` tells what a local date is."""
        async with self._look() as connection:
            return await overview.runs(connection, query, zone)

    async def run_report(self, run_id: str) -> RunReport | None:
        """Return the whole report of a run; None for one never heard of."""
        async with self._look() as connection:
            return await overview.run_report(connection, run_id)

    async def failures(self, limit: int) -> FailureList:
        """Return the newest open failures, at most `limit`."""
        async with self._look() as connection:
            return await open_failures.failures(connection, limit)

    async def met_originals(self) -> list[originals.MetOriginal]:
        """Return every original that was met, in the order of the journal."""
        async with self._look() as connection:
            return await originals.met_originals(connection)

    async def settled_originals(self, among: Collection[str]) -> set[str]:
        """Return which of these originals (SHA-256) nobody needs any more."""
        async with self._look() as connection:
            return await originals.settled_originals(connection, among)

    def key_book(self) -> AbstractAsyncContextManager[KeyBook]:
        """Give the fingerprints of the keys that personal data were hashed with, to one at a time."""
        return key_book(self._database)

    async def clock(self) -> datetime:
        """Return the time it is for the database, aware."""
        async with self._look() as connection:
            return await originals.clock(connection)

    async def dashboard(self, today: date, zone: tzinfo | None) -> Dashboard:
        """Return the figures of the days up to `today`."""
        async with self._look() as connection:
            return await overview.dashboard(connection, today, zone)

    async def removes_request(self, folder: SourceFolder) -> bool | None:
        """Tell what is known of a kassa: whether it removes the request when it has answered."""
        return await journal.knows_removal(self._database, folder)

    async def learn_removes_request(self, folder: SourceFolder, removes: bool) -> None:
        """Remember whether a kassa removes the request."""
        await journal.learn_removal(self._database, folder, removes)


async def _spans(connection: Connection, folder: SourceFolder, dates: DateRange) -> dict[int, Span]:
    records = await connection.fetch(
        "SELECT cash_register_code, min(first_number), max(last_number) FROM workplace_days"
        " WHERE source_folder = $1 AND transaction_date BETWEEN $2 AND $3 GROUP BY 1 ORDER BY 1",
        str(folder),
        dates.first,
        dates.last,
    )
    return {workplace: Span(first, last) for workplace, first, last in records}
