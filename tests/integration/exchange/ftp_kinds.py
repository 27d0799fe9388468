"""Every FTP server of the tests with every protection it offers, and a transport to one of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from frontol_desk.domain.errors import DeskError
from frontol_desk.exchange.ftp import FtpTimeouts, FtpTls, FtpTransport
from frontol_desk.exchange.ftp_tls import TlsMode
from tests.integration.ftp_servers import SERVER_KINDS, FtpServer, ServerKind

IMPLICIT: tuple[ServerKind, ...] = ("pyftpdlib", "vsftpd", "proftpd")
ENCRYPTED: tuple[tuple[ServerKind, TlsMode], ...] = (
    *((kind, "explicit") for kind in SERVER_KINDS),
    *((kind, "implicit") for kind in IMPLICIT),
)
PATIENT = FtpTimeouts(connect=10, socket=10, operation=20)


@asynccontextmanager
async def transport_to(
    server: FtpServer, *, tls: FtpTls | None = None, encoding: str = "utf-8", pool_size: int = 5
) -> AsyncIterator[FtpTransport]:
    """Give a transport to a server and close it; `tls` when it is not what the server asks for."""
    address = server.address(tls=tls, encoding=encoding)
    transport = FtpTransport(address, pool_size=pool_size, timeouts=PATIENT)
    try:
        yield transport
    finally:
        await transport.aclose()


async def read_all(transport: FtpTransport, path: str, *, offset: int = 0) -> bytes:
    """Return a whole file."""
    async with transport.read(path, offset=offset) as blocks:
        return b"".join([block async for block in blocks])


async def failure_of(transport: FtpTransport, path: str) -> DeskError:
    """Return how listing a folder fails."""
    with pytest.raises(DeskError) as caught:
        await transport.list(path)
    return caught.value
