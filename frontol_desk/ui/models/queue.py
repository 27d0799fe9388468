"""The queue as a table: a row per file and per waiting folder. Changes arrive in bunches, repaints are few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from frontol_desk.ui import formats
from frontol_desk.ui.models.queue_row import QueueRow
from frontol_desk.ui.theme.states import WorkState, look
from frontol_desk.ui.translation import translate

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
SORT = Qt.ItemDataRole.UserRole + 1
_NOWHERE = QModelIndex()
_DASH = "\N{EM DASH}"
_FEW_STEPS = 40


class QueueColumn(IntEnum):
    """The columns, in order."""

    FOLDER = 0
    FILE = 1
    STATE = 2
    PROGRESS = 3
    ROWS = 4
    TIME = 5
    FINISHED = 6


_RIGHT = {QueueColumn.ROWS, QueueColumn.TIME, QueueColumn.FINISHED}
_URGENCY = {state: number for number, state in enumerate(WorkState)}
_TEXTS: dict[QueueColumn, Callable[[QueueRow], str]] = {
    QueueColumn.FOLDER: lambda row: str(row.folder),
    QueueColumn.FILE: lambda row: row.file or _DASH,
    QueueColumn.STATE: lambda row: look(row.state).word,
    QueueColumn.PROGRESS: lambda row: formats.percent(row.share) if row.share is not None and row.is_active else "",
    QueueColumn.ROWS: lambda row: formats.number(row.rows) if row.file else _DASH,
    QueueColumn.TIME: lambda row: formats.duration(row.seconds),
    QueueColumn.FINISHED: lambda row: formats.time(row.finished) if row.finished else "",
}
_KEYS: dict[QueueColumn, Callable[[QueueRow], Any]] = {
    QueueColumn.FOLDER: lambda row: str(row.folder),
    QueueColumn.FILE: lambda row: row.file or "",
    QueueColumn.STATE: lambda row: _URGENCY[row.state],
    QueueColumn.PROGRESS: lambda row: row.share if row.share is not None else -1.0,
    QueueColumn.ROWS: lambda row: row.rows,
    QueueColumn.TIME: lambda row: row.seconds,
    QueueColumn.FINISHED: lambda row: (row.finished or datetime.max.replace(tzinfo=row.started.tzinfo)).timestamp(),
}


def sort_key(row: QueueRow, column: QueueColumn) -> Any:
    """Return what a column is sorted by."""
    return _KEYS[column](row)


class QueueModel(QAbstractTableModel):
    """Rows of the queue; `counts_changed` tells that the number of rows in some state is another."""

    counts_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[QueueRow] = []
        self._places: dict[int, int] = {}
        self._counts: Counter[WorkState] = Counter()

    @property
    def rows(self) -> Sequence[QueueRow]:
        """Every row, in the order of its coming."""
        return self._rows

    def counts(self) -> Counter[WorkState]:
        """Return how many rows are in each state."""
        return self._counts

    def row_of(self, index: Index) -> QueueRow:
        """Return the row behind an index."""
        return self._rows[index.row()]

    def add(self, rows: Sequence[QueueRow]) -> None:
        """Append rows."""
        if rows:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
            self._rows.extend(rows)
            self._places.update({row.id: first + place for place, row in enumerate(rows)})
            self.endInsertRows()
            self._count()

    def remove(self, rows: Iterable[QueueRow]) -> None:
        """Take rows out; many that are scattered in one go, for every step costs all who look on."""
        stretches = _neighbours(self._places[row.id] for row in rows if row.id in self._places)
        at_once = len(stretches) > _FEW_STEPS
        if at_once:
            self.beginResetModel()
        for first, last in reversed(stretches):
            if not at_once:
                self.beginRemoveRows(QModelIndex(), first, last)
            del self._rows[first : last + 1]
            if not at_once:
                self.endRemoveRows()
        self._places = {row.id: place for place, row in enumerate(self._rows)}
        if at_once:
            self.endResetModel()
        self._count()

    def clear(self) -> None:
        """Forget every row."""
        self.beginResetModel()
        self._rows.clear()
        self._places.clear()
        self.endResetModel()
        self._count()

    def touch(self, ids: Iterable[int]) -> None:
        """Tell the views that rows changed, neighbours in one go."""
        ranges = _neighbours(self._places[one] for one in ids if one in self._places)
        for first, last in ranges:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(QueueColumn) - 1))
        if ranges:
            self._count()

    def retranslate(self) -> None:
        """Tell the views that every text is another."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(QueueColumn) - 1)
        self.touch(list(self._places))

    def _count(self) -> None:
        counts = Counter(row.state for row in self._rows)
        if counts != self._counts:
            self._counts = counts
            self.counts_changed.emit()

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        """Return the number of columns."""
        return 0 if parent.isValid() else len(QueueColumn)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell's text, sort key, alignment or row."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], QueueColumn(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _TEXTS[column](row)
            case Qt.ItemDataRole.UserRole:
                return row
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{translate_header(column)}: {_TEXTS[column](row)}"
            case _:
                return sort_key(row, column) if role == SORT else None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a column's name and alignment."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(QueueColumn):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return translate_header(QueueColumn(section))
        return _alignment(QueueColumn(section)) if role == Qt.ItemDataRole.TextAlignmentRole else None


def _neighbours(places: Iterable[int]) -> list[tuple[int, int]]:
    """Return the first and last of every stretch of consecutive numbers, in order."""
    found: list[tuple[int, int]] = []
    for place in sorted(places):
        if found and place == found[-1][1] + 1:
            found[-1] = (found[-1][0], place)
        else:
            found.append((place, place))
    return found


def _alignment(column: QueueColumn) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in _RIGHT else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def translate_header(column: QueueColumn) -> str:
    """Return a column's name."""
    return {
        QueueColumn.FOLDER: translate("Queue", "Folder"),
        QueueColumn.FILE: translate("Queue", "File"),
        QueueColumn.STATE: translate("Queue", "State"),
        QueueColumn.PROGRESS: translate("Queue", "Progress"),
        QueueColumn.ROWS: translate("Queue", "Rows"),
        QueueColumn.TIME: translate("Queue", "Time"),
        QueueColumn.FINISHED: translate("Queue", "Finished"),
    }[column]
