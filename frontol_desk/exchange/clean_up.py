"""Deleting old processed files at the kassa's side, each only when the archive holds the very same bytes."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.files import CleanedUp, RemoteFile
from frontol_desk.exchange.names import is_processed, is_temporary
from frontol_desk.exchange.transport import Transport

IsKept = Callable[[str], Awaitable[bool]]
"""Hashes the archived copy that belongs to a SHA-256 (hex) again: is it there and sound?"""

MOST_FILES = 50
"""So many files of a folder are looked at in one go, the youngest of the old ones first.

What has to stay is read again each time; sooner or later it is among the oldest and crowds out nothing.
"""
_NEVER = datetime.min.replace(tzinfo=UTC)


class CleanUp:
    """Cleans up one folder, given by its path. `before` is aware: younger files, by the server's word, stay."""

    def __init__(self, transport: Transport, folder_path: str, before: datetime) -> None:
        self._transport = transport
        self._folder = folder_path
        self._before = before

    async def leavings(self) -> int:
        """Delete old leavings of our own broken-off writes; returns how many."""
        try:
            files = await self._files()
        except DeskError as error:
            if error.code is ErrorCode.FTP_MISSING:  # nobody ever asked there
                return 0
            raise
        old = await self._old(file for file in files if is_temporary(file.name))
        for file in old:
            await self._transport.delete(self._path(file))
        return len(old)

    async def processed(self, is_kept: IsKept) -> CleanedUp:
        """Delete old processed files; one that the archive does not hold, whole and sound, stays and is counted."""
        deleted = kept = 0
        for file in await self._old(file for file in await self._files() if is_processed(file.name)):
            if await is_kept(await self._hash(file)):
                await self._transport.delete(self._path(file))
                deleted += 1
            else:
                kept += 1
        return CleanedUp(deleted, kept)

    def _path(self, file: RemoteFile) -> str:
        return f"{self._folder}/{file.name}"

    async def _files(self) -> list[RemoteFile]:
        return await self._transport.list(self._folder)

    async def _old(self, files: Iterable[RemoteFile]) -> list[RemoteFile]:
        """Return the files that are old enough, the youngest of them first; whose time is unknown is not."""
        times = {file: file.modified or await self._transport.modified(self._path(file)) for file in files}
        old = [file for file, time in times.items() if time is not None and time < self._before]
        return sorted(old, key=lambda file: times[file] or _NEVER, reverse=True)[:MOST_FILES]

    async def _hash(self, file: RemoteFile) -> str:
        """Return the SHA-256 (hex) of a file's bytes as they lie there now."""
        digest = hashlib.sha256()
        async with self._transport.read(self._path(file)) as blocks:
            async for block in blocks:
                await asyncio.to_thread(digest.update, block)
        return digest.hexdigest()
