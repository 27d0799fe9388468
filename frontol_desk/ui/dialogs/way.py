"""A big button for a decision: what one chooses, and below it in one line what that means."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from frontol_desk.ui.theme.tokens import ICON
from frontol_desk.ui.views.parts import IconLabel, label


class Way(QPushButton):
    """One of the ways on. As tall as its words need at its width."""

    def __init__(self, icon: str, tone: str = "blue", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = label(role="heading", wrap=True)
        self._text = label(role="muted", wrap=True)
        self._inside = QHBoxLayout(self)
        self._inside.setContentsMargins(12, 10, 12, 10)
        self._inside.setSpacing(12)
        self._inside.addWidget(IconLabel(icon, tone, ICON), 0, Qt.AlignmentFlag.AlignTop)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self._title)
        texts.addWidget(self._text)
        self._inside.addLayout(texts, 1)
        for part in self.findChildren(QWidget):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAutoDefault(True)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Grow with the lines the words need: a layout above does not ask again."""
        super().resizeEvent(event)
        self.setMinimumHeight(self.heightForWidth(event.size().width()))

    def set_texts(self, title: str, text: str) -> None:
        """Say what is chosen and what it means."""
        self._title.setText(title)
        self._text.setText(text)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the room the words need."""
        return self._inside.sizeHint()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return the least room the words need."""
        return self._inside.minimumSize()

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """Words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Return how tall the words are at a width."""
        return self._inside.totalHeightForWidth(width)
