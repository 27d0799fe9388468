"""What few people need is folded away behind one quiet button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from frontol_desk.ui.theme.icons import keep_icon
from frontol_desk.ui.translation import Retranslated
from frontol_desk.ui.views.parts import button


class Fold(Retranslated, QWidget):
    """A button that shows and hides what belongs to it."""

    def __init__(self, words: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self.button = button(kind="quiet")
        self.button.setCheckable(True)
        self.button.toggled.connect(self._turn)
        self.content = QWidget()
        self.inside = QVBoxLayout(self.content)
        self.inside.setContentsMargins(0, 0, 0, 0)
        self.inside.setSpacing(12)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.content)
        self._turn(False)
        self.retranslate()

    def unfold(self) -> None:
        """Show what is inside."""
        self.button.setChecked(True)

    def _turn(self, open_: bool) -> None:
        self.content.setVisible(open_)
        keep_icon(self.button, "chevron-down" if open_ else "chevron-right", "blue")

    def retranslate(self) -> None:
        """Set the button's words."""
        self.button.setText(self._words())
