"""The careful way to read a line: every field by itself, anything unusual kept beside the values, or quarantine."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from frontol_desk.format.dialect import Dialect
from frontol_desk.format.encoding import Encoding
from frontol_desk.format.kinds import BadValueError, Value, read_value, sql_text
from frontol_desk.format.layout import COMMON_FIELDS, Field, Kind, Layout
from frontol_desk.format.names import Names, split_names
from frontol_desk.format.registry import TYPE_INDEX, UNRECOGNIZED, Registry
from frontol_desk.format.residue import Residue
from frontol_desk.format.rows import QuarantinedLine
from frontol_desk.format.writer import write_cells

REQUIRED = {1: "no_key", 2: "no_date", 4: "bad_type", 5: "no_key"}
"""Fields without which a row has no key, and the reason given when one is empty."""


class BadLineError(Exception):
    """A line that cannot be placed, for a reason, in a field."""

    def __init__(self, reason: str, field: Field | None = None, value: str | None = None) -> None:
        self.reason, self.field, self.value = reason, field, value
        super().__init__(reason)

    def changed(self, become: Callable[[str], str]) -> BadLineError:
        """Return this with another wording of its value."""
        return BadLineError(self.reason, self.field, become(self.value) if self.value else self.value)


@dataclass(frozen=True, slots=True)
class CarefulRow:
    """One line, understood: the layout it belongs to, a value per column, and what the values do not hold."""

    layout: Layout
    values: list[Value]
    names: Names
    residue: Residue
    count: int

    @property
    def surplus(self) -> bool:
        """Tell whether fields beyond the table's last column hold something."""
        return any(self.residue.get("surplus", ()))

    def copy_text(self) -> list[bytes]:
        """Return every column as COPY text."""
        return [copy_escape(sql_text(value)) for value in self.values]

    def copy_notes(self) -> list[bytes]:
        """Return names and residue as COPY text."""
        return [copy_escape(_json(self.names)), copy_escape(_json(self.residue))]


def _json(value: Mapping[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if value else ""


def copy_escape(text: str) -> bytes:
    """Escape a value for COPY's text format with ``;`` as delimiter (PostgreSQL manual, COPY, File Formats)."""
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace("\n", "\\n").replace("\r", "\\r")
    return escaped.encode()


class CarefulReader:
    """Reads single lines of one file. Stateless but for the file's registry, dialect and encoding."""

    def __init__(self, registry: Registry, dialect: Dialect, encoding: Encoding) -> None:
        self._registry = registry
        self._dialect = dialect
        self._encoding = encoding

    def read(self, line: bytes, line_end: bytes | None) -> CarefulRow:
        """Understand a line (UTF-8, without line end); `line_end` is None where it is the file's usual one.

        Raises `BadLineError`.
        """
        cells = self._decoded(line, line_end).split(";")
        residue: Residue = {}
        if cells[-1]:
            residue["open"] = True
        else:
            cells.pop()
        layout = self._layout(cells, cut_off=line_end == b"", closed="open" not in residue)
        names: Names = {}
        values = [self._value(field, cell, names) for field, cell in zip(layout.fields, cells, strict=False)]
        values += [None] * (len(layout.fields) - len(values))
        self._note_differences(layout, values, names, cells, residue)
        if line_end is not None:
            residue["end"] = line_end.decode()
        return CarefulRow(layout, values, names, residue, len(cells))

    def quarantined(self, number: int, line: bytes, line_end: bytes | None, error: BadLineError) -> QuarantinedLine:
        """Describe a line that `read` refused, with as much of its identity as can be read."""
        cells = line.split(b";")
        if line_end == b"":
            cells.pop()  # the last cell of a cut line may be cut itself: 12 could read as workplace 1
        field = error.field
        return QuarantinedLine(
            line=number,
            raw=self._encoding.from_internal(line),
            line_end=None if line_end is None else line_end.decode(),
            reason=error.reason,
            field=field.n if field else None,
            column=field.name if field else None,
            value=error.value,
            number=_readable_int(cells, 0),
            day=_readable_day(cells),
            workplace=_readable_int(cells, 4),
        )

    def _decoded(self, line: bytes, line_end: bytes | None) -> str:
        try:
            text = line.decode()
        except UnicodeDecodeError as error:
            reason = "cut_off" if line_end == b"" else "bad_encoding"
            raise BadLineError(reason, _field_at(line, error.start)) from None
        if "\0" in text:
            raise BadLineError("nul_character", _field_at(line, line.index(b"\0")))
        return text

    def _layout(self, cells: list[str], *, cut_off: bool, closed: bool) -> Layout:
        layout = UNRECOGNIZED
        if len(cells) > TYPE_INDEX:
            kind = UNRECOGNIZED.fields[TYPE_INDEX]
            try:
                transaction_type = read_value(Kind.INT, cells[TYPE_INDEX])
            except BadValueError:
                raise BadLineError("bad_type", kind, cells[TYPE_INDEX][:40]) from None
            if isinstance(transaction_type, int):
                layout = self._registry.layout_of(transaction_type)
                usual = self._dialect.length_of(transaction_type, layout)
                if cut_off and not (closed and len(cells) >= usual):
                    raise BadLineError("cut_off")
        if len(cells) < COMMON_FIELDS:
            raise BadLineError("cut_off" if cut_off else "too_few_fields")
        return layout

    def _value(self, field: Field, cell: str, names: Names) -> Value:
        code, name = split_names(field, cell)
        if name is not None:
            names[field.name] = name
        try:
            value = read_value(field.kind, code)
        except BadValueError as error:
            raise BadLineError(error.reason, field, code[:40]) from None
        if value is None and field.n in REQUIRED:
            raise BadLineError(REQUIRED[field.n], field, code[:40])
        return value

    def _note_differences(
        self, layout: Layout, values: list[Value], names: Names, cells: list[str], residue: Residue
    ) -> None:
        canonical = write_cells(layout, values, self._dialect, names)
        differing = {
            str(n): cell for n, (cell, written) in enumerate(zip(cells, canonical, strict=False), 1) if cell != written
        }
        if differing:
            residue["fields"] = differing
        transaction_type = values[TYPE_INDEX]
        if isinstance(transaction_type, int) and len(cells) != self._dialect.length_of(transaction_type, layout):
            residue["count"] = len(cells)
        if any(cells[len(layout.fields) :]):
            residue["surplus"] = cells[len(layout.fields) :]


def _field_at(line: bytes, position: int) -> Field | None:
    index = line.count(b";", 0, position)
    return UNRECOGNIZED.fields[index] if index < len(UNRECOGNIZED.fields) else None


def _readable_int(cells: list[bytes], index: int) -> int | None:
    try:
        value = read_value(Kind.INT, cells[index].partition(b"\xc2\xa6")[0].decode("ascii"))
    except (BadValueError, UnicodeDecodeError, IndexError):
        return None
    return value if isinstance(value, int) else None


def _readable_day(cells: list[bytes]) -> str | None:
    try:
        value = read_value(Kind.DATE, cells[1].decode("ascii"))
    except (BadValueError, UnicodeDecodeError, IndexError):
        return None
    return None if value is None else sql_text(value)
