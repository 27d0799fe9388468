"""From settings and wishes to the plan of a run: workers, waiting time, encodings, and which days are over where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from frontol_desk.console.orders import LoadOrder
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.report import Trigger
from frontol_desk.domain.values import DateRange, SourceFolder, select_folders
from frontol_desk.pipeline.context import FolderTask, RunPlan
from frontol_desk.settings.clock import yesterday
from frontol_desk.settings.model import Settings

_DAYS_AT_ONCE = 31
"""So many days are asked for at once when catching up: what is loaded stays loaded if the next answer fails."""
_DAY = timedelta(days=1)


def plan_of(
    settings: Settings,
    folders: Iterable[SourceFolder],
    dates: DateRange,
    trigger: Trigger,
    *,
    wait_seconds: float | None = None,
    strategy: str | None = None,
    **wishes: Any,
) -> RunPlan:
    """Return the plan of a run; what is None is as the settings say. Raises CONFIG_SETTING for an unknown strategy."""
    chosen = tuple(folders)
    return RunPlan(
        folders=chosen,
        dates=dates,
        trigger=trigger,
        wait_seconds=settings.exchange.response_timeout if wait_seconds is None else wait_seconds,
        workers=_workers(settings, strategy or settings.pipeline.strategy),
        encodings={folder: found for folder in chosen if (found := settings.encoding_of(folder.kassa))},
        over={folder: last_over(settings, folder) for folder in chosen},
        **wishes,
    )


def plan_of_order(settings: Settings, order: LoadOrder) -> RunPlan:
    """Return the plan of an order. Raises CONFIG_UNKNOWN_KASSA, CONFIG_SETTING."""
    return plan_of(
        settings,
        select_folders(settings.folders, order.kassas),
        order.dates,
        order.trigger,
        request=order.request,
        wait_seconds=order.wait_seconds,
        strategy=order.strategy,
        relative=order.relative,
    )


def last_over(settings: Settings, folder: SourceFolder, now: datetime | None = None) -> date:
    """Return the last day that is over at a folder's kassa."""
    return yesterday(settings, now or datetime.now(UTC), [folder.kassa])


def catch_up_tasks(
    settings: Settings,
    folders: Iterable[SourceFolder],
    complete_through: Mapping[SourceFolder, date],
    now: datetime | None = None,
) -> dict[SourceFolder, FolderTask]:
    """Return what each folder has to be asked for: the days since its last complete one, yesterday where none is."""
    tasks = {}
    for folder in folders:
        last = last_over(settings, folder, now)
        tasks[folder] = FolderTask(asks=tuple(_parts(complete_through.get(folder, last - _DAY) + _DAY, last)))
    return tasks


def _parts(first: date, last: date) -> Iterable[DateRange]:
    while first <= last:
        end = min(last, first + (_DAYS_AT_ONCE - 1) * _DAY)
        yield DateRange(first, end)
        first = end + _DAY


def dates_of(tasks: Mapping[SourceFolder, FolderTask]) -> DateRange | None:
    """Return from which to which day tasks ask; None when they ask for no day."""
    return DateRange.around(ask for task in tasks.values() for ask in task.asks if isinstance(ask, DateRange))


def _workers(settings: Settings, strategy: str) -> int:
    """Return how many files are processed at once; requests go out first and waiting costs none either way.

    One database connection stays free for leases: a load holds its own from its first row to its last.
    """
    if strategy == "sequential":
        return 1
    if strategy == "parallel":
        return max(1, min(settings.pipeline.workers, settings.database.pool_max - 1))
    raise DeskError(ErrorCode.CONFIG_SETTING, setting="pipeline.strategy", value=strategy[:40])
