"""A row of the queue: one file, or one folder that waits for its kassa, and the story so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from frontol_desk.domain.errors import ErrorCode
from frontol_desk.domain.report import FileDetail, Problem, Stage
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.ui.theme.states import WorkState

FAILED_STATES = frozenset({WorkState.FAILED, WorkState.NO_ANSWER, WorkState.PARTIAL})
ACTIVE_STATES = frozenset({WorkState.WAITING, WorkState.RUNNING})


class Mark(StrEnum):
    """The stations of a file's story, on the kassa's side and on ours, in order."""

    REQUESTED = "requested"
    PICKED_UP = "picked_up"
    APPEARED = "appeared"
    DOWNLOADED = "downloaded"
    ARCHIVED = "archived"
    PARSED = "parsed"
    LOADED = "loaded"
    VERIFIED = "verified"
    ACKNOWLEDGED = "acknowledged"


@dataclass(frozen=True, slots=True)
class Repetition:
    """An attempt, from 2, of at most `most` (0: unknown) that is, or was, made `at` (aware) after a failure `code`."""

    attempt: int
    most: int
    at: datetime
    code: ErrorCode


@dataclass(slots=True, kw_only=True)
class QueueRow:
    """What is known of one file on its way. Times are aware; `rate` is rows a second, None while unknown.

    `repeats` is what is tried again at the moment, `repeated` the last repetition at each station.
    """

    id: int
    run_id: str
    folder: SourceFolder
    dates: DateRange
    started: datetime
    file: str | None = None
    state: WorkState = WorkState.WAITING
    stage: Stage | None = None
    done: int = 0
    total: int = 0
    rows: int = 0
    finished: datetime | None = None
    deadline_seconds: float | None = None
    wait_started: datetime | None = None
    rate: float | None = None
    eta_seconds: float | None = None
    detail: FileDetail | None = None
    problems: tuple[Problem, ...] = ()
    marks: dict[Mark, datetime] = field(default_factory=dict)
    service_text: str | None = None
    repeats: Repetition | None = None
    repeated: dict[Mark, Repetition] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        """How long it took, or has taken so far."""
        return ((self.finished or datetime.now(UTC)) - self.started).total_seconds()

    @property
    def waited_seconds(self) -> float:
        """How long the kassa has been waited for."""
        if self.wait_started is None:
            return 0.0
        return ((self.finished or datetime.now(UTC)) - self.wait_started).total_seconds()

    @property
    def is_active(self) -> bool:
        """Tell whether something is still to happen."""
        return self.state in ACTIVE_STATES

    @property
    def is_failed(self) -> bool:
        """Tell whether somebody should try again."""
        return self.state in FAILED_STATES

    @property
    def share(self) -> float | None:
        """How far the present stage is, 0 to 1; None when that cannot be known."""
        return min(1.0, self.done / self.total) if self.total > 0 else None

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What went wrong."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def discrepancies(self) -> tuple[Problem, ...]:
        """What does not balance or is missing in the numbering."""
        return tuple(
            problem for problem in self.problems if problem.severity == "warning" and problem.stage is Stage.VERIFY
        )

    def mark(self, station: Mark, at: datetime) -> None:
        """Note when a station was reached, the first time counting."""
        self.marks.setdefault(station, at)
