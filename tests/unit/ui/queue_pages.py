"""A queue page on its own: a model and what stands in for the presenters, without a console behind."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from frontol_desk.domain.report import Problem
from frontol_desk.ui.models.queue import QueueModel
from frontol_desk.ui.models.queue_row import QueueRow
from frontol_desk.ui.presenters.loads import LoadsPresenter
from frontol_desk.ui.presenters.queue import QueuePresenter
from frontol_desk.ui.presenters.raw_lines import Found
from frontol_desk.ui.remembered import Remembered
from frontol_desk.ui.theme.theme import current
from frontol_desk.ui.views.queue_page import QueuePage
from tests.unit.ui.queue_rows import BROKEN


def click(widget: QWidget) -> None:
    """Click a widget with the left button."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def press(widget: QWidget, key: Qt.Key) -> None:
    """Press a key on a widget."""
    QTest.keyClick(widget, key)


def type_text(widget: QWidget, text: str) -> None:
    """Type a text into a widget."""
    QTest.keyClicks(widget, text)


class Lines:
    """Knows the text of every line, and who asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[QueueRow, Problem]] = []

    def find(self, row: QueueRow, problem: Problem, found: Found) -> None:
        """Answer at once."""
        self.asked.append((row, problem))
        found(problem, BROKEN)


class Queue(QObject):
    """Stands in for the queue's presenter."""

    def __init__(self) -> None:
        super().__init__()
        self.model = QueueModel(self)
        self.raw_lines = Lines()


class Loads(QObject):
    """Stands in for the loads' presenter."""

    paused_changed = Signal(bool)
    running_changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.paused = False


class Pages:
    """Makes pages over one queue, remembering in one file."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self._qtbot = qtbot
        self._file = folder / "window.ini"
        self.queue, self.loads = Queue(), Loads()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        current().apply(app)

    def page(self, rows: list[QueueRow], width: int = 1104, height: int = 730) -> QueuePage:
        """Show a page with rows."""
        remembered = Remembered(self._file)
        page = QueuePage(cast("QueuePresenter", self.queue), cast("LoadsPresenter", self.loads), remembered)
        self._qtbot.addWidget(page)
        page.resize(width, height)
        self.queue.model.add(rows)
        with self._qtbot.waitExposed(page):
            page.show()
        return page
