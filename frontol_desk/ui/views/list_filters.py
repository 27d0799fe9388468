"""The bar above a list: a period, some choices and a text to look for; history and audit log have one each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from frontol_desk.ui.theme.icons import icon
from frontol_desk.ui.theme.theme import current
from frontol_desk.ui.theme.tokens import BETWEEN
from frontol_desk.ui.translation import Retranslated
from frontol_desk.ui.views.period_button import PeriodButton

_TYPING_MS = 300
_TEXT_LETTERS = 22


class ListFilters(Retranslated, QWidget):
    """Says with `changed` what is wanted, `wish()`; while somebody types, a moment later.

    Whoever derives from it sets its texts, then calls `listen`.
    """

    changed = Signal(object)

    def __init__(self, choices: Sequence[QComboBox], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.period = PeriodButton()
        self.text = QLineEdit(clearButtonEnabled=True)
        self._choices = choices
        self._search = self.text.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(BETWEEN)
        for widget in (self.period, *choices, self.text):
            row.addWidget(widget)
        for combo in choices:
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.text.setFixedWidth(self.text.fontMetrics().averageCharWidth() * _TEXT_LETTERS)

    def listen(self) -> None:
        """Tell every change from now on."""
        self.period.changed.connect(self._tell)
        for combo in self._choices:
            combo.currentIndexChanged.connect(self._tell)
        self.text.textChanged.connect(lambda: self._typing.start())
        self.text.returnPressed.connect(self._tell)
        self._typing.timeout.connect(self._tell)
        current().changed.connect(self._recolour)

    def wish(self) -> object:
        """Return what is chosen."""
        raise NotImplementedError

    def _tell(self) -> None:
        self._typing.stop()
        self.changed.emit(self.wish())

    def _recolour(self) -> None:
        self._search.setIcon(icon("search", "muted"))
