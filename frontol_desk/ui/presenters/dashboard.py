"""Keeps the figures of the dashboard fresh: read at the start, after every run, and when somebody asks."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from frontol_desk.domain.errors import DeskError
from frontol_desk.domain.events import Event, RunFinished
from frontol_desk.domain.overview import Dashboard
from frontol_desk.ui.presenters.following import Following
from frontol_desk.ui.presenters.refreshing import Refresher
from frontol_desk.ui.session import Session


class DashboardPresenter(QObject):
    """The newest figures, in `dashboard`; None while there are none. `changed` tells of new ones.

    `unknown`: the last time they could not be read.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.dashboard: Dashboard | None = None
        self.unknown = False
        self._refresher = Refresher(session, self._read, "dashboard", self)
        Following(session, self._hear, self)
        session.closed.connect(self._forget)
        self.refresh()

    def refresh(self) -> None:
        """Read the figures; asked while they are being read, read them once more after that."""
        self._refresher.now()

    async def _read(self) -> None:
        if (desk := self._session.desk) is not None:
            try:
                self.dashboard = await desk.dashboard()
            except DeskError:
                self.unknown = True
                self.changed.emit()
                raise
            self.unknown = False
            self.changed.emit()

    def _hear(self, event: Event) -> None:
        if isinstance(event, RunFinished):
            self.refresh()

    def _forget(self) -> None:
        self.dashboard, self.unknown = None, False
        self.changed.emit()
