"""What the journal knows of archived originals: which were met, with what outcome, and which nobody needs any more."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from frontol_desk.domain.files import Origin
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.warehouse.database import Connection
from frontol_desk.warehouse.letters import GOOD

_MET = f"""
SELECT file_id, sha256, source_folder, name, requested_from, requested_to, first_date, last_date, processed_at,
    status IN {GOOD} AS taken, status IN ('loaded', 'unchanged') AND rows_quarantined = 0 AS clean
FROM files WHERE sha256 IS NOT NULL AND name <> '' ORDER BY file_id"""

_SETTLED = f"""
SELECT sha256 FROM (
    SELECT f.sha256, f.source_folder,
        bool_or(f.status IN {GOOD} OR l.closed_at IS NOT NULL) AS settled,
        bool_or(l.letter_id IS NOT NULL AND l.closed_at IS NULL) AS open_letter,
        bool_or(EXISTS (SELECT FROM quarantine q WHERE q.file_id = f.file_id AND q.dropped_at IS NULL)) AS open_line,
        bool_or(EXISTS (SELECT FROM dead_letters d WHERE d.closed_at IS NULL
            AND f.file_id IN (d.file_id, d.original_id))) AS retried
    FROM files f LEFT JOIN dead_letters l USING (letter_id) WHERE f.sha256 = ANY($1::text[])
    GROUP BY f.sha256, f.source_folder
) met GROUP BY sha256 HAVING bool_and(settled AND NOT open_letter AND NOT open_line AND NOT retried)"""


@dataclass(frozen=True, slots=True)
class MetOriginal:
    """An original as the journal met it (aware time): `taken` was loaded, `clean` without a line in quarantine.

    `dates` are those found in it.
    """

    file_id: int
    sha256: str
    origin: Origin
    at: datetime
    dates: DateRange | None
    taken: bool
    clean: bool


async def met_originals(connection: Connection) -> list[MetOriginal]:
    """Return every original that was met, in the order of the journal."""
    return [
        MetOriginal(
            file_id=record["file_id"],
            sha256=record["sha256"],
            origin=Origin(
                SourceFolder.parse(record["source_folder"]),
                record["name"],
                DateRange.known(record["requested_from"], record["requested_to"]) if record["taken"] else None,
            ),
            at=record["processed_at"],
            dates=DateRange.known(record["first_date"], record["last_date"]),
            taken=record["taken"],
            clean=record["clean"],
        )
        for record in await connection.fetch(_MET)
    ]


async def settled_originals(connection: Connection, among: Collection[str]) -> set[str]:
    """Return which of these nobody needs any more: met, and wherever they were met nothing of them is open.

    Open are files that were not loaded, unless a person dropped them or a later answer made them good, and lines in
    quarantine that were not dropped.
    """
    return {record["sha256"] for record in await connection.fetch(_SETTLED, list(among))}


async def clock(connection: Connection) -> datetime:
    """Return the time it is for the database, aware."""
    found: datetime = await connection.fetchval("SELECT clock_timestamp()")
    return found
