"""What a page says in place of a message box: a banner above it, or a few words where it is empty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from frontol_desk.ui.theme.icons import pixmap
from frontol_desk.ui.theme.theme import current
from frontol_desk.ui.theme.tokens import AROUND, BETWEEN, ICON, INSIDE
from frontol_desk.ui.views.buttons import IconButton, Kind, button
from frontol_desk.ui.views.labels import IconLabel
from frontol_desk.ui.views.surfaces import Tone, label

_TEXT_WIDTH: Final = 440
_DISC: Final = 56
_SIGN: Final = 24


class Banner(QFrame):
    """A line above a page that says something and offers an action; it can be closed."""

    closed = Signal()

    def __init__(self, icon: str = "info", tone: Tone = "blue", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "banner")
        self.setProperty("tone", tone)
        self.icon = IconLabel(icon, tone, ICON)
        self.text = label(role="heading", wrap=True)
        self.detail = label(wrap=True)
        self.close_button = IconButton("close")
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(BETWEEN)
        self._actions: list[QPushButton] = []
        self.close_button.clicked.connect(self.closed)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self.text)
        texts.addWidget(self.detail)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, BETWEEN, BETWEEN, BETWEEN)
        row.setSpacing(12)
        row.addWidget(self.icon)
        row.addLayout(texts, 1)
        row.addLayout(self._buttons)
        row.addWidget(self.close_button)

    def set_texts(self, text: str, detail: str = "", close: str = "") -> None:
        """Say what happened, what to do next, and what the closing button is called (empty: no such button)."""
        self.text.setText(text)
        self.detail.setText(detail)
        self.detail.setVisible(bool(detail))
        self.close_button.set_text(close)
        self.close_button.setVisible(bool(close))

    def add_action(self, text: str, kind: Kind = "") -> QPushButton:
        """Add a button; the caller keeps it, for its click and its text."""
        made = button(text, kind)
        self._buttons.addWidget(made)
        self._actions.append(made)
        return made

    def set_action_texts(self, texts: Sequence[str]) -> None:
        """Name the buttons anew, in another language."""
        for made, text in zip(self._actions, texts, strict=True):
            made.setText(text)


class EmptyState(QWidget):
    """What an empty page shows: a calm picture, what will be here, and the action that fills it."""

    def __init__(
        self,
        icon: str,
        *,
        tone: Tone = "grey",
        action_kind: Kind = "",
        text_width: int = _TEXT_WIDTH,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._picture = _Picture(icon, tone)
        self.title = label(role="heading")
        self.text = label(role="muted", wrap=True)
        self.action = button(kind=action_kind)
        self.action.hide()
        for part in (self.title, self.text):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.text.setFixedWidth(text_width)
        column = QVBoxLayout(self)
        column.setContentsMargins(AROUND, AROUND, AROUND, AROUND)
        column.setSpacing(BETWEEN)
        column.addStretch(2)
        column.addWidget(self._picture, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(INSIDE)
        column.addWidget(self.title)
        column.addLayout(_centred(self.text))
        column.addSpacing(BETWEEN)
        column.addWidget(self.action, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def set_texts(self, title: str, text: str = "", action: str = "") -> None:
        """Set the words; an empty action hides its button."""
        self.title.setText(title)
        self.text.setText(text)
        self.text.setVisible(bool(text))
        self.action.setText(action)
        self.action.setVisible(bool(action))


def _centred(part: QWidget) -> QHBoxLayout:
    """Return a row with a widget in its middle; unlike an alignment it leaves a wrapped text its height."""
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(part)
    row.addStretch(1)
    return row


class _Picture(QWidget):
    """An icon in a tinted disc."""

    def __init__(self, icon: str, tone: Tone) -> None:
        super().__init__()
        self._icon = icon
        self._tone = tone
        self.setFixedSize(_DISC, _DISC)
        current().changed.connect(self._renew)

    def _renew(self) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        """Draw disc and icon."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(getattr(current().tokens, f"{self._tone}_tint")))
        painter.drawEllipse(self.rect())
        corner = (_DISC - _SIGN) // 2
        painter.drawPixmap(corner, corner, pixmap(self._icon, self._tone, _SIGN, self.devicePixelRatioF()))
