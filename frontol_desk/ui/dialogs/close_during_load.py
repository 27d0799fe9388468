"""Asked when the window is closed while a load runs: three ways on, each said in one line."""

from __future__ import annotations

from functools import partial
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QLayout, QVBoxLayout, QWidget

from frontol_desk.ui.dialogs.way import Way
from frontol_desk.ui.theme.tokens import AROUND, BETWEEN
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.parts import label

_WIDTH = 480
Choice = Literal["tray", "stop", "cancel"]


class CloseDuringLoad(Retranslated, QDialog):
    """`chosen` is sent once, with the way on; closing the dialog means to go on working."""

    chosen = Signal(str)

    def __init__(self, *, tray: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tray = tray
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._choice: Choice = "cancel"
        self._title = label(role="title", wrap=True)
        self.background = Way("tray" if tray else "minus")
        self.stop = Way("stop")
        self.stay = Way("resume")
        column = QVBoxLayout(self)
        column.setContentsMargins(AROUND + BETWEEN, AROUND + BETWEEN, AROUND + BETWEEN, AROUND + BETWEEN)
        column.setSpacing(BETWEEN)
        column.setSizeConstraint(QLayout.SizeConstraint.SetMinimumSize)
        column.addWidget(self._title)
        column.addSpacing(BETWEEN)
        ways: tuple[tuple[Way, Choice], ...] = ((self.background, "tray"), (self.stop, "stop"), (self.stay, "cancel"))
        for way, choice in ways:
            column.addWidget(way)
            way.setMinimumWidth(_WIDTH)
            way.clicked.connect(partial(self._choose, choice))
        self.finished.connect(lambda _result: self.chosen.emit(self._choice))
        self.background.setFocus()
        self.retranslate()

    def _choose(self, choice: Choice) -> None:
        self._choice = choice
        self.done(0)

    def retranslate(self) -> None:
        """Set the texts."""
        self.setWindowTitle(translate("CloseDuringLoad", "A load is running"))
        self._title.setText(translate("CloseDuringLoad", "A load is running. What shall happen to it?"))
        self._set_background()
        self.stop.set_texts(
            translate("CloseDuringLoad", "Stop and close"),
            translate(
                "CloseDuringLoad", "The load ends within a second. What is loaded stays, nothing is half-written."
            ),
        )
        self.stay.set_texts(
            translate("CloseDuringLoad", "Go on working"),
            translate("CloseDuringLoad", "The window stays open and the load goes on."),
        )

    def _set_background(self) -> None:
        if self._tray:
            self.background.set_texts(
                translate("CloseDuringLoad", "Finish in the tray"),
                translate("CloseDuringLoad", "The window goes, the icon beside the clock tells when the load is done."),
            )
        else:
            self.background.set_texts(
                translate("CloseDuringLoad", "Finish minimised"),
                translate("CloseDuringLoad", "The window is minimised; the program closes when the load is done."),
            )
