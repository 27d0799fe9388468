"""What the pipeline needs of others, as small interfaces; the composition root plugs the real ones in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from frontol_desk.domain.asks import Ask, Attempt
from frontol_desk.domain.audit import AuditEntry
from frontol_desk.domain.errors import DeskError
from frontol_desk.domain.files import ArchivedFile, CleanedUp, FolderListing, Origin, RemoteFile, Sighting
from frontol_desk.domain.kept import KeptFailure
from frontol_desk.domain.loads import Lease, LoadOutcome, LoadRequest, Verification
from frontol_desk.domain.report import FileDetail, Problem, RunReport
from frontol_desk.domain.values import DateRange, SourceFolder

if TYPE_CHECKING:
    from frontol_desk.pipeline.context import RunPlan


class ServiceText(Protocol):
    """A kassa's own log of its export."""

    @property
    def name(self) -> str:
        """Its file name."""

    @property
    def text(self) -> str:
        """What it says."""


class Waited(Protocol):
    """How a wait for a kassa ended."""

    @property
    def answers(self) -> tuple[RemoteFile, ...]:
        """Answers to load; empty when the kassa stayed silent."""

    @property
    def complete(self) -> bool:
        """Whether the answers are whole, or the time was up before they were."""

    @property
    def request_gone(self) -> bool:
        """Whether no request lay there at last."""

    @property
    def already_processed(self) -> tuple[RemoteFile, ...]:
        """Files marked as processed by somebody: left alone and reported."""

    @property
    def service_texts(self) -> Sequence[ServiceText]:
        """The kassa's own logs, to be shown."""

    @property
    def removes_request(self) -> bool | None:
        """What was learnt of the kassa."""


class Acknowledged(Protocol):
    """How marking an answer went."""

    @property
    def grew(self) -> bool:
        """Whether it is larger than what was loaded, so that it must be loaded again."""

    @property
    def file(self) -> RemoteFile | None:
        """Where it lies now."""


class Kassas(Protocol):
    """The exchange folders of one server."""

    async def listing(self, folder: SourceFolder) -> FolderListing:
        """Look into the response folder."""

    async def left_overs(self, folder: SourceFolder, seconds: float, known: Sequence[RemoteFile] = ()) -> Waited:
        """Return what lies there before anything is asked; unfinished files get so many seconds to become whole."""

    async def ask(self, folder: SourceFolder, ask: Ask, *, repeated: bool = False) -> None:
        """Place a request for days or numbers; raises REQUEST_PENDING when one lies there.

        `repeated`: an attempt failed just now, and may have placed it all the same.
        """

    async def wait(
        self,
        folder: SourceFolder,
        seconds: float,
        removes_request: bool | None,
        known: Sequence[RemoteFile] = (),
        notice: Callable[[Sighting], None] = lambda _: None,
    ) -> Waited:
        """Wait until an answer is complete, at most so many seconds; files of `known` are none unless they change.

        `notice` hears of what is seen of the kassa meanwhile.
        """

    async def download(
        self, folder: SourceFolder, file: RemoteFile, target: BinaryIO, progress: Callable[[int], None]
    ) -> int:
        """Fetch a file; returns its size. Raises RESPONSE_GREW when it changed meanwhile."""

    async def acknowledge(
        self,
        folder: SourceFolder,
        name: str,
        size: int,
        archived_ok: Callable[[], Awaitable[bool]],
        *,
        repeated: bool = False,
    ) -> Acknowledged:
        """Mark a loaded answer, if its size is still the one that was loaded.

        `repeated`: an attempt failed just now, and may have marked it all the same.
        """

    async def clean_up(self, folder: SourceFolder, is_kept: Callable[[str], Awaitable[bool]]) -> CleanedUp:
        """Delete old processed files where the settings say so, each when `is_kept` says so of its SHA-256."""


class OriginalsArchive(Protocol):
    """Keeps originals byte for byte."""

    async def fingerprint(self, original: Path) -> ArchivedFile:
        """Hash a file; raises FILE_UNREADABLE."""

    async def store(self, temporary_file: Path, origin: Origin | None = None) -> ArchivedFile:
        """Keep a copy of a file and note whose it is; None: it was kept before. Raises ARCHIVE_FAILED, DISK_FULL."""

    async def verify(self, sha256: str) -> bool:
        """Hash the kept copy again."""

    async def fetch(self, sha256: str, target: Path) -> None:
        """Write the bytes of a kept original into a file; raises ARCHIVE_MISSING, ARCHIVE_DAMAGED."""


class Surroundings(Protocol):
    """What a run depends on besides its neighbours: disk, clock, settings."""

    async def before(self, plan: RunPlan) -> list[DeskError]:
        """Return what is to be told of a run that begins; raises DISK_LOW or CLOCK_WRONG when it must not."""

    def after(self) -> list[DeskError]:
        """Return what is to be told of a run that ends."""


class Outbox(Protocol):
    """Keeps the record of a run that the database does not take."""

    async def keep(self, report: RunReport, failures: Sequence[KeptFailure], ordered: AuditEntry) -> None:
        """Keep a run as it stands, with the failures that are not in the journal, and who wanted it.

        Raises DISK_FULL, ARCHIVE_FAILED.
        """

    async def drop(self, run_id: str) -> None:
        """Forget a run whose record is in the journal after all."""


class Loader(Protocol):
    """Loads and verifies files, keeps the journal, holds the leases."""

    async def load(self, request: LoadRequest, progress: Callable[[int, int], None]) -> LoadOutcome:
        """Load a file in one transaction."""

    async def verify(self, folder: SourceFolder, dates: DateRange) -> Verification:
        """Check a folder's days."""

    async def acquire(self, folder: SourceFolder) -> Lease:
        """Take the lease of a folder; raises LOCKED."""

    async def renew(self, held: list[Lease]) -> set[SourceFolder]:
        """Prolong leases; returns the folders that are still ours."""

    async def release(self, lease: Lease) -> None:
        """Give a lease back."""

    async def start_run(self, report: RunReport, ordered: AuditEntry) -> None:
        """Record that a run began, who wanted it and what for."""

    async def finish_run(self, report: RunReport, ordered: AuditEntry) -> None:
        """Record how a run ended."""

    async def record_failure(
        self, run_id: str, detail: FileDetail, problems: list[Problem], asked: Attempt | None
    ) -> None:
        """Record a file that could not be loaded, or a kassa that did not answer; `asked` is what was tried."""

    async def removes_request(self, folder: SourceFolder) -> bool | None:
        """Tell what is known of a kassa."""

    async def learn_removes_request(self, folder: SourceFolder, removes: bool) -> None:
        """Remember what was learnt of a kassa."""
