"""Reads a file as the product does and gives its bytes back from what the database would hold, without a database."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal

from frontol_desk.format.canonical import CanonicalType
from frontol_desk.format.dialect import Dialect
from frontol_desk.format.encoding import scan_export
from frontol_desk.format.kinds import Value
from frontol_desk.format.layout import Kind, Layout
from frontol_desk.format.names import Names
from frontol_desk.format.reader import BLOCK_BYTES, ExportReader, line_hash
from frontol_desk.format.registry import default_registry
from frontol_desk.format.residue import Residue
from frontol_desk.format.rows import LINEAGE_COLUMNS, QuarantinedLine
from frontol_desk.format.writer import write_line


@dataclass(frozen=True)
class StoredRow:
    """One row as PostgreSQL would give it back."""

    layout: Layout
    line_number: int
    line_hash: int
    names: Names
    residue: Residue
    values: list[Value]

    def line(self, dialect: Dialect) -> tuple[str, str | None]:
        return write_line(self.layout, self.values, dialect, self.names, self.residue)

    def __getitem__(self, column: str) -> Value:
        return self.values[self.layout.positions[column]]


@dataclass
class Read:
    """Everything that reading a file gave."""

    reader: ExportReader
    lines: int = 0
    rows: list[StoredRow] = field(default_factory=list)
    quarantined: list[QuarantinedLine] = field(default_factory=list)

    @property
    def row(self) -> StoredRow:
        (row,) = self.rows
        return row

    @property
    def refused(self) -> QuarantinedLine:
        (refused,) = self.quarantined
        return refused

    def decoded(self) -> dict[int, tuple[object, ...]]:
        """What the rows mean, by line: equal for every way to read the same file."""
        return {
            row.line_number: (row.layout.table, row.line_hash, row.names, row.residue, [*map(repr, row.values)])
            for row in self.rows
        }


class CarefulOnly(ExportReader):
    """Sends every line the careful way."""

    def _canonical_type(self, type_text: bytes) -> CanonicalType | None:  # noqa: ARG002
        return None


def read(
    data: bytes, *, forced: str | None = None, block: int = BLOCK_BYTES, reader: type[ExportReader] = ExportReader
) -> Read:
    """Read a whole file; raises what the reader raises. Every line must be accounted for, exactly once."""
    scan = scan_export(io.BytesIO(data), forced)
    assert scan.size == len(data)
    result = Read(
        reader(io.BytesIO(data), default_registry(), scan.encoding, lineage=(b"P13/P13", b"7"), block_bytes=block)
    )
    done = 0
    for chunk in result.reader:
        stored = [_stored(batch.layout, row) for batch in chunk.batches for row in batch.rows]
        for batch in chunk.batches:
            _check_batch(batch.layout.table, batch)
        assert chunk.lines == len(stored) + len(chunk.quarantined)
        assert [found.line for found in chunk.quarantined] == sorted(found.line for found in chunk.quarantined)
        assert done <= chunk.bytes_done <= len(data)
        done = chunk.bytes_done
        result.lines += chunk.lines
        result.rows += stored
        result.quarantined += chunk.quarantined
    assert done == len(data)
    headers = {header.line + offset for header in result.reader.headers for offset in range(3)}
    placed = [row.line_number for row in result.rows] + [found.line for found in result.quarantined]
    assert sorted([*placed, *headers]) == list(range(1, result.lines + len(headers) + 1))
    result.rows.sort(key=lambda row: row.line_number)
    result.quarantined.sort(key=lambda found: found.line)
    return result


def _check_batch(table: str, batch: object) -> None:
    from frontol_desk.format.rows import Batch

    assert isinstance(batch, Batch)
    rows = [_stored(batch.layout, row) for row in batch.rows]
    keys = [(str(row["transaction_date"]), row["cash_register_code"], row["transaction_id_unique"]) for row in rows]
    assert batch.keys() == keys, table
    assert batch.hashes == [row.line_hash for row in rows]
    assert batch.lines == [row.line_number for row in rows]
    assert batch.count_by_type().total() == len(rows)


def restored(result: Read) -> bytes:
    """Return the file's bytes from rows, quarantined lines and headers; headers with the usual line end."""
    encoding, dialect = (
        result.reader._encoding,
        Dialect.from_dict(json.loads(json.dumps(result.reader.dialect.as_dict()))),
    )
    usual = dialect.line_end
    parts: dict[int, bytes] = {}
    for header in result.reader.headers:
        for offset, text in enumerate((header.flag, header.database_id, header.report_number)):
            parts[header.line + offset] = (text + usual).encode(encoding.codec, "replace")
    for row in result.rows:
        text, end = row.line(dialect)
        assert row.line_hash == line_hash(text.encode())
        parts[row.line_number] = encoding.from_internal((text + (usual if end is None else end)).encode())
    for found in result.quarantined:
        end = usual if found.line_end is None else found.line_end
        parts[found.line] = found.raw + end.encode(encoding.codec)
    return encoding.mark + b"".join(parts[number] for number in sorted(parts))


_CELL = re.compile(rb"((?:[^;\\\n\r]|\\.)*)(;|\Z)", re.DOTALL)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r"}


def _cells(row: bytes) -> Iterator[str]:
    """Split a COPY row and undo its escapes as PostgreSQL does (manual, COPY, text format)."""
    position = 0
    while found := _CELL.match(row, position):
        yield _ESCAPED.sub(lambda escaped: _LETTERS.get(escaped[1], escaped[1]), found[1]).decode()
        position = found.end()
        if not found[2]:
            break
    assert position == len(row), row


def _stored(layout: Layout, row: bytes) -> StoredRow:
    cells = list(_cells(row))
    *texts, number, hashed, names, residue, folder, file_id = cells
    assert (folder, file_id) == ("P13/P13", "7")
    assert len(cells) == len(LINEAGE_COLUMNS) + len(layout.fields)
    values = [_value(described.kind, text) for described, text in zip(layout.fields, texts, strict=True)]
    return StoredRow(layout, int(number), int(hashed), json.loads(names or "{}"), json.loads(residue or "{}"), values)


def _value(kind: Kind, text: str) -> Value:
    """Understand what PostgreSQL is given, no more leniently than it does with ``DateStyle`` ISO, DMY."""
    if not text:
        return None
    match kind:
        case Kind.INT:
            assert re.fullmatch("-?[0-9]+", text)
            assert -(2**63) <= int(text) < 2**63
            return int(text)
        case Kind.DECIMAL:
            assert re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text)
            return Decimal(text) or Decimal(text).copy_abs()
        case Kind.DATE:
            return _date(text)
        case Kind.TIME:
            return _time(text)
        case Kind.DATETIME:
            day, _, moment = text.partition(" ")
            return datetime.combine(_date(day), _time(moment) if moment else time())
        case _:
            assert "\0" not in text
            return text


def _time(text: str) -> time:
    hour, minute, second = map(int, text.split(":"))
    return time(hour, minute, second)


def _date(text: str) -> date:
    parts = [int(part) for part in re.split("[-.]", text)]
    return date(*parts) if text[4:5] == "-" else date(*reversed(parts))
