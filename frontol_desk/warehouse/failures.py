"""PostgreSQL's and the network's failures, translated into ours: which one it is decides what people are told."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.personal import mask_personal

_LOGIN = (
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidPasswordError,
    asyncpg.InvalidCatalogNameError,
)
_ONLY_ENCRYPTED = re.compile(r"no encryption|без шифрования|SSL off|SSL выкл", re.IGNORECASE)
"""How PostgreSQL says that an access rule (pg_hba.conf) would let us in over TLS only."""
_POOLER_LOGIN = re.compile(r"authentication failed|no such user|login rejected")
_POOLER_DATABASE = re.compile(r'database "?.+ does not exist|no such database')
"""How pgbouncer, whose only error code says nothing, turns an account away."""
_ONLY_OWNER = re.compile(r"must be owner|быть владельцем", re.IGNORECASE)
_WRONG_HOST = (62, 64)
_WRONG_TIME = (9, 10)
"""OpenSSL's X509_V_ERR_...: names and addresses that do not fit; not yet valid, expired."""
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
    except (*_LOGIN, asyncpg.ProtocolViolationError) as error:
        raise _login_error(error, where) from error
    except asyncpg.ReadOnlySQLTransactionError as error:
        raise DeskError(ErrorCode.DB_READ_ONLY, host=where, cause=_first_line(error)) from error
    except ssl.SSLCertVerificationError as error:
        raise _tls_error(_reason_of(error), where, error.verify_message) from error
    except (TimeoutError, asyncpg.QueryCanceledError) as error:
        raise DeskError(ErrorCode.DB_TIMEOUT, host=where) from error
    except _RETRY as error:
        raise DeskError(ErrorCode.DB_DEADLOCK, host=where) from error
    except _RIGHTS as error:
        reason = "owner" if _ONLY_OWNER.search(str(error)) else None
        raise DeskError(ErrorCode.DB_RIGHTS, reason=reason, host=where, cause=_first_line(error)) from error
    except _FULL as error:
        raise DeskError(ErrorCode.DB_FULL, host=where, cause=_first_line(error)) from error
    except _GONE as error:
        reason = "full" if isinstance(error, asyncpg.TooManyConnectionsError) else None
        raise DeskError(ErrorCode.DB_CONNECTION, reason=reason, host=where, cause=_first_line(error)) from error
    except asyncpg.PostgresError as error:
        raise DeskError(ErrorCode.DB_ERROR, host=where, cause=_first_line(error), sqlstate=error.sqlstate) from error


@contextmanager
def connection_failures(where: str) -> Iterator[None]:
    """Translate failures while connecting: here a time-out means that the server cannot be reached.

    And what goes wrong with the encryption has not just been cut off: it cannot be had.
    """
    try:
        with database_failures(where):
            try:
                yield
            except (ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError, ssl.SSLCertVerificationError):
                raise
            except ssl.SSLError as error:
                raise _tls_error(None, where, _first_line(error)) from error
    except DeskError as error:
        if error.code is not ErrorCode.DB_TIMEOUT:
            raise
        raise DeskError(ErrorCode.DB_CONNECTION, host=where, cause="no answer in time") from error


def _login_error(error: asyncpg.PostgresError, where: str) -> DeskError:
    pooler, text, reason = isinstance(error, asyncpg.ProtocolViolationError), str(error), None
    if isinstance(error, asyncpg.InvalidCatalogNameError) or (pooler and _POOLER_DATABASE.search(text)):
        reason = "database"
    elif isinstance(error, asyncpg.InvalidPasswordError) or (pooler and _POOLER_LOGIN.search(text)):
        reason = "password"
    elif pooler:
        return DeskError(ErrorCode.DB_CONNECTION, host=where, cause=_first_line(error))
    elif _ONLY_ENCRYPTED.search(text):
        return _tls_error("required", where)
    return DeskError(ErrorCode.DB_LOGIN, reason=reason, host=where, cause=type(error).__name__)


def _tls_error(reason: str | None, where: str, detail: str = "") -> DeskError:
    return DeskError(ErrorCode.DB_TLS, reason=reason, host=where, detail=detail)


def _reason_of(error: ssl.SSLCertVerificationError) -> str:
    if error.verify_code in _WRONG_HOST:
        return "host"
    return "expired" if error.verify_code in _WRONG_TIME else "certificate"


def _first_line(error: BaseException) -> str:
    """Return PostgreSQL's primary message only: its detail quotes row values, which may be personal."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    line = str(error.args[0] if error.args else error).splitlines()[0] if str(error) else type(error).__name__
    return mask_personal(line)[:300]
