"""vsftpd, ProFTPD, Pure-FTPd and pyftpdlib, plain and encrypted: each can do everything that the exchange needs."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.exchange.ftp import FtpTransport
from frontol_desk.exchange.ftp_tls import TlsMode
from frontol_desk.exchange.transport import exists, first_bytes
from tests.integration.exchange.ftp_kinds import ENCRYPTED, read_all, transport_to
from tests.integration.ftp_servers import SERVER_KINDS, FtpServer, ServerKind, ftp_server

LARGE = os.urandom(1 << 20) * 3
WRITTEN = datetime(2025, 12, 28, 10, 11, 12, tzinfo=UTC)
EVERY: tuple[tuple[ServerKind, TlsMode], ...] = (*((kind, "off") for kind in SERVER_KINDS), *ENCRYPTED)


@pytest.mark.parametrize(("kind", "mode"), EVERY)
async def test_everything_the_exchange_needs(tmp_path: Path, kind: ServerKind, mode: TlsMode) -> None:
    with ftp_server(kind, tmp_path, tls=mode) as server:
        async with transport_to(server) as transport:
            await _there_and_back(server, transport)
            await _names_and_times(server, transport)
            await _empty_and_missing(server, transport)
            await _refusals_and_early_ends(server, transport)
            await _many_at_once(server, transport)


async def _there_and_back(server: FtpServer, transport: FtpTransport) -> None:
    path = f"{server.base}/файл.txt"
    for data in (LARGE, b"", b"x"):
        assert await transport.write(path, data, overwrite=True) == len(data)
        assert await read_all(transport, path) == data
        assert await transport.size(path) == len(data)
    await transport.write(path, LARGE, overwrite=True)
    assert await read_all(transport, path, offset=len(LARGE) - 3) == LARGE[-3:]
    assert [file.name for file in await transport.list(f"{server.base}/")] == ["файл.txt"]
    with pytest.raises(DeskError) as caught:
        await transport.write(path, b"new")
    assert (caught.value.code, caught.value.reason) == (ErrorCode.FTP_DENIED, "exists")


async def _names_and_times(server: FtpServer, transport: FtpTransport) -> None:
    old, new = f"{server.base}/old name.rep", f"{server.base}/файл.txt"
    await transport.write(old, b"abc")
    await transport.rename(old, new)
    assert await read_all(transport, new) == b"abc"
    os.utime(server.root / "файл.txt", (WRITTEN.timestamp(),) * 2)
    assert await transport.modified(new) == WRITTEN
    await transport.delete(new)
    assert list(server.root.iterdir()) == []


async def _empty_and_missing(server: FtpServer, transport: FtpTransport) -> None:
    (server.root / "empty").mkdir()
    assert await transport.list(f"{server.base}/empty") == []
    assert await transport.folders(f"{server.base}/") == ["empty"]
    path = f"{server.base}/missing"
    for operation in (
        transport.list(path),
        transport.folders(path),
        transport.size(path),
        transport.modified(path),
        transport.delete(path),
        transport.rename(path, f"{path} too"),
        transport.write(f"{path}/x", b"abc"),
        read_all(transport, path),
    ):
        with pytest.raises(DeskError) as caught:
            await operation
        assert caught.value.code is ErrorCode.FTP_MISSING
    assert not await exists(transport, path)
    assert len(transport._pool._idle) == 1  # a refusal costs no connection


async def _refusals_and_early_ends(server: FtpServer, transport: FtpTransport) -> None:
    (server.root / "large").write_bytes(LARGE)
    for _ in range(3):
        assert await first_bytes(transport, f"{server.base}/large", 3) == LARGE[:3]
        assert await transport.size(f"{server.base}/large") == len(LARGE)
    task = asyncio.create_task(read_all(transport, f"{server.base}/large"))
    await asyncio.sleep(0.002)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _many_at_once(server: FtpServer, transport: FtpTransport) -> None:
    wanted = [read_all(transport, f"{server.base}/large", offset=len(LARGE) - 9) for _ in range(12)]
    assert await asyncio.gather(*wanted) == [LARGE[-9:]] * 12


@pytest.mark.parametrize("kind", SERVER_KINDS)
async def test_two_thousand_files_in_a_folder(tmp_path: Path, kind: ServerKind) -> None:
    expected = {f"отчёт {number:04}.rep.processed": number for number in range(2000)}
    for name, size in expected.items():
        (tmp_path / name).write_bytes(b"x" * size)
    with ftp_server(kind, tmp_path) as server:
        async with transport_to(server) as transport:
            assert {file.name: file.size for file in await transport.list(f"{server.base}/")} == expected
            for resting in transport._pool._idle:
                resting.client.knows_mlsd = False
            assert {file.name: file.size for file in await transport.list(f"{server.base}/")} == expected


@pytest.mark.parametrize("kind", ["proftpd", "pure-ftpd"])
@pytest.mark.parametrize("encoding", ["cp1251", "utf-8"])
async def test_names_in_windows_1251(tmp_path: Path, kind: ServerKind, encoding: str) -> None:
    raw = "отчёт №1.rep".encode("cp1251")
    (tmp_path / os.fsdecode(raw)).write_bytes(b"abc")
    with ftp_server(kind, tmp_path) as server:
        async with transport_to(server, encoding=encoding) as transport:
            (file,) = await transport.list(f"{server.base}/")
            assert file.name.encode(encoding, "surrogateescape") == raw
            assert await read_all(transport, f"{server.base}/{file.name}") == b"abc"
            await transport.rename(f"{server.base}/{file.name}", f"{server.base}/{file.name}.processed")
    assert [os.fsencode(path.name) for path in tmp_path.iterdir()] == [raw + b".processed"]


@pytest.mark.parametrize(
    ("kind", "settings"),
    [("vsftpd", {"max_per_ip": "2"}), ("proftpd", {"MaxClients": "2"}), ("pure-ftpd", {"C": "2"})],
)
async def test_a_server_that_allows_fewer_connections_than_the_pool_has(
    tmp_path: Path, kind: ServerKind, settings: dict[str, str]
) -> None:
    (tmp_path / "x").write_bytes(b"abc")
    with ftp_server(kind, tmp_path, settings=settings) as server:
        async with transport_to(server) as transport:
            await _first_place(server, transport)
            sizes = await asyncio.gather(*(transport.size(f"{server.base}/x") for _ in range(20)))
    assert sizes == [3] * 20


async def _first_place(server: FtpServer, transport: FtpTransport) -> None:
    """Wait until the server has forgotten whoever looked whether it listens, and has let us in once."""
    async with asyncio.timeout(10):
        while not transport._pool._idle:
            with suppress(DeskError):
                await transport.size(f"{server.base}/x")
            await asyncio.sleep(0.02)


async def test_servers_that_close_resting_connections(tmp_path: Path) -> None:
    """Their farewell (421) waits unread in the pooled connection: it must not answer the next command."""
    short: dict[tuple[ServerKind, TlsMode], dict[str, str]] = {
        ("vsftpd", "off"): {"idle_session_timeout": "2"},
        ("vsftpd", "explicit"): {"idle_session_timeout": "2"},
        ("proftpd", "off"): {"TimeoutIdle": "2"},
        ("proftpd", "implicit"): {"TimeoutIdle": "2"},
    }

    async def rest_and_use_again(kind: ServerKind, mode: TlsMode, settings: dict[str, str]) -> None:
        with ftp_server(kind, tmp_path, tls=mode, settings=settings) as server:
            async with transport_to(server) as transport:
                assert await transport.size(f"{server.base}/x") == 3
                (resting,) = transport._pool._idle
                async with asyncio.timeout(10):
                    while resting.client.usable:
                        await asyncio.sleep(0.02)
                assert await transport.size(f"{server.base}/x") == 3

    (tmp_path / "x").write_bytes(b"abc")
    await asyncio.gather(*(rest_and_use_again(*which, settings) for which, settings in short.items()))
