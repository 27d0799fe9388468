"""Which transaction numbers are missing between stored ones: within days, and on to the days loaded before and after.

Read only. Numbers that are stored under any day, or lie in quarantine, are there. Where numbers begin anew (a till set
up again) the day after is earlier than the day before: that is no gap.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from frontol_desk.domain.asks import NumberRange
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.warehouse.database import Connection
from frontol_desk.warehouse.declared import ALL_TRANSACTIONS
from frontol_desk.warehouse.letters import GOOD
from frontol_desk.warehouse.spans import Span

_NUMBERS = f"""
SELECT transaction_id_unique AS number{{day}} FROM {ALL_TRANSACTIONS}
WHERE source_folder = $1 AND transaction_date BETWEEN $2 AND $3 AND cash_register_code = $4
UNION ALL
SELECT transaction_id_unique{{day}} FROM quarantine
WHERE source_folder = $1 AND transaction_id_unique IS NOT NULL
    AND (cash_register_code = $4 OR cash_register_code IS NULL)"""

_HOLES = f"""
SELECT previous + 1 AS first, number - 1 AS last FROM (
    SELECT number, lag(number) OVER (ORDER BY number) AS previous
    FROM ({_NUMBERS.format(day="")}) all_numbers WHERE number BETWEEN $5 AND $6
) neighbours WHERE CASE WHEN number > previous THEN number > previous + 1 END ORDER BY 1"""
"""The smaller of two numbers has a successor; the highest of all has none. Days are looked up for the few found."""

_DAYS = f"""
SELECT number, min(transaction_date), max(transaction_date)
FROM ({_NUMBERS.format(day=", transaction_date")}) n WHERE number = ANY($5::bigint[]) GROUP BY number"""

_NEAREST = (
    "SELECT transaction_date AS day, first_number AS low, last_number AS high FROM workplace_days"
    " WHERE source_folder = $1 AND cash_register_code = c.cash_register_code AND transaction_date"
)
_NEIGHBOURS = f"""
SELECT c.cash_register_code AS workplace, before.day AS day_before, before.high AS high_before,
    first.day AS first_day, first.low AS first_low, last.day AS last_day, last.high AS last_high,
    after.day AS day_after, after.low AS low_after
FROM checkpoints c
LEFT JOIN LATERAL ({_NEAREST} < $2 ORDER BY 1 DESC LIMIT 1) before ON true
LEFT JOIN LATERAL ({_NEAREST} BETWEEN $2 AND $3 ORDER BY 1 LIMIT 1) first ON true
LEFT JOIN LATERAL ({_NEAREST} BETWEEN $2 AND $3 ORDER BY 1 DESC LIMIT 1) last ON true
LEFT JOIN LATERAL ({_NEAREST} > $3 ORDER BY 1 LIMIT 1) after ON true
WHERE c.source_folder = $1"""
"""The first and the last stored one of some days of each workplace, and its stored days next to them outside."""

_STORED = f"""
SELECT DISTINCT transaction_id_unique FROM {ALL_TRANSACTIONS} WHERE source_folder = $1 AND cash_register_code = $2
    AND transaction_date = ANY($3::date[]) AND transaction_id_unique BETWEEN $4 AND $5
UNION SELECT transaction_id_unique FROM quarantine WHERE source_folder = $1
    AND (cash_register_code = $2 OR cash_register_code IS NULL) AND transaction_id_unique BETWEEN $4 AND $5
ORDER BY 1"""


@dataclass(frozen=True, slots=True)
class Hole:
    """Missing numbers, and the days of the stored numbers on both sides (None: a quarantined line without a day).

    `explained`: a day between that is not loaded, or numbers that begin anew, may be why.
    """

    numbers: NumberRange
    day_before: date | None
    day_after: date | None
    explained: bool = False


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search of one workplace found: of the numbers in `window` just those of `holes` are missing."""

    workplace: int
    window: NumberRange
    holes: tuple[Hole, ...]


async def search(
    connection: Connection, folder: SourceFolder, dates: DateRange, spans: dict[int, Span]
) -> list[Searched]:
    """Search the numbers of some days, and those between them and the stored days next to them."""
    edges = await _edges(connection, folder, dates)
    days = _LoadedDays(connection, folder)
    searched = []
    for workplace in sorted(spans.keys() | edges.keys()):
        outer = [hole for hole in edges.get(workplace, ()) if await days.join(hole, outside=True)]
        holes = [*outer]
        if span := spans.get(workplace):
            for hole in await _inside(connection, (str(folder), dates.first, dates.last, workplace), span):
                explained = not await days.join(hole, outside=False)
                rest = minus(hole.numbers, sorted(found.numbers for found in outer))
                holes += [replace(hole, numbers=part, explained=explained) for part in rest]
        holes.sort(key=lambda hole: hole.numbers)
        ends = [*(hole.numbers for hole in outer), *([NumberRange(span.first, span.last)] if span else [])]
        if ends:
            window = NumberRange(min(end.first for end in ends), max(end.last for end in ends))
            missing = await _not_elsewhere(connection, folder, workplace, dates, holes)
            searched.append(Searched(workplace, window, tuple(missing)))
    return searched


async def _inside(connection: Connection, where: tuple[str, date, date, int], span: Span) -> list[Hole]:
    """Return the missing numbers between those of one workplace's days."""
    found = await connection.fetch(_HOLES, *where, span.first, span.last)
    if not found:
        return []
    sides = [number for first, last in found for number in (first - 1, last + 1)]
    days = {number: (low, high) for number, low, high in await connection.fetch(_DAYS, *where, sides)}
    return [_hole(first, last, days[first - 1][0], days[last + 1][1]) for first, last in found]


def _hole(first: int, last: int, day_before: date | None, day_after: date | None) -> Hole:
    return Hole(NumberRange(first, last), day_before, day_after)


async def _edges(connection: Connection, folder: SourceFolder, dates: DateRange) -> dict[int, list[Hole]]:
    """Return, by workplace, the numbers between these days and the stored days before and after them."""
    edges: dict[int, list[Hole]] = {}
    for workplace, *rest in await connection.fetch(_NEIGHBOURS, str(folder), dates.first, dates.last):
        day_before, high_before, first_day, first_low, last_day, last_high, day_after, low_after = rest
        sides = [(high_before, low_after, day_before, day_after)]
        if first_day is not None:
            sides = [(high_before, first_low, day_before, first_day), (last_high, low_after, last_day, day_after)]
        for high, low, before, after in sides:
            if high is not None and low is not None and low > high + 1:
                edges.setdefault(workplace, []).append(_hole(high + 1, low - 1, before, after))
    return edges


class _LoadedDays:
    """Tells whether days were loaded, so that a hole between two of them is none that a day not loaded explains."""

    def __init__(self, connection: Connection, folder: SourceFolder) -> None:
        self._connection = connection
        self._folder = folder
        self._known: dict[DateRange, bool] = {}

    async def join(self, hole: Hole, *, outside: bool) -> bool:
        """Tell whether all days between the sides of a hole were loaded; with `outside` the days of the sides, too."""
        if hole.day_before is None or hole.day_after is None:
            return True
        if hole.day_before > hole.day_after:
            return False
        step = timedelta(days=0 if outside else 1)
        first, last = hole.day_before + step, hole.day_after - step
        return first > last or await self._loaded(DateRange(first, last))

    async def _loaded(self, dates: DateRange) -> bool:
        if dates not in self._known:
            self._known[dates] = await self._connection.fetchval(
                "SELECT coalesce(range_agg(daterange(requested_from, requested_to, '[]')), '{}'::datemultirange)"
                " @> daterange($2, $3, '[]') FROM files WHERE source_folder = $1"
                f" AND status IN {GOOD}"
                " AND requested_from IS NOT NULL AND requested_to IS NOT NULL"
                " AND daterange(requested_from, requested_to, '[]') && daterange($2, $3, '[]')",
                str(self._folder),
                dates.first,
                dates.last,
            )
        return self._known[dates]


async def _not_elsewhere(
    connection: Connection, folder: SourceFolder, workplace: int, dates: DateRange, holes: Sequence[Hole]
) -> list[Hole]:
    """Take out of holes (in order) the numbers that stand under other days than these, or in quarantine."""
    if not holes:
        return []
    hull = NumberRange(holes[0].numbers.first, holes[-1].numbers.last)
    numbers = await stored_numbers(connection, folder, workplace, hull, besides=dates)
    return [replace(hole, numbers=rest) for hole in holes for rest in without(hole.numbers, numbers)]


async def stored_numbers(
    connection: Connection,
    folder: SourceFolder,
    workplace: int,
    numbers: NumberRange,
    *,
    besides: DateRange | None = None,
) -> list[int]:
    """Return in order which of these numbers are stored (under other days than `besides`) or in quarantine."""
    records = await connection.fetch(
        "SELECT transaction_date FROM workplace_days WHERE source_folder = $1 AND cash_register_code = $2"
        " AND first_number <= $4 AND last_number >= $3"
        " AND ($5::date IS NULL OR NOT transaction_date BETWEEN $5 AND $6)",
        str(folder),
        workplace,
        numbers.first,
        numbers.last,
        besides.first if besides else None,
        besides.last if besides else None,
    )
    days = [record[0] for record in records]
    found = await connection.fetch(_STORED, str(folder), workplace, days, numbers.first, numbers.last)
    return [record[0] for record in found]


def without(numbers: NumberRange, present: Sequence[int]) -> Iterator[NumberRange]:
    """Yield what is left of a range when numbers (in order) are taken out."""
    first = numbers.first
    for number in present[bisect_left(present, numbers.first) : bisect_right(present, numbers.last)]:
        if number > first:
            yield NumberRange(first, number - 1)
        first = number + 1
    if first <= numbers.last:
        yield NumberRange(first, numbers.last)


def common(numbers: NumberRange, others: Sequence[NumberRange]) -> list[NumberRange]:
    """Return what a range shares with others, which are in order and apart."""
    start = bisect_left(others, numbers.first, key=lambda other: other.last)
    end = bisect_right(others, numbers.last, key=lambda other: other.first)
    return [NumberRange(max(numbers.first, o.first), min(numbers.last, o.last)) for o in others[start:end]]


def minus(numbers: NumberRange, others: Sequence[NumberRange]) -> Iterator[NumberRange]:
    """Yield what is left of a range without others, which are in order and apart."""
    first = numbers.first
    for other in common(numbers, others):
        if other.first > first:
            yield NumberRange(first, other.first - 1)
        first = other.last + 1
    if first <= numbers.last:
        yield NumberRange(first, numbers.last)
