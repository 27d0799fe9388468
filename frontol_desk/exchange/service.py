"""The exchange protocol of a kassa: place a request, see what came, fetch it, mark it as loaded."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import BinaryIO

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.files import Acknowledge, CleanedUp, FolderListing, RemoteFile
from frontol_desk.domain.values import SourceFolder
from frontol_desk.exchange.acknowledge import Acknowledger, AcknowledgeResult, Rehash
from frontol_desk.exchange.clean_up import CleanUp, IsKept
from frontol_desk.exchange.flag import HEAD_SIZE, TAIL_SIZE
from frontol_desk.exchange.lying import RequestFolder
from frontol_desk.exchange.names import is_temporary, sort_out
from frontol_desk.exchange.requests import RequestCommand
from frontol_desk.exchange.transport import Transport, exists, first_bytes

__all__ = ["AcknowledgeResult", "ExchangeService"]

SERVICE_FILE_LIMIT = 16 * 1024
_WRITE_BLOCK = 1 << 20
_REPLY_LOST = {ErrorCode.FTP_CONNECTION, ErrorCode.FTP_TIMEOUT}
"""Failures that leave open whether the server has done what it was told."""


class ExchangeService:
    """Everything that is done in the exchange folders of one server."""

    def __init__(
        self,
        transport: Transport,
        *,
        request_dir: str = "/request",
        response_dir: str = "/response",
        request_name: str = "request.txt",
    ) -> None:
        self._transport = transport
        self._request_dir = request_dir.rstrip("/")
        self._response_dir = response_dir.rstrip("/")
        self._request_name = request_name
        self._unsure_requests: set[str] = set()
        self._unfinished: dict[str, Acknowledger] = {}

    def _request_path(self, folder: SourceFolder) -> str:
        return f"{self._request_dir}/{folder}/{self._request_name}"

    def _response_path(self, folder: SourceFolder, name: str) -> str:
        return f"{self._response_dir}/{folder}/{name}"

    async def list_unprocessed(self, folder: SourceFolder) -> FolderListing:
        """Look into the response folder, by one listing, and tell answers from service and processed files."""
        files = await self._transport.list(f"{self._response_dir}/{folder}")
        return sort_out(files, request_name=self._request_name)

    async def place_request(self, folder: SourceFolder, command: RequestCommand, *, repeated: bool = False) -> None:
        """Put a request; REQUEST_PENDING when one lies there, ours or another program's: it is never touched.

        `repeated`: the attempt before failed. If it did place the request and only lost the reply, nothing is placed.
        """
        path = self._request_path(folder)
        if repeated and path in self._unsure_requests and await self._was_placed(folder, command.encode()):
            self._unsure_requests.discard(path)
            return
        self._unsure_requests.discard(path)
        try:
            await self._transport.write(path, self._noting_sent(path, command.encode()), overwrite=False)
        except DeskError as error:
            if error.code not in _REPLY_LOST:
                self._unsure_requests.discard(path)
            if error.code is ErrorCode.FTP_DENIED and error.reason == "exists":
                raise DeskError(ErrorCode.REQUEST_PENDING, source_folder=str(folder), path=path) from None
            raise
        self._unsure_requests.discard(path)

    async def _noting_sent(self, path: str, data: bytes) -> AsyncIterator[bytes]:
        """Give the bytes of a request; from then on a failure leaves open whether it was placed."""
        self._unsure_requests.add(path)
        yield data

    async def _was_placed(self, folder: SourceFolder, data: bytes) -> bool:
        """Tell whether a request whose bytes were sent got its name: it lies there, or was taken by the kassa.

        A request that never got its name has left its temporary file, which is removed.
        """
        path = self._request_path(folder)
        try:
            return await first_bytes(self._transport, path, len(data) + 1) == data
        except DeskError as error:
            if error.code is not ErrorCode.FTP_MISSING:
                raise
        files = await self._transport.list(f"{self._request_dir}/{folder}")
        left = [file.name for file in files if is_temporary(file.name) and file.name.startswith(self._request_name)]
        for name in left:
            await self._transport.delete(f"{self._request_dir}/{folder}/{name}")
        return not left

    async def request_pending(self, folder: SourceFolder) -> bool:
        """Tell whether a request file lies in the request folder."""
        return await exists(self._transport, self._request_path(folder))

    def request_folder(self, folder: SourceFolder) -> RequestFolder:
        """Return the request folder, to look at what lies there."""
        path = f"{self._request_dir}/{folder}"
        return RequestFolder(self._transport, folder, path, self._request_name)

    async def read_service_file(self, folder: SourceFolder, name: str) -> str:
        """Return the text of a kassa's own log, of a long one the last 16 KB."""
        path = self._response_path(folder, name)
        start = max(0, await self._transport.size(path) - SERVICE_FILE_LIMIT)
        data = await first_bytes(self._transport, path, SERVICE_FILE_LIMIT, offset=start)
        return decode_text(data.partition(b"\n")[2] if start and b"\n" in data else data)

    async def peek(self, folder: SourceFolder, name: str) -> bytes:
        """Return a file's first bytes, enough to read the flag; of a large file this costs a connection."""
        return await first_bytes(self._transport, self._response_path(folder, name), HEAD_SIZE)

    async def tail(self, folder: SourceFolder, name: str, size: int) -> bytes:
        """Return the last bytes of a file of `size` bytes, enough to see whether its last line is ended."""
        path = self._response_path(folder, name)
        return await first_bytes(self._transport, path, TAIL_SIZE, offset=max(0, size - TAIL_SIZE))

    async def download(
        self,
        folder: SourceFolder,
        file: RemoteFile,
        target: BinaryIO,
        progress: Callable[[int], None] | None = None,
    ) -> int:
        """Fetch a file into `target` and return its size in bytes; `progress` is told the bytes so far.

        It counts only when the server, asked afterwards, names that very size: else RESPONSE_GREW, or FTP_PROTOCOL
        (reason ``cut``) when the server sent less than it has.
        """
        path = self._response_path(folder, file.name)
        received = 0
        async with self._transport.read(path) as blocks:
            async for large in _gathered(blocks):
                await asyncio.to_thread(target.write, large)
                received += len(large)
                if progress is not None:
                    progress(received)
        size = await self._transport.size(path)
        if size != received:
            code, reason = (ErrorCode.FTP_PROTOCOL, "cut") if size == file.size else (ErrorCode.RESPONSE_GREW, None)
            raise DeskError(
                code, reason=reason, source_folder=str(folder), file=file.name, expected=size, actual=received
            )
        return received

    async def acknowledge(
        self,
        folder: SourceFolder,
        file_name: str,
        loaded_size: int,
        mode: Acknowledge,
        *,
        archived_ok: Rehash | None = None,
        repeated: bool = False,
    ) -> AcknowledgeResult:
        """Mark a loaded answer at the kassa's side; see `Acknowledger.acknowledge`.

        `repeated`: the attempt before failed; what it may have done all the same is recognized.
        """
        path = self._response_path(folder, file_name)
        begun = self._unfinished.pop(path, None)
        acknowledger = (begun if repeated else None) or Acknowledger(self._transport, f"{self._response_dir}/{folder}")
        try:
            return await acknowledger.acknowledge(file_name, loaded_size, mode, archived_ok=archived_ok)
        except DeskError as error:
            if error.code in _REPLY_LOST:
                self._unfinished[path] = acknowledger
            raise

    async def clean_up(self, folder: SourceFolder, before: datetime, is_kept: IsKept) -> CleanedUp:
        """Delete processed files, and leavings of our broken-off writes, last written before then; see `CleanUp`."""
        await CleanUp(self._transport, f"{self._request_dir}/{folder}", before).leavings()
        responses = CleanUp(self._transport, f"{self._response_dir}/{folder}", before)
        await responses.leavings()
        return await responses.processed(is_kept)


async def _gathered(blocks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Join blocks to large ones: each is written by a thread, which small ones would not be worth."""
    parts: list[bytes] = []
    gathered = 0
    async for block in blocks:
        parts.append(block)
        gathered += len(block)
        if gathered >= _WRITE_BLOCK:
            yield b"".join(parts)
            parts, gathered = [], 0
    if parts:
        yield b"".join(parts)


def decode_text(data: bytes) -> str:
    """Read a text whose encoding nobody states: UTF-16 with a mark, UTF-8, else Windows-1251."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1251", "replace")
