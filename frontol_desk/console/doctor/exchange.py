"""A thorough look at the exchange: sign-in, encryption, what may be done in each folder, names, the server's clock."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from frontol_desk.console.doctor.findings import Tell, doubtful, fine, guarded, wrong
from frontol_desk.console.doctor.line import PATIENCE, impatient, late, latency_of
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.files import Acknowledge
from frontol_desk.domain.overview import Probe, ProbeStatus
from frontol_desk.domain.values import SourceFolder
from frontol_desk.exchange.probing import keeps_name, try_rights
from frontol_desk.exchange.transport import Transport
from frontol_desk.settings.clock import zone_of
from frontol_desk.settings.model import Settings

_CONNECTIONS = 3
"""A load may go on meanwhile: it needs the others."""
_FOLDER_SECONDS = 30.0
_TOLERANCE = timedelta(minutes=5)
_LETTERS = "касса"


async def examine_exchange(settings: Settings, tell: Tell) -> None:
    """Tell of the exchange. When it cannot be used at all, nothing more is tried: repeated sign-ins lock accounts."""
    try:
        transport = impatient(settings, connections=_CONNECTIONS)
    except DeskError as error:
        tell(wrong("ftp", error))
        return
    try:
        there = await guarded("ftp", _server(settings, transport), seconds=PATIENCE * 3, late=late(settings))
        tell(there)
        if there.status is ProbeStatus.OK or (there.error and there.error.reason == "unverified"):
            await _Folders(settings, transport, tell).examine()
    finally:
        await transport.aclose()


async def _server(settings: Settings, transport: Transport) -> Probe:
    """Sign in and look into both folders; the second look is timed."""
    latency = await latency_of(transport, settings)
    ftp = settings.ftp
    if settings.exchange.transport == "folder":
        return fine("ftp", "probe_exchange_folder", latency, root=str(settings.exchange.root))
    if ftp.tls != "off" and not ftp.tls_verify:
        unverified = DeskError(ErrorCode.FTP_TLS, reason="unverified", host=ftp.host, port=ftp.port)
        return Probe(name="ftp", status=ProbeStatus.WARNING, latency_ms=latency, error=unverified)
    said = "probe_ftp" if ftp.tls == "off" else "probe_ftp_tls"
    return fine("ftp", said, latency, host=ftp.host, port=ftp.port, user=ftp.user or "anonymous")


class _Rights(NamedTuple):
    """That everything is allowed in a folder, and when its server says a file of ours was written there."""

    probe: Probe
    written: datetime | None


class _Folders:
    """Tries out the folders of the settings, some at once; what needs only one is tried in the first good one."""

    def __init__(self, settings: Settings, transport: Transport, tell: Tell) -> None:
        self._settings = settings
        self._transport = transport
        self._tell = tell
        self._places = asyncio.Semaphore(_CONNECTIONS)
        self._good: list[tuple[str, datetime | None, datetime]] = []

    async def examine(self) -> None:
        try:
            folders = self._settings.folders
        except DeskError as error:
            self._tell(wrong("ftp", error))
            return
        await asyncio.gather(*map(self._folder, folders))
        if self._good:
            path, written, here = self._good[0]
            await self._tell_of("ftp.names", self._names(path))
            self._tell(self._clock(written, here))

    async def _folder(self, folder: SourceFolder) -> None:
        ftp = self._settings.ftp
        async with self._places:
            request, response = (f"{base.rstrip('/')}/{folder}" for base in (ftp.request_dir, ftp.response_dir))
            await self._tell_of(f"request {folder}", self._request(f"request {folder}", request))
            await self._tell_of(f"response {folder}", self._response(f"response {folder}", response))

    async def _tell_of(self, name: str, look: Awaitable[Probe]) -> None:
        self._tell(await guarded(name, look, seconds=_FOLDER_SECONDS, late=late(self._settings)))

    async def _request(self, name: str, path: str) -> Probe:
        here = datetime.now(UTC)
        found = await self._rights(name, path)
        self._good.append((path, found.written, here))
        return found.probe

    async def _response(self, name: str, path: str) -> Probe:
        """Try a response folder; to mark an answer by renaming it nobody needs to create files there."""
        try:
            return (await self._rights(name, path)).probe
        except DeskError as error:
            needs_writing = self._settings.exchange.acknowledge is Acknowledge.FLAG
            if error.code is not ErrorCode.FTP_DENIED or error.reason != "write" or needs_writing:
                raise
            detail = error.context.get("detail")
            return doubtful(name, DeskError(ErrorCode.FTP_DENIED, reason="untried", path=path, detail=detail))

    async def _rights(self, name: str, path: str) -> _Rights:
        started = time.perf_counter()
        written = await try_rights(self._transport, path)
        latency = (time.perf_counter() - started) * 1000
        return _Rights(fine(name, "probe_folder", latency, path=path), written)

    async def _names(self, path: str) -> Probe:
        ftp = self._settings.ftp
        try:
            _LETTERS.encode(ftp.encoding)
            kept = await keeps_name(self._transport, path, _LETTERS)
        except (UnicodeEncodeError, DeskError) as error:
            if isinstance(error, DeskError) and error.code not in (ErrorCode.FTP_DENIED, ErrorCode.FTP_MISSING):
                raise
            return fine("ftp.names", "probe_names_refused", encoding=ftp.encoding)
        if kept:
            return fine("ftp.names", "probe_names", encoding=ftp.encoding)
        return doubtful("ftp.names", DeskError(ErrorCode.FTP_PROTOCOL, reason="name", host=ftp.host, port=ftp.port))

    def _clock(self, written: datetime | None, here: datetime) -> Probe:
        """Compare the time the server gave our file with ours."""
        if written is None:
            return fine("ftp.clock", "probe_clock_unknown")
        apart = written - here
        if abs(apart) <= _TOLERANCE:
            return fine("ftp.clock", "probe_clock", seconds=round(abs(apart).total_seconds()))
        zone, minutes = zone_of(self._settings), round(abs(apart).total_seconds() / 60)
        times = {name: f"{at.astimezone(zone):%d.%m.%Y %H:%M}" for name, at in (("here", here), ("there", written))}
        return doubtful("ftp.clock", DeskError(ErrorCode.CLOCK_WRONG, reason="exchange", minutes=minutes, **times))
