"""The thorough look: every finding with its precise reason, nothing left behind, nothing raised, in time."""

from __future__ import annotations

import asyncio
import os
import threading
import time
import warnings
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import keyring
import pytest
from keyring.backends import fail
from pydantic import SecretStr

from frontol_desk.console.doctor import GROUPS, database, examine, examine_one, here
from frontol_desk.console.surroundings import LITTLE_ROOM
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.overview import Probe, ProbeStatus
from frontol_desk.settings.model import ArchiveSettings, DatabaseSettings, ExchangeSettings, FtpSettings, Settings
from frontol_desk.settings.problems import SettingProblem, setting_problem
from frontol_desk.warehouse.probing import DatabaseFindings
from tests.integration.certificates import foreign_authority
from tests.integration.databases import SCHEMA, PostgresServer
from tests.integration.ftp_servers import FtpServer, free_port, ftp_server, pyftpdlib_server
from tests.integration.shared_folder import SharedFolder
from tests.keyrings import MemoryKeyring

with warnings.catch_warnings():  # the library imports what warns of its end in Python 3.12
    warnings.simplefilter("ignore", DeprecationWarning)
    from pyftpdlib.handlers import FTPHandler

OK, WARNING, ERROR = ProbeStatus.OK, ProbeStatus.WARNING, ProbeStatus.ERROR
FINDINGS = DatabaseFindings(
    version="15.6",
    latency_ms=1.0,
    tls=True,
    pooler=False,
    read_only=False,
    schema_state="current",
    steps=(),
    problem=None,
    missing_grants=(),
    append_only=True,
    clock_skew_seconds=0.0,
    connections=5,
    max_connections=100,
)


def settings_of(server: FtpServer, home: Path, **changes: Any) -> Settings:
    ftp: dict[str, object] = {
        "host": server.host,
        "port": server.port,
        "user": server.user,
        "password": SecretStr(server.password),
        "request_dir": server.request_dir,
        "response_dir": server.response_dir,
        "tls": server.tls.mode,
        "tls_ca": server.tls.ca,
    }
    return Settings(home=home, kassas="P13:P13;S6:S6", ftp=FtpSettings.model_validate(ftp | changes))


def served(root: Path) -> Path:
    for base in ("request", "response"):
        for kassa in ("P13", "S6"):
            (root / base / kassa / kassa).mkdir(parents=True)
    return root


def files(root: Path) -> list[str]:
    return sorted(path.name for path in root.rglob("*") if path.is_file())


def states(probes: tuple[Probe, ...]) -> dict[str, ProbeStatus]:
    return {probe.name: probe.status for probe in probes}


def failure(probes: tuple[Probe, ...], name: str) -> DeskError:
    (probe,) = [probe for probe in probes if probe.name == name]
    assert probe.error is not None
    assert probe.message
    assert probe.hint
    return probe.error


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return served(tmp_path / "served")


ALL_WELL = {
    "ftp": OK, "request P13/P13": OK, "response P13/P13": OK, "request S6/S6": OK, "response S6/S6": OK,
    "ftp.names": OK, "ftp.clock": OK,
}  # fmt: skip


@pytest.mark.parametrize("kind", ["pyftpdlib", "vsftpd", pytest.param("proftpd", marks=pytest.mark.slow)])
async def test_an_exchange_in_order(kind: Any, root: Path, tmp_path: Path) -> None:
    told: list[Probe] = []
    with ftp_server(kind, root) as server:
        found = await examine(settings_of(server, tmp_path), only={"ftp"}, on_probe=told.append)
    assert states(found) == ALL_WELL
    assert [*states(found)] == [*ALL_WELL]
    assert sorted(told, key=lambda probe: probe.name) == sorted(found, key=lambda probe: probe.name)
    assert all(probe.latency_ms for probe in found if probe.is_folder or probe.name == "ftp")
    assert all(probe.message and not probe.hint for probe in found)
    assert files(root) == []


async def test_an_exchange_folder_in_order(tmp_path: Path) -> None:
    shared = SharedFolder(tmp_path)
    for folder in ("P13/P13", "S6/S6"):
        shared.make_folder(folder)
    exchange = ExchangeSettings(transport="folder", root=tmp_path)
    found = await examine(Settings(home=tmp_path / "h", kassas="P13:P13;S6:S6", exchange=exchange), only={"ftp"})
    assert states(found) == ALL_WELL
    assert files(tmp_path) == []


class NoWriting(FTPHandler):  # type: ignore[misc]
    def ftp_STOR(self, file: str, mode: str = "w") -> None:  # noqa: ARG002, N802 - pyftpdlib's signature
        self.respond("553 Could not create file.")


class NoRenaming(FTPHandler):  # type: ignore[misc]
    def ftp_RNFR(self, path: str) -> None:  # noqa: ARG002, N802 - pyftpdlib's signature
        self.respond("550 Rename failed.")


class NoDeleting(FTPHandler):  # type: ignore[misc]
    def ftp_DELE(self, path: str) -> None:  # noqa: ARG002, N802 - pyftpdlib's signature
        self.respond("550 Delete operation failed.")


@pytest.mark.parametrize(
    ("handler", "reason", "left"), [(NoWriting, "write", 0), (NoRenaming, "rename", 0), (NoDeleting, "delete", 4)]
)
async def test_the_right_that_is_missing_is_named(
    handler: type[FTPHandler], reason: str, left: int, root: Path, tmp_path: Path
) -> None:
    with pyftpdlib_server(root, handler=handler) as server:
        found = await examine(settings_of(server, tmp_path), only={"ftp"})
    error = failure(found, "request P13/P13")
    assert (error.code, error.reason) == (ErrorCode.FTP_DENIED, reason)
    assert "/request/P13/P13" in error.message
    response = failure(found, "response P13/P13")
    assert (response.code, response.reason) == (ErrorCode.FTP_DENIED, "untried" if reason == "write" else reason)
    assert states(found)["response P13/P13"] is (WARNING if reason == "write" else ERROR)
    assert len(files(root)) == left
    assert all(name.startswith("frontol-desk-check-") for name in files(root))


async def test_what_cannot_be_deleted_does_not_grow(root: Path, tmp_path: Path) -> None:
    with pyftpdlib_server(root, handler=NoDeleting) as server:
        await examine(settings_of(server, tmp_path), only={"ftp"})
        before = files(root)
        old = (datetime.now(UTC) - timedelta(hours=1)).timestamp()
        for path in root.rglob("frontol-desk-check-*"):
            os.utime(path, (old, old))
        found = await examine(settings_of(server, tmp_path), only={"ftp"})
        assert failure(found, "request P13/P13").reason == "delete"
        assert files(root) == before
    with pyftpdlib_server(root) as server:
        assert states(await examine(settings_of(server, tmp_path), only={"ftp"})) == ALL_WELL
    assert files(root) == []


async def test_a_folder_that_is_not_there(root: Path, tmp_path: Path) -> None:
    (root / "response" / "S6" / "S6").rmdir()
    with pyftpdlib_server(root) as server:
        found = await examine(settings_of(server, tmp_path), only={"ftp"})
    assert states(found) == ALL_WELL | {"response S6/S6": ERROR}
    assert failure(found, "response S6/S6").code is ErrorCode.FTP_MISSING


class Counting(FTPHandler):  # type: ignore[misc]
    refused = 0

    def on_login_failed(self, username: str, password: str) -> None:  # noqa: ARG002 - pyftpdlib's signature
        type(self).refused += 1


async def test_a_wrong_password_is_tried_once(root: Path, tmp_path: Path) -> None:
    handler = type("Handler", (Counting,), {"refused": 0})
    with pyftpdlib_server(root, handler=handler) as server:
        found = await examine(settings_of(server, tmp_path, password=SecretStr("hush-hush")), only={"ftp"})
    assert (states(found), failure(found, "ftp").code) == ({"ftp": ERROR}, ErrorCode.FTP_LOGIN)
    assert "hush-hush" not in f"{found}"


@pytest.mark.parametrize("store", [ErrorCode.SECRETS_CONNECTION, None])
async def test_nobody_signs_in_without_the_password(store: ErrorCode | None, root: Path, tmp_path: Path) -> None:
    handler: type[Counting] = type("Handler", (Counting,), {"refused": 0})
    away = DeskError(store, reason="sealed", where="https://vault secret/desk") if store else None
    problem = SettingProblem("secrets.backend", away) if away else setting_problem("ftp.password", "missing")
    with pyftpdlib_server(root, handler=handler) as server:
        settings = settings_of(server, tmp_path, password=None).model_copy(
            update={"database": DatabaseSettings(host="127.0.0.1", port=free_port(), name="d", user="u")}
        )
        found = await examine(settings, problems=[problem], only=set(GROUPS) - {"disk"})
    assert handler.refused == 0
    by_name = {probe.name: probe for probe in found}
    assert (by_name["ftp"].status, by_name["ftp"].said) == (ERROR, "probe_untried")
    assert problem.error.message in by_name["ftp"].message
    assert by_name["ftp"].hint == problem.error.hint
    if away:  # told once; whether the database wants a password nobody knows
        assert [probe.name for probe in found if probe.error is away] == ["secrets"]
        assert (by_name["database"].said, by_name["settings"].status) == ("probe_untried", OK)
    else:  # a database may let this account in without
        assert failure(found, "database").code is ErrorCode.DB_CONNECTION
        assert failure(found, "settings") is not None


async def test_a_wrong_setting_is_told_where_its_part_is_looked_at(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, ftp=FtpSettings(host="127.0.0.1", port=free_port(), user="u"))
    missing = setting_problem("profile", "no_file", file="nowhere.toml")
    for problem, told in ((setting_problem("ftp.port", "range", expected="≤ 65535", place="a.toml:3"), True),
                          (setting_problem("database.port", "number"), False), (missing, True)):  # fmt: skip
        found = await examine(settings, problems=[problem], only={"ftp"})
        assert any(probe.name == "settings" and problem.error.message in probe.message for probe in found) == told
        assert problem.place in found[0].message


async def test_an_exchange_folder_needs_no_password(tmp_path: Path) -> None:
    shared = SharedFolder(tmp_path)
    shared.make_folder("P13/P13")
    settings = Settings(
        home=tmp_path / "h",
        kassas="P13:P13",
        ftp=FtpSettings(host="h", user="u"),
        exchange=ExchangeSettings(transport="folder", root=tmp_path),
    )
    away = SettingProblem("secrets.backend", DeskError(ErrorCode.SECRETS_CONNECTION, reason="sealed", where="w"))
    found = await examine(settings, problems=[away], only={"ftp"})
    assert {*states(found).values()} == {OK}


async def test_nobody_listens(tmp_path: Path) -> None:
    settings = Settings(
        home=tmp_path,
        ftp=FtpSettings(host="127.0.0.1", port=free_port(), user="u"),
        database=DatabaseSettings.model_validate({"dsn": f"postgresql://u:hush@127.0.0.1:{free_port()}/d"}),
    )
    found = await examine(settings, only={"ftp", "database"})
    assert states(found) == {"ftp": ERROR, "database": ERROR}
    assert failure(found, "ftp").code is ErrorCode.FTP_CONNECTION
    assert failure(found, "database").code is ErrorCode.DB_CONNECTION


async def test_certificates(root: Path, tmp_path: Path) -> None:
    with pyftpdlib_server(root, tls="explicit") as server:
        settings = settings_of(server, tmp_path)
        there = (await examine(settings, only={"ftp"}))[0]
        assert (there.status, there.said) == (OK, "probe_ftp_tls")
        foreign = await examine_one(settings_of(server, tmp_path, tls_ca=foreign_authority()), "ftp")
        assert foreign.error is not None
        assert (foreign.error.code, foreign.error.reason) == (ErrorCode.FTP_TLS, "certificate")
        unverified = await examine_one(settings_of(server, tmp_path, tls_ca=None, tls_verify=False), "ftp")
        assert unverified.error is not None
        assert (unverified.status, unverified.error.reason) == (WARNING, "unverified")


class Replacing(FTPHandler):  # type: ignore[misc]
    """A server for which names have Latin letters only."""

    def decode(self, bytes: bytes) -> str:  # noqa: A002 - pyftpdlib's name
        return bytes.decode("ascii", "replace").replace("\N{REPLACEMENT CHARACTER}", "_")


async def test_names_that_come_back_otherwise(root: Path, tmp_path: Path) -> None:
    with pyftpdlib_server(root, handler=Replacing) as server:
        found = await examine(settings_of(server, tmp_path), only={"ftp"})
        assert states(found) == ALL_WELL | {"ftp.names": WARNING}
        assert failure(found, "ftp.names").code is ErrorCode.FTP_PROTOCOL
    assert files(root) == []


class Late(FTPHandler):  # type: ignore[misc]
    def ftp_MDTM(self, path: str) -> None:  # noqa: ARG002, N802 - pyftpdlib's signature
        self.respond(f"213 {datetime.now(UTC) + timedelta(hours=3):%Y%m%d%H%M%S}")


async def test_a_server_whose_clock_is_wrong(root: Path, tmp_path: Path) -> None:
    with pyftpdlib_server(root, handler=Late) as server:
        found = await examine(settings_of(server, tmp_path), only={"ftp"})
    error = failure(found, "ftp.clock")
    assert (error.code, error.reason, error.context["minutes"]) == (ErrorCode.CLOCK_WRONG, "exchange", 180)
    assert states(found)["ftp.clock"] is WARNING


class Hanging(FTPHandler):  # type: ignore[misc]
    """Says nothing to a rename: to any, or only once a file has its own name."""

    whole = False
    asked: ClassVar[threading.Event]

    def ftp_RNFR(self, path: str) -> None:  # noqa: N802 - pyftpdlib's name
        if self.whole and path.count(".desk-tmp") > 1:
            super().ftp_RNFR(path)
        else:
            self.asked.set()


def hanging(**changes: object) -> type[Hanging]:
    return type("Handler", (Hanging,), {"asked": threading.Event(), **changes})


@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.slow)])
async def test_a_look_that_takes_too_long_leaves_nothing(whole: bool, root: Path, tmp_path: Path) -> None:
    with pyftpdlib_server(root, handler=hanging(whole=whole)) as server:
        begun = time.monotonic()
        found = await examine(settings_of(server, tmp_path, operation_timeout=0.3), only={"ftp"})
        assert failure(found, "request P13/P13").code is ErrorCode.FTP_TIMEOUT
        assert time.monotonic() - begun < 6
        assert files(root) == []


async def test_a_look_that_is_stopped_ends_at_once(root: Path, tmp_path: Path) -> None:
    handler = hanging()
    with pyftpdlib_server(root, handler=handler) as server:
        settings = settings_of(server, tmp_path).model_copy(update={"kassas": "P13:P13"})
        look = asyncio.create_task(examine(settings, only={"ftp"}))
        assert await asyncio.to_thread(handler.asked.wait, 5)
        assert len(files(root)) == 1
        begun = time.monotonic()
        look.cancel()
        with pytest.raises(asyncio.CancelledError):
            await look
        assert time.monotonic() - begun < 1
        assert files(root) == []


@pytest.fixture
def told() -> list[Probe]:
    return []


def of_database(dsn: str, home: Path, **changes: Any) -> Settings:
    return Settings(home=home, database=DatabaseSettings.model_validate({"dsn": SecretStr(dsn), **changes}))


async def test_a_database_before_and_after_its_first_load(postgres: PostgresServer, tmp_path: Path) -> None:
    dsn = await postgres.borrow()
    try:
        found = await examine(of_database(dsn, tmp_path, schema="nowhere_yet"), only={"database"})
        assert {state for name, state in states(found).items() if name != "database.rights"} == {OK}
        assert next(probe.said for probe in found if probe.name == "database.schema") == "probe_schema_empty"
        strict = await examine(of_database(dsn, tmp_path, schema="nowhere_yet", auto_migrate=False), only={"database"})
        assert failure(strict, "database.schema").code is ErrorCode.DB_SCHEMA_OLDER
    finally:
        await postgres.give_back(dsn)
    filled = await postgres.clone()
    found = await examine(of_database(filled, tmp_path, schema=SCHEMA), only={"database"})
    assert states(found) == {
        "database": OK, "database.schema": OK, "database.rights": OK, "database.connections": OK, "clock": OK,
        "database.audit": WARNING, "queue": OK,
    }  # fmt: skip
    assert all(probe.message for probe in found)
    await postgres.drop(filled)


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({}, OK, None),
        ({"read_only": True}, ERROR, ErrorCode.DB_READ_ONLY),
        ({"version": "13.9"}, ERROR, ErrorCode.DB_ERROR),
        ({"version": "19.1"}, WARNING, ErrorCode.DB_ERROR),
    ],
)
def test_what_is_said_of_a_server(changes: dict[str, Any], status: ProbeStatus, code: ErrorCode | None) -> None:
    probe = database._server(DatabaseSettings(), replace(FINDINGS, **changes))
    assert (probe.status, probe.error and probe.error.code) == (status, code)
    assert probe.message


def test_what_is_said_of_tables_and_rights() -> None:
    settings = DatabaseSettings()
    for state in ("current", "empty", "older"):
        assert database._schema(settings, replace(FINDINGS, schema_state=state)).status is OK
    hidden = database._schema(settings, replace(FINDINGS, schema_state="hidden"))
    assert (hidden.status, bool(hidden.hint)) == (WARNING, True)
    newer = DeskError(ErrorCode.DB_SCHEMA_NEWER, version=9, known=6)
    assert database._schema(settings, replace(FINDINGS, problem=newer)).error is newer
    grant = 'GRANT INSERT ON TABLE "sales"."files" TO "desk";'
    denied = database._rights(settings, replace(FINDINGS, missing_grants=(grant,)))
    assert (denied.status, grant in denied.hint) == (ERROR, True)
    few = database._connections(settings, replace(FINDINGS, connections=96))
    assert (few.status, bool(few.hint)) == (WARNING, True)


async def test_a_clock_that_differs_from_the_databases(tmp_path: Path) -> None:
    probe = await database._clock(Settings(home=tmp_path), replace(FINDINGS, clock_skew_seconds=1200.0))
    assert probe.error is not None
    assert (probe.status, probe.error.reason, probe.error.context["minutes"]) == (WARNING, "ahead", 20)


async def test_settings_at_fault_are_all_told(tmp_path: Path) -> None:
    problems = [setting_problem("ftp.port", "range", expected="≤ 65535")]
    found = await examine(Settings(home=tmp_path), problems=problems, only={"settings"})
    named = [probe.error.context["setting"] for probe in found if probe.error]
    assert named[0] == "ftp.port"
    assert {"database.host", "ftp.host", "kassas"} <= {*named}
    assert set(states(found).values()) == {ERROR}


async def test_a_home_that_cannot_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    found = await examine(Settings(home=tmp_path / "file" / "home"), only={"disk"})
    error = failure(found, "disk")
    assert (error.code, error.reason) == (ErrorCode.ARCHIVE_FAILED, "home")


async def test_originals_that_nobody_can_open(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ring = MemoryKeyring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: ring)
    sealed = tmp_path / "archive" / "ab" / f"{'ab' * 32}.0123abcd.gz.age"
    sealed.parent.mkdir(parents=True)
    sealed.write_bytes(b"age-encryption.org/v1")
    found = await examine(Settings(home=tmp_path), only={"disk"})
    error = failure(found, "archive")
    assert (states(found)["archive"], error.code, error.reason) == (WARNING, ErrorCode.ARCHIVE_LOCKED, "missing")


async def test_passwords(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(keyring, "get_keyring", fail.Keyring)
    settings = Settings(home=tmp_path, ftp=FtpSettings(host="x", user="u"))
    missing = await examine(settings, only={"secrets"})
    assert failure(missing, "secrets").code is ErrorCode.SECRETS_UNAVAILABLE
    given = settings.model_copy(
        update={
            "ftp": FtpSettings(host="x", user="u", password=SecretStr("p")),
            "database": DatabaseSettings.model_validate({"dsn": "postgresql://u:p@h/d"}),
        }
    )
    (probe,) = await examine(given, only={"secrets"})
    assert (probe.status, probe.said) == (OK, "probe_secrets_environment")


async def test_a_fault_of_ours_is_an_answer_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def broken(*_: object) -> object:
        raise RuntimeError("nobody thought of this")

    for module, name in ((here, "check_disk"), (here, "open_store"), (database, "database_address")):
        monkeypatch.setattr(module, name, broken)
    settings = of_database("postgresql://u:p@h/d", tmp_path)
    found = await examine(settings)
    for name in ("disk", "secrets", "database"):
        assert failure(found, name).code is ErrorCode.INTERNAL
    assert {probe.name for probe in found} >= {"settings", "ftp", "archive"}


def test_little_room_is_said_here_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("frontol_desk.console.doctor.lamps.free_bytes", lambda _: LITTLE_ROOM - 1)
    assert here._disk(tmp_path, ArchiveSettings().free_megabytes).status is WARNING
