"""From the event bus to the queue: events change rows at once, the table hears of it ten times a second at most."""

from __future__ import annotations

import time
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from frontol_desk.domain.events import Event, RunFinished
from frontol_desk.domain.report import RunReport
from frontol_desk.ui.models.queue import QueueModel
from frontol_desk.ui.presenters.following import Following
from frontol_desk.ui.presenters.queue_story import QueueStory
from frontol_desk.ui.presenters.raw_lines import RawLines
from frontol_desk.ui.presenters.speed import Speed
from frontol_desk.ui.session import Session

_REPAINT_MS = 100
_TICK_MS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Overall:
    """The state of everything that is under way: files (or silent folders) and rows done; rate in rows a second."""

    done: int = 0
    total: int = 0
    rows: int = 0
    rate: float | None = None
    eta_seconds: float | None = None
    running: bool = False


class QueuePresenter(QObject):
    """Keeps the queue's model true while a session is open."""

    overall_changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.model = QueueModel(self)
        self.raw_lines = RawLines(session)
        self._story = QueueStory(self.model)
        self._speed = Speed()
        self._repaint = QTimer(self, singleShot=True, interval=_REPAINT_MS)
        self._repaint.timeout.connect(self._flush)
        self._tick = QTimer(self, interval=_TICK_MS)
        self._tick.timeout.connect(self._touch_active)
        Following(session, self._hear, self)
        session.closed.connect(self._forget)

    def _forget(self) -> None:
        self._story.forget()
        self._tick.stop()
        self.overall_changed.emit()

    @property
    def last_report(self) -> RunReport | None:
        """How the run that ended last went."""
        return self._story.last_report

    def overall(self) -> Overall:
        """Add up the runs under way; when none is, the last ones."""
        rows = self._story.current_rows()
        active = [row for row in rows if row.is_active]
        etas = [row.eta_seconds for row in active]
        known = [eta for eta in etas if eta is not None]
        return Overall(
            done=len(rows) - len(active),
            total=len(rows),
            rows=sum(row.rows for row in rows),
            rate=self._speed.value(time.monotonic()) if active else None,
            eta_seconds=max(known) if known and len(known) == len(etas) else None,
            running=self._story.running,
        )

    def _hear(self, event: Event) -> None:
        self._story.tell(event)
        if not self._repaint.isActive():
            self._repaint.start()
        if self._story.running and not self._tick.isActive():
            self._tick.start()
        if isinstance(event, RunFinished):
            self._flush()

    def _flush(self) -> None:
        self._speed.add(time.monotonic(), sum(row.rows for row in self._story.current_rows()))
        self.model.touch(self._story.take_changed())
        if not self._story.running:
            self._tick.stop()
        self.overall_changed.emit()

    def _touch_active(self) -> None:
        """Let clocks run on rows about which nothing is told, such as silent kassas."""
        self.model.touch([row.id for row in self._story.current_rows() if row.is_active])
        self.overall_changed.emit()
