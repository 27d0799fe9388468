"""Runs that the database could not take, kept on this computer until it does: the history survives a dead database.

One file per run, ``RUN_ID.json``, whole or not at all. A run that is still under way in a living process is left alone.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from pydantic import ValidationError

from frontol_desk.domain.asks import days_of
from frontol_desk.domain.audit import AuditEntry
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.kept import KeptFailure, KeptRun
from frontol_desk.domain.overview import RunEntry
from frontol_desk.domain.report import Problem, RunReport, RunStatus
from frontol_desk.domain.values import DateRange
from frontol_desk.warehouse import journal, runs
from frontol_desk.warehouse.database import Connection, Database
from frontol_desk.warehouse.kept_deeds import KeptDeeds
from frontol_desk.warehouse.letters import GOOD
from frontol_desk.warehouse.processes import Holder
from frontol_desk.warehouse.whole_files import write_whole

_log = logging.getLogger(__name__)


class Outbox:
    """The kept runs in a folder. `tenant` is the profile and schema whose journal is meant; others' are left alone."""

    def __init__(self, folder: Path, tenant: str, holder: Holder) -> None:
        self._folder = folder
        self._tenant = tenant
        self._holder = holder
        self._bringing = asyncio.Lock()
        self.deeds = KeptDeeds(folder / "audit", tenant.partition("/")[0])

    async def keep(
        self, report: RunReport, failures: Sequence[KeptFailure] = (), ordered: AuditEntry | None = None
    ) -> None:
        """Keep a run as it stands, and as it was ordered; raises DISK_FULL, ARCHIVE_FAILED."""
        holder = self._holder
        kept = KeptRun(
            tenant=self._tenant,
            host=holder.host,
            process_id=holder.process_id,
            process_birth=holder.birth,
            report=report,
            failures=[*failures],
            ordered=ordered,
        )
        await asyncio.to_thread(write_whole, self._path(report.run_id), kept.model_dump_json(by_alias=True, indent=2))

    async def drop(self, run_id: str) -> None:
        """Forget a run that is in the journal; a file that cannot be removed is brought over again, with no effect."""
        with suppress(OSError):
            await asyncio.to_thread(self._path(run_id).unlink, missing_ok=True)

    async def runs(self) -> list[KeptRun]:
        """Return the kept runs, oldest first."""
        return await asyncio.to_thread(lambda: [*self._read()])

    async def entries(self) -> tuple[RunEntry, ...]:
        """Return the kept runs as the history shows them, newest first."""
        return tuple(map(_entry, reversed(await self.runs())))

    async def report(self, run_id: str) -> RunReport | None:
        """Return the whole report of a kept run."""
        return next((kept.report for kept in await self.runs() if kept.report.run_id == run_id), None)

    async def bring_over(self, database: Database) -> list[RunReport]:
        """Write what is kept into journal and audit log and forget it here; returns the runs found broken off by it."""
        broken_off = []
        async with self._bringing:
            for kept in await self.runs():
                ended = kept.report.status is not RunStatus.RUNNING
                if not ended and not self._holder.outlived(kept.host, kept.process_id, kept.process_birth):
                    continue
                report = kept.report if ended else _broken_off(kept)
                async with database.transaction() as connection:
                    await _bring(connection, kept, report)
                await self.drop(kept.report.run_id)
                _log.info("run %s is in the history now", kept.report.run_id, extra={"run": kept.report.run_id})
                if not ended:
                    broken_off.append(report)
        await self.deeds.bring_over(database)
        return broken_off

    def _path(self, run_id: str) -> Path:
        return self._folder / f"{run_id}.json"

    def _read(self) -> Iterator[KeptRun]:
        """Yield the runs of this tenant; a file that cannot be read stays where it is, for somebody to look at."""
        for path in sorted(self._folder.glob("*.json")):  # their names begin with their time
            try:
                kept = KeptRun.model_validate_json(path.read_bytes())
            except FileNotFoundError:
                continue
            except (OSError, ValidationError) as error:
                _log.warning("%s cannot be read: %s", path, type(error).__name__)
                continue
            if kept.tenant == self._tenant:
                yield kept


def _entry(kept: KeptRun) -> RunEntry:
    report = kept.report
    severities = [problem.severity for problem in report.errors]
    return RunEntry(
        report=report.model_copy(update={"errors": [], "details": []}),
        host=kept.host,
        process_id=kept.process_id,
        errors=severities.count("error"),
        warnings=severities.count("warning"),
        waiting=True,
    )


def _broken_off(kept: KeptRun) -> RunReport:
    error = DeskError(ErrorCode.RUN_ABANDONED, process=kept.process_id, host=kept.host)
    errors = [*kept.report.errors, Problem.of(error)]
    return kept.report.model_copy(update={"status": RunStatus.FAILED, "errors": errors})


async def _bring(connection: Connection, kept: KeptRun, report: RunReport) -> None:
    """Write a run, as `report` has it, and its failures; what is not its true end never replaces one.

    A failure that was made good since is only audited.
    """
    holder = Holder("", kept.host, kept.process_id, kept.process_birth)
    actor = kept.ordered.actor if kept.ordered else None
    await runs.add_run(connection, report, holder, kept.ordered, final=report is kept.report)
    for failure in kept.failures:
        made_good = await _is_made_good(connection, report, failure)
        tell = journal.tell_failure if made_good else journal.write_failure
        await tell(connection, report.run_id, failure.detail, failure.problems, failure.asked, failure.at, actor)


async def _is_made_good(connection: Connection, report: RunReport, failure: KeptFailure) -> bool:
    """Tell whether a load since has made it good: told now, it would look like the newest of its folder."""
    if failure.asked is None and failure.detail.file:
        return False  # an answer nobody knows the days of
    days = days_of(failure.asked) or DateRange(report.date_from, report.date_to)
    found: bool = await connection.fetchval(
        f"SELECT EXISTS (SELECT FROM files WHERE source_folder = $1 AND status IN {GOOD}"
        " AND requested_from <= $2 AND requested_to >= $3 AND processed_at > $4)",
        failure.detail.source_folder,
        days.first,
        days.last,
        failure.at,
    )
    return found
