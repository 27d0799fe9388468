"""Ten thousand rows: what is retried goes out of the queue in one go, whatever is sorted and selected."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester

from frontol_desk.domain.values import SourceFolder
from frontol_desk.ui.models.queue import QueueColumn, QueueModel
from frontol_desk.ui.models.queue_filter import QueueFilterModel
from frontol_desk.ui.models.queue_row import QueueRow
from frontol_desk.ui.theme.states import WorkState
from tests.unit.ui.queue_rows import DAY, START

MANY = 10_000


def row(number: int) -> QueueRow:
    state = WorkState.FAILED if number % 10 == 0 else WorkState.LOADED
    folder = SourceFolder(f"K{number:05}", "F")
    return QueueRow(id=number, run_id="R", folder=folder, dates=DAY, started=START, state=state, rows=number)


def test_scattered_rows_leave_in_one_step(qapp: object) -> None:
    model = QueueModel()
    shown = QueueFilterModel(model)
    model.add([row(number) for number in range(MANY)])
    shown.sort(QueueColumn.ROWS, Qt.SortOrder.DescendingOrder)
    steps: list[str] = []
    for proxy_or_source in (model, shown):
        proxy_or_source.rowsRemoved.connect(lambda *_: steps.append("removed"))
        proxy_or_source.modelReset.connect(lambda: steps.append("reset"))
    model.remove([one for one in model.rows if one.is_failed])
    assert steps == ["reset", "reset"]
    assert shown.rowCount() == model.rowCount() == MANY * 9 // 10
    assert [one.id for one in shown.rows()][:3] == [9_999, 9_998, 9_997]
    assert model.counts() == {WorkState.LOADED: MANY * 9 // 10}


def test_a_few_rows_leave_one_by_one_and_nothing_else_moves(qapp: object, qtmodeltester: ModelTester) -> None:
    model = QueueModel()
    model.add([row(number) for number in range(60)])
    kept = [model.index(number, 0) for number in (1, 31)]
    resets: list[None] = []
    model.modelReset.connect(lambda: resets.append(None))
    model.remove([one for one in model.rows if one.is_failed])
    assert resets == []
    assert [one.id for one in model.rows][:2] == [1, 2]
    assert all(index.isValid() for index in kept)
    qtmodeltester.check(model)
