"""Two small tables of the dashboard: the newest runs, and what the open errors come from."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from frontol_desk.domain.overview import RunEntry
from frontol_desk.domain.values import DateRange
from frontol_desk.ui import formats
from frontol_desk.ui.theme import theme
from frontol_desk.ui.theme.icons import icon
from frontol_desk.ui.theme.states import run_look
from frontol_desk.ui.translation import translate

Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class RunColumn(IntEnum):
    """Columns of the newest runs."""

    STARTED = 0
    STATE = 1
    DATES = 2
    FILES = 3
    ROWS = 4
    TIME = 5


class CauseColumn(IntEnum):
    """Columns of the causes."""

    CAUSE = 0
    COUNT = 1


class RecentRunsModel(QAbstractTableModel):
    """The newest runs, newest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[RunEntry, ...] = ()

    def show(self, entries: Sequence[RunEntry]) -> None:
        """Show these runs."""
        self.beginResetModel()
        self._entries = tuple(entries)
        self.endResetModel()

    def run_id(self, row: int) -> str:
        """Return the run in a row."""
        return self._entries[row].report.run_id

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's signature
        """Return the number of runs."""
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's signature
        """Return the number of columns."""
        return 0 if parent.isValid() else len(RunColumn)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:  # noqa: N802
        """Name the columns, over their cells."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == _Role.TextAlignmentRole and section >= RunColumn.FILES:
            return int(_RIGHT)
        return _run_heading(RunColumn(section)) if role == _Role.DisplayRole else None

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        """Return a cell: text, alignment, and for the state its icon and colour."""
        if not index.isValid():
            return None
        entry, column = self._entries[index.row()], RunColumn(index.column())
        if role == _Role.DisplayRole or (role == _Role.ToolTipRole and column is RunColumn.DATES):
            return _run_cell(entry, column)
        if role == _Role.TextAlignmentRole and column >= RunColumn.FILES:
            return int(_RIGHT)
        if column is not RunColumn.STATE or role not in (_Role.DecorationRole, _Role.ForegroundRole):
            return None
        look = run_look(entry.report.status, entry.abandoned)
        if role == _Role.DecorationRole:
            return icon(look.icon, look.tone)
        return QColor(theme.current().tokens.colour(look.tone))


def _run_heading(column: RunColumn) -> str:
    return {
        RunColumn.STARTED: translate("Dashboard", "Started"),
        RunColumn.STATE: translate("Dashboard", "State"),
        #: the business days that were loaded
        RunColumn.DATES: translate("Dashboard", "Days"),
        RunColumn.FILES: translate("Dashboard", "Files"),
        RunColumn.ROWS: translate("Dashboard", "Rows"),
        #: how long it took
        RunColumn.TIME: translate("Dashboard", "Time"),
    }[column]


def _run_cell(entry: RunEntry, column: RunColumn) -> str:
    report = entry.report
    match column:
        case RunColumn.STARTED:
            return formats.moment(report.started_at)
        case RunColumn.STATE:
            return run_look(report.status, entry.abandoned).word
        case RunColumn.DATES:
            return formats.dates(DateRange(report.date_from, report.date_to))
        case RunColumn.FILES:
            return formats.number(report.files.found)
        case RunColumn.ROWS:
            return formats.number(report.rows.read)
        case RunColumn.TIME:
            return formats.duration(report.duration_seconds) if report.finished_at else "\N{EM DASH}"


class CausesModel(QAbstractTableModel):
    """What open errors come from, and how many each, most first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._causes: tuple[tuple[str, int], ...] = ()

    def show(self, causes: Sequence[tuple[str, int]]) -> None:
        """Show these causes."""
        self.beginResetModel()
        self._causes = tuple(causes)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's signature
        """Return the number of causes."""
        return 0 if parent.isValid() else len(self._causes)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's signature
        """Return the number of columns."""
        return 0 if parent.isValid() else len(CauseColumn)

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        """Return a cell: the cause, or how often."""
        if not index.isValid():
            return None
        cause, count = self._causes[index.row()]
        if index.column() == CauseColumn.COUNT:
            shown = {_Role.DisplayRole: formats.number(count), _Role.TextAlignmentRole: int(_RIGHT)}
            return shown.get(_Role(role))
        if role == _Role.DecorationRole:
            return icon("errors", "red")
        return cause if role in (_Role.DisplayRole, _Role.ToolTipRole) else None
