"""Marking a loaded answer at the kassa's side without losing what the kassa wrote meanwhile."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import IO

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.files import Acknowledge, RemoteFile
from frontol_desk.exchange.flag import HEAD_SIZE, Flag, flag_of, marked_processed
from frontol_desk.exchange.names import PROCESSED, is_processed, temporary_name
from frontol_desk.exchange.transport import Transport, exists, first_bytes

Rehash = Callable[[], Awaitable[bool]]
"""Tells whether the archived copy still has the hash it was filed under."""

_OUR_FAILURES = {ErrorCode.FTP_DENIED, ErrorCode.FTP_MISSING, ErrorCode.FTP_PROTOCOL}
_IN_MEMORY = 8 << 20
_BLOCK = 1 << 20


class AcknowledgeStatus(StrEnum):
    """How it went."""

    DONE = "done"
    GREW = "grew"


@dataclass(frozen=True, slots=True)
class AcknowledgeResult:
    """What became of the file. `file` is where it lies now and its size; None when it was deleted.

    GREW: its size is not the one that was loaded, so it must be loaded again, from `file`, and acknowledged again.
    """

    status: AcknowledgeStatus
    file: RemoteFile | None = None

    @property
    def grew(self) -> bool:
        """Tell whether the file must be loaded again."""
        return self.status is AcknowledgeStatus.GREW


class Acknowledger:
    """Acknowledges an answer of a response folder, given by its path.

    Used again after a failure, it recognizes what its earlier attempt did although the server's reply was lost.
    """

    def __init__(self, transport: Transport, folder_path: str) -> None:
        self._transport = transport
        self._folder = folder_path
        self._renaming = False
        self._deleting = False

    def _path(self, name: str) -> str:
        return f"{self._folder}/{name}"

    async def acknowledge(
        self, name: str, loaded_size: int, mode: Acknowledge, *, archived_ok: Rehash | None = None
    ) -> AcknowledgeResult:
        """Mark `name`, of which `loaded_size` bytes were loaded; doing it twice does no harm.

        Nothing is touched when its size on the server differs (GREW). Rename and delete set it aside as
        ``X.processed`` and look again, for a kassa may have written until then: GREW, and the file gets its name back.
        Delete asks `archived_ok` first. Raises ACKNOWLEDGE_FAILED when the file has no valid header, is gone, may not
        be changed or has no sound archived copy.
        """
        try:
            if mode is Acknowledge.DELETE and not (archived_ok and await archived_ok()):
                raise self._failed(name, "archive")
            if await self._was_set_aside(name):
                return await self._settle(name, loaded_size, delete=mode is Acknowledge.DELETE)
            size = await self._transport.size(self._path(name))
            if size != loaded_size:
                return _grew(name, size)
            head = await first_bytes(self._transport, self._path(name), HEAD_SIZE)
            if flag_of(head) is None:
                raise self._failed(name, "header")
            if mode is Acknowledge.FLAG:
                return await self._set_flag(name, loaded_size, head)
            return await self._set_aside(name, loaded_size, delete=mode is Acknowledge.DELETE)
        except DeskError as error:
            if error.code in _OUR_FAILURES:
                raise self._failed(name, "refused", detail=str(error.code)) from error
            raise

    def _failed(self, name: str, reason: str, **context: object) -> DeskError:
        return DeskError(ErrorCode.ACKNOWLEDGE_FAILED, reason=reason, file=name, path=self._path(name), **context)

    async def _was_set_aside(self, name: str) -> bool:
        """Tell whether an earlier attempt has renamed the file: it had made room first, so what is aside is ours."""
        return self._deleting or (self._renaming and await exists(self._transport, self._path(_aside(name))))

    async def _set_aside(self, name: str, loaded_size: int, *, delete: bool) -> AcknowledgeResult:
        aside = _aside(name)
        if aside != name:
            self._renaming = False
            await self._make_room(aside)
            self._renaming = True
            await self._transport.rename(self._path(name), self._path(aside))
        return await self._settle(name, loaded_size, delete=delete)

    async def _settle(self, name: str, loaded_size: int, *, delete: bool) -> AcknowledgeResult:
        """Look at the file that was set aside once more, and delete it if that is wanted."""
        aside = _aside(name)
        if self._deleting and not await exists(self._transport, self._path(aside)):
            return AcknowledgeResult(AcknowledgeStatus.DONE)
        size = await self._transport.size(self._path(aside))
        if size != loaded_size:
            return _grew(await self._back(aside, name), size)
        if delete:
            self._deleting = True
            await self._transport.delete(self._path(aside))
            return AcknowledgeResult(AcknowledgeStatus.DONE)
        return AcknowledgeResult(AcknowledgeStatus.DONE, RemoteFile(aside, size))

    async def _back(self, aside: str, name: str) -> str:
        """Give a grown file its name back, so that whatever happens next a later look finds it; returns its name."""
        if aside == name or await exists(self._transport, self._path(name)):
            return aside
        await self._transport.rename(self._path(aside), self._path(name))
        return name

    async def _make_room(self, aside: str) -> None:
        """Append its time to an older ``X.processed``, so that it is never replaced."""
        if not await exists(self._transport, self._path(aside)):
            return
        modified = await self._transport.modified(self._path(aside)) or datetime.now(UTC)
        older = f"{aside}.{modified:%Y%m%dT%H%M%S}"
        free, number = older, 2
        while await exists(self._transport, self._path(free)):
            free, number = f"{older}-{number}", number + 1
        await self._transport.rename(self._path(aside), self._path(free))

    async def _set_flag(self, name: str, loaded_size: int, head: bytes) -> AcknowledgeResult:
        """Replace the file by a copy with the flag set; a copy that is not whole never gets that far.

        What a kassa appends between the last look and the rename is lost with the old file: the protocol has no way
        around it, which is why renaming is the default.
        """
        if flag_of(head) is Flag.PROCESSED:
            return AcknowledgeResult(AcknowledgeStatus.DONE, RemoteFile(name, loaded_size))
        temporary = temporary_name(name)
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as copy:
            async with self._transport.read(self._path(name)) as blocks:
                async for block in blocks:
                    copy.write(block)
            if copy.tell() > loaded_size:
                return _grew(name, copy.tell())
            if copy.tell() < loaded_size:
                raise self._failed(name, "cut")
            await self._transport.write(self._path(temporary), _with_flag(copy))
        try:
            size = await self._transport.size(self._path(name))
            if size != loaded_size:
                await self._transport.delete(self._path(temporary))
                return _grew(name, size)
            await self._transport.rename(self._path(temporary), self._path(name))
        except DeskError:
            with suppress(DeskError):
                await self._transport.delete(self._path(temporary))
            raise
        return AcknowledgeResult(AcknowledgeStatus.DONE, RemoteFile(name, loaded_size))


async def _with_flag(copy: IO[bytes]) -> AsyncIterator[bytes]:
    copy.seek(0)
    yield marked_processed(copy.read(HEAD_SIZE))
    while block := copy.read(_BLOCK):
        yield block


def _aside(name: str) -> str:
    return name if is_processed(name) else name + PROCESSED


def _grew(name: str, size: int) -> AcknowledgeResult:
    return AcknowledgeResult(AcknowledgeStatus.GREW, RemoteFile(name, size))
