"""Sets of transaction numbers as spans: numbers run on without gaps, so a whole day is one span or a few."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Span:
    """Numbers from `first` to `last`, both included."""

    first: int
    last: int

    def widen(self, other: Span) -> None:
        """Grow so that the other one lies inside."""
        self.first, self.last = min(self.first, other.first), max(self.last, other.last)

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two share a number."""
        return self.first <= other.last and other.first <= self.last


@dataclass(slots=True)
class NumberSet:
    """A set of numbers that are mostly added in rising order."""

    _firsts: list[int] = field(default_factory=list)
    _lasts: list[int] = field(default_factory=list)

    def update(self, numbers: Iterable[int]) -> None:
        """Add numbers."""
        for number in sorted(numbers):
            self._add(number)

    def _add(self, number: int) -> None:
        if self._lasts and number == self._lasts[-1] + 1:
            self._lasts[-1] = number
            return
        if number in self:
            return
        at = bisect_right(self._firsts, number)
        self._firsts.insert(at, number)
        self._lasts.insert(at, number)

    def __contains__(self, number: int) -> bool:
        at = bisect_right(self._firsts, number) - 1
        return at >= 0 and number <= self._lasts[at]
