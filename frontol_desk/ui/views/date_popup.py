"""What the date picker opens: presets, a field to type into, and the calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from frontol_desk.domain.values import DateRange
from frontol_desk.ui import formats
from frontol_desk.ui.models.date_text import DateTextError, read_dates
from frontol_desk.ui.models.months import last_days, previous_month, this_month
from frontol_desk.ui.theme.tokens import AROUND, BETWEEN, INSIDE
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.parts import IconButton, button, hairline, label, set_property
from frontol_desk.ui.views.range_calendar import MONTH_GAP, MONTHS, RangeCalendar

_WEEK = 7

Preset = tuple[Callable[[], str], Callable[[date], DateRange]]
_PRESETS: tuple[Preset, ...] = (
    (lambda: translate("DatePicker", "Today"), DateRange.day),
    (lambda: translate("DatePicker", "Yesterday"), lambda today: DateRange.day(today - timedelta(days=1))),
    (lambda: translate("DatePicker", "Last 7 days"), lambda today: last_days(today, _WEEK)),
    (lambda: translate("DatePicker", "This month"), this_month),
    (lambda: translate("DatePicker", "Previous month"), previous_month),
)


class DatePopup(Retranslated, QFrame):
    """Closes when something is chosen, on Esc, and on a click elsewhere. `picked` carries a `DateRange`."""

    picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._today = date(2000, 1, 1)
        self.setObjectName("date-popup")
        self.setProperty("kind", "popup")
        self.calendar = RangeCalendar()
        self.entry = QLineEdit()
        self.entry.setObjectName("date-entry")
        self.presets = [button(kind="quiet") for _ in _PRESETS]
        self._wrong = label(role="muted", wrap=True)
        self._earlier, self._later = IconButton("chevron-left"), IconButton("chevron-right")
        self._months = [label(role="heading") for _ in range(MONTHS)]
        self._hint = label(role="muted")
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        line = QHBoxLayout(self)
        line.setContentsMargins(1, 1, 1, 1)
        line.setSpacing(0)
        side = QVBoxLayout()
        side.setContentsMargins(BETWEEN, AROUND, BETWEEN, AROUND)
        side.setSpacing(INSIDE // 2)
        for preset in self.presets:
            preset.setProperty("align", "left")
            preset.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            side.addWidget(preset)
        side.addStretch(1)
        main = QVBoxLayout()
        main.setContentsMargins(AROUND, AROUND, AROUND, AROUND)
        main.setSpacing(BETWEEN)
        main.addWidget(self.entry)
        main.addWidget(self._wrong)
        main.addLayout(self._header())
        main.addWidget(self.calendar)
        main.addWidget(self._hint)
        line.addLayout(side)
        line.addWidget(hairline(Qt.Orientation.Vertical))
        line.addLayout(main)

    def _header(self) -> QGridLayout:
        """Return the names of the months, each above the middle of its own, and the buttons that turn them."""
        header = QGridLayout()
        header.setContentsMargins(0, 0, 0, 0)
        header.setHorizontalSpacing(MONTH_GAP)
        for place, name in enumerate(self._months):
            name.setAlignment(Qt.AlignmentFlag.AlignCenter)
            header.addWidget(name, 0, place)
            header.setColumnStretch(place, 1)
        header.addWidget(self._earlier, 0, 0, Qt.AlignmentFlag.AlignLeft)
        header.addWidget(self._later, 0, MONTHS - 1, Qt.AlignmentFlag.AlignRight)
        return header

    def _connect(self) -> None:
        self.calendar.picked.connect(self._pick)
        self.calendar.changed.connect(self._show_place)
        self._earlier.clicked.connect(partial(self.calendar.turn, -1))
        self._later.clicked.connect(partial(self.calendar.turn, 1))
        self.entry.returnPressed.connect(self._typed)
        self.entry.textEdited.connect(lambda: self._explain(""))
        for preset, (_, dates_of) in zip(self.presets, _PRESETS, strict=True):
            preset.clicked.connect(partial(self._pick_preset, dates_of))

    def open_under(self, anchor: QWidget, dates: DateRange, today: date, *, period: bool) -> None:
        """Show below a widget what is chosen now; with `period` two clicks are waited for."""
        self._today = today
        self._explain("")
        self.entry.setText(formats.dates(dates))
        self.calendar.start(dates, today, two_clicks=period)
        self.adjustSize()
        self.move(self._place_under(anchor))
        self.show()
        self.calendar.setFocus(Qt.FocusReason.PopupFocusReason)

    def _place_under(self, anchor: QWidget) -> QPoint:
        """Return a place below the widget, or above it, within the screen."""
        below = anchor.mapToGlobal(QPoint(0, anchor.height() + INSIDE))
        room = anchor.screen().availableGeometry()
        left = max(room.left(), min(below.x(), room.right() - self.width()))
        fits = below.y() + self.height() <= room.bottom()
        top = below.y() if fits else anchor.mapToGlobal(QPoint(0, -INSIDE)).y() - self.height()
        return QPoint(left, max(room.top(), top))

    def _pick(self, dates: DateRange) -> None:
        self.hide()
        self.picked.emit(dates)

    def _pick_preset(self, dates_of: Callable[[date], DateRange], _checked: bool = False) -> None:
        self._pick(dates_of(self._today))

    def _typed(self) -> None:
        """Take what was typed, or say why not."""
        try:
            self._pick(read_dates(self.entry.text(), self._today))
        except DateTextError as error:
            self._explain(str(error))

    def _explain(self, wrong: str) -> None:
        set_property(self.entry, "invalid", bool(wrong))
        set_property(self._wrong, "tone", "red" if wrong else "")
        self._wrong.setText(wrong or translate("DatePicker", "Type a day or a period and press Enter"))
        self.entry.setAccessibleDescription(self._wrong.text())

    def _show_place(self) -> None:
        """Name the months shown and say what the next click does."""
        for place, name in enumerate(self._months):
            name.setText(formats.month(self.calendar.month(place)))
        self._later.setEnabled(self.calendar.can_go_on)
        if not self.calendar.two_clicks:
            hint = translate("DatePicker", "Click a day; drag for a period")
        elif self.calendar.begun is None:
            hint = translate("DatePicker", "Click the first day of the period")
        else:
            hint = translate("DatePicker", "Click the last day; the same day again for a single one")
        self._hint.setText(hint)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Close on Esc; a figure begins a day that is typed, wherever the keyboard is."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        elif event.text().isdigit():
            self.entry.setFocus(Qt.FocusReason.OtherFocusReason)
            self.entry.setText(event.text())
            self._explain("")
        else:
            super().keyPressEvent(event)

    def retranslate(self) -> None:
        """Set the texts."""
        for preset, (text, _) in zip(self.presets, _PRESETS, strict=True):
            preset.setText(text())
        self._earlier.set_text(translate("DatePicker", "Previous month"))
        self._later.set_text(translate("DatePicker", "Next month"))
        self.entry.setAccessibleName(translate("DatePicker", "Day or period"))
        self.setAccessibleName(translate("DatePicker", "Choose a day or a period"))
        self._explain("")
        self._show_place()
