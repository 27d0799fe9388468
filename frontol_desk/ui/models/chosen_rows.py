"""A short list of findings: plain texts in columns, and a box before each row that may be chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from frontol_desk.ui.theme.icons import icon

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class ChosenRow:
    """One finding. `subject` is what it is about; `icon` and `tone` are the sign beside the first text."""

    subject: object
    texts: Callable[[], tuple[str, ...]]
    icon: str = ""
    tone: str = "muted"
    can_be_chosen: bool = True


class ChosenRows(QAbstractTableModel):
    """Rows under headings; both are functions, so that they follow the language. `chosen_changed`: a box was ticked."""

    chosen_changed = Signal()

    def __init__(self, headings: Callable[[], tuple[str, ...]]) -> None:
        super().__init__()
        self._headings = headings
        self._rows: tuple[ChosenRow, ...] = ()
        self._chosen: set[int] = set()

    def show(self, rows: Sequence[ChosenRow]) -> None:
        """Show other rows, all chosen that may be."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self._chosen = {number for number, row in enumerate(rows) if row.can_be_chosen}
        self.endResetModel()
        self.chosen_changed.emit()

    def chosen(self) -> list[object]:
        """Return what the chosen rows are about, in their order."""
        return [self._rows[number].subject for number in sorted(self._chosen)]

    def choose_all(self, chosen: bool) -> None:
        """Choose all rows that may be, or none."""
        able = {number for number, row in enumerate(self._rows) if row.can_be_chosen}
        self._chosen = able if chosen else set()
        if self._rows:
            ends = self.index(0, 0), self.index(len(self._rows) - 1, 0)
            self.dataChanged.emit(*ends, [Qt.ItemDataRole.CheckStateRole])
        self.chosen_changed.emit()

    def retranslate(self) -> None:
        """Show everything in the language of the window."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, self.columnCount() - 1))

    def rowCount(self, parent: _Index = _NOWHERE) -> int:  # noqa: N802
        """Return the number of findings."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:  # noqa: N802
        """Return the number of headings."""
        return 0 if parent.isValid() else len(self._headings())

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: N802
        """Return a heading."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return self._headings()[section]

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Give the first cell of a row that may be chosen a box."""
        usual = super().flags(index)
        able = index.isValid() and index.column() == 0 and self._rows[index.row()].can_be_chosen
        return usual | Qt.ItemFlag.ItemIsUserCheckable if able else usual

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a text, a sign or whether the row is chosen."""
        if not index.isValid():
            return None
        row, first = self._rows[index.row()], index.column() == 0
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return row.texts()[index.column()]
        if role == Qt.ItemDataRole.DecorationRole and first and row.icon:
            return icon(row.icon, row.tone)
        if role == Qt.ItemDataRole.CheckStateRole and first and row.can_be_chosen:
            return Qt.CheckState.Checked if index.row() in self._chosen else Qt.CheckState.Unchecked
        return None

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802
        """Choose a row or not."""
        if role != Qt.ItemDataRole.CheckStateRole or not self.flags(index) & Qt.ItemFlag.ItemIsUserCheckable:
            return False
        change = self._chosen.add if Qt.CheckState(value) is Qt.CheckState.Checked else self._chosen.discard
        change(index.row())
        self.dataChanged.emit(index, index, [role])
        self.chosen_changed.emit()
        return True
