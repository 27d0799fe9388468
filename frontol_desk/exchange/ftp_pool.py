"""A few signed-in connections to one server, lent one user at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from time import monotonic

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.exchange import ftp_errors
from frontol_desk.exchange.ftp_client import FtpClient

IDLE_SECONDS = 20.0
"""A connection that rested longer is asked (NOOP) whether it still lives before it is lent; idle ones so often."""
KEEP_SECONDS = 300.0
"""Idle connections are kept alive so long after their last use: between looks at kassas, not between two days."""
LIFE_SECONDS = 1800.0
"""No connection is used longer: its TLS session, which data connections go on with, ends after two hours or less."""
_SHORTEST_PAUSE = 0.05


@dataclass(slots=True, eq=False)
class _Resting:
    """A connection nobody uses, since when (`monotonic`), and when it was last known to live."""

    client: FtpClient
    used: float
    alive: float


class ConnectionPool:
    """At most `size` connections. One is kept only when its user left in order; else it is dropped.

    A server that allows fewer connections than `size` makes users wait for one to come back. Idle ones are kept alive
    by a task of the pool's own, which is there only while there are any.
    """

    def __init__(
        self,
        open_client: Callable[[], Awaitable[FtpClient]],
        *,
        size: int,
        ping_seconds: float,
        idle_seconds: float = IDLE_SECONDS,
        keep_seconds: float = KEEP_SECONDS,
    ) -> None:
        self._open_client = open_client
        self._ping_seconds = ping_seconds
        self._idle_seconds = idle_seconds
        self._keep_seconds = keep_seconds
        self._life_seconds = LIFE_SECONDS
        self._keeper: asyncio.Task[None] | None = None
        self._places = asyncio.Semaphore(size)
        self._returned = asyncio.Event()
        self._idle: list[_Resting] = []
        self._engaged = 0
        self._closed = False

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[FtpClient]:
        """Lend a connection, opened if need be.

        After an exception it is dropped, for an unread reply would answer the next command; only a plain refusal
        (`StatusCodeError`) leaves it in order.
        """
        async with self._places:
            client = await self._take()
            with self._engagement():
                try:
                    yield client
                except BaseException as error:
                    if not ftp_errors.is_clean_refusal(error):
                        client.drop()
                    raise
                finally:
                    self._give_back(client)

    @contextmanager
    def _engagement(self) -> Iterator[None]:
        """Count a connection that is lent or being opened, and tell those who wait when it no longer is."""
        self._engaged += 1
        try:
            yield
        finally:
            self._engaged -= 1
            self._returned.set()

    async def _take(self) -> FtpClient:
        while True:
            while self._idle:
                resting = self._idle.pop()
                if await self._revived(resting):
                    return resting.client
            try:
                with self._engagement():
                    return await self._open_client()
            except DeskError as error:
                if error.code is not ErrorCode.FTP_BUSY or not (self._engaged or self._idle):
                    raise
            if not self._idle:
                self._returned.clear()
                await self._returned.wait()

    async def _revived(self, resting: _Resting) -> bool:
        """Look whether a connection still lives; it counts as engaged, and those who wait are told if it does not."""
        alive = False
        self._engaged += 1
        try:
            alive = await self._is_alive(resting)
        finally:
            self._engaged -= 1
            if not alive:
                self._returned.set()
        return alive

    async def _is_alive(self, resting: _Resting) -> bool:
        client = resting.client
        try:
            for _ in range(2):  # the event loop looks whether a farewell has come, then hands it on
                await asyncio.sleep(0)
            if client.usable and monotonic() - resting.alive > self._idle_seconds:
                async with asyncio.timeout(self._ping_seconds):
                    await client.ping()
                resting.alive = monotonic()
        except ftp_errors.FTP_FAILURES:
            client.drop()
        except BaseException:
            client.drop()
            raise
        if not client.usable:
            client.drop()
        return client.usable

    def _give_back(self, client: FtpClient) -> None:
        now = monotonic()
        if not client.usable or self._closed or now - client.opened > self._life_seconds:
            client.drop()
            return
        self._idle.append(_Resting(client, now, now))
        if self._keeper is None or self._keeper.done():
            self._keeper = asyncio.create_task(self._keep_alive(), name="ftp keep-alive")

    async def _keep_alive(self) -> None:
        while self._idle:
            await asyncio.sleep(max(self._idle_seconds, _SHORTEST_PAUSE))
            for resting in list(self._idle):
                async with self._places:
                    await self._look_after(resting)

    async def _look_after(self, resting: _Resting) -> None:
        """Keep one idle connection alive, or leave the server; `_places` is held, so there are never too many."""
        if resting not in self._idle:
            return
        self._idle.remove(resting)
        if monotonic() - resting.used > self._keep_seconds:
            with self._engagement():
                await resting.client.leave()
        elif await self._revived(resting):
            self._idle.insert(0, resting)
            self._returned.set()

    async def aclose(self) -> None:
        """Leave the server with the idle connections now; lent ones are dropped as they come back."""
        self._closed = True
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        idle, self._idle = self._idle, []
        await asyncio.gather(*(resting.client.leave() for resting in idle))
