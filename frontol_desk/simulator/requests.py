"""What a kassa is asked: the ten commands of a request file, and which transactions answer each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.simulator.day.folders import profile_of
from frontol_desk.simulator.day.profile import KassaProfile, Workplace
from frontol_desk.simulator.day.sequence import ONE_DAY, Sequence
from frontol_desk.simulator.day.shift import generate_days
from frontol_desk.simulator.lines import NAME_BAR

MOST_DAYS = 400
"""A range may not reach over more days than this: no kassa answers with years."""

_ALL_DAYS = 7
_SHIFT_FIELD = 14
_DOCUMENT_FIELD = 6
_NUMBER_FIELD = 1


class Command(StrEnum):
    """First line of a request."""

    DATES = "$$$TRANSACTIONSBYDATERANGE"
    TIMES = "$$$TRANSACTIONSBYDATETIMERANGE"
    NUMBERS = "$$$TRANSACTIONSBYTRANSRANGE"
    DOCUMENTS = "$$$TRANSACTIONSBYCHECKRANGE"
    REPORTS = "$$$TRANSACTIONSBYREPORTRANGE"
    SHIFTS = "$$$TRANSACTIONSBYSESSIONSRANGE"
    NEW = "$$$NEWTRANSACTIONS"
    ALL = "$$$ALLTRANSACTIONS"
    CURRENT_SHIFT = "$$$CURSESSIONTRANSACTIONS"
    LAST_SHIFT = "$$$LASTSESSIONTRANSACTIONS"


class NotUnderstoodError(ValueError):
    """The request is none that a kassa understands; the text says why."""


@dataclass(frozen=True, slots=True)
class Request:
    """A command and the two ends of its range (empty for commands without one)."""

    command: Command
    first: str = ""
    last: str = ""

    @classmethod
    def parse(cls, text: str) -> Request:
        """Read a request file. Raises NotUnderstoodError."""
        lines = text.splitlines() or [""]
        try:
            command = Command(lines[0].strip())
        except ValueError as error:
            raise NotUnderstoodError(f"unknown command: {lines[0][:40]}") from error
        if command in _WITHOUT_RANGE:
            return cls(command)
        first, separator, last = (lines[1] if len(lines) > 1 else "").partition(";")
        if not separator:
            raise NotUnderstoodError("the second line must hold a range: first;last")
        return cls(command, first.strip(), last.strip())


_WITHOUT_RANGE = {Command.NEW, Command.ALL, Command.CURRENT_SHIFT, Command.LAST_SHIFT}
Keep = Callable[[str], bool]


class Memory:
    """A kassa's transactions: it knows every day of its life, what it exported as new, and in which report."""

    def __init__(
        self,
        folder: SourceFolder,
        seed: int,
        *,
        today: Callable[[], date],
        date_format: str,
        profile: KassaProfile | None,
    ) -> None:
        self.folder, self._seed = folder, seed
        self.profile = profile or profile_of(folder, seed)
        self._today = today
        self._date_format = date_format
        self._new_since: date | None = None
        self._reports: dict[int, tuple[str, ...]] = {}

    def answer(self, request: Request, report: int) -> tuple[str, ...]:
        """Return the lines that answer a request; the report number remembers them. Raises NotUnderstoodError."""
        lines = self._lines(request)
        self._reports[report] = lines
        return lines

    def days(self, days: Iterable[date]) -> list[str]:
        """Return all lines of some days."""
        return generate_days(self.folder, days, self._seed, self.profile)

    def _lines(self, request: Request) -> tuple[str, ...]:
        today, command = self._today(), request.command
        if command is Command.REPORTS:
            wanted = range(_whole(request.first), _whole(request.last) + 1)
            return tuple(line for number in wanted for line in self._reports.get(number, ()))
        if command is Command.NEW:
            since, self._new_since = self._new_since or today, today + ONE_DAY
            return tuple(self.days(_days(since, today)))
        spans = {
            Command.ALL: (today - (_ALL_DAYS - 1) * ONE_DAY, today),
            Command.CURRENT_SHIFT: (today, today),
            Command.LAST_SHIFT: (today - ONE_DAY, today - ONE_DAY),
        }
        if command in spans:
            return tuple(self.days(_days(*spans[command])))
        return tuple(self._range(request))

    def _range(self, request: Request) -> list[str]:
        command, first, last = request.command, request.first, request.last
        if command is Command.DATES:
            return self.days(_days(self._date(first), self._date(last)))
        if command is Command.TIMES:
            begin, end = self._moment(first), self._moment(last)
            made = self.days(_days(begin.date(), end.date()))
            return [line for line in made if begin <= _moment_of(line) <= end]
        low, high = _whole(first), _whole(last)
        sequences: dict[Command, tuple[Callable[[Workplace], Sequence], int]] = {
            Command.NUMBERS: (lambda till: till.lines, _NUMBER_FIELD),
            Command.DOCUMENTS: (lambda till: till.documents, _DOCUMENT_FIELD),
            Command.SHIFTS: (lambda till: till.shifts, _SHIFT_FIELD),
        }
        choose, field = sequences[command]
        return [line for line in self.days(self._days_with(choose, low, high)) if low <= _number(line, field) <= high]

    def _days_with(self, choose: Callable[[Workplace], Sequence], low: int, high: int) -> list[date]:
        """Return the days on which any till reaches numbers of the range, none after today."""
        days: set[date] = set()
        for till in self.profile.workplaces:
            sequence = choose(till)
            days.update(_days(sequence.day_of(low), min(sequence.day_of(high), self._today())))
        return sorted(days)[-MOST_DAYS:]

    def _date(self, text: str) -> date:
        return _parsed(text, self._date_format).date()

    def _moment(self, text: str) -> datetime:
        return _parsed(text, f"{self._date_format} %H:%M:%S")


def _parsed(text: str, form: str) -> datetime:
    try:
        return datetime.strptime(text, form)  # noqa: DTZ007 - a till's own clock
    except ValueError as error:
        raise NotUnderstoodError(f"not a date here: {text[:40]}") from error


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise NotUnderstoodError(f"not a number: {text[:40]}")
    return int(text)


def _days(first: date, last: date) -> list[date]:
    if last < first:
        return []
    if (last - first) > timedelta(days=MOST_DAYS):
        raise NotUnderstoodError(f"a range of more than {MOST_DAYS} days")
    return list(DateRange(first, last).days())


def _number(line: str, field: int) -> int:
    return int(line.split(";", field)[field - 1].partition(NAME_BAR)[0])


def number_of(line: str) -> int:
    """Return the transaction number of a line."""
    return _number(line, _NUMBER_FIELD)


def _moment_of(line: str) -> datetime:
    _, day, time, _ = line.split(";", 3)
    return datetime.strptime(f"{day} {time}", "%d.%m.%Y %H:%M:%S")  # noqa: DTZ007 - a till's own clock
