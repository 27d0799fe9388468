"""The wizard against real servers that are down, show wrong certificates or know no such password; and from a file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from frontol_desk.console.profiles import write_values
from frontol_desk.domain.errors import ErrorCode
from frontol_desk.settings.load import read_settings
from frontol_desk.settings.model import Settings
from frontol_desk.settings.watching import changed_settings
from frontol_desk.ui.crash import CrashHandler
from frontol_desk.ui.dialogs.first_start import FirstStart
from frontol_desk.ui.dialogs.import_summary import ImportSummary
from frontol_desk.ui.dialogs.kassas_form import KassasForm
from frontol_desk.ui.presenters.connection import AttemptState
from frontol_desk.ui.session import Session
from tests.integration.certificates import certificate, foreign_authority
from tests.integration.ftp_servers import FtpServer, free_port, pyftpdlib_server
from tests.integration.ui.desk_window import until
from tests.integration.ui.filling import Entries, checked, database_entries, enter, ftp_entries, opened, texts_below
from tests.integration.warehouse.test_encrypted import TlsServer
from tests.keyrings import MemoryKeyring
from tests.unit.ui.dialogs.conftest import Lead, settled

pytestmark = pytest.mark.usefixtures("english")
SERVICE = "frontol-desk:default"
TURNS = [
    (1, {"database.port": "DOWN"}, ErrorCode.DB_CONNECTION),
    (1, {"database.password": "not-the-password"}, ErrorCode.DB_LOGIN),
    (1, {"database.sslrootcert": str(foreign_authority())}, ErrorCode.DB_TLS),
    (1, {}, None),
    (2, {"ftp.port": "DOWN"}, ErrorCode.FTP_CONNECTION),
    (2, {"ftp.password": "not-the-password"}, ErrorCode.FTP_LOGIN),
    (2, {"ftp.tls_ca": str(foreign_authority())}, ErrorCode.FTP_TLS),
    (2, {}, None),
]
"""What is entered at which step beside what is right, and why it does not get further; None: it does."""


@pytest.fixture
def exchange(tmp_path: Path) -> Iterator[FtpServer]:
    with pyftpdlib_server(tmp_path, tls="explicit") as server:
        server.make_folder("P13/P13")
        server.make_folder("N22/N22_FURN")
        yield server


def started(home: Path, qtbot: QtBot) -> FirstStart:
    """Open the wizard of a home."""
    session = Session(Settings(home=home), demo=False, crashes=CrashHandler())
    wizard = FirstStart(session, home)
    session.setParent(wizard)
    qtbot.addWidget(wizard)
    wizard.show()
    return wizard


async def go_on(wizard: FirstStart, entries: Entries) -> ErrorCode | None:
    """Fill in the step and press Next; return why it stays, None when it has gone on."""
    here, form, check = wizard.stack.currentIndex(), wizard.step.form, wizard.step.check
    assert form is not None
    assert check is not None
    enter(form, {name: str(free_port()) if text == "DOWN" else text for name, text in entries.items()})
    wizard.next.click()
    await until(lambda: check.attempt.state in (AttemptState.DONE, AttemptState.FAILED))
    await until(check.stop.isHidden)
    if check.attempt.error is None:
        assert wizard.stack.currentIndex() == here + 1
        return None
    assert wizard.stack.currentIndex() == here
    assert check.result.isVisible()
    assert check.hint.text()
    return check.attempt.error.code


def asked_for(wizard: FirstStart, password: str) -> bool:
    """Tell whether the step wants a password: it was missed before the server was asked, or by the server."""
    form, check = wizard.step.form, wizard.step.check
    assert form is not None
    assert check is not None
    refused = check.attempt.error is not None and check.attempt.error.code is ErrorCode.DB_LOGIN
    return form.fields[password].is_at_fault or (refused and check.result.isVisible())


async def find_kassas(wizard: FirstStart) -> None:
    """Let the last step find the kassas, and finish."""
    form = wizard.step.form
    assert isinstance(form, KassasForm)
    assert await checked(form.search) is None
    wizard.next.click()
    await settled(wizard.form.session)
    assert not wizard.isVisible(), wizard.trouble.text.text()


def test_every_wrong_turn_is_told_and_the_right_one_leads_on(
    home: Path, vault: MemoryKeyring, encrypted_postgres: TlsServer, exchange: FtpServer, lead: Lead, qtbot: QtBot
) -> None:
    trusted = {"database.sslmode": "verify-full", "database.sslrootcert": str(certificate().authority)}
    right = {1: database_entries(encrypted_postgres.server.dsn) | trusted, 2: ftp_entries(exchange)}

    async def play() -> None:
        wizard = started(home, qtbot)
        await settled(wizard.form.session)
        wizard.welcome.shop.click()
        for step, wrong, reason in TURNS:
            assert wizard.stack.currentIndex() == step
            assert await go_on(wizard, right[step] | wrong) is reason, wrong
        assert not (home / "profiles").exists(), "nothing is written before the end"
        await find_kassas(wizard)

    lead(play())
    settings, problems = read_settings(needs={"database", "ftp", "kassas"})
    assert not problems
    assert settings.kassas == "N22:N22_FURN;P13:P13"
    assert (settings.database.sslmode, settings.ftp.tls) == ("verify-full", "explicit")
    secrets = {right[1]["database.password"], right[2]["ftp.password"]}
    assert set(vault.entries.values()) == secrets
    written = "".join(texts_below(home).values())
    assert not [secret for secret in {*secrets, "not-the-password"} if secret in written]


def test_a_profile_is_carried_to_an_empty_home(
    home: Path,
    tmp_path: Path,
    vault: MemoryKeyring,
    encrypted_postgres: TlsServer,
    exchange: FtpServer,
    lead: Lead,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    elsewhere, file = home / "elsewhere", tmp_path / "carried.toml"
    right = database_entries(encrypted_postgres.server.dsn), ftp_entries(exchange)
    plain = {name: text for name, text in {**right[0], **right[1]}.items() if not name.endswith("password") and text}
    values: dict[str, object] = {"kassas": "P13:P13;N22:N22_FURN", "retry": {"attempts": 7}, "environment": "staging"}
    for name, text in plain.items():
        section, _, key = name.partition(".")
        part = values.setdefault(section, {})
        assert isinstance(part, dict)
        part[key] = int(text) if key == "port" else text
    write_values(home, "default", values)
    before = read_settings()[0]

    async def export() -> None:
        dialog = await opened(home, qtbot)
        dialog.files.export_to(file)
        await settled(dialog.form.session)
        told = dialog.done_note.detail.text()
        assert "Password of the database" in told
        assert "Password of the exchange server" in told

    async def take_in() -> None:
        wizard = started(elsewhere, qtbot)
        wizard.import_from(str(file))
        await settled(wizard.form.session)
        summary = wizard.findChild(ImportSummary)
        assert summary is not None
        assert summary.needed == ("database.password", "ftp.password")
        assert str(exchange.port) in summary.text
        summary.take.click()
        for entries in right:
            form = wizard.step.form
            assert form is not None
            password = next(name for name in entries if name.endswith("password"))
            assert form.fields[password].editor.value() == ""
            wizard.next.click()
            await until(lambda: asked_for(wizard, password))  # noqa: B023 - it is called in this round only
            assert await go_on(wizard, {password: entries[password]}) is None
        wizard.next.click()
        await settled(wizard.form.session)
        assert not wizard.isVisible()

    lead(export())
    assert vault.entries == {}
    assert not [
        entries for entries in right if any(entries[name] in file.read_text() for name in entries if "pass" in name)
    ]
    monkeypatch.setenv("FRONTOL_DESK_HOME", str(elsewhere))
    lead(take_in())
    after = read_settings()[0]
    assert set(changed_settings(before, after)) == {"home"}
    assert vault.entries == {
        (SERVICE, "database.password"): right[0]["database.password"],
        (SERVICE, "ftp.password"): right[1]["ftp.password"],
    }


def test_the_env_of_an_old_loader_fills_the_steps(home: Path, vault: MemoryKeyring, lead: Lead, qtbot: QtBot) -> None:
    file = home / ".env"
    file.write_text(
        "DB_HOST=db.example.org\nDB_NAME=sales\nDB_USER=loader\nDB_PASSWORD=of-the-old-loader\n"
        "FTP_HOST=ftp.example.org\nFTP_USER=loader\nFTP_REQUEST_DIR=/in\nKASSA_STRUCTURE=P13:P13;N22:N22_FURN\n"
        "WAIT_DELAY_MINUTES=5\nTELEGRAM_TOKEN=very-private\n"
    )

    async def play() -> None:
        wizard = started(home, qtbot)
        wizard.welcome.language.set_value("en")
        wizard.welcome.language.entered.emit()
        wizard.import_from(str(file))
        await settled(wizard.form.session)
        summary = wizard.findChild(ImportSummary)
        assert summary is not None
        assert "TELEGRAM_TOKEN" in summary.text
        assert "very-private" not in summary.text
        assert "of-the-old-loader" not in summary.text
        assert summary.needed == ("ftp.password",)
        summary.take.click()
        assert wizard.stack.currentIndex() == 1
        form = wizard.form
        shown = [form.value(name) for name in ("database.host", "ftp.request_dir", "exchange.response_timeout")]
        assert shown == ["db.example.org", "/in", 300]
        wizard.show_step(3)
        wizard.skip.click()
        await settled(form.session)
        assert not wizard.isVisible(), wizard.trouble.text.text()

    lead(play())
    stored = tomllib.loads((home / "profiles" / "default.toml").read_text())
    assert stored["kassas"] == "P13:P13;N22:N22_FURN"
    assert stored["language"] == "en", "chosen before the import, and the file says nothing of it"
    assert vault.entries == {(SERVICE, "database.password"): "of-the-old-loader"}
    file.unlink()
    assert not [path for path, text in texts_below(home).items() if "of-the-old-loader" in text]
