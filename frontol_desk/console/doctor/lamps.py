"""The quick looks behind the lamps of the window: is the exchange there, the database, room on the disk; how quick."""

from __future__ import annotations

import asyncio
from pathlib import Path

from frontol_desk.console.database_port import database_address
from frontol_desk.console.doctor.findings import fine, guarded, wrong
from frontol_desk.console.doctor.line import PATIENCE, impatient, late, latency_of
from frontol_desk.console.surroundings import LITTLE_ROOM, free_bytes
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.overview import Probe, ProbeStatus
from frontol_desk.settings.model import DatabaseSettings, Settings
from frontol_desk.settings.problems import setting_problem
from frontol_desk.warehouse.probing import look_at


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
    silent = DeskError(ErrorCode.DB_TIMEOUT, host=settings.host)
    return await guarded("database", _ask(settings), seconds=PATIENCE * 2, late=silent)


async def _ask(settings: DatabaseSettings) -> Probe:
    if settings.dsn is None:
        raise setting_problem("database.host", "missing").error
    version, milliseconds = await look_at(database_address(settings), min(PATIENCE, settings.command_timeout))
    return Probe(name="database", status=ProbeStatus.OK, latency_ms=milliseconds, version=version)


async def check_ftp(settings: Settings) -> Probe:
    """Look into the folders of requests and answers, by FTP or in the exchange folder; the last look is timed."""
    return await guarded("ftp", _look_into(settings), seconds=PATIENCE, late=late(settings))


async def _look_into(settings: Settings) -> Probe:
    transport = impatient(settings, PATIENCE)
    try:
        return fine("ftp", "", await latency_of(transport, settings))
    finally:
        await transport.aclose()


def check_disk(path: Path, needed_megabytes: int = 200) -> Probe:
    """Look how much room is left at a path, which need not be there yet; with less than `needed` no load begins."""
    try:
        free = free_bytes(path)
    except DeskError as error:
        return wrong("disk", error)
    if free >= LITTLE_ROOM:
        return Probe(name="disk", status=ProbeStatus.OK, free_bytes=free)
    low = DeskError(ErrorCode.DISK_LOW, path=str(path), megabytes=free >> 20)
    status = ProbeStatus.ERROR if free < needed_megabytes << 20 else ProbeStatus.WARNING
    return Probe(name="disk", status=status, free_bytes=free, error=low)
