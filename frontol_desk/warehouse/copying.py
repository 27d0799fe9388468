"""COPY of prepared rows, in pieces small enough that the event loop never waits for one of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from frontol_desk.format.layout import Layout
from frontol_desk.format.rows import DELIMITER
from frontol_desk.warehouse.database import Connection

_ROWS_A_PIECE = 2000


async def copy_rows(connection: Connection, layout: Layout, lineage: Sequence[str], rows: Sequence[bytes]) -> None:
    """Copy COPY-text rows (lineage columns last) into the layout's table. Returns when PostgreSQL has them all."""
    if not rows:
        return
    await connection.copy_to_table(
        layout.table,
        source=_pieces(rows),
        columns=[*(field.name for field in layout.fields), *lineage],
        delimiter=DELIMITER.decode(),
        null="",
        format="text",
    )


async def _pieces(rows: Sequence[bytes]) -> AsyncIterator[bytes]:
    for start in range(0, len(rows), _ROWS_A_PIECE):
        yield b"\n".join(rows[start : start + _ROWS_A_PIECE]) + b"\n"
