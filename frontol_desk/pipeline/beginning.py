"""Whether a run may begin at all: what is wrong around it is told in its report, and may keep it from working."""

from __future__ import annotations

import asyncio

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.report import FileDetail, FileStatus, Problem
from frontol_desk.domain.values import SourceFolder
from frontol_desk.pipeline.context import RunContext
from frontol_desk.pipeline.ports import Surroundings
from frontol_desk.pipeline.tally import FolderOutcome


async def may_begin(run: RunContext, around: Surroundings, *, owed: bool) -> bool:
    """Look around; False when the run is refused, which all its folders and the report then say.

    With `owed` the kassas still owe the days of the plan, unless a wrong clock makes these doubtful.
    """
    try:
        found = await around.before(run.plan)
    except asyncio.CancelledError:
        run.tally.untouched(run.plan.folders)
        raise
    except DeskError as error:
        refused = {folder: _refuse(run, folder, error) for folder in run.plan.folders}
        for folder, (detail, problem) in refused.items():
            for ask in run.plan.owed_by(folder) if owed and error.code is not ErrorCode.CLOCK_WRONG else ():
                await run.record_failure(detail, [problem], ask)
        return False
    tell(run, found)
    return True


def _refuse(run: RunContext, folder: SourceFolder, error: DeskError) -> tuple[FileDetail, Problem]:
    detail = FileDetail(source_folder=str(folder), status=FileStatus.FAILED)
    problem = Problem.of(error, source_folder=str(folder))
    run.tally.file(detail, [problem])
    run.tally.folder(FolderOutcome.FAILED)
    run.finished(detail, folder, [problem])
    return detail, problem


def tell(run: RunContext, found: list[DeskError]) -> None:
    """Put what was found around the run into its report."""
    run.tally.report.errors += [Problem.of(error, severity="warning") for error in found]
