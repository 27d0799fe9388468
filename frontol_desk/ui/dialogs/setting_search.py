"""Finds a setting by any part of its name and leads to its field."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QStringListModel, Qt, QTimer, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from frontol_desk.ui.theme.icons import icon
from frontol_desk.ui.theme.theme import current
from frontol_desk.ui.theme.tokens import AROUND
from frontol_desk.ui.translation import Retranslated, translate


class SettingSearch(Retranslated, QLineEdit):
    """`found` carries the setting that was picked; `names` gives all of them by the words they are found under."""

    found = Signal(str)

    def __init__(self, names: Callable[[], Mapping[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = names
        self._offered: Mapping[str, str] = {}
        self._words = QStringListModel(self)
        self._completer = completer = QCompleter(self._words, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.activated.connect(self.pick)
        self.setCompleter(completer)
        self.textEdited.connect(self._widen)
        self.setClearButtonEnabled(True)
        self._glass = self.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        current().changed.connect(self._recolour)
        self.retranslate()

    def pick(self, words: str) -> None:
        """Lead to the setting that is found under these words."""
        if setting := self._offered.get(words):
            QTimer.singleShot(0, self, self.clear)  # the completer writes its words after this
            self.found.emit(setting)

    def _offer(self) -> None:
        """Offer the names as they are now."""
        self._offered = self._names()
        if self._words.stringList() != (words := sorted(self._offered)):
            self._words.setStringList(words)

    def _widen(self) -> None:
        """Make the list wide enough for its names; it opens after this."""
        self._offer()
        if (popup := self._completer.popup()) is None:
            return
        widest = max(map(popup.fontMetrics().horizontalAdvance, self._words.stringList()), default=0)
        popup.setMinimumWidth(max(self.width(), widest + 2 * AROUND + popup.verticalScrollBar().sizeHint().width()))

    def _recolour(self) -> None:
        self._glass.setIcon(icon("search", "muted"))

    def retranslate(self) -> None:
        """Offer the names in the window's language."""
        self._offer()
        self.setPlaceholderText(translate("SettingSearch", "Find a setting"))
        self.setAccessibleName(self.placeholderText())
