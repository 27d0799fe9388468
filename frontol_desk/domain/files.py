"""Files on their way: as they lie in an exchange folder, and as they were kept in the archive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from frontol_desk.domain.values import DateRange, SourceFolder


class Acknowledge(StrEnum):
    """How a loaded answer is marked at the kassa's side."""

    RENAME = "rename"
    FLAG = "flag"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file in an exchange folder: its name, its size in bytes and, where the server tells it, its time (aware)."""

    name: str
    size: int
    modified: datetime | None = None


@dataclass(frozen=True, slots=True)
class FolderListing:
    """What lies in a response folder: answers to load, and the kassa's own logs, which are shown and never loaded."""

    candidates: tuple[RemoteFile, ...] = ()
    service_files: tuple[RemoteFile, ...] = ()
    processed: tuple[RemoteFile, ...] = ()


@dataclass(frozen=True, slots=True)
class ArchivedFile:
    """An original, kept byte for byte. `sha256` (hex) and `size` are of the uncompressed bytes; `path` is the copy."""

    sha256: str
    size: int
    path: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose answer an original is: its folder, its name there, and the days it was asked for; None: nobody knows.

    With `trusted` (a file named by a person) the days found in it count as asked for.
    """

    folder: SourceFolder
    name: str
    asked: DateRange | None = None
    trusted: bool = False


@dataclass(frozen=True, slots=True)
class CleanedUp:
    """What became of old processed files: so many were deleted, so many kept for want of a sound archived copy."""

    deleted: int = 0
    kept: int = 0


class Sighting(StrEnum):
    """What is seen of a kassa at work while its answer is waited for."""

    PICKED_UP = "picked_up"
    APPEARED = "appeared"
