"""What is open, looked up by its key to be tried again or dropped by a person: dead letters, lines, gaps."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

import asyncpg

from frontol_desk.domain.asks import KeptOriginal, NumberRange
from frontol_desk.domain.letters import OpenLetter
from frontol_desk.domain.report import Stage
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.warehouse import audit, deeds
from frontol_desk.warehouse.database import Database
from frontol_desk.warehouse.letters import GOOD

_KEY = re.compile(r"([FLG])(\d{1,18})", re.ASCII)
_OUTDATED: Final = f"""EXISTS (
    SELECT FROM files g WHERE g.source_folder = o.source_folder AND g.file_id > coalesce(o.came_as, o.file_id)
        AND coalesce(nullif(g.came_as, 0), g.file_id) > coalesce(o.came_as, o.file_id) AND g.status IN {GOOD}
        AND g.sha256 IS DISTINCT FROM o.sha256
        AND least(g.first_date, g.requested_from) <= greatest(o.last_date, o.requested_to)
        AND greatest(g.last_date, g.requested_to) >= least(o.first_date, o.requested_from)) AS outdated"""
"""As far as its days are known; the load itself, which reads them, is what refuses it for certain."""
_ORIGINAL: Final = f"""o.sha256, o.name, o.requested_from AS asked_first, o.requested_to AS asked_last,
    coalesce(o.came_as, o.file_id) AS since, {_OUTDATED}"""

_LETTERS = f"""
SELECT 'F' || l.letter_id AS key, l.source_folder, l.requested_from AS first, l.requested_to AS last,
    jsonb_path_query_first(f.error, '$[*] ? (@.severity == "error").stage') #>> '{{}}' AS stage, {_ORIGINAL}
FROM dead_letters l JOIN files f USING (file_id) LEFT JOIN files o ON o.file_id = l.original_id
WHERE l.closed_at IS NULL AND ($1::bigint[] IS NULL OR l.letter_id = ANY($1)) ORDER BY l.letter_id"""

_LINES = f"""
SELECT q.key, q.source_folder, coalesce(q.day, o.requested_from, r.date_from) AS first,
    coalesce(q.day, o.requested_to, r.date_to) AS last, 'parse' AS stage, {_ORIGINAL}
FROM (
    SELECT 'L' || min(quarantine_id) AS key, source_folder, file_id, transaction_date AS day FROM quarantine
    WHERE dropped_at IS NULL AND ($1::bigint[] IS NULL OR quarantine_id = ANY($1)) GROUP BY 2, 3, 4
) q LEFT JOIN files o USING (file_id, source_folder) LEFT JOIN runs r USING (run_id) ORDER BY o.file_id"""
"""One for all lines of a file and day."""

_GAPS = """
SELECT 'G' || gap_id AS key, source_folder, first_number, last_number,
    least(day_before, day_after) AS first, greatest(day_before, day_after) AS last FROM gaps
WHERE closed_at IS NULL AND ($1::bigint[] IS NULL OR gap_id = ANY($1)) ORDER BY gap_id"""

_OF_RUN = """
SELECT 'F' || l.letter_id FROM dead_letters l WHERE l.closed_at IS NULL
    AND l.letter_id IN (SELECT letter_id FROM files WHERE run_id = $1)
UNION ALL SELECT 'L' || q.quarantine_id FROM quarantine q JOIN files f USING (file_id)
WHERE f.run_id = $1 AND q.dropped_at IS NULL"""

_DROPS = {
    "F": "UPDATE dead_letters SET closed_at = now(), closed_as = 'dropped', closed_by = $2, reason = $3"
    " WHERE letter_id = ANY($1::bigint[]) AND closed_at IS NULL RETURNING 'F' || letter_id",
    "L": "UPDATE quarantine SET dropped_at = now(), dropped_by = $2, drop_reason = $3"
    " WHERE quarantine_id = ANY($1::bigint[]) AND dropped_at IS NULL RETURNING 'L' || quarantine_id",
}


class LetterBox:
    """Looks things up by their keys: ``F12`` a dead letter, ``L7`` a line, ``G3`` a gap. Other texts are ignored."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open(self, keys: Collection[str] | None) -> list[OpenLetter]:
        """Return what is open of these, or all; of lines one for each file and day."""
        wanted = None if keys is None else _numbers(keys)
        found: list[OpenLetter] = []
        async with self._database.transaction("repeatable_read", readonly=True) as connection:
            for letter, query in (("F", _LETTERS), ("L", _LINES), ("G", _GAPS)):
                if wanted is None or letter in wanted:
                    ids = None if wanted is None else wanted[letter]
                    found += map(_letter, await connection.fetch(query, ids))
        return found

    async def of_run(self, run_id: str) -> list[str]:
        """Return the keys of what failed in a run and is open still."""
        async with self._database.transaction() as connection:
            return [record[0] for record in await connection.fetch(_OF_RUN, run_id)]

    async def drop(self, keys: Collection[str], who: str, reason: str) -> int:
        """Give letters and lines up; returns how many of these were open. Nothing that is stored is removed."""
        dropped: list[str] = []
        async with self._database.transaction() as connection:
            for letter, ids in _numbers(keys).items():
                if letter in _DROPS:
                    dropped += [record[0] for record in await connection.fetch(_DROPS[letter], ids, who, reason)]
            if dropped:
                await audit.write(connection, deeds.given_up(dropped, reason))
        return len(dropped)


def _numbers(keys: Collection[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for key in dict.fromkeys(keys):
        if match := _KEY.fullmatch(key):
            found.setdefault(match[1], []).append(int(match[2]))
    return found


def _letter(record: asyncpg.Record) -> OpenLetter:
    folder = SourceFolder.parse(record["source_folder"])
    if "first_number" in record.keys():  # noqa: SIM118  # a record's `in` asks for values
        numbers = NumberRange(record["first_number"], record["last_number"])
        dates = DateRange.known(record["first"], record["last"])
        return OpenLetter(key=record["key"], folder=folder, numbers=numbers, dates=dates)
    original = None
    if record["sha256"]:
        asked = DateRange.known(record["asked_first"], record["asked_last"])
        original = KeptOriginal(record["sha256"], record["name"], asked, record["since"])
    return OpenLetter(
        key=record["key"],
        folder=folder,
        dates=DateRange.known(record["first"], record["last"]),
        stage=Stage(record["stage"]) if record["stage"] else None,
        original=original,
        outdated=record["outdated"],
    )
