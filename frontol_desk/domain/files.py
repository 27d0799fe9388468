"""Files on their way: as they lie in an exchange folder, and as they were kept in the archive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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


class Sighting(StrEnum):
    """What is seen of a kassa at work while its answer is waited for."""

    PICKED_UP = "picked_up"
    APPEARED = "appeared"
