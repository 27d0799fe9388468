"""Adds up a run: files, rows, problems and folders become the run report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum

from frontol_desk.domain.report import (
    FileDetail,
    FileStatus,
    Problem,
    Reconciliation,
    RowCounts,
    RunReport,
    RunStatus,
    problems_of_file,
)
from frontol_desk.domain.values import SourceFolder


class FolderOutcome(StrEnum):
    """How a folder ended in a run."""

    LOADED = "loaded"
    FAILED = "failed"
    NO_RESPONSE = "no_response"
    CANCELLED = "cancelled"


class Tally:
    """Collects what happened into a report."""

    def __init__(self, report: RunReport) -> None:
        self.report = report
        self._tables: Counter[str] = Counter()
        self._checked: dict[tuple[str, date | None, date | None], Reconciliation] = {}

    def file(
        self,
        detail: FileDetail,
        problems: Sequence[Problem] = (),
        by_table: Mapping[str, int] | None = None,
        checked: Reconciliation | None = None,
        untold: int = 0,
    ) -> None:
        """Add a file, or a folder that gave none; `untold` problems are counted only."""
        report = self.report
        report.details.append(detail)
        report.errors += problems_of_file(problems, source_folder=detail.source_folder, file=detail.file, untold=untold)
        self._tables.update(by_table or {})
        if checked is not None:
            self._checked[detail.source_folder, detail.first_date, detail.last_date] = checked
        for name in RowCounts.model_fields:
            setattr(report.rows, name, getattr(report.rows, name) + getattr(detail, name))
        match detail.status:
            case FileStatus.LOADED | FileStatus.PARTIAL:
                report.files.loaded += 1
            case FileStatus.UNCHANGED:
                report.files.unchanged += 1
            case FileStatus.FAILED:
                report.files.failed += detail.file is not None
            case _:
                pass
        report.files.found = report.files.loaded + report.files.unchanged + report.files.failed

    def folder(self, outcome: FolderOutcome) -> None:
        """Add a finished folder."""
        match outcome:
            case FolderOutcome.LOADED:
                self.report.folders.loaded += 1
            case FolderOutcome.NO_RESPONSE:
                self.report.folders.no_response += 1
            case FolderOutcome.FAILED | FolderOutcome.CANCELLED:
                self.report.folders.failed += 1

    def untouched(self, folders: Iterable[SourceFolder]) -> None:
        """Add folders of a run that was stopped before it came to any of them."""
        for folder in folders:
            self.file(FileDetail(source_folder=str(folder), status=FileStatus.CANCELLED))
            self.folder(FolderOutcome.CANCELLED)

    def finish(self, *, cancelled: bool) -> RunReport:
        """Close the report: times, status, tables."""
        report = self.report
        report.finished_at = datetime.now(UTC)
        report.duration_seconds = round((report.finished_at - report.started_at).total_seconds(), 3)
        for checked in self._checked.values():  # days that several files of the run hold count once
            report.reconciliation.add(checked)
        report.rows_by_table = dict(sorted(self._tables.items()))
        report.details.sort(key=lambda detail: detail.source_folder)
        report.errors.sort(key=lambda problem: (problem.source_folder or "", problem.file or "", problem.line or 0))
        report.status = self._status(cancelled=cancelled)
        return report

    def _status(self, *, cancelled: bool) -> RunStatus:
        folders = self.report.folders
        troubled = any(problem.severity == "error" for problem in self.report.errors)
        if cancelled:
            return RunStatus.CANCELLED
        if folders.total and not folders.loaded:
            return RunStatus.FAILED
        if folders.failed or folders.no_response or troubled:
            return RunStatus.PARTIAL
        return RunStatus.COMPLETED
