"""A TCP proxy between the console and a real server, which does harm at one exact moment of their conversation."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Literal, Self

BLOCK = 1 << 16
HOST = "127.0.0.1"
_LIMIT = 1 << 22
_PATIENCE = 20.0

When = Literal["before", "within", "after"]


@dataclass(frozen=True, slots=True)
class Point:
    """The so-manieth time that something is said which fits the pattern `what` (``RNTO *request.txt``).

    `before`: the server does not hear it; `within`: some of what it sends or takes has gone by; `after`: the server has
    done it and the console has not heard so yet.
    """

    what: str
    when: When = "before"
    nth: int = 1

    def __str__(self) -> str:
        return f"{self.when} {self.what}" + (f" {self.nth}" if self.nth > 1 else "")


class Link:
    """One connection through the proxy. `control` is the connection that a data connection belongs to."""

    def __init__(self, client: asyncio.StreamWriter, server: asyncio.StreamWriter) -> None:
        self.client, self.server = client, server
        self.control: Link = self
        self.frozen = self.short = False
        self.pause = 0.0
        self._thaw = asyncio.Event()

    def abort(self) -> None:
        """Break both ends off, without a farewell."""
        for writer in (self.client, self.server):
            with suppress(OSError):
                sock = writer.get_extra_info("socket")
                # Linger 0: the other side gets a reset, as from a machine that lost power.
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
            writer.transport.abort()

    async def freeze(self) -> None:
        """Pass on nothing from now on, in neither direction, and close nothing: a half-open connection."""
        self.frozen = True
        await self._thaw.wait()

    def thaw(self) -> None:
        """Let a frozen connection break at last, as when the network is back and knows nothing of it."""
        self._thaw.set()
        self.abort()

    async def pass_on(self, writer: asyncio.StreamWriter, data: bytes) -> None:
        """Hand bytes over, unless or as slowly as the link is disturbed."""
        if self.frozen:
            await self._thaw.wait()
            return
        if self.short:
            return
        if self.pause:
            await asyncio.sleep(self.pause)
        writer.write(data)
        await writer.drain()


Action = Callable[[Link], Awaitable[None]]


async def cut(link: Link) -> None:
    """Break the connection off, and the one it belongs to."""
    link.abort()
    link.control.abort()


async def cut_this(link: Link) -> None:
    """Break only this connection off."""
    link.abort()


async def freeze(link: Link) -> None:
    """Make the connection, and the one it belongs to, half-open."""
    link.control.frozen = True
    await link.freeze()


async def shorten(link: Link) -> None:
    """Pass on nothing more and end the connection in an orderly way, as if that had been all."""
    link.short = True


async def slow(link: Link) -> None:
    """Let every piece take its time from now on."""
    link.pause = link.control.pause = 0.1


async def sluggish(link: Link) -> None:
    """Let every message take a little time from now on, where there are thousands of them."""
    link.pause = link.control.pause = 0.003


def then(call: Callable[[], object], *, cutting: bool = True) -> Action:
    """Carry out `call` in a thread while the conversation stands still; then cut it, or let it go on."""

    async def act(link: Link) -> None:
        await asyncio.to_thread(call)
        if cutting:
            await cut(link)

    return act


@dataclass
class Disturbance:
    """What is to happen and when. `happened` tells that it did."""

    point: Point
    action: Action
    left: int = field(init=False)
    happened: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.left = self.point.nth

    def due(self, what: str, when: When) -> bool:
        """Tell whether this is the moment; it comes once."""
        if when != self.point.when or self.happened.is_set() or not fnmatchcase(what, self.point.what):
            return False
        self.left -= 1
        if self.left:
            return False
        self.happened.set()
        return True


class Proxy:
    """Listens on a port of its own, in a thread of its own, and passes connections on to `target` while it lasts."""

    def __init__(self, target: tuple[str, int]) -> None:
        self.target = target
        self.port = 0
        self.seen: list[str] = []
        self.disturbance: Disturbance | None = None
        self._links: set[Link] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)
        self._server: asyncio.Server | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        self.call(self._listen())
        return self

    def __exit__(self, *_: object) -> None:
        self.call(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_PATIENCE)
        self._loop.close()

    def call(self, work: Coroutine[Any, Any, None]) -> None:
        """Carry something out in the proxy's own thread."""
        asyncio.run_coroutine_threadsafe(work, self._loop).result(_PATIENCE)

    def disturb(self, point: Point, action: Action) -> Disturbance:
        """Wait for a moment; what was said until now does not count."""
        self.seen.clear()
        self.disturbance = Disturbance(point, action)
        return self.disturbance

    def refuse(self) -> None:
        """Listen no more and break everything off: the server is down."""

        async def work() -> None:
            await self._stop_listening()
            self._break_off()

        self.call(work())

    def accept(self) -> None:
        """Listen again, on the same port."""
        self.call(self._listen())

    def recover(self) -> None:
        """The network is as it should be: slow connections are quick, and half-open ones break at last."""

        async def work() -> None:
            for link in list(self._links):
                link.pause = 0.0
                if link.frozen:
                    link.thaw()

        self.call(work())

    async def _listen(self) -> None:
        if self._server is None:
            self._server = await asyncio.start_server(self._accepted, HOST, self.port, limit=_LIMIT)
            self.port = self._server.sockets[0].getsockname()[1]

    async def _stop_listening(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()

    def _break_off(self) -> None:
        for link in list(self._links):
            link.thaw()

    async def _close(self) -> None:
        await self._stop_listening()
        self._break_off()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await self._linked(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            writer.transport.abort()
        finally:
            self._tasks.discard(task)

    async def _linked(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if await self._met("connect", "before", Link(writer, writer)):
            return
        other_reader, other_writer = await asyncio.open_connection(*self.target, limit=_LIMIT)
        await self.join(Link(writer, other_writer), self.requests(reader), self.replies(other_reader))

    async def join(self, link: Link, *pumps: Callable[[Link], Awaitable[None]]) -> None:
        """Run both directions until either ends; then close both ends."""
        self._links.add(link)
        tasks = [asyncio.ensure_future(self._guarded(pump, link)) for pump in pumps]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            if not link.frozen:
                await asyncio.wait(tasks, timeout=0.5)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._links.discard(link)
            for end in (link.client, link.server):
                end.close()

    async def _guarded(self, pump: Callable[[Link], Awaitable[None]], link: Link) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            await pump(link)

    async def _met(self, what: str, when: When, link: Link) -> bool:
        """Note that something goes by; carry out what waits for it. Tells whether it did."""
        if when == "before":
            self.seen.append(what)
        waiting = self.disturbance
        if waiting is None or not waiting.due(what, when):
            return False
        await waiting.action(link)
        return True

    def requests(self, reader: asyncio.StreamReader) -> Callable[[Link], Awaitable[None]]:
        """Return what passes on what the console says; overridden by proxies that understand it."""
        return lambda link: self._bytes(reader, link, link.server, "request")

    def replies(self, reader: asyncio.StreamReader) -> Callable[[Link], Awaitable[None]]:
        """Return what passes on what the server says."""
        return lambda link: self._bytes(reader, link, link.client, "reply")

    async def _bytes(self, reader: asyncio.StreamReader, link: Link, writer: asyncio.StreamWriter, what: str) -> None:
        while data := await reader.read(BLOCK):
            await self._met(what, "before", link)
            await link.pass_on(writer, data)
        if not link.frozen:
            with suppress(OSError, RuntimeError):
                writer.write_eof()
