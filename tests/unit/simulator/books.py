"""Reads generated lines by field number, as the manual counts them: independent of the layouts the generator uses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

ITEMS = (1, 11, 2, 12)


@dataclass(frozen=True)
class Line:
    """A split line; `line[4]` is field 4."""

    cells: tuple[str, ...]

    @classmethod
    def split(cls, text: str) -> Line:
        assert text.endswith(";")
        return cls(tuple(text[:-1].split(";")))

    def __getitem__(self, number: int) -> str:
        return self.cells[number - 1].partition("\u00a6")[0]

    def amount(self, number: int) -> Decimal:
        return Decimal(self[number].replace(",", ".") or "0")

    @property
    def type(self) -> int:
        return int(self[4])

    @property
    def number(self) -> int:
        return int(self[1])


@dataclass
class Document:
    lines: list[Line] = field(default_factory=list)

    def of(self, *types: int) -> list[Line]:
        return [line for line in self.lines if line.type in types]

    def total(self, number: int, *types: int) -> Decimal:
        return sum((line.amount(number) for line in self.of(*types)), Decimal(0))

    @property
    def types(self) -> list[int]:
        return [line.type for line in self.lines]

    @property
    def close(self) -> Line | None:
        return next(iter(self.of(55)), None)


def by_till(lines: Iterable[str]) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = defaultdict(list)
    for text in lines:
        line = Line.split(text)
        found[line[5]].append(line)
    return found


def documents(lines: Iterable[Line]) -> list[Document]:
    """Documents are runs from a 42 to the closing 55, 50, 51 or 56."""
    found: list[Document] = []
    for line in lines:
        if line.type in (60, 61, 63, 64):
            continue
        if line.type == 42:
            found.append(Document())
        found[-1].lines.append(line)
    return found
