"""``gaps``: transaction numbers that are missing between loaded ones; ask the kassas for exactly these."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from frontol_desk.cli.call import Call, global_options, pass_call
from frontol_desk.cli.finish import finish, folder_problems
from frontol_desk.cli.kassas import kassa_option, kassa_problems
from frontol_desk.cli.output import number, print_document, say
from frontol_desk.cli.progress import watched
from frontol_desk.cli.summary import print_table
from frontol_desk.cli.tasks import run_task
from frontol_desk.domain.asks import Gap
from frontol_desk.domain.errors import DeskError, ErrorCode, ExitCode
from frontol_desk.domain.messages import text
from frontol_desk.domain.report import RunReport, Trigger
from frontol_desk.settings.load import EVERYTHING
from frontol_desk.settings.model import Settings

_HEADINGS = ("gap", "folder", "workplace", "state", "between", "asked", "first", "last", "count")


@click.group("gaps", invoke_without_command=True)
@global_options
@click.pass_context
def gaps(context: click.Context) -> int | None:
    """Show what is missing between loaded transactions (gaps list), ask the kassas for it (gaps request)."""
    if context.invoked_subcommand is None:
        listed: int = context.invoke(list_gaps)
        return listed
    return None


@gaps.command("list")
@kassa_option
@click.option("--all", "closed", is_flag=True, help="Also those that the kassa cannot fill, and those dropped.")
@global_options
@pass_call
def list_gaps(call: Call, kassas: tuple[str, ...] = (), *, closed: bool = False) -> int:
    """List the gaps in transaction numbers; ends with 1 when some are open."""
    settings, problems = call.read_settings({"database"})
    call.begin(settings, problems + kassa_problems(settings, kassas))
    found = [gap for gap in run_task(_listed(call, settings, closed=closed)) if _of(gap, kassas)]
    if call.json:
        print_document({"gaps": [_document(gap) for gap in found]})
    elif found:
        print_table([f"column_{name}" for name in _HEADINGS], map(_cells, found), numbers_from=6)
    else:
        say(text("gaps_none"))
    return ExitCode.PARTIAL if any(gap.closed_as is None for gap in found) else ExitCode.OK


@gaps.command("request")
@click.argument("ids", metavar="[GAP]...", nargs=-1)
@kassa_option
@click.option("--report", "report_file", type=click.Path(path_type=Path), metavar="FILE", help="Write the JSON report.")
@global_options
@pass_call
def request_gaps(call: Call, ids: tuple[str, ...], kassas: tuple[str, ...], report_file: Path | None) -> int:
    """Ask the kassas for exactly the missing numbers: of all open gaps, or of these (17 or G17)."""
    settings, problems = call.read_settings(EVERYTHING)
    problems += [*kassa_problems(settings, kassas), *folder_problems("--report", report_file)]
    call.begin(settings, problems)
    report = run_task(_request(call, settings, {*map(_id, ids)}, kassas))
    if report is not None:
        return finish(call, report, report_file)
    print_document({"gaps": []}) if call.json else say(text("gaps_none"))
    return ExitCode.OK


def _id(name: str) -> int:
    digits = name.strip().upper().removeprefix("G")
    if not (digits.isascii() and digits.isdigit()):
        raise DeskError(ErrorCode.USAGE, reason="no_such_gap", gaps=name[:80])
    return int(digits)


def _of(gap: Gap, kassas: tuple[str, ...]) -> bool:
    return not kassas or gap.folder.kassa in kassas or str(gap.folder) in kassas


def _document(gap: Gap) -> dict[str, Any]:
    return {
        "id": gap.id,
        "source_folder": str(gap.folder),
        "cash_register_code": gap.workplace,
        "first": gap.numbers.first,
        "last": gap.numbers.last,
        "day_before": gap.day_before.isoformat() if gap.day_before else None,
        "day_after": gap.day_after.isoformat() if gap.day_after else None,
        "found_at": gap.found_at.isoformat(),
        "asked_at": gap.asked_at.isoformat() if gap.asked_at else None,
        "state": _state(gap),
    }


def _state(gap: Gap) -> str:
    return gap.closed_as.value if gap.closed_as else "open"


def _cells(gap: Gap) -> tuple[str, ...]:
    return (
        f"G{gap.id}",
        str(gap.folder),
        str(gap.workplace),
        text(f"gap_{_state(gap)}"),
        str(gap.dates or "–"),
        gap.asked_at.astimezone().strftime("%Y-%m-%d %H:%M") if gap.asked_at else "–",
        str(gap.numbers.first),
        str(gap.numbers.last),
        number(gap.numbers.count),
    )


async def _listed(call: Call, settings: Settings, *, closed: bool) -> list[Gap]:
    from frontol_desk.console.desk import Desk

    async with Desk.open(settings, demo=call.demo) as desk:
        return await desk.gaps.listed(closed=closed)


async def _request(call: Call, settings: Settings, ids: Iterable[int], kassas: tuple[str, ...]) -> RunReport | None:
    from frontol_desk.console.desk import Desk

    async with Desk.open(settings, demo=call.demo) as desk:
        wanted, known = {*ids}, {gap.id: gap for gap in await desk.gaps.listed(closed=True)}
        if unknown := wanted - known.keys():
            raise DeskError(ErrorCode.USAGE, reason="no_such_gap", gaps=", ".join(f"G{id_}" for id_ in sorted(unknown)))
        chosen = wanted or {gap.id for gap in known.values() if gap.closed_as is None}
        with watched(desk.events, quiet=call.json):
            return await desk.gaps.request([id_ for id_ in chosen if _of(known[id_], kassas)], trigger=Trigger.CLI)
