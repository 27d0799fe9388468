"""What a run depends on besides its neighbours: room on the disk, a clock that is right, settings that stay."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from frontol_desk.domain.disk import disk_error
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.pipeline.context import RunPlan
from frontol_desk.settings.clock import yesterday, zone_of
from frontol_desk.settings.model import Settings
from frontol_desk.settings.watching import fingerprint

LITTLE_ROOM = 2 << 30
"""With less room on the disk, in bytes, people are warned."""
_TOLERANCE = timedelta(minutes=5)
_PATIENCE = 5.0

Clock = Callable[[], Awaitable[datetime]]
Ready = Callable[[], Awaitable[list[DeskError]]]


class Surroundings:
    """Looks around before and after every run of a console. `clock` tells the database's time; raises as it fails.

    `ready` makes ready what a run needs besides, and returns what is to be told of that.
    """

    def __init__(self, settings: Settings, clock: Clock, ready: Ready | None = None) -> None:
        self._settings = settings
        self._clock = clock
        self._ready = ready
        self._read = fingerprint(settings.files)

    async def before(self, plan: RunPlan) -> list[DeskError]:
        """Return what is to be told of a run that begins; raises DISK_LOW or CLOCK_WRONG when it must not.

        Also raises what `ready` raises.
        """
        low = await asyncio.to_thread(self._room)
        return [*low, *await self.clock(plan), *(await self._ready() if self._ready else [])]

    def after(self) -> list[DeskError]:
        """Return what is to be told of a run that ends."""
        if fingerprint(self._settings.files) == self._read:
            return []
        return [DeskError(ErrorCode.SETTINGS_CHANGED, file=str(self._settings.file))]

    def _room(self) -> Iterable[DeskError]:
        free, needed = free_bytes(self._settings.home), self._settings.archive.free_megabytes
        path, megabytes = str(self._settings.home), free >> 20
        if free < needed << 20:
            raise DeskError(ErrorCode.DISK_LOW, reason="refused", path=path, megabytes=megabytes, needed=needed)
        return [DeskError(ErrorCode.DISK_LOW, path=path, megabytes=megabytes)] if free < LITTLE_ROOM else []

    async def clock(self, plan: RunPlan | None = None) -> list[DeskError]:
        """Compare our clock with the database's: nothing to tell when it is right, or the database does not answer.

        A plan whose days follow from today's date is refused, with CLOCK_WRONG, when the two clocks name different
        days: which of them is right nobody knows, and a day that is not over yet would pass for a complete one.
        """
        try:
            async with asyncio.timeout(_PATIENCE):
                here = datetime.now(UTC)
                there = await self._clock()
                here += (datetime.now(UTC) - here) / 2
        except (DeskError, TimeoutError):
            return []
        if abs(here - there) <= _TOLERANCE:
            return []
        if plan and plan.relative:
            self._same_day(plan, here, there)
        return [self._wrong("ahead" if here > there else "behind", here, there)]

    def _same_day(self, plan: RunPlan, here: datetime, there: datetime) -> None:
        kassas = {folder.kassa for folder in plan.folders}
        by_us, by_them = (yesterday(self._settings, now, kassas) for now in (here, there))
        if by_us != by_them:
            raise self._wrong("other_day", here, there, day=str(plan.dates))

    def _wrong(self, reason: str, here: datetime, there: datetime, **context: object) -> DeskError:
        zone, minutes = zone_of(self._settings), round(abs(here - there).total_seconds() / 60)
        times = {name: f"{time.astimezone(zone):%d.%m.%Y %H:%M}" for name, time in (("here", here), ("there", there))}
        return DeskError(ErrorCode.CLOCK_WRONG, reason=reason, minutes=minutes, **times, **context)


def free_bytes(path: Path) -> int:
    """Return how much room is left where a path lies or would lie; raises ARCHIVE_FAILED when nobody can tell."""
    place = next((parent for parent in (path, *path.parents) if parent.exists()), path)
    try:
        return shutil.disk_usage(place).free
    except OSError as error:
        raise disk_error(error, place, reason="read") from error
