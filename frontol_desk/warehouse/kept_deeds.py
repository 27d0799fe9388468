"""Entries of the audit log that wait on this computer for the database: one file each, whole or not at all."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
from pydantic import ValidationError

from frontol_desk.domain.audit import AuditEntry
from frontol_desk.domain.kept import KeptDeed
from frontol_desk.domain.run_ids import new_run_id
from frontol_desk.warehouse import audit
from frontol_desk.warehouse.whole_files import write_whole

if TYPE_CHECKING:
    from frontol_desk.warehouse.database import Connection, Database

_log = logging.getLogger(__name__)


class KeptDeeds:
    """The entries kept in a folder. `profile` is the one whose log is meant.

    Entries of others are left alone; those of None, told without a profile, belong to whoever comes first.
    """

    def __init__(self, folder: Path, profile: str | None) -> None:
        self._folder = folder
        self._profile = profile
        self._bringing = asyncio.Lock()

    def keep(self, entry: AuditEntry) -> None:
        """Keep an entry, at once and quickly; raises DISK_FULL, ARCHIVE_FAILED."""
        at = entry.at or datetime.now(UTC)
        key = new_run_id(at)
        kept = KeptDeed(profile=self._profile, key=key, entry=replace(entry, at=at))
        write_whole(self._folder / f"{key}.json", kept.model_dump_json(indent=2))

    def waiting(self) -> list[KeptDeed]:
        """Return what is kept for this profile, oldest first."""
        return [kept for _, kept in self._read()]

    async def bring_over(self, database: Database) -> int:
        """Write what is kept into the log and forget it here; returns how many entries there were."""
        async with self._bringing:
            found = await asyncio.to_thread(lambda: [*self._read()])
            if not found:
                return 0
            async with database.transaction() as connection:
                taken = [path for path, kept in found if await _is_taken(connection, kept, path)]
            await asyncio.to_thread(_remove, taken)
        return len(taken)

    def _read(self) -> Iterator[tuple[Path, KeptDeed]]:
        """Yield the files of this profile; one that cannot be read stays where it is, for somebody to look at."""
        for path in sorted(self._folder.glob("*.json")):  # their names begin with their time
            try:
                kept = KeptDeed.model_validate_json(path.read_bytes())
            except FileNotFoundError:
                continue
            except (OSError, ValidationError) as error:
                _log.warning("%s cannot be read: %s", path, type(error).__name__)
                continue
            if kept.profile in (None, self._profile):
                yield path, kept


async def _is_taken(connection: Connection, kept: KeptDeed, path: Path) -> bool:
    """Write an entry; one with words that the database cannot hold stays where it is, and in nobody's way."""
    try:
        async with connection.transaction():
            await audit.write(connection, kept.entry, kept.key)
    except (asyncpg.DataError, ValueError) as error:  # the second: the driver
        _log.warning("%s cannot be brought over: %s", path, type(error).__name__)
        return False
    return True


def _remove(paths: list[Path]) -> None:
    """Remove files; one that cannot be removed is brought over again, with no effect."""
    for path in paths:
        with suppress(OSError):
            path.unlink(missing_ok=True)
