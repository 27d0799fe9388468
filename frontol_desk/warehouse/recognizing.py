"""Types that nobody knew and now are known: their rows move from `tx_unrecognized` to their own table."""

from __future__ import annotations

from frontol_desk.format.careful import BadLineError, CarefulReader
from frontol_desk.format.encoding import encoding_named
from frontol_desk.format.registry import UNRECOGNIZED, Registry
from frontol_desk.format.rows import DELIMITER, LINEAGE_COLUMNS
from frontol_desk.warehouse.connecting import open_cursor
from frontol_desk.warehouse.copying import copy_rows
from frontol_desk.warehouse.database import Connection
from frontol_desk.warehouse.declared import KEY_COLUMNS, quoted
from frontol_desk.warehouse.stored import dialects_of, select_rows, source_line

_AT_ONCE = 5000


async def move_recognized(connection: Connection, registry: Registry) -> list[str]:
    """Move the rows of every type that has a table now; return what was done.

    A row whose values its new table would refuse stays where it is: it is kept loss-free there.
    """
    done = []
    table = quoted(UNRECOGNIZED.table)
    records = await connection.fetch(f"SELECT DISTINCT transaction_type FROM {table}")
    for number in sorted(record["transaction_type"] for record in records):
        if number in registry.types:
            moved = await _move(connection, registry, number)
            if moved:
                done.append(f"{moved} rows of type {number} moved to {registry.layout_of(number).table}")
    return done


async def _move(connection: Connection, registry: Registry, transaction_type: int) -> int:
    layout = registry.layout_of(transaction_type)
    utf8 = encoding_named("utf-8")
    moved = 0
    query = f"{select_rows(UNRECOGNIZED)} WHERE transaction_type = $1"
    cursor = await open_cursor(connection, query, transaction_type)
    while records := await cursor.fetch(_AT_ONCE):
        dialects = await dialects_of(connection, {record["file_id"] for record in records})
        rows: list[bytes] = []
        keys = []
        for record in records:
            dialect = dialects[record["file_id"]]
            line, end = source_line(UNRECOGNIZED, record, dialect)
            try:
                row = CarefulReader(registry, dialect, utf8).read(line.encode(), None if end is None else end.encode())
            except BadLineError:
                continue
            before = (str(record[name]).encode() for name in ("line_number", "line_hash"))
            after = (str(record[name]).encode() for name in ("source_folder", "file_id"))
            rows.append(DELIMITER.join((*row.copy_text(), *before, *row.copy_notes(), *after)))
            keys.append(tuple(record[name] for name in KEY_COLUMNS))
        await connection.executemany(
            f"DELETE FROM {quoted(UNRECOGNIZED.table)} WHERE "
            + " AND ".join(f"{name} = ${n}" for n, name in enumerate(KEY_COLUMNS, 1)),
            keys,
        )
        await copy_rows(connection, layout, LINEAGE_COLUMNS, rows)
        moved += len(rows)
    return moved
