"""Failures as banners: of a server until it answers again, in the words of the fields that have to be looked at."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.overview import BreakerState, Probe, ProbeStatus
from frontol_desk.ui import notices
from frontol_desk.ui.presenters.health import HealthPresenter
from frontol_desk.ui.presenters.loads import LoadsPresenter
from frontol_desk.ui.presenters.setting_words import in_words, missing_password
from frontol_desk.ui.session import Session
from frontol_desk.ui.translation import Language, install_language
from frontol_desk.ui.troubles import Troubles
from frontol_desk.ui.views.banners import Banners
from frontol_desk.ui.views.main_window import room_on
from frontol_desk.ui.views.notices import Banner

MESSAGES = Path(__file__).parents[3] / "resources/messages"
OF_THE_COMMAND_LINE = {
    "USAGE",
    "NOT_AVAILABLE",
    "CONFIG_SETTING",  # the window has shorter words below the field
    "DB_RIGHTS",  # for whoever looks after the database
    "DB_SCHEMA_OLDER",  # the window brings the tables up to date itself
    "ALREADY_PROCESSED",  # nothing in the window loads a file by hand
}
DEAD = DeskError(ErrorCode.DB_CONNECTION, host="db:5432/sales")
SILENT = DeskError(ErrorCode.FTP_CONNECTION, reason="refused", host="ftp", port=21)


class SilentSession(QObject):
    """What tells of failures."""

    problem = Signal(object)
    closed = Signal()


class Health(QObject):
    """What looks whether servers work; here it finds what it is told to."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.probes: tuple[Probe, ...] = ()
        self.checking = False
        self.looked = self.tried = 0
        self.rest: BreakerState | None = None

    def refresh(self) -> None:
        """Count the looks."""
        self.looked += 1

    def try_now(self) -> None:
        """Count the wishes."""
        self.tried += 1

    def leave_alone(self, rest: BreakerState | None) -> None:
        """Leave the server alone, or call it again."""
        self.rest = rest
        self.changed.emit()

    def find(self, *probes: Probe) -> None:
        """Find something."""
        self.probes = probes
        self.changed.emit()


class Loads(QObject):
    """Whether a load is under way."""

    running_changed = Signal(bool)
    running = False

    def run(self, running: bool) -> None:
        """Begin or end one."""
        self.running = running
        self.running_changed.emit(running)


class Desk:
    """A window's banners and what fills them."""

    def __init__(self) -> None:
        self.session, self.health, self.loads, self.banners = SilentSession(), Health(), Loads(), Banners()
        self.recoveries: list[None] = []
        self.troubles = Troubles(
            cast("Session", self.session),
            cast("HealthPresenter", self.health),
            cast("LoadsPresenter", self.loads),
            self.banners,
            self.session,
        )
        self.troubles.recovered.connect(lambda: self.recoveries.append(None))

    @property
    def told(self) -> list[str]:
        """What is shown."""
        return self.banners.shown()

    def banner(self) -> Banner:
        """The one banner there is."""
        (banner,) = [banner for banner in self.banners.findChildren(Banner) if not banner.isHidden()]
        return banner


@pytest.fixture(autouse=True)
def english(qapp: QApplication) -> None:
    install_language(qapp, Language.EN)


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    made = Desk()
    qtbot.addWidget(made.banners)
    return made


def ok(name: str) -> Probe:
    return Probe(name=name, status=ProbeStatus.OK, latency_ms=3)


def broken(name: str, error: DeskError) -> Probe:
    return Probe(name=name, status=ProbeStatus.ERROR, error=error)


def test_a_server_that_answers_again_takes_its_banner_away(desk: Desk) -> None:
    desk.session.problem.emit(DEAD)
    desk.session.problem.emit(DEAD)
    assert desk.told == ["trouble-database"]
    assert desk.health.looked == 2
    desk.health.find(ok("ftp"), broken("database", DEAD))
    assert desk.told == ["trouble-database"]
    assert not desk.recoveries
    desk.health.find(ok("ftp"), ok("database"))
    assert desk.told == []
    assert len(desk.recoveries) == 1
    desk.health.find(ok("ftp"), ok("database"))
    assert len(desk.recoveries) == 1


def test_a_silent_server_is_told_of_once_though_nobody_asked_it(desk: Desk) -> None:
    desk.health.find(broken("ftp", SILENT), ok("database"))
    assert desk.told == ["trouble-ftp"]
    desk.banner().close_button.click()
    desk.health.find(broken("ftp", SILENT), ok("database"))
    assert desk.told == []
    desk.health.find(ok("ftp"), ok("database"))
    desk.health.find(broken("ftp", SILENT), ok("database"))
    assert desk.told == ["trouble-ftp"]


def test_while_it_looks_it_keeps_to_what_it_told(desk: Desk) -> None:
    desk.session.problem.emit(SILENT)
    desk.health.checking = True
    desk.health.find(ok("ftp"))
    assert desk.told == ["trouble-ftp"]


def test_other_failures_stay_until_somebody_closes_them(desk: Desk) -> None:
    desk.session.problem.emit(DeskError(ErrorCode.CONFIG_DATE, value="x"))
    desk.health.find(ok("ftp"), ok("database"))
    assert desk.told == ["error-CONFIG_DATE"]
    assert desk.health.looked == 0


def resting(seconds: float = 30) -> BreakerState:
    """Return a server that is left alone."""
    until = datetime.now(UTC) + timedelta(seconds=seconds)
    return BreakerState(server="ftp:21", state="open", failures=5, until=until, cause=SILENT)


def test_during_a_load_a_rest_stands_in_the_place_of_the_failure(desk: Desk) -> None:
    desk.health.find(broken("ftp", SILENT), ok("database"))
    desk.health.leave_alone(resting())
    assert desk.banner().text.text() == SILENT.message  # nothing is being loaded
    desk.loads.run(True)
    assert desk.told == ["trouble-ftp"]
    assert desk.banner().text.text().startswith("The exchange is paused until ")
    assert SILENT.message in desk.banner().detail.text()
    assert "5 times in a row" in desk.banner().detail.text()
    desk.health.find(broken("ftp", SILENT))
    (button,) = [button for button in desk.banner().findChildren(QPushButton) if button.text()]
    assert button.text() == "Try now"
    button.click()
    assert desk.health.tried == 1
    desk.health.leave_alone(None)
    assert desk.health.looked == 1  # whether it works is found out anew
    desk.health.find(ok("ftp"))
    assert desk.told == []


def test_a_rest_somebody_has_closed_is_not_told_again_while_it_lasts(desk: Desk) -> None:
    desk.loads.run(True)
    desk.health.leave_alone(resting())
    desk.banner().close_button.click()
    desk.health.leave_alone(resting(60))
    assert desk.told == []
    desk.health.leave_alone(None)
    desk.health.probes = ()
    desk.health.leave_alone(resting())
    assert desk.told == ["trouble-ftp"]


def test_when_the_load_has_ended_the_failure_itself_is_told(desk: Desk) -> None:
    desk.loads.run(True)
    desk.health.leave_alone(resting())
    desk.loads.run(False)
    desk.health.find(broken("ftp", SILENT))
    assert desk.banner().text.text() == SILENT.message


def test_hints_call_settings_as_their_fields_are_called() -> None:
    assert in_words("Check ftp.user and ftp.password.") == "Check “User” and “Password”."
    slow = in_words("On slow lines raise ftp.operation_timeout.")
    assert slow == "On slow lines raise “Exchange server: one operation”."
    assert in_words("Raise archive.keep_days at example.org.") == "Raise “Keep originals” at example.org."
    told = "Write digits only, without a unit; the environment variable is FRONTOL_DESK_FTP__PORT."
    assert in_words(told) == "Write digits only, without a unit."


@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_hint_sends_who_has_a_window_to_a_command_that_the_window_has(language: str) -> None:
    texts = tomllib.loads((MESSAGES / f"{language}.toml").read_text("utf-8"))["errors"]
    hints = {code: in_words(entry["hint"]) for code, entry in texts.items() if "hint" in entry}
    told = {code for code, hint in hints.items() if "frontol-desk " in hint}
    assert {code.partition(".")[0] for code in told} <= OF_THE_COMMAND_LINE
    assert not [hint for hint in hints.values() if "secrets set “" in hint], "names of commands are not translated"


def missing(setting: str) -> DeskError:
    return DeskError(ErrorCode.CONFIG_SETTING, reason="missing", setting=setting, environment="SOMETHING")


@pytest.mark.parametrize(
    ("error", "words", "buttons"),
    [
        (missing("ftp.password"), "The password of the exchange server is needed", ["Open settings"]),
        (missing("database.password"), "The password of the database is needed", ["Open settings"]),
        (missing("database.host"), missing("database.host").message, ["Open settings"]),
        (DEAD, DEAD.message, ["Open settings", "Try again"]),
    ],
)
def test_what_keeps_it_from_opening_is_told_with_the_way_on(
    desk: Desk, error: DeskError, words: str, buttons: list[str]
) -> None:
    done: list[str] = []
    desk.banners.show_notice(notices.not_opened(error, lambda: done.append("settings"), lambda: done.append("again")))
    shown = [button for button in desk.banner().findChildren(QPushButton) if button.text()]
    assert desk.banner().text.text() == words
    assert [button.text() for button in shown] == buttons
    for button in shown:
        button.click()
    assert done == ["settings", "again"][: len(buttons)]


def test_only_a_missing_password_is_a_missing_password() -> None:
    assert missing_password(missing("ftp.password")) == "ftp.password"
    assert not missing_password(missing("ftp.host"))
    assert not missing_password(DeskError(ErrorCode.CONFIG_SETTING, reason="empty", setting="ftp.password"))
    unkept = DeskError(ErrorCode.SECRETS_UNAVAILABLE, reason="no_keyring", name="ftp.password", environment="X")
    assert missing_password(unkept) == "ftp.password"
    key = DeskError(ErrorCode.SECRETS_UNAVAILABLE, reason="no_keyring", name="privacy.key", environment="X")
    assert not missing_password(key)


class Screen:
    """A screen of a size."""

    def __init__(self, width: int, height: int) -> None:
        self._size = QSize(width, height)

    def availableSize(self) -> QSize:  # noqa: N802
        """Return what the task bar leaves."""
        return self._size


def test_the_first_window_fits_the_screen_of_the_office() -> None:
    def room(width: int, height: int) -> tuple[int, int]:
        size = room_on(cast("QScreen", Screen(width, height)))
        return size.width(), size.height()

    assert room(1366, 728) == (1358, 688)
    assert room(800, 480) == (960, 600)
