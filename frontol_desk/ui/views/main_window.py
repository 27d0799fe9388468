"""The main window: tool bar, kassas on the left, pages on the right, one line of status. It only arranges."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QScreen, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QSplitter,
    QStackedWidget,
    QStatusBar,
    QVBoxLayout,
    QWidget,
)

from frontol_desk.ui.remembered import Remembered
from frontol_desk.ui.theme.icons import app_icon
from frontol_desk.ui.theme.tokens import AROUND
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.banners import Banners
from frontol_desk.ui.views.log_dock import LogDock
from frontol_desk.ui.views.pages import Page
from frontol_desk.ui.views.parts import PageTabs, hairline
from frontol_desk.ui.views.status_line import StatusLine
from frontol_desk.ui.views.toolbar import Toolbar

_FIRST_SIZE = (1360, 850)
_SMALLEST = (960, 600)
_KASSAS_WIDTH = 256
_FRAME = QSize(8, 40)
"""About what the system puts around a window."""

MakePage = Callable[[], QWidget]


class MainWindow(Retranslated, QMainWindow):
    """Shows what it is given. `closing` asks whoever decides; the window closes only through `leave`."""

    closing = Signal()

    def __init__(
        self,
        remembered: Remembered,
        toolbar: Toolbar,
        kassas: QWidget,
        status: StatusLine,
        pages: dict[Page, MakePage],
    ) -> None:
        super().__init__()
        self._remembered = remembered
        self._leaving = False
        self._name = ""
        self.toolbar, self.kassas, self.status = toolbar, kassas, status
        self.banners = Banners()
        self.tabs = PageTabs()
        self._makers = pages
        self._made: dict[Page, QWidget] = {}
        self._stack = QStackedWidget()
        self._order = list(pages)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self.log_dock: LogDock | None = None
        self.setWindowIcon(app_icon())
        self._lay_out()
        self._add_shortcuts()
        self._restore()
        self.retranslate()
        self.show_page(Page.QUEUE)

    def _lay_out(self) -> None:
        right = QFrame()
        right.setProperty("surface", "window")
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for page in self._order:
            self.tabs.add(page.title)
            self._stack.addWidget(QWidget())
        self.tabs.currentChanged.connect(lambda place: self.show_page(self._order[place]))
        tabs = QHBoxLayout()
        tabs.setContentsMargins(AROUND, 0, AROUND, 0)
        tabs.addWidget(self.tabs)
        tabs.addStretch(1)
        column.addLayout(tabs)
        column.addWidget(hairline())
        column.addWidget(self.banners)
        column.addWidget(self._stack, 1)
        self._splitter.addWidget(self.kassas)
        self._splitter.addWidget(right)
        self._splitter.setCollapsible(1, False)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setSizes([_KASSAS_WIDTH, _FIRST_SIZE[0] - _KASSAS_WIDTH])
        body = QWidget()
        rows = QVBoxLayout(body)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.toolbar)
        rows.addWidget(hairline())
        rows.addWidget(self._splitter, 1)
        self.setCentralWidget(body)
        bar = QStatusBar(sizeGripEnabled=False)  # below the log, which docks above it
        bar.addWidget(self.status, 1)
        self.setStatusBar(bar)
        self.setMinimumSize(*_SMALLEST)

    def _add_shortcuts(self) -> None:
        for page in self._order:
            key = QShortcut(QKeySequence(f"Ctrl+{page.value}"), self)
            key.activated.connect(lambda page=page: self.show_page(page))

    def shortcut(self, keys: str, action: Callable[[], None]) -> None:
        """Do something on a key, wherever the focus is."""
        QShortcut(QKeySequence(keys), self).activated.connect(action)

    def attach_log(self, dock: LogDock) -> None:
        """Put the log at the bottom, hidden until it is asked for."""
        self.log_dock = dock
        self.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, dock)
        dock.setVisible(self._remembered.value("window/log", False))
        dock.visibilityChanged.connect(self.status.log_button.setChecked)
        self.status.log_wished.connect(dock.setVisible)

    @property
    def page(self) -> Page:
        """The page in front."""
        return self._order[self._stack.currentIndex()]

    def page_widget(self, page: Page) -> QWidget:
        """Return a page, making it when it is first needed: that keeps the start short."""
        if page not in self._made:
            place = self._order.index(page)
            widget = self._makers[page]()
            self._made[page] = widget
            if (empty := self._stack.widget(place)) is not None:
                self._stack.removeWidget(empty)
                empty.deleteLater()
            self._stack.insertWidget(place, widget)
        return self._made[page]

    def show_page(self, page: Page) -> None:
        """Bring a page to the front."""
        widget = self.page_widget(page)
        leaves = self._stack.isAncestorOf(self.focusWidget())
        self._stack.setCurrentWidget(widget)
        if leaves:  # else Qt gives the keyboard to whatever comes next, such as a button
            widget.setFocus(Qt.FocusReason.OtherFocusReason)
        self.tabs.setCurrentIndex(self._order.index(page))

    def set_badge(self, page: Page, count: int, tone: str) -> None:
        """Show a number beside a page's name."""
        self.tabs.set_badge(self._order.index(page), count, tone)

    def set_name(self, name: str) -> None:
        """Put the profile's name into the title."""
        self._name = name
        self.setWindowTitle(f"Frontol Desk · {name}" if name else "Frontol Desk")

    def leave(self) -> None:
        """Close for good."""
        self._leaving = True
        self._remember()
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Ask before closing, unless that is settled."""
        if self._leaving:
            event.accept()
        else:
            event.ignore()
            self.closing.emit()

    def _restore(self) -> None:
        geometry = self._remembered.value("window/geometry", QByteArray())
        if geometry.isEmpty() or not self.restoreGeometry(geometry):
            self.resize(QSize(*_FIRST_SIZE).boundedTo(room_on(self.screen())))
        splitter = self._remembered.value("window/splitter", QByteArray())
        if not splitter.isEmpty():
            self._splitter.restoreState(splitter)

    def _remember(self) -> None:
        self._remembered.set_value("window/geometry", self.saveGeometry())
        self._remembered.set_value("window/splitter", self._splitter.saveState())
        self._remembered.set_value("window/log", self.log_dock is not None and self.log_dock.isVisible())

    def retranslate(self) -> None:
        """Set the texts."""
        for place, page in enumerate(self._order):
            self.tabs.set_name(place, page.title)
            self.tabs.setTabToolTip(place, f"Ctrl+{page.value}")
        self.setAccessibleName(translate("Window", "Frontol Desk, operator console"))


def room_on(screen: QScreen) -> QSize:
    """Return how large a window may be for all of it to be seen: many shops have small screens."""
    return (screen.availableSize() - _FRAME).expandedTo(QSize(*_SMALLEST))
