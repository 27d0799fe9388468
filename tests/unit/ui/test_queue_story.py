"""Every order in which a run may tell its events becomes rows that end, each with its own data."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from frontol_desk.domain.errors import ErrorCode
from frontol_desk.domain.events import (
    Event,
    FileFinished,
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
from frontol_desk.domain.report import FileDetail, FileStatus, RunReport, Stage, Trigger
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.pipeline.bus import EventBus
from frontol_desk.ui.models.queue import QueueModel
from frontol_desk.ui.models.queue_row import Mark, QueueRow, Repetition
from frontol_desk.ui.models.queue_words import progress_text, summary
from frontol_desk.ui.presenters import queue_story
from frontol_desk.ui.presenters.queue import QueuePresenter
from frontol_desk.ui.presenters.queue_story import QueueStory
from frontol_desk.ui.session import Session
from frontol_desk.ui.theme.states import WorkState
from frontol_desk.ui.views.story_stations import story_of
from tests.unit.ui.queue_rows import START

P13, S6 = SourceFolder("P13", "P13"), SourceFolder("S6", "S6")
DAY = DateRange.day(date(2025, 12, 28))
ANSWER = "response.txt"
ON_ITS_WAY = (Stage.DOWNLOAD, Stage.ARCHIVE, Stage.LOAD, Stage.VERIFY, Stage.ACKNOWLEDGE)
ASKING = (Stage.REQUEST, Stage.WAIT)


class Run:
    """One run as the pipeline tells it."""

    def __init__(self, run_id: str, *folders: SourceFolder, dates: DateRange = DAY) -> None:
        self.run_id, self.folders, self.dates = run_id, folders, dates

    def begin(self) -> RunStarted:
        return RunStarted(run_id=self.run_id, folders=self.folders, dates=self.dates)

    def stage(self, folder: SourceFolder, stage: Stage, file: str | None = None) -> StageStarted:
        return StageStarted(run_id=self.run_id, folder=folder, file=file, stage=stage, deadline_seconds=5)

    def asked(self, folder: SourceFolder) -> Iterator[Event]:
        yield from (self.stage(folder, stage) for stage in ASKING)
        yield KassaSighted(run_id=self.run_id, folder=folder, sighting=Sighting.PICKED_UP)

    def way(self, folder: SourceFolder, file: str = ANSWER) -> Iterator[Event]:
        yield from (self.stage(folder, stage, file) for stage in ON_ITS_WAY)

    def file(self, folder: SourceFolder, status: FileStatus, file: str | None = ANSWER, rows: int = 0) -> FileFinished:
        detail = FileDetail(source_folder=str(folder), file=file, status=status, rows=rows)
        return FileFinished(run_id=self.run_id, folder=folder, file=file, detail=detail)

    def folder(self, folder: SourceFolder, outcome: str = "loaded") -> FolderFinished:
        return FolderFinished(run_id=self.run_id, folder=folder, outcome=outcome)

    def end(self) -> RunFinished:
        first, last = self.dates.first, self.dates.last
        report = RunReport(run_id=self.run_id, trigger=Trigger.MANUAL, date_from=first, date_to=last, started_at=START)
        return RunFinished(run_id=self.run_id, report=report)


@pytest.fixture
def story(qapp: object) -> QueueStory:
    return QueueStory(QueueModel())


def told(story: QueueStory, *events: Event) -> list[QueueRow]:
    for event in events:
        story.tell(event)
    return list(story._model.rows)


def test_a_left_over_and_the_answer_are_two_rows(story: QueueStory) -> None:
    run = Run("A", P13)
    left_over = [*run.way(P13, "old.txt"), run.file(P13, FileStatus.LOADED, "old.txt", rows=7)]
    answer = [*run.asked(P13), *run.way(P13), run.file(P13, FileStatus.LOADED, rows=9)]
    first, second = told(story, run.begin(), *left_over, *answer, run.folder(P13), run.end())
    assert (first.file, first.rows, Mark.REQUESTED in first.marks) == ("old.txt", 7, False)
    assert (second.file, second.rows, Mark.REQUESTED in second.marks) == (ANSWER, 9, True)
    assert {first.state, second.state} == {WorkState.LOADED}


def test_a_processed_file_beside_the_answer_takes_nothing_from_it(story: QueueStory) -> None:
    run = Run("A", P13)
    processed = run.file(P13, FileStatus.ALREADY_PROCESSED, "old.txt")
    events = (*run.asked(P13), processed, *run.way(P13), run.file(P13, FileStatus.LOADED), run.folder(P13))
    answer, old = told(story, run.begin(), *events, run.end())
    assert (answer.file, answer.state) == (ANSWER, WorkState.LOADED)
    assert {Mark.REQUESTED, Mark.PICKED_UP} <= set(answer.marks)
    assert (old.file, old.state, old.marks) == ("old.txt", WorkState.SKIPPED, {})


def test_an_export_without_rows_passes_every_station(story: QueueStory) -> None:
    run = Run("A", P13)
    way = [event for event in run.way(P13) if getattr(event, "stage", None) is not Stage.VERIFY]
    (row,) = told(story, run.begin(), *run.asked(P13), *way, run.file(P13, FileStatus.LOADED))
    assert set(Mark) - set(row.marks) == {Mark.ACKNOWLEDGED}


def test_a_folder_in_use_fails_before_any_file(story: QueueStory) -> None:
    run = Run("A", P13, S6)
    rows = told(story, run.begin(), run.file(P13, FileStatus.FAILED, None), run.folder(P13, "failed"))
    assert [(row.file, row.state) for row in rows] == [(None, WorkState.FAILED), (None, WorkState.WAITING)]


def test_two_runs_of_one_folder_keep_apart(story: QueueStory) -> None:
    one, other = Run("A", P13), Run("B", P13)
    told(story, one.begin(), *one.asked(P13), one.stage(P13, Stage.LOAD, ANSWER))
    told(story, other.begin(), other.file(P13, FileStatus.FAILED, None), other.folder(P13, "failed"), other.end())
    first, second = told(story)
    assert (first.run_id, first.state) == ("A", WorkState.RUNNING)
    assert (second.run_id, second.state) == ("B", WorkState.FAILED)
    told(story, one.file(P13, FileStatus.LOADED), one.folder(P13), one.end())
    assert (first.state, second.state) == (WorkState.LOADED, WorkState.FAILED)


def test_a_retry_during_a_run_counts_its_folder_once(story: QueueStory) -> None:
    run, again = Run("A", P13, S6), Run("B", P13)
    told(story, run.begin(), run.file(P13, FileStatus.FAILED, None), run.folder(P13, "failed"))
    told(story, again.begin())
    assert len(story.current_rows()) == len(story._model.rows) == 2


def test_nothing_is_heard_of_a_run_that_is_over_or_unknown(story: QueueStory) -> None:
    run, unknown = Run("A", P13), Run("B", S6)
    told(story, run.begin(), run.end())
    late = StageProgress(run_id="A", folder=P13, file=ANSWER, stage=Stage.LOAD, done=1, total=2)
    (row,) = told(story, late, *run.way(P13), *unknown.asked(S6), unknown.file(S6, FileStatus.LOADED))
    assert (row.file, row.state) == (None, WorkState.CANCELLED)


def test_the_oldest_rows_go_when_the_window_is_open_for_weeks(
    story: QueueStory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue_story, "KEPT", 5)
    for number in range(8):
        run = Run(f"R{number}", P13, dates=DateRange.day(DAY.first + timedelta(days=number)))
        told(story, run.begin(), run.file(P13, FileStatus.LOADED), run.folder(P13), run.end())
    assert [row.run_id for row in told(story)] == [f"R{number}" for number in range(2, 8)]


def folder_events(run: Run, folder: SourceFolder, dice: random.Random) -> Iterator[Event]:
    """Yield what one folder may bring about, stopped anywhere."""
    events: list[Event] = []
    for number in range(dice.randrange(3)):
        events += [*run.way(folder, f"left{number}"), run.file(folder, dice.choice(list(FileStatus)), f"left{number}")]
    events += run.asked(folder)
    events.append(ServiceFileSeen(run_id=run.run_id, folder=folder, file="SaveResult1.txt", text="1"))
    events += [run.file(folder, FileStatus.ALREADY_PROCESSED, "done.txt")] * dice.randrange(2)
    for number in range(dice.randrange(3)):
        events += [*run.way(folder, f"new{number}"), run.file(folder, dice.choice(list(FileStatus)), f"new{number}")]
    if dice.random() < 0.5:
        yield from events[: dice.randrange(len(events) + 1)]
        if dice.random() < 0.7:  # a job that was stopped before it began says nothing
            yield run.folder(folder, "cancelled")
    else:
        yield from (*events, run.file(folder, FileStatus.NO_RESPONSE, None), run.folder(folder, "no_response"))


@pytest.mark.parametrize("seed", range(40))
def test_whatever_happens_no_row_stays_active(story: QueueStory, seed: int) -> None:
    dice = random.Random(seed)
    runs = [Run("A", P13, S6), Run("B", P13), Run("C", S6)]
    streams = [[run.begin()] for run in runs]
    ways = [iter(folder_events(run, folder, dice)) for run in runs for folder in run.folders]
    told(story, *(event for stream in streams for event in stream))
    while ways:
        way = dice.choice(ways)
        if (event := next(way, None)) is None:
            ways.remove(way)
        else:
            story.tell(event)
    rows = told(story, *(run.end() for run in runs))
    assert [row for row in rows if row.is_active] == []
    assert all(row.finished for row in rows)
    assert not story.running
    assert story._open == {}
    for row in rows:
        assert row.detail is None or row.detail.file == row.file
        assert row.detail is None or row.detail.source_folder == str(row.folder)


class FakeSession(QObject):
    """A session that is open at once."""

    opened = Signal()
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.desk = self
        self.events = EventBus()
        self.is_open = True


def test_ten_thousand_events_are_a_few_changes_of_the_table(qtbot: QtBot) -> None:
    session = FakeSession()
    presenter = QueuePresenter(_as_session(session))
    run = Run("A", *(SourceFolder(f"K{number}", "F") for number in range(50)))
    session.events.publish(run.begin())
    changes: list[object] = []
    presenter.model.dataChanged.connect(lambda *_: changes.append(None))
    with qtbot.waitSignal(presenter.overall_changed):
        for number in range(10_000):
            folder = run.folders[number % 50]
            progress = StageProgress(
                run_id="A", folder=folder, file=ANSWER, stage=Stage.LOAD, done=number, total=10_000, rows=number
            )
            session.events.publish(progress)
    assert len(changes) <= 3
    assert max(row.rows for row in presenter.model.rows) == 9_999
    session.events.publish(run.end())


def test_a_console_that_was_closed_is_not_listened_to(qapp: object) -> None:
    session = FakeSession()
    presenter = QueuePresenter(_as_session(session))
    first = session.events
    for _ in range(3):
        session.closed.emit()
        assert first._subscribers == []
        session.opened.emit()
        assert len(first._subscribers) == 1
    session.closed.emit()
    first.publish(Run("A", P13).begin())
    assert list(presenter.model.rows) == []


def _as_session(fake: FakeSession) -> Session:
    return fake  # type: ignore[return-value]


def again(run: Run, operation: str, *, seconds: float = 3, attempt: int = 1) -> Retrying:
    """Tell that something is tried again."""
    return Retrying(
        run_id=run.run_id,
        folder=P13,
        operation=operation,
        attempt=attempt,
        seconds=seconds,
        code=ErrorCode.FTP_TIMEOUT,
        attempts=4,
    )


def repeating(story: QueueStory) -> list[Repetition]:
    """Return what is tried again at the moment."""
    return [row.repeats for row in story.current_rows() if row.repeats]


def tell_all(story: QueueStory, *events: Event) -> None:
    for event in events:
        story.tell(event)


def test_a_repetition_shows_in_the_row_whose_stage_it_is(story: QueueStory) -> None:
    run = Run("R", P13)
    first, second = (run.stage(P13, Stage.DOWNLOAD, name) for name in ("a.txt", "b.txt"))
    tell_all(story, run.begin(), first, run.stage(P13, Stage.LOAD, "a.txt"), second, again(run, "download"))
    loading, downloading = story.current_rows()
    assert loading.repeats is None
    assert progress_text(downloading) == "attempt 2 of 4 in 3 s"
    assert "The FTP server did not answer in time" in summary(downloading)
    assert story.take_changed() >= {downloading.id}
    story.tell(again(run, "download", seconds=0, attempt=2))
    assert progress_text(downloading) == "attempt 3 of 4"


def test_what_goes_on_after_a_repetition_leaves_it_in_the_story_only(story: QueueStory) -> None:
    run = Run("R", P13)
    tell_all(story, run.begin(), run.stage(P13, Stage.REQUEST), again(run, "request"))
    (row,) = story.current_rows()
    assert [repetition.attempt for repetition in repeating(story)] == [2]
    assert repeating(story)[0].at > datetime.now(UTC) + timedelta(seconds=2)
    story.tell(run.stage(P13, Stage.WAIT))
    assert repeating(story) == []
    assert next(station.figure for station in story_of(row) if station.mark is Mark.REQUESTED) == "attempt 2 of 4"
    assert len(story.current_rows()) == 1
    tell_all(story, again(run, "verify"), *run.way(P13), run.file(P13, FileStatus.LOADED), run.end())
    assert repeating(story) == []
    story.tell(again(run, "load"))
    assert len(story.current_rows()) == 1


def test_an_end_in_failure_leaves_no_repetition(story: QueueStory) -> None:
    run = Run("R", P13)
    tell_all(story, run.begin(), run.stage(P13, Stage.REQUEST), again(run, "request"))
    story.tell(run.file(P13, FileStatus.FAILED, file=None))
    assert repeating(story) == []
