"""The journal of files: what was met, what failed, and what is learnt about kassas."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from frontol_desk.domain.asks import Attempt, KeptOriginal, NumberRange, days_of
from frontol_desk.domain.audit import Actor
from frontol_desk.domain.loads import LoadOutcome, LoadRequest
from frontol_desk.domain.report import FileDetail, FileStatus, Problem
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.format.encoding import Scan
from frontol_desk.warehouse import audit, deeds
from frontol_desk.warehouse.database import Connection, Database
from frontol_desk.warehouse.letters import close_letters, note_failure, refuse_outdated

_FAILED = """
WITH attempt AS (
    SELECT $1 AS run_id, $2 AS source_folder, $3 AS name, $4 AS status, $5 AS sha256, $6::bigint AS bytes,
        $7::jsonb AS error, coalesce($8, CASE WHEN $11 THEN r.date_from END) AS requested_from,
        coalesce($9, CASE WHEN $11 THEN r.date_to END) AS requested_to, coalesce($10, now()) AS processed_at,
        $12::bigint AS came_as
    FROM (SELECT) one LEFT JOIN runs r ON r.run_id = $1
)
INSERT INTO files (run_id, source_folder, name, status, sha256, bytes, error, requested_from, requested_to,
    processed_at, came_as)
SELECT * FROM attempt a WHERE NOT EXISTS (
    SELECT FROM files f WHERE (f.run_id, f.source_folder, f.name, f.status)
            = (a.run_id, a.source_folder, a.name, a.status)
        AND (f.sha256, f.requested_from, f.requested_to)
            IS NOT DISTINCT FROM (a.sha256, a.requested_from, a.requested_to))
RETURNING *"""
_HEADER = ("flag", "database_id", "report_number")


async def next_file_id(connection: Connection) -> int:
    """Reserve the id of a file."""
    found: int = await connection.fetchval("SELECT nextval(pg_get_serial_sequence('files', 'file_id'))")
    return found


async def earlier_load(
    connection: Connection, request: LoadRequest, scan: Scan, personal_key: str | None = None
) -> tuple[LoadOutcome, dict[str, Any]] | None:
    """Return outcome and dialect when this very content is what is stored already, so that nothing has to be done.

    That is so when the folder's last change was made by a file of the same content, without quarantined lines, and the
    days asked for then include those asked for now (removal depends on them). An answer to numbers is always read: it
    tells which of them there are. One that was read with another key of personal data (`personal_key`), or with none,
    is read again.
    """
    if request.fresh and isinstance(request.fresh.ask, NumberRange):
        return None
    record = await connection.fetchrow(
        "SELECT f.* FROM files f WHERE f.source_folder = $1 AND f.content_hash = $2 AND f.encoding = $3"
        " AND f.personal_key IS NOT DISTINCT FROM $4 AND f.status IN ('loaded', 'unchanged')"
        " ORDER BY f.file_id DESC LIMIT 1",
        str(request.lease.folder),
        scan.content_hash,
        scan.encoding.label,
        personal_key,
    )
    if record is None:
        return None
    found = DateRange.known(record["first_date"], record["last_date"])
    asking = request.asked or (found if request.trust_dates_found else None)
    asked = DateRange.known(record["requested_from"], record["requested_to"])
    if asking is not None and (asked is None or not asked.covers(asking)):
        return None
    changed = await connection.fetchval(
        "SELECT true FROM files WHERE source_folder = $1 AND file_id > $2 AND status IN ('loaded', 'partial')"
        " AND ($3::date IS NULL OR first_date IS NULL"
        " OR (least(first_date, requested_from) <= $4 AND greatest(last_date, requested_to) >= $3)) LIMIT 1",
        str(request.lease.folder),
        record["file_id"],
        record["first_date"],
        record["last_date"],
    )
    if changed:
        return None
    rows = record["rows_read"]
    file_id = await next_file_id(connection)
    outcome = LoadOutcome(file_id=file_id, status=FileStatus.UNCHANGED, read=rows, unchanged=rows, dates=found)
    return outcome, record["dialect"]


async def record_load(
    connection: Connection,
    request: LoadRequest,
    outcome: LoadOutcome,
    scan: Scan,
    dialect: dict[str, Any],
    headers: Sequence[tuple[str, str, str] | None],
    personal_key: str | None = None,
) -> None:
    """Write the row of a file that was met and close the dead letters it makes good, in the load's own transaction.

    Raises RETRY_OUTDATED for a kept original that must not come back.
    """
    asked = request.asked or (outcome.dates if request.trust_dates_found else None)
    await refuse_outdated(connection, request, scan.content_hash, outcome.dates)
    await connection.execute(
        "INSERT INTO files (file_id, run_id, source_folder, name, status, sha256, content_hash, bytes, encoding,"
        " dialect, headers, requested_from, requested_to, first_date, last_date, rows_read, rows_loaded,"
        " rows_unchanged, rows_removed, rows_quarantined, came_as, by_numbers, personal_key)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,"
        " $22, $23)",
        outcome.file_id,
        request.run_id,
        str(request.lease.folder),
        request.name,
        outcome.status,
        request.sha256,
        scan.content_hash,
        scan.size,
        scan.encoding.label,
        dialect,
        [dict(zip(_HEADER, header, strict=True)) for header in headers if header],
        asked.first if asked else None,
        asked.last if asked else None,
        outcome.dates.first if outcome.dates else None,
        outcome.dates.last if outcome.dates else None,
        outcome.read,
        outcome.loaded,
        outcome.unchanged,
        outcome.removed,
        outcome.quarantined,
        request.again.came if request.again else None,
        request.fresh is not None and isinstance(request.fresh.ask, NumberRange),
        personal_key,
    )
    await close_letters(connection, request, asked)
    await audit.write(connection, deeds.file_loaded(request, outcome))


async def record_failure(
    database: Database, run_id: str, detail: FileDetail, problems: Sequence[Problem], asked: Attempt | None = None
) -> None:
    """Write the row of a file that could not be loaded, or of a kassa that did not answer."""
    async with database.transaction() as connection:
        await write_failure(connection, run_id, detail, problems, asked)


async def write_failure(
    connection: Connection,
    run_id: str,
    detail: FileDetail,
    problems: Sequence[Problem],
    asked: Attempt | None,
    at: datetime | None = None,
    actor: Actor | None = None,
) -> None:
    """Write the row of a failure of `at` (None: now) and count it in its dead letter; once, however often it is told.

    `actor` is who wanted it (None: this account). Where nothing came, the days are `asked` or those of the run. An
    original, if it came so far, is in the archive.
    """
    days, again = days_of(asked), isinstance(asked, KeptOriginal)
    attempt = await connection.fetchrow(
        _FAILED,
        run_id,
        detail.source_folder,
        detail.file or "",
        detail.status,
        detail.sha256,
        detail.bytes,
        [problem.stored() for problem in problems],
        days.first if days else None,
        days.last if days else None,
        at,
        asked is None and not detail.file,
        asked.came if isinstance(asked, KeptOriginal) else None,
    )
    if attempt is not None:
        await tell_failure(connection, run_id, detail, problems, asked, at, actor)
    if attempt is not None and (detail.sha256 or not isinstance(asked, NumberRange)):  # else the gap is still open
        await note_failure(connection, attempt, again=again)


async def tell_failure(
    connection: Connection,
    run_id: str,
    detail: FileDetail,
    problems: Sequence[Problem],
    asked: Attempt | None,
    at: datetime | None,
    actor: Actor | None,
) -> None:
    """Audit a failure, once, however often it is told."""
    entry = deeds.file_failed(run_id, detail, problems, at, actor)
    key = f"{run_id}:{entry.resource}:{detail.status}:{detail.sha256}:{days_of(asked)}"
    await audit.write(connection, entry, key)


async def knows_removal(database: Database, folder: SourceFolder) -> bool | None:
    """Tell whether this kassa removes the request when it has answered; None when that is not known."""
    async with database.transaction() as connection:
        found: bool | None = await connection.fetchval(
            "SELECT removes_request FROM folders WHERE source_folder = $1", str(folder)
        )
    return found


async def learn_removal(database: Database, folder: SourceFolder, removes: bool) -> None:
    """Remember whether this kassa removes the request."""
    async with database.transaction() as connection:
        await connection.execute(
            "INSERT INTO folders (source_folder, removes_request) VALUES ($1, $2) ON CONFLICT (source_folder)"
            " DO UPDATE SET removes_request = excluded.removes_request",
            str(folder),
            removes,
        )
