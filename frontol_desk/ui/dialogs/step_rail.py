"""The steps of a wizard, one below the other: done, here, to come."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from frontol_desk.ui.theme.icons import app_icon, pixmap
from frontol_desk.ui.theme.theme import current
from frontol_desk.ui.theme.tokens import AROUND, BETWEEN, ICON_SMALL
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.parts import label, set_property

_DISC = 24
_LOGO = 32


class StepMark(QWidget):
    """A disc with the number of the step; a check mark once it is done."""

    def __init__(self, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = number
        self._here = 0
        self.setFixedSize(_DISC, _DISC)
        current().changed.connect(self._renew)

    def show_step(self, here: int) -> None:
        """Tell it which step is the current one."""
        self._here = here
        self.update()

    def _renew(self) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802
        """Draw the disc."""
        tokens, done, here = current().tokens, self._number < self._here, self._number == self._here
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen if done or here else QPen(QColor(tokens.faint), 1))
        fill = tokens.green_tint if done else tokens.accent
        painter.setBrush(QColor(fill) if done or here else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(self.rect().adjusted(1, 1, -1, -1))
        if done:
            edge = (_DISC - ICON_SMALL) // 2
            painter.drawPixmap(edge, edge, pixmap("check", "green", ICON_SMALL, self.devicePixelRatioF()))
            return
        painter.setPen(QColor(tokens.on_accent if here else tokens.muted))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, str(self._number))


class StepRail(Retranslated, QWidget):
    """The program's name and the steps."""

    def __init__(self, names: Sequence[Callable[[], str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(224)
        self._names = names
        self._here = 1
        self._marks = [StepMark(number) for number in range(1, len(names) + 1)]
        self._labels = [label(wrap=True) for _ in names]
        logo = QLabel()
        logo.setPixmap(app_icon().pixmap(_LOGO, _LOGO))
        title = label("Frontol Desk", "heading")
        steps = QGridLayout()
        steps.setHorizontalSpacing(12)
        steps.setVerticalSpacing(AROUND)
        steps.setColumnStretch(1, 1)
        for row, (mark, name) in enumerate(zip(self._marks, self._labels, strict=True)):
            steps.addWidget(mark, row, 0)
            steps.addWidget(name, row, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(AROUND + BETWEEN, AROUND + BETWEEN, AROUND, AROUND)
        column.setSpacing(BETWEEN)
        column.addWidget(logo)
        column.addWidget(title)
        column.addSpacing(AROUND)
        column.addLayout(steps)
        column.addStretch(1)
        self.retranslate()

    def show_step(self, here: int) -> None:
        """Mark the step one is at, from 1."""
        self._here = here
        self.retranslate()

    def retranslate(self) -> None:
        """Set names and marks."""
        for mark, name, text in zip(self._marks, self._labels, self._names, strict=True):
            number = self._marks.index(mark) + 1
            mark.show_step(self._here)
            name.setText(text())
            set_property(name, "role", "heading" if number == self._here else "muted")
        #: where the wizard stands, for screen readers
        place = translate("StepRail", "Step {number} of {count}")
        self.setAccessibleName(place.format(number=self._here, count=len(self._marks)))
