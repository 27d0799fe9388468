"""The bar above the audit log: which period, action, person and text."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from frontol_desk.domain.audit import AuditAction
from frontol_desk.ui.models.audit import action_title
from frontol_desk.ui.models.audit_filter import AuditFilter
from frontol_desk.ui.theme.icons import icon
from frontol_desk.ui.theme.theme import current
from frontol_desk.ui.theme.tokens import BETWEEN
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.choices import choose, fill_choices
from frontol_desk.ui.views.period_button import PeriodButton

_TYPING_MS = 300
_TEXT_LETTERS = 22


class AuditFilters(Retranslated, QWidget):
    """Says with `changed` which entries are wanted."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.period = PeriodButton()
        self.action = QComboBox()
        self.person = QComboBox()
        self.text = QLineEdit(clearButtonEnabled=True)
        self._search = self.text.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self.person.addItem("", "")
        self._lay_out()
        self.retranslate()
        self._connect()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(BETWEEN)
        for widget in (self.period, self.action, self.person, self.text):
            row.addWidget(widget)
        for combo in (self.action, self.person):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.text.setFixedWidth(self.text.fontMetrics().averageCharWidth() * _TEXT_LETTERS)

    def _connect(self) -> None:
        self.period.changed.connect(self._tell)
        for combo in (self.action, self.person):
            combo.currentIndexChanged.connect(self._tell)
        self.text.textChanged.connect(lambda: self._typing.start())
        self.text.returnPressed.connect(self._tell)
        self._typing.timeout.connect(self._tell)
        current().changed.connect(self._recolour)

    def wish(self) -> AuditFilter:
        """Return what is chosen."""
        action = self.action.currentData()
        return AuditFilter(
            period=self.period.period,
            dates=self.period.dates,
            action=AuditAction(action) if action else None,
            person=self.person.currentData() or "",
            text=self.text.text().strip(),
        )

    def set_wish(self, wish: AuditFilter) -> None:
        """Choose all of it, and say so once."""
        self.blockSignals(True)
        self.period.choose(wish.period, wish.dates)
        choose(self.action, wish.action)
        self.offer_people({wish.person} if wish.person else ())
        self.person.setCurrentIndex(max(0, self.person.findData(wish.person)))
        self.text.setText(wish.text)
        self.blockSignals(False)
        self._tell()

    def offer_people(self, people: Iterable[str]) -> None:
        """Offer these too, keeping who is chosen; nothing is told of it."""
        chosen = self.person.currentData()
        known = {self.person.itemData(place) for place in range(1, self.person.count())}
        if {*people} <= known:
            return
        self.person.blockSignals(True)
        while self.person.count() > 1:
            self.person.removeItem(1)
        for one in sorted(known | {*people}):
            self.person.addItem(one, one)
        self.person.setCurrentIndex(max(0, self.person.findData(chosen)))
        self.person.blockSignals(False)

    def _tell(self) -> None:
        self._typing.stop()
        self.changed.emit(self.wish())

    def _recolour(self) -> None:
        self._search.setIcon(icon("search", "muted"))

    def retranslate(self) -> None:
        """Set every text, keeping what is chosen."""
        actions = [(action_title(action), action) for action in AuditAction]
        fill_choices(self.action, [(translate("Audit", "Any action"), None), *actions])
        self.person.setItemText(0, translate("Audit", "Everybody"))
        self.text.setPlaceholderText(translate("Audit", "Folder, file, setting…"))
        self.action.setAccessibleName(translate("Audit", "Action"))
        self.person.setAccessibleName(translate("Audit", "Person"))
        self.text.setAccessibleName(translate("Audit", "Text in the entries"))
