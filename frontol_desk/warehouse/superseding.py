"""Earlier versions give way, and are kept: rows move to `superseded` in the statement that deletes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.format.rows import Key
from frontol_desk.warehouse.database import Connection
from frontol_desk.warehouse.declared import ALL_TRANSACTIONS, KEY_COLUMNS, quoted
from frontol_desk.warehouse.differing import Stored
from frontol_desk.warehouse.hashing import Hashing
from frontol_desk.warehouse.spans import NumberSet, Span
from frontol_desk.warehouse.survey import WorkplaceDay

_KEY = ", ".join(KEY_COLUMNS)
_COLUMNS = f"table_name, {_KEY}, file_id, line_number, version, reason, superseded_by"


async def stored_keys(
    connection: Connection, folder: SourceFolder, pair: WorkplaceDay, span: Span
) -> dict[Key, Stored]:
    """Return what is stored of one workplace and day within a span of numbers: key to table and line hash."""
    day, workplace = pair
    records = await connection.fetch(
        f"SELECT transaction_id_unique, table_name, line_hash FROM {ALL_TRANSACTIONS} WHERE source_folder = $1"
        " AND transaction_date = $2 AND cash_register_code = $3 AND transaction_id_unique BETWEEN $4 AND $5",
        str(folder),
        date.fromisoformat(day),
        workplace,
        span.first,
        span.last,
    )
    return {(day, workplace, record[0]): (record[1], record[2]) for record in records}


async def supersede(
    connection: Connection,
    folder: SourceFolder,
    table: str,
    keys: Sequence[Key],
    *,
    by: int,
    reason: Literal["replaced", "removed"],
    hashing: Hashing | None = None,
) -> int:
    """Move rows of a table to `superseded`; `by` is the file that replaces or lacks them. Returns how many.

    With `hashing` their personal data are hashed on the way.
    """
    if hashing:
        return await hashing.supersede(connection, folder, table, keys, by=by, reason=reason)
    status = await connection.execute(
        f"WITH gone AS (DELETE FROM {quoted(table)} t"
        " USING unnest($2::date[], $3::bigint[], $4::bigint[]) AS k (day, workplace, number)"
        " WHERE t.source_folder = $1 AND t.transaction_date = k.day AND t.cash_register_code = k.workplace"
        " AND t.transaction_id_unique = k.number RETURNING t.*)"
        f" INSERT INTO superseded ({_COLUMNS}) SELECT $5, source_folder, transaction_date, cash_register_code,"
        " transaction_id_unique, file_id, line_number, to_jsonb(gone), $6, $7 FROM gone",
        str(folder),
        [date.fromisoformat(key[0]) for key in keys],
        [key[1] for key in keys],
        [key[2] for key in keys],
        table,
        reason,
        by,
    )
    return int(status.rsplit(" ", 1)[1])


async def remove_missing(
    connection: Connection,
    folder: SourceFolder,
    workplace: int,
    span: Span,
    asked: DateRange,
    kept: dict[WorkplaceDay, NumberSet],
    *,
    by: int,
    hashing: Hashing | None = None,
) -> int:
    """Remove what a corrected answer no longer has of one workplace; returns the number of rows.

    Only rows of the days asked for, with numbers between the lowest and highest of that workplace in the new file
    (`span`). Rows of the new file itself and those it repeats unchanged (`kept`) stay.
    """
    records = await connection.fetch(
        f"SELECT table_name, transaction_date, transaction_id_unique FROM {ALL_TRANSACTIONS} WHERE source_folder = $1"
        " AND transaction_date BETWEEN $2 AND $3 AND cash_register_code = $4"
        " AND transaction_id_unique BETWEEN $5 AND $6 AND file_id <> $7",
        str(folder),
        asked.first,
        asked.last,
        workplace,
        span.first,
        span.last,
        by,
    )
    gone: dict[str, list[Key]] = {}
    for table, day, number in records:
        key = (day.isoformat(), workplace, number)
        if number not in kept.get((key[0], workplace), NumberSet()):
            gone.setdefault(table, []).append(key)
    removed = 0
    for table, keys in gone.items():
        removed += await supersede(connection, folder, table, keys, by=by, reason="removed", hashing=hashing)
    return removed


async def forget_detours(connection: Connection, folder: SourceFolder, *, by: int) -> None:
    """Drop from `superseded` what a file with several lines of one key put there though nothing of it is new.

    Such lines replace each other in order, and do so again whenever they are loaded again. A version that stands in
    the end, or that an earlier file put there already, is kept once.
    """
    same_key = " AND ".join(f"other.{name} = s.{name}" for name in KEY_COLUMNS)
    await connection.execute(
        f"WITH met AS (SELECT DISTINCT {_KEY} FROM superseded"
        " WHERE source_folder = $1 AND superseded_by = $2 AND file_id = $2)"
        f" DELETE FROM superseded s USING met other WHERE s.superseded_by = $2 AND {same_key}"
        " AND (s.table_name, (s.version->>'line_hash')::bigint) IN ("
        "SELECT other.table_name, (other.version->>'line_hash')::bigint FROM superseded other"
        f" WHERE {same_key} AND other.superseded_by <> $2 UNION ALL"
        f" SELECT other.table_name, other.line_hash FROM {ALL_TRANSACTIONS} other WHERE {same_key})",
        str(folder),
        by,
    )
