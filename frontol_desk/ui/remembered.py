"""What the window remembers between two starts: geometry, columns, filters. In ``HOME/window.ini``, never a secret."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QHeaderView

Value = TypeVar("Value", str, int, bool, list[str], QByteArray)


class Remembered:
    """Values by name; one of an unexpected kind, as after an edit by hand, counts as missing."""

    def __init__(self, file: Path) -> None:
        self._settings = QSettings(str(file), QSettings.Format.IniFormat)

    def value(self, key: str, default: Value) -> Value:
        """Return what was remembered under a name, of the kind of `default`."""
        found = self._settings.value(key)
        if isinstance(default, bool):
            return found in (True, "true") if found is not None else default
        if isinstance(default, int):
            return int(found) if isinstance(found, int) or str(found).lstrip("-").isdigit() else default
        if isinstance(default, list):
            return [found] if isinstance(found, str) and found else found if isinstance(found, list) else default
        return found if isinstance(found, type(default)) else default

    def set_value(self, key: str, value: Value) -> None:
        """Remember a value."""
        self._settings.setValue(key, value)

    def keep_header(self, key: str, header: QHeaderView) -> None:
        """Restore the widths, order and sorting of a table's columns now, and remember them from here on."""
        state = self.value(key, QByteArray())
        if not state.isEmpty():
            header.restoreState(state)

        def remember() -> None:
            self.set_value(key, header.saveState())

        header.sectionResized.connect(remember)
        header.sectionMoved.connect(remember)
        header.sortIndicatorChanged.connect(remember)
