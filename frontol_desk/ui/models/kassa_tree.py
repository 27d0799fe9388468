"""Kassas and their folders as a tree with check boxes: what will be loaded, and how each folder stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)

from frontol_desk.domain.overview import Absence, FolderState
from frontol_desk.domain.values import SourceFolder
from frontol_desk.ui.models.kassa_row import KassaRow, rows_of, state_word, tool_tip
from frontol_desk.ui.theme.states import WorkState

Index = QModelIndex | QPersistentModelIndex


class KassaRole(IntEnum):
    """Roles beside Qt's own."""

    ROW = Qt.ItemDataRole.UserRole


class KassaTreeModel(QAbstractItemModel):
    """Kassas, and under those with several folders the folders; one column."""

    checked_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kassas: list[KassaRow] = []
        self._places: dict[SourceFolder, tuple[int, int | None]] = {}

    def set_folders(self, folders: Sequence[SourceFolder], unchecked: Iterable[SourceFolder] = ()) -> None:
        """Show these folders, all checked but `unchecked`; nothing is known of them yet."""
        self.beginResetModel()
        self._kassas = rows_of(folders, frozenset(unchecked))
        self._places = {}
        for place, kassa in enumerate(self._kassas):
            for child, leaf in enumerate(kassa.leaves):
                if leaf.folder:
                    self._places[leaf.folder] = (place, child if kassa.children else None)
        self.endResetModel()
        self.checked_changed.emit()

    def leaves(self) -> Iterator[KassaRow]:
        """Yield the line of every folder, from top to bottom."""
        for kassa in self._kassas:
            yield from kassa.leaves

    def folders(self) -> tuple[SourceFolder, ...]:
        """Return all folders, from top to bottom."""
        return tuple(self._places)

    def checked(self) -> tuple[SourceFolder, ...]:
        """Return the checked folders, from top to bottom."""
        return tuple(leaf.folder for leaf in self.leaves() if leaf.checked and leaf.folder)

    def known_of(self, folder: SourceFolder) -> FolderState | None:
        """Return what is known of a folder."""
        place = self._places.get(folder)
        return self._leaf(*place).known if place else None

    def apply(self, known: Mapping[SourceFolder, FolderState], live: Mapping[SourceFolder, WorkState | None]) -> None:
        """Take over what changed; only lines that look otherwise now, and their kassas, are told to be so."""
        for folder in {**known, **live}:
            if place := self._places.get(folder):
                leaf = self._leaf(*place)
                before = (leaf.known, leaf.live)
                leaf.known = known.get(folder, leaf.known)
                leaf.live = live.get(folder, leaf.live)
                if before != (leaf.known, leaf.live):
                    self._tell(*place, [KassaRole.ROW, Qt.ItemDataRole.ToolTipRole])

    def set_absent(self, absent: Iterable[Absence]) -> None:
        """Mark the folders that owe a day, and no others."""
        owing = {absence.folder: absence for absence in absent}
        for folder, place in self._places.items():
            leaf = self._leaf(*place)
            if leaf.absent != owing.get(folder):
                leaf.absent = owing.get(folder)
                self._tell(*place, [KassaRole.ROW, Qt.ItemDataRole.ToolTipRole])

    def check(self, folders: Iterable[SourceFolder], *, checked: bool) -> None:
        """Check or uncheck folders."""
        changed = False
        for folder in folders:
            place = self._places.get(folder)
            if place and (leaf := self._leaf(*place)).checked != checked:
                leaf.checked, changed = checked, True
                self._tell(*place, [Qt.ItemDataRole.CheckStateRole])
        if changed:
            self.checked_changed.emit()

    def row_of(self, index: Index) -> KassaRow | None:
        """Return the line behind an index."""
        if not index.isValid():
            return None
        if index.internalId() == 0:
            return self._kassas[index.row()]
        return self._kassas[index.internalId() - 1].children[index.row()]

    def index_of(self, folder: SourceFolder) -> QModelIndex:
        """Return where a folder's line is."""
        place = self._places.get(folder)
        return self._index_at(*place) if place else QModelIndex()

    def _leaf(self, place: int, child: int | None) -> KassaRow:
        kassa = self._kassas[place]
        return kassa if child is None else kassa.children[child]

    def _index_at(self, place: int, child: int | None) -> QModelIndex:
        return self.createIndex(place, 0, 0) if child is None else self.createIndex(child, 0, place + 1)

    def _tell(self, place: int, child: int | None, roles: list[int]) -> None:
        for at in {child, None}:
            index = self._index_at(place, at)
            self.dataChanged.emit(index, index, [*roles, Qt.ItemDataRole.AccessibleTextRole])

    # What Qt asks a model; an index's internal id is 0 for a kassa, else 1 + the place of its kassa.

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Count kassas, or the folders of one."""
        if not parent.isValid():
            return len(self._kassas)
        return len(self._kassas[parent.row()].children) if parent.internalId() == 0 else 0

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: ARG002, B008, N802
        """One column: day and state are painted at its right."""
        return 1

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        """Return the index of a kassa, or of a folder under it."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, child: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008
        """Return the kassa of a folder."""
        if not child.isValid() or child.internalId() == 0:
            return QModelIndex()
        return self.createIndex(child.internalId() - 1, 0, 0)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every line can be selected and checked."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
        row = self.row_of(index)
        return flags if row and row.children else flags | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a line's name, check mark, tool tip, spoken text, or the line itself."""
        row = self.row_of(index)
        if row is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.name
            case Qt.ItemDataRole.CheckStateRole:
                return row.check_state
            case Qt.ItemDataRole.ToolTipRole:
                return tool_tip(row)
            case Qt.ItemDataRole.AccessibleTextRole:
                return ", ".join([row.name, state_word(row)])
            case KassaRole.ROW:
                return row
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802
        """Check or uncheck a folder, or all of a kassa."""
        row = self.row_of(index)
        if row is None or role != Qt.ItemDataRole.CheckStateRole:
            return False
        self.check(row.folders, checked=Qt.CheckState(value) == Qt.CheckState.Checked)
        return True


class KassaFilter(QSortFilterProxyModel):
    """The lines whose name, or whose kassa's name, contains what is searched for."""

    def __init__(self, model: KassaTreeModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setSourceModel(model)
        self.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setRecursiveFilteringEnabled(True)
        self.setAutoAcceptChildRows(True)

    def row_of(self, index: Index) -> KassaRow | None:
        """Return the line behind an index of this proxy."""
        return self._model.row_of(self.mapToSource(index))

    def shown(self, parent: Index = QModelIndex()) -> Iterator[SourceFolder]:  # noqa: B008
        """Yield the folders that the search leaves, of all kassas or of one line."""
        count = self.rowCount(parent)
        row = self.row_of(parent)
        if row and not count:
            yield from row.folders
        for place in range(count):
            yield from self.shown(self.index(place, 0, parent))

    def check_shown(self, *, checked: bool) -> None:
        """Check or uncheck what the search leaves."""
        self._model.check(list(self.shown()), checked=checked)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802
        """Check or uncheck a line; of a kassa only the folders that the search leaves: nobody sees the others."""
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        self._model.check(list(self.shown(index)), checked=Qt.CheckState(value) == Qt.CheckState.Checked)
        return True
