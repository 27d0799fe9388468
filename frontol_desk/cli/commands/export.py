"""``export``: give loaded days back, in the Frontol format."""

from __future__ import annotations

from pathlib import Path

import click

from frontol_desk.cli.call import Call, global_options, pass_call
from frontol_desk.cli.dates import DayOptions, choose_days, day_options
from frontol_desk.cli.finish import folder_problems
from frontol_desk.cli.kassas import kassa_option, kassa_problems
from frontol_desk.cli.output import print_document, say
from frontol_desk.cli.tasks import run_task
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.messages import text
from frontol_desk.domain.values import DateRange
from frontol_desk.settings.model import Settings


@click.command("export")
@day_options
@kassa_option
@click.option("--type", "types", multiple=True, hidden=True)
@click.option("--format", "form", type=click.Choice(("frontol", "csv", "json", "xlsx")), required=True)
@click.option("--output", type=click.Path(path_type=Path), required=True, metavar="PATH",
              help="File for one folder, directory for several.")  # fmt: skip
@click.option("--encoding", metavar="NAME", help="Default: that of the newest file.")
@global_options
@pass_call
def export(
    call: Call,
    days: DayOptions,
    kassas: tuple[str, ...],
    types: tuple[str, ...],
    form: str,
    output: Path,
    encoding: str | None,
) -> int:
    """Write loaded days to files, in the Frontol format every line as it came."""
    if form != "frontol" or types:
        raise DeskError(ErrorCode.NOT_AVAILABLE, what=f"export --format {form}" if not types else "export --type")
    settings, problems = call.read_settings({"database"})
    dates, wrong_days = choose_days(days, settings, kassas)
    problems += [*wrong_days, *kassa_problems(settings, kassas), *folder_problems("--output", output)]
    call.begin(settings, problems)
    written = run_task(_export(call, settings, dates, kassas, output, encoding))
    if call.json:
        print_document({"files": [str(path) for path in written]})
    else:
        for path in written:
            say(text("exported", file=path))
    return 0


async def _export(
    call: Call, settings: Settings, dates: DateRange, kassas: tuple[str, ...], output: Path, encoding: str | None
) -> list[Path]:
    from frontol_desk.console.desk import Desk

    async with Desk.open(settings, demo=call.demo) as desk:
        return await desk.export_frontol(dates, kassas, output, encoding)
