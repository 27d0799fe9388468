"""Leases: who works on a folder. Rows instead of session locks, so that they hold behind pgbouncer and can be shown."""

from __future__ import annotations

from datetime import timedelta

import asyncpg

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.loads import Lease
from frontol_desk.domain.messages import told_time
from frontol_desk.domain.overview import HeldFolder
from frontol_desk.domain.values import SourceFolder
from frontol_desk.warehouse.database import Connection, Database
from frontol_desk.warehouse.processes import Holder

LEASE_SECONDS = 30.0
_LASTS = timedelta(seconds=LEASE_SECONDS)


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
            "SELECT owner, host, process_id, process_birth, since, expires_at > now() AS valid FROM leases"
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
            "UPDATE leases SET owner = $2, host = $3, process_id = $4, process_birth = $5, since = now(),"
            " expires_at = now() + $6, fence = fence + 1 WHERE source_folder = $1 RETURNING fence",
            str(folder),
            holder.owner,
            holder.host,
            holder.process_id,
            holder.birth,
            _LASTS,
        )
        return Lease(folder, holder.owner, fence)


def _is_dead(held: asyncpg.Record, holder: Holder) -> bool:
    return holder.sees_dead(held["host"], held["process_id"], held["process_birth"])


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


async def held_folders(connection: Connection) -> tuple[HeldFolder, ...]:
    """Return the folders that somebody works on at this moment."""
    records = await connection.fetch(
        "SELECT source_folder, host, process_id, since FROM leases WHERE expires_at > now() ORDER BY source_folder"
    )
    return tuple(
        HeldFolder(
            folder=SourceFolder.parse(record["source_folder"]),
            host=record["host"],
            process_id=record["process_id"],
            since=record["since"],
        )
        for record in records
    )
