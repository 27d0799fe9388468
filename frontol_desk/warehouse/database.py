"""The pool of connections and the one way to get a transaction: in our schema, with our date order."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, cast

import asyncpg

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.warehouse import fates
from frontol_desk.warehouse.connecting import connect, place_of
from frontol_desk.warehouse.failures import LINE_FAILURES, connection_failures, database_failures
from frontol_desk.warehouse.fates import Backend
from frontol_desk.warehouse.rights import helpful_grants

_log = logging.getLogger(__name__)
_ROLLBACK_SECONDS = 5.0
_STOP_SECONDS = 0.7
"""So long a rollback may take; whoever stops a load waits for it."""
_FATE_SECONDS = 30.0
_ASK_AGAIN_SECONDS = 0.5
STALLED_SECONDS = 60
"""So long a transaction waits for a console that has fallen asleep in it: somebody may wait for its rows."""
_BEGIN = """SELECT pg_backend_pid() AS pid, now() AS started,
    set_config('search_path', $1, true), set_config('DateStyle', 'ISO, DMY', true), set_config('TimeZone', 'UTC', true),
    set_config('jit', 'off', true), set_config('tcp_keepalives_idle', '20', true),
    set_config('tcp_keepalives_interval', '10', true),
    set_config('idle_in_transaction_session_timeout', $2, true)"""
"""The compiler (jit) takes seconds; without keep-alives a machine that lost its power holds its locks for hours."""
Isolation = Literal["read_committed", "repeatable_read"]
if TYPE_CHECKING:
    Connection = asyncpg.pool.PoolConnectionProxy[asyncpg.Record]
    from asyncpg.transaction import Transaction
else:
    Connection = asyncpg.pool.PoolConnectionProxy


@dataclass(frozen=True, slots=True)
class DatabaseAddress:
    """Where PostgreSQL is and how to talk to it; seconds. TLS is part of the DSN (`sslmode`, `sslrootcert`).

    Behind pgbouncer, which is noticed, `statement_cache_size` counts as 0.
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
        return place_of(self.dsn)


class Database:
    """Connections to one schema of one database."""

    def __init__(self, address: DatabaseAddress, pool: asyncpg.Pool) -> None:
        self.address = address
        self._pool = pool
        self._lost: set[Backend] = set()

    @classmethod
    @asynccontextmanager
    async def open(cls, address: DatabaseAddress) -> AsyncIterator[Database]:
        """Connect; raises DB_CONNECTION, DB_LOGIN, DB_TLS. On leaving, connections are closed, or dropped after 5 s."""
        with connection_failures(address.where):
            pool = await asyncpg.create_pool(
                address.dsn,
                min_size=address.pool_min,
                max_size=address.pool_max,
                timeout=address.connect_timeout,
                command_timeout=address.command_timeout,
                statement_cache_size=address.statement_cache_size,
                connect=cast("Any", _connect),
            )
        try:
            yield cls(address, pool)
        finally:
            await _close(pool)

    @asynccontextmanager
    async def transaction(
        self, isolation: Isolation = "read_committed", *, readonly: bool = False
    ) -> AsyncIterator[Connection]:
        """Give a connection inside a transaction with our schema in front; settings end with it (pgbouncer-safe).

        When the reply to the commit is lost, it is found out what became of it: an error means that nothing was
        stored, except DB_CONNECTION with the reason ``unknown``.
        """
        async with self._rights_named(), self._connection() as connection:
            with database_failures(self.address.where):
                work = connection.transaction(isolation=isolation, readonly=readonly)
                backend: Backend | None = None
                try:
                    await work.start()
                    backend = await self._begin(connection)
                    yield connection
                    done = None if readonly else await fates.transaction_id(connection)
                except BaseException as error:
                    await self._roll_back(connection, work, error, backend)
                    raise
                await self._commit(connection, work, backend, done)

    @asynccontextmanager
    async def _rights_named(self) -> AsyncIterator[None]:
        """Add to a refusal the statement that would allow it, as far as that can be found out."""
        try:
            yield
        except DeskError as error:
            if error.code is not ErrorCode.DB_RIGHTS or error.reason:
                raise
            raise await self._with_grant(error) from error.__cause__

    async def _with_grant(self, refused: DeskError) -> DeskError:
        role, grants = "", list[str]()
        with suppress(*LINE_FAILURES, asyncpg.PostgresError, DeskError):
            async with self._connection() as connection, asyncio.timeout(self.address.connect_timeout):
                cause = str(refused.context["cause"])
                role, grants = await helpful_grants(connection, self.address.schema, cause)
        if not grants:
            return refused
        return DeskError(ErrorCode.DB_RIGHTS, reason="grant", **refused.context, role=role, grant=" ".join(grants))

    async def _begin(self, connection: Connection) -> Backend:
        record = await connection.fetchrow(_BEGIN, self.search_path, f"{STALLED_SECONDS}s")
        backend = Backend(*record[:2]) if record else Backend(0, None)
        if self._lost:
            lost, self._lost = self._lost, set()
            await fates.end_backends(connection, lost - {backend})
        return backend

    async def _roll_back(
        self, connection: Connection, work: Transaction, error: BaseException, backend: Backend | None
    ) -> None:
        """Undo the transaction; over a line that does not answer that is left to the server."""
        stopped = isinstance(error, asyncio.CancelledError | GeneratorExit)
        try:
            if connection.is_closed() or (isinstance(error, TimeoutError | asyncpg.QueryCanceledError) and not stopped):
                raise TimeoutError
            async with asyncio.timeout(_STOP_SECONDS if stopped else _ROLLBACK_SECONDS):
                await work.rollback()
        except asyncio.CancelledError:  # in a task that is stopped already, the time-out itself on Python 3.11.2
            self._give_up(connection, backend)
            if not stopped:
                raise
        except (*LINE_FAILURES, asyncpg.PostgresError):
            self._give_up(connection, backend)

    def _give_up(self, connection: Connection, backend: Backend | None) -> None:
        """Drop a connection; its server process, which may wait and hold locks for hours, is ended by the next one."""
        with suppress(asyncpg.InterfaceError):  # the driver has noticed the loss itself
            connection.terminate()
        if backend is not None:
            self._lost.add(backend)

    async def _commit(
        self, connection: Connection, work: Transaction, backend: Backend, done: fates.TransactionId | None
    ) -> None:
        try:
            await work.commit()
        except asyncio.CancelledError:  # giving back such a connection waits for what may never come
            self._give_up(connection, backend)
            raise
        except (*LINE_FAILURES, asyncpg.QueryCanceledError) as error:
            self._give_up(connection, backend)
            if done is not None and not await self._was_committed(done):
                raise
            _log.warning("the reply to a commit was lost (%s); it was carried out", type(error).__name__)

    async def _was_committed(self, done: fates.TransactionId) -> bool:
        """Find out what became of a transaction, over another connection; raises DB_CONNECTION (``unknown``)."""
        ends = time.monotonic() + _FATE_SECONDS
        while time.monotonic() < ends:
            with suppress(*LINE_FAILURES, asyncpg.PostgresError, DeskError):
                async with self._connection() as connection, asyncio.timeout(self.address.connect_timeout):
                    await fates.end_backends(connection, self._lost)
                    committed = await fates.was_committed(connection, done)
                if committed is not None:
                    return committed
            await asyncio.sleep(_ASK_AGAIN_SECONDS)
        raise DeskError(ErrorCode.DB_CONNECTION, reason="unknown", host=self.address.where)

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Connection]:
        """Lend a connection; a time-out means no server, unless all are merely busy.

        Giving it back fails for nobody: its work is done, and one that cannot be reset is closed.
        """
        busy = self._pool.get_size() >= self.address.pool_max
        with (database_failures if busy else connection_failures)(self.address.where):
            connection = await self._pool.acquire(timeout=self.address.connect_timeout)
        try:
            yield connection
        finally:
            try:
                await self._pool.release(connection, timeout=_ROLLBACK_SECONDS)
            except (*LINE_FAILURES, asyncpg.PostgresError) as error:
                _log.info("a database connection was closed: %s", type(error).__name__)

    @property
    def search_path(self) -> str:
        """Return our schema as the search path, quoted."""
        return '"' + self.address.schema.replace('"', '""') + '"'


async def _connect(dsn: str, **options: Any) -> Any:
    """Connect as the pool wants it, in our way; the class of connections is ours to choose."""
    del options["connection_class"]
    return await connect(dsn, **options)


async def _close(pool: asyncpg.Pool) -> None:
    try:
        async with asyncio.timeout(5):
            await pool.close()
    except TimeoutError:
        pool.terminate()
