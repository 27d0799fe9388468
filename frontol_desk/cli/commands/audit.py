"""``audit``: who did what, from where, on what, and how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, tzinfo
from typing import Any

import click

from frontol_desk.cli.call import Call, global_options, pass_call
from frontol_desk.cli.output import number, print_document, say
from frontol_desk.cli.summary import print_table
from frontol_desk.cli.tasks import run_task
from frontol_desk.domain.audit import AuditAction, AuditEntry, AuditQuery
from frontol_desk.domain.audit_words import action_word, outcome_word, told_details
from frontol_desk.domain.errors import DeskError
from frontol_desk.domain.messages import text
from frontol_desk.domain.values import parse_date
from frontol_desk.settings.clock import zone_of
from frontol_desk.settings.model import Settings
from frontol_desk.settings.problems import SettingProblem

_HEADINGS = ("at", "who", "action", "resource", "state", "details")
_LONGEST = 200


@click.command("audit")
@click.option("--since", metavar="D", help="Only what was done on this day or later.")
@click.option(
    "--action",
    "actions",
    type=click.Choice([action.value for action in AuditAction]),
    multiple=True,
    help="Only this; repeatable.",
)
@click.option("--user", metavar="NAME", help="Only of this account: NAME or NAME@COMPUTER.")
@click.option("--text", "words", metavar="TEXT", help="Only where this stands anywhere.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, metavar="N", help="So many.")
@global_options
@pass_call
def audit(
    call: Call, since: str | None, actions: Sequence[str], user: str | None, words: str | None, limit: int
) -> int:
    """Show who did what, newest first: loads, retries, drops, exports, settings, passwords (never their values)."""
    settings, problems = call.read_settings({"database"})
    first = None
    try:
        first = parse_date(since) if since is not None else None
    except DeskError as error:
        problems.append(SettingProblem("--since", error))
    call.begin(settings, problems)
    query = AuditQuery(
        since=_start_of(first, settings) if first else None,
        actions=frozenset(map(AuditAction, actions)) or None,
        user=user,
        text=words,
        limit=limit,
    )
    entries = run_task(_entries(call, settings, query))
    if call.json:
        print_document({"entries": [document(entry) for entry in entries]})
    elif entries:
        rows = (_cells(entry, zone_of(settings)) for entry in entries)
        print_table([f"column_{name}" for name in _HEADINGS], rows, numbers_from=len(_HEADINGS))
    else:
        say(text("audit_empty"))
    return 0


def document(entry: AuditEntry) -> dict[str, Any]:
    """Return an entry as ``--json`` prints it."""
    return {
        "id": entry.id,
        "at": entry.at.isoformat() if entry.at else None,
        "user": entry.actor.user,
        "host": entry.actor.host,
        "action": entry.action.value,
        "resource": entry.resource,
        "outcome": entry.outcome,
        "run_id": entry.run_id,
        "details": dict(entry.details),
    }


def _start_of(day: date, settings: Settings) -> datetime:
    """Return when a day began by the profile's clock."""
    begun, zone = datetime.combine(day, time.min), zone_of(settings)
    return begun.replace(tzinfo=zone) if zone else begun.astimezone()


def _cells(entry: AuditEntry, zone: tzinfo | None) -> tuple[str, ...]:
    """Return an entry as a row, its time by the profile's clock, as `--since` understands it."""
    return (
        entry.at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S") if entry.at else "–",
        str(entry.actor),
        action_word(entry.action),
        entry.resource,
        outcome_word(entry.outcome),
        "; ".join(f"{label}: {_brief(value)}" for label, value in told_details(entry, number)),
    )


def _brief(value: str) -> str:
    """Return what fits into a table: a first migration has a hundred steps, which ``--json`` lists."""
    return value if len(value) <= _LONGEST else value[:_LONGEST].rstrip() + "…"


async def _entries(call: Call, settings: Settings, query: AuditQuery) -> tuple[AuditEntry, ...]:
    from frontol_desk.console.desk import Desk

    async with Desk.open(settings, demo=call.demo) as desk:
        return await desk.audit.entries(query)
