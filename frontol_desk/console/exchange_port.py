"""The exchange as the pipeline wants it: service, poller and settings of one server behind one interface."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import BinaryIO

from pydantic import SecretStr

from frontol_desk.domain.asks import Ask, NumberRange
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.files import FolderListing, RemoteFile, Sighting
from frontol_desk.domain.values import SourceFolder
from frontol_desk.exchange.acknowledge import AcknowledgeResult
from frontol_desk.exchange.flag import Flag, flag_of
from frontol_desk.exchange.ftp import FtpTimeouts, FtpTransport
from frontol_desk.exchange.ftp_client import FtpAddress
from frontol_desk.exchange.poller import Poller, WaitResult
from frontol_desk.exchange.requests import RequestCommand
from frontol_desk.exchange.service import ExchangeService
from frontol_desk.settings.model import FtpSettings, Settings


def ftp_transport(settings: FtpSettings) -> FtpTransport:
    """Build the transport of the settings; nothing is connected yet."""
    address = FtpAddress(
        host=settings.host or "",
        port=settings.port,
        user=settings.user or "anonymous",
        password=settings.password or SecretStr(""),
        encoding=settings.encoding,
    )
    timeouts = FtpTimeouts(
        connect=settings.connect_timeout, socket=settings.socket_timeout, operation=settings.operation_timeout
    )
    return FtpTransport(address, pool_size=settings.pool_size, timeouts=timeouts)


class ExchangeKassas:
    """The kassas of one exchange server."""

    def __init__(self, transport: FtpTransport, settings: Settings) -> None:
        self._settings = settings
        exchange, ftp = settings.exchange, settings.ftp
        self._service = ExchangeService(
            transport,
            request_dir=ftp.request_dir,
            response_dir=ftp.response_dir,
            request_name=exchange.request_name,
        )
        self._poller = Poller(self._service, quiet_seconds=exchange.quiet_seconds)

    async def listing(self, folder: SourceFolder) -> FolderListing:
        """Look into the response folder."""
        return await self._service.list_unprocessed(folder)

    async def left_overs(self, folder: SourceFolder, seconds: float, known: Sequence[RemoteFile] = ()) -> WaitResult:
        """Return what lies there before anything is asked; files marked as processed are not waited for."""
        listing = await self._service.list_unprocessed(folder)
        fresh = [file for file in listing.candidates if file not in known]
        processed = [file for file in fresh if await self._is_processed(folder, file)]
        if processed == fresh:
            return WaitResult(complete=True, already_processed=tuple(processed))
        return await self._poller.wait(folder, seconds, known=known)

    async def _is_processed(self, folder: SourceFolder, file: RemoteFile) -> bool:
        try:
            return flag_of(await self._service.peek(folder, file.name)) is Flag.PROCESSED
        except DeskError as error:
            if error.code is ErrorCode.FTP_MISSING:
                return False
            raise

    async def ask(self, folder: SourceFolder, ask: Ask) -> None:
        """Ask for days, written the way the kassa's Windows writes dates, or for transaction numbers."""
        command = (
            RequestCommand.by_transactions(ask.first, ask.last)
            if isinstance(ask, NumberRange)
            else RequestCommand.by_dates(ask, self._settings.date_format_of(folder.kassa))
        )
        await self._service.place_request(folder, command)

    async def wait(
        self,
        folder: SourceFolder,
        seconds: float,
        removes_request: bool | None,
        known: Sequence[RemoteFile] = (),
        notice: Callable[[Sighting], None] = lambda _: None,
    ) -> WaitResult:
        """Wait until an answer is complete."""
        return await self._poller.wait(folder, seconds, removes_request, known=known, notice=notice)

    async def download(
        self, folder: SourceFolder, file: RemoteFile, target: BinaryIO, progress: Callable[[int], None]
    ) -> int:
        """Fetch a file; returns its size."""
        return await self._service.download(folder, file, target, progress)

    async def acknowledge(
        self, folder: SourceFolder, name: str, size: int, archived_ok: Callable[[], Awaitable[bool]]
    ) -> AcknowledgeResult:
        """Mark a loaded answer the way the settings say."""
        return await self._service.acknowledge(
            folder, name, size, self._settings.exchange.acknowledge, archived_ok=archived_ok
        )
