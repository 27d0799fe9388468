"""The exchange through a folder that both sides see, on this computer or on a network share, as a `Transport`."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterable, AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO, TypeVar

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.exchange import folder_files
from frontol_desk.exchange.folder_errors import translated
from frontol_desk.exchange.threads import Threads
from frontol_desk.exchange.transport import RemoteFiles

__all__ = ["FolderTimeouts", "FolderTransport"]

BLOCK = 1 << 20
_FORBIDDEN = frozenset('\0\\:*?"<>|') if os.name == "nt" else frozenset("\0")
_AWAY = (ErrorCode.FTP_CONNECTION, ErrorCode.FTP_TIMEOUT)
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class FolderTimeouts:
    """Seconds until FTP_TIMEOUT: for a block of a file, for any other operation, for a whole reading or writing."""

    block: float = 30.0
    operation: float = 60.0
    transfer: float = 3600.0


class FolderTransport:
    """A `Transport` over the folder `root`, a local or UNC path; ``/a/b`` is ``root/a/b``, and nothing lies outside.

    Every call to the file system is made by a thread, at most `calls` at once, for a share may hang: then it is
    FTP_TIMEOUT after its time, or the caller is cancelled at once, and the thread is left to itself.
    """

    def __init__(self, root: Path, *, timeouts: FolderTimeouts | None = None, calls: int = 8) -> None:
        self._root = root
        self._timeouts = timeouts or FolderTimeouts()
        self._threads = Threads(calls)

    async def folders(self, path: str) -> list[str]:
        """See `Transport.folders`."""
        return await self._call(path, lambda: folder_files.folders(self._folder(path)))

    async def list(self, path: str) -> RemoteFiles:
        """See `Transport.list`."""
        return await self._call(path, lambda: folder_files.listing(self._folder(path)))

    @asynccontextmanager
    async def read(self, path: str, *, offset: int = 0) -> AsyncIterator[AsyncIterator[bytes]]:
        """See `Transport.read`."""
        file = await self._call(path, lambda: folder_files.opened(self._place(path), offset), discard=_close)
        try:
            yield self._blocks(file, path)
        except BaseException:  # a thread may still be reading
            self._threads.detach(file.close)
            raise
        await self._call(path, file.close)

    async def _blocks(self, file: BinaryIO, path: str) -> AsyncIterator[bytes]:
        clock = asyncio.get_running_loop().time
        ends = clock() + self._timeouts.transfer
        while block := await self._call(path, lambda: file.read(BLOCK), min(self._timeouts.block, ends - clock())):
            yield block

    async def write(self, path: str, data: bytes | AsyncIterable[bytes], *, overwrite: bool = False) -> int:
        """See `Transport.write`. A write that fails or is cancelled takes its temporary file away, in its own time.

        When the share is away it stays, as it would on a server: by it one knows that the file never got its name.
        """
        file = await self._begun(path, overwrite=overwrite)
        whole = asyncio.timeout(self._timeouts.transfer)
        try:
            async with whole:
                return await self._written(file, path, data, overwrite=overwrite)
        except BaseException as error:
            away = isinstance(error, DeskError) and error.code in _AWAY
            self._threads.detach(file.close if away else lambda: folder_files.undone(file))
            if isinstance(error, TimeoutError) and whole.expired():
                raise DeskError(ErrorCode.FTP_TIMEOUT, reason="folder", root=str(self._root), path=path) from error
            raise

    async def _begun(self, path: str, *, overwrite: bool) -> BinaryIO:
        def begin() -> BinaryIO:
            return folder_files.begun(self._place(path), overwrite=overwrite)

        return await self._call(path, begin, discard=folder_files.undone)

    async def _written(self, file: BinaryIO, path: str, data: bytes | AsyncIterable[bytes], *, overwrite: bool) -> int:
        sent = 0
        async for block in _one_block(data) if isinstance(data, bytes) else data:
            await self._call(path, lambda block=block: file.write(block), self._timeouts.block)  # type: ignore[misc]
            sent += len(block)
        stored = await self._call(path, lambda: folder_files.settled(file))
        if stored != sent:
            name = PurePosixPath(path).name
            raise DeskError(ErrorCode.FTP_PROTOCOL, reason="cut", file=name, path=path, expected=sent, actual=stored)
        await self._call(path, lambda: folder_files.published(file, self._place(path), overwrite=overwrite))
        return sent

    async def rename(self, old: str, new: str) -> None:
        """See `Transport.rename`."""
        await self._call(old, lambda: folder_files.renamed(self._place(old), self._place(new)))

    async def delete(self, path: str) -> None:
        """See `Transport.delete`."""
        await self._call(path, lambda: folder_files.deleted(self._place(path)))

    async def size(self, path: str) -> int:
        """See `Transport.size`."""
        return (await self._call(path, lambda: folder_files.state(self._place(path)))).st_size

    async def modified(self, path: str) -> datetime | None:
        """See `Transport.modified`."""
        return folder_files.written_at(await self._call(path, lambda: folder_files.state(self._place(path))))

    async def aclose(self) -> None:
        """See `Transport.aclose`; there is nothing to close."""

    async def _call(
        self,
        path: str,
        work: Callable[[], _Result],
        seconds: float | None = None,
        *,
        discard: Callable[[_Result], object] | None = None,
    ) -> _Result:
        """Have a thread do something about `path`; what comes when nobody waits any more is given to `discard`."""

        def call() -> _Result:
            try:
                return work()
            except FileExistsError:
                raise DeskError(ErrorCode.FTP_DENIED, reason="exists", root=str(self._root), path=path) from None
            except FileNotFoundError:
                if self._root.is_dir():
                    raise
                raise DeskError(ErrorCode.FTP_CONNECTION, reason="folder", root=str(self._root), path=path) from None

        with translated(self._root, path):
            async with asyncio.timeout(self._timeouts.operation if seconds is None else seconds):
                return await self._threads.run(call, discard)

    def _place(self, path: str) -> Path:
        """Return where a file lies; FTP_DENIED (``outside``) when that is not inside the root. Asks the file system."""
        folder, _, name = path.rpartition("/")
        if not name:
            raise self._outside(path)
        return self._folder(folder) / self._sound(name, path)

    def _folder(self, path: str) -> Path:
        root = self._root.resolve()
        parts = [self._sound(part, path) for part in path.split("/") if part]
        try:
            place = root.joinpath(*parts).resolve()
        except RuntimeError:  # a link that leads to itself
            raise self._outside(path) from None
        if not place.is_relative_to(root):
            raise self._outside(path)
        return place

    def _sound(self, part: str, path: str) -> str:
        dots = part.rstrip(". ") == "" if os.name == "nt" else part in (".", "..")
        if dots or not _FORBIDDEN.isdisjoint(part):
            raise self._outside(path)
        return part

    def _outside(self, path: str) -> DeskError:
        return DeskError(ErrorCode.FTP_DENIED, reason="outside", root=str(self._root), path=path)


def _close(file: BinaryIO) -> None:
    file.close()


async def _one_block(data: bytes) -> AsyncIterator[bytes]:
    yield data
