"""The button that checks a connection, by keyboard and in a page that scrolls."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from frontol_desk.ui.dialogs.check_line import CheckLine
from frontol_desk.ui.presenters.connection import Attempt
from frontol_desk.ui.presenters.profile_form import ProfileForm
from frontol_desk.ui.session import Session
from tests.unit.ui.dialogs.conftest import Lead, settled
from tests.unit.ui.dialogs.test_connection import Server


def test_the_keyboard_stays_and_the_answer_comes_into_view(
    session: Session, lead: Lead, tmp_path: Path, qtbot: QtBot
) -> None:
    server = Server()
    line = CheckLine(Attempt(session, server.look, "check"), ProfileForm(session, tmp_path, "default"), ("ftp",))
    area = page_with(line)
    qtbot.addWidget(area)
    area.show()
    area.activateWindow()
    line.button.setFocus()
    qtbot.waitUntil(line.button.hasFocus)
    area.verticalScrollBar().setValue(0)

    async def play() -> None:
        QTest.keyClick(line.button, Qt.Key.Key_Space)
        assert line.stop.hasFocus()
        server.open.set()
        await settled(session)
        assert line.button.hasFocus()

    lead(play())
    qtbot.waitUntil(lambda: not line.result.visibleRegion().isEmpty())


def page_with(line: CheckLine) -> QScrollArea:
    """Return a page that has the line below what can be seen, and another button after it."""
    page, area = QWidget(), QScrollArea()
    column = QVBoxLayout(page)
    column.addSpacing(600)
    column.addWidget(line)
    column.addWidget(QPushButton())
    area.setWidget(page)
    area.setWidgetResizable(True)
    area.resize(400, 300)
    return area
