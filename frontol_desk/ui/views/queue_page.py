"""The main page: everything under way and done, a row per file and per waiting folder, and the selected one's story."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QMenu, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from frontol_desk.ui import formats
from frontol_desk.ui.models.queue_filter import QueueFilterModel, QueueGroup, group_counts
from frontol_desk.ui.models.queue_row import QueueRow
from frontol_desk.ui.presenters.loads import LoadsPresenter
from frontol_desk.ui.presenters.queue import QueuePresenter
from frontol_desk.ui.remembered import Remembered
from frontol_desk.ui.theme.icons import icon
from frontol_desk.ui.theme.tokens import BETWEEN
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.details_panel import DetailsPanel
from frontol_desk.ui.views.parts import EmptyState
from frontol_desk.ui.views.queue_bar import QueueBar
from frontol_desk.ui.views.queue_table import QueueTable
from frontol_desk.ui.views.support_text import support_text

_GROUP = "queue/group"
_MOST_OF_PAGE = 0.6


class QueuePage(Retranslated, QWidget):
    """Filter, table and details of the queue. What the operator wishes leaves as a signal."""

    retry_rows = Signal(object)
    open_original = Signal(object)
    show_history = Signal(str)
    load_yesterday = Signal()

    def __init__(self, queue: QueuePresenter, loads: LoadsPresenter, remembered: Remembered) -> None:
        super().__init__()
        self._queue, self._loads, self._remembered = queue, loads, remembered
        self._panel_height = 0
        self._load_begins = False
        self._fit = QTimer(self, singleShot=True, interval=0)
        self._fit.timeout.connect(self._fit_panel)
        self.model = QueueFilterModel(queue.model, self)
        self.bar = QueueBar()
        self.table = QueueTable(self.model, remembered)
        self.nothing = EmptyState("queue", action_kind="primary")
        self.none_of_group = EmptyState("filter")
        self.panel = DetailsPanel()
        self._shown = QStackedWidget()
        self._lower = QWidget()
        self._splitter = QSplitter(Qt.Orientation.Vertical)
        self._lay_out()
        self._connect()
        self._choose(_group_named(remembered.value(_GROUP, "")))
        self._count()
        self.retranslate()

    def _lay_out(self) -> None:
        upper = QWidget()
        margin = QVBoxLayout()
        margin.setContentsMargins(BETWEEN, 0, BETWEEN, 0)
        margin.addWidget(self._shown)
        column = QVBoxLayout(upper)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addLayout(margin, 1)
        for widget in (self.table, self.nothing, self.none_of_group):
            self._shown.addWidget(widget)
        under = QVBoxLayout(self._lower)
        under.setContentsMargins(0, 0, 0, 0)
        under.setSpacing(0)
        under.addWidget(self.panel)
        self._splitter.addWidget(upper)
        self._splitter.addWidget(self._lower)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._splitter)

    def _connect(self) -> None:
        source = self._queue.model
        source.counts_changed.connect(self._count)
        source.dataChanged.connect(self._changed)
        self._loads.paused_changed.connect(self._show_run)
        self._loads.running_changed.connect(self._expect_rows)
        self.model.rowsInserted.connect(self._show_first_new)
        self.model.modelReset.connect(self._show_what_fits)
        self.model.rowsInserted.connect(self._show_what_fits)
        self.model.rowsRemoved.connect(self._show_what_fits)
        self.bar.group_chosen.connect(self._choose)
        self.bar.searched.connect(self.model.set_search)
        self.bar.search_left.connect(self.table.setFocus)
        self.table.selected.connect(self._show_details)
        self.table.activated.connect(lambda: self.panel.focus_first())
        self.table.customContextMenuRequested.connect(self._open_menu)
        self.nothing.action.clicked.connect(self.load_yesterday)
        self.none_of_group.action.clicked.connect(self._show_all)
        self.panel.retry.connect(lambda: self._retry([row for row in [self.panel.row] if row]))
        self.panel.open_original.connect(lambda: self.open_original.emit(self.panel.row))
        self.panel.copy_for_support.connect(lambda: self._copy([row for row in [self.panel.row] if row]))
        self.panel.raw_line_wanted.connect(
            lambda row, problem: self._queue.raw_lines.find(row, problem, self.panel.show_raw_line)
        )
        self.panel.height_changed.connect(self._fit.start)
        self._splitter.splitterMoved.connect(self._panel_dragged)

    def focus_search(self) -> None:
        """Let the operator type what to look for."""
        self.bar.start_search()

    def _choose(self, group: QueueGroup) -> None:
        self.bar.set_group(group)
        self.model.set_group(group)
        self._remembered.set_value(_GROUP, group.value)
        self._show_what_fits()

    def _show_all(self) -> None:
        self.bar.search.left.emit()
        self._choose(QueueGroup.ALL)

    def _count(self) -> None:
        self.bar.set_counts(group_counts(self._queue.model.counts()))
        self._show_what_fits()
        self._show_run()

    def _show_what_fits(self) -> None:
        """Show the table, or what will be here."""
        empty = not self._queue.model.rows
        fitting = self.table if self.model.rowCount() else self.nothing if empty else self.none_of_group
        self._shown.setCurrentWidget(fitting)
        self.bar.setVisible(not empty)
        if self._lower.isHidden() is not empty:
            self._lower.setVisible(not empty)
            self._fit.start()

    def _expect_rows(self, running: bool) -> None:
        self._load_begins = running

    def _show_first_new(self, _parent: QModelIndex, first: int) -> None:
        """Bring the rows of a load that has just been started into sight: they may come below many others."""
        if self._load_begins:
            self._load_begins = False
            self.table.scrollTo(self.model.index(first, 0), QAbstractItemView.ScrollHint.PositionAtTop)

    def _show_run(self) -> None:
        rows = self._queue.model.rows
        if not rows:
            self.bar.run.setText("")
            return
        newest = rows[-1]
        text = (
            translate("Queue", "Run {time} · by hand · {dates} · paused")
            if self._loads.paused
            else translate("Queue", "Run {time} · by hand · {dates}")
        )
        self.bar.run.setText(text.format(time=formats.time(newest.started), dates=formats.dates(newest.dates)))

    def _show_details(self) -> None:
        row = self.table.current_row()
        if row is None or row is not self.panel.row:
            self._panel_height = self._splitter.sizes()[1] if row and self.panel.row else 0
            self.panel.show_row(row)
            self._fit_panel()

    def _changed(self, top: QModelIndex, bottom: QModelIndex) -> None:
        """Tell the details when their row is among those that changed."""
        row = self.panel.row
        if row is not None and any(row is one for one in self._queue.model.rows[top.row() : bottom.row() + 1]):
            self.panel.show_row(row)

    def _fit_panel(self) -> None:
        """Give the details the room they need; while rows are gone through, the table does not jump."""
        needed = max(self._panel_height, self.panel.wanted_height())
        panel = min(needed, int(self.height() * _MOST_OF_PAGE))
        if panel != self._splitter.sizes()[1]:
            self._splitter.setSizes([self.height() - panel, panel])
            self.table.keep_in_sight()

    def _panel_dragged(self) -> None:
        self._panel_height = self._splitter.sizes()[1]

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Fit the details anew: texts wrap differently."""
        super().resizeEvent(event)
        self._panel_height = 0
        self._fit.start()

    def _open_menu(self, where: QPoint) -> None:
        rows = self.table.selected_rows()
        if not rows:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        first, one = rows[0], len(rows) == 1
        retriable = [row for row in rows if not row.is_active]
        retry = menu.addAction(icon("retry"), translate("Queue", "Retry"), lambda: self._retry(retriable))
        retry.setEnabled(bool(retriable))
        original = menu.addAction(icon("file"), translate("Queue", "Open file"), lambda: self.open_original.emit(first))
        original.setEnabled(one and first.detail is not None and first.detail.sha256 is not None)
        menu.addAction(icon("copy"), translate("Queue", "Copy for support"), lambda: self._copy(rows))
        menu.addSeparator()
        history = menu.addAction(
            icon("history"), translate("Queue", "Show in history"), lambda: self.show_history.emit(str(first.folder))
        )
        history.setEnabled(one)
        menu.popup(self.table.viewport().mapToGlobal(where))

    def _retry(self, rows: list[QueueRow]) -> None:
        if rows:
            self.retry_rows.emit(rows)

    def _copy(self, rows: list[QueueRow]) -> None:
        QGuiApplication.clipboard().setText("\n\n".join(map(support_text, rows)))
        self.panel.show_copied()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Hand the keyboard on to the table; with a focus proxy Tab would leave out what stands before it."""
        self.table.setFocus(event.reason())

    def retranslate(self) -> None:
        """Set the texts."""
        self.setAccessibleName(translate("Queue", "Queue"))
        self.nothing.set_texts(
            translate("Queue", "Nothing has been loaded yet"),
            translate("Queue", "Every file of a kassa will be a row here: how far it is, and what went wrong."),
            translate("Queue", "Load yesterday"),
        )
        self.none_of_group.set_texts(
            translate("Queue", "Nothing here at the moment"),
            translate("Queue", "No row is in this state or fits the search."),
            translate("Queue", "Show all"),
        )
        self._show_run()


def _group_named(name: str) -> QueueGroup:
    return QueueGroup(name) if name in set(QueueGroup) else QueueGroup.ALL
