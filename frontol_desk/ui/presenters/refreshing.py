"""Asking again, calmly: what many events ask for is done once, and never twice at the same time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QObject, QTimer

from frontol_desk.domain.events import Event, FileFinished, RunFinished, RunStarted
from frontol_desk.ui.session import Session

_PAUSE_MS = 1000
Work = Callable[[], Coroutine[Any, Any, None]]


class Refresher(QObject):
    """Does its work when the session opens, at once on `now`, and at most once a second on `soon`."""

    def __init__(self, session: Session, work: Work, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._work = work
        self._name = name
        self._task: asyncio.Task[Any] | None = None
        self._again = False
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(self.now)
        session.opened.connect(self.now)
        session.closed.connect(self._timer.stop)

    def soon(self) -> None:
        """Do it within a second; further wishes until then cost nothing."""
        if not self._timer.isActive():
            self._timer.start()

    def now(self) -> None:
        """Do it at once, or again as soon as what is under way has ended."""
        self._timer.stop()
        if not self._session.is_open:
            return
        self._again = self._task is not None and not self._task.done()
        if not self._again:
            self._task = self._session.run(self._work(), self._name)
            self._task.add_done_callback(self._ended)

    def after_loads(self) -> None:
        """From now on do it whenever a run begins or ends, or a file is done."""
        self._session.opened.connect(self._listen)
        if self._session.is_open:
            self._listen()

    def _listen(self) -> None:
        if self._session.desk is not None:
            stop = self._session.desk.events.subscribe(self._heard)
            self.destroyed.connect(lambda: stop())

    def _heard(self, event: Event) -> None:
        if isinstance(event, RunStarted | FileFinished | RunFinished):
            self.soon()

    def _ended(self, _task: asyncio.Task[Any]) -> None:
        if self._again:
            self.now()
