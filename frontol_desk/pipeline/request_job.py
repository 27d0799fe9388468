"""One folder of a run that only asks: place its request under its lease, and wait for nothing."""

from __future__ import annotations

import logging

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.events import FolderFinished
from frontol_desk.domain.report import FileDetail, FileStatus, Stage
from frontol_desk.domain.values import SourceFolder
from frontol_desk.pipeline.context import RunContext
from frontol_desk.pipeline.lease_keeper import LeaseKeeper
from frontol_desk.pipeline.ports import Kassas
from frontol_desk.pipeline.tally import FolderOutcome

_log = logging.getLogger(__name__)


class RequestJob:
    """Asks one kassa for the days of the plan. Its answer is left to a later load; a failure opens no dead letter."""

    def __init__(self, run: RunContext, kassas: Kassas, leases: LeaseKeeper, folder: SourceFolder) -> None:
        self._run = run
        self._kassas = kassas
        self._leases = leases
        self._folder = folder

    async def run(self) -> None:
        """Do the job; nothing but cancellation leaves it, whatever happens to this folder."""
        detail = FileDetail(source_folder=str(self._folder), status=FileStatus.CANCELLED)
        outcome = FolderOutcome.CANCELLED
        error: DeskError | None = None
        try:
            await self._ask(detail)
            outcome = FolderOutcome.LOADED
        except DeskError as failure:
            outcome, error = FolderOutcome.FAILED, failure
        except Exception as failure:  # noqa: BLE001 - a fault of ours in one folder must not stop the others
            _log.exception("folder failed", extra={"folder": str(self._folder)})
            outcome, error = FolderOutcome.FAILED, DeskError(ErrorCode.INTERNAL, cause=type(failure).__name__)
        finally:
            self._tell(detail, outcome, error)

    async def _ask(self, detail: FileDetail) -> None:
        await self._run.gate.passed()
        async with self._leases.hold(self._folder), self._run.stage(detail, self._folder, Stage.REQUEST):
            await self._kassas.ask(self._folder, self._run.plan.dates)
            detail.status = FileStatus.REQUESTED

    def _tell(self, detail: FileDetail, outcome: FolderOutcome, error: DeskError | None) -> None:
        if error is not None:
            detail.status = FileStatus.FAILED
        problems = [self._run.problem(error, detail)] if error else []
        self._run.tally.file(detail, problems)
        self._run.tally.folder(outcome)
        self._run.finished(detail, self._folder, problems)
        self._run.bus.publish(FolderFinished(run_id=self._run.run_id, folder=self._folder, outcome=outcome.value))
