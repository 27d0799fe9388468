"""Whether a run may begin at all: what is wrong around it is told in its report, and may keep it from working."""

from __future__ import annotations

from frontol_desk.domain.errors import DeskError
from frontol_desk.domain.report import FileDetail, FileStatus, Problem
from frontol_desk.pipeline.context import RunContext
from frontol_desk.pipeline.ports import Surroundings
from frontol_desk.pipeline.tally import FolderOutcome


async def may_begin(run: RunContext, around: Surroundings) -> bool:
    """Look around; False when the run is refused, which all its folders and the report then say."""
    try:
        found = await around.before(run.plan)
    except DeskError as error:
        for folder in run.plan.folders:
            detail = FileDetail(source_folder=str(folder), status=FileStatus.FAILED)
            problems = [Problem.of(error, source_folder=str(folder))]
            run.tally.file(detail, problems)
            run.tally.folder(FolderOutcome.FAILED)
            run.finished(detail, folder, problems)
        return False
    tell(run, found)
    return True


def tell(run: RunContext, found: list[DeskError]) -> None:
    """Put what was found around the run into its report."""
    run.tally.report.errors += [Problem.of(error, severity="warning") for error in found]
