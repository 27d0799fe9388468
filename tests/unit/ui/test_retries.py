"""What is tried again for a wish: by keys, leaving alone what is being worked on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.overview import Failure, FailureKind
from frontol_desk.domain.report import RunReport, Stage
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.ui.models.queue import QueueModel
from frontol_desk.ui.models.queue_row import QueueRow
from frontol_desk.ui.models.retries import Way, possible, way_of
from frontol_desk.ui.presenters.failures import FailuresPresenter
from frontol_desk.ui.presenters.loads import LoadsPresenter
from frontol_desk.ui.presenters.queue import QueuePresenter
from frontol_desk.ui.presenters.retries import Retries
from frontol_desk.ui.theme.states import WorkState
from tests.unit.ui.past import DAY, FakeDesk, FakeSession, failure, full_report, gap, silent, unloaded

KNOWN = frozenset(FakeDesk().folders())
ONE_DAY = DateRange.day(DAY)
OPEN = [failure(1), failure(2), silent(3, "S6/S6"), unloaded(4), gap(5), silent(6, "X1/X1")]


class Queue(QObject):
    """A queue of rows put there by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.model = QueueModel(self)

    def add(self, folder: str, state: WorkState, run_id: str) -> QueueRow:
        row = QueueRow(
            id=len(self.model.rows) + 1,
            run_id=run_id,
            folder=SourceFolder.parse(folder),
            dates=ONE_DAY,
            started=datetime.now(UTC),
            state=state,
        )
        self.model.add([row])
        return row


class Wishes:
    """Everything around a retry, with a desk that only notes it."""

    def __init__(self) -> None:
        self.desk = FakeDesk(failures=OPEN)
        self.session = FakeSession(self.desk)
        self.queue = Queue()
        self.presenter = FailuresPresenter(self.session())
        self.loads = LoadsPresenter(self.session())
        self.retries = Retries(cast("QueuePresenter", self.queue), self.presenter, self.loads)
        self.session.open()

    @property
    def tried(self) -> list[tuple[set[str], Stage | None]]:
        return self.desk.letters.retried


@pytest.fixture
def wishes(qtbot: QtBot) -> Wishes:
    return Wishes()


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (failure(1), Way.ASK),
        (failure(1, folder="X1/X1"), Way.KEPT),
        (failure(1, dates=None), Way.KEPT),
        (silent(1, "S6/S6"), Way.ASK),
        (silent(1, "X1/X1"), None),
        (unloaded(1), Way.KEPT),
        (replace(unloaded(1), stage=Stage.ARCHIVE), Way.ASK),
        (gap(1), Way.NUMBERS),
        (gap(1, "X1/X1"), None),
        (failure(1, kind=FailureKind.FILE, dates=None), None),
    ],
)
def test_the_way_on_follows_from_what_failed(item: Failure, expected: Way | None) -> None:
    assert way_of(item, KNOWN) is expected


def test_from_a_stage_only_what_has_what_it_takes() -> None:
    def keys(stage: Stage | None) -> list[str]:
        return [item.key for item in possible(OPEN, stage, KNOWN)]

    assert keys(None) == ["L1", "L2", "F3", "F4", "G5"]
    assert keys(Stage.DOWNLOAD) == ["L1", "L2", "F3", "F4", "G5"]
    assert keys(Stage.PARSE) == keys(Stage.LOAD) == ["L1", "L2", "F4"]


def test_everything_is_tried_in_one_run(wishes: Wishes) -> None:
    assert wishes.retries.count() == 5
    wishes.retries.everything()
    assert wishes.tried == [({"L1", "L2", "F3", "F4", "G5"}, None)]


def test_folders_that_are_worked_on_are_left_alone(wishes: Wishes, qtbot: QtBot) -> None:
    wishes.queue.add("O49/O49", WorkState.RUNNING, "R")
    assert wishes.retries.count() == 3
    wishes.retries.everything()
    assert wishes.tried == [({"F3", "F4", "G5"}, None)]
    with qtbot.waitSignal(wishes.retries.busy):
        wishes.retries.failures(OPEN[:2], Stage.PARSE)
    assert len(wishes.tried) == 1


def test_a_row_goes_on_with_what_it_left_open_others_are_loaded_once_more(wishes: Wishes) -> None:
    again: list[Any] = []
    wishes.loads.load_again = again.extend  # type: ignore[method-assign,assignment]
    failed = wishes.queue.add("O49/O49", WorkState.PARTIAL, OPEN[0].run_id)
    other = wishes.queue.add("S6/S6", WorkState.NO_ANSWER, "another run")
    unbalanced = wishes.queue.add("P13/P13", WorkState.DISCREPANT, OPEN[4].run_id)
    wishes.retries.rows([failed, other, unbalanced])
    assert wishes.tried == [({"L1", "L2"}, None)]
    assert again == [(other.folder, ONE_DAY), (unbalanced.folder, ONE_DAY)]


def test_a_kassa_is_tried_again_as_far_as_something_is_open(wishes: Wishes) -> None:
    loaded: list[Any] = []
    wishes.loads.load = lambda dates, folders: loaded.append((dates, folders))  # type: ignore[method-assign]
    wishes.retries.folders([SourceFolder("L32", "L32")], ONE_DAY)
    wishes.retries.folders([SourceFolder("N22", "N22_FURN")], ONE_DAY)
    assert wishes.tried == [({"F4"}, None)]
    assert loaded == [(ONE_DAY, (SourceFolder("N22", "N22_FURN"),))]


def test_how_a_retry_ended_and_why_it_was_refused_are_told(wishes: Wishes, qtbot: QtBot) -> None:
    ended: list[RunReport] = []
    refused: list[DeskError] = []
    wishes.loads.retried.connect(ended.append)
    wishes.loads.refused.connect(refused.append)
    wishes.desk.letters.answer = full_report()
    wishes.loads.retry_open(["F3"])
    wishes.desk.letters.answer = DeskError(ErrorCode.RETRY_IMPOSSIBLE, reason="closed", keys="F3")
    wishes.loads.retry_open(["F3"])
    assert (len(ended), [error.reason for error in refused], len(wishes.tried)) == (1, ["closed"], 2)
