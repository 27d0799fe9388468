"""The log in the window: masked, complete with what is bound, from every thread, filtered, followed."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from pydantic import SecretStr
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from frontol_desk.services.logging import bound
from frontol_desk.ui.models.log import KEPT, LogColumn, LogFilter, LogLine, LogModel
from frontol_desk.ui.presenters.log import LogPresenter
from frontol_desk.ui.session import Session
from frontol_desk.ui.translation import Language, install_language
from frontol_desk.ui.views.log_dock import LogDock
from tests.unit.ui.boards import FakeSession

log = logging.getLogger("frontol_desk.tests.log")


@pytest.fixture(autouse=True)
def english(qapp: QApplication) -> None:
    install_language(qapp, Language.EN)


def line(message: str, level: int = logging.INFO, **given: str) -> LogLine:
    return LogLine(at=datetime(2025, 12, 28, 7, 2, 11, tzinfo=UTC), level=level, logger="a.b", message=message, **given)


def know(session: FakeSession, password: str) -> None:
    ftp = session.settings.ftp.model_copy(update={"password": SecretStr(password)})
    session.settings = session.settings.model_copy(update={"ftp": ftp})


def messages(lines: LogFilter) -> list[str]:
    return [lines.line(lines.index(row, 0)).message for row in range(lines.rowCount())]


@pytest.fixture
def session(qapp: object, tmp_path: Path) -> FakeSession:
    session = FakeSession(tmp_path)
    know(session, "s3cret-word")
    return session


@pytest.fixture
def presenter(session: FakeSession) -> Iterator[LogPresenter]:
    level = log.level
    log.setLevel(logging.DEBUG)
    made = LogPresenter(cast("Session", session))
    yield made
    made.close()
    log.setLevel(level)


@pytest.fixture
def dock(presenter: LogPresenter, qtbot: QtBot) -> Iterator[LogDock]:
    window = QMainWindow()
    qtbot.addWidget(window)
    made = LogDock(presenter)
    window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, made)
    window.resize(900, 400)
    window.show()
    yield made
    window.close()


def test_models_are_sound(qtmodeltester: Any, qapp: object) -> None:
    model = LogModel()
    shown = LogFilter(model)
    shown.set_level(logging.WARNING)
    qtmodeltester.check(model)
    model.append([line(str(number), logging.WARNING if number % 2 else logging.INFO) for number in range(KEPT)])
    model.append([line("newest", logging.ERROR)] * 7)
    qtmodeltester.check(shown)
    assert model.rowCount() == KEPT
    assert model.line(0).message == "7"
    assert messages(shown)[-1] == "newest"


def test_more_lines_than_are_kept_at_once(qapp: object) -> None:
    model = LogModel()
    model.append([line("old")])
    model.append([line(str(number)) for number in range(KEPT + 3)])
    assert model.rowCount() == KEPT
    assert model.line(0).message == "3"


def test_filter_by_level_kassa_run_and_text(qapp: object) -> None:
    model = LogModel()
    shown = LogFilter(model)
    model.append(
        [
            line("started", kassa="N22/N22_Inter", run="R1"),
            line("Line 150: not a number", logging.ERROR, kassa="N22/N22_FURN", run="R1"),
            line("other kassa", logging.ERROR, kassa="N221/N221", run="R2"),
            line("no kassa", logging.WARNING, trace="Traceback: NUMBER"),
        ]
    )
    shown.set_kassa("N22")
    assert messages(shown) == ["started", "Line 150: not a number"]
    shown.set_kassa("N22/N22_FURN")
    assert messages(shown) == ["Line 150: not a number"]
    shown.set_kassa("")
    shown.set_text(" number ")
    assert messages(shown) == ["Line 150: not a number", "no kassa"]
    shown.set_level(logging.ERROR)
    assert messages(shown) == ["Line 150: not a number"]
    shown.set_text("")
    shown.set_run("R2")
    assert messages(shown) == ["other kassa"]


def test_records_are_masked_and_know_what_is_bound(presenter: LogPresenter) -> None:
    with bound(kassa="P13/P13", file="response.txt", run="RUN7"):
        log.warning("password s3cret-word, phone +7 912 345-67-89")
    try:
        int("s3cret-word")
    except ValueError:
        log.exception("broken")
    presenter.flush()
    first, second = presenter.model.line(0), presenter.model.line(1)
    assert (first.kassa, first.file, first.run, first.level) == ("P13/P13", "response.txt", "RUN7", logging.WARNING)
    assert "s3cret" not in first.message + second.trace
    assert "912" not in first.message
    assert "ValueError" in second.trace


def test_secrets_of_another_profile_are_masked_too(session: FakeSession, presenter: LogPresenter) -> None:
    know(session, "other-word")
    session.opening.emit()
    log.info("other-word")
    presenter.flush()
    assert presenter.model.line(0).message == "***"


def test_threads_may_log_while_the_window_works(presenter: LogPresenter, qtbot: QtBot) -> None:
    def write() -> None:
        for number in range(500):
            log.info("line %d", number)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    qtbot.waitUntil(lambda: presenter.model.rowCount() == 2_000)
    for thread in threads:
        thread.join()


def test_a_flood_reaches_the_table_in_one_piece(presenter: LogPresenter, qtbot: QtBot) -> None:
    inserted: list[int] = []
    presenter.model.rowsInserted.connect(lambda _parent, first, last: inserted.append(last - first + 1))
    for number in range(10_000):
        log.debug("line %d", number)
    assert len(presenter._handler._waiting) == KEPT, "what waits may not fill the memory"
    presenter.flush()
    assert sum(inserted) == KEPT
    assert presenter.model.line(KEPT - 1).message == "line 9999"


def test_a_record_that_cannot_be_formatted_harms_nobody(
    presenter: LogPresenter, capsys: pytest.CaptureFixture[str]
) -> None:
    record = logging.LogRecord(log.name, logging.INFO, "here.py", 1, "%d", ("not a number",), None)
    presenter._handler.handle(record)
    presenter.flush()
    assert presenter.model.rowCount() == 0
    assert "not a number" in capsys.readouterr().err


def test_nothing_is_heard_after_closing(presenter: LogPresenter) -> None:
    presenter.close()
    log.info("too late")
    presenter.flush()
    assert presenter.model.rowCount() == 0


def test_dock_offers_kassas_and_keeps_the_choice(session: FakeSession, presenter: LogPresenter, dock: LogDock) -> None:
    session.open()
    offered = [dock.kassa.itemData(place) for place in range(dock.kassa.count())]
    assert offered == ["", "P13", "N22", "N22/N22_Inter", "N22/N22_FURN"]
    dock.kassa.setCurrentIndex(3)
    presenter.model.append([line("mine", kassa="N22/N22_Inter"), line("other", kassa="P13/P13")])
    assert messages(presenter.shown) == ["mine"]
    session.opened.emit()
    assert dock.kassa.currentData() == "N22/N22_Inter"
    assert messages(presenter.shown) == ["mine"]


def test_dock_filters_by_level_text_and_run(presenter: LogPresenter, dock: LogDock, qtbot: QtBot) -> None:
    presenter.model.append([line("noise", logging.DEBUG), line("news", run="01KEE7"), line("bad", logging.ERROR)])
    assert messages(presenter.shown) == ["news", "bad"]
    dock.level.setCurrentIndex(3)
    assert messages(presenter.shown) == ["bad"]
    dock.level.setCurrentIndex(0)
    QTest.keyClicks(dock.text, "NE")
    assert messages(presenter.shown) == ["news"]
    dock.text.clear()
    assert not dock.run.isVisible()
    presenter.filter_run("01KEE7")
    assert dock.run.isVisible()
    assert dock.run.text().endswith("01KEE7")
    assert messages(presenter.shown) == ["news"]
    dock.run.click()
    assert not dock.run.isVisible()
    assert len(messages(presenter.shown)) == 3


def test_dock_follows_until_somebody_scrolls_up(presenter: LogPresenter, dock: LogDock, qtbot: QtBot) -> None:
    bar = dock.table.verticalScrollBar()
    presenter.model.append([line(str(number)) for number in range(300)])
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    presenter.model.append([line("newest")])
    qtbot.waitUntil(lambda: bar.value() == bar.maximum())
    assert dock.follow.isChecked()
    bar.setValue(10)
    assert not dock.follow.isChecked()
    presenter.model.append([line("unseen")])
    assert bar.value() == 10
    dock.follow.click()
    assert bar.value() == bar.maximum()


def test_dock_follows_when_the_oldest_lines_go(presenter: LogPresenter, dock: LogDock, qtbot: QtBot) -> None:
    presenter.model.append([line(str(number)) for number in range(KEPT)])
    presenter.model.append([line("newest")] * 1000)
    bar = dock.table.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.value() == bar.maximum() > 0)
    assert dock.follow.isChecked()


def test_details_and_copy_of_the_selected_lines(presenter: LogPresenter, dock: LogDock, qtbot: QtBot) -> None:
    lines = [line("first", kassa="P13/P13"), line("second", logging.ERROR, trace="Traceback\n  here"), line("third")]
    presenter.model.append(lines)
    assert not dock.copy.isEnabled()
    dock.table.selectRow(1)
    assert dock.details.isVisible()
    assert "Traceback\n  here" in dock.details.toPlainText()
    assert not dock.follow.isChecked()
    dock.table.selectAll()
    assert not dock.details.isVisible()
    dock.table.setFocus()
    QTest.keyClick(dock.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text().splitlines()
    assert len(copied) == 5
    assert copied[0].endswith("INFO P13/P13 first")
    assert copied[3] == "  here"


def test_details_go_with_a_line_that_is_filtered_out(presenter: LogPresenter, dock: LogDock) -> None:
    presenter.model.append([line("first"), line("second")])
    dock.table.selectRow(0)
    assert dock.details.isVisible()
    dock.text.setText("second")
    assert not dock.details.isVisible()
    assert not dock.copy.isEnabled()


def test_an_empty_log_says_why(presenter: LogPresenter, dock: LogDock) -> None:
    assert dock.nothing.isVisible()
    assert not dock.show_all.isVisible()
    presenter.model.append([line("first", logging.DEBUG, kassa="P13/P13")])
    assert dock.show_all.isVisible()
    assert not dock.table.isVisible()
    dock.text.setText("second")
    presenter.filter_run("another")
    dock.show_all.click()
    assert dock.table.isVisible()
    assert not dock.nothing.isVisible()
    assert messages(presenter.shown) == ["first"]


def test_filtering_five_thousand_lines_is_quick(presenter: LogPresenter, dock: LogDock) -> None:
    presenter.model.append([line(f"line {number}", kassa="N22/N22_Inter") for number in range(KEPT)])
    began = time.perf_counter()
    dock.text.setText("line 4")
    assert time.perf_counter() - began < 0.2
    assert presenter.shown.rowCount() == 1111


def test_cells_are_words(presenter: LogPresenter) -> None:
    presenter.model.append([line("two\nlines", logging.WARNING, kassa="P13/P13")])
    cells = [presenter.model.index(0, column).data() for column in LogColumn]
    assert cells[1:] == ["Warning", "P13/P13", "two lines"]
    assert presenter.model.index(0, LogColumn.MESSAGE).data(Qt.ItemDataRole.ToolTipRole) == "two\nlines"
