"""Which rows of a chunk are new, which are the same as stored, and which replace something."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from frontol_desk.format.layout import Layout
from frontol_desk.format.rows import Batch, Chunk, Key
from frontol_desk.warehouse.survey import WorkplaceDay

Stored = tuple[str, int]
"""The table a key lives in and the hash of its line."""


@dataclass(slots=True)
class Wave:
    """Rows to insert, by table, after the keys to supersede, by table. Within a wave every key occurs once."""

    replaced: dict[str, list[Key]] = field(default_factory=lambda: defaultdict(list))
    rows: dict[str, tuple[Layout, list[bytes]]] = field(default_factory=dict)

    def add(self, layout: Layout, row: bytes) -> None:
        """Add a row to insert."""
        self.rows.setdefault(layout.table, (layout, []))[1].append(row)


@dataclass(slots=True)
class Difference:
    """Waves to carry out in order, and the numbers of the rows that are stored already just as they are."""

    waves: list[Wave] = field(default_factory=list)
    unchanged: dict[WorkplaceDay, list[int]] = field(default_factory=lambda: defaultdict(list))


def difference(chunk: Chunk, stored: Mapping[Key, Stored]) -> Difference:
    """Compare a chunk, in the order of its lines, with what is stored under its keys.

    Lines of one file that repeat a key with another content replace each other in order, so they need several waves.
    """
    found = Difference()
    now = dict(stored)
    wave_of: dict[Key, int] = {}
    for batch, position, key in _in_line_order(chunk):
        table, line_hash = batch.layout.table, batch.hashes[position]
        before = now.get(key)
        if before == (table, line_hash):
            found.unchanged[key[0], key[1]].append(key[2])
            continue
        at = wave_of.get(key, -1) + 1
        while len(found.waves) <= at:
            found.waves.append(Wave())
        if before is not None:
            found.waves[at].replaced[before[0]].append(key)
        found.waves[at].add(batch.layout, batch.rows[position])
        now[key] = (table, line_hash)
        wave_of[key] = at
    return found


def everything_new(chunk: Chunk) -> Wave:
    """Return the wave of a chunk none of whose keys is stored."""
    return Wave(rows={batch.layout.table: (batch.layout, batch.rows) for batch in chunk.batches})


def _in_line_order(chunk: Chunk) -> Iterator[tuple[Batch, int, Key]]:
    order = [
        (line, batch, position, key)
        for batch in chunk.batches
        for position, (line, key) in enumerate(zip(batch.lines, batch.keys(), strict=True))
    ]
    order.sort(key=lambda entry: entry[0])
    for _, batch, position, key in order:
        yield batch, position, key
