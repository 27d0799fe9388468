"""Months as a calendar shows them, weeks that begin where the reader's do, and the periods people ask for."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from frontol_desk.domain.values import DateRange
from frontol_desk.ui import formats

WEEK = 7
WEEKS = 6


def month_of(day: date, months: int = 0) -> date:
    """Return the first day of a day's month, or of one so many months later."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def moved(day: date, months: int) -> date:
    """Return the same day of another month, or that month's last."""
    first = month_of(day, months)
    return first.replace(day=min(day.day, days_in(first)))


def days_in(month: date) -> int:
    """Return how many days a month has."""
    return calendar.monthrange(month.year, month.month)[1]


def weekdays() -> list[int]:
    """Return the days of a week in the reader's order, 1 is Monday."""
    first = formats.locale().firstDayOfWeek().value
    return [(first - 1 + offset) % WEEK + 1 for offset in range(WEEK)]


def is_weekend(day: date) -> bool:
    """Tell whether most people are off."""
    return all(workday.value != day.isoweekday() for workday in formats.locale().weekdays())


def place_of(day: date) -> tuple[int, int]:
    """Return the week (row) and column of a day in its month's grid."""
    ahead = weekdays().index(day.replace(day=1).isoweekday())
    return divmod(ahead + day.day - 1, WEEK)


def day_at(month: date, week: int, column: int) -> date | None:
    """Return the day of a month at a place of its grid."""
    number = week * WEEK + column - weekdays().index(month.isoweekday()) + 1
    return month.replace(day=number) if 1 <= number <= days_in(month) else None


def last_days(today: date, count: int) -> DateRange:
    """Return so many whole days up to yesterday."""
    return DateRange(today - timedelta(days=count), today - timedelta(days=1))


def this_month(today: date) -> DateRange:
    """Return the days of this month so far."""
    return DateRange(month_of(today), today)


def previous_month(today: date) -> DateRange:
    """Return the whole month before this one."""
    last = month_of(today) - timedelta(days=1)
    return DateRange(month_of(last), last)


def shifted(dates: DateRange, steps: int) -> DateRange:
    """Return the period so many of its own lengths later."""
    length = timedelta(days=(dates.last - dates.first).days + 1)
    return DateRange(dates.first + length * steps, dates.last + length * steps)
