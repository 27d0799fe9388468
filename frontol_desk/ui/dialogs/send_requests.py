"""Asked before requests are sent without waiting for answers: from whom, for which days, and what comes of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from frontol_desk.domain.values import DateRange
from frontol_desk.ui import formats
from frontol_desk.ui.theme.tokens import AROUND, BETWEEN
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.parts import button, label

_WIDTH = 480


class SendRequests(Retranslated, QDialog):
    """`chosen` is sent once, when the requests are to go out."""

    chosen = Signal()

    def __init__(self, dates: DateRange, folders: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dates, self._folders = dates, folders
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._title = label(role="title", wrap=True)
        self._words = label(wrap=True)
        self._words.setMinimumWidth(_WIDTH)
        self.cancel = button()
        self.send = button(kind="primary")
        self.send.setDefault(True)
        buttons = QHBoxLayout()
        buttons.setSpacing(BETWEEN)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.send)
        column = QVBoxLayout(self)
        column.setContentsMargins(AROUND + BETWEEN, AROUND + BETWEEN, AROUND + BETWEEN, AROUND)
        column.setSpacing(BETWEEN)
        column.setSizeConstraint(QLayout.SizeConstraint.SetMinimumSize)
        column.addWidget(self._title)
        column.addWidget(self._words)
        column.addSpacing(BETWEEN)
        column.addLayout(buttons)
        self.cancel.clicked.connect(self.reject)
        self.send.clicked.connect(self.accept)
        self.accepted.connect(self.chosen)
        self.retranslate()

    def retranslate(self) -> None:
        """Set the texts."""
        self.setWindowTitle(translate("SendRequests", "Send requests only"))
        #: {dates}: a day or a range of days
        title = translate("SendRequests", "Ask %Ln folder(s) for {dates}?", None, self._folders)
        self._title.setText(title.format(dates=formats.dates(self._dates)))
        self._words.setText(
            translate(
                "SendRequests",
                "Requests are put into the checked folders, and nothing is waited for: a later load finds what the "
                "kassas have answered. A folder whose earlier request still lies there is left as it is.",
            )
        )
        self.cancel.setText(translate("SendRequests", "Cancel"))
        self.send.setText(translate("SendRequests", "Send requests"))
