"""One open console in the window: the desk and the tasks that belong to it, opened and closed without a freeze."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from frontol_desk.console.desk import Desk
from frontol_desk.domain.errors import DeskError
from frontol_desk.domain.report import RunReport
from frontol_desk.services.event_log import log_event
from frontol_desk.settings.model import Settings
from frontol_desk.settings.watching import fingerprint
from frontol_desk.ui.crash import CrashHandler
from frontol_desk.ui.tasks import Tasks

_log = logging.getLogger(__name__)


class Session(QObject):
    """Opens a desk and tells everybody when it is there; profiles and demo are changed by opening anew.

    `problem` carries a `DeskError` that a banner has to show, `abandoned` the runs that an earlier crash broke off.
    """

    opening = Signal()
    opened = Signal()
    closed = Signal()
    open_failed = Signal(object)
    problem = Signal(object)
    abandoned = Signal(object)

    def __init__(self, settings: Settings, *, demo: bool, crashes: CrashHandler, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self.demo = demo
        self.crashes = crashes
        self.tasks = Tasks(self.problem.emit, crashes.report)
        self.desk: Desk | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._leave = asyncio.Event()
        self._turn = asyncio.Lock()
        self._written: set[tuple[Path, str | None]] = set()

    @property
    def is_open(self) -> bool:
        """Tell whether the desk is there."""
        return self.desk is not None

    def wrote(self, file: Path) -> None:
        """Note that a settings file was written in here, so that it is no news when it is found changed."""
        self._written |= set(fingerprint([file]))

    def is_own(self, settings: Settings) -> bool:
        """Tell whether the files that make these settings newer than those in force were written in here."""
        changed = set(settings.fingerprint).difference(self.settings.fingerprint)
        return bool(changed) and changed <= self._written

    def run(self, work: Coroutine[Any, Any, Any], name: str) -> asyncio.Task[Any]:
        """Start a task that ends with the session at the latest."""
        return self.tasks.start(work, name=name)

    def open(self) -> None:
        """Begin to open; `opened` or `open_failed` follows."""
        self._leave = asyncio.Event()
        self._written.clear()
        self.crashes.hide(self.settings.secret_texts)
        self.opening.emit()
        self._keeper = asyncio.get_running_loop().create_task(self._keep(self._leave), name="session")
        self._keeper.add_done_callback(self._ended)

    async def _keep(self, leave: asyncio.Event) -> None:
        """Hold the desk open; opened and closed in one task, as its task groups and contexts want."""
        try:
            async with Desk.open(self.settings, demo=self.demo, window=True) as desk:
                abandoned: tuple[RunReport, ...] = await desk.prepare()
                desk.events.subscribe(log_event)
                self.desk = desk
                self.opened.emit()
                if abandoned:
                    self.abandoned.emit(abandoned)
                await leave.wait()
                self.desk = None
                await self.tasks.cancel_all()
        except DeskError as error:
            _log.warning("not opened: %s", error)
            self.open_failed.emit(error)
        finally:
            self.desk = None

    def _ended(self, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self.crashes.report(error)
        self.closed.emit()

    async def close(self) -> None:
        """Stop every task, close the desk, and return when nothing is left."""
        async with self._turn:
            await self._close()

    async def reopen(self, settings: Settings, *, demo: bool) -> None:
        """Close what is open and open with other settings; of several wishes at once the last one stays."""
        async with self._turn:
            await self._close()
            self.settings, self.demo = settings, demo
            self.open()

    async def _close(self) -> None:
        keeper, self._keeper = self._keeper, None
        if keeper is not None:
            if self.desk is None and not keeper.done():  # still opening: there is nothing to end in order
                keeper.cancel()
            self._leave.set()
            await asyncio.wait([keeper])
        await self.tasks.cancel_all()  # a check of a connection needs no open desk
