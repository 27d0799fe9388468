"""What reading gives: rows ready for COPY, batched by table, and lines that cannot be placed, with the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from frontol_desk.format.layout import Layout
from frontol_desk.format.registry import TYPE_INDEX

LINEAGE_COLUMNS = ("line_number", "line_hash", "names", "residue", "source_folder", "file_id")
"""Columns after a table's own ones in a COPY row; `line_hash` is that of `reader.line_hash`."""

DELIMITER = b";"


@dataclass(frozen=True, slots=True)
class Header:
    """Three header lines as they stand in the file, from physical line `line` on."""

    flag: str
    database_id: str
    report_number: str
    line: int


@dataclass(frozen=True, slots=True)
class QuarantinedLine:
    """A line that cannot be placed: its original bytes, why, and what of its identity can be read.

    `reason` is a wording of PARSE_INVALID; `value` is shown to people and therefore set for numbers and dates only.
    `line_end` is None where it is the file's usual one. `day` is ISO.
    """

    line: int
    raw: bytes
    line_end: str | None
    reason: str
    field: int | None = None
    column: str | None = None
    value: str | None = None
    number: int | None = None
    day: str | None = None
    workplace: int | None = None


Key = tuple[str, int, int]
"""Day (ISO), workplace, transaction number: with the folder, the primary key."""


@dataclass(slots=True)
class Batch:
    """Rows of one table, column-wise where that is quicker; all sequences have one entry per row.

    `rows` are COPY text lines (delimiter ``;``, empty is NULL), the table's own columns, then lineage; no line end.
    """

    layout: Layout
    rows: list[bytes] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    workplaces: list[int] = field(default_factory=list)
    days: list[str] = field(default_factory=list)
    hashes: list[int] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)

    def keys(self) -> list[Key]:
        """Return the key of every row, without the folder."""
        return list(zip(self.days, self.workplaces, self.numbers, strict=True))

    def count_by_type(self) -> Counter[int]:
        """Return how many rows there are of each transaction type."""
        if len(self.layout.types) == 1:
            return Counter({self.layout.types[0]: len(self.rows)})
        texts = Counter(row.split(DELIMITER, TYPE_INDEX + 1)[TYPE_INDEX] for row in self.rows)
        return sum((Counter({int(text): count}) for text, count in texts.items()), Counter())


@dataclass(slots=True)
class Tally:
    """How often something worth a warning occurred, and the first line where it did."""

    count: int
    line: int


@dataclass(slots=True)
class Chunk:
    """Some consecutive lines of a file: rows by table, quarantined lines, and how far reading has come.

    `lines` counts transaction lines (headers excluded): ``lines == rows in batches + quarantined``.
    """

    lines: int
    bytes_done: int
    batches: Sequence[Batch]
    quarantined: Sequence[QuarantinedLine]
