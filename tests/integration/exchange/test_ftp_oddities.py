"""Servers with habits of their own: no MLSD, lists as IIS writes them, data ports that lead nowhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pyftpdlib.filesystems import AbstractedFS
from pyftpdlib.handlers import FTPHandler

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.files import RemoteFile
from frontol_desk.domain.values import SourceFolder
from frontol_desk.exchange.ftp import FtpTimeouts, FtpTransport
from frontol_desk.exchange.service import ExchangeService
from tests.integration.exchange.ftp_kinds import read_all, transport_to
from tests.integration.ftp_servers import free_port, ftp_server, pyftpdlib_server

NOWHERE = "192.0.2.1"
"""An address that no machine has (RFC 5737)."""


def without(*commands: str) -> dict[str, Any]:
    """Return what makes a handler that does not know these commands."""
    return {"proto_cmds": {name: what for name, what in FTPHandler.proto_cmds.items() if name not in commands}}


class IisFiles(AbstractedFS):  # type: ignore[misc]
    """Lists as the FTP service of Windows does unless told otherwise."""

    def format_list(self, basedir: str, listing: list[str], **_: bool) -> Iterator[bytes]:
        for name in listing:
            path = Path(basedir, name)
            size = f"{'<DIR>':<15}     " if path.is_dir() else f"{path.stat().st_size:>20}"
            yield f"12-28-25  10:11AM {size} {name}\r\n".encode()


@pytest.mark.parametrize("files", [AbstractedFS, IisFiles])
async def test_a_whole_exchange_without_newer_commands(tmp_path: Path, files: type[AbstractedFS]) -> None:
    handler = type("Old", (FTPHandler,), {**without("MLSD", "MLST", "EPSV", "SIZE", "MDTM"), "abstracted_fs": files})
    with pyftpdlib_server(tmp_path, handler=handler) as server:
        async with transport_to(server) as transport:
            _, responses = server.make_folder("P13/P13")
            (responses / "два слова.txt").write_bytes(b"#\r\n1\r\n")
            folder, service = SourceFolder("P13", "P13"), ExchangeService(transport)
            (file,) = (await service.list_unprocessed(folder)).candidates
            assert file == RemoteFile("два слова.txt", 6)
            assert await read_all(transport, "/response/P13/P13/два слова.txt") == b"#\r\n1\r\n"
            assert await transport.folders("/response") == ["P13"]
            assert await transport.write("/request/P13/P13/request.txt", b"abc") == 3
            assert await transport.modified("/request/P13/P13/request.txt") is None
            with pytest.raises(DeskError) as caught:
                await transport.write("/request/P13/P13/request.txt", b"new")
            assert (caught.value.code, caught.value.reason) == (ErrorCode.FTP_DENIED, "exists")


async def test_a_passive_address_that_cannot_be_reached_is_passed_over(tmp_path: Path) -> None:
    """As behind a router: the server names the address it knows itself by."""
    (tmp_path / "x").write_bytes(b"abc")
    with ftp_server("vsftpd", tmp_path, settings={"pasv_address": NOWHERE, "cmds_denied": "EPSV"}) as server:
        async with transport_to(server) as transport:
            assert await read_all(transport, f"{server.base}/x") == b"abc"
            (resting,) = transport._pool._idle
            _, reply = await resting.client.command("PASV", "227")
            assert NOWHERE.replace(".", ",") in reply[0]


class NoDataHandler(FTPHandler):  # type: ignore[misc]
    """Names a port that nobody listens on, as a firewall makes it look."""

    def ftp_EPSV(self, _: str) -> None:  # noqa: N802
        self.respond(f"229 Entering extended passive mode (|||{free_port()}|).")


async def test_data_ports_that_are_closed_are_told_from_a_server_that_is_away(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"abc")
    with pyftpdlib_server(tmp_path, handler=NoDataHandler) as server:
        async with transport_to(server) as transport:
            for operation in (transport.list("/"), read_all(transport, "/x"), transport.write("/y", b"abc")):
                with pytest.raises(DeskError) as caught:
                    await operation
                assert (caught.value.code, caught.value.reason) == (ErrorCode.FTP_CONNECTION, "data")
            assert await transport.size("/x") == 3


async def test_data_ports_that_swallow_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A firewall that drops what it does not like: known after the time to connect, not that of an operation."""
    with pyftpdlib_server(tmp_path) as server:
        transport = FtpTransport(server.address(), timeouts=FtpTimeouts(connect=0.5, operation=60))
        try:
            await transport.list("/")
            (resting,) = transport._pool._idle
            writer = resting.client.stream.writer
            monkeypatch.setattr(type(writer), "get_extra_info", _elsewhere(type(writer).get_extra_info))
            with pytest.raises(DeskError) as caught:
                await transport.list("/")
        finally:
            monkeypatch.undo()
            await transport.aclose()
    assert (caught.value.code, caught.value.reason) == (ErrorCode.FTP_CONNECTION, "data")


def _elsewhere(real: Callable[..., Any]) -> Callable[..., Any]:
    def told(writer: object, name: str, default: object = None) -> Any:
        return (NOWHERE, 21) if name == "peername" else real(writer, name, default)

    return told


@pytest.mark.parametrize("reply", ["226 done", "250 done"])
async def test_a_cut_upload_that_the_server_calls_complete(tmp_path: Path, reply: str) -> None:
    class Handler(FTPHandler):  # type: ignore[misc]
        def ftp_RNFR(self, _: str) -> None:  # noqa: N802
            raise AssertionError("a cut file must not get its name")

        def ftp_SIZE(self, path: str) -> None:  # noqa: N802
            Path(path).write_bytes(Path(path).read_bytes()[:5]) if "new" in path else None
            super().ftp_SIZE(path)

    with pyftpdlib_server(tmp_path, handler=Handler) as server:
        async with transport_to(server) as transport:
            with pytest.raises(DeskError) as caught:
                await transport.write("/new", b"0123456789", overwrite=True)
    assert (caught.value.code, caught.value.reason) == (ErrorCode.FTP_PROTOCOL, "cut")
    assert list(tmp_path.iterdir()) == []
