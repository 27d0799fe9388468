"""Asking again, calmly: what many events ask for is done once, and never twice at the same time."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QObject, QTimer

from frontol_desk.domain.events import Event, FileFinished, RunFinished, RunStarted
from frontol_desk.ui.presenters.following import Following
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
        self._under_way = self._again = False
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(self.now)
        session.opened.connect(self.now)
        session.closed.connect(self._stop)

    def soon(self) -> None:
        """Do it within a second; further wishes until then cost nothing."""
        if not self._timer.isActive():
            self._timer.start()

    def now(self) -> None:
        """Do it at once, or again as soon as what is under way has ended."""
        self._timer.stop()
        self._again = self._under_way
        if self._session.is_open and not self._under_way:
            self._under_way = True
            self._session.run(self._go_on(), self._name)

    async def _go_on(self) -> None:
        """Work until nobody has asked for more meanwhile."""
        try:
            await self._work()
            while self._again:
                self._again = False
                await self._work()
        finally:
            self._under_way = False

    def _stop(self) -> None:
        """Forget every wish; a task that was stopped before it began could not say that it is over."""
        self._timer.stop()
        self._under_way = self._again = False

    def after_loads(self) -> None:
        """From now on do it whenever a run begins or ends, or a file is done."""
        Following(self._session, self._heard, self)

    def _heard(self, event: Event) -> None:
        if isinstance(event, RunStarted | FileFinished | RunFinished):
            self.soon()
