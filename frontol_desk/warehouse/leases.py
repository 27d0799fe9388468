"""Leases: who works on a folder. Rows instead of session locks, so that they hold behind pgbouncer and can be shown."""

from __future__ import annotations

import os
import socket
import sys
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import asyncpg

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.loads import Lease
from frontol_desk.domain.messages import told_time
from frontol_desk.domain.values import SourceFolder
from frontol_desk.warehouse.database import Connection, Database

LEASE_SECONDS = 30.0
_LASTS = timedelta(seconds=LEASE_SECONDS)


@dataclass(frozen=True, slots=True)
class Holder:
    """The running process, as others see it; `owner` is unique to it."""

    owner: str
    host: str
    process_id: int

    @classmethod
    def here(cls) -> Holder:
        """Describe the running process."""
        return cls(uuid4().hex, socket.gethostname(), os.getpid())


async def acquire(database: Database, holder: Holder, folder: SourceFolder) -> Lease:
    """Take the lease of a folder, or raise LOCKED telling who holds it since when.

    An expired lease is taken over, and so is that of a process of this machine that no longer lives.
    """
    async with database.transaction() as connection:
        await connection.execute(
            "INSERT INTO leases (source_folder, owner, host, process_id, since, expires_at, fence)"
            " VALUES ($1, '', '', 0, now(), '-infinity', 0) ON CONFLICT (source_folder) DO NOTHING",
            str(folder),
        )
        held = await connection.fetchrow(
            "SELECT owner, host, process_id, since, expires_at > now() AS valid FROM leases"
            " WHERE source_folder = $1 FOR UPDATE",
            str(folder),
        )
        if held is not None and held["owner"] != holder.owner and held["valid"] and not _is_dead(held, holder):
            raise DeskError(
                ErrorCode.LOCKED,
                folder=str(folder),
                host=held["host"],
                process=held["process_id"],
                since=told_time(held["since"]),
            )
        fence = await connection.fetchval(
            "UPDATE leases SET owner = $2, host = $3, process_id = $4, since = now(), expires_at = now() + $5,"
            " fence = fence + 1 WHERE source_folder = $1 RETURNING fence",
            str(folder),
            holder.owner,
            holder.host,
            holder.process_id,
            _LASTS,
        )
        return Lease(folder, holder.owner, fence)


def _is_dead(held: asyncpg.Record, holder: Holder) -> bool:
    return held["host"] == holder.host and not process_lives(held["process_id"])


async def renew(database: Database, leases: list[Lease]) -> set[SourceFolder]:
    """Prolong leases; returns the folders whose lease is still ours."""
    async with database.transaction() as connection:
        records = await connection.fetch(
            "UPDATE leases l SET expires_at = now() + $1"
            " FROM unnest($2::text[], $3::text[], $4::bigint[]) AS k (folder, owner, fence)"
            " WHERE l.source_folder = k.folder AND l.owner = k.owner AND l.fence = k.fence RETURNING l.source_folder",
            _LASTS,
            [str(lease.folder) for lease in leases],
            [lease.owner for lease in leases],
            [lease.fence for lease in leases],
        )
        return {SourceFolder.parse(record["source_folder"]) for record in records}


async def release(database: Database, lease: Lease) -> None:
    """Give a lease back; the row stays, so that the fence goes on growing."""
    async with database.transaction() as connection:
        await connection.execute(
            "UPDATE leases SET expires_at = now() WHERE source_folder = $1 AND owner = $2 AND fence = $3",
            str(lease.folder),
            lease.owner,
            lease.fence,
        )


async def check_fence(connection: Connection, lease: Lease) -> None:
    """Raise LEASE_LOST unless the lease is still ours; holds it until the transaction ends, so call it last."""
    ours = await connection.fetchval(
        "SELECT true FROM leases WHERE source_folder = $1 AND owner = $2 AND fence = $3 FOR SHARE",
        str(lease.folder),
        lease.owner,
        lease.fence,
    )
    if not ours:
        raise DeskError(ErrorCode.LEASE_LOST, folder=str(lease.folder))


if sys.platform == "win32":

    def process_lives(process_id: int) -> bool:
        """Tell whether a process of this machine runs; ``os.kill`` would end it (Python manual, os.kill)."""
        import ctypes

        query, still_active = 0x1000, 259
        kernel = ctypes.windll.kernel32
        handle = kernel.OpenProcess(query, False, process_id)
        if not handle:
            return False
        try:
            code = ctypes.c_ulong()
            return bool(kernel.GetExitCodeProcess(handle, ctypes.byref(code))) and code.value == still_active
        finally:
            kernel.CloseHandle(handle)

else:

    def process_lives(process_id: int) -> bool:
        """Tell whether a process of this machine runs."""
        try:
            os.kill(process_id, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return True
