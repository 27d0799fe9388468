"""The bar above the history: which period, status, origin and kassa."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QHBoxLayout, QLineEdit, QWidget

from frontol_desk.domain.report import RunStatus, Trigger
from frontol_desk.ui.models.history import trigger_word
from frontol_desk.ui.models.history_filter import HistoryFilter
from frontol_desk.ui.theme.icons import icon
from frontol_desk.ui.theme.states import run_look
from frontol_desk.ui.theme.theme import current
from frontol_desk.ui.theme.tokens import BETWEEN
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.choices import choose, fill_choices
from frontol_desk.ui.views.period_button import PeriodButton

_TYPING_MS = 300
_KASSA_LETTERS = 22


class HistoryFilters(Retranslated, QWidget):
    """Says with `changed` which runs are wanted."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.period = PeriodButton()
        self.status = QComboBox()
        self.origin = QComboBox()
        self.kassa = QLineEdit(clearButtonEnabled=True)
        self._search = self.kassa.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._lay_out()
        self.retranslate()
        self._connect()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(BETWEEN)
        for widget in (self.period, self.status, self.origin, self.kassa):
            row.addWidget(widget)
        for combo in (self.status, self.origin):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.kassa.setFixedWidth(self.kassa.fontMetrics().averageCharWidth() * _KASSA_LETTERS)

    def _connect(self) -> None:
        self.period.changed.connect(self._tell)
        for combo in (self.status, self.origin):
            combo.currentIndexChanged.connect(self._tell)
        self.kassa.textChanged.connect(lambda: self._typing.start())
        self.kassa.returnPressed.connect(self._tell)
        self._typing.timeout.connect(self._tell)
        current().changed.connect(self._recolour)

    def wish(self) -> HistoryFilter:
        """Return what is chosen."""
        status, origin = self.status.currentData(), self.origin.currentData()
        return HistoryFilter(
            period=self.period.period,
            dates=self.period.dates,
            status=RunStatus(status) if status else None,
            trigger=Trigger(origin) if origin else None,
            kassa=self.kassa.text().strip(),
        )

    def set_wish(self, wish: HistoryFilter) -> None:
        """Choose all of it, and say so once."""
        self.blockSignals(True)
        self.period.choose(wish.period, wish.dates)
        choose(self.status, wish.status)
        choose(self.origin, wish.trigger)
        self.kassa.setText(wish.kassa)
        self.blockSignals(False)
        self._tell()

    def set_folders(self, names: Iterable[str]) -> None:
        """Offer these kassas and folders while somebody types."""
        completer = QCompleter(sorted(set(names)), self.kassa)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.kassa.setCompleter(completer)

    def _tell(self) -> None:
        self._typing.stop()
        self.changed.emit(self.wish())

    def _recolour(self) -> None:
        self._search.setIcon(icon("search", "muted"))

    def retranslate(self) -> None:
        """Set every text, keeping what is chosen."""
        words = [(run_look(status).word, status) for status in RunStatus]
        fill_choices(self.status, [(translate("History", "Any status"), None), *words])
        origins = [(trigger_word(trigger), trigger) for trigger in Trigger]
        fill_choices(self.origin, [(translate("History", "Any origin"), None), *origins])
        self.kassa.setPlaceholderText(translate("History", "Kassa or folder"))
        self.status.setAccessibleName(translate("History", "Status of the runs"))
        self.origin.setAccessibleName(translate("History", "Origin of the runs"))
        self.kassa.setAccessibleName(translate("History", "Kassa or folder"))
