"""What today and yesterday are for a kassa: a business day is the till's own calendar day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from frontol_desk.settings.model import Settings


def zone_of(settings: Settings, kassa: str | None = None) -> tzinfo | None:
    """Return the time zone of a kassa, else that of the profile; None stands for the system's own."""
    name = (settings.of_kassa(kassa).timezone if kassa else None) or settings.timezone
    return ZoneInfo(name) if name else None


def business_today(settings: Settings, now: datetime, kassa: str | None = None) -> date:
    """Return the calendar day at the kassa (or by the profile's clock) at the moment `now`, which is aware."""
    return now.astimezone(zone_of(settings, kassa)).date()


def latest_today(settings: Settings, now: datetime, kassas: Iterable[str] = ()) -> date:
    """Return the last day that is no future day for at least one of the kassas."""
    return max((business_today(settings, now, kassa) for kassa in kassas), default=business_today(settings, now))


def yesterday(settings: Settings, now: datetime, kassas: Iterable[str] = ()) -> date:
    """Return the last day that is over at every one of the kassas."""
    today = min((business_today(settings, now, kassa) for kassa in kassas), default=business_today(settings, now))
    return today - timedelta(days=1)
