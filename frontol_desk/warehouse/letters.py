"""Dead letters: what failed for good, counted once per run, until it is loaded after all or a person drops it.

A letter belongs to a folder and a payload: the days its kassa was asked for or, of an answer to a request nobody knows,
the answer itself. Every failed attempt is a row of `files` that names its letter.
"""

from __future__ import annotations

from typing import Final

import asyncpg

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.loads import LoadRequest
from frontol_desk.domain.values import DateRange
from frontol_desk.warehouse.database import Connection

GOOD: Final = "('loaded', 'unchanged', 'partial')"
"""Statuses of files whose content is stored."""
_NEWEST: Final = 2**62
"""Newer than any file id: a fresh answer makes good whatever failed before it."""

_HELD: Final = '$[*].code ? (@ == "LOCKED" || @ == "LEASE_LOST")'
"""That somebody else works, or has worked meanwhile, on a folder."""

_OPEN = f"""
INSERT INTO dead_letters
    (source_folder, payload, by_days, requested_from, requested_to, first_failed_at, last_failed_at, file_id)
SELECT f.source_folder, $2, f.requested_from IS NOT NULL, coalesce(f.requested_from, r.date_from),
    coalesce(f.requested_to, r.date_to), f.processed_at, f.processed_at, f.file_id
FROM files f LEFT JOIN runs r USING (run_id)
WHERE f.file_id = $1 AND NOT EXISTS (
    SELECT FROM files g WHERE g.source_folder = f.source_folder
        AND g.processed_at > CASE WHEN f.error @? '{_HELD}' THEN r.begun_at ELSE f.processed_at END
        AND g.status IN {GOOD} AND (f.requested_from IS NULL AND g.sha256 = f.sha256
            OR g.run_id <> $3 AND g.requested_from <= f.requested_from AND g.requested_to >= f.requested_to))
ON CONFLICT (source_folder, payload) WHERE closed_at IS NULL DO UPDATE SET payload = excluded.payload
RETURNING letter_id"""
"""What is told late, after it was made good, opens nothing; nor does a folder held by who loads these very days."""

_OF_ORIGINAL = """
SELECT l.letter_id FROM dead_letters l JOIN files o ON o.file_id = l.original_id
JOIN files f ON f.source_folder = l.source_folder AND f.sha256 = o.sha256
WHERE f.file_id = $1 AND l.closed_at IS NULL FOR UPDATE OF l"""

_COUNT = """
UPDATE dead_letters l SET attempts = a.attempts, first_failed_at = a.first, last_failed_at = a.last,
    file_id = a.file_id, original_id = a.original_id
FROM (
    SELECT count(DISTINCT run_id) AS attempts, min(processed_at) AS first, max(processed_at) AS last,
        (array_agg(file_id ORDER BY processed_at DESC, file_id DESC))[1] AS file_id,
        (array_agg(file_id ORDER BY coalesce(came_as, file_id) DESC, file_id) FILTER (WHERE sha256 IS NOT NULL))[1]
            AS original_id
    FROM files WHERE letter_id = $1
) a WHERE l.letter_id = $1"""

_CLOSE = """
UPDATE dead_letters l SET closed_at = now(), closed_as = 'loaded', closed_by = $2
WHERE l.source_folder = $1 AND l.closed_at IS NULL AND (
    l.by_days AND $3::date <= l.requested_from AND $4::date >= l.requested_to
        AND $5::bigint >= (SELECT min(f.file_id) FROM files f WHERE f.letter_id = l.letter_id)
        AND NOT EXISTS (SELECT FROM files f WHERE f.file_id = l.file_id AND f.run_id = $2)
    OR NOT l.by_days AND l.payload = ANY($6::text[])
    OR EXISTS (SELECT FROM files o WHERE o.file_id = l.original_id AND o.sha256 = $7
        AND (o.requested_from IS NULL OR $3 <= o.requested_from AND $4 >= o.requested_to)))"""
"""By days only what is newer than the first attempt: an older original tells nothing of what its kassa owes since.

And nothing of the same run: that one answer of a request was loaded makes another one good as little.
"""

_LATER = f"""
SELECT FROM files g WHERE g.source_folder = $1 AND g.status IN {GOOD} AND g.content_hash IS DISTINCT FROM $2
    AND least(g.first_date, g.requested_from) <= $4 AND greatest(g.last_date, g.requested_to) >= $3
    AND (g.file_id > $5 AND coalesce(nullif(g.came_as, 0), g.file_id) > $5 OR g.file_id > $6 AND g.run_id <> $7)
LIMIT 1"""
"""What was stored later and is of unknown age (0) counts as younger: when in doubt it stays."""


async def note_failure(connection: Connection, attempt: asyncpg.Record, *, again: bool) -> None:
    """Count a failed attempt, a row of `files`, in its letter; opens one where there is none.

    With `again` a kept original has failed once more: that concerns the open letters which keep it, and opens none.
    """
    if again:
        letters = await connection.fetch(_OF_ORIGINAL, attempt["file_id"])
    else:
        letters = await connection.fetch(_OPEN, attempt["file_id"], _payload(attempt), attempt["run_id"])
    for (letter,) in letters[:1]:
        await connection.execute("UPDATE files SET letter_id = $2 WHERE file_id = $1", attempt["file_id"], letter)
        await connection.execute(_COUNT, letter)


def _payload(attempt: asyncpg.Record) -> str:
    if attempt["requested_from"] is not None:
        return f"{attempt['requested_from']}..{attempt['requested_to']}"
    return _by_content(attempt["sha256"]) if attempt["sha256"] else _by_name(attempt["name"])


def _by_content(sha256: str) -> str:
    return f"sha256:{sha256}"


def _by_name(name: str) -> str:
    return f"name:{name}"


async def close_letters(connection: Connection, request: LoadRequest, asked: DateRange | None) -> None:
    """Close what a load makes good, in its own transaction: `asked` are the days it is the whole account of."""
    again, whole = request.again, asked if request.whole else None
    payloads = [_by_content(request.sha256), *([] if again else [_by_name(request.name)])]
    await connection.execute(
        _CLOSE,
        str(request.lease.folder),
        request.run_id,
        whole.first if whole else None,
        whole.last if whole else None,
        _NEWEST if again is None else again.came,
        payloads,
        request.sha256,
    )


async def refuse_outdated(
    connection: Connection, request: LoadRequest, content_hash: str, found: DateRange | None
) -> None:
    """Raise RETRY_OUTDATED when a kept original is older than another answer that is stored for its days.

    `found` are the days of its rows. To be called in the transaction of its load, which it ends.
    """
    again = request.again
    days = [day for dates in (request.asked, found) if dates for day in (dates.first, dates.last)]
    if again is None or not days:
        return
    folder, first, last = str(request.lease.folder), min(days), max(days)
    since = (again.since, again.planned, request.run_id)
    if await connection.fetch(_LATER, folder, content_hash, first, last, *since):
        raise DeskError(ErrorCode.RETRY_OUTDATED, file=request.name, folder=folder, dates=str(DateRange(first, last)))
