"""Running numbers that continue from day to day, known for any day without going through the days before it."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


def chance(*key: object) -> int:
    """Return a number of 32 bits that depends on `key` alone, the same on every machine."""
    return zlib.crc32("|".join(map(str, key)).encode())


@dataclass(frozen=True, slots=True)
class Sequence:
    """Numbers of which about `base` are used a day: between ``base - spread + 1`` and ``base + spread - 1``.

    Day `anchor` begins with `first`. When `after` is given, that day is a real one, and the next begins with `after`.
    A day's first number is a line plus a jitter that depends on the day alone; so a day ends where the next begins.
    """

    salt: str
    base: int
    spread: int
    anchor: date
    first: int
    after: int | None = None

    def start(self, day: date) -> int:
        """Return the first number of a day."""
        if self.after is not None and day > self.anchor:
            return self.after + self._height(day) - self._height(self.anchor + ONE_DAY)
        return self.first + self._height(day) - self._height(self.anchor)

    def count(self, day: date) -> int:
        """Return how many numbers a day uses."""
        return self.start(day + ONE_DAY) - self.start(day)

    def day_of(self, number: int) -> date:
        """Return the day on which a number was given."""
        origin = self.first if self.after is None or number < self.after else self.after
        day = self.anchor + ONE_DAY * ((number - origin) // self.base)
        while self.start(day) > number:
            day -= ONE_DAY
        while self.start(day + ONE_DAY) <= number:
            day += ONE_DAY
        return day

    def _height(self, day: date) -> int:
        return self.base * (day - self.anchor).days + chance(self.salt, day) % self.spread
