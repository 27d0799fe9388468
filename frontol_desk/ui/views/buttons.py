"""Buttons of every kind the style sheet knows."""

from __future__ import annotations

from typing import Final, Literal

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPushButton, QWidget

from frontol_desk.ui.theme.icons import keep_icon, renew_icon
from frontol_desk.ui.theme.tokens import ICON, ICON_SMALL

Kind = Literal["", "primary", "quiet", "chip", "icon"]
BESIDE_TEXT: Final = QSize(ICON_SMALL * 5 // 4, ICON_SMALL)
"""The size of a wide icon: one with air between it and the text."""
ALONE: Final = QSize(ICON_SMALL, ICON_SMALL)
_ICON_TONES: Final = {"primary": "on_accent", "quiet": "blue", "chip": "muted"}


class _Button(QPushButton):
    """A button whose icon stands in the middle until there is a text beside it."""

    def setText(self, text: str) -> None:  # noqa: N802
        """Set the text and the room between it and the icon."""
        super().setText(text)
        size = BESIDE_TEXT if text else ALONE
        if size != self.iconSize():
            self.setIconSize(size)
            renew_icon(self)


def button(text: str = "", kind: Kind = "", icon: str = "", tone: str = "") -> QPushButton:
    """Return a button of a kind; its icon follows the theme."""
    made = _Button()
    made.setProperty("kind", kind)
    made.setIconSize(ALONE)
    made.setText(text)
    if icon:
        keep_icon(made, icon, tone or _ICON_TONES.get(kind, "text"))
    return made


class IconButton(QPushButton):
    """A square button with an icon only. Give it a tool tip and an accessible name through `set_text`."""

    def __init__(
        self, icon_name: str, tone: str = "muted", parent: QWidget | None = None, *, bordered: bool = False
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "icon")
        self.setProperty("bordered", bordered)
        self.setIconSize(QSize(ICON, ICON))
        keep_icon(self, icon_name, tone)

    def set_icon(self, icon_name: str, tone: str = "muted") -> None:
        """Show another icon."""
        keep_icon(self, icon_name, tone)

    def set_text(self, text: str) -> None:
        """Say in words what the button does."""
        self.setToolTip(text)
        self.setAccessibleName(text)


class Chip(_Button):
    """A pill that is switched on and off: a filter, with its count."""

    def __init__(self, text: str = "", icon: str = "", tone: str = "muted", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "chip")
        self.setCheckable(True)
        self.setIconSize(ALONE)
        self.setText(text)
        if icon:
            keep_icon(self, icon, tone)
