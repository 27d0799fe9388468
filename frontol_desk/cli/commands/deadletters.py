"""``deadletters``: what failed for good; list it, try it again, drop it with a reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from frontol_desk.cli.call import Call, global_options, pass_call
from frontol_desk.cli.letters import key_named, retry_named, retry_options
from frontol_desk.cli.output import number, print_document, say
from frontol_desk.cli.summary import print_table
from frontol_desk.cli.tasks import run_task
from frontol_desk.domain.errors import DeskError, ErrorCode, ExitCode
from frontol_desk.domain.messages import text
from frontol_desk.domain.overview import Failure, FailureList
from frontol_desk.settings.model import Settings

_HEADINGS = ("letter", "folder", "file", "line", "days", "stage", "when", "message", "attempts")


@click.group("deadletters", invoke_without_command=True)
@global_options
@click.pass_context
def deadletters(context: click.Context) -> int | None:
    """Show what failed for good (deadletters list), try it again (retry), drop it with a reason (drop)."""
    if context.invoked_subcommand is None:
        listed: int = context.invoke(list_letters)
        return listed
    return None


@deadletters.command("list")
@click.option("--limit", type=click.IntRange(min=1), default=200, show_default=True, metavar="N", help="So many.")
@global_options
@pass_call
def list_letters(call: Call, limit: int = 200) -> int:
    """List what is open, newest first: files and silent kassas (F), quarantined lines (L), gaps (G)."""
    settings = call.open({"database"})
    found = run_task(_listed(call, settings, limit))
    if call.json:
        print_document({"deadletters": [_document(failure) for failure in found.items], "total": found.total})
    elif found.items:
        print_table([f"column_{name}" for name in _HEADINGS], map(_cells, found.items), numbers_from=8)
        if found.total > len(found.items):
            say(text("letters_more", count=number(found.total - len(found.items))))
    else:
        say(text("letters_none"))
    return ExitCode.OK


@deadletters.command("retry")
@click.argument("names", metavar="KEY...", nargs=-1, required=True)
@retry_options
@global_options
@pass_call
def retry_letters(call: Call, names: tuple[str, ...], *, from_stage: str | None, report_file: Path | None) -> int:
    """Try these again, as deadletters list calls them (F12, L7, G3), in one run."""
    return retry_named(call, [key_named(name, "KEY") for name in names], (), from_stage, report_file)


@deadletters.command("drop")
@click.argument("names", metavar="KEY...", nargs=-1, required=True)
@click.option("--reason", required=True, metavar="TEXT", help="Why; it is kept with your name.")
@global_options
@pass_call
def drop_letters(call: Call, names: tuple[str, ...], reason: str) -> int:
    """Give these up. Nothing that is stored is removed, only nobody is reminded of it any more."""
    keys = [key_named(name, "KEY") for name in names]
    settings = call.open({"database"})
    dropped = run_task(_drop(call, settings, keys, reason))
    if not dropped:
        raise DeskError(ErrorCode.RETRY_IMPOSSIBLE, reason="closed", keys=", ".join(keys[:20]))
    print_document({"dropped": dropped}) if call.json else say(text("letters_dropped", count=number(dropped)))
    return ExitCode.OK


def _document(failure: Failure) -> dict[str, Any]:
    """Return what is told of a failure; never the line itself, which may be personal."""
    return {
        "key": failure.key,
        "kind": failure.kind.value,
        "source_folder": str(failure.folder),
        "file": failure.file,
        "line": failure.line,
        "field": failure.field,
        "date_from": failure.dates.first.isoformat() if failure.dates else None,
        "date_to": failure.dates.last.isoformat() if failure.dates else None,
        "stage": failure.stage.value if failure.stage else None,
        "attempts": failure.attempts,
        "first_failed_at": (failure.first_at or failure.at).isoformat(),
        "last_failed_at": failure.at.isoformat(),
        "run_id": failure.run_id or None,
        "sha256": failure.sha256,
        "code": failure.code,
        "message": failure.message,
        "hint": failure.hint,
    }


def _cells(failure: Failure) -> tuple[str, ...]:
    return (
        failure.key,
        str(failure.folder),
        failure.file or "–",
        "–" if failure.line is None else number(failure.line),
        str(failure.dates or "–"),
        text(f"stage_{failure.stage}") if failure.stage else "–",
        failure.at.astimezone().strftime("%Y-%m-%d %H:%M"),
        failure.message,
        number(failure.attempts),
    )


async def _listed(call: Call, settings: Settings, limit: int) -> FailureList:
    from frontol_desk.console.desk import Desk

    async with Desk.open(settings, demo=call.demo) as desk:
        return await desk.letters.list(limit)


async def _drop(call: Call, settings: Settings, keys: list[str], reason: str) -> int:
    from frontol_desk.console.desk import Desk

    async with Desk.open(settings, demo=call.demo) as desk:
        return await desk.letters.drop(keys, reason)
