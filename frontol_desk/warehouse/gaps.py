"""The table of gaps: opened and closed by what a search found, asked for, called absent, dropped by a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

import asyncpg

from frontol_desk.domain.asks import Gap, GapEnd, NumberRange
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.warehouse import audit, deeds
from frontol_desk.warehouse.database import Connection, Database
from frontol_desk.warehouse.missing import Hole, Searched, common, minus, stored_numbers, without

_OF_WORKPLACES = """
SELECT * FROM gaps WHERE source_folder = $1 AND cash_register_code = ANY($2::bigint[])
    AND closed_as IS DISTINCT FROM 'filled' ORDER BY first_number FOR UPDATE"""

_ASKED = """
SELECT * FROM gaps WHERE source_folder = $1 AND first_number >= $2 AND last_number <= $3
    AND (closed_as IS NULL OR closed_as = 'absent') ORDER BY cash_register_code, first_number FOR UPDATE"""

_DAYS = """
SELECT min(least(day_before, day_after)), max(greatest(day_before, day_after)) FROM gaps
WHERE source_folder = $1 AND first_number >= $2 AND last_number <= $3 AND closed_as IS DISTINCT FROM 'filled'"""

_ABSENT = """
UPDATE gaps SET closed_as = 'absent', closed_at = now(), asked_at = now(), asked_run = $2 WHERE gap_id = $1"""

_SPLIT = """
INSERT INTO gaps (source_folder, cash_register_code, first_number, last_number, day_before, day_after, found_at,
    asked_at, asked_run, closed_at, closed_as, closed_by, reason)
SELECT source_folder, cash_register_code, $2, $3, day_before, day_after, found_at, asked_at, asked_run, closed_at,
    closed_as, closed_by, reason FROM gaps WHERE gap_id = $1 ON CONFLICT DO NOTHING"""


@dataclass(frozen=True, slots=True)
class _Known:
    """A gap of the table that was not filled so far."""

    id: int
    numbers: NumberRange
    closed_as: GapEnd | None


def _known(row: asyncpg.Record) -> _Known:
    end = GapEnd(row["closed_as"]) if row["closed_as"] else None
    return _Known(row["gap_id"], NumberRange(row["first_number"], row["last_number"]), end)


async def record(connection: Connection, folder: SourceFolder, searched: Collection[Searched]) -> list[DeskError]:
    """Bring the table in line with a search; returns a finding per gap that is left, except those dropped."""
    known: dict[int, list[_Known]] = defaultdict(list)
    for row in await connection.fetch(_OF_WORKPLACES, str(folder), [found.workplace for found in searched]):
        known[row["cash_register_code"]].append(_known(row))
    findings: list[DeskError] = []
    for found in searched:
        findings += await _record(connection, folder, found, known[found.workplace])
    return findings


async def _record(
    connection: Connection, folder: SourceFolder, found: Searched, known: list[_Known]
) -> list[DeskError]:
    holes, there = [hole.numbers for hole in found.holes], [gap.numbers for gap in known]
    left: list[tuple[NumberRange, GapEnd | None]] = []
    for gap in known:
        missing = common(gap.numbers, holes)
        await _shrink(connection, gap, sorted([*minus(gap.numbers, [found.window]), *missing]))
        left += [(numbers, gap.closed_as) for numbers in missing]
    fresh = [
        replace(hole, numbers=rest) for hole in found.holes if not hole.explained for rest in minus(hole.numbers, there)
    ]
    await _open(connection, folder, found.workplace, fresh)
    left += [(hole.numbers, None) for hole in fresh]
    left.sort(key=lambda entry: entry[0])
    return [_finding(found.workplace, numbers, end) for numbers, end in left if end is not GapEnd.DROPPED]


async def _open(connection: Connection, folder: SourceFolder, workplace: int, holes: list[Hole]) -> None:
    await connection.executemany(
        "INSERT INTO gaps (source_folder, cash_register_code, first_number, last_number, day_before, day_after)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        [
            (str(folder), workplace, hole.numbers.first, hole.numbers.last, hole.day_before, hole.day_after)
            for hole in holes
        ],
    )


async def _shrink(connection: Connection, gap: _Known, rest: list[NumberRange]) -> None:
    """Leave of a gap what is still missing: nothing, a part, or several parts, each a gap of its own."""
    if rest == [gap.numbers]:
        return
    if not rest:
        await connection.execute("UPDATE gaps SET closed_at = now(), closed_as = 'filled' WHERE gap_id = $1", gap.id)
        return
    first, *others = rest
    await connection.execute(
        "UPDATE gaps SET first_number = $2, last_number = $3 WHERE gap_id = $1", gap.id, first.first, first.last
    )
    await connection.executemany(_SPLIT, [(gap.id, part.first, part.last) for part in others])


def _finding(workplace: int, numbers: NumberRange, end: GapEnd | None) -> DeskError:
    return DeskError(
        ErrorCode.GAP,
        reason="absent" if end is GapEnd.ABSENT else None,
        workplace=workplace,
        first=numbers.first,
        last=numbers.last,
        count=numbers.count,
    )


async def days_around(connection: Connection, folder: SourceFolder, numbers: NumberRange) -> DateRange | None:
    """Return the days of the gaps for exactly whose numbers a kassa has been asked; None when there are none."""
    first, last = await connection.fetchrow(_DAYS, str(folder), numbers.first, numbers.last) or (None, None)
    return DateRange.known(first, last)


async def answered(connection: Connection, folder: SourceFolder, numbers: NumberRange, run_id: str) -> list[DeskError]:
    """Settle the gaps for exactly whose numbers a kassa has just been asked, within the transaction of its answer.

    What came is filled; what did not is absent, and a finding is returned for it.
    """
    findings: list[DeskError] = []
    for row in await connection.fetch(_ASKED, str(folder), numbers.first, numbers.last):
        gap, workplace = _known(row), row["cash_register_code"]
        present = await stored_numbers(connection, folder, workplace, gap.numbers)
        rest = [*without(gap.numbers, present)]
        await connection.execute(_ABSENT, gap.id, run_id)
        await _shrink(connection, gap, rest)
        findings += [_finding(workplace, part, GapEnd.ABSENT) for part in rest]
    return findings


async def listed(connection: Connection, *, closed: bool = False) -> list[Gap]:
    """Return the open gaps, by folder, workplace and number; with `closed` also the absent and dropped ones."""
    records = await connection.fetch(
        "SELECT * FROM gaps WHERE closed_as IS NULL OR ($1 AND closed_as <> 'filled')"
        " ORDER BY source_folder, cash_register_code, first_number",
        closed,
    )
    return [gap_of(record) for record in records]


class GapBook:
    """The table of gaps, as the console uses it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def listed(self, *, closed: bool = False) -> list[Gap]:
        """Return the open gaps, by folder, workplace and number; with `closed` also the absent and dropped ones."""
        async with self._database.transaction("repeatable_read", readonly=True) as connection:
            return await listed(connection, closed=closed)

    async def asked(self, ids: Collection[int]) -> None:
        """Note that the kassas are asked for these gaps now."""
        async with self._database.transaction() as connection:
            await connection.execute("UPDATE gaps SET asked_at = now() WHERE gap_id = ANY($1::bigint[])", [*ids])

    async def drop(self, ids: Collection[int], who: str, reason: str) -> int:
        """Let gaps be, open or absent ones; returns how many there were."""
        async with self._database.transaction() as connection:
            done = await connection.fetch(
                "UPDATE gaps SET closed_as = 'dropped', closed_at = now(), closed_by = $2, reason = $3"
                " WHERE gap_id = ANY($1::bigint[]) AND (closed_as IS NULL OR closed_as = 'absent')"
                " RETURNING 'G' || gap_id",
                [*ids],
                who,
                reason,
            )
            if done:
                await audit.write(connection, deeds.given_up([record[0] for record in done], reason))
        return len(done)


def finding_of(gap: Gap) -> DeskError:
    """Return what is told of a gap."""
    return _finding(gap.workplace, gap.numbers, gap.closed_as)


def gap_of(record: asyncpg.Record) -> Gap:
    """Read a row of the table."""
    values: dict[str, Any] = dict(record)
    return Gap(
        id=values["gap_id"],
        folder=SourceFolder.parse(values["source_folder"]),
        workplace=values["cash_register_code"],
        numbers=NumberRange(values["first_number"], values["last_number"]),
        day_before=values["day_before"],
        day_after=values["day_after"],
        found_at=values["found_at"],
        asked_at=values["asked_at"],
        asked_run=values["asked_run"],
        closed_as=GapEnd(values["closed_as"]) if values["closed_as"] else None,
    )
