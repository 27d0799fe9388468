"""Which business day each folder should have delivered by now, by its kassa's own clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from frontol_desk.domain.overview import Absence
from frontol_desk.domain.values import SourceFolder
from frontol_desk.settings.clock import zone_of
from frontol_desk.settings.model import Settings
from frontol_desk.warehouse.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Expected:
    """A folder's newest business day whose hour has come: over at `over`, expected at `due`, both aware."""

    folder: SourceFolder
    day: date
    over: datetime
    due: datetime


def expected(settings: Settings, now: datetime) -> Iterator[Expected]:
    """Yield what is expected by `now`, which is aware. A day is expected until the next one's hour has come."""
    for folder in settings.folders:
        hour = settings.expected_by_of(folder.kassa)
        if hour is None:
            continue
        zone = zone_of(settings, folder.kassa)
        today = now.astimezone(zone).date()
        due_day = today if now >= _moment(today, hour, zone) else today - timedelta(days=1)
        yield Expected(
            folder, due_day - timedelta(days=1), _moment(due_day, time.min, zone), _moment(due_day, hour, zone)
        )


def _moment(day: date, hour: time, zone: tzinfo | None) -> datetime:
    at = datetime.combine(day, hour, zone)
    return at if zone else at.astimezone()


async def absences(warehouse: Warehouse, settings: Settings, now: datetime) -> tuple[Absence, ...]:
    """Return the folders that have not delivered their day, in the order of the settings."""
    awaited = [*expected(settings, now)]
    missing = await warehouse.undelivered([(one.folder, one.day, one.over) for one in awaited]) if awaited else {}
    return tuple(
        Absence(folder=one.folder, day=one.day, due=one.due, last_day=missing[one.folder])
        for one in awaited
        if one.folder in missing
    )
