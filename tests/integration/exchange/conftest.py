from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from frontol_desk.domain.values import SourceFolder
from frontol_desk.exchange.ftp import FtpTransport
from frontol_desk.exchange.service import ExchangeService
from tests.integration.ftp_servers import FtpServer, pyftpdlib_server, vsftpd_server

FOLDER = SourceFolder("N22", "N22_Inter")


@dataclass
class Desk:
    """An exchange service on a real server, and the local folders behind it."""

    server: FtpServer
    transport: FtpTransport
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


@pytest.fixture(params=["pyftpdlib", "vsftpd"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FtpServer]:
    with pyftpdlib_server(tmp_path) if request.param == "pyftpdlib" else vsftpd_server(tmp_path) as running:
        yield running


@pytest.fixture
async def transport(server: FtpServer) -> AsyncIterator[FtpTransport]:
    transport = FtpTransport(server.address())
    yield transport
    await transport.aclose()


@pytest.fixture
def desk(server: FtpServer, transport: FtpTransport) -> Desk:
    requests, responses = server.make_folder(str(FOLDER))
    service = ExchangeService(transport, request_dir=server.request_dir, response_dir=server.response_dir)
    return Desk(server, transport, service, FOLDER, requests, responses)
