"""Boxes to choose one of a few, whose words change with the language."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from PySide6.QtWidgets import QComboBox


def fill_choices(combo: QComboBox, entries: Iterable[tuple[str, StrEnum | None]]) -> None:
    """Offer these words, keeping what is chosen; nothing is told of it."""
    chosen = max(0, combo.currentIndex())
    combo.blockSignals(True)
    combo.clear()
    for text, value in entries:
        combo.addItem(text, value.value if value is not None else None)
    combo.setCurrentIndex(chosen)
    combo.blockSignals(False)


def choose(combo: QComboBox, value: StrEnum | None) -> None:
    """Choose a value, or the first entry, which stands for any."""
    combo.setCurrentIndex(max(0, combo.findData(value.value)) if value is not None else 0)
