"""What goes wrong with FTP servers, on real ones that are made to misbehave."""

from __future__ import annotations

import asyncio
import io
import logging
import socket
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import IO, Any, cast

import pytest
from pyftpdlib.filesystems import AbstractedFS
from pyftpdlib.handlers import FTPHandler

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.files import Acknowledge, RemoteFile
from frontol_desk.domain.values import SourceFolder
from frontol_desk.exchange.ftp import FtpAddress, FtpTimeouts, FtpTransport
from frontol_desk.exchange.service import ExchangeService
from tests.integration.exchange.line_server import line_server
from tests.integration.ftp_servers import (
    ServerKind,
    free_port,
    ftp_server,
    pyftpdlib_server,
    vsftpd_server,
)

SECRET = "a-wrong-password"
QUICK = FtpTimeouts(connect=0.5, socket=0.5, operation=0.5)


async def failure_of(transport: FtpTransport, path: str = "/") -> DeskError:
    try:
        with pytest.raises(DeskError) as caught:
            await transport.list(path)
    finally:
        await transport.aclose()
    return caught.value


@pytest.mark.parametrize("kind", ["pyftpdlib", "vsftpd", "proftpd"])  # Pure-FTPd takes 5 s to say so
async def test_a_wrong_password_is_named_and_never_shown(
    kind: ServerKind, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with ftp_server(kind, tmp_path) as server:
        address = server.address(password=SECRET)
        error = await failure_of(FtpTransport(address))
    assert error.code is ErrorCode.FTP_LOGIN
    assert (error.context["host"], error.context["port"]) == (server.host, server.port)
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("pyftpdlib")]
    shown = [repr(error), repr(error.__cause__), repr(address), *ours]
    assert not [text for text in shown if SECRET in text]


async def test_nobody_listens() -> None:
    port = free_port()
    error = await failure_of(FtpTransport(FtpAddress("127.0.0.1", port)))
    assert (error.code, error.reason) == (ErrorCode.FTP_CONNECTION, "refused")
    assert error.context["port"] == port


async def test_a_host_that_does_not_exist() -> None:
    error = await failure_of(FtpTransport(FtpAddress("kassa.invalid"), timeouts=FtpTimeouts(connect=20)))
    assert error.code is ErrorCode.FTP_CONNECTION
    assert error.context["host"] == "kassa.invalid"


@pytest.mark.parametrize(
    ("greeting", "code"),
    [
        (b"", ErrorCode.FTP_TIMEOUT),
        (b"SSH-2.0-OpenSSH_9.2\r\n", ErrorCode.FTP_TIMEOUT),
        (b"\xff\xfe\x00\x01\r\n" * 3 + b"550 go away\r\n", ErrorCode.FTP_PROTOCOL),
        (b"421 Too many connections from your address\r\n", ErrorCode.FTP_BUSY),
        (b"421 Service shutting down\r\n", ErrorCode.FTP_CONNECTION),
        (b"500 OOPS: vsftpd: broken\r\n", ErrorCode.FTP_PROTOCOL),
        (b"2" * (2 << 20) + b"\r\n", ErrorCode.FTP_PROTOCOL),
    ],
)
async def test_what_greets_us_is_no_usable_server(greeting: bytes, code: ErrorCode) -> None:
    with line_server(lambda connection: connection.sendall(greeting)) as port:
        error = await failure_of(FtpTransport(FtpAddress("127.0.0.1", port), timeouts=QUICK))
    if code is ErrorCode.FTP_PROTOCOL:
        assert error.code in (ErrorCode.FTP_PROTOCOL, ErrorCode.FTP_MISSING)
    else:
        assert error.code is code


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (b"530 Too many connections, try again later", ErrorCode.FTP_BUSY),
        (b"530 Sorry, the maximum number of clients (5) for this user", ErrorCode.FTP_BUSY),
        (b"530 Login incorrect.", ErrorCode.FTP_LOGIN),
    ],
)
async def test_a_crowded_server_is_no_wrong_password(reply: bytes, code: ErrorCode) -> None:
    def talk(connection: socket.socket) -> None:
        connection.sendall(b"220 ready\r\n")
        connection.recv(100)
        connection.sendall(b"331 password\r\n")
        connection.recv(100)
        connection.sendall(reply + b"\r\n")

    with line_server(talk) as port:
        error = await failure_of(FtpTransport(FtpAddress("127.0.0.1", port), timeouts=QUICK))
    assert error.code is code


async def test_epsv_refused_falls_back_to_pasv(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"abc")
    with vsftpd_server(tmp_path, settings={"cmds_denied": "EPSV"}) as server:
        transport = FtpTransport(server.address())
        try:
            assert await transport.list(server.base) == [RemoteFile("x", 3)]
        finally:
            await transport.aclose()


class _FirstHalf(io.BufferedReader):
    """A file of which only the first half comes out."""

    def __init__(self, path: str) -> None:
        super().__init__(io.FileIO(path))
        self.left = Path(path).stat().st_size // 2

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(self.left if size is None or size < 0 else min(size, self.left))
        self.left -= len(data)
        return data


class HalfFiles(AbstractedFS):  # type: ignore[misc]
    def open(self, filename: str, mode: str) -> IO[Any]:
        return _FirstHalf(filename) if mode == "rb" else Path(filename).open(mode)


class LyingHandler(FTPHandler):  # type: ignore[misc]
    """Sends half of every file and says that this was all."""

    abstracted_fs = HalfFiles
    use_sendfile = False


class _Breaking(_FirstHalf):
    def read(self, size: int | None = -1) -> bytes:
        if not self.left:
            raise OSError("disk error")
        return super().read(size)


class BreakingFiles(AbstractedFS):  # type: ignore[misc]
    def open(self, filename: str, mode: str) -> IO[Any]:
        return _Breaking(filename) if mode == "rb" else Path(filename).open(mode)


class BreakingHandler(FTPHandler):  # type: ignore[misc]
    """Breaks every transfer off half-way."""

    abstracted_fs = BreakingFiles
    use_sendfile = False


@pytest.mark.parametrize("handler", [LyingHandler, BreakingHandler])
async def test_a_cut_download_never_counts(tmp_path: Path, handler: type[FTPHandler]) -> None:
    logging.getLogger("pyftpdlib").setLevel(logging.CRITICAL)
    with pyftpdlib_server(tmp_path, handler=handler) as server:
        _, responses = server.make_folder("P13/P13")
        (responses / "r.txt").write_bytes(b"#\r\n" * 100_000)
        transport = FtpTransport(server.address())
        service = ExchangeService(transport)
        folder = SourceFolder("P13", "P13")
        try:
            (file,) = (await service.list_unprocessed(folder)).candidates
            with pytest.raises(DeskError) as caught:
                await service.download(folder, file, io.BytesIO())
            assert caught.value.code in (ErrorCode.FTP_PROTOCOL, ErrorCode.FTP_CONNECTION, ErrorCode.FTP_DENIED)
            assert await transport.size("/response/P13/P13/r.txt") == 300_000
        finally:
            await transport.aclose()


async def test_a_cut_copy_never_replaces_the_answer_whose_flag_is_set(tmp_path: Path) -> None:
    with pyftpdlib_server(tmp_path, handler=LyingHandler) as server:
        _, responses = server.make_folder("P13/P13")
        (responses / "r.txt").write_bytes(b"#\r\n" * 1000)
        transport = FtpTransport(server.address())
        try:
            with pytest.raises(DeskError) as caught:
                await ExchangeService(transport).acknowledge(
                    SourceFolder("P13", "P13"), "r.txt", 3000, Acknowledge.FLAG
                )
        finally:
            await transport.aclose()
    assert (caught.value.code, caught.value.reason) == (ErrorCode.ACKNOWLEDGE_FAILED, "cut")
    assert [path.read_bytes() for path in responses.iterdir()] == [b"#\r\n" * 1000]


class _HalfWritten(io.FileIO):
    """A file that takes half of what it is given and says nothing."""

    def write(self, data: Any) -> int:
        super().write(data[: len(data) // 2])
        return len(data)


class ShortStore(AbstractedFS):  # type: ignore[misc]
    def open(self, filename: str, mode: str) -> IO[Any]:
        return cast("IO[Any]", _HalfWritten(filename, "w")) if "w" in mode else Path(filename).open(mode)


async def test_a_cut_upload_never_gets_its_name(tmp_path: Path) -> None:
    handler = type("ShortHandler", (FTPHandler,), {"abstracted_fs": ShortStore})
    with pyftpdlib_server(tmp_path, handler=handler) as server:
        transport = FtpTransport(server.address())
        try:
            with pytest.raises(DeskError) as caught:
                await transport.write("/x", b"0123456789")
        finally:
            await transport.aclose()
    assert (caught.value.code, caught.value.reason) == (ErrorCode.FTP_PROTOCOL, "cut")
    assert list(tmp_path.iterdir()) == []


class SlowHandler(FTPHandler):  # type: ignore[misc]
    """Hangs for a while before it answers SIZE."""

    def ftp_SIZE(self, path: str) -> None:  # noqa: N802
        time.sleep(1.0)
        super().ftp_SIZE(path)


async def test_a_late_answer_is_not_taken_for_that_of_the_next_command(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"abc")
    with pyftpdlib_server(tmp_path, handler=SlowHandler) as server:
        transport = FtpTransport(server.address(), pool_size=1, timeouts=FtpTimeouts(operation=0.3))
        try:
            with pytest.raises(DeskError) as caught:
                await transport.size("/x")
            assert caught.value.code is ErrorCode.FTP_TIMEOUT
            await asyncio.sleep(1.0)
            assert [file.name for file in await transport.list("/")] == ["x"]
        finally:
            await transport.aclose()


class DeafFiles(AbstractedFS):  # type: ignore[misc]
    """The disk of the server hangs for a while before it takes anything."""

    def open(self, filename: str, mode: str) -> IO[Any]:
        if "w" in mode:
            time.sleep(1.5)
        return Path(filename).open(mode)


async def test_an_upload_that_nobody_takes_ends_when_the_line_is_silent(tmp_path: Path) -> None:
    """After `socket` seconds, not after those of a whole transfer."""
    handler = type("DeafHandler", (FTPHandler,), {"abstracted_fs": DeafFiles})

    async def blocks() -> AsyncIterator[bytes]:
        for _ in range(64):
            yield b"x" * (1 << 20)

    with pyftpdlib_server(tmp_path, handler=handler) as server:
        transport = FtpTransport(server.address(), timeouts=FtpTimeouts(socket=0.4, operation=0.4, transfer=60))
        began = time.monotonic()
        try:
            await transport.list("/")
            with pytest.raises(DeskError) as caught:
                await transport.write("/x", blocks())
        finally:
            await transport.aclose()
        assert caught.value.code is ErrorCode.FTP_TIMEOUT
        assert time.monotonic() - began < 1.4


async def test_no_rights(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"abc")
    with vsftpd_server(tmp_path, settings={"write_enable": "NO"}) as server:
        transport = FtpTransport(server.address())
        try:
            for operation in (
                transport.delete(f"{server.base}/x"),
                transport.rename(f"{server.base}/x", f"{server.base}/y"),
                transport.write(f"{server.base}/z", b"abc"),
            ):
                with pytest.raises(DeskError) as caught:
                    await operation
                assert caught.value.code is ErrorCode.FTP_DENIED
        finally:
            await transport.aclose()
