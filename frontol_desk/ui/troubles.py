"""Servers that do not answer: told in a banner as soon as somebody notices, taken back when they answer again."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from frontol_desk.domain.errors import DeskError
from frontol_desk.domain.overview import ProbeStatus
from frontol_desk.ui import notices
from frontol_desk.ui.presenters.health import HealthPresenter
from frontol_desk.ui.session import Session
from frontol_desk.ui.views.banners import Banners

_SERVERS = {"DB_": "database", "FTP_": "ftp"}
"""The probe that tells whether what a code speaks of works again."""


class Troubles(QObject):
    """Shows failures. `recovered` is sent when something works again that did not."""

    recovered = Signal()

    def __init__(self, session: Session, health: HealthPresenter, banners: Banners, parent: QObject) -> None:
        super().__init__(parent)
        self._health, self._banners = health, banners
        self._broken: set[str] = set()
        session.problem.connect(self.tell)
        session.closed.connect(self._broken.clear)
        health.changed.connect(self._look)

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
        self._banners.show_notice(notices.failure(error, key=f"trouble-{server}", again=self._health.refresh))

    def _look(self) -> None:
        """Compare what works with what is told: a banner somebody has closed is not shown again for the same."""
        if self._health.checking:
            return
        for probe in self._health.probes:
            if probe.status is not ProbeStatus.ERROR:
                self._works(probe.name)
            elif probe.error is not None and probe.name not in self._broken:
                self._show(probe.name, probe.error)

    def _works(self, server: str) -> None:
        if server in self._broken:
            self._broken.discard(server)
            self._banners.remove(f"trouble-{server}")
            self.recovered.emit()
