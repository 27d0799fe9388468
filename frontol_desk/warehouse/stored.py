"""A stored row as the line it came from."""

from __future__ import annotations

import asyncpg

from frontol_desk.format.dialect import Dialect
from frontol_desk.format.layout import Layout
from frontol_desk.format.writer import write_line
from frontol_desk.warehouse.database import Connection
from frontol_desk.warehouse.declared import quoted


def select_rows(layout: Layout) -> str:
    """Return the SELECT list and FROM of what `source_line` needs of a table."""
    own = ", ".join(quoted(field.name) for field in layout.fields)
    return f"SELECT {own}, source_folder, file_id, line_number, line_hash, names, residue FROM {quoted(layout.table)}"


def source_line(layout: Layout, record: asyncpg.Record, dialect: Dialect) -> tuple[str, str | None]:
    """Return the source line of a row, without its line end, and the line end where it was an unusual one."""
    values = [record[field.name] for field in layout.fields]
    return write_line(layout, values, dialect, record["names"], record["residue"])


async def dialects_of(connection: Connection, file_ids: set[int]) -> dict[int, Dialect]:
    """Return the dialect of each file."""
    records = await connection.fetch(
        "SELECT file_id, dialect FROM files WHERE file_id = ANY($1::bigint[]) AND dialect IS NOT NULL", [*file_ids]
    )
    return {record["file_id"]: Dialect.from_dict(record["dialect"]) for record in records}
