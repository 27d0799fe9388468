"""What waits for somebody: open failures, grouped by their cause."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtGui import QColor

from frontol_desk.domain.overview import Failure, FailureKind
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.ui import formats
from frontol_desk.ui.models.grouped import Group, GroupedModel
from frontol_desk.ui.theme import theme
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
    WHEN = 4


_LOOKS = {
    FailureKind.QUARANTINED_LINE: ("half", "amber"),
    FailureKind.FILE: ("cross", "red"),
    FailureKind.NO_RESPONSE: ("no-answer", "red"),
}


def column_title(column: FailureColumn) -> str:
    """Return the heading of a column."""
    return {
        FailureColumn.FOLDER: translate("Errors", "Folder"),
        FailureColumn.FILE: translate("Errors", "File"),
        FailureColumn.LINE: translate("Errors", "Line"),
        FailureColumn.MESSAGE: translate("Errors", "What happened"),
        FailureColumn.WHEN: translate("Errors", "When"),
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


def wanted_again(failures: Iterable[Failure]) -> list[tuple[SourceFolder, DateRange]]:
    """Return what to ask the kassas for, each day of a folder once; failures without known days give nothing."""
    ranges = {(failure.folder, failure.dates) for failure in failures if failure.dates is not None}
    longest_first = sorted(ranges, key=lambda entry: (entry[1].first - entry[1].last, entry[0], entry[1]))
    kept: dict[SourceFolder, list[DateRange]] = {}
    for folder, dates in longest_first:
        larger = kept.setdefault(folder, [])
        if not any(other.covers(dates) for other in larger):
            larger.append(dates)
    return sorted((folder, dates) for folder, ranges in kept.items() for dates in ranges)


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
            return _RIGHT if section == FailureColumn.LINE else _LEFT
        return None

    def item_data(self, item: Failure, column: int, role: int) -> object:
        """Return what a cell of a failure says."""
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_text(item, FailureColumn(column))
        if role == Qt.ItemDataRole.ToolTipRole and column == FailureColumn.MESSAGE:
            return item.message
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column == FailureColumn.LINE else _LEFT
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
    return formats.moment(failure.at)


def table_heading() -> list[str]:
    """Return the headings of an exported list."""
    columns = [column_title(column) for column in FailureColumn]
    return [*columns, translate("Errors", "What to do"), translate("Errors", "Code"), translate("Errors", "Run")]


def table_row(failure: Failure) -> list[str]:
    """Return a failure for an exported list: plain numbers and times that a table program understands."""
    line = "" if failure.line is None else str(failure.line)
    when = failure.at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    told = [str(failure.folder), failure.file or "", line, failure.message, when]
    return [*told, failure.hint, failure.cause, failure.run_id]
