"""The days to load, in the tool bar: a day or a period, one step back or on, yesterday at a click."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from frontol_desk.domain.values import DateRange
from frontol_desk.ui import formats
from frontol_desk.ui.models.months import shifted
from frontol_desk.ui.theme.tokens import BETWEEN
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.date_popup import DatePopup
from frontol_desk.ui.views.parts import IconLabel, button


class DatePicker(Retranslated, QWidget):
    """Starts with yesterday. `changed` carries the `DateRange` chosen; days after today cannot be."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = date.today()  # noqa: DTZ011 - until `set_today` says what day it is at the kassas
        self._dates = DateRange.day(self._today - timedelta(days=1))
        self._brief = False
        self.earlier = button(icon="chevron-left")
        self.day = button()
        self.later = button(icon="chevron-right")
        self.yesterday = button(kind="quiet")
        self.period = button(kind="quiet")
        self.popup = DatePopup(self)
        self._lay_out()
        self.earlier.clicked.connect(lambda: self._step(-1))
        self.later.clicked.connect(lambda: self._step(1))
        self.yesterday.clicked.connect(lambda: self.set_dates(self._yesterday()))
        self.day.clicked.connect(lambda: self._open(period=False))
        self.period.clicked.connect(lambda: self._open(period=True))
        self.popup.picked.connect(self._picked)
        self.retranslate()

    def _lay_out(self) -> None:
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(BETWEEN)
        for part, name in (
            (self.earlier, "earlier"),
            (self.day, "day"),
            (self.later, "later"),
            (self.yesterday, "yesterday"),
            (self.period, "period"),
        ):
            part.setObjectName(name)
            line.addWidget(part)
        for arrow in (self.earlier, self.later):
            arrow.setProperty("square", True)
        self.day.setProperty("menued", True)
        sign = IconLabel("chevron-down")
        sign.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        inside = QHBoxLayout(self.day)
        inside.setContentsMargins(0, 0, BETWEEN, 0)
        inside.addStretch(1)
        inside.addWidget(sign)

    def dates(self) -> DateRange:
        """Return the days chosen."""
        return self._dates

    def set_dates(self, dates: DateRange) -> None:
        """Choose days; what lies after today is cut off."""
        wanted = DateRange(min(dates.first, self._today), min(dates.last, self._today))
        if wanted != self._dates:
            self._dates = wanted
            self._show()
            self.changed.emit(wanted)

    def set_today(self, today: date) -> None:
        """Say what day it is at the kassas; who looked at yesterday goes on doing so."""
        followed = self._dates == self._yesterday()
        self._today = today
        self.set_dates(self._yesterday() if followed else self._dates)
        self._show()

    def _yesterday(self) -> DateRange:
        return DateRange.day(self._today - timedelta(days=1))

    def _step(self, steps: int) -> None:
        moved = shifted(self._dates, steps)
        if moved.last <= self._today:
            self.set_dates(moved)

    def set_brief(self, *, brief: bool) -> None:
        """Take less room: the day without its weekday, and no links, which the popup has as well."""
        if brief is not self._brief:
            self._brief = brief
            self.yesterday.setVisible(not brief)
            self.period.setVisible(not brief)
            self._show()

    def open_popup(self) -> QWidget:
        """Open the calendar and return it."""
        self._open(period=False)
        return self.popup

    def _open(self, *, period: bool) -> None:
        self.popup.open_under(self.day, self._dates, self._today, period=period)

    def _picked(self, dates: DateRange) -> None:
        self.set_dates(dates)
        self.day.setFocus()

    def _show(self) -> None:
        """Show the days, and whether there are later ones to go to."""
        is_day = self._dates.first == self._dates.last
        whole = formats.day_long if is_day and not self._brief else formats.day
        text = whole(self._dates.first) if is_day else formats.dates(self._dates)
        self.day.setText(text)
        self.day.setAccessibleName(translate("DatePicker", "Days to load: {dates}").format(dates=text))
        can_go_on = shifted(self._dates, 1).last <= self._today
        self.later.setEnabled(can_go_on)
        if is_day:
            earlier, later = translate("DatePicker", "The day before"), translate("DatePicker", "The day after")
            future = translate("DatePicker", "The day after has not come yet")
        else:
            earlier, later = translate("DatePicker", "The period before"), translate("DatePicker", "The period after")
            future = translate("DatePicker", "The period after is not over yet")
        for part, tip in ((self.earlier, earlier), (self.later, later if can_go_on else future)):
            part.setToolTip(tip)
            part.setAccessibleName(tip)

    def retranslate(self) -> None:
        """Set the texts."""
        self.day.setToolTip(translate("DatePicker", "Choose the days to load"))
        self.yesterday.setText(translate("DatePicker", "Yesterday"))
        self.period.setText(translate("DatePicker", "Period…"))
        self.period.setToolTip(translate("DatePicker", "Choose the first and the last day to load"))
        self._show()
