"""Keeps the figures of the dashboard fresh: read at the start, after every run, and when somebody asks."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from frontol_desk.console.desk import Desk
from frontol_desk.domain.events import Event, RunFinished
from frontol_desk.domain.overview import Dashboard
from frontol_desk.ui.session import Session


class DashboardPresenter(QObject):
    """The newest figures, in `dashboard`; None while there are none. `changed` tells of new ones."""

    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.dashboard: Dashboard | None = None
        self._reading = False
        self._again = False
        self._unsubscribe: Callable[[], None] = _nothing
        session.opened.connect(self._begin)
        session.closed.connect(self._end)
        if session.is_open:
            self._begin()

    def refresh(self) -> None:
        """Read the figures; asked while they are being read, read them once more after that."""
        desk = self._session.desk
        if desk is None:
            return
        self._again = self._reading
        if not self._reading:
            self._reading = True
            self._session.run(self._read(desk), "dashboard")

    async def _read(self, desk: Desk) -> None:
        try:
            self.dashboard = await desk.dashboard()
            self.changed.emit()
        finally:
            self._reading = False
        if self._again:
            self.refresh()

    def _begin(self) -> None:
        desk = self._session.desk
        if desk is not None:
            self._unsubscribe = desk.events.subscribe(self._hear)
        self.refresh()

    def _hear(self, event: Event) -> None:
        if isinstance(event, RunFinished):
            self.refresh()

    def _end(self) -> None:
        self._unsubscribe()
        self._unsubscribe = _nothing
        self._again = self._reading = False
        self.dashboard = None
        self.changed.emit()


def _nothing() -> None:
    """Unsubscribe from nothing."""
