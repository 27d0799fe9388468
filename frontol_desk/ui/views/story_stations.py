"""The stations of a file's way from the request to the acknowledgement, worked out of a queue row. No widgets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from frontol_desk.domain.report import FileDetail, Stage
from frontol_desk.ui import formats
from frontol_desk.ui.models.queue_row import Mark, QueueRow
from frontol_desk.ui.models.queue_words import attempt_text, mismatches
from frontol_desk.ui.theme.states import WorkState
from frontol_desk.ui.translation import translate


class Passing(Enum):
    """How a file passed a station."""

    UNKNOWN = auto()
    ACTIVE = auto()
    DONE = auto()
    WARNING = auto()
    FAILED = auto()


MARK_OF_STAGE = {
    Stage.REQUEST: Mark.REQUESTED,
    Stage.WAIT: Mark.APPEARED,
    Stage.DOWNLOAD: Mark.DOWNLOADED,
    Stage.ARCHIVE: Mark.ARCHIVED,
    Stage.PARSE: Mark.PARSED,
    Stage.LOAD: Mark.LOADED,
    Stage.VERIFY: Mark.VERIFIED,
    Stage.ACKNOWLEDGE: Mark.ACKNOWLEDGED,
}
AT_THE_KASSA = frozenset({Mark.PICKED_UP, Mark.APPEARED})
"""What the kassa does; the other stations are ours."""


@dataclass(frozen=True, slots=True)
class Station:
    """One station: how it was passed, when, and its figure."""

    mark: Mark
    name: str
    passing: Passing
    at: datetime | None = None
    figure: str = ""


def story_of(row: QueueRow) -> tuple[Station, ...]:
    """Return the nine stations of a row in order."""
    names = _names()
    return tuple(
        Station(mark, names[mark], _passing(row, mark), row.marks.get(mark), _figure(row, mark)) for mark in Mark
    )


def passing_word(passing: Passing) -> str:
    """Return how a station was passed, for those who do not see its sign."""
    words = {
        Passing.UNKNOWN: translate("Story", "not reached"),
        Passing.ACTIVE: translate("Story", "under way"),
        Passing.DONE: translate("Story", "done"),
        Passing.WARNING: translate("Story", "done with remarks"),
        Passing.FAILED: translate("Story", "failed"),
    }
    return words[passing]


def _names() -> dict[Mark, str]:
    #: Stations of a file's way, short: past participles, nine of them stand side by side
    return {
        Mark.REQUESTED: translate("Story", "Requested"),
        Mark.PICKED_UP: translate("Story", "Picked up"),
        Mark.APPEARED: translate("Story", "Appeared"),
        Mark.DOWNLOADED: translate("Story", "Downloaded"),
        Mark.ARCHIVED: translate("Story", "Archived"),
        Mark.PARSED: translate("Story", "Read"),
        Mark.LOADED: translate("Story", "Loaded"),
        Mark.VERIFIED: translate("Story", "Verified"),
        Mark.ACKNOWLEDGED: translate("Story", "Acknowledged"),
    }


def failed_mark(row: QueueRow) -> Mark | None:
    """Return the station at which a row came to a halt."""
    if row.state is WorkState.NO_ANSWER:
        return Mark.APPEARED
    stages = [problem.stage for problem in row.errors if problem.stage]
    halted = row.state is WorkState.FAILED or bool(set(stages) - {Stage.PARSE, Stage.VERIFY})
    return MARK_OF_STAGE[stages[-1]] if halted and stages else None


def _passing(row: QueueRow, mark: Mark) -> Passing:
    if mark is failed_mark(row):
        return Passing.FAILED
    if row.is_active and row.stage and MARK_OF_STAGE[row.stage] is mark:
        return Passing.ACTIVE
    if mark not in row.marks:
        return Passing.UNKNOWN
    quarantined = row.detail is not None and row.detail.quarantined
    remarks = (mark is Mark.PARSED and quarantined) or (mark is Mark.VERIFIED and mismatches(row))
    return Passing.WARNING if remarks else Passing.DONE


def _figure(row: QueueRow, mark: Mark) -> str:
    """Return what is told below a station: how much it was, and how often it was tried if once was not enough."""
    repeated = row.repeated.get(mark)
    return "\n".join(filter(None, (_amount(row, mark), attempt_text(repeated) if repeated else "")))


def _amount(row: QueueRow, mark: Mark) -> str:
    detail = row.detail
    if detail is None:
        return ""
    if mark is Mark.DOWNLOADED:
        return formats.size(detail.bytes) if detail.bytes else ""
    if mark not in row.marks:
        return ""
    return _rows_figure(row, detail, mark)


def _rows_figure(row: QueueRow, detail: FileDetail, mark: Mark) -> str:
    if mark is Mark.PARSED and detail.quarantined:
        return translate("Story", "%Ln line(s) faulty", None, detail.quarantined)
    if mark is Mark.PARSED and detail.read:
        return translate("Story", "%Ln row(s)", None, detail.read)
    if mark is Mark.LOADED:
        return translate("Story", "%Ln row(s)", None, detail.loaded + detail.unchanged)
    if mark is Mark.VERIFIED and mismatches(row):
        return translate("Story", "%Ln mismatch(es)", None, mismatches(row))
    return ""
