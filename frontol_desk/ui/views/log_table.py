"""The table of the log: a row for each line, the newest at the bottom."""

from __future__ import annotations

import logging

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from frontol_desk.ui.models.log import LINE, LogColumn, LogFilter, LogLine, level_word
from frontol_desk.ui.theme import theme
from frontol_desk.ui.theme.icons import icon
from frontol_desk.ui.theme.tokens import BETWEEN, ICON_SMALL, ROW
from frontol_desk.ui.translation import translate

LEVELS = (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR)
_WIDEST_TIME = "00:00:00"
_USUAL_FOLDER = "SH54/SH54_Interior"
_ROW = ROW - BETWEEN
"""A log is read line after line: denser than other tables."""
Index = QModelIndex | QPersistentModelIndex


def level_look(level: int) -> tuple[str, str]:
    """Return icon and tone of a level."""
    if level >= logging.ERROR:
        return "cross", "red"
    if level >= logging.WARNING:
        return "warning", "amber"
    return ("info", "grey") if level >= logging.INFO else ("dash", "grey")


class LevelDelegate(QStyledItemDelegate):
    """Puts the icon of its level before a level's word, and both in its colour."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: N802
        """Add icon and colour."""
        super().initStyleOption(option, index)
        name, tone = level_look(index.data(LINE).level)
        option.icon = icon(name, tone)
        option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
        option.palette.setColor(QPalette.ColorRole.Text, QColor(theme.current().tokens.colour(tone)))


class LogTable(QTableView):
    """The lines. It follows the newest one until somebody scrolls up or picks a line: `following_ended`."""

    following_ended = Signal()

    def __init__(self, lines: LogFilter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.following = True
        self.setModel(lines)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegateForColumn(LogColumn.LEVEL, LevelDelegate(self))
        down = self.verticalHeader()
        down.hide()
        down.setMinimumSectionSize(_ROW)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(_ROW)
        across = self.horizontalHeader()
        across.setHighlightSections(False)
        across.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        across.setStretchLastSection(True)
        lines.rowsInserted.connect(self.show_newest)
        lines.modelReset.connect(self.show_newest)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.selectionModel().selectionChanged.connect(self._selected)
        theme.current().changed.connect(self.viewport().update)

    def retranslate(self) -> None:
        """Name the table, and make its columns as wide as what they will hold.

        Looking at 5,000 rows for that would take too long.
        """
        self.setAccessibleName(translate("Log", "Lines of the log"))
        metrics, across = self.fontMetrics(), self.horizontalHeader()
        words = max(metrics.horizontalAdvance(level_word(level)) for level in LEVELS)
        for column, width in (
            (LogColumn.TIME, metrics.horizontalAdvance(_WIDEST_TIME)),
            (LogColumn.LEVEL, ICON_SMALL + words),
            (LogColumn.KASSA, metrics.horizontalAdvance(_USUAL_FOLDER)),
        ):
            across.resizeSection(column, max(width + 4 * BETWEEN, across.sectionSizeHint(column)))

    def lines(self) -> list[LogLine]:
        """Return the selected lines, in order."""
        rows = sorted(self.selectionModel().selectedRows(), key=lambda index: index.row())
        return [index.data(LINE) for index in rows]

    def follow(self, following: bool) -> None:
        """Keep the newest line in view, or stay."""
        self.following = following
        self.show_newest()

    def show_newest(self) -> None:
        """Scroll down, if that is wished."""
        if self.following:
            self.scrollToBottom()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep in view what was: the newest line, or the selected one."""
        super().resizeEvent(event)
        if self.following:
            self.scrollToBottom()
        elif self.selectionModel().hasSelection():
            self.scrollTo(self.currentIndex())

    def _scrolled(self, value: int) -> None:
        if value < self.verticalScrollBar().maximum():
            self._stay()

    def _selected(self) -> None:
        if self.selectionModel().hasSelection():
            self._stay()

    def _stay(self) -> None:
        if self.following:
            self.following = False
            self.following_ended.emit()
