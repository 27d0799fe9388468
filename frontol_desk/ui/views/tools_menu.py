"""The button with the operator's small tools: each entry emits a wish."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from frontol_desk.ui.theme.icons import keep_icon
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.parts import IconButton

_ENTRIES: dict[str, tuple[str, Callable[[], str]]] = {
    "send": ("request", lambda: translate("ToolsMenu", "Send requests only…")),
    "clear": ("trash", lambda: translate("ToolsMenu", "Clear request folders…")),
    "missing": ("calendar", lambda: translate("ToolsMenu", "Find missing days…")),
    "check": ("server", lambda: translate("ToolsMenu", "Check the connections…")),
}


class ToolsMenu(Retranslated, IconButton):
    """`wished` carries the tool: send, clear, missing or check. Without a console only the check is possible."""

    wished = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("tools", "text", parent)
        self.menu_of_tools = QMenu(self)
        self.entries = {name: self._entry(name, icon) for name, (icon, _) in _ENTRIES.items()}
        self.clicked.connect(self.open_menu)
        self.retranslate()

    def _entry(self, name: str, icon: str) -> QAction:
        action = self.menu_of_tools.addAction("")
        keep_icon(action, icon, "muted")
        action.triggered.connect(lambda: self.wished.emit(name))
        return action

    def open_menu(self) -> None:
        """Show the entries below the button."""
        self.menu_of_tools.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def set_ready(self, *, opened: bool, chosen: bool) -> None:
        """Say whether there is a console, and whether folders are checked to send requests to."""
        for name in ("clear", "missing"):
            self.entries[name].setEnabled(opened)
        self.entries["send"].setEnabled(opened and chosen)

    def retranslate(self) -> None:
        """Set the texts."""
        self.set_text(translate("ToolsMenu", "Tools"))
        for name, (_, words) in _ENTRIES.items():
            self.entries[name].setText(words())
