"""The look of every state: icon, tone and word always go together, so that colour is never the only sign."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from frontol_desk.domain.report import FileDetail, FileStatus, RunStatus, Stage
from frontol_desk.ui.translation import translate


class WorkState(StrEnum):
    """How it stands with a file, a waiting folder or a day of a kassa."""

    WAITING = "waiting"
    RUNNING = "running"
    LOADED = "loaded"
    UNCHANGED = "unchanged"
    DISCREPANT = "discrepant"
    PARTIAL = "partial"
    FAILED = "failed"
    NO_ANSWER = "no_answer"
    NOT_EXPECTED = "not_expected"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"
    REQUESTED = "requested"


@dataclass(frozen=True, slots=True)
class StateLook:
    """What a state is shown with. `tone` names a token."""

    icon: str
    tone: str
    word: str


_WORDS: dict[WorkState, Callable[[], str]] = {
    WorkState.WAITING: lambda: translate("State", "Waiting for the kassa"),
    WorkState.RUNNING: lambda: translate("State", "Loading"),
    WorkState.LOADED: lambda: translate("State", "Loaded"),
    #: the kassa sent the same rows as before
    WorkState.UNCHANGED: lambda: translate("State", "No change"),
    #: the rows are in the database, but the sums of a receipt or a shift differ
    WorkState.DISCREPANT: lambda: translate("State", "Loaded, does not balance"),
    #: some lines of the file lie in quarantine
    WorkState.PARTIAL: lambda: translate("State", "Loaded partly"),
    WorkState.FAILED: lambda: translate("State", "Failed"),
    WorkState.NO_ANSWER: lambda: translate("State", "The kassa did not answer"),
    #: nobody waits for a file of this day
    WorkState.NOT_EXPECTED: lambda: translate("State", "Not expected"),
    WorkState.CANCELLED: lambda: translate("State", "Stopped"),
    #: this very file was loaded before
    WorkState.SKIPPED: lambda: translate("State", "Already processed"),
    #: only the request was sent to the kassa; nobody waits for its answer
    WorkState.REQUESTED: lambda: translate("State", "Request sent"),
}
_SIGNS: dict[WorkState, tuple[str, str]] = {
    WorkState.WAITING: ("clock", "grey"),
    WorkState.RUNNING: ("spinner", "blue"),
    WorkState.LOADED: ("check", "green"),
    WorkState.UNCHANGED: ("check", "grey"),
    WorkState.DISCREPANT: ("scales", "amber"),
    WorkState.PARTIAL: ("half", "amber"),
    WorkState.FAILED: ("cross", "red"),
    WorkState.NO_ANSWER: ("no-answer", "red"),
    WorkState.NOT_EXPECTED: ("dash", "grey"),
    WorkState.CANCELLED: ("stop", "grey"),
    WorkState.SKIPPED: ("check", "grey"),
    WorkState.REQUESTED: ("clock", "blue"),
}
_STAGES: dict[Stage, Callable[[], str]] = {
    Stage.REQUEST: lambda: translate("State", "Request"),
    Stage.WAIT: lambda: translate("State", "Waiting for the kassa"),
    Stage.DOWNLOAD: lambda: translate("State", "Downloading"),
    Stage.ARCHIVE: lambda: translate("State", "Archiving"),
    Stage.PARSE: lambda: translate("State", "Parsing"),
    Stage.LOAD: lambda: translate("State", "Loading into the database"),
    #: sums of receipts and shifts are compared
    Stage.VERIFY: lambda: translate("State", "Checking"),
    #: the kassa's folder is told that its file has been loaded
    Stage.ACKNOWLEDGE: lambda: translate("State", "Acknowledging"),
}
_RUNS: dict[RunStatus, tuple[str, str, Callable[[], str]]] = {
    #: a run (several files)
    RunStatus.RUNNING: ("spinner", "blue", lambda: translate("RunState", "Running")),
    RunStatus.COMPLETED: ("check", "green", lambda: translate("RunState", "Completed")),
    RunStatus.PARTIAL: ("half", "amber", lambda: translate("RunState", "Completed in part")),
    RunStatus.FAILED: ("cross", "red", lambda: translate("RunState", "Failed")),
    RunStatus.CANCELLED: ("stop", "grey", lambda: translate("RunState", "Stopped")),
}
_OF_STATUS: dict[FileStatus, WorkState] = {
    FileStatus.LOADED: WorkState.LOADED,
    FileStatus.UNCHANGED: WorkState.UNCHANGED,
    FileStatus.PARTIAL: WorkState.PARTIAL,
    FileStatus.FAILED: WorkState.FAILED,
    FileStatus.NO_RESPONSE: WorkState.NO_ANSWER,
    FileStatus.ALREADY_PROCESSED: WorkState.SKIPPED,
    FileStatus.CANCELLED: WorkState.CANCELLED,
    FileStatus.REQUESTED: WorkState.REQUESTED,
}


def look(state: WorkState) -> StateLook:
    """Return how a state is shown, its word in the current language."""
    icon, tone = _SIGNS[state]
    return StateLook(icon, tone, _WORDS[state]())


def stage_word(stage: Stage) -> str:
    """Return what is being done in this stage, in the current language."""
    return _STAGES[stage]()


def state_of_status(status: FileStatus, discrepancies: int = 0) -> WorkState:
    """Return the state of a file that ended so; sums that differ outrank a clean load, not a partial one."""
    state = _OF_STATUS[status]
    balanced = discrepancies == 0 or state not in (WorkState.LOADED, WorkState.UNCHANGED)
    return state if balanced else WorkState.DISCREPANT


def state_of(detail: FileDetail, discrepancies: int) -> WorkState:
    """Return the state of a finished file."""
    return state_of_status(detail.status, discrepancies)


def run_look(status: RunStatus, abandoned: bool = False) -> StateLook:
    """Return how a run is shown; an abandoned one still says that it runs, but nobody works on it."""
    if abandoned:
        #: the program that made this run is gone
        return StateLook("warning", "amber", translate("RunState", "Abandoned"))
    icon, tone, word = _RUNS[status]
    return StateLook(icon, tone, word())
