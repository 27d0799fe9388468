"""A line to the exchange of our own: a look must neither wait for the loads' connections nor break them."""

from __future__ import annotations

import time

from frontol_desk.console.exchange_port import exchange_transport
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.exchange.transport import Transport
from frontol_desk.settings.model import Settings
from frontol_desk.settings.problems import setting_problem

PATIENCE = 5.0
"""Seconds a neighbour has to answer; the settings may say less."""
_LIMITS = ("connect_timeout", "socket_timeout", "operation_timeout")


def impatient(settings: Settings, patience: float = PATIENCE, *, connections: int | None = None) -> Transport:
    """Return a transport whose every operation has so many seconds; raises CONFIG_SETTING when there is no server."""
    ftp = settings.ftp
    if settings.exchange.transport == "ftp" and not ftp.host:
        raise setting_problem("ftp.host", "missing").error
    changes: dict[str, object] = {name: min(patience, getattr(ftp, name)) for name in _LIMITS}
    if connections is not None:
        changes["pool_size"] = min(connections, ftp.pool_size)
    return exchange_transport(settings.model_copy(update={"ftp": ftp.model_copy(update=changes)}))


def late(settings: Settings) -> DeskError:
    """Return that the exchange did not answer in time."""
    if settings.exchange.transport == "folder":
        return DeskError(ErrorCode.FTP_TIMEOUT, reason="folder", root=str(settings.exchange.root))
    return DeskError(ErrorCode.FTP_TIMEOUT, host=settings.ftp.host, port=settings.ftp.port)


async def latency_of(transport: Transport, settings: Settings) -> float:
    """Look into the folders of requests and answers; returns the milliseconds of the second look."""
    await transport.list(root(settings.ftp.request_dir))
    started = time.perf_counter()
    await transport.list(root(settings.ftp.response_dir))
    return (time.perf_counter() - started) * 1000


def root(folder: str) -> str:
    """Return a folder of the settings as servers take it."""
    return folder.rstrip("/") or "/"
