"""The queue as the operator wants to see it: one group of states, a search, an order. Quick with 10,000 rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import groupby
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QAbstractProxyModel, QModelIndex, QObject, Qt, QTimer

from frontol_desk.ui.models.queue import ROW, SORT, Index, QueueColumn, QueueModel, sort_key
from frontol_desk.ui.models.queue_row import QueueRow
from frontol_desk.ui.models.queue_words import progress_text, state_word
from frontol_desk.ui.theme.states import WorkState

_NOWHERE = QModelIndex()
_ORDER_MS = 1000
_FEW_STEPS = 40
_MANY_ROWS = 200
_UNSORTED = -1
_COLUMNS = len(QueueColumn)

_TEXT_ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
_ROLES = frozenset({*_TEXT_ROLES, Qt.ItemDataRole.TextAlignmentRole, ROW, SORT})
"""What the source answers; a view asks for much more, many thousand times."""
_WORDS: dict[QueueColumn, Callable[[QueueRow], str]] = {
    QueueColumn.STATE: state_word,
    QueueColumn.PROGRESS: progress_text,
}


class QueueGroup(StrEnum):
    """What the chips above the table choose."""

    ALL = "all"
    ACTIVE = "active"
    LOADED = "loaded"
    PARTLY = "partly"
    FAILED = "failed"
    NO_ANSWER = "no_answer"
    STOPPED = "stopped"
    REQUESTED = "requested"


_STATES: dict[QueueGroup, frozenset[WorkState]] = {
    QueueGroup.ALL: frozenset(WorkState),
    QueueGroup.ACTIVE: frozenset({WorkState.WAITING, WorkState.RUNNING}),
    QueueGroup.LOADED: frozenset({WorkState.LOADED, WorkState.UNCHANGED, WorkState.SKIPPED}),
    QueueGroup.PARTLY: frozenset({WorkState.PARTIAL, WorkState.DISCREPANT}),
    QueueGroup.FAILED: frozenset({WorkState.FAILED}),
    QueueGroup.NO_ANSWER: frozenset({WorkState.NO_ANSWER}),
    QueueGroup.STOPPED: frozenset({WorkState.CANCELLED}),
    QueueGroup.REQUESTED: frozenset({WorkState.REQUESTED}),
}


def group_counts(counts: Counter[WorkState]) -> dict[QueueGroup, int]:
    """Return how many rows each chip stands for."""
    return {group: sum(counts[state] for state in states) for group, states in _STATES.items()}


class QueueFilterModel(QAbstractProxyModel):
    """Filters and sorts without asking the source cell by cell, and sorts again only when an order has changed.

    What changes while it is watched moves between the groups at once, but within the order at most once a second.
    """

    def __init__(self, source: QueueModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._group = QueueGroup.ALL
        self._search = ""
        self._column, self._direction = _UNSORTED, Qt.SortOrder.AscendingOrder
        self._order: Sequence[int] = range(len(source.rows))
        self._shown: list[int] = list(self._order)
        self._places: dict[int, int] | None = None
        self._refilter = QTimer(self, singleShot=True, interval=0)
        self._refilter.timeout.connect(self._update)
        self._resort = QTimer(self, singleShot=True, interval=_ORDER_MS)
        self._resort.timeout.connect(self._update_order)
        self.setSourceModel(source)

    def setSourceModel(self, source: QAbstractItemModel) -> None:  # noqa: N802
        """Follow the source; it is given once, by the constructor."""
        super().setSourceModel(source)
        source.dataChanged.connect(self._changed)
        source.headerDataChanged.connect(self.headerDataChanged)
        source.rowsInserted.connect(self._inserted)
        source.rowsAboutToBeRemoved.connect(self._going)
        source.rowsRemoved.connect(self._gone)
        source.modelAboutToBeReset.connect(self.beginResetModel)
        source.modelReset.connect(self._reset)

    @property
    def group(self) -> QueueGroup:
        """The states that are shown."""
        return self._group

    def set_group(self, group: QueueGroup) -> None:
        """Show the rows of one group of states."""
        self._group = group
        self._update()

    def set_search(self, text: str) -> None:
        """Show only rows whose folder or file contains a text."""
        self._search = text.strip().casefold()
        self._update()

    def row_of(self, index: Index) -> QueueRow:
        """Return the row behind an index."""
        return self._source.rows[self._shown[index.row()]]

    def rows(self) -> Iterator[QueueRow]:
        """Yield the rows shown, in their order."""
        every = self._source.rows
        return (every[place] for place in self._shown)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; -1 is the order of coming."""
        if (column, order) != (self._column, self._direction):
            self._column, self._direction = column, order
            self._update_order()

    def _wanted(self) -> list[int]:
        rows, states, search = self._source.rows, _STATES[self._group], self._search
        if self._group is QueueGroup.ALL and not search:
            return list(self._order)
        return [
            place
            for place in self._order
            if rows[place].state in states and (not search or search in _searched(rows[place]))
        ]

    def _sorted(self) -> Sequence[int]:
        rows = self._source.rows
        if self._column == _UNSORTED:
            return range(len(rows))
        column = QueueColumn(self._column)
        keys = [sort_key(row, column) for row in rows]
        return sorted(range(len(rows)), key=keys.__getitem__, reverse=self._direction is Qt.SortOrder.DescendingOrder)

    def _update_order(self) -> None:
        self._order = self._sorted()
        self._update()

    def _update(self) -> None:
        """Come to the wanted rows by the gentlest means: nothing, moving, single steps, or all anew."""
        wanted = self._wanted()
        if wanted == self._shown:
            return
        if abs(len(wanted) - len(self._shown)) > _MANY_ROWS:
            self._show_anew(wanted)
            return
        here, there = set(self._shown), set(wanted)
        if here == there:
            self._arrange(wanted)
            return
        going = _runs(position for position, place in enumerate(self._shown) if place not in there)
        coming = _runs(position for position, place in enumerate(wanted) if place not in here)
        same_order = [place for place in self._shown if place in there] == [place for place in wanted if place in here]
        if same_order and len(going) + len(coming) <= _FEW_STEPS:
            self._step(wanted, going, coming)
        else:
            self._show_anew(wanted)

    def _show_anew(self, wanted: list[int]) -> None:
        self.beginResetModel()
        self._set_shown(wanted)
        self.endResetModel()

    def _set_shown(self, places: list[int]) -> None:
        self._shown, self._places = places, None

    def _arrange(self, wanted: list[int]) -> None:
        """Put the same rows into another order; what is selected stays selected."""
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        places = [self._shown[index.row()] for index in before]
        self._set_shown(wanted)
        position = self._positions()
        after = [self.index(position[place], index.column()) for place, index in zip(places, before, strict=True)]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _step(self, wanted: list[int], going: list[tuple[int, int]], coming: list[tuple[int, int]]) -> None:
        for first, last in reversed(going):
            self.beginRemoveRows(_NOWHERE, first, last)
            self._set_shown(self._shown[:first] + self._shown[last + 1 :])
            self.endRemoveRows()
        for first, last in coming:
            self.beginInsertRows(_NOWHERE, first, last)
            self._set_shown(self._shown[:first] + wanted[first : last + 1] + self._shown[first:])
            self.endInsertRows()

    def _positions(self) -> dict[int, int]:
        if self._places is None:
            self._places = {place: position for position, place in enumerate(self._shown)}
        return self._places

    def _changed(self, top: QModelIndex, bottom: QModelIndex) -> None:
        known = self._positions()
        shown = sorted(known[place] for place in range(top.row(), bottom.row() + 1) if place in known)
        for first, last in _runs(shown):
            self.dataChanged.emit(self.index(first, top.column()), self.index(last, bottom.column()))
        if self._group is not QueueGroup.ALL or self._search:
            self._refilter.start()
        if self._column != _UNSORTED and not self._resort.isActive():
            self._resort.start()

    def _inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        self._renumber(lambda place: place + last - first + 1 if place >= first else place)
        self._update_order()

    def _going(self, _parent: QModelIndex, first: int, last: int) -> None:
        gone = _runs(position for position, place in enumerate(self._shown) if first <= place <= last)
        self._step([], gone, [])

    def _gone(self, _parent: QModelIndex, first: int, last: int) -> None:
        self._renumber(lambda place: place - (last - first + 1) if place > last else place)
        self._order = self._sorted()

    def _renumber(self, new: Callable[[int], int]) -> None:
        self._set_shown([new(place) for place in self._shown])

    def _reset(self) -> None:
        self._order = self._sorted()
        self._set_shown(self._wanted())
        self.endResetModel()

    def mapToSource(self, index: Index) -> QModelIndex:  # noqa: N802
        """Return the source's index of a row shown."""
        valid = index.isValid() and index.row() < len(self._shown)
        return self._source.index(self._shown[index.row()], index.column()) if valid else QModelIndex()

    def mapFromSource(self, index: Index) -> QModelIndex:  # noqa: N802
        """Return the index under which a row of the source is shown; an invalid one when it is not."""
        position = self._positions().get(index.row()) if index.isValid() else None
        return self.index(position, index.column()) if position is not None else QModelIndex()

    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:
        """Return the index of a cell."""
        there = 0 <= row < len(self._shown) and 0 <= column < _COLUMNS and not parent.isValid()
        return self.createIndex(row, column) if there else QModelIndex()

    def parent(self, _child: Index = _NOWHERE) -> QModelIndex:  # type: ignore[override]
        """Return nothing: a table has no levels."""
        return QModelIndex()

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        """Return the number of rows shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        """Return the number of columns."""
        return 0 if parent.isValid() else _COLUMNS

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what the source says of a cell; of a row's state and progress more than it says."""
        if role not in _ROLES:
            return None
        if role == ROW:
            return self.row_of(index) if index.isValid() else None
        if role in _TEXT_ROLES and index.isValid() and index.column() in _WORDS:
            text = _WORDS[QueueColumn(index.column())](self.row_of(index))
            name = self.headerData(index.column(), Qt.Orientation.Horizontal)
            return text if role == Qt.ItemDataRole.DisplayRole else f"{name}: {text}"
        return self._source.data(self.mapToSource(index), role)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return what the source says of a column."""
        return self._source.headerData(section, orientation, role)


def _searched(row: QueueRow) -> str:
    return f"{row.folder} {row.file or ''}".casefold()


def _runs(positions: Iterable[int]) -> list[tuple[int, int]]:
    """Join ascending positions into runs of neighbours: first and last of each."""
    runs = []
    for _, members in groupby(enumerate(positions), key=lambda pair: pair[1] - pair[0]):
        found = [position for _, position in members]
        runs.append((found[0], found[-1]))
    return runs
