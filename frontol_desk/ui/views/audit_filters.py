"""The bar above the audit log: which period, action, person and text."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QComboBox, QWidget

from frontol_desk.domain.audit import AuditAction
from frontol_desk.ui.models.audit import action_title
from frontol_desk.ui.models.audit_filter import AuditFilter
from frontol_desk.ui.translation import translate
from frontol_desk.ui.views.choices import choose, fill_choices
from frontol_desk.ui.views.list_filters import ListFilters


class AuditFilters(ListFilters):
    """Says with `changed` which entries are wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        action, person = QComboBox(), QComboBox()
        super().__init__((action, person), parent)
        self.action, self.person = action, person
        self.person.addItem("", "")
        self.retranslate()
        self.listen()

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

    def retranslate(self) -> None:
        """Set every text, keeping what is chosen."""
        actions = [(action_title(action), action) for action in AuditAction]
        fill_choices(self.action, [(translate("Audit", "Any action"), None), *actions])
        self.person.setItemText(0, translate("Audit", "Everybody"))
        self.text.setPlaceholderText(translate("Audit", "Folder, file, setting…"))
        self.action.setAccessibleName(translate("Audit", "Action"))
        self.person.setAccessibleName(translate("Audit", "Person"))
        self.text.setAccessibleName(translate("Audit", "Text in the entries"))
