"""Looking after the archive: every copy hashed again, old copies removed, what killed processes left tidied up.

A copy that is to go is first set aside, so that nobody can begin to rely on it, then looked at once more, and only
then deleted: one that a load marked as needed meanwhile is put back.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

from frontol_desk.domain.disk import disk_error
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.upkeep import ArchiveCheck
from frontol_desk.exchange.archive import COPY_NAME, Archive
from frontol_desk.exchange.archive_files import sync_folder
from frontol_desk.exchange.archive_index import Came, Removed
from frontol_desk.exchange.archive_lock import SUFFIX

_log = logging.getLogger(__name__)
_SET_ASIDE = ".removing"
_STALE_SECONDS = 86_400.0
"""So old an unfinished file is that of a killed process."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy as it lies on the disk: `size` compressed, in bytes; `needed` when it was last stored (seconds).

    `key` opens an encrypted one.
    """

    path: Path
    sha256: str
    size: int
    needed: float
    key: str | None = None


def copies(archive: Archive) -> tuple[list[Copy], list[Path]]:
    """Return all copies, those needed longest ago first, and the files that are none of ours. Raises OSError."""
    found: list[Copy] = []
    foreign: list[Path] = []
    for path in _files(archive.root):
        named = COPY_NAME.fullmatch(path.name)
        if named and path.parent == archive.root / named["sha256"][:2]:
            with suppress(FileNotFoundError):
                status = path.stat()
                found.append(Copy(path, named["sha256"], status.st_size, status.st_mtime, named["key"]))
        elif path.parent != archive.index.folder and path.suffix not in (".tmp", _SET_ASIDE):
            foreign.append(path)
    return sorted(found, key=lambda copy: (copy.needed, copy.sha256)), sorted(foreign)


def _files(root: Path) -> Iterator[Path]:
    return (path for path in root.rglob("*") if path.is_file()) if root.is_dir() else iter(())


def check(
    archive: Archive, known: Collection[str], stop: Event, progress: Callable[[int, int], None] = lambda *_: None
) -> ArchiveCheck:
    """Hash every copy again; `known` are the originals that the database has met. `progress` gets bytes done, in all.

    What is known, there or in the index, and was not removed on purpose is missing when it is not there. Raises
    InterruptedError when told to stop, OSError when the archive cannot be read. Encrypted copies that our key does not
    open cannot be judged; those that only another profile needs are left alone.
    """
    there, foreign = copies(archive)
    damaged: list[str] = []
    done, total = 0, sum(copy.size for copy in there)
    ours = archive.lock.key_id if any(copy.key for copy in there) else None
    locked = [copy for copy in there if copy.key not in (None, ours)]
    readable = {copy.sha256 for copy in there if copy not in locked}
    others = of_others(archive) - of_us(archive)
    for copy in there:
        if copy not in locked and not _is_sound(archive, copy, stop):
            damaged.append(str(copy.path))
        done += copy.size
        progress(done, total)
    listed, removed = expected(archive)
    present = {copy.sha256 for copy in there}
    lost = (listed | (set(known) - removed)) - present
    return ArchiveCheck(
        copies=len(there),
        bytes=total,
        damaged=tuple(damaged),
        locked=tuple(str(copy.path) for copy in locked if copy.sha256 not in readable | others),
        missing=tuple(sorted(str(archive.path(sha256)) for sha256 in lost if not archive.path(sha256).exists())),
        foreign=tuple(map(str, foreign)),
        unlisted=len(present - listed - set(known)),
    )


def expected(archive: Archive) -> tuple[set[str], set[str]]:
    """Return the originals that the index says are there, and those it says were removed."""
    there: set[str] = set()
    removed: set[str] = set()
    for line in archive.index.read():
        gone = isinstance(line, Removed)
        (removed if gone else there).add(line.sha256)
        (there if gone else removed).discard(line.sha256)
    return there, removed


def _is_sound(archive: Archive, copy: Copy, stop: Event) -> bool:
    try:
        for _ in archive.blocks(copy.path, copy.sha256):
            if stop.is_set():
                raise InterruptedError
    except DeskError as error:
        _log.warning("%s", error)
        return error.code is ErrorCode.ARCHIVE_MISSING  # removed meanwhile: the index tells whether on purpose
    return True


def of_others(archive: Archive) -> set[str]:
    """Return the originals of other profiles that share this archive: their databases are not ours to ask."""
    return {line.sha256 for line in archive.index.read() if isinstance(line, Came) and line.profile != archive.profile}


def of_us(archive: Archive) -> set[str]:
    """Return the originals that came for this profile."""
    return {line.sha256 for line in archive.index.read() if isinstance(line, Came) and line.profile == archive.profile}


def remove(archive: Archive, copy: Copy) -> bool:
    """Delete a copy; False when a load needs it again since it was chosen. Raises ARCHIVE_FAILED, DISK_FULL."""
    aside = copy.path.with_suffix(_SET_ASIDE)
    try:
        copy.path.replace(aside)
        if aside.stat().st_mtime != copy.needed:
            _put_back(aside)
            return False
        if not archive.path(copy.sha256).exists():
            archive.index.add([Removed(at=datetime.now(UTC), sha256=copy.sha256)])
        aside.unlink()
        sync_folder(copy.path.parent)
    except FileNotFoundError:
        return False
    except OSError as error:
        with suppress(OSError):
            _put_back(aside)
        raise disk_error(error, copy.path, reason="remove") from error
    return True


def _put_back(aside: Path) -> None:
    """Give a copy that was set aside its name again, unless it was stored anew meanwhile: that one may be younger."""
    copy = aside.with_suffix(SUFFIX if aside.stem.endswith(".gz") else ".gz")
    if copy.exists():
        aside.unlink(missing_ok=True)
    elif aside.exists():
        aside.replace(copy)
        sync_folder(copy.parent)


def tidy(archive: Archive) -> None:
    """Delete unfinished files of killed processes, put back copies they had set aside; what cannot be done waits."""
    for path in [*archive.root.glob("*.tmp"), *archive.root.glob(f"??/*{_SET_ASIDE}")]:
        with suppress(OSError):
            if time.time() - path.stat().st_ctime > _STALE_SECONDS:
                path.unlink() if path.suffix == ".tmp" else _put_back(path)
