"""``load`` (also ``--run``): ask the kassas for a day or a range and load what they answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from frontol_desk.cli.call import Call, global_options, pass_call
from frontol_desk.cli.dates import DayOptions, choose_days, day_options
from frontol_desk.cli.finish import finish, folder_problems
from frontol_desk.cli.kassas import kassa_option, kassa_problems
from frontol_desk.cli.progress import watched
from frontol_desk.cli.tasks import run_task
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.report import RunReport
from frontol_desk.settings.load import EVERYTHING
from frontol_desk.settings.model import Settings
from frontol_desk.settings.problems import SettingProblem

if TYPE_CHECKING:
    from frontol_desk.console.desk import LoadOrder


@click.command("load")
@click.argument("argument", metavar="[DATE]", required=False)
@day_options
@kassa_option
@click.option("--catch-up", is_flag=True, help="Instead of a day: all since the last complete one, kassa by kassa.")
@click.option("--no-request", is_flag=True, help="Only what already lies in the response folders.")
@click.option(
    "--wait", type=click.FloatRange(min=0, min_open=True), metavar="SECONDS", help="Longest wait for answers."
)
@click.option("--strategy", type=click.Choice(("parallel", "sequential")), help="How folders are worked off.")
@click.option("--report", "report_file", type=click.Path(path_type=Path), metavar="FILE", help="Write the JSON report.")
@global_options
@pass_call
def load(
    call: Call,
    days: DayOptions,
    kassas: tuple[str, ...],
    *,
    catch_up: bool,
    no_request: bool,
    wait: float | None,
    strategy: str | None,
    report_file: Path | None,
) -> int:
    """Ask the kassas for a day (default: yesterday) and load their answers."""
    settings, problems = call.read_settings(EVERYTHING)
    dates, wrong_days = choose_days(days, settings, kassas)
    problems += [*wrong_days, *kassa_problems(settings, kassas), *folder_problems("--report", report_file)]
    problems += _catch_up_problems(days, no_request=no_request) if catch_up else []
    call.begin(settings, problems)
    from frontol_desk.console.desk import LoadOrder

    order = LoadOrder(
        dates=dates,
        kassas=kassas,
        request=not no_request,
        wait_seconds=wait,
        strategy=strategy,
        catch_up=catch_up,
        relative=days.relative,
    )
    return finish(call, run_task(_load(call, settings, order)), report_file)


def _catch_up_problems(days: DayOptions, *, no_request: bool) -> list[SettingProblem]:
    others = [name for name, given in (("days", days.given), ("--no-request", no_request)) if given]
    if not others:
        return []
    error = DeskError(ErrorCode.USAGE, reason="catch_up_alone", options=", ".join(others))
    return [SettingProblem("--catch-up", error)]


async def _load(call: Call, settings: Settings, order: LoadOrder) -> RunReport:
    from frontol_desk.console.desk import Desk

    async with Desk.open(settings, demo=call.demo) as desk:
        with watched(desk.events, quiet=call.json):
            return await desk.load(order)
