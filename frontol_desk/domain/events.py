"""What happens in a run, as typed events. Stages publish them; window, journal, log and progress display subscribe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.files import Sighting
from frontol_desk.domain.overview import BreakerState
from frontol_desk.domain.report import FileDetail, Problem, RunReport, Stage
from frontol_desk.domain.values import DateRange, SourceFolder


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Anything that happened, with its (aware) time and the run it belongs to."""

    run_id: str
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStarted(Event):
    """A run begins; its folders and days are known. `asked` are the days of folders that it concerns in part only."""

    folders: tuple[SourceFolder, ...]
    dates: DateRange
    asked: Mapping[SourceFolder, DateRange] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderEvent(Event):
    """Something happened to one folder of a run; `file` is None while no answer is there."""

    folder: SourceFolder
    file: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StageStarted(FolderEvent):
    """A folder or file enters a stage. `deadline_seconds` is set while waiting for a kassa."""

    stage: Stage
    deadline_seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StageProgress(FolderEvent):
    """How far a stage is: `done` of `total` units (bytes while downloading and parsing), `rows` so far."""

    stage: Stage
    done: int
    total: int
    rows: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFileSeen(FolderEvent):
    """A kassa's own log of its export (``SaveResult1.txt``) was found: shown, never loaded."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KassaSighted(FolderEvent):
    """While a kassa is waited for: it has taken the request, or an answer of it has appeared."""

    sighting: Sighting


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrying(FolderEvent):
    """An operation failed and is tried again in `seconds`; `attempt` (from 1) of `attempts` failed with `code`.

    `attempts` is 0 where nobody knows how many there may be.
    """

    operation: str
    attempt: int
    seconds: float
    code: ErrorCode
    attempts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakerChanged(Event):
    """The exchange server is called no more, or again; no run's own, so `run_id` is empty."""

    run_id: str = ""
    state: BreakerState


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFinished(FolderEvent):
    """A file (or a folder without one) is done; the detail says how."""

    detail: FileDetail
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderFinished(FolderEvent):
    """Nothing more will happen to this folder in this run."""

    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFinished(Event):
    """The run is over."""

    report: RunReport


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsReloaded(Event):
    """A changed settings file counts from the next run on; `changed` are the names of the settings that differ."""

    run_id: str = ""
    file: str
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsRejected(Event):
    """A changed settings file is kept out: the settings stay as they were, and `error` tells why."""

    run_id: str = ""
    file: str
    error: DeskError
