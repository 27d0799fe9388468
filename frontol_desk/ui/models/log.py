"""The lines of the log as a table of the newest few thousand, and the filter in front of it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel, Qt

from frontol_desk.ui import formats
from frontol_desk.ui.translation import translate

Index = QModelIndex | QPersistentModelIndex
LINE = Qt.ItemDataRole.UserRole
"""The role that returns the `LogLine` itself."""
KEPT = 5_000
"""So many lines are kept; older ones are in the log file only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """One line of the log, masked; `kassa` is a folder (``N22/N22_Inter``), `trace` a traceback."""

    at: datetime
    level: int
    logger: str
    message: str
    kassa: str = ""
    file: str = ""
    run: str = ""
    trace: str = ""

    @property
    def searched(self) -> str:
        """The text that a search looks through."""
        return "\n".join((self.message, self.kassa, self.file, self.logger, self.trace)).casefold()


class LogColumn(IntEnum):
    """Columns of the log."""

    TIME = 0
    LEVEL = 1
    KASSA = 2
    MESSAGE = 3


def level_word(level: int) -> str:
    """Return the word for a level."""
    if level >= logging.ERROR:
        return translate("Log", "Error")
    if level >= logging.WARNING:
        return translate("Log", "Warning")
    return translate("Log", "Info") if level >= logging.INFO else translate("Log", "Debug")


class LogModel(QAbstractTableModel):
    """The newest `KEPT` lines, oldest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[LogLine] = []

    def append(self, lines: Sequence[LogLine]) -> None:
        """Add newer lines; the oldest go when there are too many."""
        added = list(lines[-KEPT:])
        if not added:
            return
        surplus = len(self._lines) + len(added) - KEPT
        if surplus > 0:
            self.beginRemoveRows(QModelIndex(), 0, surplus - 1)
            del self._lines[:surplus]
            self.endRemoveRows()
        first = len(self._lines)
        self.beginInsertRows(QModelIndex(), first, first + len(added) - 1)
        self._lines.extend(added)
        self.endInsertRows()

    def line(self, row: int) -> LogLine:
        """Return the line in a row."""
        return self._lines[row]

    def retranslate(self) -> None:
        """Show words and times in the new language."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(LogColumn) - 1)
        if self._lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._lines) - 1, len(LogColumn) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's signature
        """Return the number of lines."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's signature
        """Return the number of columns."""
        return 0 if parent.isValid() else len(LogColumn)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: N802
        """Name the columns."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            translate("Log", "Time"),
            translate("Log", "Level"),
            translate("Log", "Kassa"),
            translate("Log", "Message"),
        )[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell: its text, the whole message as tool tip, or the line itself."""
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return _cell(line, LogColumn(index.column()))
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == LogColumn.MESSAGE:
            return line.message
        return line if role == LINE else None


def _cell(line: LogLine, column: LogColumn) -> str:
    match column:
        case LogColumn.TIME:
            return formats.time(line.at)
        case LogColumn.LEVEL:
            return level_word(line.level)
        case LogColumn.KASSA:
            return line.kassa
        case LogColumn.MESSAGE:
            return " ".join(line.message.split())


class LogFilter(QSortFilterProxyModel):
    """Lets through the lines of at least a level, of a kassa (or one of its folders), of a run, with a text."""

    def __init__(self, source: LogModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._level = logging.NOTSET
        self._kassa = self._run = self._text = ""
        self.setSourceModel(source)

    @property
    def run(self) -> str:
        """The run whose lines alone are shown, or nothing."""
        return self._run

    def set_level(self, level: int) -> None:
        """Show lines of this level and above."""
        self._level = level
        self.invalidate()

    def set_kassa(self, kassa: str) -> None:
        """Show the lines of a kassa or a folder; empty: of all."""
        self._kassa = kassa
        self.invalidate()

    def set_run(self, run_id: str) -> None:
        """Show the lines of a run; empty: of all."""
        self._run = run_id
        self.invalidate()

    def set_text(self, text: str) -> None:
        """Show the lines that contain a text, whatever its case."""
        self._text = text.strip().casefold()
        self.invalidate()

    def line(self, index: Index) -> LogLine:
        """Return the line behind a row of this filter."""
        return self._source.line(self.mapToSource(index).row())

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:  # noqa: N802, ARG002 - Qt's signature
        """Tell whether a line is shown."""
        line = self._source.line(source_row)
        return (
            line.level >= self._level
            and (not self._run or line.run == self._run)
            and (not self._kassa or line.kassa == self._kassa or line.kassa.startswith(f"{self._kassa}/"))
            and (not self._text or self._text in line.searched)
        )
