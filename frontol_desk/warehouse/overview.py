"""What the console shows of the journal: folders as they stand, past runs, the figures of the last days. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, tzinfo

import asyncpg

from frontol_desk.domain.overview import Dashboard, DayCount, FolderState, HistoryQuery, RunEntry
from frontol_desk.domain.report import FileStatus, RunReport, RunStatus, Trigger
from frontol_desk.domain.values import SourceFolder
from frontol_desk.warehouse.database import Connection
from frontol_desk.warehouse.letters import GOOD
from frontol_desk.warehouse.open_failures import open_causes

DAYS = 30
"""So many days the dashboard looks back, today included."""
_RECENT = 5

_FOLDERS = """
WITH newest AS (
    SELECT k.folder, f.*, (
        SELECT max(d.last_date) FROM files d WHERE d.source_folder = k.folder AND NOT d.by_numbers
    ) AS last_day
    FROM unnest($1::text[]) AS k (folder) CROSS JOIN LATERAL (
        SELECT run_id, status, rows_read, processed_at FROM files
        WHERE source_folder = k.folder ORDER BY file_id DESC LIMIT 1
    ) f
), findings AS (
    SELECT r.run_id, e.source_folder AS folder, count(*) AS found
    FROM runs r CROSS JOIN LATERAL jsonb_to_recordset(r.report->'errors') AS e (code text, source_folder text)
    WHERE r.run_id IN (SELECT run_id FROM newest) AND e.code IN ('EQUATION', 'SHIFT') GROUP BY 1, 2
)
SELECT n.*, coalesce(d.found, 0) AS discrepancies FROM newest n LEFT JOIN findings d USING (run_id, folder)"""

_HEADS = """
SELECT r.run_id, r.trigger, r.status, r.date_from, r.date_to, r.started_at, r.host, r.process_id,
    r.report - 'errors' - 'details' AS report, problems.*
FROM ({runs} ORDER BY started_at DESC, run_id DESC LIMIT {limit} OFFSET {offset}) r
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE e.severity = 'error') AS errors,
        count(*) FILTER (WHERE e.severity = 'warning') AS warnings,
        coalesce(bool_or(e.code = 'RUN_ABANDONED'), false) AS abandoned
    FROM jsonb_to_recordset(coalesce(r.report->'errors', '[]')) AS e (severity text, code text)
) problems ORDER BY r.started_at DESC, r.run_id DESC"""

_OF_KASSA = """$5 IN (f.source_folder, split_part(f.source_folder, '/', 1))"""
_QUERIED = f"""
SELECT * FROM runs WHERE ($1::timestamptz IS NULL OR started_at >= $1) AND ($2::timestamptz IS NULL OR started_at < $2)
    AND (cardinality($3::text[]) = 0 OR status = ANY($3)) AND (cardinality($4::text[]) = 0 OR trigger = ANY($4))
    AND ($5::text IS NULL OR EXISTS (SELECT 1 FROM files f WHERE f.run_id = runs.run_id AND {_OF_KASSA})
        OR status = 'cancelled' AND EXISTS (
            SELECT 1 FROM jsonb_to_recordset(report->'details') AS f (source_folder text) WHERE {_OF_KASSA}))"""

_UNDELIVERED = f"""
SELECT k.folder, (
        SELECT max(d.last_date) FROM files d WHERE d.source_folder = k.folder AND NOT d.by_numbers
    ) AS last_day
FROM unnest($1::text[], $2::date[], $3::timestamptz[]) AS k (folder, day, over)
WHERE NOT EXISTS (
    SELECT 1 FROM files f LEFT JOIN files c ON c.file_id = f.came_as
    WHERE f.source_folder = k.folder AND f.status IN {GOOD} AND NOT f.by_numbers
        AND CASE WHEN f.came_as IS NULL THEN f.processed_at ELSE c.processed_at END >= k.over
        AND (k.day BETWEEN f.requested_from AND f.requested_to OR k.day BETWEEN f.first_date AND f.last_date))"""

_DAYS = f"""
SELECT d.day, coalesce(sum(f.rows_read), 0)::bigint AS rows,
    count(*) FILTER (WHERE f.status IN {GOOD}) AS files,
    count(*) FILTER (WHERE f.status IN ('failed', 'no_response')) AS failed
FROM unnest($1::date[], $2::timestamptz[], $3::timestamptz[]) AS d (day, begins, ends)
LEFT JOIN files f ON f.processed_at >= d.begins AND f.processed_at < d.ends GROUP BY d.day ORDER BY d.day"""

_RUNS = """
SELECT status, count(*) AS runs,
    sum(extract(epoch FROM finished_at - started_at)::float) FILTER (WHERE status IN ('completed', 'partial'))
        AS seconds
FROM runs WHERE started_at >= $1 GROUP BY status"""


async def folder_states(connection: Connection, folders: Iterable[SourceFolder]) -> dict[SourceFolder, FolderState]:
    """Return how each of these folders stands."""
    wanted = {str(folder): folder for folder in folders}
    states = {folder: FolderState(folder=folder) for folder in wanted.values()}
    for record in await connection.fetch(_FOLDERS, [*wanted]):
        folder = wanted[record["folder"]]
        states[folder] = FolderState(
            folder=folder,
            last_day=record["last_day"],
            rows=record["rows_read"],
            status=FileStatus(record["status"]),
            at=record["processed_at"],
            discrepancies=record["discrepancies"],
        )
    return states


async def undelivered(
    connection: Connection, awaited: Iterable[tuple[SourceFolder, date, datetime]]
) -> dict[SourceFolder, date | None]:
    """Return of these folders those that have not delivered their day, with the newest day that they have.

    Each comes with a day and the moment it was over: what was loaded before cannot have been all of it.
    """
    wanted = {str(folder): (folder, day, over) for folder, day, over in awaited}
    days, over = [one[1] for one in wanted.values()], [one[2] for one in wanted.values()]
    records = await connection.fetch(_UNDELIVERED, [*wanted], days, over)
    return {wanted[record["folder"]][0]: record["last_day"] for record in records}


async def runs(connection: Connection, query: HistoryQuery, zone: tzinfo | None) -> list[RunEntry]:
    """Return the runs that fit, newest first; `zone` tells what a local date is (None: that of the system)."""
    records = await connection.fetch(
        _HEADS.format(runs=_QUERIED, limit="$6", offset="$7"),
        _midnight(query.since, zone) if query.since else None,
        _midnight(query.until + timedelta(days=1), zone) if query.until else None,
        [*query.statuses],
        [*query.triggers],
        query.kassa,
        query.limit,
        query.offset,
    )
    return [_entry(record) for record in records]


async def run_report(connection: Connection, run_id: str) -> RunReport | None:
    """Return the whole report of a run, of one still under way what is known so far; None for a run never heard of."""
    record = await connection.fetchrow("SELECT * FROM runs WHERE run_id = $1", run_id)
    return None if record is None else _report(record)


async def dashboard(connection: Connection, today: date, zone: tzinfo | None) -> Dashboard:
    """Return the figures of the days up to `today`."""
    days = [today - timedelta(days=back) for back in reversed(range(DAYS))]
    limits = [_midnight(day, zone) for day in (*days, today + timedelta(days=1))]
    counts = [
        DayCount(day=record["day"], rows=record["rows"], files=record["files"], failed=record["failed"])
        for record in await connection.fetch(_DAYS, days, limits[:-1], limits[1:])
    ]
    by_status = {RunStatus(record["status"]): record for record in await connection.fetch(_RUNS, limits[0])}
    timed = [record for record in by_status.values() if record["seconds"] is not None]
    recent = await connection.fetch(_HEADS.format(runs="SELECT * FROM runs", limit=_RECENT, offset=0))
    return Dashboard(
        today=today,
        files_today=counts[-1].files,
        rows_today=counts[-1].rows,
        failed_today=counts[-1].failed,
        runs={status: record["runs"] for status, record in by_status.items()},
        mean_seconds=sum(record["seconds"] for record in timed) / sum(map(_runs_of, timed)) if timed else None,
        days=tuple(counts),
        recent=tuple(map(_entry, recent)),
        causes=await open_causes(connection),
    )


def _runs_of(record: asyncpg.Record) -> int:
    found: int = record["runs"]
    return found


def _midnight(day: date, zone: tzinfo | None) -> datetime:
    """Return when a local day begins."""
    start = datetime.combine(day, time.min, zone)
    return start if zone else start.astimezone()


def _entry(record: asyncpg.Record) -> RunEntry:
    return RunEntry(
        report=_report(record),
        host=record["host"],
        process_id=record["process_id"],
        errors=record["errors"],
        warnings=record["warnings"],
        abandoned=record["abandoned"],
    )


def _report(record: asyncpg.Record) -> RunReport:
    if record["report"] is not None:
        return RunReport.model_validate(record["report"])
    return RunReport(
        run_id=record["run_id"],
        trigger=Trigger(record["trigger"]),
        status=RunStatus(record["status"]),
        date_from=record["date_from"],
        date_to=record["date_to"],
        started_at=record["started_at"],
    )
