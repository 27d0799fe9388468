"""The archive of originals: every file as it came, byte for byte, compressed and named by its SHA-256."""

from __future__ import annotations

import asyncio
import hashlib
import re
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
from frontol_desk.exchange.archive_lock import SUFFIX, ArchiveLock

_Result = TypeVar("_Result")
COPY_NAME = re.compile(r"(?P<sha256>[0-9a-f]{64})\.(?:gz|(?P<key>[0-9a-f]{8})\.gz\.age)")
"""How copies are named: encrypted ones with the key that opens them."""


class Archive:
    """Originals below `root`, as ``ab/abcdef….gz`` or, encrypted, ``ab/abcdef….KEY.gz.age``; both may lie side by side.

    Files appear whole, synced to disk, or not at all. Several profiles may share one archive; `profile` is the one
    whose originals are noted.
    """

    def __init__(self, root: Path, profile: str = "default", lock: ArchiveLock | None = None) -> None:
        self.root = root
        self.profile = profile
        self.lock = lock or ArchiveLock()
        self.index = ArchiveIndex(root / "index")

    def path(self, sha256: str) -> Path:
        """Return where the original with this hash (hex) lies, or would: plain if it can be had so."""
        plain = self._plain(sha256)
        return plain if plain.exists() else next(iter(self._sealed(sha256)), plain)

    def _plain(self, sha256: str) -> Path:
        return self.root / sha256[:2] / f"{sha256}.gz"

    def _sealed(self, sha256: str) -> list[Path]:
        """Return the encrypted copies, that of our key first."""
        found = sorted((self.root / sha256[:2]).glob(f"{sha256}.*.gz{SUFFIX}"))
        if len(found) < 2:
            return found
        return sorted(found, key=lambda path: _key_of(path) != self.lock.key_id)

    def blocks(self, copy: Path, sha256: str) -> Iterator[bytes]:
        """Yield what a copy holds, as `archive_files.blocks`; ARCHIVE_LOCKED when its key is not here."""
        key = _key_of(copy)
        return blocks(copy, sha256, lambda path: self.lock.opened(path, sha256, key)) if key else blocks(copy, sha256)

    def make_ready(self) -> None:
        """Make sure that what comes can be kept; raises ARCHIVE_LOCKED, and what the store of secrets raises."""
        if self.lock.encrypts:
            self.lock.make_ready(self._holds_sealed)

    def check_key(self) -> None:
        """Raise what `make_ready` would, and make nothing."""
        if self.lock.encrypts:
            self.lock.check(self._holds_sealed)

    def _holds_sealed(self) -> bool:
        """Tell whether originals of this profile lie here encrypted."""
        sealed = {path.name[:64] for path in self.root.glob(f"??/*{SUFFIX}")}
        return any(
            line.sha256 in sealed
            for line in self.index.read()
            if isinstance(line, Came) and line.profile == self.profile
        )

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
                plain.writelines(_until(stop, self.blocks(self.path(sha256), sha256)))
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
                seal = self.lock.seal if self.lock.encrypts else None
                sha256, size, checksum = compress(source, temporary, stop, seal)
                target = self._target(sha256)
                if seal or not (touch(target) and looks_sound(target, checksum, size)):
                    publish(temporary, target)
                if origin:
                    self.index.add([Came.of(sha256, self.profile, origin)])
            finally:
                temporary.unlink(missing_ok=True)
        return ArchivedFile(sha256, size, str(target))

    def _target(self, sha256: str) -> Path:
        plain = self._plain(sha256)
        return plain.with_name(f"{sha256}.{self.lock.key_id}.gz{SUFFIX}") if self.lock.encrypts else plain

    def _is_sound(self, sha256: str, stop: Event) -> bool:
        try:
            for _ in _until(stop, self.blocks(self.path(sha256), sha256)):
                pass
        except DeskError:
            return False
        return True


def _key_of(copy: Path) -> str | None:
    """Return which key opens a copy; None of a plain one."""
    named = COPY_NAME.fullmatch(copy.name)
    return named["key"] if named else None


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
