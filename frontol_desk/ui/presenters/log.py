"""The log in the window: lines arrive from every thread, wait in a queue, and reach the table in batches."""

from __future__ import annotations

import logging
from collections import deque
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from frontol_desk.services.logging import bound_values
from frontol_desk.services.masking import Mask
from frontol_desk.ui.models.log import KEPT, LogFilter, LogLine, LogModel
from frontol_desk.ui.session import Session

_FLUSH_MS = 200


class LogHandler(logging.Handler):
    """Masks every record where it is logged, in whatever thread, and queues it; of a flood the newest stay."""

    def __init__(self, mask: Mask) -> None:
        super().__init__()
        self.mask = mask
        self._waiting: deque[LogLine] = deque(maxlen=KEPT)
        self._traces = logging.Formatter()

    def emit(self, record: logging.LogRecord) -> None:
        """Queue a record."""
        try:
            self._waiting.append(self._line(record))
        except Exception:  # noqa: BLE001 - as every handler: a bad record may not break what it tells about
            self.handleError(record)

    def take(self) -> list[LogLine]:
        """Return what waits, oldest first, and forget it."""
        return [self._waiting.popleft() for _ in range(len(self._waiting))]

    def _line(self, record: logging.LogRecord) -> LogLine:
        values = {key: self.mask(value) for key, value in bound_values().items()}
        trace = self._traces.formatException(record.exc_info) if record.exc_info else ""
        return LogLine(
            at=datetime.fromtimestamp(record.created, UTC),
            level=record.levelno,
            logger=record.name,
            message=self.mask(record.getMessage()),
            kassa=values.get("kassa", ""),
            file=values.get("file", ""),
            run=values.get("run", ""),
            trace=self.mask(trace),
        )


class LogPresenter(QObject):
    """Listens to the whole process's log as long as it lives or until `close`.

    `shown` is the table behind the filter. `kassas_changed` tells that another set of kassas may be chosen from,
    `filtered` that the filter is another one.
    """

    kassas_changed = Signal()
    filtered = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.model = LogModel(self)
        self.shown = LogFilter(self.model, self)
        self._handler = LogHandler(Mask(session.settings.secret_texts))
        logging.getLogger().addHandler(self._handler)
        session.opening.connect(self._learn_secrets)
        session.opened.connect(self._learn_secrets)
        session.opened.connect(self.kassas_changed)
        self._timer = QTimer(self, interval=_FLUSH_MS)
        self._timer.timeout.connect(self.flush)
        self._timer.start()

    def close(self) -> None:
        """Stop listening."""
        logging.getLogger().removeHandler(self._handler)
        self._timer.stop()

    def flush(self) -> None:
        """Bring the lines that wait into the table."""
        self.model.append(self._handler.take())

    def kassas(self) -> list[str]:
        """Return what can be chosen from: kassas, and their folders where one has several or another name."""
        names: list[str] = []
        folders = self._session.desk.folders() if self._session.desk else ()
        for kassa in dict.fromkeys(folder.kassa for folder in folders):
            own = [str(folder) for folder in folders if folder.kassa == kassa]
            names += [kassa, *own] if len(own) > 1 else [kassa]
        return names

    def folder(self) -> Path:
        """Return where the log files lie."""
        return self._session.settings.home / "logs"

    def filter_level(self, level: int) -> None:
        """Show lines of this level and above."""
        self.shown.set_level(level)
        self.filtered.emit()

    def filter_kassa(self, kassa: str) -> None:
        """Show the lines of one kassa or folder; empty: of all."""
        self.shown.set_kassa(kassa)
        self.filtered.emit()

    def filter_text(self, text: str) -> None:
        """Show the lines that contain a text."""
        self.shown.set_text(text)
        self.filtered.emit()

    def filter_run(self, run_id: str) -> None:
        """Show the lines of one run; empty: of all."""
        self.shown.set_run(run_id)
        self.filtered.emit()

    def _learn_secrets(self) -> None:
        self._handler.mask = Mask(self._session.settings.secret_texts)
