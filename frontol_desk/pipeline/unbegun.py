"""The record of a run that could not begin: what was to be loaded, and why nothing was."""

from __future__ import annotations

from datetime import UTC, datetime

from frontol_desk.domain.errors import DeskError
from frontol_desk.domain.kept import KeptFailure
from frontol_desk.domain.report import FileDetail, FileStatus, FolderCounts, Problem, RunReport, RunStatus
from frontol_desk.domain.run_ids import new_run_id
from frontol_desk.pipeline.context import RunPlan


def unbegun(plan: RunPlan, error: DeskError) -> tuple[RunReport, list[KeptFailure]]:
    """Return the report of a run that could not begin because of `error`, and the failure of each of its folders."""
    now = datetime.now(UTC)
    problems = [Problem.of(error, source_folder=str(folder)) for folder in plan.folders]
    details = [FileDetail(source_folder=str(folder), status=FileStatus.FAILED) for folder in plan.folders]
    report = RunReport(
        run_id=new_run_id(now),
        trigger=plan.trigger,
        status=RunStatus.FAILED,
        date_from=plan.dates.first,
        date_to=plan.dates.last,
        started_at=now,
        finished_at=now,
        folders=FolderCounts(total=len(plan.folders), failed=len(plan.folders)),
        errors=problems,
        details=details,
    )
    kept = [
        KeptFailure.of(detail, [problem], ask)
        for folder, detail, problem in zip(plan.folders, details, problems, strict=True)
        for ask in plan.owed_by(folder)
    ]
    return report, kept
