"""The settings, page by page, against real servers: right and wrong password, host down, certificate wrong."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import asyncpg
import pytest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from frontol_desk.domain.errors import ErrorCode
from frontol_desk.ui.dialogs.database_form import DatabaseForm
from frontol_desk.ui.dialogs.ftp_form import FtpForm
from frontol_desk.ui.dialogs.import_summary import ImportSummary
from frontol_desk.ui.dialogs.kassas_form import KassasForm
from frontol_desk.ui.dialogs.secrets_form import SecretsForm
from frontol_desk.ui.dialogs.settings_pages import KINDS
from tests.integration.certificates import CertificateKind, certificate, foreign_authority
from tests.integration.databases import PostgresServer
from tests.integration.ftp_servers import FtpServer, free_port, pyftpdlib_server
from tests.integration.ui.desk_window import until
from tests.integration.ui.filling import (
    checked,
    database_entries,
    enter,
    ftp_entries,
    opened,
    page_of,
    press_keys,
    save,
    texts_below,
    tick,
)
from tests.integration.warehouse.test_encrypted import TlsServer
from tests.keyrings import MemoryKeyring
from tests.unit.ui.dialogs.conftest import Lead, settled
from tests.vault_server import TOKEN, Vault, vault_server

pytestmark = pytest.mark.usefixtures("english")
SERVICE = "frontol-desk:default"


@pytest.fixture(scope="module")
def encrypted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[CertificateKind, FtpServer]]:
    """The same exchange folders behind servers that show a good and two bad certificates."""
    root = tmp_path_factory.mktemp("served")
    kinds: tuple[CertificateKind, ...] = ("good", "wrong_host", "expired")
    with ExitStack() as stack:
        servers = {
            kind: stack.enter_context(pyftpdlib_server(root, tls="explicit", shown=certificate(kind))) for kind in kinds
        }
        for folder in ("P13/P13", "N22/N22_Inter"):
            servers["good"].make_folder(folder)
        yield servers


def test_the_database(home: Path, vault: MemoryKeyring, postgres_18: PostgresServer, lead: Lead, qtbot: QtBot) -> None:
    right = database_entries(postgres_18.dsn)

    async def play() -> None:
        dialog = await opened(home, qtbot)
        form = page_of(dialog, "database")
        assert isinstance(form, DatabaseForm)
        enter(form, right)
        assert await checked(form.check) is None
        assert "PostgreSQL 18" in form.check.result.text()
        for entries, code in (
            ({"database.password": "not-the-password"}, ErrorCode.DB_LOGIN),
            ({"database.port": str(free_port())}, ErrorCode.DB_CONNECTION),
            ({"database.host": "no-such-host.invalid"}, ErrorCode.DB_CONNECTION),
            ({"database.name": "nowhere"}, ErrorCode.DB_LOGIN),
            ({"database.sslmode": "require"}, ErrorCode.DB_TLS),
        ):
            enter(form, right | {"database.sslmode": ""} | entries)
            error = await checked(form.check)
            assert error is not None
            assert error.code is code, entries
            assert right["database.password"] not in form.check.result.text() + form.check.hint.text()
        enter(form, right | {"database.sslmode": ""})
        assert await checked(form.check) is None
        await save(dialog)

    lead(play())
    assert vault.entries == {(SERVICE, "database.password"): right["database.password"]}
    stored = tomllib.loads((home / "profiles" / "default.toml").read_text())["database"]
    assert stored == {
        "host": right["database.host"],
        "port": int(right["database.port"]),
        "name": right["database.name"],
        "user": right["database.user"],
    }
    texts = texts_below(home)
    assert texts
    assert not [path for path, text in texts.items() if right["database.password"] in text]


def test_the_exchange_server(
    home: Path, vault: MemoryKeyring, encrypted: dict[CertificateKind, FtpServer], lead: Lead, qtbot: QtBot
) -> None:
    right = ftp_entries(encrypted["good"])

    async def play() -> None:
        dialog = await opened(home, qtbot)
        form = page_of(dialog, "ftp")
        assert isinstance(form, FtpForm)
        enter(form, right)
        assert await checked(form.check) is None
        for entries, code, reason in (
            ({"ftp.password": "not-the-password"}, ErrorCode.FTP_LOGIN, None),
            ({"ftp.port": str(free_port())}, ErrorCode.FTP_CONNECTION, "refused"),
            ({"ftp.host": "no-such-host.invalid"}, ErrorCode.FTP_CONNECTION, "unknown_host"),
            ({"ftp.port": str(encrypted["expired"].port)}, ErrorCode.FTP_TLS, "expired"),
            ({"ftp.port": str(encrypted["wrong_host"].port)}, ErrorCode.FTP_TLS, "host"),
            ({"ftp.tls_ca": str(foreign_authority())}, ErrorCode.FTP_TLS, "certificate"),
            ({"ftp.tls": "off"}, ErrorCode.FTP_TLS, "required"),
            ({"ftp.response_dir": "/nowhere"}, ErrorCode.FTP_MISSING, None),
        ):
            enter(form, right | entries)
            error = await checked(form.check)
            assert error is not None
            assert (error.code, error.reason or None) == (code, reason), entries
        enter(form, right)
        assert await checked(form.check) is None
        await save(dialog)

    lead(play())
    assert vault.entries == {(SERVICE, "ftp.password"): right["ftp.password"]}
    assert not [path for path, text in texts_below(home).items() if right["ftp.password"] in text]


def test_the_kassas_are_found_on_the_server(
    home: Path, vault: MemoryKeyring, encrypted: dict[CertificateKind, FtpServer], lead: Lead, qtbot: QtBot
) -> None:
    right = ftp_entries(encrypted["good"])

    async def play() -> None:
        dialog = await opened(home, qtbot)
        server, kassas = page_of(dialog, "ftp"), page_of(dialog, "kassas")
        assert isinstance(kassas, KassasForm)
        enter(server, right | {"ftp.password": "not-the-password"})
        error = await checked(kassas.search)
        assert error is not None
        assert error.code is ErrorCode.FTP_LOGIN
        enter(server, {"ftp.port": right["ftp.port"], "ftp.password": right["ftp.password"]})
        assert await checked(kassas.search) is None
        assert kassas.model.text() == "N22:N22_Inter;P13:P13"
        await save(dialog)

    lead(play())
    assert tomllib.loads((home / "profiles" / "default.toml").read_text())["kassas"] == "N22:N22_Inter;P13:P13"
    assert (SERVICE, "ftp.password") in vault.entries


def test_an_encrypted_database(
    home: Path, vault: MemoryKeyring, encrypted_postgres: TlsServer, lead: Lead, qtbot: QtBot
) -> None:
    server = encrypted_postgres
    authority = {"database.sslmode": "verify-full", "database.sslrootcert": str(certificate().authority)}
    right = database_entries(server.server.dsn) | authority

    async def reason_of(form: DatabaseForm) -> str | None:
        error = await checked(form.check)
        assert error is not None
        assert error.code is ErrorCode.DB_TLS
        return error.reason

    async def play() -> None:
        dialog = await opened(home, qtbot)
        form = page_of(dialog, "database")
        assert isinstance(form, DatabaseForm)
        assert not form.fields["database.sslrootcert"].isVisible()
        enter(form, right)
        assert form.fields["database.sslrootcert"].isVisible()
        assert await checked(form.check) is None
        enter(form, {"database.sslrootcert": str(foreign_authority())})
        assert await reason_of(form) == "certificate"
        assert "“Certificate authority”" in form.check.hint.text()
        enter(form, right)
        await server.show("wrong_host")
        assert await reason_of(form) == "host"
        await server.show("expired")
        assert await reason_of(form) == "expired"
        await server.show("good")
        assert await checked(form.check) is None
        await save(dialog)

    lead(play())
    stored = tomllib.loads((home / "profiles" / "default.toml").read_text())["database"]
    assert {f"database.{name}": stored[name] for name in ("sslmode", "sslrootcert")} == authority
    assert (SERVICE, "database.password") in vault.entries


def test_missing_rights_are_named_with_the_statement_that_gives_them(
    home: Path, vault: MemoryKeyring, postgres_18: PostgresServer, lead: Lead, qtbot: QtBot
) -> None:
    assert not vault.entries

    async def play() -> None:
        dsn = await postgres_18.create()
        connection = await asyncpg.connect(dsn)
        await connection.execute("CREATE ROLE looker LOGIN PASSWORD 'looks-only'")
        await connection.close()
        dialog = await opened(home, qtbot)
        form = page_of(dialog, "database")
        assert isinstance(form, DatabaseForm)
        enter(form, database_entries(dsn) | {"database.user": "looker", "database.password": "looks-only"})
        error = await checked(form.check)
        assert error is not None
        assert error.code is ErrorCode.DB_RIGHTS
        assert 'GRANT CREATE ON SCHEMA "public" TO "looker"' in f"{form.check.result.text()} {form.check.hint.text()}"
        await postgres_18.drop(dsn)

    lead(play())


def test_passwords_are_stored_and_deleted_by_apply(home: Path, vault: MemoryKeyring, lead: Lead, qtbot: QtBot) -> None:
    async def play() -> None:
        dialog = await opened(home, qtbot)
        form = page_of(dialog, "secrets")
        assert isinstance(form, SecretsForm)
        row = form.rows["ftp.password"]
        assert row.state.text() == "Not stored."
        assert not row.remove.isEnabled()
        press_keys(row.editor, "from-the-page")
        assert vault.entries == {}
        await save(dialog)
        assert vault.entries == {(SERVICE, "ftp.password"): "from-the-page"}
        assert row.state.text() == "Stored."
        assert row.editor.text() == ""
        tick(row.remove)
        assert "Will be deleted" in row.state.text()
        tick(row.remove)
        assert row.state.text() == "Stored."
        tick(row.remove)
        assert vault.entries
        await save(dialog)
        assert vault.entries == {}
        assert row.state.text() == "Not stored."

    lead(play())
    texts = texts_below(home)
    assert not [path for path, text in texts.items() if "from-the-page" in text]
    noted = [text for path, text in texts.items() if "audit" in path.parts]
    assert len([text for text in noted if "ftp.password" in text]) == 2


@pytest.mark.usefixtures("no_vault")
def test_without_any_keyring_the_choices_are_told(home: Path, lead: Lead, qtbot: QtBot) -> None:
    async def play() -> None:
        dialog = await opened(home, qtbot)
        form = page_of(dialog, "secrets")
        assert isinstance(form, SecretsForm)
        assert form.trouble.isVisible()
        told = form.trouble.detail.text()
        assert all(choice in told for choice in ("environment variables", "KWallet", "Vault", "AWS"))
        press_keys(form.rows["ftp.password"].editor, "only-for-now")
        await save(dialog)
        assert form.rows["ftp.password"].state.text() == "Held until the program is closed."
        dialog.form.set_removed("ftp.password", True)
        await save(dialog)
        assert form.rows["ftp.password"].state.text() == "Not stored."

    lead(play())
    assert not [path for path, text in texts_below(home).items() if "only-for-now" in text]


def test_passwords_may_be_kept_in_vault(home: Path, vault: MemoryKeyring, lead: Lead, qtbot: QtBot) -> None:
    async def ask(form: SecretsForm) -> None:
        form.again.click()
        await until(form.again.isEnabled)

    async def play(place: Vault) -> None:
        dialog = await opened(home, qtbot)
        form = page_of(dialog, "secrets")
        assert isinstance(form, SecretsForm)
        enter(form, {"secrets.backend": "vault", "secrets.vault_url": place.url})
        await ask(form)
        assert "vault.token" in form.trouble.detail.text() + form.trouble.text.text()
        press_keys(form.rows["vault.token"].editor, TOKEN)
        await save(dialog)
        assert form.trouble.isHidden(), form.trouble.text.text()
        assert place.url in form.answer.text()
        press_keys(form.rows["ftp.password"].editor, "kept-in-vault")
        await save(dialog)
        assert form.rows["ftp.password"].state.text() == "Stored."
        place.sealed = True
        await ask(form)
        assert "sealed" in form.trouble.text.text()
        assert form.rows["ftp.password"].state.text() == "Not known."

    with vault_server() as place:
        lead(play(place))
        assert place.entries["frontol-desk/default"].data == {"ftp.password": "kept-in-vault"}
    assert vault.entries == {(SERVICE, "vault.token"): TOKEN}
    assert not [path for path, text in texts_below(home).items() if "kept-in-vault" in text or TOKEN in text]


def test_no_page_shows_a_secret(
    home: Path, vault: MemoryKeyring, postgres_18: PostgresServer, lead: Lead, qtbot: QtBot, tmp_path: Path
) -> None:
    planted = ("PlantedOne1", "PlantedTwo2", "PlantedThree3")
    file = tmp_path / "old.env"
    file.write_text(f"DB_HOST=127.0.0.1\nDB_PASSWORD={planted[2]}\nDATABASE_URL=postgresql://u:{planted[2]}@h/d\n")

    async def play() -> list[str]:
        dialog = await opened(home, qtbot)
        form = page_of(dialog, "database")
        assert isinstance(form, DatabaseForm)
        entries = database_entries(postgres_18.dsn) | {"database.password": planted[0]}
        enter(form, entries)
        assert await checked(form.check) is not None
        dialog.form.set_password("ftp.password", planted[1])
        await save(dialog)
        said = spoken(dialog)
        dialog.import_from(str(file))
        await settled(dialog.form.session)
        summary = dialog.findChild(ImportSummary)
        assert summary is not None
        said += spoken(summary)
        summary.take.click()
        for kind in KINDS:
            dialog.show_page(kind.key)
            said += spoken(dialog)
        return said

    said = lead(play())
    assert len(said) > 500
    assert any("Password of the database" in text for text in said)
    assert not [text for text in said if any(secret in text for secret in planted)]
    assert not [path for path, text in texts_below(home).items() if any(secret in text for secret in planted)]


def spoken(window: QWidget) -> list[str]:
    """Return every text that is shown or told, hidden characters of password fields excepted."""
    texts: list[str] = []
    for part in [window, *window.findChildren(QWidget)]:
        texts += [part.toolTip(), part.accessibleName(), part.accessibleDescription(), part.windowTitle()]
        if isinstance(part, QLineEdit):
            texts += [part.displayText(), part.placeholderText()]
        elif isinstance(part, QLabel | QAbstractButton):
            texts.append(part.text())
        elif isinstance(part, QComboBox):
            texts.append(part.currentText())
    return [text for text in texts if text]
