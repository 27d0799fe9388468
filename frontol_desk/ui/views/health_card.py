"""The health card of the dashboard: each neighbour with its state, and on trouble the reason and what to do."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from frontol_desk.domain.overview import BreakerState, Probe
from frontol_desk.ui.models.resting import rest_hint, rest_reason, rest_word
from frontol_desk.ui.presenters.health import HealthPresenter
from frontol_desk.ui.presenters.setting_words import in_words
from frontol_desk.ui.theme import theme
from frontol_desk.ui.theme.tokens import BETWEEN, ICON_SMALL, INSIDE
from frontol_desk.ui.translation import translate
from frontol_desk.ui.views.dashboard_cards import Card, inset
from frontol_desk.ui.views.health_lights import (
    SHOWN,
    Sign,
    paint_mark,
    probe_figure,
    probe_name,
    probe_tone,
    probe_word,
)
from frontol_desk.ui.views.parts import button, label, set_property


class Mark(QWidget):
    """The sign of a state beside a text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._status: Sign = None
        self.setFixedSize(QSize(ICON_SMALL, ICON_SMALL))
        theme.current().changed.connect(self.update)

    def set_status(self, status: Sign) -> None:
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

    def show_probe(self, probe: Probe | None, *, by_folder: bool = False) -> None:
        """Show what was found; None: nothing yet."""
        status = probe.status if probe else None
        error = probe.error if probe else None
        message, hint = (error.message, in_words(error.hint)) if error else ("", "")
        self._show(status, probe_word(status), message, hint, by_folder)
        self.figure.setText(probe_figure(probe) if probe else "")

    def show_rest(self, rest: BreakerState, *, by_folder: bool) -> None:
        """Show that it is left alone, and why."""
        self._show("rest", rest_word(rest), rest_reason(rest), rest_hint(), by_folder)
        self.figure.setText("")

    def _show(self, sign: Sign, word: str, reason: str, hint: str, by_folder: bool) -> None:
        self.mark.set_status(sign)
        self.title.setText(probe_name(self._name, by_folder=by_folder))
        self.word.setText(word)
        set_property(self.word, "tone", probe_tone(sign))
        self.reason.setText(reason)
        self.hint.setText(hint)
        self.reason.setVisible(bool(reason))
        self.hint.setVisible(bool(reason and hint))


class HealthCard(Card):
    """Every neighbour; one button looks anew, another looks at everything."""

    def __init__(self, presenter: HealthPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self.again = button(kind="quiet")
        self.again.clicked.connect(presenter.look)
        self.full = button(kind="quiet")
        self.full.clicked.connect(presenter.full_check_wished)
        grid = inset(QGridLayout())
        grid.setHorizontalSpacing(BETWEEN)
        grid.setVerticalSpacing(BETWEEN)
        grid.setColumnStretch(2, 1)
        self.rows = {name: ProbeRow(name, grid) for name in SHOWN}
        self.body.addLayout(grid)
        buttons = QHBoxLayout()
        buttons.setSpacing(BETWEEN)
        for part in (self.again, self.full):
            buttons.addWidget(part)
        buttons.addStretch(1)
        self.body.addLayout(buttons)
        self.body.addStretch(1)
        presenter.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Show what is known."""
        self.name(translate("Dashboard", "Health"))
        rest, by_folder = self._presenter.rest, self._presenter.by_folder
        self.again.setText(translate("Health", "Try now") if rest else translate("Dashboard", "Check again"))
        self.again.setEnabled(not self._presenter.checking)
        self.full.setText(translate("Health", "Full check…"))
        known = {probe.name: probe for probe in self._presenter.probes}
        for name, row in self.rows.items():
            if rest and name == "ftp":
                row.show_rest(rest, by_folder=by_folder)
            else:
                row.show_probe(known.get(name), by_folder=by_folder)
