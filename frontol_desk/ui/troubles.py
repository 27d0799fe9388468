"""Servers that do not answer: told in a banner as soon as somebody notices, taken back when they answer again."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from frontol_desk.domain.errors import DeskError
from frontol_desk.domain.overview import BreakerState, ProbeStatus
from frontol_desk.ui import notices
from frontol_desk.ui.models.resting import is_waiting
from frontol_desk.ui.presenters.health import HealthPresenter
from frontol_desk.ui.presenters.loads import LoadsPresenter
from frontol_desk.ui.session import Session
from frontol_desk.ui.views.banners import Banners

_EXCHANGE = "ftp"
_SERVERS = {"DB_": "database", "FTP_": _EXCHANGE}
"""The probe that tells whether what a code speaks of works again."""


class Troubles(QObject):
    """Shows failures, and during a load that the exchange server is left alone. `recovered`: something works again."""

    recovered = Signal()

    def __init__(
        self, session: Session, health: HealthPresenter, loads: LoadsPresenter, banners: Banners, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._health, self._loads, self._banners = health, loads, banners
        self._broken: set[str] = set()
        self._told: BreakerState | None = None
        session.problem.connect(self.tell)
        session.closed.connect(self._forget)
        health.changed.connect(self._look)
        loads.running_changed.connect(lambda _running: self._look())

    def _forget(self) -> None:
        self._broken.clear()
        self._told = None

    def tell(self, error: DeskError) -> None:
        """Show a failure; one of a server is looked into at once, the lights must not contradict it."""
        server = next((name for start, name in _SERVERS.items() if error.code.startswith(start)), None)
        if server is None:
            self._banners.show_notice(notices.failure(error))
        else:
            self._show(server, error)
            self._health.refresh()

    def _show(self, server: str, error: DeskError) -> None:
        self._broken.add(server)
        self._banners.show_notice(notices.failure(error, key=_key(server), again=self._health.refresh))

    def _look(self) -> None:
        """Compare what works with what is told: a banner somebody has closed is not shown again for the same."""
        rest = self._health.rest if self._loads.running else None
        if rest is not None:
            self._show_rest(rest)
        elif self._told is not None:
            self._end_rest()
        if self._health.checking:
            return
        for probe in self._health.probes:
            if probe.name == _EXCHANGE and rest is not None:
                continue
            if probe.status is not ProbeStatus.ERROR:
                self._works(probe.name)
            elif probe.error is not None and probe.name not in self._broken:
                self._show(probe.name, probe.error)

    def _show_rest(self, rest: BreakerState) -> None:
        """Tell of a rest in the place of the failure that led to it."""
        first = self._told is None
        if first or (is_waiting(rest) and rest != self._told and _key(_EXCHANGE) in self._banners.shown()):
            self._told = rest
            self._banners.show_notice(notices.resting(rest, self._health.try_now, key=_key(_EXCHANGE)))
        self._broken.add(_EXCHANGE)

    def _end_rest(self) -> None:
        """Take it back, and look how the server is by now."""
        self._told = None
        self._broken.discard(_EXCHANGE)
        self._banners.remove(_key(_EXCHANGE))
        self._health.refresh()

    def _works(self, server: str) -> None:
        if server in self._broken:
            self._broken.discard(server)
            self._banners.remove(_key(server))
            self.recovered.emit()


def _key(server: str) -> str:
    return f"trouble-{server}"
