"""Quarantine: lines that cannot be placed are kept byte for byte, once, until a later answer has them right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

import asyncpg

from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.format.rows import QuarantinedLine
from frontol_desk.warehouse.database import Connection
from frontol_desk.warehouse.declared import ALL_TRANSACTIONS
from frontol_desk.warehouse.hashing import Hashing
from frontol_desk.warehouse.spans import Span

_COLUMNS = (
    "source_folder, file_id, line_number, raw, line_end, reason, field, column_name, value,"
    " transaction_date, cash_register_code, transaction_id_unique, asked_date"
)
_CONCERNED = (
    "(q.transaction_date IS NOT NULL OR q.asked_date IS NULL OR $3::date IS NULL OR q.asked_date BETWEEN $3 AND $4)"
)
"""Whether an equal line of this file may be the same: one without a date of its own belongs to the days asked for."""

_VERSION = (
    "to_jsonb(gone) - ARRAY['quarantine_id', 'file_id', 'processed_at']"
    " - CASE WHEN gone.dropped_at IS NULL THEN ARRAY['dropped_at', 'dropped_by', 'drop_reason'] ELSE '{}' END"
)


async def keep(
    connection: Connection,
    folder: SourceFolder,
    file_id: int,
    lines: Sequence[QuarantinedLine],
    asked: DateRange | None,
) -> None:
    """Store quarantined lines; one that lies there already, byte for byte, is not stored again."""
    if not lines:
        return
    records = await connection.fetch(
        "SELECT raw, count(*) FROM quarantine q WHERE source_folder = $1 AND raw = ANY($2::bytea[])"
        f" AND {_CONCERNED} GROUP BY raw",
        str(folder),
        [line.raw for line in lines],
        *_days(asked),
    )
    there = Counter({bytes(record[0]): record[1] for record in records})
    fresh = []
    for line in lines:
        if there[line.raw] > 0:
            there[line.raw] -= 1
        else:
            fresh.append(line)
    await connection.executemany(
        f"INSERT INTO quarantine ({_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        [_record(folder, file_id, line, asked) for line in fresh],
    )


def _days(asked: DateRange | None) -> tuple[date | None, date | None]:
    return (asked.first, asked.last) if asked else (None, None)


def _record(folder: SourceFolder, file_id: int, line: QuarantinedLine, asked: DateRange | None) -> tuple[object, ...]:
    return (
        str(folder),
        file_id,
        line.line,
        line.raw,
        line.line_end,
        line.reason,
        line.field,
        line.column,
        line.value,
        date.fromisoformat(line.day) if line.day else None,
        line.workplace,
        line.number,
        _days(asked)[0],
    )


async def resolve(
    connection: Connection,
    folder: SourceFolder,
    file_id: int,
    lines: Sequence[QuarantinedLine],
    spans: Mapping[int, Span],
    asked: DateRange | None,
    hashing: Hashing | None = None,
) -> int:
    """Move earlier quarantined lines to `superseded` that this file has right, or no longer has; return how many.

    Only lines whose number (where readable) lies within what the file holds: such a line is right now when a
    transaction is stored under its key; it is gone when its day was asked for and the file does not repeat it. With
    `hashing` personal data of lines that it repeats or moves are hashed.
    """
    records = await connection.fetch(
        "SELECT quarantine_id, raw, value, (SELECT f.encoding FROM files f WHERE f.file_id = q.file_id) AS encoding,"
        " q.transaction_date, q.asked_date, q.cash_register_code, q.transaction_id_unique,"
        f" {_CONCERNED} AS concerned,"
        f" EXISTS (SELECT 1 FROM {ALL_TRANSACTIONS} t WHERE t.source_folder = q.source_folder"
        " AND t.transaction_date = q.transaction_date AND t.cash_register_code = q.cash_register_code"
        " AND t.transaction_id_unique = q.transaction_id_unique) AS placed"
        " FROM quarantine q WHERE source_folder = $1 AND file_id <> $2",
        str(folder),
        file_id,
        *_days(asked),
    )
    repeated = Counter(line.raw for line in lines)
    settled = {"replaced": [], "removed": []}  # type: dict[str, list[int]]
    met: set[int] = set()
    for record in records:
        raw = hashing.quarantined(record) if hashing else bytes(record["raw"])
        if repeated[raw] > 0 and record["concerned"]:
            repeated[raw] -= 1
            met.add(record["quarantine_id"])
        elif not _within(record, spans):
            continue
        elif record["placed"]:
            settled["replaced"].append(record["quarantine_id"])
        elif asked is not None and (record["transaction_date"] or record["asked_date"] or date.min) in asked:
            settled["removed"].append(record["quarantine_id"])
    if hashing:
        met.update(*settled.values())
        await hashing.hash_quarantined(connection, [record for record in records if record["quarantine_id"] in met])
    for reason, ids in settled.items():
        await _supersede(connection, file_id, ids, reason)
    return sum(map(len, settled.values()))


def _within(record: asyncpg.Record, spans: Mapping[int, Span]) -> bool:
    number, workplace = record["transaction_id_unique"], record["cash_register_code"]
    candidates = [span for code, span in spans.items() if workplace in (None, code)]
    return any(number is None or span.first <= number <= span.last for span in candidates)


async def _supersede(connection: Connection, file_id: int, ids: list[int], reason: str) -> None:
    if not ids:
        return
    await connection.execute(
        "WITH gone AS (DELETE FROM quarantine WHERE quarantine_id = ANY($1::bigint[]) RETURNING *)"
        " INSERT INTO superseded (table_name, source_folder, transaction_date, cash_register_code,"
        " transaction_id_unique, file_id, line_number, version, reason, superseded_by)"
        " SELECT 'quarantine', source_folder, transaction_date, cash_register_code, transaction_id_unique, file_id,"
        f" line_number, {_VERSION}, $2, $3 FROM gone",
        ids,
        reason,
        file_id,
    )
