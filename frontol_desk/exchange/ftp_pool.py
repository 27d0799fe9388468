"""A few signed-in connections to one server, lent one user at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from time import monotonic

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.exchange import ftp_errors
from frontol_desk.exchange.ftp_client import FtpClient

IDLE_SECONDS = 20.0
"""A connection that rested longer is asked (NOOP) whether it still lives before it is lent."""


class ConnectionPool:
    """At most `size` connections. One is kept only when its user left in order; else it is dropped.

    A server that allows fewer connections than `size` makes users wait for one to come back.
    """

    def __init__(
        self,
        open_client: Callable[[], Awaitable[FtpClient]],
        *,
        size: int,
        ping_seconds: float,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        self._open_client = open_client
        self._ping_seconds = ping_seconds
        self._idle_seconds = idle_seconds
        self._places = asyncio.Semaphore(size)
        self._returned = asyncio.Event()
        self._idle: list[tuple[float, FtpClient]] = []
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
                since, client = self._idle.pop()
                if await self._is_alive(client, monotonic() - since):
                    return client
            try:
                with self._engagement():
                    return await self._open_client()
            except DeskError as error:
                if error.code is not ErrorCode.FTP_BUSY or not (self._engaged or self._idle):
                    raise
            if not self._idle:
                self._returned.clear()
                await self._returned.wait()

    async def _is_alive(self, client: FtpClient, rested: float) -> bool:
        try:
            if client.usable and rested > self._idle_seconds:
                async with asyncio.timeout(self._ping_seconds):
                    await client.ping()
        except ftp_errors.FTP_FAILURES:
            client.drop()
        except BaseException:
            client.drop()
            raise
        if not client.usable:
            client.drop()
        return client.usable

    def _give_back(self, client: FtpClient) -> None:
        if client.usable and not self._closed:
            self._idle.append((monotonic(), client))
        else:
            client.drop()

    async def aclose(self) -> None:
        """Close the idle connections now, lent ones as they come back."""
        self._closed = True
        for _, client in self._idle:
            client.drop()
        self._idle.clear()
        await asyncio.sleep(0)
