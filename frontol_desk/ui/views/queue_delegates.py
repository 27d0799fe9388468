"""How cells of the queue are painted: states with icon and word, thin bars, calm sweeps. No widget per row."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
)

from frontol_desk.ui.models.queue import QueueColumn
from frontol_desk.ui.models.queue_filter import QueueFilterModel
from frontol_desk.ui.models.queue_row import QueueRow
from frontol_desk.ui.models.queue_words import longest_figure, share_done
from frontol_desk.ui.theme.icons import pixmap
from frontol_desk.ui.theme.states import WorkState, look
from frontol_desk.ui.theme.theme import current
from frontol_desk.ui.theme.tokens import BETWEEN, ICON_SMALL, INSIDE

BAR_WIDTH = 150
"""Pixels a bar is wide where there is room."""
_BAR_HEIGHT = INSIDE
_FRAME_MS = 70
_SWEEP_SECONDS = 2.4
_SWEEP_SHARE = 0.3
_CALM = frozenset({WorkState.LOADED, WorkState.UNCHANGED, WorkState.SKIPPED, WorkState.CANCELLED})
_RIGHT = frozenset({QueueColumn.ROWS, QueueColumn.TIME, QueueColumn.FINISHED})
Index = QModelIndex | QPersistentModelIndex


class CellDelegate(QStyledItemDelegate):
    """A cell of text in the colour of a token; what does not fit is shortened and whole in the tool tip."""

    def __init__(self, tone: str = "text", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tone = tone

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Let the style paint surface, line and focus, then paint what the cell says."""
        shown = QStyleOptionViewItem(option)  # not initialised: that asks the model for much that it never has
        shown.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, shown, painter, shown.widget)
        text = index.data(Qt.ItemDataRole.DisplayRole) or ""
        alignment = Qt.AlignmentFlag.AlignRight if index.column() in _RIGHT else Qt.AlignmentFlag.AlignLeft
        painter.save()
        painter.setFont(shown.font)
        area = shown.rect.adjusted(BETWEEN, 0, -BETWEEN, 0)
        self.paint_cell(painter, area, index.data(Qt.ItemDataRole.UserRole), text, alignment)
        painter.restore()

    def paint_cell(self, painter: QPainter, area: QRect, row: QueueRow, text: str, alignment: Qt.AlignmentFlag) -> None:
        """Paint a cell's content."""
        del row
        draw_text(painter, area, text, self._tone, alignment)

    def text_room(self, area: QRect, row: QueueRow, option: QStyleOptionViewItem) -> int:
        """Return how many pixels the text has."""
        del row, option
        return area.width() - 2 * BETWEEN

    def helpEvent(  # noqa: N802
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Show a text that does not fit, or is hidden behind a bar, as a tool tip."""
        if event.type() is not QEvent.Type.ToolTip or not index.isValid():
            return bool(super().helpEvent(event, view, option, index))
        text = index.data(Qt.ItemDataRole.DisplayRole) or ""
        room = self.text_room(option.rect, index.data(Qt.ItemDataRole.UserRole), option)
        fits = view.fontMetrics().horizontalAdvance(text) <= room
        QToolTip.showText(event.globalPos(), "" if fits else text, view)
        return True


class StateDelegate(CellDelegate):
    """Icon and word of a state, in its tone."""

    def paint_cell(self, painter: QPainter, area: QRect, row: QueueRow, text: str, alignment: Qt.AlignmentFlag) -> None:
        """Paint icon and word."""
        shown = look(row.state)
        top = area.top() + (area.height() - ICON_SMALL) // 2
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(area.left(), top, pixmap(shown.icon, shown.tone, ICON_SMALL, ratio))
        painter.setFont(_medium(painter.font()))
        beside = area.adjusted(ICON_SMALL + BETWEEN, 0, 0, 0)
        draw_text(painter, beside, text, shown.tone, alignment)

    def text_room(self, area: QRect, row: QueueRow, option: QStyleOptionViewItem) -> int:
        """Return how many pixels are left beside the icon."""
        return super().text_room(area, row, option) - ICON_SMALL - BETWEEN


class ProgressDelegate(CellDelegate):
    """A thin bar with its figure beside it; of a finished row one fact in few words."""

    def paint_cell(self, painter: QPainter, area: QRect, row: QueueRow, text: str, alignment: Qt.AlignmentFlag) -> None:
        """Paint bar and figure, or the fact."""
        if not row.is_active:
            tone = "muted" if row.state in _CALM else look(row.state).tone
            draw_text(painter, area, text, tone, alignment)
            return
        if row.repeats is not None:
            draw_text(painter, area, text, "amber", alignment)
            return
        if share_done(row) is None and not is_sweeping(row):
            return
        width = min(BAR_WIDTH, area.width() - BETWEEN - painter.fontMetrics().horizontalAdvance(longest_figure()) - 1)
        if width > BAR_WIDTH // 5:
            bar = QRectF(area.left(), area.center().y() - _BAR_HEIGHT / 2 + 1, width, _BAR_HEIGHT)
            paint_bar(painter, bar, share_done(row), "faint" if row.state is WorkState.WAITING else "accent")
            area = area.adjusted(width + BETWEEN, 0, 0, 0)
        draw_text(painter, area, text, "text", alignment)


def is_sweeping(row: QueueRow) -> bool:
    """Tell whether a row works on something whose end nobody knows."""
    return row.state is WorkState.RUNNING and share_done(row) is None and row.repeats is None


def paint_bar(painter: QPainter, bar: QRectF, share: float | None, tone: str) -> None:
    """Paint a thin bar; an unknown share sweeps."""
    colours = current().tokens
    radius = bar.height() / 2
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.hairline))
    painter.drawRoundedRect(bar, radius, radius)
    painter.setBrush(QColor(colours.colour(tone)))
    done = QRectF(bar)
    if share is None:
        done.setWidth(bar.width() * _SWEEP_SHARE)
        done.moveLeft(bar.left() + (bar.width() - done.width()) * sweep_place())
    else:
        done.setWidth(max(bar.height(), bar.width() * share))
    if share != 0:
        painter.drawRoundedRect(done, radius, radius)


def sweep_place() -> float:
    """Return where the sweep is now, 0 to 1: there and back, slower at the ends."""
    return 0.5 - 0.5 * math.cos(time.monotonic() / _SWEEP_SECONDS * 2 * math.pi)


def draw_text(painter: QPainter, area: QRect, text: str, tone: str, alignment: Qt.AlignmentFlag) -> None:
    """Draw one line, shortened to its room."""
    painter.setPen(QColor(current().tokens.colour(tone)))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, alignment | Qt.AlignmentFlag.AlignVCenter, shown)


def _medium(font: QFont) -> QFont:
    made = QFont(font)
    made.setWeight(QFont.Weight.Medium)
    return made


class Sweeper(QObject):
    """Moves the sweeps: only while one is to be seen, and repaints nothing but its cell."""

    def __init__(self, view: QTableView, model: QueueFilterModel) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self._timer = QTimer(self, interval=_FRAME_MS)
        self._timer.timeout.connect(self._step)
        view.viewport().installEventFilter(self)

    @property
    def is_running(self) -> bool:
        """Tell whether anything moves."""
        return self._timer.isActive()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Wake up when the table is painted: what is not painted need not move."""
        if event.type() is QEvent.Type.Paint and not self._timer.isActive() and next(self._sweeping(), None):
            self._timer.start()
        elif event.type() is QEvent.Type.Hide:
            self._timer.stop()
        return bool(super().eventFilter(watched, event))

    def _step(self) -> None:
        moved = False
        for index in self._sweeping():
            self._view.update(index)
            moved = True
        if not moved or self._view.window().isMinimized():
            self._timer.stop()

    def _sweeping(self) -> Iterator[QModelIndex]:
        for row in visible_rows(self._view):
            index = self._model.index(row, QueueColumn.PROGRESS)
            if is_sweeping(self._model.row_of(index)):
                yield index


def visible_rows(view: QTableView) -> range:
    """Return the rows of a table that are to be seen."""
    if not view.isVisible():
        return range(0)
    first, last = view.rowAt(0), view.rowAt(view.viewport().height() - 1)
    if first < 0:
        return range(0)
    return range(first, (last if last >= 0 else view.model().rowCount() - 1) + 1)


def delegates(view: QTableView) -> dict[QueueColumn, CellDelegate]:
    """Give a table the delegates of the queue."""
    make: dict[QueueColumn, Callable[[], CellDelegate]] = {
        QueueColumn.FOLDER: lambda: CellDelegate("text", view),
        QueueColumn.FILE: lambda: CellDelegate("muted", view),
        QueueColumn.STATE: lambda: StateDelegate(parent=view),
        QueueColumn.PROGRESS: lambda: ProgressDelegate(parent=view),
        QueueColumn.ROWS: lambda: CellDelegate("text", view),
        QueueColumn.TIME: lambda: CellDelegate("muted", view),
        QueueColumn.FINISHED: lambda: CellDelegate("muted", view),
    }
    made = {column: making() for column, making in make.items()}
    for column, delegate in made.items():
        view.setItemDelegateForColumn(column, delegate)
    return made
