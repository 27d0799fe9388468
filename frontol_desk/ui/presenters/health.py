"""Looks at the exchange server, the database and the disk every half minute while a console is open."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from frontol_desk.console.desk import Desk
from frontol_desk.domain.overview import Probe
from frontol_desk.ui.session import Session

_EVERY_MS = 30_000


class HealthPresenter(QObject):
    """What the last look found, in `probes`; empty while nothing is known. One look at a time.

    `changed` tells of a new finding, and of a look that begins or ends (`checking`).
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.probes: tuple[Probe, ...] = ()
        self.checking = False
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.refresh)
        session.opened.connect(self._begin)
        session.closed.connect(self._end)
        if session.is_open:
            self._begin()

    @property
    def polling(self) -> bool:
        """Tell whether it looks again by itself."""
        return self._timer.isActive()

    def refresh(self) -> None:
        """Look now, unless nothing is open or a look is under way."""
        desk = self._session.desk
        if desk is None or self.checking:
            return
        self._set_checking(True)
        self._session.run(self._look(desk), "health")

    async def _look(self, desk: Desk) -> None:
        try:
            self.probes = await desk.health()
        finally:
            self._set_checking(False)

    def _set_checking(self, checking: bool) -> None:
        self.checking = checking
        self.changed.emit()

    def _begin(self) -> None:
        self._timer.start()
        self.refresh()

    def _end(self) -> None:
        self._timer.stop()
        self.probes = ()
        self._set_checking(False)
