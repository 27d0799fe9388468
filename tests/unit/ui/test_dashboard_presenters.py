"""Health and figures are read one at a time, when there is something to read from, and when it matters."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from pytestqt.qtbot import QtBot

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.events import RunFinished, RunStarted
from frontol_desk.domain.overview import Dashboard
from frontol_desk.domain.values import DateRange
from frontol_desk.ui.presenters.dashboard import DashboardPresenter
from frontol_desk.ui.presenters.health import HealthPresenter
from frontol_desk.ui.session import Session
from tests.unit.ui.boards import FOLDERS, TODAY, FakeSession, report


@pytest.fixture
def session(qapp: object, tmp_path: Path) -> FakeSession:
    return FakeSession(tmp_path)


def is_at_work(health: HealthPresenter) -> tuple[bool, bool]:
    return health.polling, health.checking


def figures(presenter: DashboardPresenter) -> Dashboard | None:
    return presenter.dashboard


def test_health_is_looked_at_when_the_session_opens(session: FakeSession) -> None:
    health = HealthPresenter(cast("Session", session))
    assert is_at_work(health) == (False, False)
    desk = session.open()
    assert is_at_work(health) == (True, True)
    session.work()
    assert is_at_work(health) == (True, False)
    assert health.probes == desk.probes


def test_health_joins_a_session_that_is_already_open(session: FakeSession) -> None:
    desk = session.open()
    health = HealthPresenter(cast("Session", session))
    session.work()
    assert health.polling
    assert health.probes == desk.probes


def test_one_look_at_a_time(session: FakeSession) -> None:
    health = HealthPresenter(cast("Session", session))
    desk = session.open()
    health.refresh()
    health.refresh()
    session.work()
    assert desk.looks == 1
    health.refresh()
    session.work()
    assert desk.looks == 2


def test_the_last_finding_stays_while_looking(session: FakeSession, qtbot: QtBot) -> None:
    health = HealthPresenter(cast("Session", session))
    session.open()
    session.work()
    known = health.probes
    with qtbot.waitSignal(health.changed):
        health.refresh()
    assert health.checking
    assert health.probes == known != ()
    session.close()


def test_closing_ends_looking_even_in_the_middle_of_it(session: FakeSession) -> None:
    health = HealthPresenter(cast("Session", session))
    session.open()
    session.close()
    assert not health.polling
    assert not health.checking
    assert health.probes == ()
    health.refresh()
    assert not session.waiting
    session.open()
    session.work()
    assert health.probes


def test_figures_are_read_at_the_start_and_after_a_run(session: FakeSession) -> None:
    presenter = DashboardPresenter(cast("Session", session))
    assert figures(presenter) is None
    desk = session.open()
    session.work()
    assert figures(presenter) is desk.figures
    desk.events.publish(RunStarted(run_id="RUN1", folders=FOLDERS, dates=DateRange.day(TODAY)))
    assert not session.waiting
    desk.events.publish(RunFinished(run_id="RUN1", report=report()))
    session.work()
    assert desk.reads == 2


def test_a_run_that_ends_while_reading_is_read_after_it(session: FakeSession) -> None:
    presenter = DashboardPresenter(cast("Session", session))
    desk = session.open()
    for _ in range(5):
        presenter.refresh()
    session.work()
    assert desk.reads == 2


def test_figures_can_be_read_again_after_a_failure_and_in_another_session(session: FakeSession) -> None:
    presenter = DashboardPresenter(cast("Session", session))
    desk = session.open()
    desk.failing = DeskError(ErrorCode.DB_CONNECTION)
    with pytest.raises(DeskError):
        session.work()
    desk.failing = None
    presenter.refresh()
    session.work()
    assert figures(presenter) is desk.figures
    presenter.refresh()
    session.close()
    assert figures(presenter) is None
    other = session.open()
    session.work()
    assert figures(presenter) is other.figures
    desk.events.publish(RunFinished(run_id="RUN1", report=report()))
    assert not session.waiting, "the old desk is still listened to"
