"""The settings, page by page, against real servers: right and wrong password, host down, certificate wrong."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import asyncpg
import pytest
from pytestqt.qtbot import QtBot

from frontol_desk.domain.errors import ErrorCode
from frontol_desk.ui.dialogs.database_form import DatabaseForm
from frontol_desk.ui.dialogs.ftp_form import FtpForm
from frontol_desk.ui.dialogs.kassas_form import KassasForm
from tests.integration.certificates import CertificateKind, certificate, foreign_authority
from tests.integration.databases import PostgresServer
from tests.integration.ftp_servers import FtpServer, free_port, pyftpdlib_server
from tests.integration.ui.filling import (
    checked,
    database_entries,
    enter,
    ftp_entries,
    opened,
    page_of,
    save,
    texts_below,
)
from tests.integration.warehouse.test_encrypted import TlsServer
from tests.keyrings import MemoryKeyring
from tests.unit.ui.dialogs.conftest import Lead

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
