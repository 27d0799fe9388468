"""The exchange server by FTP: every operation with a deadline, on a pooled connection, failing as `DeskError`."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from aioftp.errors import StatusCodeError

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.exchange.ftp_client import FtpAddress, FtpClient
from frontol_desk.exchange.ftp_data import BLOCK, DataConnection
from frontol_desk.exchange.ftp_errors import is_clean_refusal, refused_at, translated
from frontol_desk.exchange.ftp_pool import ConnectionPool
from frontol_desk.exchange.ftp_tls import FtpTls
from frontol_desk.exchange.names import temporary_name
from frontol_desk.exchange.transport import RemoteFiles

__all__ = ["FtpAddress", "FtpTimeouts", "FtpTls", "FtpTransport"]


@dataclass(frozen=True, slots=True)
class FtpTimeouts:
    """Seconds until FTP_TIMEOUT.

    `connect`: until logged in, or until the port of a transfer is reached; `socket`: of silence inside a download or
    upload; `operation`: a command or listing with all its steps; `transfer`: a whole download or upload.
    """

    connect: float = 10.0
    socket: float = 30.0
    operation: float = 60.0
    transfer: float = 3600.0


class FtpTransport:
    """A `Transport` over FTP; at most `pool_size` connections at once."""

    def __init__(self, address: FtpAddress, *, pool_size: int = 5, timeouts: FtpTimeouts | None = None) -> None:
        self._address = address
        self._timeouts = timeouts or FtpTimeouts()
        self._context: ssl.SSLContext | None = None
        self._pool = ConnectionPool(self._open_client, size=pool_size, ping_seconds=self._timeouts.connect)

    async def _open_client(self) -> FtpClient:
        client = FtpClient(self._address, await self._tls_context(), self._timeouts.connect)
        try:
            async with self._deadline(self._timeouts.connect):
                await client.sign_in()
        except BaseException:
            client.drop()
            raise
        return client

    async def _tls_context(self) -> ssl.SSLContext | None:
        """Return what all connections share, read from disk once."""
        if self._context is None and self._address.tls.mode != "off":
            self._context = await asyncio.to_thread(self._address.tls.context)
        return self._context

    @asynccontextmanager
    async def _deadline(self, seconds: float, path: str | None = None) -> AsyncIterator[None]:
        address = self._address
        with translated(host=address.host, port=address.port, path=path, secret=address.password.get_secret_value()):
            async with asyncio.timeout(seconds):
                yield

    @asynccontextmanager
    async def _client(self, path: str, seconds: float | None = None) -> AsyncIterator[FtpClient]:
        """Lend a connection for one operation. Waiting for a free one does not count against the deadline."""
        address = self._address
        with translated(host=address.host, port=address.port, path=path, secret=address.password.get_secret_value()):
            async with self._pool.connection() as client, asyncio.timeout(seconds or self._timeouts.operation):
                yield client

    async def folders(self, path: str) -> list[str]:
        """Return the names of the folders in a folder; FTP_MISSING when it is not there."""
        async with self._client(path) as client:
            return await client.folders(path)

    async def list(self, path: str) -> RemoteFiles:
        """See `Transport.list`. Times are known only from servers with MLSD."""
        async with self._client(path) as client:
            return await client.entries(path)

    @asynccontextmanager
    async def read(self, path: str, *, offset: int = 0) -> AsyncIterator[AsyncIterator[bytes]]:
        """See `Transport.read`. Leaving before the end costs the connection."""
        async with self._pool.connection() as client:
            async with self._deadline(self._timeouts.operation, path):
                data = await client.open_data(f"RETR {path}", offset=offset)
            try:
                yield self._blocks(client, data, path)
            finally:
                if not data.finished:
                    data.abort()
                    client.drop()

    async def _blocks(self, client: FtpClient, data: DataConnection, path: str) -> AsyncIterator[bytes]:
        ends = asyncio.get_running_loop().time() + self._timeouts.transfer
        while not data.finished:
            left = ends - asyncio.get_running_loop().time()
            async with self._deadline(min(self._timeouts.socket, left), path):
                block = await data.reader.read(BLOCK)
                if not block:
                    await client.close_data(data)
            if block:
                yield block

    async def write(self, path: str, data: bytes | AsyncIterable[bytes], *, overwrite: bool = False) -> int:
        """See `Transport.write`. A cancelled or broken write may leave its temporary file, which listings pass over."""
        temporary = temporary_name(path)
        blocks = _one_block(data) if isinstance(data, bytes) else data
        async with self._client(path, self._timeouts.transfer) as client, asyncio.timeout(None) as silence:
            _prolong(silence, self._timeouts.operation)
            if not overwrite:
                await self._refuse_existing(client, path)
            sent = await client.store(temporary, self._moving(blocks, silence))
            try:
                await self._finish_write(client, temporary, path, sent, overwrite=overwrite)
            except (StatusCodeError, DeskError):
                with suppress(StatusCodeError):
                    await client.remove_file(temporary)
                raise
        return sent

    async def _moving(self, blocks: AsyncIterable[bytes], silence: asyncio.Timeout) -> AsyncIterator[bytes]:
        """Give the blocks, each of which has its own time to be taken; then the server has that of a command."""
        async for block in blocks:
            _prolong(silence, self._timeouts.socket)
            yield block
        _prolong(silence, self._timeouts.operation)

    async def _finish_write(self, client: FtpClient, temporary: str, path: str, sent: int, *, overwrite: bool) -> None:
        stored = await client.size_of(temporary)
        if stored != sent:
            raise self._error(
                ErrorCode.FTP_PROTOCOL, "cut", file=PurePosixPath(path).name, path=path, expected=sent, actual=stored
            )
        if not overwrite:
            await self._refuse_existing(client, path)
        with refused_at("rename", host=self._address.host, port=self._address.port, path=path):
            await client.rename(temporary, path)

    async def _refuse_existing(self, client: FtpClient, path: str) -> None:
        try:
            await client.size_of(path)
        except StatusCodeError as error:
            if is_clean_refusal(error):
                return
            raise
        raise self._error(ErrorCode.FTP_DENIED, "exists", path=path)

    def _error(self, code: ErrorCode, reason: str, **context: object) -> DeskError:
        return DeskError(code, reason=reason, host=self._address.host, port=self._address.port, **context)

    async def rename(self, old: str, new: str) -> None:
        """See `Transport.rename`."""
        async with self._client(old) as client:
            await client.rename(old, new)

    async def delete(self, path: str) -> None:
        """See `Transport.delete`."""
        async with self._client(path) as client:
            await client.remove_file(path)

    async def size(self, path: str) -> int:
        """See `Transport.size`."""
        async with self._client(path) as client:
            return await client.size_of(path)

    async def modified(self, path: str) -> datetime | None:
        """See `Transport.modified`."""
        async with self._client(path) as client:
            return await client.modified_of(path)

    async def aclose(self) -> None:
        """Close every connection; those in use close when their operation ends."""
        await self._pool.aclose()


def _prolong(silence: asyncio.Timeout, seconds: float) -> None:
    silence.reschedule(asyncio.get_running_loop().time() + seconds)


async def _one_block(data: bytes) -> AsyncIterator[bytes]:
    yield data
