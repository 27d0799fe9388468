"""Which runs of the history somebody wants to see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from frontol_desk.domain.errors import DeskError
from frontol_desk.domain.overview import HistoryQuery, RunEntry
from frontol_desk.domain.report import RunStatus, Trigger
from frontol_desk.domain.values import DateRange, parse_date


class Period(StrEnum):
    """From which days on runs are shown."""

    ANY = "any"
    TODAY = "today"
    WEEK = "week"
    MONTH = "month"
    RANGE = "range"


_DAYS = {Period.TODAY: 1, Period.WEEK: 7, Period.MONTH: 30}


def bounds(period: Period, dates: DateRange | None, today: date) -> tuple[date | None, date | None]:
    """Return from which to which day something is wanted; None: no bound."""
    if period is Period.RANGE and dates is not None:
        return dates.first, dates.last
    days = _DAYS.get(period)
    return (today - timedelta(days=days - 1), None) if days else (None, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryFilter:
    """What somebody wants to see; periods count back from today, whenever that is."""

    period: Period = Period.ANY
    dates: DateRange | None = None
    status: RunStatus | None = None
    trigger: Trigger | None = None
    kassa: str = ""

    @property
    def is_set(self) -> bool:
        """Tell whether anything is left out."""
        return self != HistoryFilter()

    def query(self, today: date, *, limit: int, offset: int = 0) -> HistoryQuery:
        """Return the question for the journal."""
        since, until = bounds(self.period, self.dates, today)
        return HistoryQuery(
            since=since,
            until=until,
            statuses=frozenset({self.status} if self.status else ()),
            triggers=frozenset({self.trigger} if self.trigger else ()),
            kassa=self.kassa.strip() or None,
            limit=limit,
            offset=offset,
        )

    def lets_through(self, entry: RunEntry, today: date) -> bool:
        """Tell whether a run fits that the journal does not have; which kassas it had is not known."""
        report, (since, until) = entry.report, bounds(self.period, self.dates, today)
        started = report.started_at.astimezone().date()
        return (
            self.status in (None, report.status)
            and self.trigger in (None, report.trigger)
            and (since is None or since <= started)
            and (until is None or started <= until)
        )

    def as_texts(self) -> list[str]:
        """Return what can be remembered."""
        first, last = (self.dates.first.isoformat(), self.dates.last.isoformat()) if self.dates else ("", "")
        return [self.period, first, last, self.status or "", self.trigger or "", self.kassa]

    @classmethod
    def from_texts(cls, texts: list[str]) -> HistoryFilter:
        """Read what was remembered; what cannot be read lets every run through."""
        try:
            period, first, last, status, trigger, kassa = texts
            return cls(
                period=Period(period),
                dates=DateRange(parse_date(first), parse_date(last)) if first else None,
                status=RunStatus(status) if status else None,
                trigger=Trigger(trigger) if trigger else None,
                kassa=kassa,
            )
        except (ValueError, DeskError):
            return cls()
