"""The quick way to read lines: many lines of one type at once, column by column.

A table of lines is turned on its side; each column is judged as a whole, its distinct values once. A line is taken here
only if every value is canonical in the file's dialect, so nothing has to be kept beside its values and the text can go
to COPY as it is, but for the decimal mark. Everything else takes the careful way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from frontol_desk.format.dialect import Dialect
from frontol_desk.format.kinds import BadValueError, read_value
from frontol_desk.format.layout import Field, Kind, Layout
from frontol_desk.format.rows import DELIMITER

Column = Sequence[bytes]
_KNOWN_AT_MOST = 20_000
_INT = rb"(?:0|-?[1-9][0-9]{0,17})"
_DECIMAL = rb"(?!-0(?:%(mark)s0*)?(?:\n|\Z))-?(?:0|[1-9][0-9]{0,17})(?:%(mark)s[0-9]{1,18})?"


def _int_pattern(width: int) -> bytes:
    return rb"[0-9]{%d}" % width if width else _INT


def _time_pattern(dialect: Dialect) -> bytes:
    hour = rb"(?:[01][0-9]|2[0-3])" if dialect.padded_hours else rb"(?:1?[0-9]|2[0-3])"
    return hour + rb":[0-5][0-9]:[0-5][0-9]"


@dataclass(slots=True)
class ColumnCheck:
    """Tells which values of a column are not canonical. Values once found good are remembered, to a limit."""

    pattern: bytes | None = None
    valid: Callable[[bytes], bool] | None = None
    required: bool = False
    _known: set[bytes] = field(default_factory=set)
    _one: re.Pattern[bytes] | None = None
    _many: re.Pattern[bytes] | None = None

    def __post_init__(self) -> None:
        if self.pattern is not None:
            self._one = re.compile(self.pattern)
            self._many = re.compile(rb"(?:%b\n)*+%b" % (self.pattern, self.pattern))
        if not self.required:
            self._known.add(b"")

    def strangers(self, distinct: set[bytes]) -> set[bytes]:
        """Return those of the distinct values of a column that need the careful way."""
        unknown = distinct - self._known
        if not unknown:
            return unknown
        strange = self._strange(unknown)
        if len(self._known) < _KNOWN_AT_MOST:
            self._known |= unknown - strange
        return strange

    def _strange(self, unknown: set[bytes]) -> set[bytes]:
        if self._one is not None and self._many is not None:
            if b"" not in unknown and self._many.fullmatch(b"\n".join(unknown)):
                return set()
            return {value for value in unknown if not self._one.fullmatch(value)}
        if self.valid is not None:
            return {value for value in unknown if not self.valid(value)}
        return set()


def _canonical_day(value: bytes) -> bool:
    try:
        return read_value(Kind.DATE, value.decode("ascii")) is not None
    except (BadValueError, UnicodeDecodeError):
        return False


def _moment_check(dialect: Dialect) -> Callable[[bytes], bool]:
    """Return the check of dates with a time: a bare date is midnight, so a written midnight is not canonical."""
    time_of_day = re.compile(_time_pattern(dialect))
    midnight = b"00:00:00" if dialect.padded_hours else b"0:00:00"

    def canonical(value: bytes) -> bool:
        day, blank, moment = value.partition(b" ")
        written = moment != midnight and time_of_day.fullmatch(moment) is not None
        return _canonical_day(day) and (written or not blank)

    return canonical


def _check_for(described: Field, dialect: Dialect, transaction_type: int, required: bool) -> ColumnCheck | None:
    match described.kind:
        case Kind.TEXT:
            return None
        case Kind.INT:
            return ColumnCheck(_int_pattern(dialect.width_of(transaction_type, described.n)), required=required)
        case Kind.DECIMAL:
            return ColumnCheck(_DECIMAL % {b"mark": re.escape(dialect.decimal_mark.encode())}, required=required)
        case Kind.DATE:
            return ColumnCheck(valid=_canonical_day, required=required)
        case Kind.TIME:
            return ColumnCheck(_time_pattern(dialect), required=required)
        case Kind.DATETIME:
            return ColumnCheck(valid=_moment_check(dialect), required=required)


class TypeColumns:
    """Judges and prepares the lines of one transaction type and length; built once per file and type."""

    def __init__(self, layout: Layout, transaction_type: int, dialect: Dialect, required: frozenset[int]) -> None:
        self.layout = layout
        self.length = dialect.length_of(transaction_type, layout)
        self._mark = dialect.decimal_mark.encode()
        self._checks = [
            (index, check, described.kind is Kind.DECIMAL and self._mark != b".")
            for index, described in enumerate(layout.fields[: self.length])
            if (check := _check_for(described, dialect, transaction_type, described.n in required))
        ]

    def prepare(
        self, lines: Sequence[bytes], cells: Sequence[Sequence[bytes]]
    ) -> tuple[Sequence[bytes], list[Column], set[int]]:
        """Turn lines, given whole and split (closing empty cell included), into the COPY text of the table's columns.

        Returns a text per line that ends with a delimiter, the columns as they stood, and the positions of the lines
        that need the careful way; their texts have to be left out.
        """
        columns: list[Column] = list(zip(*cells, strict=True))
        strange: set[int] = set()
        marked: list[int] = []
        for index, check, may_be_marked in self._checks:
            column = columns[index]
            distinct = set(column)
            if strangers := check.strangers(distinct):
                strange.update(position for position, value in enumerate(column) if value in strangers)
            if may_be_marked and self._mark in b"".join(distinct):
                marked.append(index)
        self._find_surplus(columns, strange)
        texts = self._with_points(lines, cells, columns, marked)
        return self._fitted(texts), columns, strange

    def _fitted(self, texts: Sequence[bytes]) -> Sequence[bytes]:
        """Cut or fill texts to the table's width; what is cut off are empty cells."""
        missing = len(self.layout.fields) - self.length
        if missing > 0:
            return [text + DELIMITER * missing for text in texts]
        return [text[:missing] for text in texts] if missing else texts

    def _find_surplus(self, columns: list[Column], strange: set[int]) -> None:
        """Add the lines with a closing text or with surplus values to the strange ones."""
        for column in columns[min(self.length, len(self.layout.fields)) :]:
            if any(column):
                strange.update(position for position, value in enumerate(column) if value)

    def _with_points(
        self, lines: Sequence[bytes], cells: Sequence[Sequence[bytes]], columns: list[Column], marked: list[int]
    ) -> Sequence[bytes]:
        """Change decimal marks into points: in whole lines where only decimals hold the mark, else cell by cell."""
        if not marked:
            return lines
        mark = self._mark
        inside = sum(b"".join(columns[index]).count(mark) for index in marked)
        if b"".join(lines).count(mark) == inside:
            return [line.replace(mark, b".") for line in lines]
        return [
            self._pointed(split, marked) if mark in line else line for line, split in zip(lines, cells, strict=True)
        ]

    def _pointed(self, cells: Sequence[bytes], marked: list[int]) -> bytes:
        changed = list(cells)
        for index in marked:
            changed[index] = changed[index].replace(self._mark, b".")
        return DELIMITER.join(changed)
