"""The grammar of values: how each kind is written, what it means, and how it is written back.

Only this grammar judges a value; PostgreSQL never does (its ``numeric`` takes ``NaN`` and ``1_000``, its ``date`` takes
``now``). A value is canonical when writing its meaning back, in the file's dialect, gives the very same text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal

from frontol_desk.format.dialect import Dialect
from frontol_desk.format.layout import Kind

Value = int | Decimal | str | date | time | datetime | None

ZERO_DATE = "30.12.1899"
"""The zero date of the till software: no date at all."""

NAME_BAR = "\u00a6"
"""Separates code and name in ``code¦name`` values."""

_INT64 = 2**63
_MOST_DIGITS = 1000
_INT = re.compile(r"-?[0-9]+")
_DECIMAL = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")
_DATE = re.compile(r"([0-9]{2})\.([0-9]{2})\.([0-9]{4})")
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2}):([0-9]{2})")


class BadValueError(ValueError):
    """A text that its kind does not allow; `reason` names the wording of PARSE_INVALID that tells it to people."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def read_value(kind: Kind, text: str) -> Value:
    """Return what `text` means; an empty text and the zero date mean None. Raises `BadValueError`."""
    if not text:
        return None
    return _READERS[kind](text)


def _read_int(text: str) -> int:
    if not _INT.fullmatch(text):
        raise BadValueError("bad_number")
    if len(text) > _MOST_DIGITS or not -_INT64 <= (number := int(text)) < _INT64:
        raise BadValueError("number_too_large")
    return number


def _read_decimal(text: str) -> Decimal:
    if not _DECIMAL.fullmatch(text):
        raise BadValueError("bad_number")
    if len(text) > _MOST_DIGITS:
        raise BadValueError("number_too_large")
    number = Decimal(text.replace(",", "."))
    return number or number.copy_abs()


def _read_date(text: str) -> date | None:
    if text == ZERO_DATE:
        return None
    if not (found := _DATE.fullmatch(text)):
        raise BadValueError("bad_date")
    try:
        return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        raise BadValueError("bad_date") from None


def _read_time(text: str) -> time:
    if not (found := _TIME.fullmatch(text)):
        raise BadValueError("bad_time")
    try:
        return time(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise BadValueError("bad_time") from None


def _read_datetime(text: str) -> datetime | None:
    day_text, blank, time_text = text.partition(" ")
    try:
        day = _read_date(day_text)
        moment = _read_time(time_text) if blank else time()
    except BadValueError:
        raise BadValueError("bad_datetime") from None
    return None if day is None else datetime.combine(day, moment)


def _read_text(text: str) -> str:
    return text


_READERS: dict[Kind, Callable[[str], Value]] = {
    Kind.INT: _read_int,
    Kind.DECIMAL: _read_decimal,
    Kind.TEXT: _read_text,
    Kind.DATE: _read_date,
    Kind.TIME: _read_time,
    Kind.DATETIME: _read_datetime,
}


def write_value(value: Value, dialect: Dialect, width: int = 0) -> str:
    """Return the canonical text of `value` in `dialect`; integers are padded with zeros to `width` digits."""
    match value:
        case None:
            return ""
        case str():
            return value
        case int():
            return str(value).zfill(width)
        case Decimal():
            return format(value, "f").replace(".", dialect.decimal_mark)
        case datetime():
            moment = value.time()
            return _day(value) if moment == time() else f"{_day(value)} {_moment(moment, dialect)}"
        case date():
            return _day(value)
        case time():
            return _moment(value, dialect)


def _day(day: date) -> str:
    return f"{day.day:02}.{day.month:02}.{day.year:04}"


def _moment(moment: time, dialect: Dialect) -> str:
    hour = f"{moment.hour:02}" if dialect.padded_hours else str(moment.hour)
    return f"{hour}:{moment.minute:02}:{moment.second:02}"


def sql_text(value: Value) -> str:
    """Return `value` as PostgreSQL reads it (ISO dates, decimal point); None becomes an empty text."""
    match value:
        case None:
            return ""
        case Decimal():
            return format(value, "f")
        case datetime():
            return value.isoformat(" ")
        case date() | time():
            return value.isoformat()
        case _:
            return str(value)
