"""The operator's guide inside the program: contents and search on the left, the chapter on the right."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from frontol_desk.ui.dialogs.help_browser import HelpBrowser
from frontol_desk.ui.dialogs.help_topics import TOPICS, topic_of, topics
from frontol_desk.ui.theme.tokens import AROUND, BETWEEN, ROW
from frontol_desk.ui.translation import Retranslated, current_language, translate
from frontol_desk.ui.views.parts import IconButton, hairline, label, surface


class HelpWindow(Retranslated, QWidget):
    """A window of its own, so that one can read and work side by side."""

    turned = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.topic = TOPICS[0]
        self._past: list[str] = []
        self._future: list[str] = []
        self.search = QLineEdit(clearButtonEnabled=True)
        self.contents = QListWidget()
        self.nothing = label(role="muted", wrap=True)
        self.browser = HelpBrowser()
        self.back = IconButton("chevron-left")
        self.forward = IconButton("chevron-right")
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        left = surface("panel")
        left.setFixedWidth(256)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 12, 0, BETWEEN)
        column.setSpacing(BETWEEN)
        tools = QHBoxLayout()
        tools.setContentsMargins(12, 0, 12, 0)
        tools.setSpacing(2)
        tools.addWidget(self.back)
        tools.addWidget(self.forward)
        tools.addWidget(self.search, 1)
        column.addLayout(tools)
        column.addWidget(self.contents, 1)
        column.addWidget(self.nothing)
        column.setStretchFactor(self.nothing, 0)
        self.nothing.setContentsMargins(AROUND, 0, AROUND, AROUND)
        right = surface("panel")
        inside = QHBoxLayout(right)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.browser)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(left)
        row.addWidget(hairline(Qt.Orientation.Vertical))
        row.addWidget(right, 1)
        self.resize(1040, 720)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self._open_first)
        self.contents.currentItemChanged.connect(self._choose)
        self.browser.topic_wished.connect(self.show_topic)
        self.back.clicked.connect(self.go_back)
        self.forward.clicked.connect(self.go_forward)
        QShortcut(QKeySequence("Alt+Left"), self, self.go_back)
        QShortcut(QKeySequence("Alt+Right"), self, self.go_forward)
        QShortcut(QKeySequence("Ctrl+F"), self, self.search.setFocus)
        QShortcut(QKeySequence("Esc"), self, self._escape)

    def show_topic(self, name: str) -> None:
        """Turn to a chapter, by its own name or that of the page it explains."""
        wanted = topic_of(name)
        if wanted != self.topic:
            self._past.append(self.topic)
            self._future.clear()
        self._turn(wanted)

    def go_back(self) -> None:
        """Return to the chapter before."""
        if self._past:
            self._future.append(self.topic)
            self._turn(self._past.pop())

    def go_forward(self) -> None:
        """Undo going back."""
        if self._future:
            self._past.append(self.topic)
            self._turn(self._future.pop())

    def _turn(self, name: str) -> None:
        self.topic = name
        topic = topics(current_language())[name]
        self.browser.show_topic(topic, self._words())
        self.browser.setAccessibleName(topic.title)
        self.back.setEnabled(bool(self._past))
        self.forward.setEnabled(bool(self._future))
        self._select(name)
        self.turned.emit(name)

    def _select(self, name: str) -> None:
        self.contents.blockSignals(True)
        for row in range(self.contents.count()):
            item = self.contents.item(row)
            if item.data(Qt.ItemDataRole.UserRole) == name:
                self.contents.setCurrentItem(item)
        self.contents.blockSignals(False)

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.show_topic(item.data(Qt.ItemDataRole.UserRole))

    def _words(self) -> str:
        words = self.search.text().strip()
        return words if len(words) > 1 else ""

    def _filter(self) -> None:
        """Leave the chapters that hold the words, and mark the words in the one that is open."""
        words = self._words().casefold()
        found = [topic for topic in topics(current_language()).values() if words in topic.text.casefold()]
        self._fill([(topic.name, topic.title) for topic in found])
        self.nothing.setVisible(not found)
        names = [topic.name for topic in found]
        self._turn(self.topic if self.topic in names or not names else names[0])

    def _fill(self, entries: list[tuple[str, str]]) -> None:
        self.contents.blockSignals(True)
        self.contents.clear()
        for name, title in entries:
            item = QListWidgetItem(title, self.contents)
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setSizeHint(QSize(0, ROW + 2))
        self.contents.blockSignals(False)

    def _open_first(self) -> None:
        if self.contents.count():
            self.show_topic(self.contents.item(0).data(Qt.ItemDataRole.UserRole))

    def _escape(self) -> None:
        """Clear the search first, then close."""
        if self.search.text():
            self.search.clear()
        else:
            self.close()

    def retranslate(self) -> None:
        """Set the texts and show the chapter in the new language."""
        self.setWindowTitle(translate("HelpWindow", "Help"))
        self.search.setPlaceholderText(translate("HelpWindow", "Search in the help"))
        self.search.setAccessibleName(translate("HelpWindow", "Search in the help"))
        self.contents.setAccessibleName(translate("HelpWindow", "Contents"))
        self.nothing.setText(translate("HelpWindow", "No chapter holds these words."))
        self.back.set_text(translate("HelpWindow", "Back"))
        self.forward.set_text(translate("HelpWindow", "Forward"))
        self._filter()
