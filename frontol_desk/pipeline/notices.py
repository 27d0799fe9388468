"""What lies in a response folder besides answers: the kassa's own logs, and files that somebody has processed."""

from __future__ import annotations

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.events import ServiceFileSeen
from frontol_desk.domain.files import RemoteFile
from frontol_desk.domain.personal import mask_personal
from frontol_desk.domain.report import FileDetail, FileStatus
from frontol_desk.domain.values import SourceFolder
from frontol_desk.pipeline.context import RunContext
from frontol_desk.pipeline.ports import Waited

_LONGEST_TEXT = 500


class Notices:
    """Tells of such files of one folder, of each once in a run."""

    def __init__(self, run: RunContext, folder: SourceFolder) -> None:
        self._run = run
        self._folder = folder
        self._logs: set[tuple[str, str]] = set()
        self._processed: set[str] = set()

    def logs(self, waited: Waited) -> list[DeskError]:
        """Publish the kassa's own logs; returns those not told before as errors for the report."""
        fresh = [log for log in waited.service_texts if (log.name, log.text) not in self._logs]
        for log in fresh:
            self._logs.add((log.name, log.text))
            self._run.bus.publish(
                ServiceFileSeen(
                    run_id=self._run.run_id, folder=self._folder, file=log.name, text=mask_personal(log.text)
                )
            )
        return [
            DeskError(ErrorCode.KASSA_REPORTED, file=log.name, text=mask_personal(log.text)[:_LONGEST_TEXT])
            for log in fresh
        ]

    def processed(self, waited: Waited) -> list[DeskError]:
        """Return the files not told before that are marked as processed, as errors for the report."""
        return [
            DeskError(ErrorCode.ALREADY_PROCESSED, file=file.name, folder=str(self._folder))
            for file in self._new_processed(waited)
        ]

    def report_processed(self, waited: Waited) -> None:
        """Put those files into the report, each as a file of its own."""
        for file in self._new_processed(waited):
            detail = FileDetail(
                source_folder=str(self._folder),
                file=file.name,
                bytes=file.size,
                status=FileStatus.ALREADY_PROCESSED,
            )
            error = DeskError(ErrorCode.ALREADY_PROCESSED, file=file.name, folder=str(self._folder))
            self._run.tally.file(detail, [self._run.problem(error, detail, warning=True)])
            self._run.finished(detail, self._folder, [])

    def _new_processed(self, waited: Waited) -> list[RemoteFile]:
        fresh = [file for file in waited.already_processed if file.name not in self._processed]
        self._processed.update(file.name for file in fresh)
        return fresh
