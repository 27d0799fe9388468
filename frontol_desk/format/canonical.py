"""The quick way to read lines: one expression per type says what a canonical line looks like.

A line is taken here only if every value is canonical in the file's dialect, so nothing has to be kept beside its values
and its text can go to COPY as it is, but for the decimal mark. Everything else takes the careful way.

No possessive groups: Python 3.11 before 3.11.4, Debian 12's among them, matches them wrongly (CPython issue 101955).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from frontol_desk.format.dialect import Dialect
from frontol_desk.format.kinds import ZERO_DATE, BadValueError, read_value
from frontol_desk.format.layout import Field, Kind, Layout
from frontol_desk.format.rows import DELIMITER

_KEY_FIELDS = (1, 2, 5)
_DAY = rb"(?:0[1-9]|[12][0-9]|3[01])\.(?:0[1-9]|1[0-2])\.[0-9]{4}"
_DAYS_KNOWN_AT_MOST = 10_000


@dataclass(slots=True)
class Prepared:
    """Lines of one type, ready: a COPY text of the table's columns per line, each ended by a delimiter, and the keys.

    `positions` are those of the lines given that are canonical, in order; the others need the careful way.
    """

    positions: Sequence[int]
    texts: Sequence[bytes]
    numbers: Sequence[bytes]
    days: Sequence[bytes]
    workplaces: Sequence[bytes]


class CanonicalType:
    """Recognises the canonical lines of one transaction type and length; built once per file and type."""

    def __init__(self, layout: Layout, transaction_type: int, dialect: Dialect, required: frozenset[int]) -> None:
        self.layout = layout
        length = dialect.length_of(transaction_type, layout)
        self._missing = len(layout.fields) - length
        self._mark = dialect.decimal_mark.encode()
        fields = layout.fields[:length]
        surplus = DELIMITER * max(-self._missing, 0)
        forms = [_form(item, dialect, transaction_type, item.n in required) for item in fields]
        self._full = re.compile(b"".join(forms) + surplus).fullmatch
        self._decimals = [item.n - 1 for item in fields if item.kind is Kind.DECIMAL]
        plain = [form.replace(b"[^;]", b"[^;%b]" % self._mark) for form in forms]
        self._plain = re.compile(b"".join(plain) + surplus).fullmatch if self._mark != b"." else self._full
        self._days_known: set[bytes] = set()

    def prepare(self, lines: Sequence[bytes]) -> Prepared:
        """Take the canonical lines of those given (whole, without line end)."""
        found = [self._plain(line) for line in lines]
        texts = self._with_points(lines)
        positions: Sequence[int] = range(len(lines))
        if None in found:
            self._take_marked_texts(lines, found, texts)
            positions = [position for position in positions if found[position]]
        columns = list(zip(*(match.groups() for match in found if match), strict=True)) or [(), (), ()]
        strange = set().union(*(self._no_days(column) for column in (columns[1], *columns[3:])))
        if strange:
            kept = [place for place, values in enumerate(zip(*columns, strict=True)) if strange.isdisjoint(values)]
            positions = [positions[place] for place in kept]
            columns = [tuple(column[place] for place in kept) for column in columns]
        if len(positions) != len(lines):
            texts = [texts[position] for position in positions]
        return Prepared(positions, self._fitted(texts), *columns[:3])

    def _with_points(self, lines: Sequence[bytes]) -> list[bytes]:
        """Change the decimal marks of whole lines; right where no text holds one."""
        return list(lines) if self._mark == b"." else b"\n".join(lines).replace(self._mark, b".").split(b"\n")

    def _take_marked_texts(
        self, lines: Sequence[bytes], found: list[re.Match[bytes] | None], texts: list[bytes]
    ) -> None:
        """Look again at lines that are not plain: where a text holds the decimal mark, change decimals only."""
        for position, match in enumerate(found):
            if match is None and (again := self._full(lines[position])):
                found[position] = again
                cells = lines[position].split(DELIMITER)
                for index in self._decimals:
                    cells[index] = cells[index].replace(self._mark, b".")
                texts[position] = DELIMITER.join(cells)

    def _no_days(self, column: Sequence[bytes]) -> set[bytes]:
        """Return the values of a column of days, or of days with a time, that name no day of the calendar."""
        unknown = set(column) - self._days_known
        strange = {value for value in unknown if value and not _is_day(value.partition(b" ")[0])}
        if len(self._days_known) < _DAYS_KNOWN_AT_MOST:
            self._days_known |= unknown - strange
        return strange

    def _fitted(self, texts: Sequence[bytes]) -> Sequence[bytes]:
        """Cut or fill texts to the table's width; what is cut off are empty cells."""
        if self._missing > 0:
            filling = DELIMITER * self._missing
            return [text + filling for text in texts]
        return [text[: self._missing] for text in texts] if self._missing else texts


def _form(described: Field, dialect: Dialect, transaction_type: int, required: bool) -> bytes:
    """Return the expression of a field and its closing delimiter; keys and days with a calendar to obey are groups."""
    match described.kind:
        case Kind.TEXT:
            return rb"[^;]*;"
        case Kind.INT:
            form = _int_form(dialect.width_of(transaction_type, described.n))
        case Kind.DECIMAL:
            form = _decimal_form(dialect)
        case Kind.DATE:
            form = _DAY
        case Kind.TIME:
            form = _time_form(dialect)
        case _:
            form = _moment_form(dialect)
    # An empty alternative is a third quicker than an optional group.
    optional = b"(?:%b)" % form if required else b"(?:%b|)" % form
    grouped = described.n in _KEY_FIELDS or described.kind in (Kind.DATE, Kind.DATETIME)
    return (b"(%b);" if grouped else b"%b;") % optional


def _int_form(width: int) -> bytes:
    return rb"[0-9]{%d}" % width if width else rb"0|-?[1-9][0-9]{0,17}"


def _decimal_form(dialect: Dialect) -> bytes:
    """Return the form of a decimal; a negative zero is none, because numeric has no such value."""
    mark = re.escape(dialect.decimal_mark.encode())
    whole = rb"(?:0|[1-9][0-9]{0,17})(?:%b[0-9]{1,18})?" % mark
    return rb"%b|-(?!0(?:%b0*)?;)%b" % (whole, mark, whole)


def _time_form(dialect: Dialect) -> bytes:
    hour = rb"(?:[01][0-9]|2[0-3])" if dialect.padded_hours else rb"(?:1?[0-9]|2[0-3])"
    return hour + rb":[0-5][0-9]:[0-5][0-9]"


def _moment_form(dialect: Dialect) -> bytes:
    """Return the form of a day with a time; a bare day is midnight, so a written midnight is not canonical."""
    return _DAY + rb"(?: (?!00?:00:00)%b)?" % _time_form(dialect)


def _is_day(value: bytes) -> bool:
    text = value.decode("ascii")
    try:
        return text != ZERO_DATE and read_value(Kind.DATE, text) is not None
    except BadValueError:
        return False
