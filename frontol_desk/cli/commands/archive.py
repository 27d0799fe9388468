"""``archive``: hash the kept originals again, remove old ones, load days from them without any kassa."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path

import click

from frontol_desk.cli.call import Call, global_options, pass_call
from frontol_desk.cli.dates import DayOptions, choose_days, day_options
from frontol_desk.cli.finish import finish, folder_problems
from frontol_desk.cli.kassas import kassa_option, kassa_problems
from frontol_desk.cli.output import number, print_document, say
from frontol_desk.cli.progress import watched
from frontol_desk.cli.tasks import run_task
from frontol_desk.domain.errors import DeskError, ErrorCode, ExitCode
from frontol_desk.domain.messages import text
from frontol_desk.domain.report import RunReport
from frontol_desk.domain.upkeep import ArchiveCheck, Pruned
from frontol_desk.domain.values import DateRange
from frontol_desk.settings.model import Settings
from frontol_desk.settings.problems import SettingProblem

_SHOWN = 30


@click.group("archive")
@global_options
def archive() -> None:
    """Look after the originals: verify hashes every one again, prune removes old ones, replay loads days from them."""


@archive.command("verify")
@global_options
@pass_call
def verify(call: Call) -> int:
    """Hash every kept original again; ends with 1 when one is damaged or missing, or a file does not belong there."""
    found = run_task(_verify(call, call.open({"database"})))
    if call.json:
        print_document({**asdict(found), "sound": found.sound})
    else:
        say(text("archive_checked", copies=number(found.copies), megabytes=_megabytes(found.bytes)))
        for name in ("damaged", "missing", "locked", "foreign"):
            _list(f"archive_{name}", getattr(found, name))
        if found.unlisted:
            say(text("archive_unlisted", count=number(found.unlisted)))
        say(text("archive_sound" if found.sound else "archive_not_sound"))
    return ExitCode.OK if found.sound else ExitCode.PARTIAL


@archive.command("prune")
@click.option("--dry-run", is_flag=True, help="Only say what would be removed.")
@global_options
@pass_call
def prune(call: Call, *, dry_run: bool) -> int:
    """Remove the oldest originals as archive.keep_days and archive.max_gigabytes say; none still needed or of today."""
    settings = call.open({"database"})
    done = run_task(_prune(call, settings, dry_run=dry_run))
    limits = settings.archive
    if call.json:
        print_document({"dry_run": dry_run, **asdict(done)})
        return ExitCode.OK
    if limits.keep_days is None and limits.max_gigabytes is None:
        say(text("archive_unlimited", count=number(done.kept), megabytes=_megabytes(done.kept_bytes)))
        return ExitCode.OK
    name = "archive_would_remove" if dry_run else "archive_removed"
    say(text(name, count=number(done.removed), megabytes=_megabytes(done.removed_bytes)))
    say(text("archive_kept", count=number(done.kept), megabytes=_megabytes(done.kept_bytes)))
    if done.needed:
        say(text("archive_needed", count=number(done.needed)))
    return ExitCode.OK


@archive.command("replay")
@day_options
@kassa_option
@click.option("--report", "report_file", type=click.Path(path_type=Path), metavar="FILE", help="Write the JSON report.")
@global_options
@pass_call
def replay(call: Call, days: DayOptions, kassas: tuple[str, ...], report_file: Path | None) -> int:
    """Load the kept originals of some days again, without any kassa: for example into an empty database."""
    settings, problems = call.read_settings({"database"})
    dates, wrong_days = choose_days(days, settings, kassas)
    problems += [*wrong_days, *kassa_problems(settings, kassas), *folder_problems("--report", report_file)]
    if not days.given:
        problems.append(SettingProblem("--date", DeskError(ErrorCode.USAGE, reason="missing", parameter="--date")))
    call.begin(settings, problems)
    return finish(call, run_task(_replay(call, settings, dates, kassas)), report_file)


async def _verify(call: Call, settings: Settings) -> ArchiveCheck:
    from frontol_desk.console.desk import Desk

    async with Desk.open(settings, demo=call.demo) as desk:
        return await desk.archive.verify(_progress())


async def _prune(call: Call, settings: Settings, *, dry_run: bool) -> Pruned:
    from frontol_desk.console.desk import Desk

    async with Desk.open(settings, demo=call.demo) as desk:
        return await desk.archive.prune(dry_run=dry_run)


async def _replay(call: Call, settings: Settings, dates: DateRange, kassas: tuple[str, ...]) -> RunReport:
    from frontol_desk.console.desk import Desk

    async with Desk.open(settings, demo=call.demo) as desk:
        with watched(desk.events, quiet=call.json):
            return await desk.archive.replay(dates, kassas)


def _progress() -> Callable[[int, int], None]:
    """Return what shows on a terminal how far the work is, in whole per cent."""
    shown = -1

    def show(done: int, total: int) -> None:
        nonlocal shown
        percent = 100 * done // total if total else 100
        if percent != shown and sys.stderr.isatty():
            shown = percent
            click.echo(f"\r{percent} %", nl=done == total, err=True)

    return show


def _list(heading: str, paths: Iterable[str]) -> None:
    named = [*paths]
    if not named:
        return
    say(text(heading, count=number(len(named))))
    for path in named[:_SHOWN]:
        say(f"  {path}")
    if len(named) > _SHOWN:
        say(text("problems_more", count=number(len(named) - _SHOWN)))


def _megabytes(size: int) -> str:
    return number(round(size / 1_000_000))
