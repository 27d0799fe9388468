"""Reads the events of runs into rows of the queue: which row an event belongs to, and what it changes there."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import datetime, timedelta

from frontol_desk.domain.events import (
    Event,
    FileFinished,
    FolderEvent,
    FolderFinished,
    KassaSighted,
    Retrying,
    RunFinished,
    RunStarted,
    ServiceFileSeen,
    StageProgress,
    StageStarted,
)
from frontol_desk.domain.files import Sighting
from frontol_desk.domain.report import FileStatus, RunReport, Stage
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.ui.models.queue import QueueModel
from frontol_desk.ui.models.queue_row import Mark, QueueRow, Repetition
from frontol_desk.ui.models.queue_words import mismatches
from frontol_desk.ui.presenters.speed import Speed
from frontol_desk.ui.theme.states import WorkState, state_of

_REACHED: dict[Stage, tuple[Mark, ...]] = {
    Stage.WAIT: (Mark.REQUESTED,),
    Stage.DOWNLOAD: (Mark.APPEARED,),
    Stage.ARCHIVE: (Mark.DOWNLOADED,),
    Stage.VERIFY: (Mark.ARCHIVED, Mark.PARSED, Mark.LOADED),
    Stage.ACKNOWLEDGE: (Mark.ARCHIVED, Mark.PARSED, Mark.LOADED, Mark.VERIFIED),
}
"""What has been reached when a stage begins."""
_SIGHTED = {Sighting.PICKED_UP: Mark.PICKED_UP, Sighting.APPEARED: Mark.APPEARED}
_TRIED: dict[str, tuple[Stage, Mark]] = {
    "listing": (Stage.REQUEST, Mark.REQUESTED),
    "left_overs": (Stage.REQUEST, Mark.REQUESTED),
    "request": (Stage.REQUEST, Mark.REQUESTED),
    "download": (Stage.DOWNLOAD, Mark.DOWNLOADED),
    "load": (Stage.LOAD, Mark.LOADED),
    "verify": (Stage.VERIFY, Mark.VERIFIED),
    "acknowledge": (Stage.ACKNOWLEDGE, Mark.ACKNOWLEDGED),
}
"""In which stage an operation is tried again, and at which station that is told."""
_ARCHIVING_BESIDE = Stage.ARCHIVE
KEPT = 10_000
"""So many rows stay when a run begins; older ones are in the history."""
_Key = tuple[str, SourceFolder]


class QueueStory:
    """The rows of the runs of one session, in their model."""

    def __init__(self, model: QueueModel) -> None:
        self._model = model
        self._ids = itertools.count(1)
        self._runs: dict[str, RunStarted] = {}
        self._current: dict[int, QueueRow] = {}
        self._open: dict[_Key, list[QueueRow]] = {}
        self._speeds: dict[int, Speed] = {}
        self._changed: set[int] = set()
        self.last_report: RunReport | None = None
        self._handlers: dict[type[Event], Callable[..., None]] = {
            RunStarted: self._run_started,
            StageStarted: self._stage_started,
            StageProgress: self._progress,
            KassaSighted: self._sighted,
            Retrying: self._tried_again,
            ServiceFileSeen: self._service_file,
            FileFinished: self._file_finished,
            FolderFinished: self._folder_finished,
            RunFinished: self._run_finished,
        }

    @property
    def running(self) -> bool:
        """Tell whether a run is under way."""
        return bool(self._runs)

    def current_rows(self) -> list[QueueRow]:
        """Return the rows of the runs under way, or of those that ended last."""
        return list(self._current.values())

    def take_changed(self) -> set[int]:
        """Return the ids of rows changed since the last call."""
        changed, self._changed = self._changed, set()
        return changed

    def forget(self) -> None:
        """Start with nothing: another console was opened."""
        for known in (self._runs, self._current, self._open, self._speeds, self._changed):
            known.clear()
        self.last_report = None
        self._model.clear()

    def tell(self, event: Event) -> None:
        """Take an event in; one of a run that is over, or that nobody saw begin, tells nothing."""
        handler = self._handlers.get(type(event))
        if handler and (isinstance(event, RunStarted) or event.run_id in self._runs):
            handler(event)

    def _run_started(self, event: RunStarted) -> None:
        if not self._runs:
            self._current.clear()
        self._runs[event.run_id] = event
        self._make_room({folder: _days(event, folder) for folder in event.folders})
        self._model.add([self._new_row(event.run_id, folder, event.at) for folder in event.folders])

    def _make_room(self, asked: dict[SourceFolder, DateRange]) -> None:
        """Take out what is asked for again and, the window being open for weeks, the oldest of very many rows."""
        ended = [row for row in self._model.rows if not row.is_active]
        again = [row for row in ended if row.dates == asked.get(row.folder)]
        surplus = [row for row in ended if row.id not in self._current][: max(0, len(self._model.rows) - KEPT)]
        for row in again:
            self._current.pop(row.id, None)
        self._model.remove({row.id: row for row in [*again, *surplus]}.values())

    def _new_row(self, run_id: str, folder: SourceFolder, at: datetime) -> QueueRow:
        dates = _days(self._runs[run_id], folder)
        row = QueueRow(id=next(self._ids), run_id=run_id, folder=folder, dates=dates, started=at)
        self._current[row.id] = row
        self._open.setdefault((run_id, folder), []).append(row)
        return row

    def _row(self, event: FolderEvent) -> QueueRow:
        """Return the row of an event: its file's, else the one that still waits for a file, else a new one."""
        rows = self._open.get((event.run_id, event.folder), [])
        for row in rows:
            if row.file == event.file:
                return row
        waiting = next((row for row in rows if row.file is None), None)
        if waiting is not None and not _is_beside(event):
            waiting.file = event.file
            return waiting
        row = self._new_row(event.run_id, event.folder, event.at)
        row.file = event.file
        self._model.add([row])
        return row

    def _stage_started(self, event: StageStarted) -> None:
        row = self._row(event)
        row.repeats = None
        for station in _REACHED.get(event.stage, ()):
            row.mark(station, event.at)
        if event.stage is not _ARCHIVING_BESIDE:  # goes on while the same file is loaded
            row.stage, row.done, row.total = event.stage, 0, 0
            row.rate = row.eta_seconds = None
        waiting = event.stage in (Stage.REQUEST, Stage.WAIT)
        row.state = WorkState.WAITING if waiting else WorkState.RUNNING
        if event.stage is Stage.WAIT:
            row.wait_started, row.deadline_seconds = event.at, event.deadline_seconds
        self._changed.add(row.id)

    def _progress(self, event: StageProgress) -> None:
        row = self._row(event)
        row.repeats = None
        row.stage, row.done, row.total, row.rows = event.stage, event.done, event.total, max(row.rows, event.rows)
        if event.stage is Stage.LOAD:
            at = event.at.timestamp()
            speed = self._speeds.setdefault(row.id, Speed())
            speed.add(at, event.rows)
            row.rate = speed.value(at)
            left = (event.total - event.done) / event.done * event.rows if event.done and event.rows else None
            row.eta_seconds = left / row.rate if row.rate and left is not None else None
        self._changed.add(row.id)

    def _tried_again(self, event: Retrying) -> None:
        """Note it in the row whose stage it is; the event names no file."""
        stage, station = _TRIED.get(event.operation, (None, None))
        rows = self._open.get((event.run_id, event.folder), [])
        row = next((row for row in rows if row.stage is stage), rows[0] if rows else None)
        if row is None:
            return
        at = event.at + timedelta(seconds=event.seconds)
        row.repeats = Repetition(event.attempt + 1, event.attempts, at, event.code)
        if station is not None:
            row.repeated[station] = row.repeats
        self._changed.add(row.id)

    def _sighted(self, event: KassaSighted) -> None:
        for row in self._open.get((event.run_id, event.folder), []):
            if row.file is None:
                row.mark(_SIGHTED[event.sighting], event.at)
                self._changed.add(row.id)

    def _service_file(self, event: ServiceFileSeen) -> None:
        for row in self._open.get((event.run_id, event.folder), []):
            row.service_text = event.text
            self._changed.add(row.id)

    def _file_finished(self, event: FileFinished) -> None:
        row = self._row(event)
        row.detail, row.problems = event.detail, event.problems
        row.rows = event.detail.rows
        row.state = state_of(event.detail, mismatches(row))
        failed = any(problem.stage is Stage.ACKNOWLEDGE for problem in row.errors)
        if Stage.ACKNOWLEDGE in event.detail.stages and not failed:
            row.mark(Mark.ACKNOWLEDGED, event.at)
        self._end(row, event.at)

    def _end(self, row: QueueRow, at: datetime) -> None:
        row.finished, row.eta_seconds, row.repeats = at, None, None
        self._open[row.run_id, row.folder].remove(row)
        self._speeds.pop(row.id, None)
        self._changed.add(row.id)

    def _folder_finished(self, event: FolderFinished) -> None:
        """End rows that no file came for: stopped, or a folder whose left-overs were all there was."""
        state = WorkState.LOADED if event.outcome == "loaded" else WorkState.CANCELLED
        self._end_all((event.run_id, event.folder), state, event.at)

    def _end_all(self, key: _Key, state: WorkState, at: datetime) -> None:
        for row in list(self._open.get(key, [])):
            row.state = state
            self._end(row, at)
        self._open.pop(key, None)

    def _run_finished(self, event: RunFinished) -> None:
        self.last_report = event.report
        for key in [key for key in self._open if key[0] == event.run_id]:
            self._end_all(key, WorkState.CANCELLED, event.at)
        self._runs.pop(event.run_id, None)


def _days(run: RunStarted, folder: SourceFolder) -> DateRange:
    return run.asked.get(folder, run.dates)


def _is_beside(event: FolderEvent) -> bool:
    """Tell whether a file is only mentioned, marked as processed earlier: what is waited for is another one."""
    return isinstance(event, FileFinished) and event.detail.status is FileStatus.ALREADY_PROCESSED
