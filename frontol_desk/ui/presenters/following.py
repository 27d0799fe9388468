"""Hearing what happens in whatever console is open, and nothing of one that has been closed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from frontol_desk.domain.events import Event
from frontol_desk.ui.session import Session


class Following(QObject):
    """Passes the events of the session's desk on to `hear`, for as long as it lives itself.

    A failure of `hear` is a crash like any other: the bus would only log it, and the window would show nothing true.
    """

    def __init__(self, session: Session, hear: Callable[[Event], None], parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._hear = hear
        self._stops: list[Callable[[], None]] = []
        session.opened.connect(self._begin)
        session.closed.connect(self._end)
        stops = self._stops  # without self, which is no more when it is destroyed
        self.destroyed.connect(lambda: _call_all(stops))
        if session.is_open:
            self._begin()

    def _begin(self) -> None:
        self._end()
        if self._session.desk is not None:
            self._stops.append(self._session.desk.events.subscribe(self._pass_on))

    def _pass_on(self, event: Event) -> None:
        try:
            self._hear(event)
        except Exception as error:  # noqa: BLE001 - nothing that is only shown may break a load
            self._session.crashes.report(error)

    def _end(self) -> None:
        _call_all(self._stops)


def _call_all(stops: list[Callable[[], None]]) -> None:
    while stops:
        stops.pop()()
