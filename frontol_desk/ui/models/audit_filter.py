"""Which entries of the audit log somebody wants to see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from frontol_desk.domain.audit import AuditAction, AuditQuery
from frontol_desk.domain.errors import DeskError
from frontol_desk.domain.values import DateRange, parse_date
from frontol_desk.ui.models.history_filter import Period, bounds

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """What somebody wants to see; periods count back from today. `person` is an account, ``NAME@COMPUTER``."""

    period: Period = Period.ANY
    dates: DateRange | None = None
    action: AuditAction | None = None
    person: str = ""
    text: str = ""

    @property
    def is_set(self) -> bool:
        """Tell whether anything is left out."""
        return self != AuditFilter()

    def query(self, today: date, *, limit: int) -> AuditQuery:
        """Return the question for the log; days are those of this computer's clock, as the page shows them."""
        first, last = bounds(self.period, self.dates, today)
        return AuditQuery(
            since=_start_of(first) if first else None,
            until=_start_of(last + _DAY) if last else None,
            actions=frozenset({self.action}) if self.action else None,
            user=self.person or None,
            text=self.text.strip() or None,
            limit=limit,
        )

    def as_texts(self) -> list[str]:
        """Return what can be remembered."""
        first, last = (self.dates.first.isoformat(), self.dates.last.isoformat()) if self.dates else ("", "")
        return [self.period, first, last, self.action or "", self.person, self.text]

    @classmethod
    def from_texts(cls, texts: list[str]) -> AuditFilter:
        """Read what was remembered; what cannot be read lets everything through."""
        try:
            period, first, last, action, person, text = texts
            return cls(
                period=Period(period),
                dates=DateRange(parse_date(first), parse_date(last)) if first else None,
                action=AuditAction(action) if action else None,
                person=person,
                text=text,
            )
        except (ValueError, DeskError):
            return cls()


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min).astimezone()
