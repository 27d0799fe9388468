"""The details of a selected row go on with the row, and with no other."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from frontol_desk.ui.theme.states import WorkState, look
from frontol_desk.ui.translation import Language, install_language
from tests.unit.ui.queue_pages import Pages
from tests.unit.ui.queue_rows import problem, rows_of_all_states

RUNNING, OTHER = 8, 3


@pytest.fixture
def pages(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Pages:
    install_language(qapp, Language.EN)
    return Pages(qtbot, tmp_path)


def test_the_details_show_what_becomes_of_their_row(pages: Pages) -> None:
    page = pages.page(rows_of_all_states(datetime.now(UTC)))
    page.table.select([RUNNING])
    rows = {row.id: row for row in pages.queue.model.rows}
    before = page.panel.header.summary.text(), page.panel.header.title.text()

    rows[OTHER].state = WorkState.LOADED
    pages.queue.model.touch([OTHER])
    assert (page.panel.header.summary.text(), page.panel.header.title.text()) == before

    rows[RUNNING].state, rows[RUNNING].problems = WorkState.PARTIAL, (problem(),)
    pages.queue.model.touch([RUNNING])
    shown = page.panel.header.summary.text() + page.panel.header.title.text()
    assert look(WorkState.PARTIAL).word in shown, shown
    assert page.panel.problem.isVisible()
