"""``history``: the runs there were, newest first."""

from __future__ import annotations

import json
from datetime import date

import click

from frontol_desk.cli.call import Call, global_options, pass_call
from frontol_desk.cli.output import number, print_document, say, seconds
from frontol_desk.cli.summary import days_of, print_table
from frontol_desk.cli.tasks import run_task
from frontol_desk.domain.errors import DeskError
from frontol_desk.domain.messages import text
from frontol_desk.domain.report import RunReport, RunStatus
from frontol_desk.domain.values import parse_date
from frontol_desk.settings.model import Settings
from frontol_desk.settings.problems import SettingProblem


@click.command("history")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, metavar="N", help="So many runs.")
@click.option("--since", metavar="D", help="Only runs started on this day or later.")
@click.option("--status", type=click.Choice([status.value for status in RunStatus]), help="Only runs that ended so.")
@global_options
@pass_call
def history(call: Call, limit: int, since: str | None, status: str | None) -> int:
    """Show the runs there were, newest first."""
    settings, problems = call.read_settings({"database"})
    since_day = None
    try:
        since_day = parse_date(since) if since is not None else None
    except DeskError as error:
        problems.append(SettingProblem("--since", error))
    call.begin(settings, problems)
    runs = run_task(_history(call, settings, limit, since_day, status))
    if call.json:
        print_document({"runs": [json.loads(run.as_json(details=False)) for run in runs]})
    elif runs:
        headings = ("run", "started", "days", "state", "trigger", "folders", "rows", "seconds")
        print_table([f"column_{name}" for name in headings], map(_cells, runs), numbers_from=5)
    else:
        say(text("history_empty"))
    return 0


def _cells(run: RunReport) -> tuple[str, ...]:
    return (
        run.run_id,
        run.started_at.astimezone().strftime("%Y-%m-%d %H:%M:%S"),
        days_of(run),
        text(f"run_{run.status}"),
        text(f"trigger_{run.trigger}"),
        f"{run.folders.loaded}/{run.folders.total}",
        number(run.rows.read),
        seconds(run.duration_seconds),
    )


async def _history(
    call: Call, settings: Settings, limit: int, since: date | None, status: str | None
) -> list[RunReport]:
    from frontol_desk.console.desk import Desk

    async with Desk.open(settings, demo=call.demo) as desk:
        return await desk.history(limit=limit, since=since, status=status)
