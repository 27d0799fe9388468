"""The bar above the history: which period, status, origin and kassa."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QWidget

from frontol_desk.domain.report import RunStatus, Trigger
from frontol_desk.ui.models.history import trigger_word
from frontol_desk.ui.models.history_filter import HistoryFilter
from frontol_desk.ui.theme.states import run_look
from frontol_desk.ui.translation import translate
from frontol_desk.ui.views.choices import choose, fill_choices
from frontol_desk.ui.views.list_filters import ListFilters


class HistoryFilters(ListFilters):
    """Says with `changed` which runs are wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        status, origin = QComboBox(), QComboBox()
        super().__init__((status, origin), parent)
        self.status, self.origin = status, origin
        self.kassa = self.text
        self.retranslate()
        self.listen()

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
