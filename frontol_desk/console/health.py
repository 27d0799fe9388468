"""Looks at the neighbours: is the exchange server there, the database, room on the disk, and how quick are they."""

from __future__ import annotations

import asyncio
import shutil
import time
from pathlib import Path, PurePosixPath

from frontol_desk.console.database_port import database_address
from frontol_desk.console.exchange_port import ftp_transport
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.overview import Probe, ProbeStatus
from frontol_desk.domain.values import SourceFolder
from frontol_desk.exchange.ftp import FtpTransport
from frontol_desk.settings.model import DatabaseSettings, FtpSettings, Settings
from frontol_desk.settings.problems import setting_problem
from frontol_desk.warehouse.probing import look_at

PATIENCE = 5.0
"""Seconds a neighbour has to answer; the settings may say less."""
_DISCOVERY_SECONDS = 60.0
_LITTLE_ROOM, _NO_ROOM = 2 << 30, 200 << 20
_PASSING = {ErrorCode.FTP_BUSY}
"""What says that the server lives, only not for us at the moment."""


async def check_all(settings: Settings) -> tuple[Probe, ...]:
    """Look at exchange server, database and disk at once."""
    return tuple(
        await asyncio.gather(
            check_ftp(settings),
            check_database(settings.database),
            asyncio.to_thread(check_disk, settings.home),
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
    """Sign in at the exchange server and look into the folders of requests and answers; the last look is timed."""
    try:
        milliseconds = await _look_into(settings.ftp)
    except DeskError as error:
        return _failed("ftp", error)
    except Exception as error:  # noqa: BLE001 - a probe never raises: whatever it is, it is the answer
        return _failed("ftp", DeskError(ErrorCode.INTERNAL, cause=type(error).__name__))
    return Probe(name="ftp", status=ProbeStatus.OK, latency_ms=milliseconds)


async def _look_into(settings: FtpSettings) -> float:
    transport = _impatient(settings)
    try:
        async with asyncio.timeout(PATIENCE):
            started = time.perf_counter()
            for folder in (settings.request_dir, settings.response_dir):
                started = time.perf_counter()
                await transport.list(_path(folder))
    except TimeoutError:
        raise DeskError(ErrorCode.FTP_TIMEOUT, host=settings.host, port=settings.port) from None
    finally:
        await transport.aclose()
    return (time.perf_counter() - started) * 1000


def check_disk(path: Path) -> Probe:
    """Look how much room is left where our files lie; `path` need not be there yet."""
    place = next((parent for parent in (path, *path.parents) if parent.exists()), path)
    try:
        free = shutil.disk_usage(place).free
    except OSError as error:
        detail = error.strerror or type(error).__name__
        return _failed("disk", DeskError(ErrorCode.ARCHIVE_FAILED, path=str(place), detail=detail))
    if free >= _LITTLE_ROOM:
        return Probe(name="disk", status=ProbeStatus.OK, free_bytes=free)
    low = DeskError(ErrorCode.DISK_LOW, path=str(place), megabytes=free >> 20)
    return Probe(
        name="disk",
        status=ProbeStatus.ERROR if free < _NO_ROOM else ProbeStatus.WARNING,
        free_bytes=free,
        error=low,
    )


async def discover_folders(settings: Settings) -> tuple[SourceFolder, ...]:
    """Return the exchange folders that lie on the server, RESPONSE_DIR/KASSA/FOLDER; raises as the server fails.

    Folders whose names no kassa can have are passed over.
    """
    transport, root = _impatient(settings.ftp), _path(settings.ftp.response_dir)
    try:
        async with asyncio.timeout(_DISCOVERY_SECONDS):
            kassas = await transport.folders(root)
            inner = await asyncio.gather(*(transport.folders(str(PurePosixPath(root, kassa))) for kassa in kassas))
    except TimeoutError:
        raise DeskError(ErrorCode.FTP_TIMEOUT, host=settings.ftp.host, port=settings.ftp.port) from None
    finally:
        await transport.aclose()
    found = [_folder(kassa, name) for kassa, names in zip(kassas, inner, strict=True) for name in names]
    return tuple(sorted(folder for folder in found if folder is not None))


def _folder(kassa: str, name: str) -> SourceFolder | None:
    try:
        return SourceFolder(kassa, name)
    except DeskError:
        return None


def _impatient(settings: FtpSettings) -> FtpTransport:
    """Return a transport of our own: a probe must neither wait for the loads' connections nor break them."""
    if not settings.host:
        raise setting_problem("ftp.host", "missing").error
    limits = ("connect_timeout", "socket_timeout", "operation_timeout")
    return ftp_transport(settings.model_copy(update={name: min(PATIENCE, getattr(settings, name)) for name in limits}))


def _path(folder: str) -> str:
    return folder.rstrip("/") or "/"


def _failed(name: str, error: DeskError) -> Probe:
    status = ProbeStatus.WARNING if error.code in _PASSING else ProbeStatus.ERROR
    return Probe(name=name, status=status, error=error)
