"""The pool of connections and the one way to get a transaction: in our schema, with our date order."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import parse_qs, urlsplit

import asyncpg

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.warehouse.failures import connection_failures, database_failures

Isolation = Literal["read_committed", "repeatable_read"]
if TYPE_CHECKING:
    Connection = asyncpg.pool.PoolConnectionProxy[asyncpg.Record]
else:
    Connection = asyncpg.pool.PoolConnectionProxy


@dataclass(frozen=True, slots=True)
class DatabaseAddress:
    """Where PostgreSQL is and how to talk to it; seconds. TLS is part of the DSN (`sslmode`, `sslrootcert`).

    `statement_cache_size` is 0 behind pgbouncer.
    """

    dsn: str = field(repr=False)
    schema: str = "public"
    pool_min: int = 1
    pool_max: int = 5
    connect_timeout: float = 10.0
    command_timeout: float = 120.0
    statement_cache_size: int = 100

    @property
    def where(self) -> str:
        """Host, port and database for messages; no credentials."""
        parts = urlsplit(self.dsn)
        try:
            port = parts.port or 5432
        except ValueError:
            port = 0
        host = parts.hostname or parse_qs(parts.query).get("host", ["localhost"])[0]
        return f"{host}:{port}{parts.path}"


class Database:
    """Connections to one schema of one database."""

    def __init__(self, address: DatabaseAddress, pool: asyncpg.Pool) -> None:
        self.address = address
        self._pool = pool

    @classmethod
    @asynccontextmanager
    async def open(cls, address: DatabaseAddress) -> AsyncIterator[Database]:
        """Connect; raises DB_CONNECTION, DB_LOGIN. On leaving, connections are closed, or dropped after 5 s."""
        with connection_failures(address.where):
            try:
                pool = await asyncpg.create_pool(
                    address.dsn,
                    min_size=address.pool_min,
                    max_size=address.pool_max,
                    timeout=address.connect_timeout,
                    command_timeout=address.command_timeout,
                    statement_cache_size=address.statement_cache_size,
                    init=_read_json,
                )
            except ValueError as error:
                raise DeskError(ErrorCode.CONFIG_SETTING, setting="database.dsn", value=type(error).__name__) from None
        try:
            yield cls(address, pool)
        finally:
            await _close(pool)

    @asynccontextmanager
    async def transaction(
        self, isolation: Isolation = "read_committed", *, readonly: bool = False
    ) -> AsyncIterator[Connection]:
        """Give a connection inside a transaction with our schema in front; settings end with it (pgbouncer-safe)."""
        with database_failures(self.address.where):
            async with AsyncExitStack() as stack:
                connection = await self._acquired(stack)
                await stack.enter_async_context(connection.transaction(isolation=isolation, readonly=readonly))
                await connection.execute(
                    "SELECT set_config('search_path', $1, true), set_config('DateStyle', 'ISO, DMY', true),"
                    " set_config('TimeZone', 'UTC', true), set_config('jit', 'off', true)",  # it compiles for seconds
                    self.search_path,
                )
                yield connection

    async def _acquired(self, stack: AsyncExitStack) -> Connection:
        """Take a connection for as long as the stack lasts; a time-out means no server, unless all are merely busy."""
        busy = self._pool.get_size() >= self.address.pool_max
        with (database_failures if busy else connection_failures)(self.address.where):
            return await stack.enter_async_context(self._pool.acquire(timeout=self.address.connect_timeout))

    @property
    def search_path(self) -> str:
        """Return our schema as the search path, quoted."""
        return '"' + self.address.schema.replace('"', '""') + '"'


async def _read_json(connection: asyncpg.Connection[asyncpg.Record]) -> None:
    def decode(text: str) -> Any:
        return json.loads(text)

    await connection.set_type_codec("jsonb", encoder=json.dumps, decoder=decode, schema="pg_catalog")


async def _close(pool: asyncpg.Pool) -> None:
    try:
        async with asyncio.timeout(5):
            await pool.close()
    except TimeoutError:
        pool.terminate()
