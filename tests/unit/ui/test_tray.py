"""The tray tells how it stands, how far a load is and how it ended; without a tray nothing breaks."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.events import FileFinished, FolderFinished, RunStarted
from frontol_desk.domain.report import FileDetail, Problem, RunStatus
from frontol_desk.domain.values import DateRange
from frontol_desk.ui.presenters.loads import LoadsPresenter
from frontol_desk.ui.presenters.tray import Notice, TrayState, TrayStatus, notice_of
from frontol_desk.ui.session import Session
from frontol_desk.ui.theme.icons import app_icon
from frontol_desk.ui.translation import Language, install_language
from frontol_desk.ui.views.tray import Tray, state_icon
from tests.unit.ui.boards import FOLDERS, TODAY, FakeLoads, FakeSession, report


@pytest.fixture(autouse=True)
def english(qapp: QApplication) -> None:
    install_language(qapp, Language.EN)


@pytest.fixture
def session(qapp: object, tmp_path: Path) -> FakeSession:
    return FakeSession(tmp_path)


@pytest.fixture
def loads(qapp: object) -> FakeLoads:
    return FakeLoads()


@pytest.fixture
def status(session: FakeSession, loads: FakeLoads) -> TrayStatus:
    return TrayStatus(cast("Session", session), cast("LoadsPresenter", loads))


def noticed(status: TrayStatus) -> list[Notice]:
    notices: list[Notice] = []
    status.noticed.connect(notices.append)
    return notices


def state(status: TrayStatus) -> TrayState:
    return status.state


def problem(message: str, severity: Any = "error") -> Problem:
    return Problem(code="FTP_CONNECTION", severity=severity, message=message)


def test_the_tip_counts_folders_and_rows(session: FakeSession, loads: FakeLoads, status: TrayStatus) -> None:
    desk = session.open()
    assert (state(status), status.tip) == (TrayState.IDLE, "Nothing is being loaded")
    loads.running_changed.emit(True)
    desk.events.publish(RunStarted(run_id="R", folders=FOLDERS, dates=DateRange.day(TODAY)))
    folder = FOLDERS[0]
    detail = FileDetail(source_folder=str(folder), rows=1346)
    desk.events.publish(FileFinished(run_id="R", folder=folder, detail=detail))
    desk.events.publish(FolderFinished(run_id="R", folder=folder, outcome="loaded"))
    assert state(status) == TrayState.RUNNING
    assert "1 of 3" in status.tip
    assert "1,346 rows" in status.tip
    loads.running_changed.emit(False)
    loads.running_changed.emit(True)
    assert status.tip == "Loading", "a new load begins at nothing"


def test_two_loads_at_once_are_counted_together(session: FakeSession, loads: FakeLoads, status: TrayStatus) -> None:
    desk = session.open()
    loads.running_changed.emit(True)
    for run in ("R1", "R2"):
        desk.events.publish(RunStarted(run_id=run, folders=FOLDERS, dates=DateRange.day(TODAY)))
    assert "0 of 6" in status.tip
    loads.finished.emit(report(RunStatus.PARTIAL))
    assert state(status) == TrayState.RUNNING, "the other one still loads"
    loads.finished.emit(report())
    loads.running_changed.emit(False)
    assert state(status) == TrayState.TROUBLE


def test_a_good_end(loads: FakeLoads, status: TrayStatus) -> None:
    notices = noticed(status)
    loads.running_changed.emit(True)
    loads.finished.emit(report())
    loads.running_changed.emit(False)
    assert state(status) == TrayState.IDLE
    assert notices == [Notice("Load finished", "27 Dec loaded: 10 of 11 folders, 12,874 rows", trouble=False)]
    assert status.tip == notices[0].text


@pytest.mark.parametrize("ending", [RunStatus.PARTIAL, RunStatus.FAILED])
def test_trouble_stays_until_the_next_load(loads: FakeLoads, status: TrayStatus, ending: RunStatus) -> None:
    notices = noticed(status)
    loads.running_changed.emit(True)
    loads.finished.emit(report(ending))
    loads.running_changed.emit(False)
    assert [notice.trouble for notice in notices] == [True]
    assert state(status) == TrayState.TROUBLE
    loads.running_changed.emit(True)
    loads.finished.emit(report())
    loads.running_changed.emit(False)
    assert state(status) == TrayState.IDLE


def test_a_failure_names_its_one_reason(qapp: object) -> None:
    same = report(RunStatus.FAILED, errors=[problem("No server."), problem("No server."), problem("x", "warning")])
    assert notice_of(same).text == "27 Dec not loaded. No server."
    several = report(RunStatus.FAILED, errors=[problem("No server."), problem("No disk.")])
    assert notice_of(several).text.startswith("27 Dec not loaded: none of 11 folder")


def test_a_stop_is_no_trouble_and_ranges_are_named(qapp: object) -> None:
    stopped = notice_of(report(RunStatus.CANCELLED, last=TODAY))
    assert not stopped.trouble
    assert stopped.text == "27\N{EN DASH}29 December 2025 stopped: 10 of 11 folders, 12,874 rows"


def test_a_console_that_cannot_be_opened_is_trouble(session: FakeSession, status: TrayStatus) -> None:
    notices = noticed(status)
    session.open_failed.emit(DeskError(ErrorCode.DB_CONNECTION, host="db", port=5432))
    assert state(status) == TrayState.TROUBLE
    assert notices[0].title == "Not connected"
    session.open()
    assert state(status) == TrayState.IDLE


def test_nothing_personal_is_told(session: FakeSession, status: TrayStatus) -> None:
    notices = noticed(status)
    session.open_failed.emit(DeskError(ErrorCode.OUTPUT_FAILED, path="ivan@example.org.txt", cause="+79161234567"))
    assert [notice.text for notice in notices if "ivan" in notice.text or "916" in notice.text] == []
    assert "***67" in notices[0].text


def test_problems_are_told_only_while_something_loads(
    session: FakeSession, loads: FakeLoads, status: TrayStatus
) -> None:
    notices = noticed(status)
    error = DeskError(ErrorCode.DB_CONNECTION, host="db", port=5432)
    session.problem.emit(error)
    assert not notices
    loads.running_changed.emit(True)
    session.problem.emit(error)
    loads.running_changed.emit(False)
    assert [notice.text for notice in notices] == [error.message]
    assert state(status) == TrayState.TROUBLE


@pytest.fixture
def tray(session: FakeSession, loads: FakeLoads) -> Tray:
    return Tray(cast("Session", session), cast("LoadsPresenter", loads))


def test_the_menu_emits_wishes(session: FakeSession, tray: Tray, qtbot: QtBot) -> None:
    opening, loading, _, leaving = tray.menu.actions()
    for action, signal in (
        (opening, tray.open_window),
        (loading, tray.load_yesterday),
        (leaving, tray.quit_program),
    ):
        with qtbot.waitSignal(signal):
            action.trigger()
    tray.menu.aboutToShow.emit()
    assert not loading.isEnabled()
    session.open()
    tray.menu.aboutToShow.emit()
    assert loading.isEnabled()


def test_a_click_opens_the_window_the_right_button_the_menu(tray: Tray, qtbot: QtBot) -> None:
    with qtbot.waitSignal(tray.open_window):
        tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    with qtbot.assertNotEmitted(tray.open_window):
        tray.icon.activated.emit(QSystemTrayIcon.ActivationReason.Context)


def test_without_a_tray_loads_go_on(loads: FakeLoads, tray: Tray) -> None:
    assert tray.available is QSystemTrayIcon.isSystemTrayAvailable()
    loads.running_changed.emit(True)
    assert "Loading" in tray.icon.toolTip()
    loads.finished.emit(report())
    assert tray.icon.isVisible() is tray.available
    tray.hide()
    assert not tray.icon.isVisible()


class SpokenIcon(QSystemTrayIcon):
    """An icon that is always shown and remembers what it said."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[tuple[Any, ...]] = []

    def isVisible(self) -> bool:  # noqa: N802
        return True

    def showMessage(self, *given: Any) -> None:  # noqa: N802
        self.said.append(given)


def test_news_is_told_unless_somebody_looks(loads: FakeLoads, tray: Tray, monkeypatch: pytest.MonkeyPatch) -> None:
    tray.icon = icon = SpokenIcon()
    loads.finished.emit(report(RunStatus.FAILED))
    title, text, kind, *_ = icon.said[0]
    assert title == "Load failed"
    assert text.startswith("27 Dec not loaded")
    assert kind is QSystemTrayIcon.MessageIcon.Warning
    monkeypatch.setattr(QApplication, "activeWindow", lambda: tray.menu)
    loads.finished.emit(report())
    assert len(icon.said) == 1


def test_every_state_has_an_icon_of_its_own(qapp: QApplication) -> None:
    pictures = [state_icon(state).pixmap(32, 32).toImage() for state in TrayState]
    assert pictures[0] == app_icon().pixmap(32, 32).toImage()
    assert all(one != other for one in pictures for other in pictures if one is not other)


def test_texts_are_set_anew_with_the_language(tray: Tray, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("frontol_desk.ui.views.tray.translate", lambda _context, text: f"<{text}>")
    QApplication.sendEvent(tray.menu, QEvent(QEvent.Type.LanguageChange))
    assert tray.menu.actions()[0].text() == "<Open Frontol Desk>"
