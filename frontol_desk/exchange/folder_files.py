"""What is done with the files of an exchange folder, each step one blocking function. Only plain files are files."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from frontol_desk.domain.files import RemoteFile
from frontol_desk.exchange.names import temporary_name
from frontol_desk.exchange.transport import RemoteFiles


def folders(folder: Path) -> list[str]:
    """Return the names of the folders in a folder."""
    with os.scandir(folder) as entries:
        return [entry.name for entry in entries if entry.is_dir()]


def listing(folder: Path) -> RemoteFiles:
    """Return the files in a folder, each as it is now: what Windows lists of a file that is being written is old."""
    found: RemoteFiles = []
    for place in folder.iterdir():
        with suppress(FileNotFoundError):
            now = state(place)
            found.append(RemoteFile(place.name, now.st_size, written_at(now)))
    return found


def state(place: Path) -> os.stat_result:
    """Look at a file; `FileNotFoundError` for what is none, a pipe as well as a folder or a link."""
    now = place.lstat()
    if not stat.S_ISREG(now.st_mode):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(place))
    return now


def written_at(now: os.stat_result) -> datetime | None:
    """Return when a file was last written (UTC); None for a time no calendar has."""
    with suppress(OverflowError, ValueError, OSError):
        return datetime.fromtimestamp(now.st_mtime, UTC)
    return None


def opened(place: Path, offset: int) -> BinaryIO:
    """Open a file for reading from a byte on; it has a lock, so it may be closed while another thread reads."""
    state(place)
    file = place.open("rb")
    file.seek(offset)
    return file


def begun(place: Path, *, overwrite: bool) -> BinaryIO:
    """Open a new file of a temporary name beside `place`."""
    if not overwrite:
        _refuse_existing(place)
    return place.with_name(temporary_name(place.name)).open("xb")


def settled(file: BinaryIO) -> int:
    """Close a written file once it is safe on its disk; returns its size."""
    with file:
        file.flush()
        os.fsync(file.fileno())
        return os.fstat(file.fileno()).st_size


def published(file: BinaryIO, place: Path, *, overwrite: bool) -> None:
    """Give a written file its name; without `overwrite` never in the place of another."""
    temporary = Path(file.name)
    if overwrite:
        temporary.replace(place)
    elif os.name == "nt":
        temporary.rename(place)  # refuses an existing one
    else:
        _linked(temporary, place)


def _linked(temporary: Path, place: Path) -> None:
    """Rename without replacing, in one step where the file system knows links (network shares often do not)."""
    try:
        place.hardlink_to(temporary)
    except FileExistsError:
        raise
    except OSError:
        _refuse_existing(place)
        temporary.rename(place)
    else:
        with suppress(OSError):  # it has its name: what is left of the other one harms nobody
            temporary.unlink()


def undone(file: BinaryIO) -> None:
    """Take away a file that was begun."""
    with suppress(OSError):
        file.close()
    Path(file.name).unlink(missing_ok=True)


def renamed(old: Path, new: Path) -> None:
    """Rename a file; one of the new name is replaced."""
    state(old)
    old.replace(new)


def deleted(place: Path) -> None:
    """Delete a file."""
    state(place)
    place.unlink()


def _refuse_existing(place: Path) -> None:
    if os.path.lexists(place):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(place))
