"""The kassa tree hears the journal and the runs, and remembers what is checked."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from pytestqt.qtbot import QtBot

from frontol_desk.domain.events import (
    FileFinished,
    FolderFinished,
    RunFinished,
    RunStarted,
    StageProgress,
    StageStarted,
)
from frontol_desk.domain.report import FileDetail, FileStatus, Problem, RunReport, Stage, Trigger
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.ui.models.kassa_row import KassaRow
from frontol_desk.ui.models.kassa_tree import KassaRole
from frontol_desk.ui.presenters.kassas import KassasPresenter
from frontol_desk.ui.remembered import Remembered
from frontol_desk.ui.session import Session
from frontol_desk.ui.theme.states import WorkState
from tests.unit.ui.kassas import FOLDERS, FURN, INTER, P13, S6, FakeDesk, FakeSession, state

DAY = date(2025, 12, 28)
RUN = "01KEE000000000000000000000"


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def session(qapp: object) -> FakeSession:
    return FakeSession()


@pytest.fixture
def presenter(session: FakeSession, desk: FakeDesk) -> KassasPresenter:
    made = KassasPresenter(cast("Session", session))
    session.open(desk)
    return made


def row(presenter: KassasPresenter, folder: SourceFolder) -> KassaRow:
    found: KassaRow = presenter.model.index_of(folder).data(KassaRole.ROW)
    return found


def finished(folder: SourceFolder, status: FileStatus, last: date | None = DAY, **more: Any) -> FileFinished:
    detail = FileDetail(source_folder=str(folder), file="response.txt", status=status, rows=77, last_date=last)
    return FileFinished(run_id=RUN, folder=folder, file="response.txt", detail=detail, **more)


def test_opening_shows_folders_and_what_the_journal_knows(session: FakeSession, desk: FakeDesk, qtbot: QtBot) -> None:
    desk.states = {P13: state(P13, FileStatus.LOADED)}
    presenter = KassasPresenter(cast("Session", session))
    assert presenter.is_configured
    with qtbot.waitSignals([presenter.folders_changed, presenter.checked_changed]):
        session.open(desk)
    assert presenter.checked() == FOLDERS
    assert row(presenter, P13).state is WorkState.LOADED
    session.open(FakeDesk(()))
    assert not presenter.is_configured


def test_a_run_is_seen_live(presenter: KassasPresenter, desk: FakeDesk, qtbot: QtBot) -> None:
    desk.events.publish(RunStarted(run_id=RUN, folders=(P13, S6), dates=DateRange.day(DAY)))
    qtbot.waitUntil(lambda: row(presenter, S6).state is WorkState.WAITING)
    desk.events.publish(StageStarted(run_id=RUN, folder=S6, stage=Stage.WAIT, deadline_seconds=5))
    desk.events.publish(StageStarted(run_id=RUN, folder=P13, stage=Stage.LOAD))
    qtbot.waitUntil(lambda: row(presenter, P13).state is WorkState.RUNNING)
    assert row(presenter, S6).state is WorkState.WAITING
    assert row(presenter, INTER).state is None
    desk.events.publish(finished(P13, FileStatus.PARTIAL))
    qtbot.waitUntil(lambda: row(presenter, P13).state is WorkState.PARTIAL)
    assert row(presenter, P13).last_day == DAY
    assert row(presenter, P13).known == presenter.model.known_of(P13)
    desk.events.publish(finished(S6, FileStatus.NO_RESPONSE, None))
    qtbot.waitUntil(lambda: row(presenter, S6).state is WorkState.NO_ANSWER)


def test_sums_that_differ_make_a_load_discrepant(presenter: KassasPresenter, desk: FakeDesk, qtbot: QtBot) -> None:
    problem = Problem(code="EQUATION", severity="warning", message="the sums differ")
    desk.events.publish(finished(P13, FileStatus.LOADED, problems=(problem,)))
    qtbot.waitUntil(lambda: row(presenter, P13).state is WorkState.DISCREPANT)


def test_an_older_day_or_a_failure_does_not_move_the_newest_day(
    presenter: KassasPresenter, desk: FakeDesk, qtbot: QtBot
) -> None:
    presenter.model.apply({P13: state(P13, FileStatus.LOADED), S6: state(S6, FileStatus.LOADED)}, {})
    desk.events.publish(finished(P13, FileStatus.UNCHANGED, DAY - timedelta(days=7)))
    desk.events.publish(finished(S6, FileStatus.FAILED, DAY + timedelta(days=1)))
    qtbot.waitUntil(lambda: row(presenter, S6).state is WorkState.FAILED)
    assert row(presenter, P13).last_day == DAY
    assert row(presenter, S6).last_day == DAY


def test_a_stopped_folder_shows_again_what_is_loaded(presenter: KassasPresenter, desk: FakeDesk, qtbot: QtBot) -> None:
    presenter.model.apply({P13: state(P13, FileStatus.LOADED)}, {P13: WorkState.RUNNING})
    desk.events.publish(FolderFinished(run_id=RUN, folder=P13, outcome="cancelled"))
    qtbot.waitUntil(lambda: row(presenter, P13).state is WorkState.LOADED)


def test_a_burst_of_events_is_few_repaints(presenter: KassasPresenter, desk: FakeDesk, qtbot: QtBot) -> None:
    told: list[str] = []
    presenter.model.dataChanged.connect(lambda first: told.append(first.data()))
    for number in range(10_000):
        stage = Stage.PARSE if number % 2 else Stage.LOAD
        desk.events.publish(StageStarted(run_id=RUN, folder=FURN, stage=stage))
        desk.events.publish(StageProgress(run_id=RUN, folder=FURN, stage=stage, done=number, total=10_000))
    assert told == []
    qtbot.waitUntil(lambda: bool(told))
    assert sorted(told) == ["N22", "N22_FURN"]


def test_the_end_of_a_run_asks_the_journal(presenter: KassasPresenter, desk: FakeDesk) -> None:
    now = datetime.now(UTC)
    report = RunReport(run_id=RUN, trigger=Trigger.CLI, date_from=DAY, date_to=DAY, started_at=now)
    desk.events.publish(finished(P13, FileStatus.LOADED))
    desk.states = {P13: state(P13, FileStatus.LOADED, discrepancies=2)}
    desk.events.publish(RunFinished(run_id=RUN, report=report))
    assert row(presenter, P13).state is WorkState.DISCREPANT


def test_a_closed_session_is_not_listened_to(
    presenter: KassasPresenter, session: FakeSession, desk: FakeDesk, qtbot: QtBot
) -> None:
    presenter.model.apply({}, {P13: WorkState.RUNNING})
    session.close()
    assert row(presenter, P13).state is None
    with qtbot.assertNotEmitted(presenter.model.dataChanged, wait=150):
        desk.events.publish(StageStarted(run_id=RUN, folder=FURN, stage=Stage.LOAD))


def test_unchecked_folders_are_remembered_and_new_ones_checked(
    session: FakeSession, desk: FakeDesk, tmp_path: Path
) -> None:
    remembered = Remembered(tmp_path / "window.ini")
    presenter = KassasPresenter(cast("Session", session), remembered=remembered)
    session.open(FakeDesk(FOLDERS[:4]))
    presenter.model.check([P13, FURN], checked=False)
    presenter.model.check([P13], checked=True)
    session.open(FakeDesk((P13,)))
    assert presenter.checked() == (P13,)
    again = FakeSession()
    later = KassasPresenter(cast("Session", again), remembered=Remembered(tmp_path / "window.ini"))
    again.open(desk)
    assert later.checked() == tuple(folder for folder in FOLDERS if folder != FURN)
