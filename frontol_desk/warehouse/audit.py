"""The audit log as a table: entries are added, within the transaction of what they record, and read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from frontol_desk.domain.audit import Actor, AuditAction, AuditEntry, AuditQuery

if TYPE_CHECKING:
    import asyncpg

    from frontol_desk.warehouse.database import Connection, Database

_WRITE = """
INSERT INTO audit (at, action, resource, outcome, os_user, host, run_id, details, entry_key)
VALUES (coalesce($1, clock_timestamp()), $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (entry_key) DO NOTHING"""
"""Not when its transaction began: a load may take minutes."""

_ENTRIES = """
SELECT * FROM audit a WHERE ($1::timestamptz IS NULL OR at >= $1) AND ($2::timestamptz IS NULL OR at < $2)
    AND ($3::text[] IS NULL OR action = ANY($3)) AND ($4::text IS NULL OR os_user = $4 OR os_user || '@' || host = $4)
    AND ($5::text IS NULL OR position(lower($5) IN lower(concat_ws(
        ' ', action, resource, outcome, os_user || '@' || host, run_id, details::text))) > 0)
ORDER BY at DESC, audit_id DESC LIMIT $6"""


async def write(connection: Connection, entry: AuditEntry, key: str | None = None) -> None:
    """Add an entry; one that has a `key` once, however often it is told."""
    await connection.execute(
        _WRITE,
        entry.at,
        entry.action,
        entry.resource,
        entry.outcome,
        entry.actor.user,
        entry.actor.host,
        entry.run_id,
        dict(entry.details),
        key,
    )


class AuditBook:
    """The audit log of one schema."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def write(self, entry: AuditEntry, key: str) -> None:
        """Add an entry of what has no transaction of its own; once, however often it is told."""
        async with self._database.transaction() as connection:
            await write(connection, entry, key)

    async def entries(self, query: AuditQuery) -> list[AuditEntry]:
        """Return the entries that fit, newest first."""
        actions = None if query.actions is None else [action.value for action in query.actions]
        async with self._database.transaction(readonly=True) as connection:
            records = await connection.fetch(
                _ENTRIES, query.since, query.until, actions, query.user, query.text, query.limit
            )
        return [_entry(record) for record in records]


def _entry(record: asyncpg.Record) -> AuditEntry:
    values: dict[str, Any] = dict(record)
    return AuditEntry(
        id=values["audit_id"],
        at=values["at"],
        action=AuditAction(values["action"]),
        resource=values["resource"],
        outcome=values["outcome"],
        actor=Actor(values["os_user"], values["host"]),
        run_id=values["run_id"],
        details=values["details"],
    )
