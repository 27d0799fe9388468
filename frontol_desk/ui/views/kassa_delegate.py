"""Paints a line of the kassa tree: check box, name, at the right the newest day loaded and the state's icon."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from frontol_desk.ui import formats
from frontol_desk.ui.models.kassa_row import KassaRow
from frontol_desk.ui.models.kassa_tree import KassaRole
from frontol_desk.ui.theme.icons import pixmap
from frontol_desk.ui.theme.theme import current
from frontol_desk.ui.theme.tokens import BETWEEN, ICON_SMALL, ROW
from frontol_desk.ui.views.parts import draw_row

Index = QModelIndex | QPersistentModelIndex


class KassaDelegate(QStyledItemDelegate):
    """The name is shortened, day and state never are."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """Every line is equally high."""
        return QSize(super().sizeHint(option, index).width(), ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw ground and check box as the style does, the rest here."""
        row = index.data(KassaRole.ROW)
        if not isinstance(row, KassaRow):
            return
        self.initStyleOption(option, index)
        painter.save()
        draw_row(painter, option, ruled=False)
        text_left = self._draw_box(painter, option)
        right = option.rect.right() - BETWEEN
        self._draw_state(painter, option, row, right)
        day_left = self._draw_day(painter, option, row, right - ICON_SMALL - BETWEEN)
        self._draw_name(painter, option, row, QRect(text_left, option.rect.top(), day_left - text_left, ROW))
        painter.restore()

    def _draw_box(self, painter: QPainter, option: QStyleOptionViewItem) -> int:
        """Draw the check box where the style expects clicks on it; return where the name begins."""
        style = option.widget.style()
        box = QStyleOptionViewItem(option)
        box.rect = style.subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, option, option.widget)
        box.state &= ~(
            QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver
        )
        box.state |= _BOXES[option.checkState]
        style.drawPrimitive(QStyle.PrimitiveElement.PE_IndicatorItemViewItemCheck, box, painter, option.widget)
        return int(box.rect.right()) + BETWEEN

    def _draw_state(self, painter: QPainter, option: QStyleOptionViewItem, row: KassaRow, right: int) -> None:
        if shown := row.look:
            top = option.rect.center().y() - ICON_SMALL // 2 + 1
            picture = pixmap(shown.icon, shown.tone, ICON_SMALL, option.widget.devicePixelRatioF())
            painter.drawPixmap(right - ICON_SMALL, top, picture)

    def _draw_day(self, painter: QPainter, option: QStyleOptionViewItem, row: KassaRow, right: int) -> int:
        """Draw the newest day; return where it begins."""
        if row.last_day is None:
            return right
        text = formats.day_short(row.last_day)
        width = option.fontMetrics.horizontalAdvance(text)
        painter.setPen(QColor(current().tokens.muted))
        painter.drawText(
            QRect(right - width, option.rect.top(), width, option.rect.height()), Qt.AlignmentFlag.AlignVCenter, text
        )
        return right - width - BETWEEN

    def _draw_name(self, painter: QPainter, option: QStyleOptionViewItem, row: KassaRow, area: QRect) -> None:
        painter.setPen(QColor(current().tokens.text))
        name = option.fontMetrics.elidedText(row.name, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, name)


_BOXES = {
    Qt.CheckState.Checked: QStyle.StateFlag.State_On,
    Qt.CheckState.Unchecked: QStyle.StateFlag.State_Off,
    Qt.CheckState.PartiallyChecked: QStyle.StateFlag.State_NoChange,
}
