"""The end of a folder's job: old processed files are deleted at the kassa's side, where the settings say so."""

from __future__ import annotations

import logging

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.report import FileDetail, FileStatus
from frontol_desk.domain.values import SourceFolder
from frontol_desk.pipeline.context import RunContext
from frontol_desk.pipeline.ports import Kassas

_log = logging.getLogger(__name__)


async def clean_up(run: RunContext, kassas: Kassas, folder: SourceFolder) -> None:
    """Clean up; whatever fails, and what had to be kept, is a warning of the run."""
    try:
        kept = (await kassas.clean_up(folder, run.archive.verify)).kept
    except DeskError as error:
        _warn(run, folder, None, detail=error.message)
    except Exception as error:  # noqa: BLE001 - the sales are loaded: a fault of ours in here must not make them look lost
        _log.exception("clean-up failed", extra={"folder": str(folder)})
        _warn(run, folder, None, detail=type(error).__name__)
    else:
        if kept:
            _warn(run, folder, "archive", count=kept)


def _warn(run: RunContext, folder: SourceFolder, reason: str | None, **context: object) -> None:
    error = DeskError(ErrorCode.CLEAN_UP_FAILED, reason=reason, folder=str(folder), **context)
    detail = FileDetail(source_folder=str(folder), status=FileStatus.LOADED)
    run.tally.report.errors.append(run.problem(error, detail, warning=True))
