"""What became of a transaction whose connection was lost, and the server process that was left behind by it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from frontol_desk.warehouse.database import Connection

TransactionId = NewType("TransactionId", str)


@dataclass(frozen=True, slots=True)
class Backend:
    """A server process at work on a transaction of ours.

    When that began belongs to it: process ids are used again, and a pooler gives the process to others afterwards.
    """

    pid: int
    started: datetime | None


async def transaction_id(connection: Connection) -> TransactionId | None:
    """Return the id of the running transaction; None as long as it has written nothing."""
    found: TransactionId | None = await connection.fetchval("SELECT pg_current_xact_id_if_assigned()::text")
    return found


async def was_committed(connection: Connection, done: TransactionId) -> bool | None:
    """Tell whether a transaction was committed; None while it is still under way."""
    status = await connection.fetchval("SELECT pg_xact_status($1::text::xid8)", done)
    return None if status == "in progress" else status == "committed"


async def end_backends(connection: Connection, lost: Collection[Backend]) -> None:
    """End server processes that still are in a transaction whose client is gone, and with them its locks."""
    await connection.execute(
        "SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity a"
        " JOIN unnest($1::int[], $2::timestamptz[]) AS k (pid, started)"
        " ON a.pid = k.pid AND a.xact_start = k.started AND a.usename = current_user",
        [backend.pid for backend in lost],
        [backend.started for backend in lost],
    )
