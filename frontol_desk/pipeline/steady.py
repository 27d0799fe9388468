"""The pipeline's neighbours, made steady: what fails and may go well a moment later is repeated."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import BinaryIO

from frontol_desk.domain.asks import Ask, Attempt
from frontol_desk.domain.audit import AuditEntry
from frontol_desk.domain.files import CleanedUp, FolderListing, RemoteFile, Sighting
from frontol_desk.domain.loads import Lease, LoadOutcome, LoadRequest, Verification
from frontol_desk.domain.report import FileDetail, Problem, RunReport
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.pipeline.ports import Acknowledged, Kassas, Loader, Waited
from frontol_desk.pipeline.retrying import Repeater


class SteadyKassas:
    """`Kassas` whose operations are repeated. A wait is not: it goes on looking by itself until its deadline."""

    def __init__(self, kassas: Kassas, repeater: Repeater) -> None:
        self._kassas = kassas
        self._again = repeater.carry_out

    async def listing(self, folder: SourceFolder) -> FolderListing:
        """See `Kassas.listing`."""
        return await self._again("listing", folder, lambda _: self._kassas.listing(folder))

    async def left_overs(self, folder: SourceFolder, seconds: float, known: Sequence[RemoteFile] = ()) -> Waited:
        """See `Kassas.left_overs`."""
        return await self._again("left_overs", folder, lambda _: self._kassas.left_overs(folder, seconds, known))

    async def ask(self, folder: SourceFolder, ask: Ask, *, repeated: bool = False) -> None:
        """See `Kassas.ask`."""
        await self._again("request", folder, lambda again: self._kassas.ask(folder, ask, repeated=again or repeated))

    async def wait(
        self,
        folder: SourceFolder,
        seconds: float,
        removes_request: bool | None,
        known: Sequence[RemoteFile] = (),
        notice: Callable[[Sighting], None] = lambda _: None,
    ) -> Waited:
        """See `Kassas.wait`."""
        return await self._kassas.wait(folder, seconds, removes_request, known, notice)

    async def download(
        self, folder: SourceFolder, file: RemoteFile, target: BinaryIO, progress: Callable[[int], None]
    ) -> int:
        """See `Kassas.download`; a repetition writes `target` anew from its beginning."""

        async def fetch(_: bool) -> int:
            target.seek(0)
            target.truncate()
            return await self._kassas.download(folder, file, target, progress)

        return await self._again("download", folder, fetch)

    async def acknowledge(
        self,
        folder: SourceFolder,
        name: str,
        size: int,
        archived_ok: Callable[[], Awaitable[bool]],
        *,
        repeated: bool = False,
    ) -> Acknowledged:
        """See `Kassas.acknowledge`."""
        return await self._again(
            "acknowledge",
            folder,
            lambda again: self._kassas.acknowledge(folder, name, size, archived_ok, repeated=again or repeated),
        )

    async def clean_up(self, folder: SourceFolder, is_kept: Callable[[str], Awaitable[bool]]) -> CleanedUp:
        """See `Kassas.clean_up`."""
        return await self._again("clean_up", folder, lambda _: self._kassas.clean_up(folder, is_kept))


class SteadyLoader:
    """`Loader` whose operations are repeated.

    That is safe, for each is one transaction whose fate is found out when the reply to its commit is lost. Giving back
    a lease is not repeated: one that is not given back expires. Taking one is repeated by `LeaseKeeper`, which must
    know of every single attempt.
    """

    def __init__(self, loader: Loader, repeater: Repeater) -> None:
        self._loader = loader
        self._again = repeater.carry_out

    async def load(self, request: LoadRequest, progress: Callable[[int, int], None]) -> LoadOutcome:
        """See `Loader.load`."""
        return await self._again("load", request.lease.folder, lambda _: self._loader.load(request, progress))

    async def verify(self, folder: SourceFolder, dates: DateRange) -> Verification:
        """See `Loader.verify`."""
        return await self._again("verify", folder, lambda _: self._loader.verify(folder, dates))

    async def acquire(self, folder: SourceFolder) -> Lease:
        """See `Loader.acquire`; a single attempt."""
        return await self._loader.acquire(folder)

    async def renew(self, held: list[Lease]) -> set[SourceFolder]:
        """See `Loader.renew`."""
        return await self._again(
            "lease", held[0].folder if len(held) == 1 else None, lambda _: self._loader.renew(held)
        )

    async def release(self, lease: Lease) -> None:
        """See `Loader.release`; a single attempt."""
        await self._loader.release(lease)

    async def start_run(self, report: RunReport, ordered: AuditEntry) -> None:
        """See `Loader.start_run`."""
        await self._again("start_run", None, lambda _: self._loader.start_run(report, ordered))

    async def finish_run(self, report: RunReport, ordered: AuditEntry) -> None:
        """See `Loader.finish_run`."""
        await self._again("finish_run", None, lambda _: self._loader.finish_run(report, ordered))

    async def record_failure(
        self, run_id: str, detail: FileDetail, problems: list[Problem], asked: Attempt | None
    ) -> None:
        """See `Loader.record_failure`."""
        folder = SourceFolder.parse(detail.source_folder)
        await self._again(
            "record_failure", folder, lambda _: self._loader.record_failure(run_id, detail, problems, asked)
        )

    async def removes_request(self, folder: SourceFolder) -> bool | None:
        """See `Loader.removes_request`."""
        return await self._again("journal", folder, lambda _: self._loader.removes_request(folder))

    async def learn_removes_request(self, folder: SourceFolder, removes: bool) -> None:
        """See `Loader.learn_removes_request`."""
        await self._again("journal", folder, lambda _: self._loader.learn_removes_request(folder, removes))
