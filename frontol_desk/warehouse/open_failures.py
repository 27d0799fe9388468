"""What is still open: lines in quarantine, and folders' days whose last attempt failed. Reads only."""

from __future__ import annotations

from collections import Counter

import asyncpg

from frontol_desk.domain import messages
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.overview import Failure, FailureKind, FailureList
from frontol_desk.domain.report import FileStatus, Problem
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.format.encoding import encoding_named
from frontol_desk.format.problems import problem_of
from frontol_desk.format.rows import QuarantinedLine
from frontol_desk.warehouse.database import Connection

_SHOWN_BYTES = 20_000
"""So much of a line is shown: one that is no line at all may be megabytes."""

_LINES = f"""
SELECT q.*, substring(q.raw FROM 1 FOR {_SHOWN_BYTES}) AS shown, f.run_id, f.name, f.encoding, f.sha256,
    coalesce(f.requested_from, r.date_from) AS first, coalesce(f.requested_to, r.date_to) AS last
FROM (SELECT * FROM quarantine ORDER BY quarantine_id DESC LIMIT $1) q
LEFT JOIN files f USING (file_id) LEFT JOIN runs r USING (run_id) ORDER BY q.quarantine_id DESC"""

_ATTEMPTS = """
WITH attempts AS (
    SELECT DISTINCT ON (f.source_folder, first, last) f.file_id, f.run_id, f.source_folder, f.name, f.status, f.sha256,
        f.error, f.processed_at, coalesce(f.requested_from, r.date_from) AS first,
        coalesce(f.requested_to, r.date_to) AS last
    FROM files f LEFT JOIN runs r USING (run_id) WHERE f.status IN ('failed', 'no_response')
    ORDER BY f.source_folder, first, last, f.file_id DESC
), open AS (
    SELECT a.* FROM attempts a LEFT JOIN LATERAL (
        SELECT g.file_id FROM files g WHERE g.source_folder = a.source_folder AND g.file_id > a.file_id
            AND g.status IN ('loaded', 'unchanged', 'partial')
            AND g.requested_from IS NOT NULL AND g.requested_to IS NOT NULL
            AND daterange(g.requested_from, g.requested_to, '[]') @> daterange(a.first, a.last, '[]')
        LIMIT 1
    ) later ON true WHERE later.file_id IS NULL
)"""
"""Of every folder and days the last failed attempt, and of these the ones that no later load makes good.

The limit keeps PostgreSQL from comparing every attempt with every file of its folder: it asks the index of days.
"""

_OPEN = f"{_ATTEMPTS} SELECT *, count(*) OVER () AS total FROM open ORDER BY file_id DESC LIMIT $1"
_OPEN_CODES = f"""{_ATTEMPTS}
SELECT jsonb_path_query_first(error, '$[*] ? (@.severity == "error").code') #>> '{{}}' AS code, count(*)
FROM open GROUP BY 1"""


async def failures(connection: Connection, limit: int) -> FailureList:
    """Return the newest open failures, at most `limit`, texts in the language in use."""
    lines = await connection.fetch(_LINES, limit)
    files = await connection.fetch(_OPEN, limit)
    in_quarantine: int = await connection.fetchval("SELECT count(*) FROM quarantine")
    found = [*map(_line, lines), *map(_file, files)]
    found.sort(key=lambda failure: failure.at, reverse=True)
    return FailureList(items=tuple(found[:limit]), total=in_quarantine + (files[0]["total"] if files else 0))


async def open_causes(connection: Connection) -> tuple[tuple[str, int], ...]:
    """Return the causes of all open failures in words, and how many each has, most first."""
    counts: Counter[str] = Counter()
    for reason, count in await connection.fetch("SELECT reason, count(*) FROM quarantine GROUP BY reason"):
        counts[messages.cause(ErrorCode.PARSE_INVALID, reason)] += count
    for code, count in await connection.fetch(_OPEN_CODES):
        counts[messages.cause(code or ErrorCode.INTERNAL)] += count
    return tuple(counts.most_common())


def _line(record: asyncpg.Record) -> Failure:
    error = problem_of(_quarantined(record))
    return Failure(
        kind=FailureKind.QUARANTINED_LINE,
        id=record["quarantine_id"],
        folder=SourceFolder.parse(record["source_folder"]),
        file=record["name"],
        run_id=record["run_id"] or "",
        at=record["processed_at"],
        dates=_days_of_line(record),
        code=error.code,
        cause=f"{error.code}.{error.reason}",
        cause_text=messages.cause(error.code, error.reason),
        message=error.message,
        hint=error.hint,
        line=record["line_number"],
        field=record["field"],
        column=record["column_name"],
        raw=_text(record["shown"], record["encoding"]),
        value=record["value"],
        sha256=record["sha256"],
    )


def _quarantined(record: asyncpg.Record) -> QuarantinedLine:
    day = record["transaction_date"]
    return QuarantinedLine(
        line=record["line_number"],
        raw=record["shown"],
        line_end=record["line_end"],
        reason=record["reason"],
        field=record["field"],
        column=record["column_name"],
        value=record["value"],
        number=record["transaction_id_unique"],
        day=day.isoformat() if day else None,
        workplace=record["cash_register_code"],
    )


def _days_of_line(record: asyncpg.Record) -> DateRange | None:
    """Return the line's own day where it is one of those asked for, else all of these."""
    asked, day = _days(record), record["transaction_date"]
    return DateRange.day(day) if day and (asked is None or day in asked) else asked


def _days(record: asyncpg.Record) -> DateRange | None:
    first, last = record["first"], record["last"]
    return None if first is None or last is None else DateRange(first, last)


def _text(raw: bytes, encoding: str | None) -> str:
    try:
        codec = encoding_named(encoding or "").codec
    except DeskError:
        codec = "latin-1"
    return raw.decode(codec, "replace")


def _file(record: asyncpg.Record) -> Failure:
    problems = [Problem.model_validate(problem) for problem in record["error"] or ()]
    errors = [problem for problem in problems if problem.severity == "error"] or problems
    first = errors[0] if errors else Problem.of(DeskError(ErrorCode.INTERNAL, cause="no record"))
    silent = record["status"] == FileStatus.NO_RESPONSE
    return Failure(
        kind=FailureKind.NO_RESPONSE if silent else FailureKind.FILE,
        id=record["file_id"],
        folder=SourceFolder.parse(record["source_folder"]),
        file=record["name"] or None,
        run_id=record["run_id"],
        at=record["processed_at"],
        dates=_days(record),
        code=first.code,
        cause=first.code,
        cause_text=messages.cause(first.code),
        message="\n".join(dict.fromkeys(problem.message for problem in errors)) or first.message,
        hint=first.hint,
        line=first.line,
        field=first.field,
        sha256=record["sha256"],
    )
