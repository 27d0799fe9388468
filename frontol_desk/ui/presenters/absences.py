"""Which kassas have not delivered a day by their hour: asked on opening, after each load and every few minutes."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from frontol_desk.domain.events import Event, RunFinished
from frontol_desk.domain.overview import Absence
from frontol_desk.ui.presenters.following import Following
from frontol_desk.ui.presenters.refreshing import Refresher
from frontol_desk.ui.session import Session

_EVERY_MS = 120_000


class AbsencesPresenter(QObject):
    """The folders that are absent, in `absent`; `changed` tells that other ones are. None, if the settings say so."""

    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.absent: tuple[Absence, ...] = ()
        self._again = False
        self._refresher = Refresher(session, self._ask, "absences", self)
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self._refresher.now)
        session.opened.connect(self._timer.start)
        session.closed.connect(self._forget)
        Following(session, self._hear, self)

    def refresh(self) -> None:
        """Ask now."""
        self._refresher.now()

    def tell_again(self) -> None:
        """Let the next answer be told even if it is the same: somebody does something about it now."""
        self._again = True

    def _hear(self, event: Event) -> None:
        if isinstance(event, RunFinished):
            self._refresher.now()

    async def _ask(self) -> None:
        desk = self._session.desk
        if desk is not None:
            watched = desk.settings.features.absence_alarm
            self._take(await desk.absences() if watched else ())

    def _take(self, absent: tuple[Absence, ...]) -> None:
        if absent != self.absent or self._again:
            self.absent, self._again = absent, False
            self.changed.emit()

    def _forget(self) -> None:
        self._timer.stop()
        self._take(())
