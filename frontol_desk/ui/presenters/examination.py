"""The full check of everything that loads depend on, started by a person, finding by finding."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from frontol_desk.console.doctor import examine
from frontol_desk.domain.overview import Probe, ProbeStatus
from frontol_desk.ui.presenters.connection import Attempt, AttemptState
from frontol_desk.ui.presenters.profile_secrets import PASSWORDS, held
from frontol_desk.ui.session import Session


class Examination(QObject):
    """What the check has found so far, in `probes`; in order once it has ended. `changed` tells of every step."""

    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.probes: tuple[Probe, ...] = ()
        self.attempt: Attempt[tuple[Probe, ...]] = Attempt(session, self._examine, "full check", self)
        self.attempt.changed.connect(self._attempt_changed)

    @property
    def state(self) -> AttemptState:
        """How it stands with the check."""
        return self.attempt.state

    def start(self) -> None:
        """Check, from the beginning."""
        if self.state is not AttemptState.RUNNING:
            self.probes = ()
            self.attempt.start()

    def stop(self) -> None:
        """Give up a check under way; what it has found stays."""
        self.attempt.stop()

    async def _examine(self) -> tuple[Probe, ...]:
        """Look with the settings in use; without an open console with those it could not be opened with."""
        desk = self._session.desk
        found = await examine(desk.settings if desk else self._session.settings, on_probe=self._tell)
        return tuple(map(_seen_from_here, found))

    def _tell(self, probe: Probe) -> None:
        self.probes = (*self.probes, _seen_from_here(probe))
        self.changed.emit()

    def _attempt_changed(self) -> None:
        if self.attempt.result is not None:
            self.probes = self.attempt.result
        self.changed.emit()


def _seen_from_here(probe: Probe) -> Probe:
    """Return a probe as the window knows better: passwords typed in it look as if they came from the environment."""
    if probe.said != "probe_secrets_environment" or not any(map(held, PASSWORDS)):
        return probe
    return replace(probe, status=ProbeStatus.WARNING, said="probe_secrets_session")
