"""What the console shows beyond a single run: folders as they stand, past runs, open failures, figures, health."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.messages import text, told_time
from frontol_desk.domain.report import FileStatus, RunReport, RunStatus, Stage, Trigger
from frontol_desk.domain.values import DateRange, SourceFolder


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderState:
    """How a folder stands: its newest file, with the rows read, and the newest business day loaded.

    `discrepancies` are documents and shifts that did not balance in the run of that file. Of a folder never met, all
    is None or 0.
    """

    folder: SourceFolder
    last_day: date | None = None
    rows: int = 0
    status: FileStatus | None = None
    at: datetime | None = None
    discrepancies: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryQuery:
    """Which runs are wanted, newest first. `since` and `until` are local dates of the start, both included.

    No statuses or triggers mean all; `kassa` is ``P13`` or one folder, ``P13/P13``.
    """

    since: date | None = None
    until: date | None = None
    statuses: frozenset[RunStatus] = frozenset()
    triggers: frozenset[Trigger] = frozenset()
    kassa: str | None = None
    limit: int = 200
    offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEntry:
    """A run in the history; its report has neither `errors` nor `details`, only how many errors and warnings it had.

    `abandoned`: its process ended before the run did. `waiting`: it is kept on this computer until the database, which
    could not be reached, takes it.
    """

    report: RunReport
    host: str
    process_id: int
    errors: int = 0
    warnings: int = 0
    abandoned: bool = False
    waiting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldFolder:
    """A folder that somebody works on at this moment; `since` is aware."""

    folder: SourceFolder
    host: str
    process_id: int
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """A folder that has not delivered a business day by its hour.

    `day` is that day by the kassa's clock, `due` the (aware) moment it was expected by, `last_day` the newest business
    day that is loaded; None when none ever was.
    """

    folder: SourceFolder
    day: date
    due: datetime
    last_day: date | None = None

    @property
    def error(self) -> DeskError:
        """What people are told of it."""
        last = f"{self.last_day:%d.%m.%Y}" if self.last_day else None
        return DeskError(
            ErrorCode.ABSENT, folder=str(self.folder), date=f"{self.day:%d.%m.%Y}", due=told_time(self.due), last=last
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What is going on: runs under way, folders held, kassas that are absent, runs that wait for the database."""

    running: tuple[RunEntry, ...] = ()
    held: tuple[HeldFolder, ...] = ()
    absent: tuple[Absence, ...] = ()
    waiting: tuple[RunEntry, ...] = ()


class FailureKind(StrEnum):
    """What failed: a line, a file as a whole, a kassa that did not answer, or numbers that are missing."""

    QUARANTINED_LINE = "quarantined_line"
    FILE = "file"
    NO_RESPONSE = "no_response"
    GAP = "gap"


_LETTERS = {
    FailureKind.QUARANTINED_LINE: "L",
    FailureKind.FILE: "F",
    FailureKind.NO_RESPONSE: "F",
    FailureKind.GAP: "G",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Something that is still open. `dates` are the days to ask the kassa for again.

    `cause` is the code, with its reason where it has one: what equal failures are grouped by; `cause_text` says it
    in one short sentence without the place. `raw` and `value` quote the line and may be personal: they are for the
    screen only. `attempts` are the runs that tried it in vain since `first_at`, `at` is the last of them; `stage` is
    where it failed.
    """

    kind: FailureKind
    id: int
    folder: SourceFolder
    run_id: str
    at: datetime
    code: str
    cause: str
    cause_text: str
    message: str
    hint: str
    file: str | None = None
    dates: DateRange | None = None
    line: int | None = None
    field: int | None = None
    column: str | None = None
    raw: str | None = None
    value: str | None = None
    sha256: str | None = None
    attempts: int = 1
    first_at: datetime | None = None
    stage: Stage | None = None

    @property
    def key(self) -> str:
        """What it is called by: ``F12`` a file or a silent kassa, ``L7`` a line, ``G3`` a gap."""
        return f"{_LETTERS[self.kind]}{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureList:
    """The newest open failures, and how many there are in all."""

    items: tuple[Failure, ...] = ()
    total: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCount:
    """What was processed on a (local) day: rows read and files loaded, and files that failed or never came."""

    day: date
    rows: int = 0
    files: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """The figures of the last thirty days, `today` the last of them; `days` has every one, in order."""

    today: date
    files_today: int
    rows_today: int
    failed_today: int
    runs: Mapping[RunStatus, int]
    mean_seconds: float | None
    days: tuple[DayCount, ...]
    recent: tuple[RunEntry, ...]
    causes: tuple[tuple[str, int], ...]

    @property
    def success_rate(self) -> float | None:
        """The share of completed runs among those that ended, 0 to 1; None when none did."""
        ended = sum(count for status, count in self.runs.items() if status is not RunStatus.RUNNING)
        return self.runs.get(RunStatus.COMPLETED, 0) / ended if ended else None


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakerState:
    """How calls to a server stand: let through, refused at once until `until` (aware), or one let through to see.

    `failures` in a row were counted, the last of them is `cause`.
    """

    server: str
    state: Literal["closed", "open", "half_open"] = "closed"
    failures: int = 0
    until: datetime | None = None
    cause: DeskError | None = None


class ProbeStatus(StrEnum):
    """How healthy something is."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


FOLDER_CHECKS = ("request", "response")
"""Beginnings of the names of looks into single exchange folders: ``request P13/P13``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One look at something that loads depend on: ``ftp``, ``database``, ``disk``, ``request P13/P13``.

    What is wrong is an `error`; what else there is to say is the text `said`, its placeholders filled with `facts`.
    """

    name: str
    status: ProbeStatus
    latency_ms: float | None = None
    free_bytes: int | None = None
    version: str | None = None
    error: DeskError | None = None
    said: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_folder(self) -> bool:
        """Whether it is about a single exchange folder, of which there may be hundreds."""
        return self.name.startswith(tuple(f"{kind} " for kind in FOLDER_CHECKS))

    @property
    def title(self) -> str:
        """What was looked at, in the user's language."""
        kind, _, place = self.name.partition(" ")
        return " ".join(filter(None, (text("check_" + kind.replace(".", "_")), place)))

    @property
    def message(self) -> str:
        """What was found, in the user's language; of a setting also where it stands."""
        if self.error is not None:
            return self.error.placed_message
        return text(self.said, **self.facts) if self.said else ""

    @property
    def hint(self) -> str:
        """The next action, in the user's language; nothing to do when all is well."""
        if self.error is not None:
            return self.error.hint
        return text(f"{self.said}_hint", **self.facts) if self.said and self.status is not ProbeStatus.OK else ""
