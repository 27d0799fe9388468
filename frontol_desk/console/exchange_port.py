"""The exchange as the pipeline wants it: service, poller and settings of one server behind one interface."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import BinaryIO

from pydantic import SecretStr

from frontol_desk.domain.asks import Ask, NumberRange
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.files import CleanedUp, FolderListing, RemoteFile, Sighting
from frontol_desk.domain.values import SourceFolder
from frontol_desk.exchange.acknowledge import AcknowledgeResult
from frontol_desk.exchange.flag import Flag, flag_of
from frontol_desk.exchange.folder import FolderTimeouts, FolderTransport
from frontol_desk.exchange.ftp import FtpTimeouts, FtpTls, FtpTransport
from frontol_desk.exchange.ftp_client import FtpAddress
from frontol_desk.exchange.lying import RequestFolder
from frontol_desk.exchange.poller import Poller, WaitResult
from frontol_desk.exchange.requests import RequestCommand
from frontol_desk.exchange.service import ExchangeService
from frontol_desk.exchange.transport import Transport
from frontol_desk.settings.model import FtpSettings, Settings
from frontol_desk.settings.problems import setting_problem


def ftp_transport(settings: FtpSettings) -> FtpTransport:
    """Build the transport of the settings; nothing is connected yet."""
    address = FtpAddress(
        host=settings.host or "",
        port=settings.port,
        user=settings.user or "anonymous",
        password=settings.password or SecretStr(""),
        encoding=settings.encoding,
        tls=FtpTls(settings.tls, settings.tls_verify, settings.tls_ca),
    )
    timeouts = FtpTimeouts(
        connect=settings.connect_timeout,
        socket=settings.socket_timeout,
        operation=settings.operation_timeout,
        transfer=settings.transfer_timeout,
    )
    return FtpTransport(address, pool_size=settings.pool_size, timeouts=timeouts)


def exchange_transport(settings: Settings) -> Transport:
    """Build the transport that the settings choose; raises CONFIG_SETTING when the folder is chosen and not named."""
    if settings.exchange.transport == "ftp":
        return ftp_transport(settings.ftp)
    if settings.exchange.root is None:
        raise setting_problem("exchange.root", "missing").error
    limits = settings.ftp
    timeouts = FolderTimeouts(block=limits.socket_timeout, operation=limits.operation_timeout)
    return FolderTransport(settings.exchange.root, timeouts=timeouts, calls=limits.pool_size)


class ExchangeKassas:
    """The kassas of one exchange server."""

    def __init__(self, transport: Transport, settings: Settings) -> None:
        self._settings = settings
        exchange, ftp = settings.exchange, settings.ftp
        self._service = ExchangeService(
            transport,
            request_dir=ftp.request_dir,
            response_dir=ftp.response_dir,
            request_name=exchange.request_name,
        )
        self._poller = Poller(self._service, quiet_seconds=exchange.quiet_seconds)
        self._cleaning = asyncio.Semaphore(1)

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

    async def ask(self, folder: SourceFolder, ask: Ask, *, repeated: bool = False) -> None:
        """Ask for days, written the way the kassa's Windows writes dates, or for transaction numbers."""
        command = (
            RequestCommand.by_transactions(ask.first, ask.last)
            if isinstance(ask, NumberRange)
            else RequestCommand.by_dates(ask, self._settings.date_format_of(folder.kassa))
        )
        await self._service.place_request(folder, command, repeated=repeated)

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
        self,
        folder: SourceFolder,
        name: str,
        size: int,
        archived_ok: Callable[[], Awaitable[bool]],
        *,
        repeated: bool = False,
    ) -> AcknowledgeResult:
        """Mark a loaded answer the way the settings say."""
        mode = self._settings.exchange.acknowledge
        return await self._service.acknowledge(folder, name, size, mode, archived_ok=archived_ok, repeated=repeated)

    def request_folder(self, folder: SourceFolder) -> RequestFolder:
        """Return a kassa's request folder, to look at what lies there."""
        return self._service.request_folder(folder)

    async def clean_up(self, folder: SourceFolder, is_kept: Callable[[str], Awaitable[bool]]) -> CleanedUp:
        """Delete processed files older than the settings say, if they do; one folder at a time, it never hurries."""
        days = self._settings.exchange.delete_processed_after_days
        if days is None:
            return CleanedUp()
        async with self._cleaning:
            return await self._service.clean_up(folder, datetime.now(UTC) - timedelta(days=days), is_kept)
