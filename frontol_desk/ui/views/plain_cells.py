"""Cells of text with an icon before it, painted so that they stand exactly under their headings."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from frontol_desk.ui.theme.theme import current
from frontol_desk.ui.theme.tokens import BETWEEN, ICON_SMALL, ROW
from frontol_desk.ui.views.parts import draw_row

Index = QModelIndex | QPersistentModelIndex


class PlainCells(QStyledItemDelegate):
    """Keeps the colour of a state in a selected row too."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """Return the room for the whole text, in a row of the usual height."""
        text = option.fontMetrics.horizontalAdvance(str(index.data() or ""))
        icon = ICON_SMALL + BETWEEN if index.data(Qt.ItemDataRole.DecorationRole) else 0
        return QSize(text + icon + 2 * BETWEEN + 2, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw ground, icon and text."""
        painter.save()
        self.initStyleOption(option, index)
        draw_row(painter, option)
        area: QRect = option.rect.adjusted(BETWEEN, 0, -BETWEEN, 0)
        found = index.data(Qt.ItemDataRole.DecorationRole)
        if isinstance(found, QIcon):
            place = QRect(area.left(), area.top() + (area.height() - ICON_SMALL) // 2, ICON_SMALL, ICON_SMALL)
            found.paint(painter, place)
            area.setLeft(area.left() + ICON_SMALL + BETWEEN)
        self.paint_text(painter, area, option, index)
        painter.restore()

    def paint_text(self, painter: QPainter, area: QRect, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the text, shortened where it does not fit."""
        colour = index.data(Qt.ItemDataRole.ForegroundRole)
        painter.setFont(option.font)
        painter.setPen(colour if isinstance(colour, QColor) else QColor(current().tokens.text))
        text = option.fontMetrics.elidedText(option.text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, int(option.displayAlignment), text)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: N802
        """In a table a single cell does not light up under the mouse."""
        super().initStyleOption(option, index)
        if not isinstance(option.widget, QTreeView):
            option.state &= ~QStyle.StateFlag.State_MouseOver
