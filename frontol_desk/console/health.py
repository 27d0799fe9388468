"""Looks at the neighbours: is the exchange server there, the database, room on the disk, and how quick are they."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path, PurePosixPath

from frontol_desk.console.database_port import database_address
from frontol_desk.console.exchange_port import exchange_transport
from frontol_desk.console.surroundings import LITTLE_ROOM, free_bytes
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.overview import Probe, ProbeStatus
from frontol_desk.domain.values import SourceFolder
from frontol_desk.exchange.transport import Transport
from frontol_desk.settings.model import DatabaseSettings, Settings
from frontol_desk.settings.problems import setting_problem
from frontol_desk.warehouse.probing import look_at

PATIENCE = 5.0
"""Seconds a neighbour has to answer; the settings may say less."""
_DISCOVERY_SECONDS = 60.0
_PASSING = {ErrorCode.FTP_BUSY}
"""What says that the server lives, only not for us at the moment."""


async def check_all(settings: Settings) -> tuple[Probe, ...]:
    """Look at exchange server, database and disk at once."""
    return tuple(
        await asyncio.gather(
            check_ftp(settings),
            check_database(settings.database),
            asyncio.to_thread(check_disk, settings.home, settings.archive.free_megabytes),
        )
    )


async def check_database(settings: DatabaseSettings) -> Probe:
    """Connect to the database and time a statement."""
    if settings.dsn is None:
        return _failed("database", setting_problem("database.host", "missing").error)
    try:
        version, milliseconds = await look_at(database_address(settings), min(PATIENCE, settings.command_timeout))
    except DeskError as error:
        return _failed("database", error)
    except Exception as error:  # noqa: BLE001 - a probe never raises: whatever it is, it is the answer
        return _failed("database", DeskError(ErrorCode.INTERNAL, cause=type(error).__name__))
    return Probe(name="database", status=ProbeStatus.OK, latency_ms=milliseconds, version=version)


async def check_ftp(settings: Settings) -> Probe:
    """Look into the folders of requests and answers, by FTP or in the exchange folder; the last look is timed."""
    try:
        milliseconds = await _look_into(settings)
    except DeskError as error:
        return _failed("ftp", error)
    except Exception as error:  # noqa: BLE001 - a probe never raises: whatever it is, it is the answer
        return _failed("ftp", DeskError(ErrorCode.INTERNAL, cause=type(error).__name__))
    return Probe(name="ftp", status=ProbeStatus.OK, latency_ms=milliseconds)


async def _look_into(settings: Settings) -> float:
    transport = _impatient(settings)
    try:
        async with asyncio.timeout(PATIENCE):
            started = time.perf_counter()
            for folder in (settings.ftp.request_dir, settings.ftp.response_dir):
                started = time.perf_counter()
                await transport.list(_path(folder))
    except TimeoutError:
        raise _late(settings) from None
    finally:
        await transport.aclose()
    return (time.perf_counter() - started) * 1000


def check_disk(path: Path, needed_megabytes: int = 200) -> Probe:
    """Look how much room is left at a path, which need not be there yet; with less than `needed` no load begins."""
    try:
        free = free_bytes(path)
    except DeskError as error:
        return _failed("disk", error)
    if free >= LITTLE_ROOM:
        return Probe(name="disk", status=ProbeStatus.OK, free_bytes=free)
    low = DeskError(ErrorCode.DISK_LOW, path=str(path), megabytes=free >> 20)
    status = ProbeStatus.ERROR if free < needed_megabytes << 20 else ProbeStatus.WARNING
    return Probe(name="disk", status=status, free_bytes=free, error=low)


async def discover_folders(settings: Settings) -> tuple[SourceFolder, ...]:
    """Return the exchange folders that lie on the server, RESPONSE_DIR/KASSA/FOLDER; raises as the server fails.

    Folders whose names no kassa can have are passed over.
    """
    transport, root = _impatient(settings), _path(settings.ftp.response_dir)
    try:
        async with asyncio.timeout(_DISCOVERY_SECONDS):
            kassas = await transport.folders(root)
            inner = await asyncio.gather(*(transport.folders(str(PurePosixPath(root, kassa))) for kassa in kassas))
    except TimeoutError:
        raise _late(settings) from None
    finally:
        await transport.aclose()
    found = [_folder(kassa, name) for kassa, names in zip(kassas, inner, strict=True) for name in names]
    return tuple(sorted(folder for folder in found if folder is not None))


def _folder(kassa: str, name: str) -> SourceFolder | None:
    try:
        return SourceFolder(kassa, name)
    except DeskError:
        return None


def _impatient(settings: Settings) -> Transport:
    """Return a transport of our own: a probe must neither wait for the loads' connections nor break them."""
    ftp = settings.ftp
    if settings.exchange.transport == "ftp" and not ftp.host:
        raise setting_problem("ftp.host", "missing").error
    limits = ("connect_timeout", "socket_timeout", "operation_timeout")
    hasty = ftp.model_copy(update={name: min(PATIENCE, getattr(ftp, name)) for name in limits})
    return exchange_transport(settings.model_copy(update={"ftp": hasty}))


def _late(settings: Settings) -> DeskError:
    if settings.exchange.transport == "folder":
        return DeskError(ErrorCode.FTP_TIMEOUT, reason="folder", root=str(settings.exchange.root))
    return DeskError(ErrorCode.FTP_TIMEOUT, host=settings.ftp.host, port=settings.ftp.port)


def _path(folder: str) -> str:
    return folder.rstrip("/") or "/"


def _failed(name: str, error: DeskError) -> Probe:
    status = ProbeStatus.WARNING if error.code in _PASSING else ProbeStatus.ERROR
    return Probe(name=name, status=status, error=error)
