"""The streaming reader: an export file in, chunks of rows ready for COPY and quarantined lines out.

Memory holds one block of the file at a time, whatever its size. Several exports appended in one file are read one after
the other. Every line that is no header ends in exactly one place: a row of a table, or quarantine.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import BinaryIO, TypeVar

from xxhash import xxh3_64_intdigest

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.format.canonical import CanonicalType
from frontol_desk.format.careful import REQUIRED, BadLineError, CarefulReader, CarefulRow
from frontol_desk.format.dialect import Dialect, learn_dialect
from frontol_desk.format.encoding import Encoding
from frontol_desk.format.headers import LINES as HEADER_LINES
from frontol_desk.format.headers import header_fault, header_starts, with_whole_headers
from frontol_desk.format.kinds import NAME_BAR, sql_text
from frontol_desk.format.layout import COMMON_FIELDS, Layout
from frontol_desk.format.lines import LineTooLongError, split_lines, whole_line_blocks
from frontol_desk.format.personal import PersonalHasher
from frontol_desk.format.registry import TYPE_INDEX, UNRECOGNIZED, Registry
from frontol_desk.format.rows import DELIMITER, Batch, Chunk, Header, QuarantinedLine, Tally

T = TypeVar("T")
_SEEN_LENGTHS = (36, 42, 44)
"""Fields on the lines of real files of all dialects; any type may come with any of them."""
_SIGNS = (b"\\", b"\r", b"\0", NAME_BAR.encode())
_POSITIVE = 2**63 - 1
BLOCK_BYTES = 1 << 20
_LEARN_LINES = 3000
_LEARN_BYTES = 1 << 19
_TYPE_DIGITS = 9
_REQUIRED = frozenset(REQUIRED)


def line_hash(line: bytes) -> int:
    """Return what decides whether two lines are the same: 63 bits of XXH3-64 of the UTF-8 text, so that it fits bigint.

    Two versions of one line are taken for the same once in 10^19; a cryptographic hash of every line takes six times
    as long.
    """
    return xxh3_64_intdigest(line) & _POSITIVE


class ExportReader:
    """Reads one file. Iterate over it once; `headers`, `dialect` and the warnings fill up on the way.

    `lineage` are the COPY texts of source folder and file id that every row ends with. With `personal` every line is
    read with its personal data replaced. Raises `DeskError` PARSE_INVALID when the file as a whole is no export.
    """

    def __init__(
        self,
        stream: BinaryIO,
        registry: Registry,
        encoding: Encoding,
        *,
        lineage: tuple[bytes, bytes] = (b"", b"0"),
        block_bytes: int = BLOCK_BYTES,
        personal: PersonalHasher | None = None,
    ) -> None:
        self.headers: list[Header] = []
        self.dialect = Dialect()
        self.unknown_types: dict[int, Tally] = {}
        self.surplus: Tally | None = None
        self.unknown_length: Tally | None = None
        self._registry = registry
        self._encoding = encoding
        self._lineage = lineage
        self._personal = personal
        blocks = whole_line_blocks(stream, encoding, block_bytes)
        self._blocks = with_whole_headers(personal.blocks(blocks) if personal else blocks)
        self._types: dict[bytes, CanonicalType] = {}
        self._careful = CarefulReader(registry, self.dialect, encoding)

    def __iter__(self) -> Iterator[Chunk]:
        first = 1
        try:
            for block, done in self._begun():
                lines, ends = split_lines(block, self.dialect.line_end.encode())
                yield self._chunk(lines, ends, first, done)
                first += len(lines)
        except LineTooLongError as error:
            raise DeskError(
                ErrorCode.PARSE_INVALID, reason="undecodable_file", encoding=self._encoding.label, line=error.line
            ) from None

    def _begun(self) -> Iterator[tuple[bytes, int]]:
        """Look at the beginning, always the same part of a file however it is cut, then pass on every block."""
        seen: list[tuple[bytes, int]] = []
        size = 0
        while size < _LEARN_BYTES and (block := next(self._blocks, None)):
            seen.append(block)
            size += len(block[0])
        if not seen:
            raise DeskError(ErrorCode.FILE_EMPTY)
        beginning = b"".join(text for text, _ in seen)
        cut = beginning.rfind(b"\n", 0, _LEARN_BYTES) + 1 if size > _LEARN_BYTES else size
        self._begin(beginning[: cut or size])
        return chain(seen, self._blocks)

    def _begin(self, beginning: bytes) -> None:
        """Check the header and learn the dialect from the first lines."""
        lines = beginning.split(b"\n", _LEARN_LINES)[:_LEARN_LINES]
        line_end = "\r\n" if lines[0].endswith(b"\r") else "\n"
        lines = [line.removesuffix(b"\r") for line in (lines if lines[-1] else lines[:-1])]
        if fault := header_fault(lines):
            raise DeskError(ErrorCode.PARSE_INVALID, reason="no_header" if fault == 1 else "header_cut", line=fault)
        known: list[tuple[int, Layout, list[str]]] = []
        for line in lines[HEADER_LINES:]:
            cells = line.split(DELIMITER)
            if len(cells) > COMMON_FIELDS and (found := self._declared(cells[TYPE_INDEX])):
                known.append((*found, [cell.decode(errors="replace") for cell in cells[:-1]]))
        self.dialect = learn_dialect(known, line_end)
        self._careful = CarefulReader(self._registry, self.dialect, self._encoding)

    def _chunk(self, lines: list[bytes], ends: dict[int, bytes], first: int, done: int) -> Chunk:
        headers = self._take_headers(lines, first)
        odd = self._odd_lines(lines, ends)
        groups: dict[bytes, list[int]] = defaultdict(list)
        careful: list[int] = []
        for index, line in enumerate(lines):
            try:
                groups[line.split(DELIMITER, TYPE_INDEX + 1)[TYPE_INDEX]].append(index)
            except IndexError:
                careful.append(index)
        batches: dict[str, Batch] = {}
        for type_text, indexes in groups.items():
            kind = self._canonical_type(type_text)
            if kind is None:
                careful += indexes
                continue
            if odd:
                careful += [index for index in indexes if index in odd]
                indexes = [index for index in indexes if index not in odd]
            if indexes:
                careful += self._read_canonical(kind, indexes, lines, first, batches)
        if headers:
            careful = [index for index in careful if index not in headers]
        quarantined = self._read_carefully(sorted(careful), lines, ends, first, batches)
        return Chunk(len(lines) - len(headers), done, tuple(batches.values()), quarantined)

    def _take_headers(self, lines: list[bytes], first: int) -> set[int]:
        """Find the headers of this chunk; note each and return the positions of its lines."""
        positions: set[int] = set()
        for start in header_starts(lines):
            positions.update(range(start, start + HEADER_LINES))
            texts = [line.decode(errors="replace") for line in lines[start : start + HEADER_LINES]]
            self.headers.append(Header(texts[0], texts[1], texts[2], first + start))
        return positions

    @staticmethod
    def _odd_lines(lines: list[bytes], ends: dict[int, bytes]) -> set[int]:
        """Return the positions of lines that hold bytes with a role of their own, or an unusual line end."""
        odd = set(ends)
        whole = b"\n".join(lines)
        for sign in _SIGNS:
            if sign[-1:] in whole and sign in whole:  # one byte is looked for many times quicker than two
                odd.update(index for index, line in enumerate(lines) if sign in line)
        if not whole.isascii():
            try:
                whole.decode()
            except UnicodeDecodeError:
                odd.update(index for index, line in enumerate(lines) if not _is_utf8(line))
        return odd

    def _canonical_type(self, type_text: bytes) -> CanonicalType | None:
        """Return what recognises canonical lines of a type; None for types without, kept under the text of field 4."""
        if type_text in self._types:
            return self._types[type_text]
        found = self._declared(type_text)
        if found is None or self.dialect.length_of(*found) < COMMON_FIELDS:
            return None
        number, layout = found
        kind = self._types[type_text] = CanonicalType(layout, number, self.dialect, _REQUIRED)
        return kind

    def _declared(self, type_text: bytes) -> tuple[int, Layout] | None:
        """Return the type and its layout where one is declared for the text of field 4."""
        if not type_text.isdigit() or len(type_text) > _TYPE_DIGITS:
            return None
        layout = self._registry.layout_of(int(type_text))
        return None if layout is UNRECOGNIZED else (int(type_text), layout)

    def _read_canonical(
        self,
        kind: CanonicalType,
        indexes: list[int],
        lines: list[bytes],
        first: int,
        batches: dict[str, Batch],
    ) -> list[int]:
        """Add the canonical lines of one type to its batch; return the positions of the others."""
        ready = kind.prepare([lines[index] for index in indexes])
        taken = [indexes[position] for position in ready.positions]
        hashes = [line_hash(lines[index]) for index in taken]
        numbers = [first + index for index in taken]
        batch = _batch(batches, kind.layout)
        ending = DELIMITER.join((b"", b"", b"", *self._lineage))
        batch.rows += [
            b"%b%d;%d%b" % (text, number, hashed, ending)
            for text, number, hashed in zip(ready.texts, numbers, hashes, strict=True)
        ]
        batch.numbers += map(int, ready.numbers)
        batch.days += _translated(ready.days, _iso)
        batch.workplaces += _translated(ready.workplaces, int)
        batch.hashes += hashes
        batch.lines += numbers
        return [] if len(taken) == len(indexes) else sorted(set(indexes).difference(taken))

    def _read_carefully(
        self, indexes: list[int], lines: list[bytes], ends: dict[int, bytes], first: int, batches: dict[str, Batch]
    ) -> list[QuarantinedLine]:
        quarantined: list[QuarantinedLine] = []
        for index in indexes:
            number, line, end = first + index, lines[index], ends.get(index)
            try:
                row = self._careful.read(line, end)
            except BadLineError as error:
                if self._personal:
                    line, error = self._personal.anything(line), error.changed(self._personal.text)
                quarantined.append(self._careful.quarantined(number, line, end, error))
                continue
            self._note(row, number)
            hashed = line_hash(line)
            batch = _batch(batches, row.layout)
            lineage = (b"%d" % number, b"%d" % hashed, *row.copy_notes(), *self._lineage)
            batch.rows.append(DELIMITER.join((*row.copy_text(), *lineage)))
            batch.numbers.append(_int(row, 0))
            batch.workplaces.append(_int(row, 4))
            batch.days.append(sql_text(row.values[1]))
            batch.hashes.append(hashed)
            batch.lines.append(number)
        return quarantined

    def _note(self, row: CarefulRow, line: int) -> None:
        """Count what deserves a warning."""
        transaction_type = _int(row, TYPE_INDEX)
        if row.layout is UNRECOGNIZED:
            tally = self.unknown_types.setdefault(transaction_type, Tally(0, line))
            tally.count += 1
        elif "count" in row.residue and (
            row.layout.seen_length is None or not (row.surplus or row.count in _SEEN_LENGTHS)
        ):
            self.unknown_length = self.unknown_length or Tally(0, line)
            self.unknown_length.count += 1
        if row.surplus:
            self.surplus = self.surplus or Tally(0, line)
            self.surplus.count += 1


def _batch(batches: dict[str, Batch], layout: Layout) -> Batch:
    if layout.table not in batches:
        batches[layout.table] = Batch(layout)
    return batches[layout.table]


def _int(row: CarefulRow, index: int) -> int:
    value = row.values[index]
    if not isinstance(value, int):
        raise TypeError(f"field {index + 1} of a placed row is no number")
    return value


def _translated(column: Sequence[bytes], meaning: Callable[[bytes], T]) -> Iterable[T]:
    """Translate a column with few distinct values."""
    meanings = {text: meaning(text) for text in set(column)}
    return map(meanings.__getitem__, column)


def _iso(day: bytes) -> str:
    return f"{day[6:].decode()}-{day[3:5].decode()}-{day[:2].decode()}"


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
