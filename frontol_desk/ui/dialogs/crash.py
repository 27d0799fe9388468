"""Shown when the program itself fails: plain words, a text for support, and the way on."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from frontol_desk.services.masking import Mask
from frontol_desk.ui.dialogs.fold import Fold
from frontol_desk.ui.theme.tokens import AROUND, BETWEEN, ICON
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.parts import IconLabel, button, label

_THANKS_MS = 4_000


class CrashDialog(Retranslated, QDialog):
    """What happened is for support; what to do is for the reader. The text is masked once more before it leaves."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = Mask()(text)
        self._title = label(role="title", wrap=True)
        self._words = label(wrap=True)
        self._details = QPlainTextEdit(self.text, readOnly=True)
        self._details.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._details.setMinimumHeight(120)
        self._fold = Fold(lambda: translate("CrashDialog", "Technical details"))
        self._fold.inside.addWidget(self._details)
        self._copied = label(tone="green")
        self._copied.hide()
        self.copy = button(icon="copy")
        self.go_on = button(kind="primary")
        self.go_on.setDefault(True)
        self.copy.clicked.connect(self._copy)
        self.go_on.clicked.connect(self.accept)
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(IconLabel("warning", "amber", ICON))
        head.addWidget(self._title, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(BETWEEN)
        buttons.addWidget(self._copied)
        buttons.addStretch(1)
        buttons.addWidget(self.copy)
        buttons.addWidget(self.go_on)
        column = QVBoxLayout(self)
        column.setContentsMargins(AROUND + BETWEEN, AROUND + BETWEEN, AROUND + BETWEEN, AROUND)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self._words)
        column.addWidget(self._fold, 1)
        column.addLayout(buttons)
        self.setMinimumWidth(480)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text)
        self._copied.show()
        QTimer.singleShot(_THANKS_MS, self._copied, self._copied.hide)

    def retranslate(self) -> None:
        """Set the texts."""
        self.setWindowTitle(translate("CrashDialog", "Fault in the program"))
        self._title.setText(translate("CrashDialog", "Something went wrong in the program"))
        self._words.setText(
            translate(
                "CrashDialog",
                "You can go on working: the sales in the database are not harmed. Please send the text for support to "
                "whoever looks after the program; it holds no passwords and no personal data.",
            )
        )
        self._details.setAccessibleName(translate("CrashDialog", "Technical details"))
        self._copied.setText(translate("CrashDialog", "Copied"))
        self.copy.setText(translate("CrashDialog", "Copy for support"))
        self.go_on.setText(translate("CrashDialog", "Continue"))
