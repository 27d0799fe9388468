"""One file's way from the archive on: load, verify. The same for an answer of a kassa and a file named by a person."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from frontol_desk.domain.asks import FreshAnswer, KeptOriginal
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.files import Origin
from frontol_desk.domain.loads import Lease, LoadOutcome, LoadRequest, Verification
from frontol_desk.domain.report import FileDetail, FileStatus, Problem, Stage
from frontol_desk.domain.values import DateRange
from frontol_desk.pipeline.context import RunContext

_OF_READING = frozenset({ErrorCode.PARSE_INVALID, ErrorCode.FILE_EMPTY, ErrorCode.FILE_UNREADABLE})
"""Reading and loading are one stream; these failures are those of reading."""


class FileWay:
    """Takes one original, which lies complete in a local file, through archive, load and verification.

    `asked` are the days it is the whole account of, None when nobody knows; `fresh` that a kassa has just given it;
    `again` that it is kept already and taken again. One that is not `whole` may be unfinished.
    """

    def __init__(
        self,
        run: RunContext,
        lease: Lease,
        detail: FileDetail,
        asked: DateRange | None,
        fresh: FreshAnswer | None = None,
        *,
        again: KeptOriginal | None = None,
        whole: bool = True,
    ) -> None:
        self.detail = detail
        self._asked = asked
        self._fresh = fresh
        self._again = again
        self._whole = whole
        self._run = run
        self._lease = lease
        self._outcome: LoadOutcome | None = None
        self._checked = Verification()
        self._problems: list[Problem] = []

    async def take(self, original: Path, *, trust_dates_found: bool = False) -> str:
        """Archive, load and verify; returns the SHA-256 of the original.

        Archiving and loading go on side by side, but nothing is committed before the original is safe, and a file that
        cannot be loaded is kept all the same.
        """
        folder, detail = self._lease.folder, self.detail
        found = await self._run.archive.fingerprint(original)
        detail.sha256, detail.bytes = found.sha256, found.size
        name = detail.file or original.name
        origin = None if self._again else Origin(folder, name, self._asked, trust_dates_found and self._asked is None)
        async with self._archiving(original, origin) as kept:
            request = LoadRequest(
                run_id=self._run.run_id,
                lease=self._lease,
                name=name,
                original=original,
                sha256=found.sha256,
                asked=self._asked,
                trust_dates_found=trust_dates_found,
                encoding=self._run.plan.encodings.get(folder),
                kept=kept,
                again=self._again,
                whole=self._whole,
                fresh=self._fresh,
            )
            await self._load(request)
        if days := self._days_to_check():
            async with self._run.stage(detail, folder, Stage.VERIFY):
                self._checked = await self._run.loader.verify(folder, days)
        return found.sha256

    def _days_to_check(self) -> DateRange | None:
        """Return the days found; of an answer without any row those asked for: the days around them meet now."""
        if self._outcome and self._outcome.to_check:
            return self._outcome.to_check
        first, last = self.detail.first_date, self.detail.last_date
        return self._asked if first is None or last is None else DateRange(first, last)

    @asynccontextmanager
    async def _archiving(self, original: Path, origin: Origin | None) -> AsyncIterator[asyncio.Task[None]]:
        """Keep the original meanwhile; it is safe when this ends, or ARCHIVE_FAILED is raised, unless cancelled."""

        async def keep() -> None:
            async with self._run.stage(self.detail, self._lease.folder, Stage.ARCHIVE):
                await self._run.archive.store(original, origin)

        keeping = asyncio.create_task(keep(), name="archive")
        try:
            yield keeping
        except DeskError:
            await keeping
            raise
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)

    async def _load(self, request: LoadRequest) -> None:
        folder, detail = self._lease.folder, self.detail
        async with self._run.stage(detail, folder, Stage.LOAD):
            try:
                self._outcome = await self._run.loader.load(
                    request,
                    lambda done, rows: self._run.progress(detail, folder, Stage.LOAD, done, detail.bytes, rows),
                )
            except DeskError as error:
                if error.code in _OF_READING:
                    error.context["stage"] = Stage.PARSE
                raise
        self._take_over(self._outcome)

    def _take_over(self, outcome: LoadOutcome) -> None:
        detail = self.detail
        detail.status = outcome.status
        detail.rows = detail.read = outcome.read
        detail.loaded, detail.unchanged = outcome.loaded, outcome.unchanged
        detail.removed, detail.quarantined = outcome.removed, outcome.quarantined
        if outcome.dates is not None:
            detail.first_date, detail.last_date = outcome.dates.first, outcome.dates.last
        detail.stages[Stage.PARSE] = round(outcome.parse_seconds, 3)
        detail.stages[Stage.LOAD] = round(outcome.load_seconds, 3)

    def finish(self) -> None:
        """Put the file into the report."""
        problems = self._problems
        if self._outcome is not None:
            told = {*map(str, self._outcome.warnings)}
            findings = [finding for finding in self._checked.findings if str(finding) not in told]
            found = ((Stage.PARSE, self._outcome.problems, False), (Stage.PARSE, self._outcome.warnings, True))
            for stage, errors, warning in (*found, (Stage.VERIFY, findings, True)):
                for error in errors:
                    error.context.setdefault("stage", stage)
                    problems.append(self._run.problem(error, self.detail, warning=warning))
        by_table = self._outcome.by_table if self._outcome else None
        untold = self.detail.quarantined - len(self._outcome.problems) if self._outcome else 0
        self._run.tally.file(self.detail, problems, by_table, self._checked.counts, untold)
        self._run.finished(self.detail, self._lease.folder, problems)

    async def fail(self, error: DeskError) -> None:
        """Put the file into report and journal as failed; if it was loaded, it stays loaded and says what failed.

        The kassa still owes the days of an answer that is not whole, loaded or not.
        """
        if self._outcome is None:
            self.detail.status = FileStatus.FAILED
        problem = self._run.problem(error, self.detail)
        self._problems.append(problem)
        self.finish()
        if self._outcome is None:
            tried = self._again or (self._fresh.ask if self._fresh else self._asked)
            await self._run.record_failure(self.detail, [problem], tried)
        elif not self._whole and self._asked:
            unfinished = self.detail.model_copy(update={"status": FileStatus.FAILED})
            await self._run.record_failure(unfinished, [problem], self._asked)
