"""``missing``: which days of which folders were never loaded as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import groupby

import click

from frontol_desk.cli.call import Call, global_options, pass_call
from frontol_desk.cli.dates import DayOptions, choose_days, day_options
from frontol_desk.cli.kassas import kassa_option, kassa_problems
from frontol_desk.cli.output import number, print_document, say
from frontol_desk.cli.summary import print_table
from frontol_desk.cli.tasks import run_task
from frontol_desk.domain.errors import ExitCode
from frontol_desk.domain.messages import text
from frontol_desk.domain.tools import MissingDay
from frontol_desk.domain.values import DateRange
from frontol_desk.settings.load import Need
from frontol_desk.settings.model import Settings

_DAYS = 30
"""So many days up to yesterday are looked at when none are named."""
_NEEDS: set[Need] = {"database", "kassas"}
_HEADINGS = ("folder", "days", "lack", "count")


@click.command("missing")
@day_options
@kassa_option
@global_options
@pass_call
def missing(call: Call, kassas: tuple[str, ...], *, days: DayOptions) -> int:
    """Find days that were never loaded whole, of the last 30 or of those named; ends with 1 when there are some."""
    settings, problems = call.read_settings(_NEEDS)
    dates, wrong_days = choose_days(days, settings, kassas)
    call.begin(settings, [*problems, *kassa_problems(settings, kassas), *wrong_days])
    if not days.given:
        dates = DateRange(dates.last - timedelta(days=_DAYS - 1), dates.last)
    found = run_task(_find(call, settings, dates, kassas))
    if call.json:
        first, last = dates.first.isoformat(), dates.last.isoformat()
        print_document({"date_from": first, "date_to": last, "missing": [_document(one) for one in found]})
    else:
        _print(found, dates)
    return ExitCode.PARTIAL if found else ExitCode.OK


async def _find(call: Call, settings: Settings, dates: DateRange, kassas: tuple[str, ...]) -> tuple[MissingDay, ...]:
    from frontol_desk.console.desk import Desk

    async with Desk.open(settings, demo=call.demo) as desk:
        return await desk.tools.missing_days(dates, kassas)


def _document(one: MissingDay) -> dict[str, str]:
    return {"source_folder": str(one.folder), "date": one.day.isoformat(), "state": one.lack.value}


def _print(found: Iterable[MissingDay], dates: DateRange) -> None:
    rows = [*map(_cells, _stretches(found))]
    if not rows:
        say(text("missing_none", dates=dates))
        return
    print_table([f"column_{name}" for name in _HEADINGS], rows, numbers_from=3)
    say(text("missing_hint"))


def _stretches(found: Iterable[MissingDay]) -> Iterator[list[MissingDay]]:
    """Join days in a row of one folder that lack the same."""
    numbered = enumerate(found)
    for _, days in groupby(numbered, lambda item: (item[1].folder, item[1].lack, item[1].day.toordinal() - item[0])):
        yield [day for _, day in days]


def _cells(days: list[MissingDay]) -> tuple[str, ...]:
    first, last = days[0], days[-1]
    return (str(first.folder), str(DateRange(first.day, last.day)), text(f"lack_{first.lack}"), number(len(days)))
