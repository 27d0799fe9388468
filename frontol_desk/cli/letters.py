"""How failures are named on the command line, and how those named are tried again."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any

import click

from frontol_desk.cli.call import Call
from frontol_desk.cli.finish import finish, folder_problems
from frontol_desk.cli.output import print_document, say
from frontol_desk.cli.progress import watched
from frontol_desk.cli.tasks import run_task
from frontol_desk.domain.errors import DeskError, ErrorCode, ExitCode
from frontol_desk.domain.messages import text
from frontol_desk.domain.report import RunReport, Stage, Trigger
from frontol_desk.settings.load import EVERYTHING, Need
from frontol_desk.settings.model import Settings

_KEY = re.compile(r"([FLG]?)(\d{1,18})", re.ASCII)
_STAGES = {stage.value: stage for stage in (Stage.DOWNLOAD, Stage.PARSE, Stage.LOAD)}


def retry_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--from-stage`` and ``--report``; the command gets them as `from_stage` and `report_file`."""
    for option in (
        click.option(
            "--report", "report_file", type=click.Path(path_type=Path), metavar="FILE", help="Write the JSON report."
        ),
        click.option(
            "--from-stage",
            type=click.Choice([*_STAGES]),
            help="download: ask the kassas again; parse, load: take the archived files (default: where each failed).",
        ),
    ):
        command = option(command)
    return command


def key_named(name: str, parameter: str) -> str:
    """Read ``F12``, ``L7``, ``G3`` or, of a file, ``12``; raise USAGE for anything else."""
    match = _KEY.fullmatch(name.strip().upper())
    if match is None:
        raise DeskError(ErrorCode.USAGE, reason="no_such_letter", parameter=parameter, key=name[:80])
    return f"{match[1] or 'F'}{int(match[2])}"


def retry_named(
    call: Call, keys: Iterable[str] | None, runs: Iterable[str], from_stage: str | None, report_file: Path | None
) -> int:
    """Retry these keys and what failed in these runs; all that is open when `keys` is None."""
    stage = _STAGES[from_stage] if from_stage else None
    needs: Collection[Need] = {"database"} if stage in (Stage.PARSE, Stage.LOAD) else EVERYTHING
    settings, problems = call.read_settings(needs)
    call.begin(settings, problems + folder_problems("--report", report_file))
    wanted = None if keys is None else [*keys]
    report = run_task(_retry(call, settings, wanted, [*runs], stage))
    if report is not None:
        return finish(call, report, report_file)
    print_document({"deadletters": []}) if call.json else say(text("letters_none"))
    return ExitCode.OK


async def _retry(
    call: Call, settings: Settings, keys: list[str] | None, runs: list[str], stage: Stage | None
) -> RunReport | None:
    from frontol_desk.console.desk import Desk

    async with Desk.open(settings, demo=call.demo) as desk:
        if keys is not None:
            for run_id in runs:
                keys += await desk.letters.keys_of_run(run_id)
            if not keys:
                return None
        with watched(desk.events, quiet=call.json):
            return await desk.letters.retry(keys, stage, Trigger.CLI)
