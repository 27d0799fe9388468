"""The ground of a row, for delegates that paint their own cells: the same as the style sheet gives to others."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from frontol_desk.ui.theme.theme import current


def draw_row(painter: QPainter, option: QStyleOptionViewItem, *, ruled: bool = True) -> None:
    """Paint selection or hover, the hairline below, and the line under the cell that has the keyboard."""
    tokens = current().tokens
    area, state = option.rect, option.state
    if state & QStyle.StateFlag.State_Selected:
        painter.fillRect(area, QColor(tokens.selection))
    elif state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(area, QColor(tokens.hover))
    if ruled:
        painter.fillRect(area.left(), area.bottom(), area.width(), 1, QColor(tokens.hairline))
    if state & QStyle.StateFlag.State_HasFocus:
        painter.fillRect(area.left(), area.bottom(), area.width(), 1, QColor(tokens.blue))
