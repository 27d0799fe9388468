"""Numbers, days, times and sizes the way the reader writes them. Everything the window shows goes through here."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QDate, QLocale

from frontol_desk.domain.values import DateRange
from frontol_desk.ui.translation import Language, current_language, translate

_NO_BREAK = "\N{NO-BREAK SPACE}"
_EN_DASH = "\N{EN DASH}"


def locale() -> QLocale:
    """Return the locale of the window."""
    return QLocale()


def _is_russian() -> bool:
    return current_language() is Language.RU


def number(value: int) -> str:
    """Return a whole number, thousands separated."""
    return locale().toString(value)


def decimal(value: float, digits: int = 1) -> str:
    """Return a number with so many digits after the separator."""
    return locale().toString(value, "f", digits)


def day(value: date) -> str:
    """Return a day: 28.12.2025, or 28 Dec 2025."""
    return _formatted(value, "dd.MM.yyyy" if _is_russian() else "d MMM yyyy")


def day_short(value: date) -> str:
    """Return a day of a year that is known: 28.12, or 28 Dec."""
    return _formatted(value, "dd.MM" if _is_russian() else "d MMM")


def day_long(value: date) -> str:
    """Return a day with its weekday: Вс, 28 декабря 2025."""
    text = _formatted(value, "ddd, d MMMM yyyy")
    return text[:1].upper() + text[1:]


def month(value: date) -> str:
    """Return the month of a day as a heading: Декабрь 2025."""
    name = locale().standaloneMonthName(value.month)
    return f"{name[:1].upper()}{name[1:]} {value.year}"


def dates(value: DateRange) -> str:
    """Return a day or a range, naming what its ends share once: 21-28 декабря 2025."""
    first, last = value.first, value.last
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{_EN_DASH}{_formatted(last, 'd MMMM yyyy')}"
    begin = "d MMMM" if first.year == last.year else "d MMMM yyyy"
    return f"{_formatted(first, begin)} {_EN_DASH} {_formatted(last, 'd MMMM yyyy')}"


def time(value: datetime) -> str:
    """Return the local time of day: 10:02:11."""
    return value.astimezone().strftime("%H:%M:%S")


def clock(value: datetime) -> str:
    """Return the local time of day to the minute: 09:00."""
    return value.astimezone().strftime("%H:%M")


def moment(value: datetime) -> str:
    """Return a local day and time to the minute."""
    local = value.astimezone()
    return f"{day(local.date())}{_NO_BREAK}{local:%H:%M}"


def duration(seconds: float) -> str:
    """Return minutes and seconds, hours before them where there are any: 0:41, 1:02:05."""
    whole = round(max(0.0, seconds))
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def size(count: int) -> str:
    """Return a number of bytes in the unit that reads best: 142 КБ."""
    digits = 0 if count < 1_000_000 else 1
    return locale().formattedDataSize(count, digits, QLocale.DataSizeFormat.DataSizeTraditionalFormat)


def percent(share: float) -> str:
    """Return a share of 1 in per cent: 78 %."""
    shown = number(int(share * 100 + 0.5))
    return f"{shown}{_NO_BREAK}%" if _is_russian() else f"{shown}%"


def rate(rows_per_second: float) -> str:
    """Return a speed to three figures: 21 400 строк/с."""
    step = 10 ** max(0, len(str(int(rows_per_second))) - 3)
    return translate("Formats", "{number} rows/s").format(number=number(round(rows_per_second / step) * step))


def _formatted(value: date, pattern: str) -> str:
    return locale().toString(QDate(value.year, value.month, value.day), pattern)
