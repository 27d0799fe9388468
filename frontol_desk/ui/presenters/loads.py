"""Loads started from the window: launch, pause, stop, retry. Every load is a task that this owns."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Collection, Coroutine, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QObject, Signal

from frontol_desk.console.desk import Desk, LoadOrder
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.report import RunReport, Stage, Trigger
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.ui.session import Session

_DOUBLE_CLICK = 1.0
"""Seconds within which the same wish is one: the queue does not show yet that it is under way."""


class LoadsPresenter(QObject):
    """What the toolbar's buttons do. Several loads may go on at once; leases keep them off each other's folders."""

    running_changed = Signal(bool)
    paused_changed = Signal(bool)
    finished = Signal(object)
    retried = Signal(object)
    refused = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._loads: set[asyncio.Task[None]] = set()
        self._tried: set[str] = set()
        self._last: tuple[float, DateRange | None, tuple[SourceFolder, ...]] = (0.0, None, ())
        session.closed.connect(lambda: self.paused_changed.emit(False))

    @property
    def running(self) -> bool:
        """Tell whether a load is under way."""
        return bool(self._loads)

    @property
    def paused(self) -> bool:
        """Tell whether loads are held."""
        desk = self._session.desk
        return desk is not None and desk.paused

    def load(self, dates: DateRange, folders: Sequence[SourceFolder]) -> None:
        """Ask these folders' kassas for these days and load what they answer; a double click asks once."""
        desk = self._session.desk
        if desk is None or not folders or self._is_double_click(dates, folders):
            return
        order = LoadOrder(dates=dates, kassas=tuple(map(str, folders)), trigger=Trigger.MANUAL)
        self._begin(self._load(desk, order), "load")

    def load_days(self, wanted: Iterable[tuple[SourceFolder, DateRange]]) -> None:
        """Load single days of single folders, one run after the other: together they would wait for each other."""
        desk = self._session.desk
        if desk is not None and (orders := orders_of(self.possible(wanted))):
            self._begin(self._load_all(desk, orders), "load days")

    async def _load_all(self, desk: Desk, orders: Sequence[LoadOrder]) -> None:
        for order in orders:
            await self._load(desk, order)

    def send_requests(self, dates: DateRange, folders: Sequence[SourceFolder]) -> None:
        """Ask these folders' kassas for these days and wait for nothing: a later load finds what they answer."""
        desk = self._session.desk
        if desk is not None and folders:
            order = LoadOrder(dates=dates, kassas=tuple(map(str, folders)), trigger=Trigger.MANUAL)
            self._begin(self._send(desk, order), "send requests")

    async def _send(self, desk: Desk, order: LoadOrder) -> None:
        self.finished.emit(await desk.tools.send_requests(order))

    def retry_open(self, keys: Collection[str], stage: Stage | None = None) -> None:
        """Try open failures again, in one run: from a stage, or each from where it failed and lines from their kassa.

        Those being tried already are left out. `retried` carries the report, `refused` why nothing was begun.
        """
        desk = self._session.desk
        wanted = set(keys) - self._tried
        if desk is None or not wanted:
            return
        self._tried |= wanted
        self._begin(self._retry_open(desk, wanted, stage), "retry")

    async def _retry_open(self, desk: Desk, keys: set[str], stage: Stage | None) -> None:
        try:
            report = await desk.letters.retry(keys, stage, fresh_lines=True)
        except DeskError as error:
            if error.code is not ErrorCode.RETRY_IMPOSSIBLE:
                raise
            self.refused.emit(error)
        else:
            if report is not None:
                self.finished.emit(report)
                self.retried.emit(report)
        finally:
            self._tried -= keys

    def _begin(self, work: Coroutine[Any, Any, None], name: str) -> None:
        task = self._session.run(work, name)
        self._loads.add(task)
        task.add_done_callback(self._ended)
        if len(self._loads) == 1:
            self.running_changed.emit(True)

    def _is_double_click(self, dates: DateRange, folders: Sequence[SourceFolder]) -> bool:
        before, now = self._last, (time.monotonic(), dates, tuple(folders))
        self._last = now
        return before[1:] == now[1:] and now[0] - before[0] < _DOUBLE_CLICK and self.running

    async def _load(self, desk: Desk, order: LoadOrder) -> None:
        report: RunReport = await desk.load(order)
        self.finished.emit(report)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._loads.discard(task)
        if not self._loads:
            self.resume()
            self.running_changed.emit(False)

    def possible(self, wanted: Iterable[tuple[SourceFolder, DateRange]]) -> list[tuple[SourceFolder, DateRange]]:
        """Return what this console can ask for: not the folders of a kassa that is in its settings no more."""
        desk = self._session.desk
        known = frozenset(desk.folders()) if desk is not None else frozenset()
        return [(folder, dates) for folder, dates in wanted if folder in known]

    def load_again(self, wanted: Sequence[tuple[SourceFolder, DateRange]]) -> None:
        """Ask again for what failed: folders of the same days in one run. Says so when none of them is known here."""
        possible = self.possible(wanted)
        if wanted and not possible:
            names = ", ".join(sorted({str(folder) for folder, _ in wanted}))
            known = ", ".join(map(str, self._session.settings.folders))
            self._session.problem.emit(DeskError(ErrorCode.CONFIG_UNKNOWN_KASSA, value=names, known=known))
        by_dates: dict[DateRange, list[SourceFolder]] = defaultdict(list)
        for folder, dates in dict.fromkeys(possible):
            by_dates[dates].append(folder)
        for dates, folders in by_dates.items():
            self.load(dates, folders)

    def stop(self) -> None:
        """Stop every load; rows of files not finished are not in the database afterwards."""
        for task in tuple(self._loads):
            task.cancel()

    async def stopped(self) -> None:
        """Stop every load and wait until nothing of it is left."""
        self.stop()
        if self._loads:
            await asyncio.wait(self._loads)

    def pause(self) -> None:
        """Start nothing new until `resume`; what is being loaded goes on."""
        self._set_paused(paused=True)

    def resume(self) -> None:
        """Go on after a pause."""
        self._set_paused(paused=False)

    def _set_paused(self, *, paused: bool) -> None:
        desk = self._session.desk
        if desk is None or desk.paused is paused:
            return
        desk.pause() if paused else desk.resume()
        self.paused_changed.emit(paused)


def orders_of(wanted: Iterable[tuple[SourceFolder, DateRange]]) -> list[LoadOrder]:
    """Return as few orders as possible: days in a row are one range, folders of the same range one order."""
    days: dict[SourceFolder, set[date]] = defaultdict(set)
    for folder, dates in wanted:
        days[folder] |= set(dates.days())
    folders: dict[DateRange, list[SourceFolder]] = defaultdict(list)
    for folder, single in days.items():
        for dates in _ranges(sorted(single)):
            folders[dates].append(folder)
    return [
        LoadOrder(dates=dates, kassas=tuple(map(str, folders[dates])), trigger=Trigger.MANUAL)
        for dates in sorted(folders, key=lambda dates: (dates.first, dates.last))
    ]


def _ranges(days: Sequence[date]) -> Iterable[DateRange]:
    """Yield the runs of days without a gap."""
    first = None
    for day, following in zip(days, [*days[1:], None], strict=True):
        first = first or day
        if following is None or following - day > timedelta(days=1):
            yield DateRange(first, day)
            first = None
