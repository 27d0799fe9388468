"""Protection of the neighbours: a transport behind a circuit breaker, and what the settings say of repetitions."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime

from frontol_desk.exchange.transport import FolderNames, RemoteFiles, Transport
from frontol_desk.pipeline.breaker import Breaker
from frontol_desk.pipeline.retrying import RetryPolicy
from frontol_desk.settings.model import RetrySettings, Settings


def breaker_of(settings: Settings) -> Breaker:
    """Build the breaker of the settings' exchange server."""
    exchange, ftp, retry = settings.exchange, settings.ftp, settings.retry
    return Breaker(
        str(exchange.root) if exchange.transport == "folder" else f"{ftp.host}:{ftp.port}",
        threshold=retry.breaker_failures,
        first_seconds=retry.first_seconds,
        longest_seconds=retry.breaker_seconds,
    )


def retry_policy(settings: RetrySettings) -> RetryPolicy:
    """Return how operations of a run are repeated."""
    return RetryPolicy(
        attempts=settings.attempts,
        first_seconds=settings.first_seconds,
        longest_seconds=settings.longest_seconds,
        budget=settings.budget,
    )


class GuardedTransport:
    """A `Transport` whose every operation passes the breaker; also raises what the breaker raises."""

    def __init__(self, transport: Transport, breaker: Breaker) -> None:
        self._transport = transport
        self._breaker = breaker

    async def list(self, path: str) -> RemoteFiles:
        """See `Transport.list`."""
        async with self._breaker.call():
            return await self._transport.list(path)

    async def folders(self, path: str) -> FolderNames:
        """See `Transport.folders`."""
        async with self._breaker.call():
            return await self._transport.folders(path)

    @asynccontextmanager
    async def read(self, path: str, *, offset: int = 0) -> AsyncIterator[AsyncIterator[bytes]]:
        """See `Transport.read`. A file that opens has proved that the server is there: nobody waits for its end."""
        async with AsyncExitStack() as stack:
            async with self._breaker.call():
                blocks = await stack.enter_async_context(self._transport.read(path, offset=offset))
            with self._breaker.listening():
                yield blocks

    async def write(self, path: str, data: bytes | AsyncIterable[bytes], *, overwrite: bool = False) -> int:
        """See `Transport.write`."""
        async with self._breaker.call():
            return await self._transport.write(path, data, overwrite=overwrite)

    async def rename(self, old: str, new: str) -> None:
        """See `Transport.rename`."""
        async with self._breaker.call():
            await self._transport.rename(old, new)

    async def delete(self, path: str) -> None:
        """See `Transport.delete`."""
        async with self._breaker.call():
            await self._transport.delete(path)

    async def size(self, path: str) -> int:
        """See `Transport.size`."""
        async with self._breaker.call():
            return await self._transport.size(path)

    async def modified(self, path: str) -> datetime | None:
        """See `Transport.modified`."""
        async with self._breaker.call():
            return await self._transport.modified(path)

    async def aclose(self) -> None:
        """See `Transport.aclose`."""
        await self._transport.aclose()
