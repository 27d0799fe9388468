"""The log as a dock: filter and actions in one line, below it the lines, and what the selected one holds back."""

from __future__ import annotations

import logging

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDockWidget,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from frontol_desk.ui.models.log import LogLine
from frontol_desk.ui.presenters.log import LogPresenter
from frontol_desk.ui.theme.tokens import AROUND, BETWEEN, BUTTON, ROW
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.log_table import LEVELS, LogTable
from frontol_desk.ui.views.parts import Chip, IconButton, button, hairline, label, surface


class LogDock(Retranslated, QDockWidget):
    """The log, its filter, and the details of the selected line. It stays at the bottom and can be closed."""

    def __init__(self, presenter: LogPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("log")
        self.setAllowedAreas(Qt.DockWidgetArea.BottomDockWidgetArea)
        self.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetClosable)
        self._presenter = presenter
        self.name = label(role="heading")
        self.level, self.kassa, self.text = QComboBox(), QComboBox(), QLineEdit()
        self.run, self.follow = Chip(icon="close"), Chip(icon="chevron-down")
        self.copy, self.folder, self.hide_button = IconButton("copy"), IconButton("open-folder"), IconButton("close")
        self.table = LogTable(presenter.shown)
        self.nothing, self.show_all = label(role="muted", wrap=True), button(kind="quiet")
        self.details = QPlainTextEdit()
        self.setTitleBarWidget(self._bar())
        self.setWidget(self._body())
        self._connect()
        self.follow.setChecked(True)
        self.retranslate()
        self.level.setCurrentIndex(LEVELS.index(logging.INFO))

    def _bar(self) -> QWidget:
        bar = surface("panel")
        self.text.setClearButtonEnabled(True)
        self.text.setMinimumWidth(4 * BUTTON)
        self.text.setMaximumWidth(10 * BUTTON)
        self.kassa.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        line = QHBoxLayout()
        line.setContentsMargins(AROUND, BETWEEN, AROUND, BETWEEN)
        line.setSpacing(BETWEEN)
        line.addWidget(self.name)
        line.addSpacing(BETWEEN)
        for part in (self.level, self.kassa):
            line.addWidget(part)
        line.addWidget(self.text, 1)
        line.addWidget(self.run)
        line.addStretch(1)
        for action in (self.follow, self.copy, self.folder, self.hide_button):
            line.addWidget(action)
        column = QVBoxLayout(bar)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(hairline())
        column.addLayout(line)
        return bar

    def _body(self) -> QWidget:
        self.details.setReadOnly(True)
        self.details.setProperty("role", "mono")
        framed = QFrame()
        frame = QVBoxLayout(framed)
        frame.setContentsMargins(BETWEEN, BETWEEN, AROUND, BETWEEN)
        frame.addWidget(self.details)
        self.details_frame = framed
        framed.hide()
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self._lines())
        split.addWidget(framed)
        split.setStretchFactor(0, 1)
        split.setSizes([8 * ROW, 5 * ROW])
        body = surface("panel")
        body.setMinimumHeight(5 * ROW)
        column = QVBoxLayout(body)
        column.setContentsMargins(BETWEEN, 0, 0, 0)
        column.addWidget(split)
        return body

    def _lines(self) -> QWidget:
        """Return the table, and what stands there while it has no rows."""
        empty = QWidget()
        middle = QVBoxLayout(empty)
        middle.addStretch(1)
        for part in (self.nothing, self.show_all):
            middle.addWidget(part, alignment=Qt.AlignmentFlag.AlignHCenter)
        middle.addStretch(2)
        place = QWidget()
        self._places = QStackedLayout(place)
        for page in (empty, self.table):
            self._places.addWidget(page)
        return place

    def _connect(self) -> None:
        presenter = self._presenter
        self.level.currentIndexChanged.connect(lambda place: presenter.filter_level(LEVELS[max(place, 0)]))
        self.kassa.currentIndexChanged.connect(lambda: presenter.filter_kassa(self.kassa.currentData() or ""))
        self.text.textChanged.connect(presenter.filter_text)
        self.run.clicked.connect(lambda: presenter.filter_run(""))
        self.follow.toggled.connect(self.table.follow)
        self.copy.clicked.connect(self._copy)
        self.folder.clicked.connect(self._open_folder)
        self.hide_button.clicked.connect(self.close)
        self.table.following_ended.connect(lambda: self.follow.setChecked(False))
        self.table.selectionModel().selectionChanged.connect(self._selected)
        self.show_all.clicked.connect(self._show_all)
        for signal in (presenter.model.rowsInserted, presenter.model.rowsRemoved, presenter.filtered):
            signal.connect(self._fill_place)
        presenter.kassas_changed.connect(self._fill_kassas)
        presenter.filtered.connect(self._show_run)
        presenter.filtered.connect(self.table.show_newest)
        presenter.filtered.connect(self._selected)  # a filter drops a selection without telling
        keys = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.table)
        keys.setContext(Qt.ShortcutContext.WidgetShortcut)
        keys.activated.connect(self._copy)

    def _selected(self) -> None:
        lines = self.table.lines()
        self.copy.setEnabled(bool(lines))
        self.details_frame.setVisible(len(lines) == 1)
        if len(lines) == 1:
            self.details.setPlainText(details_of(lines[0]))

    def _fill_place(self) -> None:
        """Show the table when it has rows, else say why there are none."""
        filtered_out = self._presenter.model.rowCount() > 0
        self._places.setCurrentIndex(int(self._presenter.shown.rowCount() > 0))
        self.show_all.setVisible(filtered_out)
        self.nothing.setText(
            translate("Log", "No lines match the filter.")
            if filtered_out
            else translate("Log", "What the program does will be written here, line by line.")
        )

    def _show_all(self) -> None:
        """Take every filter off."""
        self.level.setCurrentIndex(0)
        self.kassa.setCurrentIndex(0)
        self.text.clear()
        self._presenter.filter_run("")

    def _copy(self) -> None:
        if lines := self.table.lines():
            QGuiApplication.clipboard().setText("\n".join(map(written, lines)))

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._presenter.folder())))

    def _show_run(self) -> None:
        run = self._presenter.shown.run
        self.run.setVisible(bool(run))
        self.run.setChecked(True)
        #: the log is limited to one run: the end of its number
        self.run.setText(translate("Log", "Run …{end}").format(end=run[-6:]))

    def _fill_kassas(self) -> None:
        """Offer the kassas there are; the chosen one stays if it is still there."""
        chosen = self.kassa.currentData() or ""
        self.kassa.blockSignals(True)
        self.kassa.clear()
        self.kassa.addItem(translate("Log", "All kassas"), "")
        for name in self._presenter.kassas():
            self.kassa.addItem(name, name)
        self.kassa.blockSignals(False)
        self.kassa.setCurrentIndex(max(self.kassa.findData(chosen), 0))
        if not self.kassa.currentData():
            self._presenter.filter_kassa("")

    def _fill_levels(self) -> None:
        #: a filter of the log: this level and graver ones
        words = (
            translate("Log", "All levels"),
            translate("Log", "Info"),
            translate("Log", "Warnings"),
            translate("Log", "Errors"),
        )
        if self.level.count() == 0:
            self.level.addItems(words)
        for place, word in enumerate(words):
            self.level.setItemText(place, word)

    def retranslate(self) -> None:
        """Set every text anew."""
        self.setWindowTitle(translate("Log", "Log"))
        self.name.setText(translate("Log", "Log"))
        self._fill_levels()
        self._fill_kassas()
        self._show_run()
        self.text.setPlaceholderText(translate("Log", "Search the log"))
        #: a switch, very short
        self.follow.setText(translate("Log", "Follow"))
        self.level.setToolTip(translate("Log", "Shows lines of this level and graver ones"))
        self.follow.setToolTip(translate("Log", "Keep the newest line in view"))
        self.run.setToolTip(translate("Log", "Show the lines of all runs again"))
        self.copy.set_text(translate("Log", "Copy the selected lines"))
        self.hide_button.set_text(translate("Log", "Hide the log"))
        self.folder.set_text(translate("Log", "Open the folder with the log files"))
        self.copy.setEnabled(bool(self.table.lines()))
        self.show_all.setText(translate("Log", "Show all lines"))
        self._fill_place()
        for part, name in (
            (self.level, translate("Log", "Least level shown")),
            (self.kassa, translate("Log", "Kassa shown")),
            (self.text, translate("Log", "Search the log")),
            (self.details, translate("Log", "Details of the selected line")),
        ):
            part.setAccessibleName(name)
        self._presenter.model.retranslate()
        self.table.retranslate()


def written(line: LogLine) -> str:
    """Return a line as text, a traceback below it."""
    place = " ".join(part for part in (line.kassa, line.file) if part)
    head = f"{line.at.astimezone().isoformat(timespec='milliseconds')} {logging.getLevelName(line.level)}"
    return "\n".join(part for part in (" ".join(filter(None, (head, place, line.message))), line.trace) if part)


def details_of(line: LogLine) -> str:
    """Return everything that is known of a line."""
    known = (
        (translate("Log", "Run"), line.run),
        (translate("Log", "Kassa"), line.kassa),
        (translate("Log", "File"), line.file),
        #: the part of the program that wrote the line
        (translate("Log", "Source"), line.logger),
    )
    head = "   ".join(f"{name}: {value}" for name, value in known if value)
    return "\n".join(part for part in (line.message, head, line.trace) if part)
