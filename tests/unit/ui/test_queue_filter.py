"""The filtered and sorted queue: what is shown, in which order, and how little is done to keep it so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from frontol_desk.ui.models import queue_filter
from frontol_desk.ui.models.queue import QueueColumn, QueueModel
from frontol_desk.ui.models.queue_filter import QueueFilterModel, QueueGroup, group_counts
from frontol_desk.ui.theme.states import WorkState
from tests.unit.ui.queue_rows import loaded, row, rows_of_all_states

DOWN = Qt.SortOrder.DescendingOrder


@pytest.fixture
def source(qapp: object) -> QueueModel:
    model = QueueModel()
    model.add(rows_of_all_states(datetime.now(UTC)))
    return model


@pytest.fixture
def shown(source: QueueModel, qtmodeltester: ModelTester) -> QueueFilterModel:
    model = QueueFilterModel(source)
    check: Callable[[object], None] = qtmodeltester.check
    check(model)
    return model


def folders(model: QueueFilterModel) -> list[str]:
    return [row.folder.kassa for row in model.rows()]


def test_every_state_belongs_to_one_group() -> None:
    every = Counter(dict.fromkeys(WorkState, 1))
    counts = group_counts(every)
    grouped = sum(count for group, count in counts.items() if group is not QueueGroup.ALL)
    assert counts[QueueGroup.ALL] == len(WorkState)
    assert grouped == len(WorkState) - 1, "a day not expected is in the queue of no one"


@pytest.mark.parametrize(
    ("group", "kassas"),
    [
        (QueueGroup.ACTIVE, ["SH54", "S6", "L98"]),
        (QueueGroup.LOADED, ["P13", "N22", "L28"]),
        (QueueGroup.PARTLY, ["N22", "O49"]),
        (QueueGroup.FAILED, ["S39"]),
        (QueueGroup.NO_ANSWER, ["L32"]),
        (QueueGroup.STOPPED, ["K7"]),
    ],
)
def test_a_group_shows_its_states(shown: QueueFilterModel, group: QueueGroup, kassas: list[str]) -> None:
    shown.set_group(group)
    assert folders(shown) == kassas
    shown.set_group(QueueGroup.ALL)
    assert shown.rowCount() == 11


def test_a_search_finds_folders_and_files_in_any_case(shown: QueueFilterModel) -> None:
    shown.set_search(" furn ")
    assert folders(shown) == ["N22"]
    shown.set_search("response")
    assert shown.rowCount() == 8


def test_sorting_by_figures_keeps_what_is_pointed_at(shown: QueueFilterModel) -> None:
    pointed = QPersistentModelIndex(shown.index(3, 0))
    shown.sort(QueueColumn.ROWS, DOWN)
    assert [row.rows for row in shown.rows()][:3] == [1502, 1380, 1346]
    assert shown.row_of(pointed).id == 4
    shown.sort(-1)
    assert [row.id for row in shown.rows()] == list(range(1, 12))
    assert pointed.row() == 3


def test_a_row_moves_between_groups_as_it_changes(qtbot: QtBot, source: QueueModel, shown: QueueFilterModel) -> None:
    shown.set_group(QueueGroup.ACTIVE)
    pointed = QPersistentModelIndex(shown.index(2, 0))
    with qtbot.waitSignal(shown.rowsRemoved, timeout=1000):
        source.rows[2].state = WorkState.LOADED
        source.touch([3])
    assert folders(shown) == ["S6", "L98"]
    assert shown.row_of(pointed).id == 8
    with qtbot.waitSignal(shown.rowsInserted, timeout=1000):
        source.rows[8].state = WorkState.RUNNING
        source.touch([9])
    assert folders(shown) == ["S6", "L98", "S39"]


def test_rows_come_and_go_with_the_source(source: QueueModel, shown: QueueFilterModel) -> None:
    shown.sort(QueueColumn.FOLDER, DOWN)
    source.add([loaded(12, "A1/A1", 5)])
    assert folders(shown)[-1] == "A1"
    source.remove([source.rows[0], source.rows[4]])
    assert "P13" not in folders(shown)
    assert folders(shown) == sorted(folders(shown), reverse=True)
    assert shown.mapFromSource(shown.mapToSource(shown.index(2, 1))) == shown.index(2, 1)
    source.clear()
    assert shown.rowCount() == 0


def test_changes_are_told_for_the_rows_shown_only(qtbot: QtBot, source: QueueModel, shown: QueueFilterModel) -> None:
    shown.set_group(QueueGroup.FAILED)
    told = []
    shown.dataChanged.connect(lambda top, bottom: told.append((top.row(), bottom.row())))
    source.touch([1, 2, 3])
    source.touch([9])
    assert told == [(0, 0)]


def test_nothing_is_sorted_again_for_a_filter_or_a_burst_of_changes(
    qtbot: QtBot, source: QueueModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = 0

    def counting(*_: object) -> int:
        nonlocal keys
        keys += 1
        return keys

    monkeypatch.setattr(queue_filter, "sort_key", counting)
    shown = QueueFilterModel(source)
    shown.sort(QueueColumn.ROWS)
    assert keys == 11
    for group in QueueGroup:
        shown.set_group(group)
    for _ in range(100):
        source.touch(range(1, 12))
    qtbot.wait(50)
    assert keys == 11
    qtbot.waitUntil(lambda: keys == 22, timeout=3000)


def test_state_and_progress_are_words_for_everybody(shown: QueueFilterModel) -> None:
    silent = shown.index(4, QueueColumn.PROGRESS)
    assert "10" in shown.data(silent)
    assert shown.data(silent, Qt.ItemDataRole.AccessibleTextRole).startswith("Progress: waited")
    assert shown.data(shown.index(2, QueueColumn.STATE)) == "Loading into the database"


def test_the_same_row_stays_after_many_steps(source: QueueModel, shown: QueueFilterModel) -> None:
    source.add([row(number, "Z/Z", WorkState.LOADED) for number in range(100, 400)])
    shown.set_group(QueueGroup.LOADED)
    assert shown.rowCount() == 303
    assert [row.id for row in shown.rows()] == sorted(row.id for row in shown.rows())
