"""Which keys personal data were ever hashed with here: fingerprints, so that no computer begins with one of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from frontol_desk.warehouse.database import Connection, Database

_NEWEST = """
SELECT coalesce(
    (SELECT personal_key FROM files WHERE personal_key IS NOT NULL ORDER BY file_id DESC LIMIT 1),
    (SELECT fingerprint FROM personal_keys ORDER BY first_used_at DESC LIMIT 1))"""


@dataclass(frozen=True, slots=True)
class KeyBook:
    """The fingerprints, as long as nobody else can choose a key."""

    connection: Connection

    async def newest(self) -> str | None:
        """Return the fingerprint of the key that the newest file was read with; None when there was never one."""
        found: str | None = await self.connection.fetchval(_NEWEST)
        return found

    async def note(self, fingerprint: str, by: str) -> None:
        """Note that a key is in use, and who began with it."""
        await self.connection.execute(
            "INSERT INTO personal_keys (fingerprint, first_used_by) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            fingerprint,
            by,
        )


@asynccontextmanager
async def key_book(database: Database) -> AsyncIterator[KeyBook]:
    """Give the book to one at a time: two computers that begin at once must agree on one key."""
    async with database.transaction() as connection:
        turn = f"frontol_desk keys:{database.address.schema}"
        await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", turn)
        yield KeyBook(connection)
