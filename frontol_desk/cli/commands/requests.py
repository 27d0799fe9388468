"""``requests``: send requests only, look into the request folders, clear them."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import click

from frontol_desk.cli.call import Call, global_options, pass_call
from frontol_desk.cli.dates import DayOptions, choose_days, day_options
from frontol_desk.cli.finish import finish
from frontol_desk.cli.kassas import kassa_option, kassa_problems
from frontol_desk.cli.output import number, print_document, print_error, say
from frontol_desk.cli.progress import watched
from frontol_desk.cli.summary import print_table
from frontol_desk.cli.tasks import run_task
from frontol_desk.domain.errors import DeskError, ExitCode
from frontol_desk.domain.messages import text
from frontol_desk.domain.report import RunReport
from frontol_desk.domain.tools import ClearedRequests, LyingRequest, RequestFolders
from frontol_desk.domain.values import DateRange
from frontol_desk.settings.load import EVERYTHING
from frontol_desk.settings.model import Settings

_HEADINGS = ("folder", "file", "written", "asked_for", "bytes")
_AGE = re.compile(r"(\d{1,6})\s*([mhd]?)", re.ASCII)
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "": "minutes"}


def _age(_: click.Context, __: click.Parameter, value: str | None) -> timedelta | None:
    """Read a time such as ``30m``, ``2h``, ``1d``; a bare number is minutes."""
    if value is None:
        return None
    found = _AGE.fullmatch(value.strip().lower())
    if found is None:
        raise click.BadParameter(text("not_an_age", value=value[:40]))
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


@click.group("requests")
@global_options
def requests() -> None:
    """Send requests without waiting, show and clear those that kassas have not taken."""


@requests.command("send")
@day_options
@kassa_option
@global_options
@pass_call
def send(call: Call, kassas: tuple[str, ...], *, days: DayOptions) -> int:
    """Put requests for a day (default: yesterday) and wait for nothing; load --no-request takes the answers later."""
    settings, problems = call.read_settings(EVERYTHING)
    dates, wrong_days = choose_days(days, settings, kassas)
    call.begin(settings, [*problems, *kassa_problems(settings, kassas), *wrong_days])
    return finish(call, run_task(_send(call, settings, dates, kassas, relative=days.relative)))


async def _send(
    call: Call, settings: Settings, dates: DateRange, kassas: tuple[str, ...], *, relative: bool
) -> RunReport:
    from frontol_desk.console.desk import Desk, LoadOrder

    async with Desk.open(settings, demo=call.demo) as desk:
        with watched(desk.events, quiet=call.json):
            return await desk.tools.send_requests(LoadOrder(dates=dates, kassas=kassas, relative=relative))


@requests.command("list")
@kassa_option
@global_options
@pass_call
def list_requests(call: Call, kassas: tuple[str, ...]) -> int:
    """Show the requests that kassas have not taken; ends with 1 when a folder could not be looked into."""
    found = run_task(_look(call, _settings(call, kassas), kassas))
    if call.json:
        print_document({"requests": [_document(one) for one in found.lying], "errors": _errors(found)})
    else:
        _print(found)
    return ExitCode.PARTIAL if found.failed else ExitCode.OK


@requests.command("clear")
@kassa_option
@click.option("--older-than", callback=_age, metavar="AGE", help="Only those lying longer: 30m, 2h, 1d.")
@click.option("--yes", is_flag=True, help="Remove without asking.")
@global_options
@pass_call
def clear(call: Call, kassas: tuple[str, ...], older_than: timedelta | None, *, yes: bool) -> int:
    """Remove requests that kassas have not taken; says first which. Without --yes it asks, or only shows."""
    settings = _settings(call, kassas)
    found = run_task(_look(call, settings, kassas))
    limit = datetime.now(UTC) - older_than if older_than else None
    chosen = [one for one in found.lying if one.removable and (limit is None or one.older_than(limit))]
    if not call.json:
        _print(found)
    sure = yes or (bool(chosen) and not call.json and _confirmed(chosen))
    cleared = run_task(_clear(call, settings, chosen)) if chosen and sure else ClearedRequests()
    if call.json:
        print_document(_outcome(found, chosen, cleared, done=sure))
    else:
        _tell(chosen, cleared, done=sure)
    return ExitCode.PARTIAL if found.failed or cleared.kept else ExitCode.OK


def _settings(call: Call, kassas: tuple[str, ...]) -> Settings:
    settings, problems = call.read_settings(EVERYTHING)
    call.begin(settings, [*problems, *kassa_problems(settings, kassas)])
    return settings


def _confirmed(chosen: Sequence[LyingRequest]) -> bool:
    """Ask at a terminal; without one nothing is removed."""
    if not sys.stdin.isatty():
        say(text("requests_would_clear", count=number(len(chosen))))
        return False
    return click.confirm(text("requests_clear", count=number(len(chosen))), default=False)


async def _look(call: Call, settings: Settings, kassas: tuple[str, ...]) -> RequestFolders:
    from frontol_desk.console.desk import Desk

    async with Desk.open(settings, demo=call.demo) as desk:
        return await desk.tools.lying_requests(kassas)


async def _clear(call: Call, settings: Settings, chosen: Sequence[LyingRequest]) -> ClearedRequests:
    from frontol_desk.console.desk import Desk

    async with Desk.open(settings, demo=call.demo) as desk:
        return await desk.tools.clear_requests(chosen)


def _document(one: LyingRequest) -> dict[str, Any]:
    return {
        "source_folder": str(one.folder),
        "file": one.name,
        "bytes": one.size,
        "modified": one.modified.isoformat() if one.modified else None,
        "text": one.text,
        "removable": one.removable,
    }


def _errors(found: RequestFolders) -> list[dict[str, str]]:
    return [_error(error) | {"source_folder": str(folder)} for folder, error in found.failed.items()]


def _error(error: DeskError) -> dict[str, str]:
    return {"code": error.code.value, "message": error.message, "hint": error.hint}


def _outcome(
    found: RequestFolders, chosen: Sequence[LyingRequest], cleared: ClearedRequests, *, done: bool
) -> dict[str, Any]:
    return {
        "dry_run": not done,
        "chosen": [_document(one) for one in chosen],
        "removed": [_document(one) for one in cleared.removed],
        "gone": [_document(one) for one in cleared.gone],
        "kept": [_document(one) | {"error": _error(error)} for one, error in cleared.kept],
        "errors": _errors(found),
    }


def _print(found: RequestFolders) -> None:
    if found.lying:
        print_table([f"column_{name}" for name in _HEADINGS], map(_cells, found.lying), numbers_from=4)
    elif not found.failed:
        say(text("requests_none"))
    for error in found.failed.values():
        print_error(error)


def _cells(one: LyingRequest) -> tuple[str, ...]:
    written = one.modified.astimezone().strftime("%Y-%m-%d %H:%M") if one.modified else "–"
    asked = one.text if one.removable else text("requests_foreign")
    return (str(one.folder), one.name, written, asked, number(one.size))


def _tell(chosen: Sequence[LyingRequest], cleared: ClearedRequests, *, done: bool) -> None:
    for _, error in cleared.kept:
        print_error(error)
    if done and chosen:
        say(text("requests_cleared", count=number(len(cleared.removed)), gone=number(len(cleared.gone))))
