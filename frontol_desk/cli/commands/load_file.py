"""``load-file``: load local export files, the same way from download onwards."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from frontol_desk.cli.call import Call, global_options, pass_call
from frontol_desk.cli.dates import DayOptions, choose_days, day_options
from frontol_desk.cli.finish import finish, folder_problems
from frontol_desk.cli.progress import watched
from frontol_desk.cli.tasks import run_task
from frontol_desk.domain.errors import DeskError
from frontol_desk.domain.report import RunReport
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.settings.model import Settings
from frontol_desk.settings.problems import SettingProblem


@click.command("load-file")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--folder", required=True, metavar="K/F", help="Whose sales these are, for example N22/N22_FURN.")
@day_options
@click.option("--report", "report_file", type=click.Path(path_type=Path), metavar="FILE", help="Write the JSON report.")
@click.option("--encoding", metavar="NAME", help="Default: found by looking.")
@global_options
@pass_call
def load_file(
    call: Call,
    paths: tuple[Path, ...],
    folder: str,
    days: DayOptions,
    report_file: Path | None,
    encoding: str | None,
) -> int:
    """Load local export files; days are those the files were asked for, when that is known."""
    settings, problems = call.read_settings({"database"})
    dates, wrong_days = choose_days(days, settings, [folder])
    problems += [*_name_problems(folder), *wrong_days, *folder_problems("--report", report_file)]
    call.begin(settings, problems)
    work = _load_files(call, settings, paths, SourceFolder.parse(folder), dates if days.given else None, encoding)
    return finish(call, run_task(work), report_file)


def _name_problems(folder: str) -> list[SettingProblem]:
    try:
        SourceFolder.parse(folder)
    except DeskError as error:
        return [SettingProblem("--folder", error)]
    return []


async def _load_files(
    call: Call,
    settings: Settings,
    paths: Sequence[Path],
    folder: SourceFolder,
    dates: DateRange | None,
    encoding: str | None,
) -> RunReport:
    from frontol_desk.console.desk import Desk

    async with Desk.open(settings, demo=call.demo) as desk:
        with watched(desk.events, quiet=call.json):
            return await desk.load_files(paths, folder, dates, encoding)
