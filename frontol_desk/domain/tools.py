"""What an operator's small tools show: requests that lie in the request folders, days that were never loaded whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from frontol_desk.domain.errors import DeskError
from frontol_desk.domain.values import SourceFolder


@dataclass(frozen=True, slots=True, kw_only=True)
class LyingRequest:
    """A request that its kassa has not taken, or what a broken-off attempt to place one has left.

    `size` in bytes, `modified` aware and None where the server cannot tell; `text` is what it asks for, in one line.
    `removable`: it has the form of a request. A file that merely has its name is somebody else's and stays.
    """

    folder: SourceFolder
    name: str
    size: int
    modified: datetime | None = None
    text: str = ""
    removable: bool = True

    def older_than(self, moment: datetime) -> bool:
        """Tell whether it was last written before; of a file without a time nobody knows, so it was not."""
        return self.modified is not None and self.modified < moment


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFolders:
    """What lies in request folders, and why some of them could not be looked into."""

    lying: tuple[LyingRequest, ...] = ()
    failed: Mapping[SourceFolder, DeskError] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearedRequests:
    """What became of requests that were to be removed: `gone` ones the kassa had taken meanwhile, `kept` ones stay."""

    removed: tuple[LyingRequest, ...] = ()
    gone: tuple[LyingRequest, ...] = ()
    kept: tuple[tuple[LyingRequest, DeskError], ...] = ()


class DayLack(StrEnum):
    """Why a day of a folder is not there as a whole.

    Nothing of it was ever asked for, it was loaded before it was over, its load failed, its kassa did not answer.
    """

    MISSING = "missing"
    EARLY = "early"
    FAILED = "failed"
    NO_RESPONSE = "no_response"


@dataclass(frozen=True, slots=True, order=True)
class MissingDay:
    """A business day of a folder without a complete load."""

    folder: SourceFolder
    day: date
    lack: DayLack = DayLack.MISSING
