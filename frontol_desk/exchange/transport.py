"""What the exchange protocol needs of a file server; implementations pass the same contract tests."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.files import RemoteFile

RemoteFiles = list[RemoteFile]
FolderNames = list[str]
_WORTH_READING_OUT = 256 * 1024


class Transport(Protocol):
    """File operations on one exchange server (or in one exchange folder), by absolute path with ``/``.

    Every failure is a `DeskError`: FTP_MISSING for what is not there, FTP_DENIED for what the server refuses,
    FTP_CONNECTION, FTP_TIMEOUT, FTP_BUSY, FTP_LOGIN and FTP_PROTOCOL for the way there. Cancelling any of them is
    safe.
    """

    async def folders(self, path: str) -> FolderNames:
        """Return the names of the folders in a folder; FTP_MISSING when it is not there."""
        ...

    async def list(self, path: str) -> RemoteFiles:
        """Return the files (not the folders) in a folder, completely; FTP_MISSING when the folder is not there."""
        ...

    def read(self, path: str, *, offset: int = 0) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Open a file for reading from byte `offset`; the context gives its blocks and may be left early.

        The file was sent whole, as far as the server tells, only when the iteration came to its end.
        """
        ...

    async def write(self, path: str, data: bytes | AsyncIterable[bytes], *, overwrite: bool = False) -> int:
        """Write a whole file under a temporary name in its folder, compare sizes, rename; return its size in bytes.

        Without `overwrite` a file of that name is never replaced: FTP_DENIED with the reason ``exists``.
        """
        ...

    async def rename(self, old: str, new: str) -> None:
        """Rename a file; one of the new name is replaced."""
        ...

    async def delete(self, path: str) -> None:
        """Delete a file."""
        ...

    async def size(self, path: str) -> int:
        """Return a file's size in bytes as the server knows it now; FTP_MISSING when it is not there."""
        ...

    async def modified(self, path: str) -> datetime | None:
        """Return when a file was last written (UTC), None where the server cannot tell."""
        ...

    async def aclose(self) -> None:
        """Close every connection."""
        ...


async def first_bytes(transport: Transport, path: str, count: int, *, offset: int = 0) -> bytes:
    """Return up to `count` bytes from `offset`; of a large rest this costs the connection, a small one is read out."""
    data = bytearray()
    async with transport.read(path, offset=offset) as blocks:
        async for block in blocks:
            data += block
            if len(data) > max(count, _WORTH_READING_OUT):
                break
    return bytes(data[:count])


async def exists(transport: Transport, path: str) -> bool:
    """Tell whether a file lies there."""
    try:
        await transport.size(path)
    except DeskError as error:
        if error.code is ErrorCode.FTP_MISSING:
            return False
        raise
    return True
