"""The journal of runs: when each began, who wanted it, how it ended; also those whose process is gone."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import asyncpg

from frontol_desk.domain.audit import AuditEntry
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.report import Problem, RunReport, RunStatus, Trigger
from frontol_desk.warehouse import audit, deeds
from frontol_desk.warehouse.database import Connection, Database
from frontol_desk.warehouse.processes import Holder


async def abandon_dead_runs(database: Database, holder: Holder) -> list[RunReport]:
    """Close the runs whose process is gone, of this machine at once, of others after a day; returns their reports."""
    async with database.transaction() as connection:
        records = await connection.fetch(
            "SELECT *, begun_at < now() - interval '1 day' AS old FROM runs WHERE status = 'running' FOR UPDATE"
        )
        gone = [
            record
            for record in records
            if record["old"] or holder.outlived(record["host"], record["process_id"], record["process_birth"])
        ]
        reports = [_abandoned(record) for record in gone]
        for report, record in zip(reports, gone, strict=True):
            await connection.execute(
                "UPDATE runs SET status = $2, finished_at = now(), report = $3 WHERE run_id = $1",
                report.run_id,
                report.status,
                json.loads(report.as_json()),
            )
            await _tell_end(connection, report, record["ordered"], final=False)
    return reports


def _abandoned(record: asyncpg.Record) -> RunReport:
    error = DeskError(ErrorCode.RUN_ABANDONED, process=record["process_id"], host=record["host"])
    return RunReport(
        run_id=record["run_id"],
        trigger=Trigger(record["trigger"]),
        status=RunStatus.FAILED,
        date_from=record["date_from"],
        date_to=record["date_to"],
        started_at=record["started_at"],
        errors=[Problem.of(error)],
    )


async def start_run(database: Database, report: RunReport, holder: Holder, ordered: AuditEntry | None = None) -> None:
    """Record that a run began; once, however often it is said."""
    async with database.transaction() as connection:
        await add_run(connection, report, holder, ordered, final=False)


async def finish_run(database: Database, report: RunReport, holder: Holder, ordered: AuditEntry | None = None) -> None:
    """Record how a run ended, with its report, whether or not its beginning was recorded."""
    async with database.transaction() as connection:
        await add_run(connection, report, holder, ordered, final=True)


async def add_run(
    connection: Connection, report: RunReport, holder: Holder, ordered: AuditEntry | None, *, final: bool
) -> None:
    """Write the row of a run of that process, as it was `ordered`, or bring it up to date; its end is audited.

    What is final replaces anything, also the mark of a run broken off; the rest never replaces a report.
    """
    unless = "" if final else " WHERE runs.report IS NULL"
    written = await connection.fetchrow(
        "INSERT INTO runs (run_id, trigger, status, date_from, date_to, started_at, host, process_id, process_birth,"
        " finished_at, report, ordered) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
        " ON CONFLICT (run_id) DO UPDATE SET status = excluded.status, finished_at = excluded.finished_at,"
        f" report = excluded.report, ordered = coalesce(runs.ordered, excluded.ordered){unless} RETURNING ordered",
        report.run_id,
        report.trigger,
        report.status,
        report.date_from,
        report.date_to,
        report.started_at,
        holder.host,
        holder.process_id,
        holder.birth,
        report.finished_at,
        None if report.status is RunStatus.RUNNING else json.loads(report.as_json()),
        deeds.as_order(ordered) if ordered else None,
    )
    if written and report.status is not RunStatus.RUNNING:
        await _tell_end(connection, report, written["ordered"], final=final)


async def _tell_end(connection: Connection, report: RunReport, ordered: dict[str, Any] | None, *, final: bool) -> None:
    """Audit the end of a run, once; the true end of one that was called broken off comes after that."""
    if ordered is not None:
        entry = deeds.run_ended(report, deeds.of_order(ordered), report.finished_at)
        await audit.write(connection, entry, f"{report.run_id}:{'end' if final else 'broken off'}")


async def history(database: Database, *, limit: int, since: date | None, status: str | None) -> list[RunReport]:
    """Return the reports of finished runs, newest first."""
    async with database.transaction() as connection:
        records = await connection.fetch(
            "SELECT report FROM runs WHERE report IS NOT NULL AND ($2::date IS NULL OR started_at >= $2::date)"
            " AND ($3::text IS NULL OR status = $3) ORDER BY started_at DESC LIMIT $1",
            limit,
            since,
            status,
        )
    return [RunReport.model_validate(record["report"]) for record in records]
