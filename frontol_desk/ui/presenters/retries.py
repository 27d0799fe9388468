"""What is tried again for a wish: of chosen failures, rows of the queue, kassas, or all that is open."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from frontol_desk.domain.overview import Failure
from frontol_desk.domain.report import Stage
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.ui.models.queue_row import QueueRow
from frontol_desk.ui.models.retries import possible
from frontol_desk.ui.presenters.failures import FailuresPresenter
from frontol_desk.ui.presenters.loads import LoadsPresenter
from frontol_desk.ui.presenters.queue import QueuePresenter


class Retries(QObject):
    """One way for all of them: what is open is tried again by its keys, from where it failed unless a stage is named.

    Folders that are being worked on are left alone; `busy` is sent when that leaves nothing to do.
    """

    busy = Signal()

    def __init__(
        self, queue: QueuePresenter, failures: FailuresPresenter, loads: LoadsPresenter, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._queue, self._failures, self._loads = queue, failures, loads

    def count(self) -> int:
        """Return how many open failures can be tried again now."""
        return len(self._free(possible(self._failures.shown, None, self._failures.known)))

    def everything(self) -> None:
        """Try again all that is open."""
        self.failures(self._failures.shown)

    def failures(self, chosen: Iterable[Failure], stage: Stage | None = None) -> None:
        """Try these again, those of them that can be tried so."""
        wanted = possible(chosen, stage, self._failures.known)
        if free := self._free(wanted):
            self._loads.retry_open([failure.key for failure in free], stage)
        elif wanted:
            self.busy.emit()

    def rows(self, rows: Iterable[QueueRow]) -> None:
        """Try again what rows of the queue have left open; rows that left nothing open are loaded once more."""
        left: dict[tuple[str, SourceFolder], list[Failure]] = {}
        for failure in possible(self._failures.shown, None, self._failures.known):
            left.setdefault((failure.run_id, failure.folder), []).append(failure)
        wanted: list[Failure] = []
        again: list[tuple[SourceFolder, DateRange]] = []
        for row in rows:
            if row.is_failed and (found := left.get((row.run_id, row.folder))):
                wanted += found
            else:
                again.append((row.folder, row.dates))
        self.failures(wanted)
        self._loads.load_again(again)

    def folders(self, folders: Iterable[SourceFolder], dates: DateRange) -> None:
        """Try again what is open of these folders; when nothing is, load the days."""
        asked = tuple(folders)
        wanted = [failure for failure in self._failures.shown if failure.folder in asked]
        if possible(wanted, None, self._failures.known):
            self.failures(wanted)
        else:
            self._loads.load(dates, asked)

    def _free(self, failures: list[Failure]) -> list[Failure]:
        active = {row.folder for row in self._queue.model.rows if row.is_active}
        return [failure for failure in failures if failure.folder not in active]
