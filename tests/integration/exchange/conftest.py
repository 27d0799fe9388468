from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest

from frontol_desk.domain.values import SourceFolder
from frontol_desk.exchange.folder import FolderTransport
from frontol_desk.exchange.ftp import FtpTransport
from frontol_desk.exchange.ftp_tls import TlsMode
from frontol_desk.exchange.service import ExchangeService
from frontol_desk.exchange.transport import Transport
from tests.integration.ftp_servers import FtpServer, ServerKind, ftp_server
from tests.integration.shared_folder import SharedFolder

FOLDER = SourceFolder("N22", "N22_Inter")
Place = FtpServer | SharedFolder
PLACES = ("folder", "pyftpdlib", "vsftpd")
FURTHER_PLACES = (
    "proftpd",
    "pure-ftpd",
    "vsftpd explicit",
    *(pytest.param(f"{kind} explicit", marks=pytest.mark.slow) for kind in ("pyftpdlib", "proftpd", "pure-ftpd")),
)


@dataclass
class Desk:
    """An exchange service on a real server or folder, and the local folders behind it."""

    server: Place
    transport: Transport
    service: ExchangeService
    folder: SourceFolder
    requests: Path
    responses: Path

    def answer(self, data: bytes, name: str = "response.txt") -> Path:
        """Have the kassa write a file."""
        path = self.responses / name
        path.write_bytes(data)
        return path

    def names(self) -> set[str]:
        """Return what lies in the response folder."""
        return {path.name for path in self.responses.iterdir()}


@contextmanager
def open_place(kind: str, root: Path) -> Iterator[Place]:
    """Open an exchange below `root`: ``folder``, or a kind of server such as ``vsftpd`` or ``vsftpd explicit``."""
    if kind == "folder":
        yield SharedFolder(root)
        return
    server, _, tls = kind.partition(" ")
    with ftp_server(cast("ServerKind", server), root, tls=cast("TlsMode", tls or "off")) as running:
        yield running


def transport_to(server: Place) -> Transport:
    """Return a transport of the kind that fits."""
    return FolderTransport(server.root) if isinstance(server, SharedFolder) else FtpTransport(server.address())


@pytest.fixture(params=PLACES)
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    with open_place(request.param, tmp_path) as running:
        yield running


@pytest.fixture
async def transport(server: Place) -> AsyncIterator[Transport]:
    transport = transport_to(server)
    yield transport
    await transport.aclose()


@pytest.fixture
def desk(server: Place, transport: Transport) -> Desk:
    requests, responses = server.make_folder(str(FOLDER))
    service = ExchangeService(transport, request_dir=server.request_dir, response_dir=server.response_dir)
    return Desk(server, transport, service, FOLDER, requests, responses)
