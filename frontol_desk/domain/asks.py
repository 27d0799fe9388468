"""What is wanted of a folder: days or numbers to ask its kassa for, and kept originals to take again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.values import DateRange, SourceFolder


@dataclass(frozen=True, slots=True, order=True)
class NumberRange:
    """Transaction numbers, both ends included. Raises USAGE when they are out of order.

    Numbers below zero can be stored, so they can be missing; no kassa can be asked for them.
    """

    first: int
    last: int

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise DeskError(ErrorCode.USAGE, detail=str(self))

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"

    @property
    def count(self) -> int:
        """How many numbers these are; there may be more than `len` can say."""
        return self.last - self.first + 1

    def __len__(self) -> int:
        return self.count


Ask = DateRange | NumberRange


@dataclass(frozen=True, slots=True)
class KeptOriginal:
    """An archived original to take again. `asked` are the days it answered for; None: nothing is removed by it.

    `since` is the id of the file it came as: when another answer for its days has been stored since, it is refused.
    `planned` is that of its folder's newest file when this was planned: what other runs store later has it refused.
    """

    sha256: str
    name: str
    asked: DateRange | None = None
    since: int | None = None
    planned: int | None = None

    @property
    def came(self) -> int:
        """The id of the file it came as; 0 when nobody knows: older than any."""
        return self.since or 0


Attempt = Ask | KeptOriginal
"""What was tried in vain: to get days or numbers from a kassa, or to take a kept original again."""


def days_of(attempt: Attempt | None) -> DateRange | None:
    """Return the days that an attempt was to bring the whole account of; None when nobody knows."""
    if isinstance(attempt, KeptOriginal):
        return attempt.asked
    return attempt if isinstance(attempt, DateRange) else None


@dataclass(frozen=True, slots=True)
class FreshAnswer:
    """That a file is what a kassa has just answered to this, and the last day that was `over` there when asked."""

    ask: Ask
    over: date | None = None

    @property
    def complete(self) -> DateRange | None:
        """The days asked for that were over, of which the kassa can have nothing more to say; None without any."""
        if isinstance(self.ask, NumberRange) or self.over is None or self.ask.first > self.over:
            return None
        return DateRange(self.ask.first, min(self.ask.last, self.over))


class GapEnd(StrEnum):
    """What became of a gap: its numbers came, the kassa has none of them, or a person let it be."""

    FILLED = "filled"
    ABSENT = "absent"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Transaction numbers of a workplace that are missing between stored ones, and the days of these.

    `asked_at`: when its kassa was last asked for exactly these. `closed_as` is None while it is open.
    """

    id: int
    folder: SourceFolder
    workplace: int
    numbers: NumberRange
    day_before: date | None
    day_after: date | None
    found_at: datetime
    asked_at: datetime | None = None
    asked_run: str | None = None
    closed_as: GapEnd | None = None

    @property
    def dates(self) -> DateRange | None:
        """The days between which the numbers belong; None when neither is known."""
        days = sorted(day for day in (self.day_before, self.day_after) if day)
        return DateRange(days[0], days[-1]) if days else None
