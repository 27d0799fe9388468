"""The second connection of every FTP transfer: opened beside the signed-in one, encrypted with its TLS session."""

from __future__ import annotations

import asyncio
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass

from aioftp.common import SSLSessionBoundContext

BLOCK = 1 << 20
"""Bytes per read: 8 KB, aioftp's own, is four times slower on a 500 MB file."""
_FAREWELL_SECONDS = 5.0
"""How long a closed TLS connection waits for the server to close its side."""
_KEEP_ALIVE = (("TCP_KEEPIDLE", 20), ("TCP_KEEPINTVL", 10), ("TCP_KEEPCNT", 3))


class NoDataConnectionError(ConnectionError):
    """The server answers commands, but the port it names for the data cannot be reached."""


@dataclass(slots=True)
class DataConnection:
    """A transfer under way; `finished` once both its data and the server's final word are in."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    finished: bool = False

    def abort(self) -> None:
        """Drop the connection at once."""
        drop(self.writer)


def drop(writer: asyncio.StreamWriter) -> None:
    """Drop a connection at once.

    Python 3.11.2, that of Debian 12, raises `AttributeError` when an encrypted one is gone already (asyncio.sslproto).
    """
    with suppress(AttributeError):
        writer.transport.abort()


def keep_alive(writer: asyncio.StreamWriter) -> None:
    """Have the system find out within a minute that the other end is gone, and keep routers from forgetting us."""
    sock = writer.get_extra_info("socket")
    with suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in _KEEP_ALIVE:
            if hasattr(socket, name):
                sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


async def reach(control: asyncio.StreamWriter, port: int, seconds: float) -> socket.socket:
    """Connect to a port of the very machine that the control connection leads to; its name may stand for several."""
    host, _, *scope = control.get_extra_info("peername")
    reached = socket.socket(control.get_extra_info("socket").family, socket.SOCK_STREAM)
    try:
        reached.setblocking(False)
        async with asyncio.timeout(seconds):
            await asyncio.get_running_loop().sock_connect(reached, (host, port, *scope))
    except OSError as error:
        reached.close()
        raise NoDataConnectionError(f"port {port}: {error.strerror or type(error).__name__}") from error
    except BaseException:
        reached.close()
        raise
    return reached


class Opening:
    """A data connection being opened, from before its command is sent until the server has agreed.

    Servers begin TLS only once they have the command, some even before their reply, so both go on at once.
    """

    def __init__(self, reached: socket.socket, control: asyncio.StreamWriter, host: str) -> None:
        self._reached = reached
        self._tls = _tls_of(control)
        self._host = host
        self._streams: asyncio.Task[tuple[asyncio.StreamReader, asyncio.StreamWriter]] | None = None
        self._handed_over = False

    def begin(self) -> None:
        """Begin TLS, if there is any; the command is on its way."""
        self._streams = asyncio.create_task(self._open())

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        self._handed_over = True
        if self._tls is None:
            return await asyncio.open_connection(sock=self._reached, limit=BLOCK)
        return await asyncio.open_connection(
            sock=self._reached,
            limit=BLOCK,
            ssl=self._tls,
            server_hostname=self._host,
            ssl_shutdown_timeout=_FAREWELL_SECONDS,
        )

    async def opened(self) -> DataConnection:
        """Return the connection once the server has agreed."""
        assert self._streams is not None  # noqa: S101 - `begin` comes first
        return DataConnection(*await self._streams)

    async def give_up(self) -> None:
        """Leave nothing open. A socket that asyncio has got is asyncio's to close: it still has it in its books."""
        if self._streams is not None:
            self._streams.cancel()
            (outcome,) = await asyncio.gather(self._streams, return_exceptions=True)
            if isinstance(outcome, tuple):
                DataConnection(*outcome).abort()
        if not self._handed_over:
            self._reached.close()


def _tls_of(control: asyncio.StreamWriter) -> ssl.SSLContext | None:
    """Return a context that goes on with the control connection's session, which strict servers insist on."""
    encrypted = control.get_extra_info("ssl_object")
    if encrypted is None:
        return None
    bound: ssl.SSLContext = SSLSessionBoundContext(
        ssl.PROTOCOL_TLS_CLIENT, context=encrypted.context, session=encrypted.session
    )
    return bound
