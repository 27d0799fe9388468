"""Every way an FTP operation fails, as a `DeskError` that names server and path and never the password."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from aioftp.errors import StatusCodeError

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.exchange.ftp_data import NoDataConnectionError
from frontol_desk.exchange.ftp_tls import TlsRefusedError

FTP_FAILURES = (StatusCodeError, OSError, TimeoutError, EOFError, ValueError, IndexError, AttributeError)
"""What aioftp raises: `AttributeError` on writing to a closed TLS channel, `IndexError` on replies it cannot read."""

_CROWDED = ("too many", "maximum", "limit", "try again later", "connections")
_REFUSED = ("denied", "privileg", "permission", "not allowed", "read-only", "read only", "отказано", "запрещ")
_IN_USE = ("another process", "in use", "sharing violation", "занят", "другим процессом")
_ENCRYPTED = ("tls", "ssl", "encrypt", "cleartext", "use auth", "шифр")
_REFUSALS = (ErrorCode.FTP_DENIED, ErrorCode.FTP_MISSING)
_UNKNOWN_COMMAND = ("500", "502", "504")


def reply_code(error: StatusCodeError) -> str:
    """Return the three digits the server sent."""
    return str(error.received_codes[-1])


def reply_text(error: StatusCodeError) -> str:
    """Return what the server said besides its code, in one line."""
    lines = [error.info] if isinstance(error.info, str) else error.info
    return " ".join(line.strip(" -") for line in lines).strip()[:200]


def is_unknown_command(error: StatusCodeError) -> bool:
    """Tell whether the server does not know the command at all."""
    return reply_code(error) in _UNKNOWN_COMMAND


def wants_tls(error: StatusCodeError) -> bool:
    """Tell whether the server lets nobody sign in without encryption."""
    said = reply_text(error).casefold()
    return any(word in said for word in _ENCRYPTED)


def is_clean_refusal(error: BaseException) -> bool:
    """Tell whether the connection is as good as before: one plain refusal to one command, not a farewell (421)."""
    return (
        isinstance(error, StatusCodeError)
        and len(error.received_codes) == 1
        and (reply_code(error)[:1] in "45" and reply_code(error) != "421")
    )


def _of_reply(code: str, text: str) -> tuple[ErrorCode, str | None]:
    said = text.casefold()
    if code in ("421", "530", "430", "331"):
        if any(word in said for word in _CROWDED):
            return ErrorCode.FTP_BUSY, None
        return (ErrorCode.FTP_CONNECTION, "closed") if code == "421" else (ErrorCode.FTP_LOGIN, None)
    if code in ("425", "426", "522"):
        return ErrorCode.FTP_CONNECTION, "data"
    if code in ("450", "451", "501", "550", "553", "532", "552", "452"):
        if any(word in said for word in _IN_USE):
            return ErrorCode.FTP_BUSY, "in_use"
        if code not in ("450", "501", "550") or any(word in said for word in _REFUSED):
            return ErrorCode.FTP_DENIED, None
        return ErrorCode.FTP_MISSING, None
    return ErrorCode.FTP_PROTOCOL, None


def _of_failure(error: BaseException) -> tuple[ErrorCode, str | None]:
    if isinstance(error, StatusCodeError):
        return _of_reply(reply_code(error), reply_text(error))
    if isinstance(error, TlsRefusedError):
        return ErrorCode.FTP_TLS, error.reason
    if isinstance(error, NoDataConnectionError):
        return ErrorCode.FTP_CONNECTION, "data"
    if isinstance(error, TimeoutError):
        return ErrorCode.FTP_TIMEOUT, None
    if isinstance(error, socket.gaierror):
        return ErrorCode.FTP_CONNECTION, "unknown_host"
    if isinstance(error, ConnectionRefusedError):
        return ErrorCode.FTP_CONNECTION, "refused"
    if isinstance(error, UnicodeError):
        return ErrorCode.FTP_PROTOCOL, "name"
    if isinstance(error, OSError | asyncio.IncompleteReadError | AttributeError):
        return ErrorCode.FTP_CONNECTION, "closed"
    return ErrorCode.FTP_PROTOCOL, None


@contextmanager
def refused_at(step: str, *, host: str, port: int, path: str) -> Iterator[None]:
    """Raise the refusal of one step with a file that is known to be there as FTP_DENIED, the step its reason.

    Servers say so in ways that read as if the file were missing (``550 Rename failed.``).
    """
    try:
        yield
    except StatusCodeError as error:
        if not is_clean_refusal(error) or is_unknown_command(error) or _of_failure(error)[0] not in _REFUSALS:
            raise
        raise DeskError(
            ErrorCode.FTP_DENIED, reason=step, host=host, port=port, path=path, detail=reply_text(error)
        ) from error


@contextmanager
def translated(*, host: str, port: int, path: str | None = None, secret: str = "") -> Iterator[None]:
    """Raise every failure of aioftp and the network as the `DeskError` it means; `secret` is cut out of its text."""
    try:
        yield
    except FTP_FAILURES as error:
        code, reason = _of_failure(error)
        text = reply_text(error) if isinstance(error, StatusCodeError) else str(error)[:200]
        detail = text.replace(secret, "***") if secret else text
        raise DeskError(code, reason=reason, host=host, port=port, path=path, detail=detail) from error
