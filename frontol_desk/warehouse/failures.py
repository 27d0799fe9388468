"""PostgreSQL's and the network's failures, translated into ours: which one it is decides what people are told."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from frontol_desk.domain.errors import DeskError, ErrorCode

_LOGIN = (
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidPasswordError,
    asyncpg.InvalidCatalogNameError,
)
_GONE = (
    OSError,
    ssl.SSLError,
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
"""The last: what the driver says between the server's farewell and the end of the line."""
LINE_FAILURES = (TimeoutError, *_GONE)
"""After these nobody knows how far the server has come."""
_RETRY = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)
_RIGHTS = (asyncpg.InsufficientPrivilegeError, asyncpg.InvalidSchemaNameError)
"""The second: without the right to use a schema it cannot be chosen."""
_FULL = (asyncpg.DiskFullError, asyncpg.OutOfMemoryError)


@contextmanager
def database_failures(where: str) -> Iterator[None]:
    """Raise what happens inside as `DeskError`; `where` is host and port, never credentials."""
    try:
        yield
    except DeskError:
        raise
    except _LOGIN as error:
        raise DeskError(ErrorCode.DB_LOGIN, host=where, cause=type(error).__name__) from error
    except (TimeoutError, asyncpg.QueryCanceledError) as error:
        raise DeskError(ErrorCode.DB_TIMEOUT, host=where) from error
    except _RETRY as error:
        raise DeskError(ErrorCode.DB_DEADLOCK, host=where) from error
    except _RIGHTS as error:
        raise DeskError(ErrorCode.DB_RIGHTS, host=where, cause=_first_line(error)) from error
    except _FULL as error:
        raise DeskError(ErrorCode.DB_FULL, host=where, cause=_first_line(error)) from error
    except _GONE as error:
        raise DeskError(ErrorCode.DB_CONNECTION, host=where, cause=_first_line(error)) from error
    except asyncpg.PostgresError as error:
        raise DeskError(ErrorCode.DB_ERROR, host=where, cause=_first_line(error), sqlstate=error.sqlstate) from error


@contextmanager
def connection_failures(where: str) -> Iterator[None]:
    """Translate failures while connecting: here a time-out means that the server cannot be reached."""
    try:
        with database_failures(where):
            yield
    except DeskError as error:
        if error.code is not ErrorCode.DB_TIMEOUT:
            raise
        raise DeskError(ErrorCode.DB_CONNECTION, host=where, cause="no answer in time") from error


def _first_line(error: BaseException) -> str:
    """Return PostgreSQL's primary message only: its detail quotes row values, which may be personal."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error.args[0] if error.args else error).splitlines()[0][:300] if str(error) else type(error).__name__
