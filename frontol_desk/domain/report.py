"""The run report: what ``--json`` prints, ``--report`` writes and the journal stores. Its shape is a promise to others.

Counts obey ``read = loaded + unchanged + quarantined`` per file and per run; `removed` counts rows of an earlier answer
that are gone from the new one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from frontol_desk.domain.errors import DeskError, ErrorCode, ExitCode, exit_code_of
from frontol_desk.domain.values import storable

Text = Annotated[str, AfterValidator(storable)]
"""What may quote the name of a file."""
PROBLEMS_PER_FILE = 200
"""So many problems of one file are listed one by one; the rest is counted in a PROBLEMS_OMITTED entry."""


class Trigger(StrEnum):
    """Who started a run."""

    MANUAL = "manual"
    CLI = "cli"
    SCHEDULE = "schedule"
    API = "api"
    WORKER = "worker"


class RunStatus(StrEnum):
    """How a run ended (or that it has not)."""

    RUNNING = "running"
    COMPLETED = "completed"
    PARTIAL = "partial"
    FAILED = "failed"
    CANCELLED = "cancelled"


class FileStatus(StrEnum):
    """How one file, or a folder that gave no file, ended."""

    LOADED = "loaded"
    UNCHANGED = "unchanged"
    PARTIAL = "partial"
    FAILED = "failed"
    NO_RESPONSE = "no_response"
    ALREADY_PROCESSED = "already_processed"
    CANCELLED = "cancelled"
    REQUESTED = "requested"


class Stage(StrEnum):
    """The stations of one file's way, in order."""

    REQUEST = "request"
    WAIT = "wait"
    DOWNLOAD = "download"
    ARCHIVE = "archive"
    PARSE = "parse"
    LOAD = "load"
    VERIFY = "verify"
    ACKNOWLEDGE = "acknowledge"


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Problem(_Model):
    """One error or warning, its place and the next action. `line` is the physical line, from 1, header included.

    `reason` is that of its error, for a finer cause; it is no part of the document, but of what `stored` returns.
    """

    code: str
    severity: Literal["error", "warning"] = "error"
    source_folder: str | None = None
    file: Text | None = None
    stage: Stage | None = None
    line: int | None = None
    field: int | None = None
    message: Text
    hint: str = ""
    reason: str | None = Field(default=None, exclude=True)

    def stored(self) -> dict[str, object]:
        """Return all that is known, as plain values that `model_validate` reads back."""
        values = self.model_dump(mode="json")
        return values | {"reason": self.reason} if self.reason else values

    @classmethod
    def of(
        cls,
        error: DeskError,
        *,
        severity: Literal["error", "warning"] = "error",
        source_folder: str | None = None,
        file: str | None = None,
        stage: Stage | None = None,
    ) -> Self:
        """Turn an error into a report entry; `line` and `field` come from its context."""
        line, field = error.context.get("line"), error.context.get("field")
        return cls(
            code=error.code,
            severity=severity,
            source_folder=source_folder,
            file=file,
            stage=stage,
            line=line if isinstance(line, int) else None,
            field=field if isinstance(field, int) else None,
            message=error.message,
            hint=error.hint,
            reason=error.reason,
        )


class RowCounts(_Model):
    """Lines of a file, or of a run, by their fate."""

    read: int = 0
    loaded: int = 0
    unchanged: int = 0
    removed: int = 0
    quarantined: int = 0


class FileDetail(RowCounts):
    """One file, or a folder without one; `stages` are seconds."""

    source_folder: str
    file: Text | None = None
    sha256: str | None = None
    bytes: int = 0
    status: FileStatus = FileStatus.FAILED
    rows: int = 0
    first_date: date | None = None
    last_date: date | None = None
    stages: dict[Stage, float] = Field(default_factory=dict)


class FolderCounts(_Model):
    """``total = loaded + failed + no_response``."""

    total: int = 0
    loaded: int = 0
    failed: int = 0
    no_response: int = 0


class FileCounts(_Model):
    """``found = loaded + unchanged + failed``; a partly loaded file counts as loaded."""

    found: int = 0
    loaded: int = 0
    unchanged: int = 0
    failed: int = 0


class Reconciliation(_Model):
    """What the checks after the load found: documents with a close (55), shifts with a close (61), number gaps."""

    documents: int = 0
    balanced: int = 0
    discrepancies: int = 0
    shifts: int = 0
    shifts_balanced: int = 0
    gaps: int = 0

    def add(self, other: Reconciliation) -> None:
        """Add the counts of another file."""
        for name in type(self).model_fields:
            setattr(self, name, getattr(self, name) + getattr(other, name))


class RunReport(_Model):
    """Everything about one run."""

    schema_: Literal[1] = Field(default=1, alias="schema", serialization_alias="schema")
    run_id: str
    trigger: Trigger
    status: RunStatus = RunStatus.RUNNING
    date_from: date
    date_to: date
    started_at: datetime
    finished_at: datetime | None = None
    duration_seconds: float = 0.0
    folders: FolderCounts = Field(default_factory=FolderCounts)
    files: FileCounts = Field(default_factory=FileCounts)
    rows: RowCounts = Field(default_factory=RowCounts)
    rows_by_table: dict[str, int] = Field(default_factory=dict)
    reconciliation: Reconciliation = Field(default_factory=Reconciliation)
    errors: list[Problem] = Field(default_factory=list)
    details: list[FileDetail] = Field(default_factory=list)

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    def as_json(self, *, details: bool = True) -> str:
        """Return the document of the contract."""
        return self.model_dump_json(by_alias=True, indent=2, exclude=None if details else {"details"})

    @property
    def exit_code(self) -> ExitCode:
        """Return the process's exit code: the run's status, refined by what stopped every folder alike."""
        if self.status is RunStatus.CANCELLED:
            return ExitCode.CANCELLED
        if self.status is RunStatus.COMPLETED:
            return ExitCode.OK
        if self.status is RunStatus.PARTIAL:
            return ExitCode.PARTIAL
        per_folder: dict[str | None, set[ExitCode]] = {}
        for problem in self.errors:
            if problem.severity == "error":
                per_folder.setdefault(problem.source_folder, set()).add(exit_code_of(ErrorCode(problem.code)))
        for code in (ExitCode.CONFIG, ExitCode.LOCKED, ExitCode.UNREACHABLE):
            if per_folder and all(code in codes for codes in per_folder.values()):
                return code
        return ExitCode.FAILED


def problems_of_file(
    problems: Iterable[Problem], *, source_folder: str, file: str | None, untold: int = 0
) -> list[Problem]:
    """Limit one file's problems to what a person can read; how many were left out is said, per severity.

    `untold` errors were left out before.
    """
    kept: list[Problem] = []
    omitted: Counter[Literal["error", "warning"]] = Counter({"error": untold} if untold else {})
    for problem in problems:
        if len(kept) < PROBLEMS_PER_FILE:
            kept.append(problem)
        else:
            omitted[problem.severity] += 1
    for severity, count in omitted.items():
        error = DeskError(ErrorCode.PROBLEMS_OMITTED, count=count)
        kept.append(Problem.of(error, severity=severity, source_folder=source_folder, file=file))
    return kept
