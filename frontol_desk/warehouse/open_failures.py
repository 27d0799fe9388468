"""What is still open: lines in quarantine, dead letters and gaps, with all that is told of them. Reads only."""

from __future__ import annotations

from collections import Counter

import asyncpg

from frontol_desk.domain import messages
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.overview import Failure, FailureKind, FailureList
from frontol_desk.domain.report import FileStatus, Problem, Stage
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.format.encoding import encoding_named
from frontol_desk.format.problems import problem_of
from frontol_desk.format.rows import QuarantinedLine
from frontol_desk.warehouse.database import Connection
from frontol_desk.warehouse.gaps import finding_of, gap_of

_SHOWN_BYTES = 20_000
"""So much of a line is shown: one that is no line at all may be megabytes."""

_LINES = f"""
SELECT q.*, substring(q.raw FROM 1 FOR {_SHOWN_BYTES}) AS shown, f.run_id, f.name, f.encoding, f.sha256,
    coalesce(f.requested_from, r.date_from) AS first, coalesce(f.requested_to, r.date_to) AS last
FROM (SELECT * FROM quarantine WHERE dropped_at IS NULL ORDER BY quarantine_id DESC LIMIT $1) q
LEFT JOIN files f USING (file_id) LEFT JOIN runs r USING (run_id) ORDER BY q.quarantine_id DESC"""

_LETTERS = """
SELECT l.*, f.run_id, f.name, f.status, f.error, l.requested_from AS first, l.requested_to AS last, o.sha256
FROM (
    SELECT * FROM dead_letters WHERE closed_at IS NULL ORDER BY last_failed_at DESC, letter_id DESC LIMIT $1
) l JOIN files f USING (file_id) LEFT JOIN files o ON o.file_id = l.original_id
ORDER BY l.last_failed_at DESC, l.letter_id DESC"""

_GAPS = "SELECT * FROM gaps WHERE closed_at IS NULL ORDER BY found_at DESC, gap_id DESC LIMIT $1"

_TOTAL = """
SELECT (SELECT count(*) FROM quarantine WHERE dropped_at IS NULL)
    + (SELECT count(*) FROM dead_letters WHERE closed_at IS NULL)
    + (SELECT count(*) FROM gaps WHERE closed_at IS NULL)"""

_CODES = """
SELECT e.problem ->> 'code', e.problem ->> 'reason', count(*)
FROM dead_letters l JOIN files f USING (file_id) CROSS JOIN LATERAL (
    SELECT jsonb_path_query_first(f.error, '$[*] ? (@.severity == "error")') AS problem
) e WHERE l.closed_at IS NULL GROUP BY 1, 2"""


async def failures(connection: Connection, limit: int) -> FailureList:
    """Return the newest open failures, at most `limit`, texts in the language in use."""
    found = [
        *map(_line, await connection.fetch(_LINES, limit)),
        *map(_letter, await connection.fetch(_LETTERS, limit)),
        *map(_gap, await connection.fetch(_GAPS, limit)),
    ]
    found.sort(key=lambda failure: failure.at, reverse=True)
    return FailureList(items=tuple(found[:limit]), total=await connection.fetchval(_TOTAL))


async def open_causes(connection: Connection) -> tuple[tuple[str, int], ...]:
    """Return the causes of all open failures in words, and how many each has, most first."""
    counts: Counter[str] = Counter()
    reasons = "SELECT reason, count(*) FROM quarantine WHERE dropped_at IS NULL GROUP BY reason"
    for reason, count in await connection.fetch(reasons):
        counts[messages.cause(ErrorCode.PARSE_INVALID, reason)] += count
    for code, reason, count in await connection.fetch(_CODES):
        counts[messages.cause(code or ErrorCode.INTERNAL, reason)] += count
    if missing := await connection.fetchval("SELECT count(*) FROM gaps WHERE closed_at IS NULL"):
        counts[messages.cause(ErrorCode.GAP)] += missing
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
        first_at=record["processed_at"],
        stage=Stage.PARSE,
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
    return DateRange.known(record["first"], record["last"])


def _text(raw: bytes, encoding: str | None) -> str:
    try:
        codec = encoding_named(encoding or "").codec
    except DeskError:
        codec = "latin-1"
    return raw.decode(codec, "replace")


def _letter(record: asyncpg.Record) -> Failure:
    problems = [Problem.model_validate(problem) for problem in record["error"] or ()]
    errors = [problem for problem in problems if problem.severity == "error"] or problems
    first = errors[0] if errors else Problem.of(DeskError(ErrorCode.INTERNAL, cause="no record"))
    silent = record["status"] == FileStatus.NO_RESPONSE
    cause = messages.cause(first.code, first.reason)
    return Failure(
        kind=FailureKind.NO_RESPONSE if silent else FailureKind.FILE,
        id=record["letter_id"],
        folder=SourceFolder.parse(record["source_folder"]),
        file=record["name"] or None,
        run_id=record["run_id"],
        at=record["last_failed_at"],
        dates=_days(record),
        code=first.code,
        cause=first.code if cause == messages.cause(first.code) else f"{first.code}.{first.reason}",
        cause_text=cause,
        message="\n".join(dict.fromkeys(problem.message for problem in errors)) or first.message,
        hint=first.hint,
        line=first.line,
        field=first.field,
        sha256=record["sha256"],
        attempts=record["attempts"],
        first_at=record["first_failed_at"],
        stage=first.stage,
    )


def _gap(record: asyncpg.Record) -> Failure:
    gap = gap_of(record)
    error = finding_of(gap)
    return Failure(
        kind=FailureKind.GAP,
        id=gap.id,
        folder=gap.folder,
        run_id=gap.asked_run or "",
        at=gap.found_at,
        dates=gap.dates,
        code=error.code,
        cause=error.code,
        cause_text=messages.cause(error.code),
        message=error.message,
        hint=error.hint,
        first_at=gap.found_at,
        stage=Stage.VERIFY,
    )
