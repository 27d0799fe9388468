"""How a connection to PostgreSQL is made: encrypted as its address says, and fit to be shared by a pooler (pgbouncer).

What is trusted is said by the settings alone: the CA files that PostgreSQL's own programs look for in
``~/.postgresql`` are not, so that the same settings mean the same for every account.
"""

from __future__ import annotations

import asyncio
import json
import ssl
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, parse_qsl, quote, unquote, urlencode, urlsplit

import asyncpg

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.warehouse.declared import quoted

if TYPE_CHECKING:
    from asyncpg.cursor import Cursor

    AnyConnection = asyncpg.Connection[asyncpg.Record] | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]
_NO_TLS = "rejected SSL upgrade"
"""How the driver says that the other side does not encrypt."""
_ONE_SERVER = "SELECT 1"
"""What PostgreSQL answers when the process that greeted us is the one that works for us."""


class DeskConnection(asyncpg.Connection[asyncpg.Record] if TYPE_CHECKING else asyncpg.Connection):  # type: ignore[misc]
    """A connection whose COPY ends in time: the driver's own time-out does not end one whose line takes no more."""

    pooled = False
    """Whether a pooler is between us and the server, so that each transaction may meet another server process."""

    @property
    def encrypted(self) -> bool:
        """Whether the line to the other side, server or pooler, is encrypted."""
        return bool(self._protocol.is_ssl)

    async def copy_to_table(self, table_name: str, **options: Any) -> str:
        """See asyncpg."""
        async with asyncio.timeout(self._config.command_timeout):
            done: str = await super().copy_to_table(table_name, **options)
            return done


class PooledConnection(DeskConnection):
    """A connection to a pooler: between transactions there is no session of ours that could be reset."""

    pooled = True

    def get_reset_query(self) -> str:
        """Return nothing to be done."""
        return ""


async def connect(dsn: str, **options: Any) -> DeskConnection:
    """Connect, JSON being read as what it says; behind a pooler as one has to there: no statement stays prepared.

    `options` as of asyncpg.connect. Raises what asyncpg raises, DB_TLS for a file of authorities that is none,
    DB_RIGHTS without the right to connect, and CONFIG_SETTING for a DSN that is none.
    """
    address, encryption = await asyncio.to_thread(tls_of, dsn)
    options = {**options, "dsn": address, "ssl": encryption}
    try:
        connection: DeskConnection = await asyncpg.connect(**options, connection_class=DeskConnection)
    except ssl.SSLCertVerificationError:  # a ValueError, too
        raise
    except ConnectionError as error:
        if not isinstance(encryption, ssl.SSLContext) or _NO_TLS not in str(error):
            raise
        raise DeskError(ErrorCode.DB_TLS, reason="not_offered", host=place_of(dsn)) from error
    except asyncpg.InsufficientPrivilegeError as error:
        raise _no_right_to_connect(dsn, error) from error
    except ValueError:
        raise DeskError(ErrorCode.CONFIG_SETTING, reason="dsn", setting="database.dsn") from None
    try:
        pooled = await _is_pooled(connection, options.get("timeout"))
    except BaseException:
        connection.terminate()
        raise
    if pooled:
        connection.terminate()
        connection = await asyncpg.connect(
            **options | {"statement_cache_size": 0, "connection_class": PooledConnection}
        )
    await connection.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")
    return connection


async def _is_pooled(connection: DeskConnection, seconds: float | None) -> bool:
    """Ask without preparing a statement: poolers greet with a process number of their own making."""
    query = f"SELECT 1 WHERE pg_backend_pid() = {connection.get_server_pid()}"
    answer: str = await connection.execute(query, timeout=seconds)
    return answer != _ONE_SERVER


async def open_cursor(connection: AnyConnection, query: str, *values: object) -> Cursor:
    """Open a cursor inside a transaction; no statement with a name is left behind in a server process of a pooler."""
    statement = await connection.prepare(query, name="")
    return await statement.cursor(*values)


def _no_right_to_connect(dsn: str, error: asyncpg.PostgresError) -> DeskError:
    parts = urlsplit(dsn)
    role, name = unquote(parts.username or "?"), unquote(parts.path[1:])
    grant = f"GRANT CONNECT ON DATABASE {quoted(name)} TO {quoted(role)};"
    where, cause = place_of(dsn), str(error.args[0])
    return DeskError(ErrorCode.DB_RIGHTS, reason="grant", host=where, role=role, cause=cause, grant=grant)


def place_of(dsn: str) -> str:
    """Return host, port and database of a DSN for messages; no credentials."""
    parts = urlsplit(dsn)
    try:
        port = parts.port or 5432
    except ValueError:
        port = 0
    host = parts.hostname or parse_qs(parts.query).get("host", ["localhost"])[0]
    return f"{host}:{port}{unquote(parts.path)}"


def tls_of(dsn: str) -> tuple[str, ssl.SSLContext | str | bool]:
    """Return a DSN without ``sslmode`` and ``sslrootcert``, and what these say in the form that asyncpg takes.

    ``allow`` and ``prefer`` encrypt if it can be had, ``require`` always; as with PostgreSQL's own programs it checks
    the certificate once authorities are named. ``verify-ca`` and ``verify-full`` always check it, against the system's
    authorities when none are named. Reads files; raises DB_TLS (``ca``) for one that is none.
    """
    address, _, text = dsn.partition("?")
    query = dict(parse_qsl(text, keep_blank_values=True))
    mode, authorities = query.pop("sslmode", "prefer"), query.pop("sslrootcert", None)
    if query:
        address += "?" + urlencode(query, quote_via=quote, safe="/")
    if mode in {"disable", "allow", "prefer"}:
        return address, mode != "disable" and mode
    return address, _context(mode, authorities)


def _context(mode: str, authorities: str | None) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=authorities)
    except (OSError, ValueError) as error:
        detail = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise DeskError(ErrorCode.DB_TLS, reason="ca", path=str(authorities), detail=detail[:200]) from error
    context.check_hostname = mode == "verify-full"
    if mode == "require" and not authorities:
        context.verify_mode = ssl.CERT_NONE
    return context
