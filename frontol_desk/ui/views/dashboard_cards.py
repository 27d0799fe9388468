"""The cards of the dashboard. Each is given figures to show and sets its own words."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLayout,
    QVBoxLayout,
    QWidget,
)

from frontol_desk.domain.overview import Dashboard
from frontol_desk.domain.report import RunStatus
from frontol_desk.ui import formats
from frontol_desk.ui.models.recent import CauseColumn, CausesModel, RecentRunsModel, RunColumn
from frontol_desk.ui.theme.tokens import AROUND, BETWEEN, ICON_SMALL, INSIDE
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.charts import DayBars
from frontol_desk.ui.views.parts import IconLabel, button, label
from frontol_desk.ui.views.short_table import ShortTable

Inset = TypeVar("Inset", bound=QLayout)
_EMPTY = "\N{EM DASH}"


def inset(layout: Inset) -> Inset:
    """Move a layout to where the words of tables and quiet buttons begin."""
    layout.setContentsMargins(BETWEEN, 0, BETWEEN, 0)
    return layout


class Card(Retranslated, QFrame):
    """A framed group with a heading, and room beside the heading.

    Tables and quiet buttons, which keep a distance of their own, go into `body` as they are; all else `inset`.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.heading = label(role="heading", wrap=True)
        self.beside = QHBoxLayout()
        self.beside.setSpacing(INSIDE)
        top = inset(QHBoxLayout())
        top.addWidget(self.heading, 1)
        top.addLayout(self.beside)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(AROUND - BETWEEN, AROUND, AROUND - BETWEEN, AROUND)
        self.body.setSpacing(BETWEEN)
        self.body.addLayout(top)

    def name(self, heading: str) -> None:
        """Set the heading, also for those who hear it."""
        self.heading.setText(heading)
        self.setAccessibleName(heading)


class FigureCard(Card):
    """One big figure, what it counts, and below a remark with an icon where there is something to remark."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figure = label(_EMPTY, "figure")
        self.unit = label(role="muted", wrap=True)
        self._icon = IconLabel()
        self.remark = label(wrap=True)
        remark = QHBoxLayout()
        remark.setSpacing(INSIDE)
        remark.addWidget(self._icon)
        remark.addWidget(self.remark, 1)
        column = inset(QVBoxLayout())
        column.setSpacing(BETWEEN)
        column.addWidget(self.figure)
        column.addWidget(self.unit)
        column.addLayout(remark)
        column.addStretch(1)
        self.body.addLayout(column)
        self._dashboard: Dashboard | None = None

    def show_figures(self, dashboard: Dashboard) -> None:
        """Show new figures."""
        self._dashboard = dashboard
        self.retranslate()

    def remark_on(self, text: str, icon: str = "", tone: str = "") -> None:
        """Say something below the figure, or with an empty text nothing."""
        self._icon.set_icon(icon, tone)
        self._icon.setVisible(bool(icon and text))
        self.remark.setText(text)
        self.remark.setVisible(bool(text))
        self.remark.setProperty("tone", tone)
        self.remark.style().polish(self.remark)


class TodayCard(FigureCard):
    """What was loaded today."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text anew."""
        self.name(translate("Dashboard", "Loaded today"))
        shown = self._dashboard
        if shown is None:
            return
        self.figure.setText(formats.number(shown.rows_today))
        #: below the number of rows
        self.unit.setText(translate("Dashboard", "rows from %Ln file(s)", None, shown.files_today))
        if shown.failed_today:
            #: files that failed, and kassas that did not answer
            self.remark_on(translate("Dashboard", "%Ln failed", None, shown.failed_today), "cross", "red")
        elif shown.files_today:
            self.remark_on(translate("Dashboard", "nothing failed"), "check", "green")
        else:
            self.remark_on("")


class RateCard(FigureCard):
    """How many runs came to a good end."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text anew."""
        self.name(translate("Dashboard", "Runs without failures"))
        shown = self._dashboard
        if shown is None:
            return
        rate = shown.success_rate
        self.figure.setText(_EMPTY if rate is None else formats.percent(rate))
        ended = sum(count for status, count in shown.runs.items() if status is not RunStatus.RUNNING)
        text = translate("Dashboard", "{completed} of {ended} runs, last 30 days")
        completed = formats.number(shown.runs.get(RunStatus.COMPLETED, 0))
        self.unit.setText(text.format(completed=completed, ended=formats.number(ended)))
        if failed := shown.runs.get(RunStatus.FAILED, 0):
            #: runs of which nothing was loaded
            self.remark_on(translate("Dashboard", "%Ln run(s) failed", None, failed), "cross", "red")
        elif partial := shown.runs.get(RunStatus.PARTIAL, 0):
            self.remark_on(translate("Dashboard", "%Ln run(s) completed in part", None, partial), "half", "amber")
        else:
            self.remark_on("")


class DurationCard(FigureCard):
    """How long a run takes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text anew."""
        self.name(translate("Dashboard", "Average duration"))
        seconds = self._dashboard.mean_seconds if self._dashboard else None
        self.figure.setText(_EMPTY if seconds is None else formats.duration(seconds))
        #: below the average duration
        self.unit.setText(translate("Dashboard", "for a run, last 30 days"))
        self.remark_on("")


class ChartCard(Card):
    """Rows of the last thirty days."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bars = DayBars()
        self._cross = IconLabel("cross", "red")
        self._failed = label(role="muted")
        self.beside.addWidget(self._cross)
        self.beside.addWidget(self._failed)
        room = inset(QVBoxLayout())
        room.addWidget(self.bars)
        self.body.addLayout(room, 1)
        self.retranslate()

    def show_figures(self, dashboard: Dashboard) -> None:
        """Show new figures; the sign of failures is explained when there is one."""
        self.bars.set_days(dashboard.days)
        failed = any(day.failed for day in dashboard.days)
        self._cross.setVisible(failed)
        self._failed.setVisible(failed)

    def retranslate(self) -> None:
        """Set every text anew."""
        self.name(translate("Dashboard", "Rows per day"))
        #: explains a cross below a bar of the chart
        self._failed.setText(translate("Dashboard", "something failed"))


class RunsCard(Card):
    """The newest runs; `open_run` asks to open one."""

    open_run = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = RecentRunsModel(self)
        self.table = ShortTable(self.model, RunColumn.DATES)
        self.table.picked.connect(lambda row: self.open_run.emit(self.model.run_id(row)))
        self.body.addWidget(self.table)
        self.body.addStretch(1)
        self._dashboard: Dashboard | None = None
        self.retranslate()

    def fit(self, columns: int) -> None:
        """Leave out what there is no room for beside so few columns of cards."""
        for column, needed in ((RunColumn.FILES, 3), (RunColumn.ROWS, 2), (RunColumn.TIME, 2)):
            self.table.setColumnHidden(column, columns < needed)

    def show_figures(self, dashboard: Dashboard) -> None:
        """Show new runs."""
        self._dashboard = dashboard
        self.model.show(dashboard.recent)

    def retranslate(self) -> None:
        """Set every text anew."""
        self.name(translate("Dashboard", "Recent runs"))
        self.table.setAccessibleName(translate("Dashboard", "Recent runs"))
        if self._dashboard:
            self.model.show(self._dashboard.recent)


class CausesCard(Card):
    """What open errors come from; `open_errors` asks for their page."""

    open_errors = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = CausesModel(self)
        self.table = ShortTable(self.model, CauseColumn.CAUSE)
        self.table.horizontalHeader().hide()
        self.table.picked.connect(self.open_errors)
        self._none_icon = IconLabel("check", "green", ICON_SMALL)
        self._none = label(role="muted", wrap=True)
        none = inset(QHBoxLayout())
        none.setSpacing(INSIDE)
        none.addWidget(self._none_icon, alignment=Qt.AlignmentFlag.AlignTop)
        none.addWidget(self._none, 1)
        self.open = button(kind="quiet")
        self.open.clicked.connect(self.open_errors)
        self.body.addWidget(self.table)
        self.body.addLayout(none)
        self.body.addWidget(self.open, alignment=Qt.AlignmentFlag.AlignLeft)
        self.body.addStretch(1)
        self.retranslate()

    def show_figures(self, dashboard: Dashboard) -> None:
        """Show new causes."""
        self.model.show(dashboard.causes)
        some = bool(dashboard.causes)
        self.table.setVisible(some)
        self.open.setVisible(some)
        for part in (self._none_icon, self._none):
            part.setVisible(not some)

    def retranslate(self) -> None:
        """Set every text anew."""
        self.name(translate("Dashboard", "Open errors"))
        self.table.setAccessibleName(translate("Dashboard", "Open errors by cause"))
        self._none.setText(translate("Dashboard", "No open errors"))
        self.open.setText(translate("Dashboard", "Show errors"))
