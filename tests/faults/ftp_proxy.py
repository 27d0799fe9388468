"""A proxy that understands FTP's control connection and knows which data connection serves which command."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress

from tests.faults.proxy import BLOCK, HOST, Link, Proxy

_PASV = re.compile(rb"\((\d+,\d+,\d+,\d+),(\d+),(\d+)\)")
_EPSV = re.compile(rb"\(\|\|\|(\d+)\|\)")
_WITHIN = 200
"""So many bytes of a transfer have gone by when it is under way: the shortest are a listing and a request."""


class FtpProxy(Proxy):
    """Passes control connections on line by line and opens a port of its own for every data connection."""

    def __init__(self, target: tuple[str, int]) -> None:
        super().__init__(target)
        self._commands: dict[Link, str] = {}

    def requests(self, reader: asyncio.StreamReader) -> Callable[[Link], Awaitable[None]]:
        """Pass on commands."""

        async def pump(link: Link) -> None:
            while line := await reader.readline():
                command = line.decode("utf-8", "replace").strip()
                self._commands[link] = command
                await self._met(command, "before", link)
                await link.pass_on(link.server, line)

        return pump

    def replies(self, reader: asyncio.StreamReader) -> Callable[[Link], Awaitable[None]]:
        """Pass on replies, with our ports in place of the server's."""

        async def pump(link: Link) -> None:
            while line := await reader.readline():
                if line[:1] != b"1" and line[3:4] == b" ":
                    await self._met(self._commands.get(link, "greeting"), "after", link)
                await link.pass_on(link.client, await self._readdressed(line, link))

        return pump

    async def _readdressed(self, line: bytes, link: Link) -> bytes:
        if line.startswith(b"229") and (found := _EPSV.search(line)):
            port = await self._data_port(int(found[1]), link)
            return line.replace(found[0], b"(|||%d|)" % port)
        if line.startswith(b"227") and (found := _PASV.search(line)):
            port = await self._data_port(int(found[2]) * 256 + int(found[3]), link)
            return line.replace(found[0], b"(%s,%d,%d)" % (HOST.replace(".", ",").encode(), *divmod(port, 256)))
        return line

    async def _data_port(self, port: int, control: Link) -> int:
        """Listen for one data connection and join it with the server's."""

        async def accepted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            server.close()
            with suppress(OSError):
                other_reader, other_writer = await asyncio.open_connection(self.target[0], port)
                link = Link(writer, other_writer)
                link.control = control
                link.pause = control.pause
                await self.join(link, self._data(reader, other_writer), self._data(other_reader, writer))

        server = await asyncio.start_server(accepted, HOST, 0)
        return int(server.sockets[0].getsockname()[1])

    def _data(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Callable[[Link], Awaitable[None]]:
        async def pump(link: Link) -> None:
            passed = 0
            while data := await reader.read(BLOCK):
                if not passed:
                    await link.pass_on(writer, data[:_WITHIN])
                    await self._met(self._commands.get(link.control, ""), "within", link)
                    passed, data = min(_WITHIN, len(data)), data[_WITHIN:]
                await link.pass_on(writer, data)
            if not link.frozen:
                with suppress(OSError, RuntimeError):
                    writer.write_eof()

        return pump
