"""What the lights of the console say of server, database and disk: the precise reason, in time, never an exception."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from pydantic import SecretStr

from frontol_desk.console.desk import Desk
from frontol_desk.console.doctor import (
    check_all,
    check_database,
    check_disk,
    check_ftp,
    discover_folders,
    lamps,
)
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.overview import Probe, ProbeStatus
from frontol_desk.domain.values import SourceFolder
from frontol_desk.exchange import folder_files
from frontol_desk.settings.model import DatabaseSettings, ExchangeSettings, FtpSettings, Settings
from tests.integration.databases import PostgresServer
from tests.integration.ftp_servers import FtpServer, free_port, pyftpdlib_server, vsftpd_server
from tests.integration.shared_folder import SharedFolder


class _Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture(params=["pyftpdlib", "vsftpd"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FtpServer]:
    root = tmp_path / "served"
    root.mkdir()
    with pyftpdlib_server(root) if request.param == "pyftpdlib" else vsftpd_server(root) as running:
        yield running


def settings_of(server: FtpServer, **changes: object) -> Settings:
    values: dict[str, object] = {
        "host": server.host,
        "port": server.port,
        "user": server.user,
        "password": SecretStr(server.password),
        "request_dir": server.request_dir,
        "response_dir": server.response_dir,
    }
    return Settings(ftp=FtpSettings.model_validate(values | changes))


def database(dsn: str, **changes: object) -> DatabaseSettings:
    return DatabaseSettings.model_validate({"dsn": SecretStr(dsn), **changes})


def failure(probe: Probe) -> ErrorCode:
    assert probe.status is ProbeStatus.ERROR
    assert probe.error is not None
    assert probe.latency_ms is None
    return probe.error.code


async def test_a_server_in_order(server: FtpServer) -> None:
    server.make_folder("P13/P13")
    probe = await check_ftp(settings_of(server))
    assert (probe.name, probe.status, probe.error) == ("ftp", ProbeStatus.OK, None)
    assert probe.latency_ms is not None
    assert 0 < probe.latency_ms < 1000


async def test_a_folder_that_is_not_there_is_named(server: FtpServer) -> None:
    for present, missing in (("request", "response"), ("response", "request")):
        (server.root / present).mkdir()
        probe = await check_ftp(settings_of(server))
        assert failure(probe) is ErrorCode.FTP_MISSING
        assert f"{server.base.rstrip('/')}/{missing} " in str(probe.error and probe.error.message)
        (server.root / present).rmdir()


async def test_a_wrong_password(server: FtpServer) -> None:
    probe = await check_ftp(settings_of(server, password=SecretStr("hush-hush")))
    assert failure(probe) is ErrorCode.FTP_LOGIN
    assert "hush-hush" not in f"{probe.error} {probe}"


async def test_nobody_listens() -> None:
    probe = await check_ftp(Settings(ftp=FtpSettings(host="127.0.0.1", port=free_port(), user="u")))
    assert failure(probe) is ErrorCode.FTP_CONNECTION
    probe = await check_database(database(f"postgresql://u:hush@127.0.0.1:{free_port()}/d"))
    assert failure(probe) is ErrorCode.DB_CONNECTION


async def test_nothing_is_set() -> None:
    assert failure(await check_ftp(Settings())) is ErrorCode.CONFIG_SETTING
    assert failure(await check_database(DatabaseSettings())) is ErrorCode.CONFIG_SETTING


def of_folder(root: Path | None) -> Settings:
    return Settings(exchange=ExchangeSettings(transport="folder", root=root))


async def test_an_exchange_folder(tmp_path: Path) -> None:
    shared = SharedFolder(tmp_path)
    for folder in ("N22/N22_Inter", "P13/P13"):
        shared.make_folder(folder)
    probe = await check_ftp(of_folder(tmp_path))
    assert (probe.name, probe.status, probe.error) == ("ftp", ProbeStatus.OK, None)
    assert await discover_folders(of_folder(tmp_path)) == (SourceFolder("N22", "N22_Inter"), SourceFolder("P13", "P13"))


async def test_an_exchange_folder_that_is_not_there(tmp_path: Path) -> None:
    away = await check_ftp(of_folder(tmp_path / "away"))
    assert failure(away) is ErrorCode.FTP_CONNECTION
    assert str(tmp_path / "away") in str(away.error and away.error.message)
    assert failure(await check_ftp(of_folder(tmp_path))) is ErrorCode.FTP_MISSING  # it is there, its folders are not
    unset = await check_ftp(of_folder(None))
    assert unset.error is not None
    assert unset.error.context["setting"] == "exchange.root"


async def test_an_exchange_folder_that_hangs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    freed = threading.Event()
    monkeypatch.setattr(lamps, "PATIENCE", 0.3)
    monkeypatch.setattr(folder_files, "listing", lambda _: freed.wait(20))
    begun = time.monotonic()
    probe = await check_ftp(of_folder(tmp_path))
    freed.set()
    assert failure(probe) is ErrorCode.FTP_TIMEOUT
    assert str(tmp_path) in str(probe.error and probe.error.message)
    assert time.monotonic() - begun < 2


async def test_servers_that_never_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lamps, "PATIENCE", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        port = mute.getsockname()[1]
        begun = time.monotonic()
        assert failure(await check_ftp(Settings(ftp=FtpSettings(host="127.0.0.1", port=port, user="u")))) is (
            ErrorCode.FTP_TIMEOUT
        )
        assert failure(await check_database(database(f"postgresql://u:p@127.0.0.1:{port}/d"))) is (
            ErrorCode.DB_CONNECTION
        )
        assert time.monotonic() - begun < 3


async def test_a_fault_of_ours_is_an_answer_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def broken(*_: object) -> object:
        raise RuntimeError("nobody thought of this")

    monkeypatch.setattr(lamps, "impatient", broken)
    monkeypatch.setattr(lamps, "look_at", broken)
    settings = Settings(
        home=tmp_path, ftp=FtpSettings(host="x"), database=DatabaseSettings.model_validate({"host": "x", "name": "y"})
    )
    ftp, base, disk = await check_all(settings)
    assert failure(ftp) is failure(base) is ErrorCode.INTERNAL
    assert disk.status is ProbeStatus.OK


async def test_a_database_in_order_and_one_that_refuses(postgres: PostgresServer) -> None:
    probe = await check_database(database(postgres.dsn))
    assert (probe.name, probe.status) == ("database", ProbeStatus.OK)
    assert str(probe.version).startswith("18.")
    assert probe.latency_ms is not None
    assert 0 < probe.latency_ms < 1000
    parts = urlsplit(postgres.dsn)
    wrong = parts._replace(netloc=f"{parts.username}:hush@{parts.hostname}:{parts.port}")
    assert failure(await check_database(database(wrong.geturl()))) is ErrorCode.DB_LOGIN
    assert failure(await check_database(database(parts._replace(path="/nowhere").geturl()))) is ErrorCode.DB_LOGIN


@pytest.mark.parametrize(
    ("free", "status"),
    [(50 << 30, ProbeStatus.OK), (1 << 30, ProbeStatus.WARNING), (50 << 20, ProbeStatus.ERROR)],
)
def test_room_on_the_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, free: int, status: ProbeStatus) -> None:
    asked: list[Path] = []

    def usage(path: Path) -> _Usage:
        asked.append(path)
        return _Usage(100 << 30, 0, free)

    monkeypatch.setattr(shutil, "disk_usage", usage)
    probe = check_disk(tmp_path / "not" / "there" / "yet")
    assert (probe.name, probe.status, probe.free_bytes) == ("disk", status, free)
    assert asked == [tmp_path]
    assert (probe.error is None) == (status is ProbeStatus.OK)
    if probe.error:
        assert str(free >> 20) in probe.error.message


def test_a_disk_that_cannot_be_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refused(path: Path) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(shutil, "disk_usage", refused)
    assert failure(check_disk(tmp_path)) is ErrorCode.ARCHIVE_FAILED


async def test_folders_are_discovered(server: FtpServer) -> None:
    for folder in ("N22/N22_Inter", "N22/N22 FURN", "P13/P13", "SH54/Касса", "odd;name/X", "P13/..hidden"):
        server.make_folder(folder)
    (server.root / "response" / "empty").mkdir()
    (server.root / "response" / "readme.txt").write_text("not a folder")
    (server.root / "response" / "P13" / "readme.txt").write_text("not a folder")
    found = await discover_folders(settings_of(server))
    assert found == (
        SourceFolder("N22", "N22 FURN"),
        SourceFolder("N22", "N22_Inter"),
        SourceFolder("P13", "P13"),
        SourceFolder("SH54", "Касса"),
    )


async def test_discovery_says_what_is_wrong(server: FtpServer) -> None:
    with pytest.raises(DeskError) as caught:
        await discover_folders(settings_of(server))
    assert caught.value.code is ErrorCode.FTP_MISSING
    with pytest.raises(DeskError) as caught:
        await discover_folders(Settings())
    assert caught.value.context["setting"] == "ftp.host"


async def test_the_desk_looks_at_all_of_them(postgres: PostgresServer, server: FtpServer, tmp_path: Path) -> None:
    server.make_folder("P13/P13")
    settings = settings_of(server).model_copy(update={"home": tmp_path, "database": database(postgres.dsn)})
    async with Desk.open(settings) as desk:
        probes = await desk.health()
    assert [(probe.name, probe.status) for probe in probes] == [
        ("ftp", ProbeStatus.OK), ("database", ProbeStatus.OK), ("disk", ProbeStatus.OK),
    ]  # fmt: skip
