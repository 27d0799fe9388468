"""A burst of 10,000 events is a few repaints, in the queue, in the kassa tree and in the status line."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QTreeView, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from frontol_desk.domain.events import RunStarted, StageProgress, StageStarted
from frontol_desk.domain.report import Stage
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.ui.presenters.kassas import KassasPresenter
from frontol_desk.ui.presenters.loads import LoadsPresenter
from frontol_desk.ui.presenters.queue import QueuePresenter
from frontol_desk.ui.remembered import Remembered
from frontol_desk.ui.session import Session
from frontol_desk.ui.views.kassa_panel import KassaPanel
from frontol_desk.ui.views.queue_page import QueuePage
from frontol_desk.ui.views.status_line import StatusLine
from tests.unit.ui.kassas import FakeDesk, FakeSession

FOLDERS = tuple(SourceFolder(f"K{number}", "F") for number in range(50))
DAY = DateRange.day(date(2025, 12, 28))
EVENTS, BUNCH = 10_000, 50
BETWEEN_MS = 2
CHANCES = EVENTS // BUNCH
A_SECOND = 10
"""Nothing is shown more often than so many times a second."""


class Painted(QObject):
    """Counts paint events of widgets."""

    def __init__(self, **widgets: QWidget) -> None:
        super().__init__()
        self.times: Counter[str] = Counter()
        self._names = {widget: name for name, widget in widgets.items()}
        for widget in widgets.values():
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() is QEvent.Type.Paint and isinstance(watched, QWidget):
            self.times[self._names[watched]] += 1
        return False


class LoadingDesk(FakeDesk):
    """A desk that may be asked whether it is held."""

    paused = False


@pytest.fixture
def desk(qapp: QApplication) -> FakeDesk:
    return LoadingDesk(FOLDERS)


@pytest.fixture
def painted(qtbot: QtBot, tmp_path: Path, desk: FakeDesk) -> Iterator[Painted]:
    """A window's parts on one console, in which every folder loads."""
    session = FakeSession()
    queue = QueuePresenter(cast("Session", session))
    kassas = KassasPresenter(cast("Session", session))
    window = QWidget()
    qtbot.addWidget(window)
    page = QueuePage(queue, LoadsPresenter(cast("Session", session)), Remembered(tmp_path / "window.ini"))
    panel, status = KassaPanel(kassas), StatusLine(queue)
    column = QVBoxLayout(window)
    for part in (page, panel, status):
        column.addWidget(part)
    session.open(desk)
    window.resize(1000, 900)
    with qtbot.waitExposed(window):
        window.show()
    desk.events.publish(RunStarted(run_id="R", folders=FOLDERS, dates=DAY))
    publish_stages(desk)
    qtbot.waitUntil(lambda: len(queue.model.rows) == len(FOLDERS))
    qtbot.wait(400)
    tree = panel.findChild(QTreeView)
    assert tree is not None
    yield Painted(queue=page.table.viewport(), kassas=tree.viewport(), status=status)
    session.close()


def publish_stages(desk: FakeDesk) -> None:
    for folder in FOLDERS:
        desk.events.publish(StageStarted(run_id="R", folder=folder, file="response.txt", stage=Stage.LOAD))


def test_a_burst_is_a_few_repaints(painted: Painted, desk: FakeDesk, qtbot: QtBot) -> None:
    painted.times.clear()
    began = time.monotonic()
    for number in range(EVENTS):
        values: dict[str, Any] = {"done": number + 1, "total": EVENTS, "rows": number}
        folder = FOLDERS[number % len(FOLDERS)]
        desk.events.publish(StageProgress(run_id="R", folder=folder, file="response.txt", stage=Stage.LOAD, **values))
        if number % BUNCH == 0:
            qtbot.wait(BETWEEN_MS)
    seconds = time.monotonic() - began
    print(f"\n{EVENTS:,} events in {seconds:.2f} s, {CHANCES} chances to paint: {dict(painted.times)}")
    assert painted.times["queue"] > 0
    assert painted.times["status"] > 0
    assert all(times <= seconds * A_SECOND + 3 for times in painted.times.values())
