"""Asked before problems are given up: why, and what that does and does not do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLayout, QLineEdit, QVBoxLayout, QWidget

from frontol_desk.ui.theme.tokens import AROUND, BETWEEN, INSIDE
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.parts import button, label

_WIDTH = 480
_LONGEST = 500


class DropFailures(Retranslated, QDialog):
    """`chosen` carries the reason, once; without one nothing can be dropped."""

    chosen = Signal(str)

    def __init__(self, count: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = count
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._title = label(role="title", wrap=True)
        self._words = label(wrap=True)
        self._name = QLabel()
        self.reason = QLineEdit(maxLength=_LONGEST)
        self._name.setBuddy(self.reason)
        self._who = label(role="muted", wrap=True)
        self.cancel = button()
        self.drop = button(kind="primary")
        self.drop.setDefault(True)
        self._lay_out()
        self.reason.textChanged.connect(self._look)
        self.cancel.clicked.connect(self.reject)
        self.drop.clicked.connect(self.accept)
        self.accepted.connect(lambda: self.chosen.emit(self.reason.text().strip()))
        self.reason.setFocus()
        self.retranslate()
        self._look()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(BETWEEN)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.drop)
        field = QVBoxLayout()
        field.setSpacing(INSIDE)
        for part in (self._name, self.reason, self._who):
            field.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(AROUND + BETWEEN, AROUND + BETWEEN, AROUND + BETWEEN, AROUND)
        column.setSpacing(BETWEEN)
        column.setSizeConstraint(QLayout.SizeConstraint.SetMinimumSize)
        column.addWidget(self._title)
        column.addWidget(self._words)
        column.addSpacing(BETWEEN)
        column.addLayout(field)
        column.addSpacing(BETWEEN)
        column.addLayout(buttons)
        self._words.setMinimumWidth(_WIDTH)

    def _look(self) -> None:
        self.drop.setEnabled(bool(self.reason.text().strip()))

    def retranslate(self) -> None:
        """Set the texts."""
        self.setWindowTitle(translate("DropFailures", "Drop problems"))
        self._title.setText(translate("DropFailures", "Drop %Ln problem(s)?", None, self._count))
        self._words.setText(
            translate(
                "DropFailures",
                "Nothing is deleted: a line stays in quarantine and is exported, a file stays in the archive, the "
                "history keeps every attempt. Only this list forgets it, and nobody is reminded of it any more.",
            )
        )
        self._name.setText(translate("DropFailures", "Reason"))
        self.reason.setPlaceholderText(translate("DropFailures", "For instance: the kassa was closed on that day"))
        self._who.setText(translate("DropFailures", "Kept with the name of your account and of this computer."))
        self.cancel.setText(translate("DropFailures", "Cancel"))
        self.drop.setText(translate("DropFailures", "Drop"))
