"""Looks at the exchange server, the database and the disk every half minute while a console is open."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QObject, QTimer, Signal

from frontol_desk.console.desk import Desk
from frontol_desk.domain.errors import ErrorCode
from frontol_desk.domain.events import BreakerChanged, Event
from frontol_desk.domain.overview import BreakerState, Probe
from frontol_desk.ui.presenters.following import Following
from frontol_desk.ui.session import Session

_EVERY_MS = 30_000
_PATIENT_TURNS = 10
"""After a refused sign-in it is looked so many times more rarely: repeating it locks accounts."""
_TURN = timedelta(seconds=2)
"""How long after the end of a pause it is still shown: whoever waited for it calls by then, and it may go on."""


class HealthPresenter(QObject):
    """What the last look found, in `probes`; empty while nothing is known. One look at a time.

    `rest` is how calls to the exchange server stand while it is left alone, else None; `by_folder` tells that the
    exchange is a folder. `changed` tells of a new finding, of a rest, and of a look that begins or ends (`checking`),
    `full_check_wished` that somebody wants to know more than the lamps tell.
    """

    changed = Signal()
    full_check_wished = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.probes: tuple[Probe, ...] = ()
        self.checking = False
        self.by_folder = False
        self._breaker: BreakerState | None = None
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self._look_by_itself)
        self._turns = 0
        self._rested = QTimer(self, singleShot=True)
        self._rested.timeout.connect(self._after_rest)
        Following(session, self._hear, self)
        session.opened.connect(self._begin)
        session.closed.connect(self._end)
        if session.is_open:
            self._begin()

    @property
    def polling(self) -> bool:
        """Tell whether it looks again by itself."""
        return self._timer.isActive()

    @property
    def rest(self) -> BreakerState | None:
        """How calls to the exchange server stand while it is left alone, or tried after that."""
        state = self._breaker
        if state is None or state.state == "closed" or (state.until and state.until + _TURN <= datetime.now(UTC)):
            return None
        return state

    def try_now(self) -> None:
        """Call the exchange server again at once, and look whether it answers."""
        if self._session.desk is not None:
            self._session.desk.reset_breaker()
            self.refresh()

    def look(self) -> None:
        """Do what somebody wants who points at a light: look again, first of all let calls through."""
        self.try_now() if self.rest else self.refresh()

    def refresh(self) -> None:
        """Look now, unless nothing is open or a look is under way."""
        desk = self._session.desk
        if desk is None or self.checking:
            return
        self._set_checking(True)
        self._session.run(self._look(desk), "health")

    def _look_by_itself(self) -> None:
        self._turns += 1
        refused = any(probe.error and probe.error.code is ErrorCode.FTP_LOGIN for probe in self.probes)
        if not refused or self._turns % _PATIENT_TURNS == 0:
            self.refresh()

    async def _look(self, desk: Desk) -> None:
        try:
            self.probes = await desk.health()
        finally:
            self._set_checking(False)

    def _set_checking(self, checking: bool) -> None:
        self.checking = checking
        self.changed.emit()

    def _hear(self, event: Event) -> None:
        if isinstance(event, BreakerChanged):
            self._take(event.state)

    def _take(self, state: BreakerState) -> None:
        self._breaker = state
        self._rested.stop()
        if state.until is not None:
            left = state.until + _TURN - datetime.now(UTC)
            self._rested.start(max(0, round(left.total_seconds() * 1000)) + 1)
        self.changed.emit()

    def _after_rest(self) -> None:
        """Nobody calls it any more: from now on counts what a look finds."""
        self.changed.emit()
        if self._by_itself:
            self.refresh()

    @property
    def _by_itself(self) -> bool:
        """Tell whether the settings want it to look without being asked."""
        desk = self._session.desk
        return desk is not None and desk.settings.features.health_checks

    def _begin(self) -> None:
        desk = self._session.desk
        if desk is not None:
            self.by_folder = desk.settings.exchange.transport == "folder"
            self._take(desk.breaker)
        if self._by_itself:
            self._timer.start()
            self.refresh()

    def _end(self) -> None:
        self._timer.stop()
        self._rested.stop()
        self.probes, self._breaker = (), None
        self._set_checking(False)
