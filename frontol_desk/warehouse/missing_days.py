"""Which business days of which folders were never loaded as a whole, by what the journal knows of every file."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta

import asyncpg

from frontol_desk.domain.tools import DayLack, MissingDay
from frontol_desk.domain.values import SourceFolder
from frontol_desk.warehouse.database import Connection
from frontol_desk.warehouse.letters import GOOD

Awaited = tuple[SourceFolder, date, datetime]
"""A folder, a business day, and the (aware) moment that day was over there."""

_LACKS = {lack.value: lack for lack in (DayLack.FAILED, DayLack.NO_RESPONSE)}
_FILES = f"""
SELECT f.source_folder, f.status, f.status IN {GOOD} AS good, f.requested_from, f.requested_to, f.first_date,
    f.last_date, CASE WHEN f.came_as IS NULL THEN f.processed_at ELSE c.processed_at END AS came_at
FROM files f LEFT JOIN files c ON c.file_id = f.came_as
WHERE f.source_folder = ANY($1::text[]) AND NOT f.by_numbers
    AND (f.requested_from <= $3 AND f.requested_to >= $2 OR f.first_date <= $3 AND f.last_date >= $2)
ORDER BY f.file_id"""


async def missing_days(connection: Connection, awaited: Iterable[Awaited]) -> list[MissingDay]:
    """Return which of these days lack a complete load, by folder and day.

    Complete is what was stored, with or without lines in quarantine, from an answer that came after the day was over.
    """
    over = {(str(folder), day): at for folder, day, at in awaited}
    if not over:
        return []
    first, last = min(day for _, day in over), max(day for _, day in over)
    records = await connection.fetch(_FILES, [*{name for name, _ in over}], first, last)
    return await asyncio.to_thread(_lacking, over, records)


def _lacking(over: Mapping[tuple[str, date], datetime], records: Iterable[asyncpg.Record]) -> list[MissingDay]:
    first, last = min(day for _, day in over), max(day for _, day in over)
    lacks = dict.fromkeys(over, DayLack.MISSING)
    whole: set[tuple[str, date]] = set()
    for record in records:
        for day in _days(record, first, last):
            key = (record["source_folder"], day)
            if key not in over:
                continue
            if record["good"] and _came_after(record, over[key]):
                whole.add(key)
            lacks[key] = DayLack.EARLY if record["good"] else _LACKS.get(record["status"], DayLack.FAILED)
    return sorted(MissingDay(SourceFolder.parse(name), day, lacks[name, day]) for name, day in over.keys() - whole)


def _came_after(record: asyncpg.Record, over: datetime) -> bool:
    came: datetime | None = record["came_at"]
    return came is not None and came >= over


def _days(record: asyncpg.Record, first: date, last: date) -> Iterator[date]:
    """Yield the days a file tells of, as far as they lie between `first` and `last`."""
    told = [(record["requested_from"], record["requested_to"]), (record["first_date"], record["last_date"])]
    seen: set[date] = set()
    for begins, ends in told:
        if begins is not None and ends is not None:
            begins, ends = max(begins, first), min(ends, last)
            seen |= {begins + timedelta(days=number) for number in range((ends - begins).days + 1)}
    yield from seen
