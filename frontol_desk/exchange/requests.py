"""What can be asked of a kassa: the ten commands of a request file, as values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self, TypeVar

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.values import DateRange

DATE_FORMAT = "dd.mm.yyyy"
_DATE_PART = re.compile(r"d{1,2}|m{1,2}|y{4}|y{2}", re.IGNORECASE)
_LAST_SECOND = time(23, 59, 59)
_Bound = TypeVar("_Bound", int, datetime)


def format_date(day: date, date_format: str = DATE_FORMAT) -> str:
    """Write a day the way the kassa's Windows does: parts ``d dd m mm yy yyyy``, anything between them kept.

    Raises CONFIG_SETTING when day, month or year has no place in the format, or two.
    """
    parts = [part.group().lower() for part in _DATE_PART.finditer(date_format)]
    if sorted(part[0] for part in parts) != ["d", "m", "y"]:
        raise DeskError(ErrorCode.CONFIG_SETTING, setting="date_format", value=date_format[:40])
    numbers = {"d": day.day, "m": day.month, "y": day.year}

    def written(part: re.Match[str]) -> str:
        text = part.group()
        number = numbers[text[0].lower()]
        return f"{number % 100:02}" if len(text) == 2 else f"{number:0{len(text)}}"

    return _DATE_PART.sub(written, date_format)


@dataclass(frozen=True, slots=True)
class RequestCommand:
    """A command and its data line. `dates` are the days it asks for in full, None when it names none."""

    name: str
    data: str | None = None
    dates: DateRange | None = None

    @classmethod
    def by_dates(cls, dates: DateRange, date_format: str = DATE_FORMAT) -> Self:
        """Ask for business days: the default command."""
        data = f"{format_date(dates.first, date_format)}; {format_date(dates.last, date_format)}"
        return cls("TRANSACTIONSBYDATERANGE", data, dates)

    @classmethod
    def by_times(cls, first: datetime, last: datetime, date_format: str = DATE_FORMAT) -> Self:
        """Ask for a stretch of the kassa's own (naive) time, both ends included. Not confirmed for Frontol 6."""
        _in_order(first, last)
        data = "; ".join(f"{format_date(moment, date_format)} {moment:%H:%M:%S}" for moment in (first, last))
        first_day = first.date() + timedelta(days=first.time() > time(0))
        last_day = last.date() - timedelta(days=last.time() < _LAST_SECOND)
        whole_days = DateRange(first_day, last_day) if first_day <= last_day else None
        return cls("TRANSACTIONSBYDATETIMERANGE", data, whole_days)

    @classmethod
    def by_transactions(cls, first: int, last: int) -> Self:
        """Ask for transaction numbers, such as exactly those that are missing."""
        return cls("TRANSACTIONSBYTRANSRANGE", _numbers(first, last))

    @classmethod
    def by_documents(cls, first: int, last: int) -> Self:
        """Ask for document (receipt) numbers."""
        return cls("TRANSACTIONSBYCHECKRANGE", _numbers(first, last))

    @classmethod
    def by_reports(cls, first: int, last: int) -> Self:
        """Ask for export report numbers (line 3 of a file's header; not Z-reports)."""
        return cls("TRANSACTIONSBYREPORTRANGE", _numbers(first, last))

    @classmethod
    def by_shifts(cls, first: int, last: int) -> Self:
        """Ask for cash shifts."""
        return cls("TRANSACTIONSBYSESSIONSRANGE", _numbers(first, last))

    @classmethod
    def new(cls) -> Self:
        """Ask for what no consumer had yet. It marks them as exported, so other programs of that kassa may starve."""
        return cls("NEWTRANSACTIONS")

    @classmethod
    def all(cls) -> Self:
        """Ask for everything the kassa has."""
        return cls("ALLTRANSACTIONS")

    @classmethod
    def current_shift(cls) -> Self:
        """Ask for the shift that is open."""
        return cls("CURSESSIONTRANSACTIONS")

    @classmethod
    def last_shift(cls) -> Self:
        """Ask for the last closed shift."""
        return cls("LASTSESSIONTRANSACTIONS")

    def text(self) -> str:
        """Return the content of the request file; every line ends with CRLF, as Windows writes it."""
        return "".join(f"{line}\r\n" for line in (f"$$${self.name}", self.data) if line is not None)

    def encode(self) -> bytes:
        """Return the bytes of the request file; Windows-1251 for the sake of unusual date formats."""
        return self.text().encode("cp1251", "replace")


def _numbers(first: int, last: int) -> str:
    _in_order(first, last)
    if first < 0:
        raise DeskError(ErrorCode.USAGE, detail=f"{first}")
    return f"{first};{last}"


def _in_order(first: _Bound, last: _Bound) -> None:
    if last < first:
        raise DeskError(ErrorCode.CONFIG_DATE_ORDER, first=str(first), last=str(last))
