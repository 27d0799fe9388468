"""How one file writes its values. Learnt from its first lines and stored with it, so that rows rarely need a residue.

Nothing depends on the dialect being right: a line that does not fit it is read just as well and keeps what differs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Self

from frontol_desk.format.layout import Kind, Layout

_NO_WIDTHS: Mapping[int, int] = MappingProxyType({})
_NO_PADDING: Mapping[int, Mapping[int, int]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Dialect:
    """Habits of a file.

    `lengths`: fields per line by type, where they differ from the layout's usual length;
    `every_length`: for types not seen yet; `padding`: digits of zero-padded integers, by type and field number.
    """

    line_end: str = "\r\n"
    decimal_mark: str = ","
    padded_hours: bool = True
    every_length: int | None = None
    lengths: Mapping[int, int] = field(default_factory=lambda: _NO_WIDTHS)
    padding: Mapping[int, Mapping[int, int]] = field(default_factory=lambda: _NO_PADDING)

    def length_of(self, transaction_type: int, layout: Layout) -> int:
        """Return how many fields a line of this type has here."""
        return self.lengths.get(transaction_type) or self.every_length or layout.usual_length

    def width_of(self, transaction_type: int, n: int) -> int:
        """Return how many digits an integer in field `n` is padded to; 0 when it is not padded."""
        return self.padding.get(transaction_type, _NO_WIDTHS).get(n, 0)

    def pinned(self, usual: Mapping[int, int]) -> Self:
        """Return the same dialect with every type's length spelled out; `usual` is the usual length by type.

        What is stored with a file must not change its meaning when a later declaration does.
        """
        return replace(
            self,
            lengths={number: self.every_length or length for number, length in usual.items()} | dict(self.lengths),
        )

    def as_dict(self) -> dict[str, Any]:
        """Return what `from_dict` reads; fit for JSON."""
        return {
            "line_end": self.line_end,
            "decimal_mark": self.decimal_mark,
            "padded_hours": self.padded_hours,
            "every_length": self.every_length,
            "lengths": dict(self.lengths),
            "padding": {number: dict(widths) for number, widths in self.padding.items()},
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        """Rebuild a dialect from JSON, where mapping keys have become texts."""
        padding = {int(k): {int(n): int(w) for n, w in v.items()} for k, v in stored["padding"].items()}
        lengths = {int(k): int(v) for k, v in stored["lengths"].items()}
        return cls(
            stored["line_end"], stored["decimal_mark"], stored["padded_hours"], stored["every_length"], lengths, padding
        )


FRONTOL_6 = Dialect()


def learn_dialect(lines: Iterable[tuple[int, Layout, list[str]]], line_end: str) -> Dialect:
    """Learn the habits from split lines of known types: (type, layout, fields without the closing empty one)."""
    marks: Counter[str] = Counter()
    hours: Counter[bool] = Counter()
    lengths: dict[int, Counter[int]] = defaultdict(Counter)
    widths: dict[tuple[int, int], set[int]] = defaultdict(set)
    padded: set[tuple[int, int]] = set()
    usual: dict[int, int] = {}
    for number, layout, cells in lines:
        usual[number] = layout.usual_length
        lengths[number][len(cells)] += 1
        for described, cell in zip(layout.fields, cells, strict=False):
            if not cell:
                continue
            if described.kind is Kind.DECIMAL:
                marks.update(mark for mark in ",." if mark in cell)
            elif described.kind is Kind.INT:
                widths[number, described.n].add(len(cell))
                if cell[0] == "0" and len(cell) > 1:
                    padded.add((number, described.n))
            elif described.kind is Kind.TIME and cell[1:2] == ":":
                hours[False] += 1
            elif described.kind is Kind.TIME and cell[0] == "0":
                hours[True] += 1
    usually = {number: counts.most_common(1)[0][0] for number, counts in lengths.items()}
    differing = {number: length for number, length in usually.items() if length != usual[number]}
    alike = set(usually.values())
    padding: dict[int, dict[int, int]] = defaultdict(dict)
    for number, n in padded:
        if len(widths[number, n]) == 1 and (width := next(iter(widths[number, n]))) <= 18:
            padding[number][n] = width
    return Dialect(
        line_end=line_end,
        decimal_mark="." if marks["."] > marks[","] else ",",
        padded_hours=hours[True] >= hours[False],
        every_length=alike.pop() if len(alike) == 1 and len(usually) > 2 and differing else None,
        lengths=differing,
        padding=dict(padding),
    )
