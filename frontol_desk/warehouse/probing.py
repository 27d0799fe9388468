"""A look at a database server: is there one, how quick, what may we do there, how do our tables stand."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal, cast

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.format.registry import Registry, default_registry
from frontol_desk.warehouse.connecting import DeskConnection, connect
from frontol_desk.warehouse.database import DatabaseAddress
from frontol_desk.warehouse.declared import quoted
from frontol_desk.warehouse.failures import connection_failures
from frontol_desk.warehouse.migrating import steps_owed
from frontol_desk.warehouse.rights import audit_is_append_only, missing_rights

if TYPE_CHECKING:
    from frontol_desk.warehouse.database import Connection

SchemaState = Literal["current", "older", "newer", "empty", "foreign", "changed", "hidden"]
"""`foreign`: another program's tables; `changed`: not as this program made them; `hidden`: we may not look."""

_SERVER = """
SELECT current_setting('server_version') AS version, clock_timestamp() AS clock,
    current_setting('transaction_read_only') = 'on' OR pg_is_in_recovery() AS read_only,
    (SELECT coalesce(sum(numbackends), 0)::int FROM pg_stat_database) AS connections,
    current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int AS most"""
_MAY_LOOK = """
SELECT has_schema_privilege(n.oid, 'USAGE') AND NOT EXISTS (
    SELECT FROM pg_class c WHERE c.relnamespace = n.oid
    AND c.relname IN ('frontol_desk_migrations', 'frontol_desk_tables') AND NOT has_table_privilege(c.oid, 'SELECT'))
FROM pg_namespace n WHERE n.nspname = $1"""
_REFUSED: Final[dict[ErrorCode, SchemaState]] = {
    ErrorCode.DB_SCHEMA_NEWER: "newer",
    ErrorCode.DB_SCHEMA_FOREIGN: "foreign",
    ErrorCode.DB_SCHEMA_CHANGED: "changed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseFindings:
    """What a look at a server found.

    `steps` are those of a migration, when the schema is older or empty; `problem` is what a migration would raise.
    `missing_grants` are statements for whoever looks after the database. `clock_skew_seconds` is how far this
    computer's clock is ahead of the server's. `connections` count everybody's, out of `max_connections` (behind a
    pooler those of the server behind it). `tls` is about the line to the server or pooler.
    """

    version: str
    latency_ms: float
    tls: bool
    pooler: bool
    read_only: bool
    schema_state: SchemaState
    steps: tuple[str, ...]
    problem: DeskError | None
    missing_grants: tuple[str, ...]
    append_only: bool
    clock_skew_seconds: float
    connections: int
    max_connections: int


async def look_at(address: DatabaseAddress, seconds: float) -> tuple[str, float]:
    """Connect within so many seconds; return PostgreSQL's version and the milliseconds of a statement.

    Raises DB_CONNECTION, DB_LOGIN, DB_TLS and the like.
    """
    async with _connected(address, seconds) as connection:
        version: str = await connection.fetchval("SHOW server_version")
        return version.split(" ")[0], await _latency(connection)


async def examine(
    address: DatabaseAddress, seconds: float = 10.0, registry: Registry | None = None
) -> DatabaseFindings:
    """Look at everything within so many seconds, changing nothing and waiting for nobody's lock.

    Raises DB_CONNECTION, DB_LOGIN, DB_TLS, DB_RIGHTS (no right to connect) and the like.
    """
    async with _connected(address, seconds) as connection, connection.transaction(isolation="repeatable_read"):
        latency = await _latency(connection)
        here = datetime.now(UTC)
        [server] = await connection.fetch(_SERVER)
        here += (datetime.now(UTC) - here) / 2
        state, steps, problem = await _schema(connection, address.schema, registry or default_registry())
        return DatabaseFindings(
            version=server["version"].split(" ")[0],
            latency_ms=latency,
            tls=connection.encrypted,
            pooler=connection.pooled,
            read_only=server["read_only"],
            schema_state=state,
            steps=tuple(steps),
            problem=problem,
            missing_grants=tuple(await missing_rights(connection, address.schema, registry)),
            append_only=await audit_is_append_only(connection, address.schema),
            clock_skew_seconds=(here - server["clock"]) / timedelta(seconds=1),
            connections=server["connections"],
            max_connections=server["most"],
        )


@asynccontextmanager
async def _connected(address: DatabaseAddress, seconds: float) -> AsyncIterator[DeskConnection]:
    """Give a connection of its own, dropped at the end."""
    with connection_failures(address.where):
        async with asyncio.timeout(seconds):
            connection = await connect(address.dsn, timeout=seconds, statement_cache_size=0, command_timeout=seconds)
            try:
                yield connection
            finally:
                connection.terminate()


async def _latency(connection: DeskConnection) -> float:
    started = time.perf_counter()
    await connection.fetchval("SELECT 1")
    return (time.perf_counter() - started) * 1000


async def _schema(
    connection: DeskConnection, schema: str, registry: Registry
) -> tuple[SchemaState, list[str], DeskError | None]:
    """Return how our tables stand, what a migration would do and what it would raise."""
    if await connection.fetchval(_MAY_LOOK, schema) is False:
        return "hidden", [], None
    await connection.execute("SELECT set_config('search_path', $1, true)", quoted(schema))
    try:
        begun, steps = await steps_owed(cast("Connection", connection), registry)
    except DeskError as error:
        return _REFUSED[error.code], [], error
    return ("older" if steps else "current") if begun else "empty", steps, None
