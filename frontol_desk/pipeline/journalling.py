"""How a run gets into the history whatever becomes of the database: what it does not take is kept beside it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from frontol_desk.domain.asks import Attempt
from frontol_desk.domain.audit import AuditEntry
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.kept import KeptFailure
from frontol_desk.domain.report import FileDetail, Problem, RunReport
from frontol_desk.pipeline.ports import Loader, Outbox
from frontol_desk.pipeline.uninterrupted import uninterrupted

_log = logging.getLogger(__name__)
_CLOSING_SECONDS = 5.0
AWAY = frozenset({ErrorCode.DB_CONNECTION, ErrorCode.DB_TIMEOUT, ErrorCode.DB_LOGIN, ErrorCode.DB_FULL})
"""Failures that leave a run without a journal although nothing is wrong with the run."""


class RunJournal:
    """Writes one run's record. Nothing here stops the run: what the journal does not take goes to the outbox."""

    def __init__(self, loader: Loader, outbox: Outbox, report: RunReport, ordered: AuditEntry) -> None:
        self._loader = loader
        self._outbox = outbox
        self._report = report
        self._ordered = ordered
        self._unwritten: list[KeptFailure] = []
        self._begun = False
        self._kept = False
        self._keeping = asyncio.Lock()

    async def begin(self) -> None:
        """Record that the run began; raises what is wrong with the database for good."""
        try:
            await self._loader.start_run(self._report, self._ordered)
            self._begun = True
        except DeskError as error:
            if error.code not in AWAY:
                raise
            _log.warning("the run is kept until the database takes it: %s", error, extra={"run": self._report.run_id})
            await self._keep()

    async def failure(self, detail: FileDetail, problems: list[Problem], asked: Attempt | None) -> None:
        """Record a file that could not be loaded, or a kassa that did not answer; never before the run itself."""
        if self._begun:
            try:
                await self._loader.record_failure(self._report.run_id, detail, problems, asked)
            except DeskError as error:
                _log.warning("a failure of %s is kept until the database takes it: %s", detail.source_folder, error)
            else:
                return
        self._unwritten.append(KeptFailure.of(detail, problems, asked))
        await self._keep()

    async def end(self) -> None:
        """Record how the run ended, within some seconds."""
        if self._unwritten:  # they are brought over together with the end, which names them
            await self._keep()
        try:
            async with asyncio.timeout(_CLOSING_SECONDS):
                await self._loader.finish_run(self._report, self._ordered)
        except (DeskError, TimeoutError) as error:
            what = error if isinstance(error, DeskError) else "no answer in time"
            _log.warning("the end is kept until the database takes it: %s", what, extra={"run": self._report.run_id})
            await self._keep()
        else:
            if self._kept and not self._unwritten:
                await self._outbox.drop(self._report.run_id)

    async def _keep(self) -> None:
        """Keep what there is, all of it; one writer at a time, and each to its end, so that the newest stays."""
        self._kept = True
        async with self._keeping:
            await uninterrupted(keep(self._outbox, self._report, self._unwritten, self._ordered))


async def keep(outbox: Outbox, report: RunReport, failures: Sequence[KeptFailure], ordered: AuditEntry) -> None:
    """Put a run as it stands into the outbox; a disk that does not take it must not hide the report."""
    try:
        await outbox.keep(report, failures, ordered)
    except DeskError as error:
        _log.error("the run is not in the history: %s", error, extra={"run": report.run_id})
