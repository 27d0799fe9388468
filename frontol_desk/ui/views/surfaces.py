"""Areas, lines and plain texts, and how a widget tells the style sheet what it is."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QWidget

Role = Literal["", "title", "heading", "muted", "figure", "mono"]
Tone = Literal["", "green", "amber", "red", "blue", "grey"]


def repolish(widget: QWidget) -> None:
    """Have the style sheet looked at again after a dynamic property changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def set_property(widget: QWidget, name: str, value: object) -> None:
    """Set a dynamic property the style sheet knows; what it is already costs nothing."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        repolish(widget)


def hairline(orientation: Qt.Orientation = Qt.Orientation.Horizontal) -> QFrame:
    """Return a line of one pixel."""
    line = QFrame()
    line.setProperty("line", "horizontal" if orientation is Qt.Orientation.Horizontal else "vertical")
    return line


def label(text: str = "", role: Role = "", *, tone: Tone = "", wrap: bool = False) -> QLabel:
    """Return a text in one of the roles of the style sheet."""
    made = QLabel(text)
    made.setProperty("role", role)
    made.setProperty("tone", tone)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    return made


def surface(kind: Literal["window", "panel", "raised"]) -> QFrame:
    """Return a plain area of a surface colour."""
    frame = QFrame()
    frame.setProperty("surface", kind)
    return frame


def card() -> QFrame:
    """Return a framed area for one group that stands alone; never put a card into a card."""
    frame = QFrame()
    frame.setProperty("kind", "card")
    return frame
