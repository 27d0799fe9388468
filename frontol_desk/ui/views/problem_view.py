"""One problem of a file: its sentence, the line at fault, and steps to the file's other problems."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from frontol_desk.domain.report import Problem
from frontol_desk.ui import formats
from frontol_desk.ui.theme.tokens import BETWEEN
from frontol_desk.ui.translation import translate
from frontol_desk.ui.views.offending_line import OffendingLine
from frontol_desk.ui.views.parts import IconButton, label


class ProblemView(QWidget):
    """One problem: its sentence, the line at fault, and steps to the others."""

    stepped = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.message = selectable()
        self.previous, self.following = IconButton("chevron-left"), IconButton("chevron-right")
        self.place = label(role="muted")
        self.line = OffendingLine()
        self.line.hide()
        top = QHBoxLayout()
        top.setSpacing(BETWEEN)
        top.addWidget(self.message, 1)
        for part in (self.previous, self.place, self.following):
            top.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(BETWEEN)
        column.addLayout(top)
        column.addWidget(self.line)
        self.previous.clicked.connect(lambda: self.stepped.emit(-1))
        self.following.clicked.connect(lambda: self.stepped.emit(1))

    def show_problem(self, problem: Problem, place: int, of: int) -> None:
        """Show a problem that is one of several."""
        self.message.setText(problem.message)
        #: which problem of how many: 1 of 3
        text = translate("Details", "{number} of {total}")
        self.place.setText(text.format(number=formats.number(place + 1), total=formats.number(of)))
        for part in (self.previous, self.place, self.following):
            part.setVisible(of > 1)

    def show_raw(self, raw: str | None, field: int | None) -> None:
        """Show the line at fault, or nothing."""
        self.line.setVisible(raw is not None)
        if raw is not None:
            self.line.show_line(raw, field)

    def retranslate(self) -> None:
        """Set the texts."""
        self.previous.set_text(translate("Details", "Previous problem"))
        self.following.set_text(translate("Details", "Next problem"))


def selectable(role: str = "", *, wrap: bool = True) -> QLabel:
    """Return a text that can be selected by mouse and keyboard."""
    made = label(wrap=wrap)
    made.setProperty("role", role)
    made.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return made
