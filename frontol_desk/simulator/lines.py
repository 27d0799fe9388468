"""Lines and files as a kassa writes them: values are given by column name, the layouts know where they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from functools import cache

from frontol_desk.format.layout import Field, Kind, Layout
from frontol_desk.format.registry import default_registry

LINE_END = "\r\n"
NAME_BAR = "\u00a6"
"""Stands between a code and its name, where a kassa exports both."""

_ZERO = Decimal(0)
_PADDED = {"cashier_code": 12, "payment_type_code": 10, "document_type_code": 10}
_OLDER_LENGTH = 42
_USUAL_LENGTH = 36

Value = str | int | Decimal | date | time
Text = Callable[[Value], str]


class Dialect(StrEnum):
    """Frontol 6, or the older exports: 42 fields, decimal points with fixed places, padded codes, short hours."""

    FRONTOL_6 = "frontol6"
    OLDER = "older"


@dataclass(frozen=True)
class Style:
    """How one kassa writes values. `names` gives, by column, the text of a code with its name; empty: codes alone."""

    dialect: Dialect = Dialect.FRONTOL_6
    names: Mapping[str, Mapping[int | str, str]] = field(default_factory=dict)

    def writer_of(self, column: Field) -> Text:
        """Return the function that writes a value of this column."""
        if column.name in self.names:
            return self._named(self.names[column.name])
        if self.dialect is Dialect.FRONTOL_6:
            return _TEXTS.get(column.kind, str)
        if column.name in _PADDED:
            width = _PADDED[column.name]
            return lambda value: f"{value:0>{width}}"
        if column.kind is Kind.DECIMAL:
            places = ".3f" if "quantity" in column.name else ".2f"
            return lambda value: value if isinstance(value, str) else format(value, places)
        return _older_time if column.kind is Kind.TIME else _TEXTS.get(column.kind, str)

    def length_of(self, layout: Layout) -> int:
        """Return the number of fields on a line."""
        return _OLDER_LENGTH if self.dialect is Dialect.OLDER else layout.seen_length or _USUAL_LENGTH

    @staticmethod
    def _named(names: Mapping[int | str, str]) -> Text:
        def write(value: Value) -> str:
            name = names.get(value) if isinstance(value, int | str) else None
            return f"{value}{NAME_BAR}{name}" if name else str(value)

        return write


def _comma(value: Value) -> str:
    if value == _ZERO and not isinstance(value, str):
        return "0"
    text = str(value)
    if "." in text:
        text = text.rstrip("0").rstrip(".").replace(".", ",")
    return text


def _date(value: Value) -> str:
    return value.strftime("%d.%m.%Y") if isinstance(value, date) else str(value)


def _older_time(value: Value) -> str:
    return f"{value.hour}:{value:%M:%S}" if isinstance(value, time) else str(value)


_TEXTS: dict[Kind, Text] = {Kind.DECIMAL: _comma, Kind.DATE: _date}


class LineForm:
    """The empty line of one transaction type in one style, ready to be filled in by column name."""

    def __init__(self, transaction_type: int, style: Style, blank: Mapping[str, str]) -> None:
        layout = default_registry().layout_of(transaction_type)
        self._length = style.length_of(layout)
        self._columns = {
            name: (index, style.writer_of(layout.fields[index])) for name, index in layout.positions.items()
        }
        self._cells = [""] * max(self._length, len(layout.fields))
        for name, text in ({"transaction_type": str(transaction_type)} | dict(blank)).items():
            self._cells[self._columns[name][0]] = text

    def write(self, *parts: Mapping[str, Value]) -> str:
        """Return the line with these values; later parts win. Raises KeyError for a column the type does not have."""
        cells, columns = self._cells.copy(), self._columns
        for part in parts:
            for name, value in part.items():
                index, text = columns[name]
                cells[index] = text(value)
        return ";".join(cells[: self._length]) + ";"


@dataclass(frozen=True, slots=True)
class Export:
    """One export: three header lines, then transactions. `lines` have no line end."""

    lines: Iterable[str]
    database_id: str
    report_number: int
    flag: str = "#"

    def text(self) -> str:
        """Return the file's text, every line ended with CRLF."""
        return LINE_END.join([self.flag, self.database_id, str(self.report_number), *self.lines, ""])

    def encode(self, encoding: str) -> bytes:
        """Return the file's bytes; `utf-8-sig` and `utf-16` start with a byte order mark."""
        return self.text().encode(encoding)


@cache
def short_date(day: date) -> str:
    """Return the day as it stands on a line: ``28.12.2025``."""
    return f"{day:%d.%m.%Y}"
