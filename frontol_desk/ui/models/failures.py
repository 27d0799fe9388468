"""What waits for somebody: open failures, grouped by their cause."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import IntEnum

from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtGui import QColor

from frontol_desk.domain.overview import Failure, FailureKind
from frontol_desk.ui import formats
from frontol_desk.ui.models.grouped import Group, GroupedModel
from frontol_desk.ui.models.queue_words import BETWEEN_FACTS
from frontol_desk.ui.theme import theme
from frontol_desk.ui.theme.states import stage_word
from frontol_desk.ui.translation import translate

_NONE = "\N{EM DASH}"
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter

FailureKey = tuple[str, int, str]


class FailureColumn(IntEnum):
    """What is told of a failure."""

    FOLDER = 0
    FILE = 1
    LINE = 2
    MESSAGE = 3
    STAGE = 4
    ATTEMPTS = 5
    WHEN = 6


_RIGHTWARD = frozenset({FailureColumn.LINE, FailureColumn.ATTEMPTS})


_LOOKS = {
    FailureKind.QUARANTINED_LINE: ("half", "amber"),
    FailureKind.FILE: ("cross", "red"),
    FailureKind.NO_RESPONSE: ("no-answer", "red"),
    FailureKind.GAP: ("gap", "amber"),
}


def column_title(column: FailureColumn) -> str:
    """Return the heading of a column."""
    return {
        FailureColumn.FOLDER: translate("Errors", "Folder"),
        FailureColumn.FILE: translate("Errors", "File"),
        FailureColumn.LINE: translate("Errors", "Line"),
        FailureColumn.MESSAGE: translate("Errors", "What happened"),
        FailureColumn.STAGE: translate("Errors", "Stage"),
        #: how many runs have tried in vain
        FailureColumn.ATTEMPTS: translate("Errors", "Attempts"),
        FailureColumn.WHEN: translate("Errors", "Last time"),
    }[column]


def look_of(kind: FailureKind) -> tuple[str, str]:
    """Return icon and tone of a kind of failure."""
    return _LOOKS[kind]


def title_of(failure: Failure) -> str:
    """Return the cause as a heading: without its full stop."""
    return failure.cause_text.removesuffix(".")


def key_of(failure: Failure) -> FailureKey:
    """Return what a failure is known by as long as it is open."""
    return failure.kind, failure.id, str(failure.folder)


def by_cause(failures: Iterable[Failure]) -> list[Group[Failure]]:
    """Group failures by their cause, the most frequent first, the newest failure first in each."""
    found: dict[str, list[Failure]] = {}
    for failure in failures:
        found.setdefault(failure.cause, []).append(failure)
    groups = [_group(cause, items) for cause, items in found.items()]
    return sorted(groups, key=lambda group: (-len(group.items), group.title))


def _group(cause: str, failures: list[Failure]) -> Group[Failure]:
    icon, tone = look_of(failures[0].kind)
    newest_first = sorted(failures, key=lambda failure: (failure.at, -failure.id), reverse=True)
    return Group(cause, title_of(failures[0]), tuple(newest_first), icon, tone)


class FailureTreeModel(GroupedModel[Failure]):
    """Causes, and below each the failures it made."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(len(FailureColumn), parent)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:  # noqa: N802
        """Return a column's heading."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return column_title(FailureColumn(section))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section in _RIGHTWARD else _LEFT
        return None

    def item_data(self, item: Failure, column: int, role: int) -> object:
        """Return what a cell of a failure says."""
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_text(item, FailureColumn(column))
        if role == Qt.ItemDataRole.ToolTipRole:
            return item.message if column == FailureColumn.MESSAGE else facts(item)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column in _RIGHTWARD else _LEFT
        if role == Qt.ItemDataRole.ForegroundRole and column not in (FailureColumn.FOLDER, FailureColumn.MESSAGE):
            return QColor(theme.current().tokens.muted)
        return None

    def index_of(self, key: FailureKey) -> QModelIndex:
        """Return where a failure stands, or an invalid index."""
        for row, group in enumerate(self.groups):
            for below, failure in enumerate(group.items):
                if key_of(failure) == key:
                    return self.index(below, 0, self.index(row, 0))
        return QModelIndex()


def cell_text(failure: Failure, column: FailureColumn) -> str:
    """Return what is told of a failure in one column."""
    if column is FailureColumn.FOLDER:
        return str(failure.folder)
    if column is FailureColumn.FILE:
        return failure.file or _NONE
    if column is FailureColumn.LINE:
        return _NONE if failure.line is None else formats.number(failure.line)
    if column is FailureColumn.MESSAGE:
        return failure.message
    if column is FailureColumn.STAGE:
        return stage_word(failure.stage) if failure.stage else _NONE
    if column is FailureColumn.ATTEMPTS:
        return _NONE if failure.kind is FailureKind.GAP else formats.number(failure.attempts)
    return formats.moment(failure.at)


def facts(failure: Failure) -> str:
    """Return in one line whose sales are concerned, where it failed, how often, and when first and last."""
    told = []
    if failure.dates is not None:
        #: {dates}: the days a kassa was asked for
        told.append(translate("Errors", "Sales of {dates}").format(dates=formats.dates(failure.dates)))
    if failure.stage:
        #: {stage}: where it failed, such as: Waiting for the kassa
        told.append(translate("Errors", "Stage: {stage}").format(stage=stage_word(failure.stage)))
    if failure.attempts > 1 and failure.first_at is not None:
        text = translate("Errors", "%Ln attempt(s), first {first}, last {last}", None, failure.attempts)
        told.append(text.format(first=formats.moment(failure.first_at), last=formats.moment(failure.at)))
    else:
        told.append(formats.moment(failure.at))
    return BETWEEN_FACTS.join(told)


def table_heading() -> list[str]:
    """Return the headings of an exported list."""
    columns = [column_title(column) for column in FailureColumn]
    first, what, code = (
        translate("Errors", "First time"),
        translate("Errors", "What to do"),
        translate("Errors", "Code"),
    )
    return [*columns, first, what, code, translate("Errors", "Key"), translate("Errors", "Run")]


def table_row(failure: Failure) -> list[str]:
    """Return a failure for an exported list: plain numbers and times that a table program understands."""
    line = "" if failure.line is None else str(failure.line)
    stage = stage_word(failure.stage) if failure.stage else ""
    told = [str(failure.folder), failure.file or "", line, failure.message, stage, str(failure.attempts)]
    times = [_plain(failure.at), _plain(failure.first_at or failure.at)]
    return [*told, *times, failure.hint, failure.cause, failure.key, failure.run_id]


def _plain(at: datetime) -> str:
    return at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
