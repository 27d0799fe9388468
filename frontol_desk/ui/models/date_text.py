"""Reads days and periods as people type them: 28.12.2025, 28.12, 2025-12-28, 21-28.12.2025, 28 Dec 2025."""

from __future__ import annotations

import re
from datetime import date, timedelta

from PySide6.QtCore import QLocale

from frontol_desk.domain.errors import DeskError
from frontol_desk.domain.values import DateRange
from frontol_desk.ui import formats
from frontol_desk.ui.translation import translate

_ISO = r"\d{4}-\d{1,2}-\d{1,2}"
_DOTTED = r"\d{1,2}[.,/]\d{1,2}(?:[.,/](?:\d{4}|\d{2}))?"  # the number block of a Russian keyboard types commas
_NAMED = r"\d{1,2}\s+[^\W\d]+\.?(?:\s+\d{4})?"
_DAY = rf"{_ISO}|{_DOTTED}|{_NAMED}|\d{{1,2}}"
_PERIOD = re.compile(rf"({_DAY})\s*(?:[-–—]|\.\.)\s*({_DAY})")
_CENTURY = 2000
_MONTHS_BACK = 12


class DateTextError(ValueError):
    """What is wrong with a typed date, in words for people."""


def read_dates(text: str, today: date) -> DateRange:
    """Return the day or period that was typed; a missing month or year is the latest that is not in the future.

    Raises `DateTextError`.
    """
    stripped = text.strip().rstrip(".")
    if re.fullmatch(_DAY, stripped):
        return _not_future(DateRange.day(_day(stripped, today)), today)
    period = _PERIOD.fullmatch(stripped)
    if period is None:
        raise DateTextError(
            translate("DatePicker", "Write a day such as 28.12.2025, or a period such as 21.12.2025-28.12.2025")
        )
    last = _day(period[2], today)
    try:
        dates = DateRange(_day(period[1], last), last)
    except DeskError as error:
        raise DateTextError(translate("DatePicker", "The period ends before it begins")) from error
    return _not_future(dates, today)


def _not_future(dates: DateRange, today: date) -> DateRange:
    if dates.last > today:
        raise DateTextError(
            translate("DatePicker", "{day} has not come yet: today is {today}").format(
                day=formats.day(dates.last), today=formats.day(today)
            )
        )
    return dates


def _day(text: str, latest: date) -> date:
    """Read one day; what is missing is filled so that it is `latest` or the last such day before it."""
    day, month, year = _parts(text)
    try:
        if month is None:
            return _in_month_before(day, latest)
        if year is not None:
            return date(year, month, day)
        # A 29 February may be years back.
        years = range(latest.year, latest.year - 9, -1)
        return next(found for at in years if (found := _made(at, month, day)) and found <= latest)
    except (ValueError, StopIteration) as error:
        message = translate("DatePicker", "There is no such day: {text}").format(text=text)
        raise DateTextError(message) from error


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _in_month_before(day: int, latest: date) -> date:
    month = latest
    for _ in range(_MONTHS_BACK):
        if (found := _made(month.year, month.month, day)) and found <= latest:
            return found
        month = month.replace(day=1) - timedelta(days=1)
    raise ValueError(day)


def _parts(text: str) -> tuple[int, int | None, int | None]:
    """Return day, month and year as written; None is what is missing."""
    if re.fullmatch(_ISO, text):
        year, month, day = map(int, text.split("-"))
        return day, month, year
    if re.fullmatch(_NAMED, text):
        words = text.split()
        return int(words[0]), _month_named(words[1]), int(words[2]) if len(words) > 2 else None
    numbers = [int(part) for part in re.split(r"[.,/]", text)]
    years = [year if year >= 100 else _CENTURY + year for year in numbers[2:]]
    return numbers[0], numbers[1] if len(numbers) > 1 else None, years[0] if years else None


def _month_named(word: str) -> int:
    """Return the month called so in the window's language, or beginning so; 0 when there is none."""
    wanted = word.rstrip(".").casefold()
    for month in range(1, 13):
        for name in (formats.locale().monthName(month), formats.locale().standaloneMonthName(month)):
            if len(wanted) >= 3 and name.casefold().startswith(wanted):
                return month
        if formats.locale().monthName(month, QLocale.FormatType.ShortFormat).rstrip(".").casefold() == wanted:
            return month
    return 0
