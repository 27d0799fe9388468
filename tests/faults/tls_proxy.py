"""A proxy for encrypted FTP: it understands nothing, counts records, and passes on a range of data ports as well."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from tests.faults.proxy import BLOCK, HOST, Link, Proxy

_RECORD, _APPLICATION_DATA = 5, 0x17
_KINDS = range(0x14, 0x18)


class TlsProxy(Proxy):
    """Meets ``record`` (encrypted, of the console) and plain lines on the control connection, ``data`` on the others.

    The server must give out data ports of `data_ports` only, and listen on another address of this machine than ours,
    for the console, ignoring what address the server names, comes to these very ports here.
    """

    def __init__(self, target: tuple[str, int], data_ports: range) -> None:
        super().__init__(target)
        self._data_ports = data_ports
        self._data_servers: list[asyncio.Server] = []

    async def _listen(self) -> None:
        await super()._listen()
        for port in self._data_ports:
            self._data_servers.append(await asyncio.start_server(self._data_accepted(port), HOST, port))

    async def _stop_listening(self) -> None:
        await super()._stop_listening()
        while self._data_servers:
            self._data_servers.pop().close()

    def _data_accepted(self, port: int) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
        async def accepted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            other_reader, other_writer = await asyncio.open_connection(self.target[0], port)
            link = Link(writer, other_writer)
            if not await self._met("data", "before", link):
                await self.join(link, self._data(reader, other_writer), self._data(other_reader, writer))

        return accepted

    def _data(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Callable[[Link], Awaitable[None]]:
        async def pump(link: Link) -> None:
            while data := await reader.read(BLOCK):
                await self._met("data", "within", link)
                await link.pass_on(writer, data)
            if not link.frozen:
                writer.write_eof()

        return pump

    def requests(self, reader: asyncio.StreamReader) -> Callable[[Link], Awaitable[None]]:
        """Pass on what the console says."""

        async def pump(link: Link) -> None:
            while True:
                what, piece = await _piece(reader)
                await self._met(what, "before", link)
                await link.pass_on(link.server, piece)

        return pump

    def replies(self, reader: asyncio.StreamReader) -> Callable[[Link], Awaitable[None]]:
        """Pass on what the server says."""

        async def pump(link: Link) -> None:
            while True:
                what, piece = await _piece(reader)
                await self._met(what, "after", link)
                await link.pass_on(link.client, piece)

        return pump


async def _piece(reader: asyncio.StreamReader) -> tuple[str, bytes]:
    """Return the next record or plain line, and what to call it."""
    head = await reader.readexactly(1)
    if head[0] not in _KINDS:
        line = head + await reader.readline()
        return line.decode("utf-8", "replace").strip(), line
    head += await reader.readexactly(_RECORD - 1)
    body = await reader.readexactly(int.from_bytes(head[3:]))
    return "record" if head[0] == _APPLICATION_DATA else "handshake", head + body
