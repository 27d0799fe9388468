"""The archive of originals: every file as it came, byte for byte, compressed and named by its SHA-256."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event
from typing import TypeVar

from frontol_desk.domain.disk import disk_error
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.files import ArchivedFile, Origin
from frontol_desk.exchange.archive_files import blocks, compress, looks_sound, publish, touch
from frontol_desk.exchange.archive_index import ArchiveIndex, Came

_Result = TypeVar("_Result")


class Archive:
    """Originals below `root`, as ``ab/abcdef….gz``. Files appear whole, synced to disk, or not at all.

    Several profiles may share one archive; `profile` is the one whose originals are noted.
    """

    def __init__(self, root: Path, profile: str = "default") -> None:
        self.root = root
        self.profile = profile
        self.index = ArchiveIndex(root / "index")

    def path(self, sha256: str) -> Path:
        """Return where the original with this hash (hex) lies, or would."""
        return self.root / sha256[:2] / f"{sha256}.gz"

    async def fingerprint(self, original: Path) -> ArchivedFile:
        """Hash a file without keeping it: what `store` will return. Raises FILE_UNREADABLE."""
        return await asyncio.to_thread(self._fingerprint, original)

    async def store(self, temporary_file: Path, origin: Origin | None = None) -> ArchivedFile:
        """Keep a copy of a file, which stays, and note whose it is; a copy that is there and sound is used again.

        Raises ARCHIVE_FAILED, DISK_FULL. When cancelled, the work in the thread ends at once and leaves a whole copy
        or none.
        """
        return await _stoppable(lambda stop: self._store(temporary_file, origin, stop))

    async def verify(self, sha256: str) -> bool:
        """Tell whether an original is there and still has its hash, by reading all of it."""
        return await _stoppable(lambda stop: self._is_sound(sha256, stop))

    async def fetch(self, sha256: str, target: Path) -> None:
        """Write the bytes of an original, hashed again, into a file, which is gone when this fails.

        Raises ARCHIVE_MISSING, ARCHIVE_DAMAGED; ARCHIVE_FAILED or DISK_FULL as the two files fail.
        """

        def work(stop: Event) -> None:
            with failing(target):
                self.copy(sha256, target, stop)

        await _stoppable(work)

    def copy(self, sha256: str, target: Path, stop: Event | None = None) -> None:
        """Do what `fetch` does, here and now; OSError when the target cannot be written."""
        try:
            with target.open("wb") as plain:
                plain.writelines(_until(stop, blocks(self.path(sha256), sha256)))
        except BaseException:
            with suppress(OSError):
                target.unlink(missing_ok=True)
            raise

    def _fingerprint(self, original: Path) -> ArchivedFile:
        try:
            with original.open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
                return ArchivedFile(sha256, file.tell(), str(self.path(sha256)))
        except OSError as error:
            detail = error.strerror or str(error)
            raise DeskError(ErrorCode.FILE_UNREADABLE, file=original.name, detail=detail) from error

    def _store(self, source: Path, origin: Origin | None, stop: Event) -> ArchivedFile:
        with failing(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
            temporary = self.root / f"{secrets.token_hex(8)}.tmp"
            try:
                sha256, size, checksum = compress(source, temporary, stop)
                target = self.path(sha256)
                if not (touch(target) and looks_sound(target, checksum, size)):
                    publish(temporary, target)
                if origin:
                    self.index.add([Came.of(sha256, self.profile, origin)])
            finally:
                temporary.unlink(missing_ok=True)
        return ArchivedFile(sha256, size, str(target))

    def _is_sound(self, sha256: str, stop: Event) -> bool:
        try:
            for _ in _until(stop, blocks(self.path(sha256), sha256)):
                pass
        except DeskError:
            return False
        return True


@contextmanager
def failing(path: Path, reason: str | None = None) -> Iterator[None]:
    """Tell what fails at a place of ours as DISK_FULL or ARCHIVE_FAILED."""
    try:
        yield
    except OSError as error:
        raise disk_error(error, path, reason=reason) from error


def _until(stop: Event | None, found: Iterator[bytes]) -> Iterator[bytes]:
    for block in found:
        if stop and stop.is_set():
            raise InterruptedError
        yield block


async def _stoppable(work: Callable[[Event], _Result]) -> _Result:
    """Do work in a thread; when cancelled, it is told to stop."""
    stop = Event()
    try:
        return await asyncio.to_thread(work, stop)
    finally:
        stop.set()
