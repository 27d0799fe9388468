"""The table of the queue: columns, sorting, selection that outlives a change of filter, keys."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from frontol_desk.ui.models.queue import QueueColumn
from frontol_desk.ui.models.queue_filter import QueueFilterModel
from frontol_desk.ui.models.queue_row import QueueRow
from frontol_desk.ui.remembered import Remembered
from frontol_desk.ui.theme.tokens import ROW
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.queue_delegates import Sweeper, delegates

_CHARACTERS = {
    QueueColumn.FOLDER: 17,
    QueueColumn.FILE: 14,
    QueueColumn.STATE: 27,
    QueueColumn.PROGRESS: 30,
    QueueColumn.ROWS: 10,
    QueueColumn.TIME: 9,
    QueueColumn.FINISHED: 11,
}
"""How wide columns are at first, in average characters."""
_DISPENSABLE = (QueueColumn.FINISHED, QueueColumn.FILE)
"""What a narrow window leaves out, in this order: the details have it."""
_LEAST_PROGRESS = 26
_SELECT = QItemSelectionModel.SelectionFlag


class QueueTable(Retranslated, QTableView):
    """Rows of one height, painted by delegates; there is no widget in a row."""

    selected = Signal()

    def __init__(self, model: QueueFilterModel, remembered: Remembered, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._chosen: set[int] = set()
        self._current: int | None = None
        self._restoring = False
        self.setModel(model)
        delegates(self)
        self.sweeper = Sweeper(self, model)
        self._set_up()
        self._set_up_header(remembered)
        self.selectionModel().selectionChanged.connect(self._remember_selection)
        self.selectionModel().currentRowChanged.connect(self._remember_selection)
        model.modelReset.connect(self._select_again)
        self.retranslate()

    def _set_up(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW)
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self.copy_cells)

    def _set_up_header(self, remembered: Remembered) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsMovable(True)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setMinimumSectionSize(self._characters(6))
        for column, characters in _CHARACTERS.items():
            header.resizeSection(column, self._characters(characters))
        header.setSectionResizeMode(QueueColumn.PROGRESS, QHeaderView.ResizeMode.Stretch)
        remembered.keep_header("queue/columns", header)
        self.setSortingEnabled(True)
        self._model.sort(header.sortIndicatorSection(), header.sortIndicatorOrder())

    def _characters(self, count: int) -> int:
        return count * self.fontMetrics().averageCharWidth()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Leave columns out that there is no room for."""
        super().resizeEvent(event)
        header = self.horizontalHeader()
        widths = {column: header.sectionSize(column) or self._characters(_CHARACTERS[column]) for column in QueueColumn}
        room = self.viewport().width() - sum(widths.values()) + widths[QueueColumn.PROGRESS]
        for column in _DISPENSABLE:
            missing = room < self._characters(_LEAST_PROGRESS)
            self.setColumnHidden(column, missing)
            room += widths[column] * missing

    def selected_rows(self) -> list[QueueRow]:
        """Return the selected rows in the order shown."""
        return [row for row in self._model.rows() if row.id in self._chosen]

    def current_row(self) -> QueueRow | None:
        """Return the row whose details are wanted: the current one of those selected."""
        index = self.currentIndex()
        if index.isValid() and self.selectionModel().isRowSelected(index.row(), QModelIndex()):
            return self._model.row_of(index)
        return next(iter(self.selected_rows()), None)

    def select(self, ids: Iterable[int]) -> None:
        """Select rows and go to the first of them."""
        self._chosen, self._current = set(ids), None
        self._select_again()

    def keep_in_sight(self) -> None:
        """Scroll to the current row when the table has become smaller."""
        if self._chosen and self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    def _remember_selection(self) -> None:
        if self._restoring:
            return
        chosen = self.selectionModel().selectedRows()
        self._chosen = {self._model.row_of(index).id for index in chosen}
        current = self.currentIndex()
        self._current = self._model.row_of(current).id if current.isValid() else None
        self.selected.emit()

    def _select_again(self) -> None:
        """Select after a reset what was selected before and is shown now; what is not shown is not forgotten."""
        places = [place for place, row in enumerate(self._model.rows()) if row.id in self._chosen]
        current = next((place for place in places if self._id_at(place) == self._current), next(iter(places), -1))
        selection, last = QItemSelection(), len(QueueColumn) - 1
        for place in places:
            selection.select(self._model.index(place, 0), self._model.index(place, last))
        self._restoring = True
        if current >= 0:
            index = self._model.index(current, 0)
            self.selectionModel().setCurrentIndex(index, _SELECT.NoUpdate)
            self.scrollTo(index)
        self.selectionModel().select(selection, _SELECT.ClearAndSelect)
        self._restoring = False
        self.selected.emit()

    def _id_at(self, place: int) -> int:
        return self._model.row_of(self._model.index(place, 0)).id

    def copy_cells(self) -> None:
        """Put the selected rows on the clipboard as a table of text."""
        places = sorted(index.row() for index in self.selectionModel().selectedRows())
        lines = (
            "\t".join(self._model.data(self._model.index(place, column)) for column in QueueColumn) for place in places
        )
        QGuiApplication.clipboard().setText("\n".join(lines))

    def retranslate(self) -> None:
        """Set the texts."""
        self.setAccessibleName(translate("Queue", "Queue of files"))
        self.viewport().update()
