"""A tree of groups with their items: a group is one line across, with its icon, its title and its number of items."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, Final

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem, QTreeView, QWidget

from frontol_desk.ui import formats
from frontol_desk.ui.models.grouped import GROUP, ITEM, Group, GroupedModel
from frontol_desk.ui.theme.icons import pixmap
from frontol_desk.ui.theme.theme import current
from frontol_desk.ui.theme.tokens import BETWEEN, ICON_SMALL, INSIDE, TONES
from frontol_desk.ui.views.parts import draw_row
from frontol_desk.ui.views.plain_cells import PlainCells

Index = QModelIndex | QPersistentModelIndex
_FOLDED_FROM: Final = 200
_SELECT = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows


class GroupedView(QTreeView):
    """Keeps what is folded and chosen when its model is filled anew; `key_of` tells items apart."""

    chosen_changed = Signal()

    def __init__(
        self, model: GroupedModel[Any], key_of: Callable[[Any], Hashable], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._key_of = key_of
        self._folded: dict[str, bool] = {}
        self._kept: set[Hashable] = set()
        self._restoring = False
        self.setProperty("rows", "ruled")
        self.setItemDelegate(_GroupDelegate(self))
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setModel(model)
        self.header().setSectionsMovable(False)
        self.collapsed.connect(lambda index: self._fold(index, True))
        self.expanded.connect(lambda index: self._fold(index, False))
        self.selectionModel().selectionChanged.connect(self._tell)
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._restore)
        current().changed.connect(self.viewport().update)
        self._restore()

    def chosen(self) -> tuple[Any, ...]:
        """Return the items chosen, those of chosen groups included, each once."""
        found = {
            self._key_of(item): item
            for index in self.selectionModel().selectedRows()
            for item in self._model.items_of(index)
        }
        return tuple(found.values())

    def choose_first(self) -> None:
        """Put the cursor on the first item when it is nowhere; on its group when that is folded."""
        if not self.currentIndex().isValid() and self._model.groups:
            group = self._model.index(0, 0)
            self.setCurrentIndex(self._model.index(0, 0, group) if self.isExpanded(group) else group)

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: N802
        """Draw the hairline below a row from edge to edge, under the branches too."""
        super().drawRow(painter, option, index)
        line = QColor(current().tokens.hairline)
        painter.fillRect(0, option.rect.bottom(), self.viewport().width(), 1, line)

    def _fold(self, index: QModelIndex, folded: bool) -> None:
        group = self._model.group_of(index)
        if group is not None and not self._restoring:
            self._folded[group.key] = folded

    def _keep(self) -> None:
        self._kept = {self._name_of(index) for index in self.selectionModel().selectedRows()}

    def _name_of(self, index: Index) -> Hashable:
        item, group = self._model.item_of(index), self._model.group_of(index)
        return self._key_of(item) if item is not None else group and group.key

    def _restore(self) -> None:
        self._restoring = True
        selection = QItemSelection()
        for row, group in enumerate(self._model.groups):
            index = self._model.index(row, 0)
            self.setFirstColumnSpanned(row, QModelIndex(), True)
            self.setExpanded(index, not self._folded.get(group.key, len(group.items) >= _FOLDED_FROM))
            self._collect(selection, index, group)
        if not selection.isEmpty():
            self._select(selection)
        self._restoring = False
        self._tell()

    def _select(self, selection: QItemSelection) -> None:
        """Select and put the cursor there, without scrolling: that would unfold the groups."""
        scrolls = self.hasAutoScroll()
        self.setAutoScroll(False)
        selector = self.selectionModel()
        selector.setCurrentIndex(selection.indexes()[0], QItemSelectionModel.SelectionFlag.NoUpdate)
        selector.select(selection, _SELECT)
        self.setAutoScroll(scrolls)

    def _collect(self, selection: QItemSelection, parent: QModelIndex, group: Group[Any]) -> None:
        """Add what was chosen before and is still there."""
        if group.key in self._kept:
            selection.select(parent, parent)
        for row, item in enumerate(group.items):
            if self._key_of(item) in self._kept:
                index = self._model.index(row, 0, parent)
                selection.select(index, index)

    def _tell(self) -> None:
        if not self._restoring:
            self.chosen_changed.emit()


class _GroupDelegate(PlainCells):
    """Paints groups; items look as in any other table."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw icon, title and badge of a group."""
        group = index.data(GROUP)
        if index.data(ITEM) is not None or group is None:
            super().paint(painter, option, index)
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_row(painter, option, ruled=False)
        area: QRect = option.rect.adjusted(INSIDE, 0, -BETWEEN, 0)
        if group.icon:
            ratio = painter.device().devicePixelRatio()
            top = area.top() + (area.height() - ICON_SMALL) // 2
            painter.drawPixmap(area.left(), top, pixmap(group.icon, group.tone, ICON_SMALL, ratio))
            area.setLeft(area.left() + ICON_SMALL + BETWEEN)
        _draw_title(painter, area, option.font, group)
        painter.restore()


def _draw_title(painter: QPainter, area: QRect, font: QFont, group: Group[Any]) -> None:
    """Draw the title and, right after it, how many items there are."""
    bold = QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    metrics = QFontMetrics(bold)
    count = formats.number(len(group.items))
    badge = max(metrics.horizontalAdvance(count) + 2 * BETWEEN, ICON_SMALL + INSIDE)
    title = metrics.elidedText(group.title, Qt.TextElideMode.ElideRight, area.width() - badge - BETWEEN)
    tokens = current().tokens
    painter.setFont(bold)
    painter.setPen(QColor(tokens.text))
    middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    painter.drawText(area, middle, title)
    height = metrics.height() + 2
    left = area.left() + metrics.horizontalAdvance(title) + BETWEEN
    pill = QRect(left, area.top() + (area.height() - height) // 2, badge, height)
    tinted = group.tone if group.tone in TONES else "grey"
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.tint(tinted)))
    painter.drawRoundedRect(pill, height / 2, height / 2)
    painter.setFont(font)
    painter.setPen(QColor(tokens.colour(tinted)))
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, count)
