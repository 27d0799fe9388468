"""The one chart there is: a bar for each day, painted quietly and labelled directly."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QDate, QEvent, QLineF, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from frontol_desk.domain.overview import DayCount
from frontol_desk.ui import formats
from frontol_desk.ui.theme import theme
from frontol_desk.ui.theme.tokens import BETWEEN, INSIDE, Tokens
from frontol_desk.ui.translation import Retranslated, translate

_MONDAY, _SATURDAY = 0, 5
_SOFT = 0.72
"""How much of the full colour a bar has that nobody points at."""
_WIDEST = 3 * BETWEEN
_LOWEST = 14 * BETWEEN
_NONE = -1


class DayBars(Retranslated, QWidget):
    """Rows per day. The pointer or the arrow keys pick a day; its figures then stand in a tool tip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._days: tuple[DayCount, ...] = ()
        self._picked = _NONE
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.current().changed.connect(self.update)
        self.retranslate()

    def set_days(self, days: Sequence[DayCount]) -> None:
        """Show these days, one after the other without gaps."""
        self._days = tuple(days)
        self._picked = _NONE
        self.retranslate()

    def retranslate(self) -> None:
        """Describe the chart for those who cannot see it, and paint it."""
        self.setAccessibleName(translate("Chart", "Rows per day"))
        self.setAccessibleDescription(self.summary())
        self.update()

    def summary(self) -> str:
        """Return the chart in words."""
        if not self._days:
            return translate("Chart", "No days yet")
        most, last = max(self._days, key=lambda day: day.rows), self._days[-1]
        text = translate("Chart", "Rows per day. Most: {most} on {most_day}. {last_day}: {last}.")
        return text.format(
            most=formats.number(most.rows),
            most_day=formats.day_short(most.day),
            last_day=formats.day_short(last.day),
            last=formats.number(last.rows),
        )

    @property
    def picked(self) -> DayCount | None:
        """The day that is pointed at."""
        return self._days[self._picked] if 0 <= self._picked < len(self._days) else None

    def sizeHint(self) -> QSize:  # noqa: N802
        """Ask for room to read by."""
        return QSize(4 * _LOWEST, 2 * _LOWEST)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Be smaller where it must."""
        return QSize(2 * _LOWEST, _LOWEST)

    def bar(self, index: int) -> QRectF:
        """Return the rectangle of a bar; of height 0 on a day without rows."""
        column = self._column(index)
        width = min(column.width() * 0.72, _WIDEST)
        height = column.height() * self._days[index].rows / self._most()
        if self._days[index].rows:
            height = max(height, 1.0)
        return QRectF(column.center().x() - width / 2, column.bottom() - height, width, height)

    # --- pointing -----------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Pick the day under the pointer."""
        self._pick(self._index_at(event.position()), event.globalPosition().toPoint())

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Pick nothing."""
        super().leaveEvent(event)
        self._pick(_NONE)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Pick nothing."""
        super().focusOutEvent(event)
        self._pick(_NONE)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Go from day to day."""
        last = len(self._days) - 1
        here = self._picked if self._picked != _NONE else last + 1
        targets = {
            Qt.Key.Key_Left: max(0, here - 1),
            Qt.Key.Key_Right: min(last, here + 1),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        if last < 0 or event.key() not in targets:
            super().keyPressEvent(event)
            return
        self._pick(targets[Qt.Key(event.key())])
        self._show_tip(self.mapToGlobal(self.bar(self._picked).topRight().toPoint()))
        self.setAccessibleDescription(day_words(self._days[self._picked]))
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    def _pick(self, index: int, at: QPoint | None = None) -> None:
        if index == self._picked:
            return
        self._picked = index
        self.update()
        if index == _NONE:
            QToolTip.hideText()
        elif at is not None:
            self._show_tip(at)

    def _show_tip(self, at: QPoint) -> None:
        QToolTip.showText(at, day_words(self._days[self._picked]), self)

    def _index_at(self, position: QPointF) -> int:
        plot = self._plot()
        if not self._days or not plot.left() <= position.x() < plot.right():
            return _NONE
        return min(int((position.x() - plot.left()) / plot.width() * len(self._days)), len(self._days) - 1)

    # --- measures -----------------------------------------------------------------------------------------------

    def _metrics(self) -> QFontMetricsF:
        return QFontMetricsF(self.font())

    def _most(self) -> int:
        return max((day.rows for day in self._days), default=0) or 1

    def _plot(self) -> QRectF:
        """Return where the bars stand: above it the greatest value, right of it the last, below it the weeks."""
        line = self._metrics().height()
        last = self._metrics().horizontalAdvance(self._last_label()) + 2 * INSIDE
        top = line + INSIDE
        return QRectF(0, top, self.width() - last, max(1.0, self.height() - top - line - 2 * INSIDE - BETWEEN))

    def _last_label(self) -> str:
        return formats.number(self._days[-1].rows) if self._days else ""

    def _column(self, index: int) -> QRectF:
        plot = self._plot()
        width = plot.width() / len(self._days)
        return QRectF(plot.left() + index * width, plot.top(), width, plot.height())

    # --- painting -----------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's signature
        """Paint weekends, bars, the weeks below, and the two values."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = theme.current().tokens
        plot = self._plot()
        for index in range(len(self._days)):
            self._paint_day(painter, index, tokens)
        painter.setPen(QPen(QColor(tokens.border), 1))
        painter.drawLine(QLineF(plot.left(), plot.bottom() + 0.5, plot.right(), plot.bottom() + 0.5))
        if self._days:
            self._paint_weeks(painter, tokens)
            self._paint_values(painter, tokens)
        if self.hasFocus():
            painter.setPen(QPen(QColor(tokens.accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), INSIDE, INSIDE)
        painter.end()

    def _paint_day(self, painter: QPainter, index: int, tokens: Tokens) -> None:
        day, bar = self._days[index], self.bar(index)
        painter.setPen(Qt.PenStyle.NoPen)
        if index == self._picked:
            painter.fillRect(self._column(index), QColor(tokens.hover))
        full = index in (self._picked, len(self._days) - 1)
        painter.setBrush(QColor(tokens.blue) if full else _mixed(tokens.blue, tokens.panel, _SOFT))
        painter.drawRect(bar)
        if day.failed:
            self._paint_cross(painter, QPointF(bar.center().x(), bar.bottom() + INSIDE + 1), tokens)

    def _paint_cross(self, painter: QPainter, middle: QPointF, tokens: Tokens) -> None:
        arm = INSIDE * 0.65
        painter.setPen(QPen(QColor(tokens.red), 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(middle - QPointF(arm, arm), middle + QPointF(arm, arm))
        painter.drawLine(middle + QPointF(arm, -arm), middle + QPointF(-arm, arm))

    def _paint_weeks(self, painter: QPainter, tokens: Tokens) -> None:
        """Write the Mondays below the bars, each with a tick, as far as there is room."""
        metrics, below = self._metrics(), self._plot().bottom() + BETWEEN + INSIDE
        free_from = 0.0
        for index, count in enumerate(self._days):
            if count.day.weekday() != _MONDAY:
                continue
            left = self._column(index).left()
            painter.setPen(QPen(QColor(tokens.border), 1))
            painter.drawLine(QLineF(left, below - BETWEEN - INSIDE, left, below + metrics.height()))
            text = week_label(count)
            width = metrics.horizontalAdvance(text) + 2 * INSIDE
            if left >= free_from and left + width <= self.width():
                painter.setPen(QColor(tokens.muted))
                painter.drawText(QPointF(left + INSIDE, below + metrics.ascent()), text)
                free_from = left + width

    def _paint_values(self, painter: QPainter, tokens: Tokens) -> None:
        """Write the greatest value over its bar and the last one beside its own."""
        metrics = self._metrics()
        painter.setPen(QColor(tokens.text))
        last = len(self._days) - 1
        bar = self.bar(last)
        middle = max(bar.top(), self._plot().top() + metrics.height() / 2)
        baseline = min(middle + metrics.ascent() / 2, self._plot().bottom())
        painter.drawText(QPointF(self._plot().right() + INSIDE, baseline), self._last_label())
        most = max(range(len(self._days)), key=lambda index: self._days[index].rows)
        if most == last or not self._days[most].rows:
            return
        text = formats.number(self._days[most].rows)
        width = metrics.horizontalAdvance(text)
        left = min(max(self.bar(most).center().x() - width / 2, 0.0), self.width() - width)
        painter.drawText(QPointF(left, self.bar(most).top() - INSIDE), text)


def week_label(count: DayCount) -> str:
    """Return a Monday as a tick: Mon 22 Dec."""
    weekday = formats.locale().toString(QDate(count.day.year, count.day.month, count.day.day), "ddd")
    return f"{weekday[:1].upper()}{weekday[1:]} {formats.day_short(count.day)}"


def day_words(count: DayCount) -> str:
    """Return what happened on a day, a line for each figure."""
    lines = [
        formats.day_long(count.day),
        translate("Chart", "%Ln row(s)", None, count.rows),
        translate("Chart", "%Ln file(s)", None, count.files),
    ]
    if count.failed:
        #: files that failed, and kassas that did not answer
        lines.append(translate("Chart", "%Ln failed", None, count.failed))
    return "\n".join(lines)


def _mixed(colour: str, ground: str, share: float) -> QColor:
    """Return a colour laid thinly on its ground."""
    over, under = QColor(colour), QColor(ground)
    parts = zip(over.getRgb()[:3], under.getRgb()[:3], strict=True)  # type: ignore[index]  # a tuple at run time
    return QColor(*(round(a * share + b * (1 - share)) for a, b in parts))
