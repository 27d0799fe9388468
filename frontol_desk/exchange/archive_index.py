"""The archive's own index: whose answer each original was, in the order they came. Lines are only ever added.

``YYYY-MM.jsonl`` files, a line for each original that came and for each that was removed; they tell, with the archive
alone, how an empty database is filled again.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Lock
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from frontol_desk.domain.errors import DeskError
from frontol_desk.domain.files import Origin
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.exchange.archive_files import sync_folder


class _Line(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    at: datetime
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Came(_Line):
    """An original came (aware time) for a profile."""

    event: Literal["came"] = "came"
    profile: str
    folder: str
    name: str
    first: date | None = None
    last: date | None = None
    trusted: bool = False

    @classmethod
    def of(cls, sha256: str, profile: str, origin: Origin, at: datetime | None = None) -> Self:
        """Note whose answer an original is."""
        asked = origin.asked
        return cls(
            at=at or datetime.now(UTC),
            sha256=sha256,
            profile=profile,
            folder=str(origin.folder),
            name=origin.name,
            first=asked.first if asked else None,
            last=asked.last if asked else None,
            trusted=origin.trusted,
        )

    @property
    def origin(self) -> Origin:
        """Whose answer it was."""
        asked = DateRange(self.first, self.last) if self.first and self.last else None
        return Origin(SourceFolder.parse(self.folder), self.name, asked, self.trusted)


class Removed(_Line):
    """The copy of an original was removed on purpose."""

    event: Literal["removed"] = "removed"


class _Any(BaseModel):
    line: Annotated[Came | Removed, Field(discriminator="event")]


class ArchiveIndex:
    """The index in a folder; several processes may add to it at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = Lock()

    def add(self, lines: Iterable[Came | Removed]) -> None:
        """Add lines; they are on the disk when this returns. Raises OSError."""
        data = "".join(f"{line.model_dump_json(exclude_none=True)}\n" for line in lines).encode()
        if not data:
            return
        with self._lock:
            self.folder.mkdir(parents=True, exist_ok=True)
            path = self._current()
            fresh = not path.exists()
            with path.open("ab+", buffering=0) as file:
                _write(file.fileno(), data if _ends_whole(path) else b"\n" + data)
            if fresh:
                sync_folder(self.folder)

    def _current(self) -> Path:
        """Return the newest file: a clock that was put back must not change the order."""
        this_month = f"{datetime.now(UTC):%Y-%m}.jsonl"
        return self.folder / max([this_month, *(path.name for path in self.files())])

    def files(self) -> list[Path]:
        """Return the files of the index, oldest first."""
        return sorted(self.folder.glob("????-??.jsonl"))

    def read(self) -> Iterator[Came | Removed]:
        """Yield the lines in the order they were added; what is no whole line was never part of a load."""
        for path in self.files():
            with path.open("rb") as file:
                for raw in file:
                    if line := _parsed(raw):
                        yield line


def _write(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]
    os.fsync(descriptor)


def _ends_whole(path: Path) -> bool:
    """Tell whether the last line is whole: a killed process, or a full disk, may have left half a one."""
    with path.open("rb") as file:
        if not file.seek(0, os.SEEK_END):
            return True
        file.seek(-1, os.SEEK_END)
        return file.read() == b"\n"


def _parsed(raw: bytes) -> Came | Removed | None:
    try:
        line = _Any.model_validate_json(b'{"line":%s}' % raw.strip()).line
        if isinstance(line, Came):
            line.origin  # noqa: B018 - a folder that no kassa can have is no line of ours
    except (ValidationError, DeskError):
        return None
    return line
