"""The choice of a period: so many days back from today, or any days."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from frontol_desk.domain.values import DateRange
from frontol_desk.ui import formats
from frontol_desk.ui.models.history_filter import Period
from frontol_desk.ui.theme.icons import keep_icon
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.date_popup import DatePopup


class PeriodButton(Retranslated, QPushButton):
    """Shows the period in words and opens a menu; days of one's own are picked in the calendar."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.period = Period.ANY
        self.dates: DateRange | None = None
        self._menu = QMenu(self)
        self._group = QActionGroup(self)
        self.actions_by_period = {period: self._action(period) for period in Period}
        self.setMenu(self._menu)
        self.setProperty("menued", True)
        self.setProperty("align", "left")
        keep_icon(self, "calendar", "muted")
        self.popup = DatePopup(self)
        self.popup.picked.connect(self._picked)
        self.retranslate()

    def _action(self, period: Period) -> QAction:
        if period is Period.RANGE:
            self._menu.addSeparator()
        action = QAction(self, checkable=period is not Period.RANGE)
        action.triggered.connect(lambda: self._triggered(period))
        self._menu.addAction(action)
        if period is not Period.RANGE:
            self._group.addAction(action)
        return action

    def choose(self, period: Period, dates: DateRange | None = None) -> None:
        """Choose without telling; a range without days is any time."""
        self.period = Period.ANY if period is Period.RANGE and dates is None else period
        self.dates = dates if self.period is Period.RANGE else None
        self._group.setExclusionPolicy(QActionGroup.ExclusionPolicy.ExclusiveOptional)
        for known, action in self.actions_by_period.items():
            action.setChecked(known is self.period)
        self._show()

    def _triggered(self, period: Period) -> None:
        if period is not Period.RANGE:
            self.choose(period)
            self.changed.emit()
            return
        today = datetime.now(UTC).astimezone().date()
        self.popup.open_under(self, self.dates or DateRange.day(today), today, period=True)

    def _picked(self, dates: DateRange) -> None:
        self.choose(Period.RANGE, dates)
        self.changed.emit()

    def _show(self) -> None:
        self.setText(formats.dates(self.dates) if self.dates is not None else _word(self.period))

    def retranslate(self) -> None:
        """Set every text."""
        for period, action in self.actions_by_period.items():
            action.setText(_word(period))
        self.setAccessibleName(translate("History", "Period of the runs"))
        self._show()


def _word(period: Period) -> str:
    return {
        Period.ANY: translate("History", "Any time"),
        Period.TODAY: translate("History", "Today"),
        Period.WEEK: translate("History", "Last 7 days"),
        Period.MONTH: translate("History", "Last 30 days"),
        Period.RANGE: translate("History", "Choose days…"),
    }[period]
