"""Stored days back in the Frontol format: every stored line once, in the order of files loaded and of lines in them.

Quarantined lines come along. Rows are merged from a cursor per table, so memory stays flat whatever the period.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import asyncpg

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.format.dialect import Dialect
from frontol_desk.format.encoding import Encoding, encoding_named
from frontol_desk.format.layout import Layout
from frontol_desk.format.personal import holds_hashes
from frontol_desk.format.registry import Registry
from frontol_desk.format.writer import header
from frontol_desk.warehouse.connecting import open_cursor
from frontol_desk.warehouse.database import Connection, Database
from frontol_desk.warehouse.declared import quoted
from frontol_desk.warehouse.stored import select_rows, source_line

_AT_ONCE = 500
_QUARANTINED = (
    "SELECT file_id, line_number, raw, line_end FROM quarantine WHERE source_folder = $1"
    " AND coalesce(transaction_date, asked_date, $3) BETWEEN $2 AND $3 ORDER BY file_id, line_number"
)


@dataclass(slots=True)
class _Source:
    """How a file wrote its lines, and its header; `hashed`: it was read with its personal data hashed."""

    encoding: Encoding
    dialect: Dialect
    database_id: str
    report_number: str
    hashed: bool


@dataclass(order=True, slots=True)
class _Line:
    """A line of a file; ordered by file and line number."""

    file_id: int
    line_number: int
    layout: Layout | None = field(compare=False)
    record: asyncpg.Record = field(compare=False)


async def export_frontol(
    database: Database,
    registry: Registry,
    folder: SourceFolder,
    dates: DateRange,
    output: Path,
    encoding: str | None = None,
) -> int:
    """Write the stored lines of a folder and period to `output`; return how many. Raises NOTHING_TO_EXPORT.

    Raises DB_SCHEMA_CHANGED when there are rows in a table that this program does not know: a line would be left out.
    Encoding, line ends and header are those of the newest file of these days unless `encoding` names another. Raises
    EXPORT_HASHED when a line's personal data are stored as hashes: it could not be written as it came.
    """
    async with database.transaction("repeatable_read") as connection:
        await _refuse_unknown_tables(connection, registry, folder, dates)
        sources = await _sources(connection, folder)
        lines = _merged(connection, registry, folder, dates)
        first = await anext(lines, None)
        if first is None:
            raise DeskError(ErrorCode.NOTHING_TO_EXPORT, folder=str(folder), dates=str(dates))
        newest = sources[await _newest(connection, folder, dates) or max(sources)]
        chosen = encoding_named(encoding) if encoding else newest.encoding
        with _replacing(output) as stream:
            writer = _Writer(stream, chosen, newest.dialect.line_end, sources)
            await writer.begin(newest)
            try:
                await writer.add(first)
                async for line in lines:
                    await writer.add(line)
            except _HashedError:
                raise DeskError(ErrorCode.EXPORT_HASHED, folder=str(folder), dates=str(dates)) from None
            await writer.finish()
    return writer.count


@contextmanager
def _replacing(output: Path) -> Iterator[BinaryIO]:
    """Write beside the target and put it in its place when all is written; a device is written to as it is."""
    beside = output
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        if not output.exists() or output.is_file():
            beside = output.with_name(f".{output.name}.part")
        with beside.open("wb") as stream:
            yield stream
        if beside != output:
            beside.replace(output)
    except OSError as error:
        if isinstance(error, ConnectionError | TimeoutError):
            raise  # the database's, not the disk's
        raise DeskError(ErrorCode.OUTPUT_FAILED, path=str(output), cause=error.strerror or "") from error
    finally:
        if beside != output:
            beside.unlink(missing_ok=True)


async def _refuse_unknown_tables(
    connection: Connection, registry: Registry, folder: SourceFolder, dates: DateRange
) -> None:
    """Make sure that no row of the period lies in the table of a plug-in that is not installed here."""
    known = {layout.table for layout in registry.tables}
    for (table,) in await connection.fetch("SELECT table_name FROM frontol_desk_tables ORDER BY 1"):
        if table not in known and await connection.fetchval(
            f"SELECT true FROM {quoted(table)} WHERE source_folder = $1 AND transaction_date BETWEEN $2 AND $3 LIMIT 1",
            str(folder),
            dates.first,
            dates.last,
        ):
            raise DeskError(ErrorCode.DB_SCHEMA_CHANGED, what=table)


async def _sources(connection: Connection, folder: SourceFolder) -> dict[int, _Source]:
    records = await connection.fetch(
        "SELECT file_id, encoding, dialect, headers, personal_key FROM files"
        " WHERE source_folder = $1 AND dialect IS NOT NULL",
        str(folder),
    )
    return {
        record["file_id"]: _Source(
            encoding_named(record["encoding"]),
            Dialect.from_dict(record["dialect"]),
            record["headers"][-1]["database_id"],
            record["headers"][-1]["report_number"],
            record["personal_key"] is not None,
        )
        for record in records
    }


async def _newest(connection: Connection, folder: SourceFolder, dates: DateRange) -> int | None:
    """Return the newest file with lines of these days; files of other days do not change how they come back."""
    found: int | None = await connection.fetchval(
        "SELECT max(file_id) FROM files WHERE source_folder = $1 AND dialect IS NOT NULL"
        " AND coalesce(first_date, requested_from) <= $3 AND coalesce(last_date, requested_to) >= $2",
        str(folder),
        dates.first,
        dates.last,
    )
    return found


async def _merged(
    connection: Connection, registry: Registry, folder: SourceFolder, dates: DateRange
) -> AsyncIterator[_Line]:
    """Yield the lines of all tables and of quarantine in order."""
    cursors = [
        _fetched(
            await open_cursor(
                connection,
                f"{select_rows(layout)} WHERE source_folder = $1 AND transaction_date BETWEEN $2 AND $3"
                " ORDER BY file_id, line_number",
                str(folder),
                dates.first,
                dates.last,
            ),
            layout,
        )
        for layout in registry.tables
    ]
    kept = await open_cursor(connection, _QUARANTINED, str(folder), dates.first, dates.last)
    cursors.append(_fetched(kept, None))
    heap: list[tuple[_Line, int]] = []
    for number, cursor in enumerate(cursors):
        if (line := await anext(cursor, None)) is not None:
            heap.append((line, number))
    heapq.heapify(heap)
    while heap:
        line, number = heap[0]
        yield line
        following = await anext(cursors[number], None)
        if following is None:
            heapq.heappop(heap)
        else:
            heapq.heapreplace(heap, (following, number))


async def _fetched(cursor: asyncpg.cursor.Cursor[asyncpg.Record], layout: Layout | None) -> AsyncIterator[_Line]:
    while records := await cursor.fetch(_AT_ONCE):
        for record in records:
            yield _Line(record["file_id"], record["line_number"], layout, record)


class _HashedError(Exception):
    """A line is not stored as it came."""


class _Writer:
    """Collects lines and writes them in blocks, off the event loop."""

    def __init__(self, stream: BinaryIO, encoding: Encoding, line_end: str, sources: dict[int, _Source]) -> None:
        self.count = 0
        self._stream = stream
        self._encoding = encoding
        self._line_end = line_end
        self._sources = sources
        self._block: list[bytes] = []
        self._unended = False

    async def begin(self, newest: _Source) -> None:
        """Write the mark and the header."""
        start = header("#", newest.database_id, newest.report_number, self._line_end)
        self._block.append(self._encoding.mark + self._encoded(start))

    async def add(self, line: _Line) -> None:
        """Write a line the way it came."""
        source = self._sources[line.file_id]
        self.count += 1
        if line.layout is None:
            raw, end = bytes(line.record["raw"]), line.record["line_end"]
            if holds_hashes(source.encoding.to_internal(raw).decode(errors="replace")):  # by a later file, perhaps
                raise _HashedError
            if source.encoding.codec != self._encoding.codec:
                raw = self._reencoded(source.encoding.to_internal(raw))
            self._put(raw, end)
        else:
            text, end = source_line(line.layout, line.record, source.dialect)
            if source.hashed and holds_hashes(text):
                raise _HashedError
            self._put(self._encoded(text), end)
        if len(self._block) >= _AT_ONCE:
            await self.finish()

    def _put(self, line: bytes, end: str | None) -> None:
        """Add a line and its end; a line that came without one goes without only if nothing follows it."""
        if self._unended:
            self._block.append(self._encoded(self._line_end))
        self._unended = end == ""
        self._block.append(line + self._encoded(self._line_end if end is None else end))

    async def finish(self) -> None:
        """Write what is collected."""
        block, self._block = b"".join(self._block), []
        await asyncio.to_thread(self._stream.write, block)

    def _encoded(self, text: str) -> bytes:
        return self._reencoded(text.encode())

    def _reencoded(self, internal: bytes) -> bytes:
        try:
            return self._encoding.from_internal(internal)
        except (UnicodeEncodeError, UnicodeDecodeError) as error:
            odd = error.object[error.start]
            sign = f"U+{ord(odd):04X}" if isinstance(odd, str) else f"{odd:02X}h"
            raise DeskError(
                ErrorCode.OUTPUT_FAILED, reason="encoding", encoding=self._encoding.label, sign=sign
            ) from None
