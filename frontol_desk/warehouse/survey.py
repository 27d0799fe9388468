"""What a chunk of rows claims: which numbers of which workplace and day, and whether one comes twice."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from frontol_desk.format.rows import Batch, Chunk
from frontol_desk.warehouse.spans import Span

WorkplaceDay = tuple[str, int]
"""Day (ISO) and workplace."""


@dataclass(frozen=True, slots=True)
class Survey:
    """The span of numbers per workplace and day, and those workplace days in which a number comes more than once."""

    spans: dict[WorkplaceDay, Span]
    repeating: frozenset[WorkplaceDay]

    def days(self) -> list[date]:
        """Return the days that occur, in order."""
        return sorted({date.fromisoformat(day) for day, _ in self.spans})


def survey(chunk: Chunk) -> Survey:
    """Look over the keys of a chunk."""
    numbers: dict[WorkplaceDay, list[int]] = defaultdict(list)
    for batch in chunk.batches:
        _collect(batch, numbers)
    return Survey(
        {pair: Span(min(found), max(found)) for pair, found in numbers.items()},
        frozenset(pair for pair, found in numbers.items() if len(set(found)) != len(found)),
    )


def _collect(batch: Batch, numbers: dict[WorkplaceDay, list[int]]) -> None:
    pairs = set(zip(batch.days, batch.workplaces, strict=True))
    if len(pairs) == 1:
        numbers[pairs.pop()] += batch.numbers
        return
    for day, workplace, number in zip(batch.days, batch.workplaces, batch.numbers, strict=True):
        numbers[day, workplace].append(number)
