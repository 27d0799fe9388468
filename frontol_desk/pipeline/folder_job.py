"""One folder in one run: take the lease, load what is kept or lies there, ask, wait, load the answer, acknowledge."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from frontol_desk.domain.asks import Ask, FreshAnswer, KeptOriginal, days_of
from frontol_desk.domain.disk import disk_error
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.events import FolderFinished, KassaSighted
from frontol_desk.domain.files import RemoteFile, Sighting
from frontol_desk.domain.loads import Lease
from frontol_desk.domain.report import FileDetail, FileStatus, Stage
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.pipeline.clean_up import clean_up
from frontol_desk.pipeline.context import RunContext
from frontol_desk.pipeline.file_way import FileWay
from frontol_desk.pipeline.lease_keeper import LeaseKeeper
from frontol_desk.pipeline.notices import Notices
from frontol_desk.pipeline.ports import Acknowledged, Kassas, Waited
from frontol_desk.pipeline.tally import FolderOutcome

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")
_REQUEST_AGAIN_SECONDS = 1.0
_GREW_AGAIN_SECONDS = 0.5
_GREW_TIMES = 5
_LEFT_OVER_SECONDS = 10.0


class FolderJob:
    """The work on one folder. Waiting holds no worker and no connection; files are processed by bounded workers."""

    def __init__(self, run: RunContext, kassas: Kassas, leases: LeaseKeeper, folder: SourceFolder) -> None:
        self.folder = folder
        self._run = run
        self._kassas = kassas
        self._leases = leases
        self._files = 0
        self._failed = 0
        self._owed = [*run.plan.owed_by(folder)]
        self._fresh: FreshAnswer | None = None
        self._unmarked: list[RemoteFile] = []
        self._notices = Notices(run, folder)
        self._pending = FileDetail(source_folder=str(folder), status=FileStatus.NO_RESPONSE)

    async def run(self) -> None:
        """Do the job; nothing but cancellation leaves it, whatever happens to this folder."""
        outcome = FolderOutcome.CANCELLED
        try:
            async with self._leases.hold(self.folder) as lease:
                outcome = await self._work(lease)
                await clean_up(self._run, self._kassas, self.folder)
        except DeskError as error:
            outcome = await self._folder_failed(error)
        except asyncio.CancelledError:
            if outcome is FolderOutcome.CANCELLED and not self._files:
                self._pending.status = FileStatus.CANCELLED
                self._run.tally.file(self._pending)
            raise
        except Exception as error:  # noqa: BLE001 - a fault of ours in one folder must not stop the others
            _log.exception("folder failed", extra={"folder": str(self.folder)})
            outcome = await self._folder_failed(DeskError(ErrorCode.INTERNAL, cause=type(error).__name__))
        finally:
            self._run.tally.folder(outcome)
            self._run.bus.publish(FolderFinished(run_id=self._run.run_id, folder=self.folder, outcome=outcome.value))

    async def _work(self, lease: Lease) -> FolderOutcome:
        plan, gate = self._run.plan, self._run.gate
        task = plan.task_of(self.folder)
        for original in task.originals:
            await self._take_original(lease, original)
        if task.asks or not plan.request:
            await self._left_overs(lease)
        for ask in task.asks:
            await gate.passed()
            deadline = gate.clock() + plan.wait_seconds
            await self._ask(lease, ask, deadline)
            waited = await self._wait(deadline - gate.clock())
            if not waited.answers:
                return await self._silent(waited)
            finished = _is_finished(waited)
            self._fresh = FreshAnswer(ask, plan.over.get(self.folder)) if finished else None
            await self._take(lease, waited, asked=days_of(ask), mark=finished)
            self._fresh = None
            self._owed.remove(ask)
        return FolderOutcome.FAILED if self._failed and self._failed == self._files else FolderOutcome.LOADED

    async def _left_overs(self, lease: Lease) -> None:
        """Load what lies there before anything is asked: a left-over blocks the next answer.

        Without a request the operator says that the answers for the days of the run lie there; otherwise nobody knows
        what a left-over was asked for, so nothing is removed because of it. One that a kassa is still writing, on an
        earlier request, is left to it.
        """
        plan = self._run.plan
        seconds = min(_LEFT_OVER_SECONDS, plan.wait_seconds)
        waited = await self._kassas.left_overs(self.folder, seconds, self._unmarked)
        if plan.request and not _is_finished(waited):
            return
        await self._take(lease, waited, asked=None if plan.request else plan.dates)

    async def _ask(self, lease: Lease, ask: Ask, deadline: float) -> None:
        """Place the request; while another one lies there, wait for it and load what it brings."""
        clock = self._run.gate.clock
        async with self._run.stage(self._pending, self.folder, Stage.REQUEST):
            while not await self._placed(ask, last=clock() >= deadline):
                await asyncio.sleep(min(_REQUEST_AGAIN_SECONDS, max(0.0, deadline - clock())))
                await self._left_overs(lease)
                await self._run.gate.passed()

    async def _placed(self, ask: Ask, *, last: bool) -> bool:
        try:
            await self._kassas.ask(self.folder, ask)
        except DeskError as error:
            if error.code is ErrorCode.REQUEST_PENDING and not last:
                return False
            raise
        return True

    async def _wait(self, seconds: float) -> Waited:
        removes = await self._run.loader.removes_request(self.folder)
        async with self._run.stage(self._pending, self.folder, Stage.WAIT, deadline=seconds):
            waited = await self._kassas.wait(
                self.folder, max(0.0, seconds), removes, self._unmarked, self._tell_sighting
            )
        if waited.removes_request is not None and waited.removes_request != removes:
            await self._run.loader.learn_removes_request(self.folder, waited.removes_request)
        return waited

    def _tell_sighting(self, sighting: Sighting) -> None:
        self._run.bus.publish(KassaSighted(run_id=self._run.run_id, folder=self.folder, sighting=sighting))

    async def _take(self, lease: Lease, waited: Waited, *, asked: DateRange | None, mark: bool = True) -> None:
        """Process the answers of a wait, and show what is no answer; without `mark` the kassa may still be writing."""
        self._run.tally.report.errors += [
            self._run.problem(shown, self._pending, warning=True) for shown in self._notices.logs(waited)
        ]
        self._notices.report_processed(waited)
        for answer in waited.answers:
            if mark:
                await self._process(lease, answer, asked)
            else:
                async with self._run.worker():
                    await self._process_once(lease, answer, asked, mark=False)

    async def _process(self, lease: Lease, answer: RemoteFile, asked: DateRange | None) -> None:
        """Load an answer; once more for every time it has grown when it is to be marked."""
        for pause in (0.0, *(_GREW_AGAIN_SECONDS,) * (_GREW_TIMES - 1)):
            await asyncio.sleep(pause)
            async with self._run.worker():
                following = await self._process_once(lease, answer, asked)
            if following is None:
                return
            answer = following
        self._unmarked.append(answer)
        detail = FileDetail(source_folder=str(self.folder), file=answer.name)
        error = DeskError(ErrorCode.RESPONSE_GREW, file=answer.name, stage=Stage.ACKNOWLEDGE)
        self._run.tally.report.errors.append(self._run.problem(error, detail))

    async def _process_once(
        self, lease: Lease, answer: RemoteFile, asked: DateRange | None, *, mark: bool = True
    ) -> RemoteFile | None:
        """Take a file its whole way; returns it as it lies there now when it has grown meanwhile."""
        way = self._way(lease, answer.name, asked, whole=mark)

        async def steps(local: Path) -> Acknowledged:
            await self._download(answer, way.detail, local)
            sha256 = await way.take(local)
            await self._leases.check(lease)
            return await self._acknowledge(answer, way.detail, sha256, mark=mark)

        marked = await self._go(way, steps)
        if marked is None:
            self._unmarked.append(answer)
            return None
        return marked.file if marked.grew else None

    async def _take_original(self, lease: Lease, original: KeptOriginal) -> None:
        """Take a kept original its way again; its kassa is not bothered."""
        way = self._way(lease, original.name, original.asked, again=original)

        async def steps(local: Path) -> str:
            async with self._run.stage(way.detail, self.folder, Stage.ARCHIVE):
                await self._run.archive.fetch(original.sha256, local)
            return await way.take(local)

        async with self._run.worker():
            await self._go(way, steps)

    def _way(
        self,
        lease: Lease,
        name: str,
        asked: DateRange | None,
        *,
        again: KeptOriginal | None = None,
        whole: bool = True,
    ) -> FileWay:
        detail = FileDetail(source_folder=str(self.folder), file=name, status=FileStatus.FAILED)
        detail.sha256 = again.sha256 if again else None
        detail.stages, self._pending.stages = self._pending.stages, {}
        return FileWay(self._run, lease, detail, asked, self._fresh, again=again, whole=whole)

    async def _go(self, way: FileWay, steps: Callable[[Path], Awaitable[_Result]]) -> _Result | None:
        """Carry out the steps of a file, given a place for its bytes; None when it failed, which is told."""
        self._files += 1
        detail = way.detail
        local = self._run.spool / uuid4().hex
        try:
            result = await steps(local)
        except DeskError as error:
            self._failed += detail.status is FileStatus.FAILED
            await way.fail(error)
            return None
        except Exception as error:  # noqa: BLE001 - a fault of ours in one file must not stop the others
            _log.exception("file failed", extra={"folder": str(self.folder), "file": detail.file})
            self._failed += detail.status is FileStatus.FAILED
            await way.fail(DeskError(ErrorCode.INTERNAL, cause=type(error).__name__))
            return None
        except asyncio.CancelledError:
            detail.status = FileStatus.CANCELLED if detail.status is FileStatus.FAILED else detail.status
            way.finish()
            raise
        finally:
            with suppress(OSError):  # Windows, while a thread of a cancelled stage still reads; the spool goes later
                local.unlink(missing_ok=True)
        way.finish()
        return result

    async def _acknowledge(self, answer: RemoteFile, detail: FileDetail, sha256: str, *, mark: bool) -> Acknowledged:
        """Mark a loaded answer; one that the kassa may still be writing is left to it, and said to be unfinished."""
        if not mark:
            raise DeskError(ErrorCode.RESPONSE_GREW, reason="unfinished", file=answer.name, stage=Stage.WAIT)
        async with self._run.stage(detail, self.folder, Stage.ACKNOWLEDGE):
            return await self._kassas.acknowledge(
                self.folder, answer.name, detail.bytes, lambda: self._run.archive.verify(sha256)
            )

    async def _download(self, answer: RemoteFile, detail: FileDetail, local: Path) -> None:
        """Fetch the answer; while it grows, fetch it again."""
        async with self._run.stage(detail, self.folder, Stage.DOWNLOAD):
            for last in (*(False,) * (_GREW_TIMES - 1), True):
                if await self._downloaded(answer, detail, local, last=last):
                    return
                await asyncio.sleep(_GREW_AGAIN_SECONDS)
                present = {file.name: file for file in (await self._kassas.listing(self.folder)).candidates}
                answer = present.get(answer.name, answer)

    async def _downloaded(self, answer: RemoteFile, detail: FileDetail, local: Path, *, last: bool) -> bool:
        def tell(done: int) -> None:
            self._run.progress(detail, self.folder, Stage.DOWNLOAD, done, answer.size)

        try:
            with local.open("wb") as target:
                await self._kassas.download(self.folder, answer, target, tell)
        except DeskError as error:
            if error.code is ErrorCode.RESPONSE_GREW and not last:
                return False
            raise
        except OSError as error:  # the server's failures are DeskErrors: this is our own disk
            raise disk_error(error, local, reason="spool") from error
        return True

    async def _silent(self, waited: Waited) -> FolderOutcome:
        """Report a kassa that did not answer, with what its own log says."""
        self._pending.status = FileStatus.NO_RESPONSE
        error = DeskError(
            ErrorCode.NO_RESPONSE, folder=str(self.folder), seconds=round(self._run.plan.wait_seconds), stage=Stage.WAIT
        )
        problems = [self._run.problem(error, self._pending)]
        problems += [self._run.problem(shown, self._pending) for shown in self._notices.logs(waited)]
        problems += [self._run.problem(found, self._pending, warning=True) for found in self._notices.processed(waited)]
        self._run.tally.file(self._pending, problems)
        self._run.finished(self._pending, self.folder, problems)
        await self._run.record_failure(self._pending, problems, self._owed[0])
        return FolderOutcome.NO_RESPONSE

    async def _folder_failed(self, error: DeskError) -> FolderOutcome:
        """Report what stopped the folder before or besides its files."""
        detail = self._pending
        detail.status = FileStatus.FAILED
        problem = self._run.problem(error, detail)
        self._run.tally.file(detail, [problem])
        self._run.finished(detail, self.folder, [problem])
        for ask in self._owed:
            await self._run.record_failure(detail, [problem], ask)
        return FolderOutcome.FAILED


def _is_finished(waited: Waited) -> bool:
    """Tell whether the kassa writes no more: its answers are whole, or the request has gone, whatever they are."""
    return waited.complete or waited.request_gone
