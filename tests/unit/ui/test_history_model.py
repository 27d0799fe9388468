"""The list of runs and the filter before it."""

from __future__ import annotations

import socket
from datetime import date

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from frontol_desk.domain.overview import HistoryQuery, RunEntry
from frontol_desk.domain.report import RunStatus, Trigger
from frontol_desk.domain.values import DateRange
from frontol_desk.ui.models.history import HistoryColumn, HistoryModel, story_of, table_row
from frontol_desk.ui.models.history_filter import HistoryFilter, Period
from tests.unit.ui.past import DAY, run_entry

TODAY = date(2025, 12, 29)


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "this-machine")


def text(model: HistoryModel, row: int, column: HistoryColumn) -> str:
    return str(model.index(row, column).data())


def shown(*entries: RunEntry, complete: bool = True) -> HistoryModel:
    model = HistoryModel()
    model.show(entries, complete=complete)
    return model


def test_the_model_is_sound(qtmodeltester: ModelTester, qtbot: QtBot) -> None:
    model = shown(*map(run_entry, range(1, 4)))
    qtmodeltester.check(model)
    model.append([run_entry(4), run_entry(5)], complete=True)
    model.show([run_entry(0), *map(run_entry, range(1, 6))], complete=True)
    assert model.rowCount() == 6


def test_a_row_tells_its_run(qtbot: QtBot) -> None:
    model = shown(run_entry(2, status=RunStatus.PARTIAL, errors=1))
    assert text(model, 0, HistoryColumn.ORIGIN) == "By hand"
    assert text(model, 0, HistoryColumn.STATUS) == "Completed in part"
    assert text(model, 0, HistoryColumn.FOLDERS) == "3 of 4"
    assert text(model, 0, HistoryColumn.ERRORS) == "1"
    assert text(model, 0, HistoryColumn.DURATION) == "0:14"
    assert model.index(0, HistoryColumn.STATUS).data(Qt.ItemDataRole.DecorationRole) is not None


def test_another_machine_is_named(qtbot: QtBot) -> None:
    model = shown(run_entry(1, trigger=Trigger.SCHEDULE, host="server"))
    assert text(model, 0, HistoryColumn.ORIGIN) == "Schedule, server"


def test_a_run_under_way_and_a_broken_off_one_have_words_and_no_figures(qtbot: QtBot) -> None:
    running = run_entry(1, status=RunStatus.RUNNING, host="server")
    gone = run_entry(2, status=RunStatus.FAILED, abandoned=True)
    model = shown(running, gone)
    assert "server" in story_of(running)
    assert "before this run did" in story_of(gone)
    assert text(model, 1, HistoryColumn.STATUS) == "Abandoned"
    for row in (0, 1):
        assert text(model, row, HistoryColumn.ROWS) == "\N{EM DASH}"
        assert text(model, row, HistoryColumn.DURATION) == "\N{EM DASH}"


def test_a_new_run_on_top_leaves_the_others_in_place(qtbot: QtBot) -> None:
    model = shown(run_entry(2), run_entry(3))
    kept = QPersistentModelIndex(model.index(1, 0))
    resets = []
    model.modelReset.connect(lambda: resets.append(True))
    model.show([run_entry(1, status=RunStatus.RUNNING), run_entry(2, errors=2), run_entry(3)], complete=True)
    assert kept.row() == 2
    assert not resets
    assert text(model, 1, HistoryColumn.ERRORS) == "2"


def test_it_asks_for_more_until_all_are_there(qtbot: QtBot) -> None:
    model = shown(run_entry(1), run_entry(2), complete=False)
    assert model.canFetchMore()
    with qtbot.waitSignal(model.more_wanted, timeout=1000):
        model.fetchMore()
    model.append([run_entry(2), run_entry(3)], complete=True)
    assert model.rowCount() == 3
    assert not model.canFetchMore()


@pytest.mark.parametrize(
    ("wish", "since", "until"),
    [
        (HistoryFilter(), None, None),
        (HistoryFilter(period=Period.TODAY), TODAY, None),
        (HistoryFilter(period=Period.WEEK), date(2025, 12, 23), None),
        (HistoryFilter(period=Period.MONTH), date(2025, 11, 30), None),
        (HistoryFilter(period=Period.RANGE, dates=DateRange(DAY, TODAY)), DAY, TODAY),
    ],
)
def test_periods_count_back_from_today(wish: HistoryFilter, since: date | None, until: date | None) -> None:
    assert wish.query(TODAY, limit=7) == HistoryQuery(since=since, until=until, limit=7)


def test_the_query_has_status_origin_and_kassa() -> None:
    wish = HistoryFilter(status=RunStatus.FAILED, trigger=Trigger.API, kassa=" P13 ")
    query = wish.query(TODAY, limit=200, offset=400)
    assert query.statuses == {RunStatus.FAILED}
    assert query.triggers == {Trigger.API}
    assert (query.kassa, query.offset) == ("P13", 400)


@pytest.mark.parametrize(
    "wish",
    [
        HistoryFilter(),
        HistoryFilter(period=Period.RANGE, dates=DateRange(DAY, TODAY), status=RunStatus.PARTIAL, kassa="N22/N22_FURN"),
        HistoryFilter(period=Period.WEEK, trigger=Trigger.WORKER),
    ],
)
def test_a_filter_is_remembered(wish: HistoryFilter) -> None:
    assert HistoryFilter.from_texts(wish.as_texts()) == wish


@pytest.mark.parametrize("texts", [[], ["week"], ["never", "", "", "", "", ""], ["range", "x", "y", "", "", ""]])
def test_what_cannot_be_read_lets_all_through(texts: list[str]) -> None:
    assert not HistoryFilter.from_texts(texts).is_set


def test_an_exported_row_has_plain_figures(qtbot: QtBot) -> None:
    row = table_row(run_entry(1))
    assert row[2:8] == ["2025-12-28", "Completed", "4 of 4", "4", "4039", "0"]
    assert row[-1] == run_entry(1).report.run_id
    assert table_row(run_entry(1, status=RunStatus.RUNNING))[4:9] == [""] * 5


def test_a_new_run_on_top_of_a_full_page_leaves_the_selection(qtbot: QtBot) -> None:
    model = shown(*map(run_entry, range(1, 6)), complete=False)
    chosen = QPersistentModelIndex(model.index(1, 0))
    resets: list[None] = []
    model.modelReset.connect(lambda: resets.append(None))
    model.show([*map(run_entry, range(-1, 4))], complete=False)
    assert resets == []
    assert [model.row_of(run_entry(number).report.run_id) for number in range(-1, 6)] == [0, 1, 2, 3, 4, -1, -1]
    assert chosen.row() == 3
    assert model.rowCount() == 5
    model.show([run_entry(9)], complete=True)
    assert len(resets) == 1
