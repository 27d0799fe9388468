"""The wizard as a newcomer uses it: the demo in one click, or four steps to a profile that loads."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from frontol_desk.console.profiles import read_values
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.overview import Probe, ProbeStatus
from frontol_desk.domain.values import SourceFolder
from frontol_desk.settings.model import Settings
from frontol_desk.ui.dialogs.database_form import DatabaseForm
from frontol_desk.ui.dialogs.editors import TextEditor
from frontol_desk.ui.dialogs.first_start import FirstStart
from frontol_desk.ui.dialogs.kassas_form import KassasForm
from frontol_desk.ui.presenters import connection
from frontol_desk.ui.session import Session
from frontol_desk.ui.translation import Language, install_language
from tests.unit.ui.dialogs.conftest import FakeKeyring, Lead, settled


class Servers:
    """What the checks find; None: all is well."""

    def __init__(self) -> None:
        self.error: DeskError | None = None
        self.found = (SourceFolder("P13", "P13"), SourceFolder("N22", "N22_FURN"))
        self.hosts: list[str | None] = []

    def probe(self, name: str, host: str | None) -> Probe:
        self.hosts.append(host)
        if self.error:
            return Probe(name=name, status=ProbeStatus.ERROR, error=self.error)
        return Probe(name=name, status=ProbeStatus.OK, latency_ms=3.2, version="PostgreSQL 18")


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch) -> Servers:
    made = Servers()

    async def examine_one(settings: Settings, name: str) -> Probe:
        return made.probe(name, settings.database.host if name == "database" else settings.ftp.host)

    async def discover(_: object) -> tuple[SourceFolder, ...]:
        return made.found

    monkeypatch.setattr(connection, "examine_one", examine_one)
    monkeypatch.setattr(connection, "discover_folders", discover)
    return made


def opened(session: Session, home: Path, qtbot: QtBot) -> FirstStart:
    dialog = FirstStart(session, home)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def enter(dialog: FirstStart, setting: str, text: str, qtbot: QtBot) -> None:
    """Type into a field of the current step."""
    form = dialog.step.form
    assert form is not None
    editor = form.fields[setting].widget
    assert isinstance(editor, QLineEdit)
    editor.clear()
    qtbot.keyClicks(editor, text)


def press(widget: QWidget, qtbot: QtBot) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def here(dialog: FirstStart) -> int:
    return dialog.stack.currentIndex()


def test_the_demo_is_one_click(session: Session, lead: Lead, tmp_path: Path, qtbot: QtBot) -> None:
    async def play() -> None:
        dialog = opened(session, tmp_path, qtbot)
        with qtbot.waitSignal(dialog.try_demo):
            press(dialog.welcome.demo, qtbot)
        assert not dialog.isVisible()
        await settled(session)

    lead(play())


def test_from_nothing_to_a_profile(
    session: Session, lead: Lead, tmp_path: Path, qtbot: QtBot, servers: Servers, keyring: FakeKeyring
) -> None:
    async def play() -> None:
        dialog = opened(session, tmp_path, qtbot)
        done: list[str] = []
        dialog.finished_profile.connect(done.append)
        await settled(session)
        press(dialog.welcome.shop, qtbot)
        for setting, text in (("host", "db"), ("port", "5433"), ("name", "sales"), ("password", "geheim")):
            enter(dialog, f"database.{setting}", text, qtbot)
        press(dialog.next, qtbot)
        await settled(session)
        assert here(dialog) == 2
        for setting, text in (("host", "ftp"), ("user", "exchange"), ("password", "secret")):
            enter(dialog, f"ftp.{setting}", text, qtbot)
        press(dialog.next, qtbot)
        await settled(session)
        assert here(dialog) == 3
        kassas = dialog.step.form
        assert isinstance(kassas, KassasForm)
        press(kassas.search.button, qtbot)
        await settled(session)
        assert "2" in kassas.search.result.text()
        press(dialog.next, qtbot)
        await settled(session)
        assert done == ["default"]
        assert not dialog.isVisible()

    lead(play())
    assert servers.hosts == ["db", "ftp"]
    assert read_values(tmp_path, "default") == {
        "database": {"host": "db", "port": 5433, "name": "sales"},
        "ftp": {"host": "ftp", "user": "exchange"},
        "kassas": "P13:P13;N22:N22_FURN",
    }
    assert set(keyring.entries.values()) == {"geheim", "secret"}


def test_next_says_what_is_missing_and_stays(
    session: Session, lead: Lead, tmp_path: Path, qtbot: QtBot, servers: Servers
) -> None:
    async def play() -> None:
        dialog = opened(session, tmp_path, qtbot)
        await settled(session)
        press(dialog.welcome.shop, qtbot)
        form = dialog.step.form
        assert form is not None
        assert not any(field.is_at_fault for field in form.fields.values())
        press(dialog.next, qtbot)
        assert here(dialog) == 1
        faulty = {setting for setting, field in form.fields.items() if field.is_at_fault}
        assert faulty == {"database.host", "database.name"}
        press(dialog.skip, qtbot)
        assert here(dialog) == 1

    lead(play())
    assert servers.hosts == []


def test_a_failed_check_stays_with_its_reason_until_one_goes_on_without(
    session: Session, lead: Lead, tmp_path: Path, qtbot: QtBot, servers: Servers
) -> None:
    servers.error = DeskError(ErrorCode.DB_CONNECTION, host="db:5432")

    async def play() -> None:
        dialog = opened(session, tmp_path, qtbot)
        await settled(session)
        press(dialog.welcome.shop, qtbot)
        enter(dialog, "database.host", "db", qtbot)
        enter(dialog, "database.name", "sales", qtbot)
        press(dialog.next, qtbot)
        await settled(session)
        check = dialog.step.check
        assert here(dialog) == 1
        assert check is not None
        assert "db:5432" in check.result.text()
        assert check.hint.text()
        enter(dialog, "database.host", "other", qtbot)
        assert check.result.text() == ""
        press(dialog.skip, qtbot)
        assert here(dialog) == 2

    lead(play())


def test_a_pasted_connection_string_fills_the_fields(
    session: Session, lead: Lead, tmp_path: Path, qtbot: QtBot, servers: Servers
) -> None:
    async def play() -> None:
        dialog = opened(session, tmp_path, qtbot)
        await settled(session)
        press(dialog.welcome.shop, qtbot)
        form = dialog.step.form
        assert isinstance(form, DatabaseForm)
        paste = form.paste
        press(paste.opener, qtbot)
        qtbot.keyClicks(paste.line, "nonsense")
        qtbot.keyClick(paste.line, Qt.Key.Key_Return)
        assert not paste.problem.isHidden()
        assert here(dialog) == 1
        paste.line.setText("postgresql://me:pw@db:5433/sales")
        press(paste.apply, qtbot)
        assert dialog.form.value("database.host") == "db"
        assert dialog.form.password("database.password") == "pw"
        assert paste.line.text() == ""

    lead(play())


def test_without_a_keyring_that_is_said_and_the_name_can_be_copied(
    session: Session, lead: Lead, tmp_path: Path, qtbot: QtBot, keyring: FakeKeyring
) -> None:
    keyring.there = False

    async def play() -> None:
        dialog = opened(session, tmp_path, qtbot)
        await settled(session)
        dialog.show_step(1)
        form = dialog.step.form
        assert isinstance(form, DatabaseForm)
        notice = form.keyring_notice
        assert notice.isVisible()
        press(notice.copy, qtbot)

    lead(play())
    assert QGuiApplication.clipboard().text() == "FRONTOL_DESK_DATABASE__PASSWORD"


def test_one_more_profile_asks_for_a_new_name(session: Session, lead: Lead, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "default.toml").write_text('[ftp]\nhost = "taken"\n')

    async def play() -> None:
        dialog = opened(session, tmp_path, qtbot)
        await settled(session)
        name = dialog.welcome.name
        assert isinstance(name, TextEditor)
        for text in ("", "a/b", "Default"):
            name.setText(text)
            press(dialog.welcome.shop, qtbot)
            assert here(dialog) == 0
            assert not dialog.welcome.problem.isHidden()
        name.setText("north")
        press(dialog.welcome.shop, qtbot)
        assert here(dialog) == 1
        assert dialog.form.profile == "north"
        assert dialog.form.value("ftp.host") is None

    lead(play())


def test_the_language_changes_at_once(session: Session, lead: Lead, tmp_path: Path, qtbot: QtBot) -> None:
    async def play() -> None:
        dialog = opened(session, tmp_path, qtbot)
        wished: list[str] = []
        dialog.language_wished.connect(wished.append)
        await settled(session)
        combo = dialog.welcome.language
        combo.setFocus()
        combo.setCurrentIndex(combo.findData("ru"))
        combo.activated.emit(combo.currentIndex())
        assert wished == ["ru"]
        assert dialog.form.value("language") == "ru"

    lead(play())


def test_texts_follow_the_language(
    session: Session, lead: Lead, tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    async def play() -> None:
        dialog = opened(session, tmp_path, qtbot)
        await settled(session)
        dialog.next.setText("")
        install_language(qapp, Language.RU)
        qapp.processEvents()
        assert dialog.next.text() != ""

    lead(play())
