"""Two months side by side, in which a day or a period is chosen by mouse or keyboard."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from frontol_desk.domain.values import DateRange
from frontol_desk.ui import formats
from frontol_desk.ui.models.months import WEEK, WEEKS, day_at, is_weekend, month_of, moved, place_of, weekdays
from frontol_desk.ui.theme.theme import current
from frontol_desk.ui.theme.tokens import AROUND, BUTTON, INSIDE, RADIUS
from frontol_desk.ui.translation import Retranslated, translate

MONTHS = 2
_CELL = BUTTON
_MONTH_WIDTH = WEEK * _CELL
MONTH_GAP = AROUND + INSIDE * 2
_STEP = _MONTH_WIDTH + MONTH_GAP
_NAMES_HEIGHT = _CELL - INSIDE
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -WEEK, Qt.Key.Key_Down: WEEK}
_PAGES = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_EARLIEST = date(2000, 1, 1)


class RangeCalendar(Retranslated, QWidget):
    """Days after today cannot be chosen.

    With `two_clicks` the first click is the first day and the second the last; without, one click is a day, and
    dragging or Shift makes a period. `picked` carries a `DateRange`; `changed` says that other months are shown or
    that a period has been begun.
    """

    picked = Signal(object)
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.two_clicks = False
        self._today = self._cursor = date(2000, 1, 1)
        self._dates = DateRange.day(self._today)
        self._begin: date | None = None
        self._by_shift = False
        self._pressed_anew = False
        self._hover: date | None = None
        self._month = month_of(self._today)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setFixedSize(self.sizeHint())
        current().changed.connect(self.update)
        self.retranslate()

    def start(self, dates: DateRange, today: date, *, two_clicks: bool) -> None:
        """Show what is chosen now and wait for another choice."""
        self._dates, self._today, self.two_clicks = dates, today, two_clicks
        self._begin, self._by_shift, self._hover = None, False, None
        self._cursor = min(dates.last, today)
        self._show_month(month_of(self._cursor, 1 - MONTHS))
        self._tell_cursor()

    @property
    def begun(self) -> date | None:
        """The first day of a period whose other end is still to be chosen."""
        return self._begin

    def month(self, place: int) -> date:
        """Return the first day of the month shown at a place, from the left."""
        return month_of(self._month, place)

    @property
    def can_go_on(self) -> bool:
        """Tell whether a later month has days to choose from."""
        return self.month(MONTHS - 1) < month_of(self._today)

    def turn(self, months: int) -> None:
        """Show other months, never only such as have not come yet."""
        self._show_month(month_of(self._month, months))

    def _show_month(self, month: date) -> None:
        latest = month_of(self._today, 1 - MONTHS)
        self._month = max(min(month, latest), _EARLIEST)
        self.changed.emit()
        self.update()

    def day_rect(self, day: date) -> QRect:
        """Return where a day of a month that is shown lies."""
        place = (day.year - self._month.year) * 12 + day.month - self._month.month
        week, column = place_of(day)
        return QRect(place * _STEP + column * _CELL, _NAMES_HEIGHT + week * _CELL, _CELL, _CELL)

    def day_under(self, point: QPoint) -> date | None:
        """Return the day at a point, if it can be chosen."""
        place, inside = divmod(point.x(), _STEP)
        week, column = (point.y() - _NAMES_HEIGHT) // _CELL, inside // _CELL
        if not (0 <= place < MONTHS and 0 <= week < WEEKS and column < WEEK):
            return None
        day = day_at(self.month(place), week, column)
        return day if day and day <= self._today else None

    def sizeHint(self) -> QSize:  # noqa: N802
        """Every month has room for six weeks, so nothing jumps when the months turn."""
        return QSize((MONTHS - 1) * _STEP + _MONTH_WIDTH, _NAMES_HEIGHT + WEEKS * _CELL)

    def retranslate(self) -> None:
        """Set the texts."""
        self.setAccessibleName(translate("DatePicker", "Calendar"))
        self._tell_cursor()
        self.update()

    # Choosing.

    def _choose(self, day: date) -> None:
        """Take an end of a period, or a single day."""
        if self._begin is None:
            self._begin = day
            if self.two_clicks:
                self.changed.emit()
                self.update()
                return
        chosen = DateRange(min(self._begin, day), max(self._begin, day))
        self._begin, self._by_shift, self._dates = None, False, chosen
        self.update()
        self.picked.emit(chosen)

    def _preview(self) -> DateRange:
        """Return what would be chosen now."""
        if self._begin is None:
            return self._dates
        other = self._hover or self._cursor
        return DateRange(min(self._begin, other), max(self._begin, other))

    def _move_cursor(self, day: date, *, extend: bool) -> None:
        if extend and self._begin is None:
            self._begin, self._by_shift = self._cursor, True
        elif not extend and self._by_shift:
            self._begin, self._by_shift = None, False
        self._cursor = max(min(day, self._today), _EARLIEST)
        self._hover = None
        if not self._month <= self._cursor < self.month(MONTHS):
            later = self._cursor >= self.month(MONTHS)
            self._show_month(month_of(self._cursor, 1 - MONTHS if later else 0))
        self._tell_cursor()
        self.update()

    def _tell_cursor(self) -> None:
        """Let a screen reader hear the day under the cursor."""
        self.setAccessibleDescription(formats.day_long(self._cursor))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows move, with Shift they span a period, Page keys turn months, Enter chooses."""
        key = Qt.Key(event.key())
        extend = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in _STEPS:
            self._move_cursor(self._cursor + timedelta(days=_STEPS[key]), extend=extend)
        elif key in _PAGES:
            self._move_cursor(moved(self._cursor, _PAGES[key]), extend=extend)
        elif key == Qt.Key.Key_Home:
            self._move_cursor(month_of(self._cursor), extend=extend)
        elif key == Qt.Key.Key_End:
            self._move_cursor(month_of(self._cursor, 1) - timedelta(days=1), extend=extend)
        elif key in _ENTER:
            self._choose(self._cursor)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Begin a choice, or with Shift extend the present one."""
        day = self.day_under(event.position().toPoint())
        if day is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        self._cursor = self._hover = day
        self._pressed_anew = self._begin is None or self._by_shift
        if self._pressed_anew:
            extend = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self._begin, self._by_shift = (self._dates.first if extend else day), False
        self._tell_cursor()
        self.changed.emit()
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """End a drag or a click."""
        if self._begin is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        day = self.day_under(event.position().toPoint()) or self._cursor
        if day != self._begin or not (self.two_clicks and self._pressed_anew):
            self._choose(day)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Show what a click would choose."""
        self._hover = self.day_under(event.position().toPoint())
        self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Forget the mouse."""
        self._hover = None
        self.update()
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show the cursor."""
        self.update()
        super().focusInEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802
        """Draw the months."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self._preview()
        for place in range(MONTHS):
            self._draw_weekdays(painter, place)
            day: date = self.month(place)
            while month_of(day) == self.month(place):
                self._draw_day(painter, day, chosen)
                day += timedelta(days=1)

    def _draw_weekdays(self, painter: QPainter, place: int) -> None:
        painter.setPen(QColor(current().tokens.muted))
        for column, weekday in enumerate(weekdays()):
            cell = QRect(place * _STEP + column * _CELL, 0, _CELL, _NAMES_HEIGHT)
            name = formats.locale().standaloneDayName(weekday, formats.locale().FormatType.ShortFormat)
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, name[:2])

    def _draw_day(self, painter: QPainter, day: date, chosen: DateRange) -> None:
        tokens = current().tokens
        cell = QRectF(self.day_rect(day))
        is_end = day in (chosen.first, chosen.last)
        if day in chosen:
            self._draw_band(painter, cell, day, chosen)
        inner = cell.adjusted(2, 2, -2, -2)
        painter.setPen(Qt.PenStyle.NoPen)
        if is_end:
            painter.setBrush(QColor(tokens.accent))
            painter.drawRoundedRect(inner, RADIUS, RADIUS)
        elif day == self._hover:
            painter.setBrush(QColor(tokens.hover))
            painter.drawRoundedRect(inner, RADIUS, RADIUS)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if day == self._today:
            painter.setPen(QPen(QColor(tokens.accent), 1))
            painter.drawRoundedRect(inner.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        if day == self._cursor and self.hasFocus():
            painter.setPen(QPen(QColor(tokens.text), 1.5))
            painter.drawRoundedRect(cell.adjusted(1, 1, -1, -1), RADIUS + 1, RADIUS + 1)
        painter.setPen(QColor(self._text_colour(day, is_end=is_end)))
        painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, str(day.day))

    def _draw_band(self, painter: QPainter, cell: QRectF, day: date, chosen: DateRange) -> None:
        """Tint the days between the ends; the tint begins and ends in the middle of the ends."""
        left = cell.center().x() if day == chosen.first else cell.left()
        right = cell.center().x() if day == chosen.last else cell.right()
        band = QRectF(left, cell.top() + 2, right - left, cell.height() - 4)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # neighbours would show a seam
        painter.fillRect(band, QColor(current().tokens.selection))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _text_colour(self, day: date, *, is_end: bool) -> str:
        tokens = current().tokens
        if day > self._today:
            return tokens.faint
        if is_end:
            return tokens.on_accent
        return tokens.red if is_weekend(day) else tokens.text
