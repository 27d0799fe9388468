"""The dashboard: cards in a calm grid that follows the width of the window."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QStackedLayout, QWidget

from frontol_desk.ui.presenters.dashboard import DashboardPresenter
from frontol_desk.ui.presenters.health import HealthPresenter
from frontol_desk.ui.theme.tokens import AROUND, BUTTON
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.dashboard_cards import CausesCard, ChartCard, DurationCard, RateCard, RunsCard, TodayCard
from frontol_desk.ui.views.health_card import HealthCard
from frontol_desk.ui.views.parts import EmptyState

Place = tuple[int, int, int]
"""Row, column and columns spanned, of six."""
_WIDE = 30 * BUTTON
_NARROW = 16 * BUTTON
_CHART = 8 * BUTTON
_BELOW = 7
"""The row below all cards, however they stand: it takes the room that is left."""


class DashboardPage(Retranslated, QWidget):
    """The figures of thirty days. Before the first load it offers that instead."""

    open_errors = Signal()
    open_run = Signal(str)
    load_yesterday = Signal()

    def __init__(self, presenter: DashboardPresenter, health: HealthPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self.today, self.rate, self.duration = TodayCard(), RateCard(), DurationCard()
        self.chart, self.health, self.runs, self.causes = ChartCard(), HealthCard(health), RunsCard(), CausesCard()
        self.empty = EmptyState("dashboard", action_kind="primary")
        self.unknown = EmptyState("database", tone="amber")
        self._nothing = QWidget()
        self._scroll = self._build()
        self._pages = QStackedLayout(self)
        for page in (self._nothing, self.empty, self.unknown, self._scroll):
            self._pages.addWidget(page)
        self.empty.action.clicked.connect(self.load_yesterday)
        self.unknown.action.clicked.connect(presenter.refresh)
        self.runs.open_run.connect(self.open_run)
        self.causes.open_errors.connect(self.open_errors)
        presenter.changed.connect(self._show)
        self.retranslate()
        self._show()

    def _build(self) -> QScrollArea:
        content = QWidget()
        self._grid = QGridLayout(content)
        self._grid.setContentsMargins(AROUND, AROUND, AROUND, AROUND)
        self._grid.setSpacing(AROUND)
        for column in range(6):
            self._grid.setColumnStretch(column, 1)
        self._grid.setRowStretch(_BELOW, 1)
        self.chart.setMinimumHeight(_CHART)
        self._columns = 0
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(content)
        content.setProperty("surface", "window")
        self._arrange(3)
        return scroll

    @property
    def columns(self) -> int:
        """How many columns the cards stand in."""
        return self._columns

    def retranslate(self) -> None:
        """Set the page's own texts anew; the cards see to theirs, and the journal names the causes."""
        self.setAccessibleName(translate("Dashboard", "Dashboard"))
        self._scroll.setAccessibleName(self.accessibleName())
        self.empty.set_texts(
            translate("Dashboard", "Nothing loaded yet"),
            translate("Dashboard", "Rows per day, recent runs and open errors will be shown here."),
            translate("Dashboard", "Load yesterday"),
        )
        self.unknown.set_texts(
            translate("Dashboard", "The figures are not known now"),
            translate("Dashboard", "They are kept in the database, and it does not answer."),
            translate("Dashboard", "Check again"),
        )
        self._presenter.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Put the cards where there is room for them."""
        super().resizeEvent(event)
        width = event.size().width()
        self._arrange(3 if width >= _WIDE else 2 if width >= _NARROW else 1)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Bring the figures up to date: other programs load, too."""
        super().showEvent(event)
        self._presenter.refresh()

    def _show(self) -> None:
        dashboard = self._presenter.dashboard
        if dashboard is None:
            self._pages.setCurrentWidget(self.unknown if self._presenter.unknown else self._nothing)
            return
        for card in (self.today, self.rate, self.duration, self.chart, self.runs, self.causes):
            card.show_figures(dashboard)
        used = dashboard.recent or any(day.rows or day.failed for day in dashboard.days)
        self._pages.setCurrentWidget(self._scroll if used else self.empty)

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        self.runs.fit(columns)
        for card, (row, column, span) in self._places(columns).items():
            self._grid.addWidget(card, row, column, 1, span)

    def _places(self, columns: int) -> dict[QWidget, Place]:
        if columns == 1:
            column = (self.today, self.rate, self.duration, self.chart, self.health, self.runs, self.causes)
            return {card: (row, 0, 6) for row, card in enumerate(column)}
        figures: dict[QWidget, Place] = {self.today: (0, 0, 2), self.rate: (0, 2, 2), self.duration: (0, 4, 2)}
        if columns == 2:
            rest = {self.chart: (1, 0, 6), self.health: (2, 0, 3), self.causes: (2, 3, 3), self.runs: (3, 0, 6)}
        else:
            rest = {self.chart: (1, 0, 4), self.health: (1, 4, 2), self.runs: (2, 0, 4), self.causes: (2, 4, 2)}
        return figures | rest
