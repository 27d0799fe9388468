"""Parts of the window that the settings switch off do nothing by themselves; what somebody asks for is done."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtWidgets import QSystemTrayIcon

from frontol_desk.domain.overview import Absence
from frontol_desk.settings.model import FeatureSettings, Settings
from frontol_desk.ui.presenters.absences import AbsencesPresenter
from frontol_desk.ui.presenters.health import HealthPresenter
from frontol_desk.ui.presenters.loads import LoadsPresenter
from frontol_desk.ui.session import Session
from frontol_desk.ui.views.tray import Tray
from tests.unit.ui.boards import FakeDesk, FakeLoads, FakeSession
from tests.unit.ui.kassas import P13

LATE = Absence(folder=P13, day=date(2025, 12, 27), due=datetime(2025, 12, 28, 6, 0, tzinfo=UTC))


@pytest.fixture
def session(qapp: object, tmp_path: Path) -> FakeSession:
    return FakeSession(tmp_path)


def opened(session: FakeSession, features: FeatureSettings) -> FakeDesk:
    """Open the session with a desk that has these features."""
    session.settings = Settings(features=features)
    session.desk = FakeDesk()
    session.desk.settings = session.settings
    session.desk.absent = (LATE,)
    session.opened.emit()
    return session.desk


@pytest.mark.parametrize("on", [True, False])
def test_connections_are_watched_only_if_wanted(session: FakeSession, on: bool) -> None:
    health = HealthPresenter(cast("Session", session))
    desk = opened(session, FeatureSettings(health_checks=on))
    session.work()
    assert (health.polling, desk.looks) == (on, int(on))
    health.look()
    session.work()
    assert desk.looks == 1 + on
    assert health.probes == desk.probes


@pytest.mark.parametrize("on", [True, False])
def test_late_kassas_are_told_only_if_wanted(session: FakeSession, on: bool) -> None:
    absences = AbsencesPresenter(cast("Session", session))
    opened(session, FeatureSettings(absence_alarm=on))
    session.work()
    assert absences.absent == ((LATE,) if on else ())


@pytest.mark.qt_log_ignore("systemTrayWindowChanged", extend=True)  # there is no tray off-screen
def test_the_icon_comes_and_goes_with_the_settings(session: FakeSession, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    tray = Tray(cast("Session", session), cast("LoadsPresenter", FakeLoads()))
    assert (tray.available, tray.icon.isVisible()) == (True, True)
    opened(session, FeatureSettings(tray=False))
    assert (tray.available, tray.icon.isVisible()) == (False, False)
    opened(session, FeatureSettings(tray=True))
    assert (tray.available, tray.icon.isVisible()) == (True, True)
    tray.hide()
