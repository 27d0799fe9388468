"""A list in two levels: groups, and what belongs to each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Item = TypeVar("Item")
Index = QModelIndex | QPersistentModelIndex

ITEM = Qt.ItemDataRole.UserRole
GROUP = Qt.ItemDataRole.UserRole + 1

_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class Group(Generic[Item]):
    """What belongs together: `key` tells groups apart, `title` is shown with the number of items."""

    key: str
    title: str
    items: tuple[Item, ...]
    icon: str = ""
    tone: str = "text"


class GroupedModel(QAbstractItemModel, Generic[Item]):
    """Shows groups; what an item's cells say is for the model derived from this one.

    An item's index carries one more than the row of its group, a group's carries 0.
    """

    def __init__(self, columns: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = columns
        self.groups: tuple[Group[Item], ...] = ()

    def show(self, groups: Sequence[Group[Item]]) -> None:
        """Replace everything; the same again changes nothing."""
        if tuple(groups) == self.groups:
            return
        self.beginResetModel()
        self.groups = tuple(groups)
        self.endResetModel()

    def group_of(self, index: Index) -> Group[Item] | None:
        """Return the group that an index is, or that its item belongs to."""
        if not index.isValid():
            return None
        return self.groups[index.internalId() - 1 if index.internalId() else index.row()]

    def item_of(self, index: Index) -> Item | None:
        """Return the item of an index; None for a group."""
        group = self.group_of(index)
        return group.items[index.row()] if group is not None and index.internalId() else None

    def items_of(self, index: Index) -> tuple[Item, ...]:
        """Return the item of an index, or all of its group."""
        group = self.group_of(index)
        if group is None:
            return ()
        return (group.items[index.row()],) if index.internalId() else group.items

    def all_items(self) -> tuple[Item, ...]:
        """Return every item of every group."""
        return tuple(item for group in self.groups for item in group.items)

    def retell(self) -> None:
        """Say that headings read differently now: the language changed."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self._columns - 1)

    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:
        """Return the index of a group or of an item in `parent`."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: Index = _NOWHERE) -> QModelIndex:  # type: ignore[override]
        """Return the group of an item."""
        if not index.isValid() or not index.internalId():
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, 0, 0)

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        """Return how many groups there are, or items in one."""
        if not parent.isValid():
            return len(self.groups)
        if parent.internalId() or parent.column():
            return 0
        return len(self.groups[parent.row()].items)

    def columnCount(self, _parent: Index = _NOWHERE) -> int:  # noqa: N802
        """Return how much is told of each item."""
        return self._columns

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell says."""
        group = self.group_of(index)
        if group is None:
            return None
        item = self.item_of(index)
        if role == GROUP:
            return group
        if role == ITEM:
            return item
        if item is not None:
            return self.item_data(item, index.column(), role)
        return group.title if role == Qt.ItemDataRole.DisplayRole and index.column() == 0 else None

    def item_data(self, item: Item, column: int, role: int) -> object:
        """Return what a cell of an item says."""
        raise NotImplementedError
