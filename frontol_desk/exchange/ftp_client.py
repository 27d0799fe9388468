"""One FTP connection: aioftp's client, made to cope with what real servers do. Raises aioftp's and network errors."""

from __future__ import annotations

import asyncio
import codecs
from collections.abc import AsyncIterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Literal

import aioftp
from aioftp.errors import StatusCodeError
from pydantic import SecretStr

from frontol_desk.exchange import ftp_errors
from frontol_desk.exchange.ftp_listing import (
    folder_of_list_line,
    folder_of_mlsd_line,
    parse_list_line,
    parse_mlsd_line,
    parse_time,
)
from frontol_desk.exchange.transport import RemoteFiles

BLOCK = 1 << 20
"""Bytes per read: 8 KB, aioftp's own, is four times slower on a 500 MB file."""
_ESCAPING = "escaping_"


@dataclass(frozen=True, slots=True)
class FtpAddress:
    """Where an exchange server is and who signs in; `encoding` is that of its file names."""

    host: str
    port: int = 21
    user: str = "anonymous"
    password: SecretStr = field(default=SecretStr(""), repr=False)
    encoding: str = "utf-8"


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


@dataclass(slots=True)
class DataConnection:
    """A transfer under way; `finished` once both its data and the server's final word are in."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    finished: bool = False


class FtpClient(aioftp.Client):
    """A signed-in connection. It sets no time-outs: each of its operations runs under the caller's deadline.

    (aioftp's own use `asyncio.wait_for`, which on Python 3.11 may swallow a cancellation and starts a task per block.)
    """

    def __init__(self, address: FtpAddress) -> None:
        super().__init__(encoding=_ESCAPING + address.encoding.replace("-", "_"), limit=BLOCK)
        self._address = address
        self.knows_mlsd = True

    async def sign_in(self) -> None:
        """Connect, log in, and agree on binary transfers and UTF-8 names."""
        address = self._address
        await self.connect(address.host, address.port)
        await self.login(address.user, address.password.get_secret_value())
        if codecs.lookup(address.encoding).name == "utf-8":
            await self.command("OPTS UTF8 ON", ("2xx", "4xx", "5xx"))
        await self.command("TYPE I", "2xx")

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
            self._stream.writer.transport.abort()

    async def ping(self) -> None:
        """Make sure the server still listens; one that does not know NOOP does."""
        await self.command("NOOP", ("2xx", "500", "502"))

    async def get_passive_connection(
        self,
        conn_type: Literal["I", "A", "E", "L"] = "I",  # noqa: ARG002 - binary since sign_in
        commands: Sequence[str] | None = None,  # noqa: ARG002 - what the server knows is learnt
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Open a data connection by EPSV, or by PASV where EPSV is refused (vsftpd says 550); ignore PASV's host."""
        port: int | None = None
        if "epsv" in self._passive_commands:
            try:
                _, port = await self._do_epsv()
            except StatusCodeError as error:
                if not ftp_errors.is_clean_refusal(error):
                    raise
                self._passive_commands = ("pasv",)
        if port is None:
            _, port = await self._do_pasv()
        return await self._open_connection(self.server_host, port)

    async def open_data(self, command: str, *, offset: int = 0) -> DataConnection:
        """Begin a transfer from byte `offset`; after a refusal no data connection is left open."""
        reader, writer = await self.get_passive_connection()
        try:
            if offset:
                await self.command(f"REST {offset}", "350")
            await self.command(command, "1xx")
        except BaseException:
            writer.transport.abort()
            raise
        return DataConnection(reader, writer)

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
            data.writer.transport.abort()
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
            data.writer.transport.abort()
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
