"""One FTP connection: aioftp's client, made to cope with what real servers do. Raises aioftp's and network errors."""

from __future__ import annotations

import asyncio
import codecs
import ssl
from collections.abc import AsyncIterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from time import monotonic

import aioftp
from aioftp.errors import StatusCodeError
from pydantic import SecretStr

from frontol_desk.exchange import ftp_data, ftp_errors
from frontol_desk.exchange.ftp_data import BLOCK, DataConnection
from frontol_desk.exchange.ftp_listing import (
    folder_of_list_line,
    folder_of_mlsd_line,
    parse_list_line,
    parse_mlsd_line,
    parse_time,
)
from frontol_desk.exchange.ftp_tls import PLAIN, FtpTls, TlsRefusedError, handshake
from frontol_desk.exchange.transport import RemoteFiles

_ESCAPING = "escaping_"
_FAREWELL_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class FtpAddress:
    """Where an exchange server is, who signs in and how; `encoding` is that of its file names."""

    host: str
    port: int = 21
    user: str = "anonymous"
    password: SecretStr = field(default=SecretStr(""), repr=False)
    encoding: str = "utf-8"
    tls: FtpTls = PLAIN


def _escaping_codec(name: str) -> codecs.CodecInfo | None:
    """Make ``escaping_X``: codec X, with bytes that it cannot read kept as lone surrogates, so no name is lost."""
    if not name.startswith(_ESCAPING):
        return None
    base = codecs.lookup(name.removeprefix(_ESCAPING))
    return codecs.CodecInfo(
        name=name,
        encode=lambda text, _errors="strict": base.encode(text, "surrogateescape"),
        decode=lambda data, _errors="strict": base.decode(bytes(data), "surrogateescape"),
    )


codecs.register(_escaping_codec)


class FtpClient(aioftp.Client):
    """A signed-in connection. It sets no time-outs: each of its operations runs under the caller's deadline.

    (aioftp's own use `asyncio.wait_for`, which on Python 3.11 may swallow a cancellation and starts a task per block.)
    """

    def __init__(self, address: FtpAddress, context: ssl.SSLContext | None = None, data_seconds: float = 10.0) -> None:
        """`context` is needed for TLS; `data_seconds` is how long reaching the port of a transfer may take."""
        super().__init__(encoding=_ESCAPING + address.encoding.replace("-", "_"), limit=BLOCK)
        self._address = address
        self._context = context
        self._data_seconds = data_seconds
        self._knows_epsv = True
        self.knows_mlsd = True
        self.opened = monotonic()

    async def sign_in(self) -> None:
        """Connect, log in, and agree on encrypted and binary transfers and UTF-8 names."""
        address = self._address
        if address.tls.mode == "implicit":
            self.ssl = self._context or True
        with handshake():
            await self.connect(address.host, address.port)
            ftp_data.keep_alive(self.stream.writer)
            if address.tls.mode == "explicit":
                await self._encrypt()
        await self._log_in()
        if address.tls.mode != "off":
            await self._asked_for_tls("PBSZ 0", "2xx")
            await self._asked_for_tls("PROT P", "2xx")
        if codecs.lookup(address.encoding).name == "utf-8":
            await self.command("OPTS UTF8 ON", ("2xx", "4xx", "5xx"))
        await self.command("TYPE I", "2xx")

    async def _encrypt(self) -> None:
        await self._asked_for_tls("AUTH TLS", "234")
        if not self.usable:
            raise TlsRefusedError(None, "unencrypted bytes after AUTH")
        await self.stream.writer.start_tls(
            self._context or ssl.create_default_context(), server_hostname=self.server_host
        )

    async def _asked_for_tls(self, command: str, expected: str) -> None:
        try:
            await self.command(command, expected)
        except StatusCodeError as error:
            if ftp_errors.is_clean_refusal(error):
                raise TlsRefusedError("not_offered", ftp_errors.reply_text(error)) from error
            raise

    async def _log_in(self) -> None:
        address = self._address
        try:
            await self.login(address.user, address.password.get_secret_value())
        except StatusCodeError as error:
            if address.tls.mode == "off" and ftp_errors.wants_tls(error):
                raise TlsRefusedError("required", ftp_errors.reply_text(error)) from error
            raise

    @property
    def usable(self) -> bool:
        """Tell whether the next command would get its own answer: the line is open and nothing unread waits in it."""
        if self._stream is None or self._stream.writer.is_closing():
            return False
        reader = self._stream.reader
        return not reader.at_eof() and not reader._buffer  # type: ignore[attr-defined]  # noqa: SLF001 - no other way

    def drop(self) -> None:
        """Drop the connection at once."""
        if self._stream is not None:
            ftp_data.drop(self._stream.writer)

    async def leave(self) -> None:
        """Take leave of the server, if it answers quickly, and close."""
        try:
            if self.usable:
                async with asyncio.timeout(_FAREWELL_SECONDS):
                    await self.command("QUIT", ("2xx", "4xx", "5xx"))
        except ftp_errors.FTP_FAILURES:
            pass
        finally:
            self.drop()

    async def ping(self) -> None:
        """Make sure the server still listens; one that does not know NOOP does."""
        await self.command("NOOP", ("2xx", "500", "502"))

    async def _data_port(self) -> int:
        """Ask for a port by EPSV, or by PASV where EPSV is refused (vsftpd says 550); PASV's host is passed over."""
        if self._knows_epsv:
            try:
                return (await self._do_epsv())[1]
            except StatusCodeError as error:
                if not ftp_errors.is_clean_refusal(error):
                    raise
                self._knows_epsv = False
        return (await self._do_pasv())[1]

    async def open_data(self, command: str, *, offset: int = 0) -> DataConnection:
        """Begin a transfer from byte `offset`; after a refusal no data connection is left open."""
        control = self.stream.writer
        reached = await ftp_data.reach(control, await self._data_port(), self._data_seconds)
        opening = ftp_data.Opening(reached, control, self.server_host)
        try:
            if offset:
                await self.command(f"REST {offset}", "350")
            await self.command(command)
            opening.begin()
            await self.command(None, "1xx")
            return await opening.opened()
        except BaseException:
            await opening.give_up()
            raise

    async def close_data(self, data: DataConnection) -> None:
        """End a transfer: close its connection and take the server's final word."""
        data.writer.close()
        await self.command(None, "2xx", "1xx")
        data.finished = True

    async def entries(self, folder: str) -> RemoteFiles:
        """List the files of a folder, by MLSD or LIST; an empty answer counts only if the folder can be entered."""
        lines = await self._checked_lines(folder)
        parse = parse_mlsd_line if self.knows_mlsd else parse_list_line
        return [file for line in lines if (file := parse(line)) is not None]

    async def folders(self, folder: str) -> list[str]:
        """List the names of the folders in a folder."""
        lines = await self._checked_lines(folder)
        name_of = folder_of_mlsd_line if self.knows_mlsd else folder_of_list_line
        return [name for line in lines if (name := name_of(line)) is not None]

    async def _checked_lines(self, folder: str) -> list[str]:
        lines = await self._listing_lines(folder)
        if not lines:
            await self.command(f"CWD {folder}", "2xx")
        return lines

    async def _listing_lines(self, folder: str) -> list[str]:
        if self.knows_mlsd:
            try:
                return await self._lines(f"MLSD {folder}")
            except StatusCodeError as error:
                if not ftp_errors.is_unknown_command(error):
                    raise
                self.knows_mlsd = False
        return await self._lines(f"LIST {folder}")

    async def _lines(self, command: str) -> list[str]:
        data = await self.open_data(command)
        try:
            text = await data.reader.read()
            await self.close_data(data)
        except BaseException:
            data.abort()
            raise
        lines = (line.removesuffix(b"\r") for line in text.split(b"\n"))
        return [line.decode(self.encoding) for line in lines if line]

    async def store(self, path: str, blocks: AsyncIterable[bytes]) -> int:
        """Send a file, return how many bytes were sent; "no such folder" wins over the vaguer refusals of STOR."""
        try:
            data = await self.open_data(f"STOR {path}")
        except StatusCodeError as error:
            if ftp_errors.is_clean_refusal(error):
                await self.command(f"CWD {PurePosixPath(path).parent}", "2xx")
            raise
        sent = 0
        try:
            async for block in blocks:
                data.writer.write(block)
                await data.writer.drain()
                sent += len(block)
            await self.close_data(data)
        except BaseException:
            data.abort()
            raise
        return sent

    async def size_of(self, path: str) -> int:
        """Ask a file's size in bytes; by a listing of its folder where the server does not know SIZE."""
        try:
            _, info = await self.command(f"SIZE {path}", "213")
        except StatusCodeError as error:
            if not ftp_errors.is_unknown_command(error):
                raise
        else:
            return int(info[-1].split()[-1])
        where = PurePosixPath(path)
        for file in await self.entries(str(where.parent)):
            if file.name == where.name:
                return file.size
        raise StatusCodeError(aioftp.Code("213"), aioftp.Code("550"), "not in its folder's listing")

    async def modified_of(self, path: str) -> datetime | None:
        """Ask when a file was last written (UTC); None where the server does not know MDTM."""
        try:
            _, info = await self.command(f"MDTM {path}", "213")
        except StatusCodeError as error:
            if not ftp_errors.is_unknown_command(error):
                raise
            return None
        return parse_time(info[-1].split()[-1])
