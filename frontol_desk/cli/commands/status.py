"""``status``: what is going on: runs under way, folders held, kassas that are absent, what waits for the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

import click

from frontol_desk.cli.call import Call, global_options, pass_call
from frontol_desk.cli.output import print_document, say
from frontol_desk.cli.summary import days_of, print_table
from frontol_desk.cli.tasks import run_task
from frontol_desk.domain.errors import DeskError, ExitCode
from frontol_desk.domain.messages import text
from frontol_desk.domain.overview import Absence, HeldFolder, RunEntry, Situation
from frontol_desk.settings.model import Settings

_Item = TypeVar("_Item")
_RUN = ("run", "started", "days", "trigger", "host")


@click.command("status")
@global_options
@pass_call
def status(call: Call) -> int:
    """Show what is going on: runs under way, folders held, kassas that are late; exit code 1 when one is."""
    settings = call.open({"database"})
    found = run_task(_situation(call, settings))
    if call.json:
        print_document(_document(found))
    else:
        _print(found)
    return ExitCode.PARTIAL if found.absent else ExitCode.OK


async def _situation(call: Call, settings: Settings) -> Situation:
    from frontol_desk.console.desk import Desk

    async with Desk.open(settings, demo=call.demo) as desk:
        try:
            return await desk.situation()
        except DeskError:
            if not call.json:
                _print_waiting(await desk.outbox_runs())
            raise


def _print(found: Situation) -> None:
    if not (found.running or found.held or found.absent or found.waiting):
        say(text("status_quiet"))
    _part("status_running", _RUN, found.running, _run_cells)
    _part("status_held", ("folder", "host", "started"), found.held, _held_cells)
    _print_waiting(found.waiting)
    _part("status_absent", ("folder", "day", "due", "last_day"), found.absent, _absent_cells)
    if found.absent:
        say(text("hint", hint=found.absent[0].error.hint))


def _print_waiting(runs: Sequence[RunEntry]) -> None:
    _part("status_waiting", (*_RUN, "state"), runs, lambda run: (*_run_cells(run), text(f"run_{run.report.status}")))


def _part(
    heading: str, columns: Iterable[str], items: Sequence[_Item], cells: Callable[[_Item], tuple[str, ...]]
) -> None:
    """Print a heading and a table, unless there is nothing to show."""
    if items:
        say(text(heading))
        print_table([f"column_{name}" for name in columns], map(cells, items), numbers_from=len(cells(items[0])))


def _run_cells(run: RunEntry) -> tuple[str, ...]:
    report = run.report
    return (report.run_id, _time(report.started_at), days_of(report), text(f"trigger_{report.trigger}"), run.host)


def _held_cells(held: HeldFolder) -> tuple[str, ...]:
    return (str(held.folder), f"{held.host} ({held.process_id})", _time(held.since))


def _absent_cells(absence: Absence) -> tuple[str, ...]:
    last = absence.last_day.isoformat() if absence.last_day else "–"
    return (str(absence.folder), absence.day.isoformat(), _time(absence.due), last)


def _time(at: datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M:%S}"


def _document(found: Situation) -> dict[str, Any]:
    return {
        "running": [_run_document(run) for run in found.running],
        "held": [
            {
                "source_folder": str(held.folder),
                "host": held.host,
                "process": held.process_id,
                "since": held.since.isoformat(),
            }
            for held in found.held
        ],
        "absent": [
            {
                "source_folder": str(absence.folder),
                "date": absence.day.isoformat(),
                "due": absence.due.isoformat(),
                "last_date": absence.last_day.isoformat() if absence.last_day else None,
                "message": absence.error.message,
                "hint": absence.error.hint,
            }
            for absence in found.absent
        ],
        "waiting": [_run_document(run) for run in found.waiting],
    }


def _run_document(run: RunEntry) -> dict[str, Any]:
    report = run.report
    return {
        "run_id": report.run_id,
        "status": report.status.value,
        "trigger": report.trigger.value,
        "date_from": report.date_from.isoformat(),
        "date_to": report.date_to.isoformat(),
        "started_at": report.started_at.isoformat(),
        "host": run.host,
        "process": run.process_id,
    }
