"""The kassas at the left: search, the tree with check boxes, how many folders are checked."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QMenu, QStackedWidget, QTreeView, QVBoxLayout, QWidget

from frontol_desk.ui.models.kassa_row import KassaRow
from frontol_desk.ui.models.kassa_tree import KassaFilter
from frontol_desk.ui.presenters.kassas import KassasPresenter
from frontol_desk.ui.theme.icons import icon
from frontol_desk.ui.theme.states import WorkState
from frontol_desk.ui.theme.theme import current
from frontol_desk.ui.theme.tokens import AROUND, BETWEEN, INSIDE
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.kassa_delegate import KassaDelegate
from frontol_desk.ui.views.parts import ElidedLabel, EmptyState, button, hairline
from frontol_desk.ui.views.queue_bar import SearchField

_RETRIED = (WorkState.FAILED, WorkState.NO_ANSWER, WorkState.PARTIAL, WorkState.CANCELLED)
_NARROW = 200
"""Width of a text that must fit into the panel."""
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class KassaTree(QTreeView):
    """The tree itself: Space checks, Enter loads a line, Ctrl+A checks everything, Ctrl+F searches in the tree."""

    entered_line = Signal()
    all_wished = Signal()
    copy_wished = Signal()
    search_wished = Signal()
    menu_wished = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        self.setExpandsOnDoubleClick(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setIndentation(AROUND)

    def event(self, event: QEvent) -> bool:
        """Claim the search key before it becomes a shortcut of the window: here it searches kassas."""
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Find)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Hear the keys the tree has of its own."""
        if event.key() in _ENTER and self.currentIndex().isValid():
            self.entered_line.emit()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.all_wished.emit()
        elif event.matches(QKeySequence.StandardKey.Find):
            self.search_wished.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wished.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """Open at the mouse, or by keyboard at the current line."""
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            self.menu_wished.emit(event.globalPos())
        else:
            self.menu_wished.emit(self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center()))


class KassaPanel(Retranslated, QFrame):
    """Emits what the operator wants to be done with the folders of a line."""

    load_only = Signal(object)
    retry_only = Signal(object)
    show_history = Signal(str)
    open_folder = Signal(object)
    add_kassas = Signal()

    def __init__(self, presenter: KassasPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self._presenter = presenter
        self._shown = KassaFilter(presenter.model, self)
        self.search = SearchField()
        self.search.setObjectName("kassa-search")
        self._loupe = self.search.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.tree = KassaTree()
        self.empty = EmptyState("till", action_kind="primary", text_width=_NARROW)
        self.nothing_found = EmptyState("search", text_width=_NARROW)
        self._stack = QStackedWidget()
        self._count = ElidedLabel(role="muted")
        self.all, self.none = button(kind="quiet"), button(kind="quiet")
        self._footer = QWidget()
        self._lay_out()
        self._connect()
        self.retranslate()
        self._renew()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QHBoxLayout()
        top.setContentsMargins(BETWEEN + INSIDE, BETWEEN + INSIDE, BETWEEN + INSIDE, BETWEEN)
        top.addWidget(self.search)
        self.tree.setModel(self._shown)
        self.tree.setItemDelegate(KassaDelegate(self.tree))
        for page in (self.tree, self.empty, self.nothing_found):
            self._stack.addWidget(page)
        bottom = QHBoxLayout(self._footer)
        bottom.setContentsMargins(BETWEEN + INSIDE, INSIDE, INSIDE, INSIDE)
        bottom.setSpacing(0)
        bottom.addWidget(self._count, 1)
        bottom.addWidget(self.all)
        bottom.addWidget(self.none)
        column.addLayout(top)
        column.addWidget(self._stack, 1)
        column.addWidget(hairline())
        column.addWidget(self._footer)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._filter)
        self.search.left.connect(self._leave_search)
        self.search.returnPressed.connect(self.tree.setFocus)
        self.tree.search_wished.connect(self.focus_search)
        self.tree.entered_line.connect(self._load_only)
        self.tree.all_wished.connect(self._check_all)
        self.tree.copy_wished.connect(self._copy)
        self.tree.menu_wished.connect(self._open_menu)
        self.all.clicked.connect(self._check_all)
        self.none.clicked.connect(self._check_none)
        self.empty.action.clicked.connect(self.add_kassas)
        self._presenter.checked_changed.connect(self._show_count)
        self._presenter.folders_changed.connect(self._renew)
        current().changed.connect(self._colour)

    def focus_search(self) -> None:
        """Put the cursor into the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _leave_search(self) -> None:
        self.search.clear()
        self.tree.setFocus(Qt.FocusReason.OtherFocusReason)

    def _filter(self, text: str) -> None:
        self._shown.setFilterFixedString(text.strip())
        self._renew()

    def _renew(self) -> None:
        """Show the tree, or why there is none."""
        configured = self._presenter.is_configured
        nothing = configured and bool(self.search.text()) and self._shown.rowCount() == 0
        self._stack.setCurrentWidget(self.nothing_found if nothing else self.tree if configured else self.empty)
        self.search.setEnabled(configured)
        self._footer.setEnabled(configured)
        self.tree.expandAll()
        if not self.tree.currentIndex().isValid():
            self.tree.setCurrentIndex(self._shown.index(0, 0))
        self._show_count()

    def _show_count(self) -> None:
        counts = {"checked": len(self._presenter.checked()), "total": len(self._presenter.model.folders())}
        #: how many folders of kassas are checked; short, it stands in a narrow column
        text = translate("Kassas", "Checked {checked} of {total}").format(**counts)
        self._count.setText(text if counts["total"] else "")

    def _check_all(self) -> None:
        self._shown.check_shown(checked=True)

    def _check_none(self) -> None:
        self._shown.check_shown(checked=False)

    def _row(self) -> KassaRow | None:
        return self._shown.row_of(self.tree.currentIndex())

    def _load_only(self) -> None:
        if row := self._row():
            self.load_only.emit(row.folders)

    def _retry(self) -> None:
        if row := self._row():
            self.retry_only.emit(row.folders)

    def _show_history(self) -> None:
        """Ask for the history of a kassa, or of one of its several folders."""
        if row := self._row():
            is_part = row.folder is not None and row.name != row.kassa
            self.show_history.emit(str(row.folder) if is_part else row.kassa)

    def _open_folder(self) -> None:
        if (row := self._row()) and row.folder:
            self.open_folder.emit(row.folder)

    def _copy(self) -> None:
        if row := self._row():
            QGuiApplication.clipboard().setText(row.name)

    def _open_menu(self, at: QPoint) -> None:
        if row := self._row():
            menu = self.menu_for(row)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(at)

    def menu_for(self, row: KassaRow) -> QMenu:
        """Return what can be done with a line."""
        menu = QMenu(self)
        load = menu.addAction(icon("load"), translate("Kassas", "Load only this"), self._load_only)
        load.setShortcut(QKeySequence(Qt.Key.Key_Enter))
        retry = menu.addAction(icon("retry"), translate("Kassas", "Retry"), self._retry)
        retry.setEnabled(any(leaf.state in _RETRIED for leaf in row.leaves))
        menu.addSeparator()
        menu.addAction(icon("history"), translate("Kassas", "History"), self._show_history)
        folder = menu.addAction(icon("open-folder"), translate("Kassas", "Open its folder"), self._open_folder)
        folder.setEnabled(row.folder is not None)
        copy = menu.addAction(icon("copy"), translate("Kassas", "Copy name"), self._copy)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        menu.addSeparator()
        every = menu.addAction(translate("Kassas", "Check all"), self._check_all)
        every.setShortcut(QKeySequence(QKeySequence.StandardKey.SelectAll))
        menu.addAction(translate("Kassas", "Check none"), self._check_none)
        return menu

    def _colour(self) -> None:
        self._loupe.setIcon(icon("search", "muted"))
        self.tree.viewport().update()

    def retranslate(self) -> None:
        """Set the texts."""
        self.search.setPlaceholderText(translate("Kassas", "Search kassas"))
        self.search.setAccessibleName(translate("Kassas", "Search kassas"))
        self.search.setToolTip(translate("Kassas", "Show only kassas and folders with this in their name"))
        self.tree.setAccessibleName(translate("Kassas", "Kassas"))
        self.all.setText(translate("Kassas", "All", "check all folders; as short as can be"))
        self.all.setAccessibleName(translate("Kassas", "Check all"))
        self.none.setText(translate("Kassas", "None", "check no folder; as short as can be"))
        self.none.setAccessibleName(translate("Kassas", "Check none"))
        for link in (self.all, self.none):
            link.setToolTip(translate("Kassas", "Applies to the lines the search shows"))
        self.empty.set_texts(
            translate("Kassas", "No kassas yet"),
            translate("Kassas", "The kassas whose sales are loaded will be listed here."),
            translate("Kassas", "Add kassas"),
        )
        self.nothing_found.set_texts(
            translate("Kassas", "Nothing found"), translate("Kassas", "No kassa and no folder has this in its name.")
        )
        self._show_count()
        self.tree.viewport().update()  # the days
