"""What is wanted of a folder: days or numbers to ask its kassa for, and kept originals to take again."""

from __future__ import annotations

from dataclasses import dataclass

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.values import DateRange


@dataclass(frozen=True, slots=True, order=True)
class NumberRange:
    """Transaction numbers, both ends included. Raises USAGE when they are out of order or below zero."""

    first: int
    last: int

    def __post_init__(self) -> None:
        if not 0 <= self.first <= self.last:
            raise DeskError(ErrorCode.USAGE, detail=str(self))

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"

    def __len__(self) -> int:
        return self.last - self.first + 1


Ask = DateRange | NumberRange


@dataclass(frozen=True, slots=True)
class KeptOriginal:
    """An archived original to take again. `asked` are the days it answered for; None: nothing is removed by it."""

    sha256: str
    name: str
    asked: DateRange | None = None
