"""The health card of the dashboard: each neighbour with its state, and on trouble the reason and what to do."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from frontol_desk.domain.overview import Probe, ProbeStatus
from frontol_desk.ui.presenters.health import HealthPresenter
from frontol_desk.ui.theme import theme
from frontol_desk.ui.theme.tokens import BETWEEN, ICON_SMALL, INSIDE
from frontol_desk.ui.translation import translate
from frontol_desk.ui.views.dashboard_cards import Card, inset
from frontol_desk.ui.views.health_lights import SHOWN, paint_mark, probe_figure, probe_name, probe_tone, probe_word
from frontol_desk.ui.views.parts import button, label, set_property


class Mark(QWidget):
    """The sign of a state beside a text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._status: ProbeStatus | None = None
        self.setFixedSize(QSize(ICON_SMALL, ICON_SMALL))
        theme.current().changed.connect(self.update)

    def set_status(self, status: ProbeStatus | None) -> None:
        """Show another state."""
        self._status = status
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's signature
        """Paint the sign."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_mark(painter, QRectF(self.rect()), self._status)
        painter.end()


class ProbeRow:
    """Mark, name, state and figure in a row of a grid; reason and next action below them."""

    def __init__(self, name: str, grid: QGridLayout) -> None:
        self._name = name
        self.mark, self.title, self.word = Mark(), label(), label()
        self.figure, self.reason, self.hint = label(role="muted"), label(wrap=True), label(role="muted", wrap=True)
        row = grid.rowCount()
        for column, part in enumerate((self.mark, self.title, self.word, self.figure)):
            grid.addWidget(part, row, column)
        grid.setAlignment(self.figure, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        more = QVBoxLayout()
        more.setSpacing(INSIDE)
        more.addWidget(self.reason)
        more.addWidget(self.hint)
        grid.addLayout(more, row + 1, 1, 1, 3)

    def show_probe(self, probe: Probe | None) -> None:
        """Show what was found; None: nothing yet."""
        status = probe.status if probe else None
        error = probe.error if probe else None
        self.mark.set_status(status)
        self.title.setText(probe_name(self._name))
        self.word.setText(probe_word(status))
        set_property(self.word, "tone", probe_tone(status))
        self.figure.setText(probe_figure(probe) if probe else "")
        self.reason.setText(error.message if error else "")
        self.hint.setText(error.hint if error else "")
        self.reason.setVisible(bool(error))
        self.hint.setVisible(bool(error and error.hint))


class HealthCard(Card):
    """Every neighbour; a button looks anew."""

    def __init__(self, presenter: HealthPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self.again = button(kind="quiet")
        self.again.clicked.connect(presenter.refresh)
        grid = inset(QGridLayout())
        grid.setHorizontalSpacing(BETWEEN)
        grid.setVerticalSpacing(BETWEEN)
        grid.setColumnStretch(2, 1)
        self.rows = {name: ProbeRow(name, grid) for name in SHOWN}
        self.body.addLayout(grid)
        self.body.addWidget(self.again, alignment=Qt.AlignmentFlag.AlignLeft)
        self.body.addStretch(1)
        presenter.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Show what is known."""
        self.name(translate("Dashboard", "Health"))
        self.again.setText(translate("Dashboard", "Check again"))
        self.again.setEnabled(not self._presenter.checking)
        known = {probe.name: probe for probe in self._presenter.probes}
        for name, row in self.rows.items():
            row.show_probe(known.get(name))
