"""Which days a command is about: the options, and everything that can be wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import wraps
from typing import Any

import click

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.values import DateRange, parse_date
from frontol_desk.settings.clock import latest_today, yesterday
from frontol_desk.settings.model import Settings
from frontol_desk.settings.problems import SettingProblem


@dataclass(frozen=True)
class DayOptions:
    """The days as written on the command line, nothing checked yet."""

    argument: str | None = None
    day: str | None = None
    first: str | None = None
    last: str | None = None
    yesterday: bool = False

    @property
    def given(self) -> bool:
        """Whether any day was named at all."""
        return self != DayOptions()

    @property
    def relative(self) -> bool:
        """Whether the days follow from today's date."""
        return not (self.argument or self.day or self.last)


def day_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--date``, ``--from``, ``--to``, ``--yesterday``; the command gets them as `days`."""

    @click.option("--date", "day", metavar="D", help="One day, 2025-12-28 or 28.12.2025.")
    @click.option("--from", "first", metavar="D", help="First day of a range.")
    @click.option("--to", "last", metavar="D", help="Last day of a range (default: yesterday).")
    @click.option("--yesterday", "yesterday_", is_flag=True, help="Yesterday by the kassas' clock (the default).")
    @wraps(command)
    def with_days(
        *args: Any,
        day: str | None,
        first: str | None,
        last: str | None,
        yesterday_: bool,
        argument: str | None = None,
        **options: Any,
    ) -> Any:
        days = DayOptions(argument, day, first, last, yesterday_)
        return command(*args, days=days, **options)

    return with_days


def choose_days(
    options: DayOptions, settings: Settings, kassas: Sequence[str] = (), *, now: datetime | None = None
) -> tuple[DateRange, list[SettingProblem]]:
    """Return the range of days meant (yesterday by default) and all that is wrong with what was written.

    `kassas` as on the command line: their clocks decide what yesterday and future are.
    """
    now = now or datetime.now(UTC)
    names = {text.partition("/")[0].strip() for text in kassas} or _kassas_of(settings)
    last_over, today = yesterday(settings, now, names), latest_today(settings, now, names)
    problems = _conflicts(options)

    def read(option: str, text: str | None) -> date | None:
        if text is None:
            return None
        day = None
        try:
            day = parse_date(text)
            DateRange.day(day).not_after(today)
        except DeskError as error:
            problems.append(SettingProblem(option, error))
        return day

    single = [read("DATE", options.argument), read("--date", options.day)]
    first, last = read("--from", options.first), read("--to", options.last)
    if options.first is None and options.last is None:
        return DateRange.day(next(filter(None, single), last_over)), problems
    if first is None or (last is None and options.last is not None):
        return DateRange.day(last_over), problems
    try:
        return DateRange(first, last or max(first, last_over)), problems
    except DeskError as error:
        return DateRange.day(first), [*problems, SettingProblem("--to", error)]


def _conflicts(options: DayOptions) -> list[SettingProblem]:
    ways = {
        "DATE": options.argument,
        "--date": options.day,
        "--yesterday": options.yesterday,
        "--from/--to": options.first or options.last,
    }
    used = [name for name, value in ways.items() if value]
    problems = []
    if len(used) > 1:
        error = DeskError(ErrorCode.USAGE, reason="dates_conflict", options=", ".join(used))
        problems.append(SettingProblem(used[1], error))
    if options.last and not options.first:
        problems.append(SettingProblem("--to", DeskError(ErrorCode.USAGE, reason="to_without_from")))
    return problems


def _kassas_of(settings: Settings) -> set[str]:
    return {folder.kassa for folder in settings.folders}
