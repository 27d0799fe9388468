"""Loads a file in one transaction, or not at all: its rows, its place in the journal, what is complete by it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.loads import LoadOutcome, LoadRequest
from frontol_desk.domain.report import FileStatus
from frontol_desk.domain.values import storable
from frontol_desk.format.encoding import Scan, scan_export
from frontol_desk.format.personal import PersonalHasher
from frontol_desk.format.problems import problem_of, warnings_of
from frontol_desk.format.reader import ExportReader
from frontol_desk.format.registry import Registry
from frontol_desk.warehouse import checkpoints, journal, leases
from frontol_desk.warehouse.database import Connection, Database
from frontol_desk.warehouse.hashing import Hashing
from frontol_desk.warehouse.loading import FileLoad, Progress

_PROBLEMS_TOLD = 1000
"""So many unreadable lines of a file are described one by one; the others are counted and kept all the same."""


async def load_file(
    database: Database, registry: Registry, request: LoadRequest, progress: Progress, personal: PersonalHasher | None
) -> LoadOutcome:
    """Load a file, with `personal` its personal data hashed. `progress` gets bytes and lines done.

    Raises FILE_UNREADABLE, LEASE_LOST, RETRY_OUTDATED, and what the database raises.
    """
    started = time.perf_counter()
    key = personal.fingerprint if personal else None
    scan = await asyncio.to_thread(_scan, request.original, request.encoding)
    scanned = time.perf_counter()
    async with database.transaction() as connection:
        earlier = await journal.earlier_load(connection, request, scan, key)
        if earlier is not None:
            outcome, dialect = earlier
            await journal.record_load(connection, request, outcome, scan, dialect, [scan.header], key)
            outcome.warnings = await checkpoints.move(connection, request, outcome, [scan.header], {})
        else:
            outcome = await _load_lines(connection, registry, request, scan, progress, personal)
        if request.kept is not None:
            await request.kept
        await leases.check_fence(connection, request.lease)
    outcome.parse_seconds = scanned - started
    outcome.load_seconds = time.perf_counter() - scanned
    return outcome


async def _load_lines(
    connection: Connection,
    registry: Registry,
    request: LoadRequest,
    scan: Scan,
    progress: Progress,
    personal: PersonalHasher | None,
) -> LoadOutcome:
    file_id = await journal.next_file_id(connection)
    hashing = Hashing(personal, registry) if personal else None
    load = FileLoad(connection, request.lease.folder, file_id, request.asked, hashing)
    with _opened(request.original) as stream:
        lineage = (str(request.lease.folder).encode(), b"%d" % file_id)
        reader = ExportReader(stream, registry, scan.encoding, lineage=lineage, personal=personal)
        await load.run(reader, progress, trust_dates_found=request.trust_dates_found and request.asked is None)
    counts = load.counts
    outcome = LoadOutcome(
        file_id=file_id,
        status=_status(counts.loaded, counts.removed, counts.quarantined, counts.unchanged),
        read=counts.read,
        loaded=counts.loaded,
        unchanged=counts.unchanged,
        removed=counts.removed,
        quarantined=counts.quarantined,
        by_table=dict(counts.by_table),
        dates=load.dates,
        problems=[problem_of(line) for line in load.quarantined[:_PROBLEMS_TOLD]],
        warnings=warnings_of(reader),
    )
    dialect = reader.dialect.pinned(registry.usual_lengths())
    headers = [(header.flag, header.database_id, header.report_number) for header in reader.headers]
    key = personal.fingerprint if personal else None
    await journal.record_load(connection, request, outcome, scan, dialect.as_dict(), headers, key)
    outcome.warnings += await checkpoints.move(connection, request, outcome, headers, load.spans)
    return outcome


def _scan(path: Path, encoding: str | None) -> Scan:
    with _opened(path) as stream:
        return scan_export(stream, encoding)


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """Open an original; its failures are its own, not the database's."""
    try:
        with path.open("rb") as stream:
            yield stream
    except OSError as error:
        if isinstance(error, ConnectionError | TimeoutError):
            raise
        raise DeskError(
            ErrorCode.FILE_UNREADABLE, file=storable(path.name), detail=error.strerror or str(error)
        ) from error


def _status(loaded: int, removed: int, quarantined: int, unchanged: int) -> FileStatus:
    if quarantined:
        return FileStatus.PARTIAL
    return FileStatus.UNCHANGED if unchanged and not loaded and not removed else FileStatus.LOADED
