"""Runs and failures, asked page by page and again when a load changed them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.events import RunFinished, StageProgress
from frontol_desk.domain.overview import HistoryQuery, RunEntry
from frontol_desk.domain.report import RunStatus, Stage
from frontol_desk.domain.values import SourceFolder
from frontol_desk.ui.models.history import story_of
from frontol_desk.ui.models.history_filter import HistoryFilter
from frontol_desk.ui.presenters.failures import FailuresPresenter
from frontol_desk.ui.presenters.history import PAGE, HistoryPresenter, RunPresenter
from frontol_desk.ui.presenters.table_file import write_table
from tests.unit.ui.past import FakeDesk, FakeSession, failure, full_report, run_entry, silent


def test_opening_shows_a_page_and_scrolling_the_next(qtbot: QtBot) -> None:
    desk = FakeDesk(list(map(run_entry, range(450))))
    session = FakeSession(desk)
    presenter = HistoryPresenter(session())
    session.open()
    assert presenter.model.rowCount() == PAGE
    presenter.model.fetchMore()
    presenter.model.fetchMore()
    assert presenter.model.rowCount() == 450
    assert not presenter.model.canFetchMore()
    assert [query.offset for query in desk.asked] == [0, PAGE, 2 * PAGE]


def test_refreshing_keeps_what_was_scrolled_to(qtbot: QtBot) -> None:
    desk = FakeDesk(list(map(run_entry, range(1, 451))))
    session = FakeSession(desk)
    presenter = HistoryPresenter(session())
    session.open()
    presenter.model.fetchMore()
    desk.entries.insert(0, run_entry(0, status=RunStatus.RUNNING))
    presenter.refresh()
    assert presenter.model.rowCount() == 2 * PAGE
    assert presenter.model.row_of(run_entry(0).report.run_id) == 0


def test_a_filter_asks_anew(qtbot: QtBot) -> None:
    desk = FakeDesk([run_entry(1), run_entry(2, status=RunStatus.FAILED)])
    session = FakeSession(desk)
    presenter = HistoryPresenter(session())
    session.open()
    presenter.set_filter(HistoryFilter(status=RunStatus.FAILED))
    assert presenter.model.rowCount() == 1
    presenter.set_filter(HistoryFilter(status=RunStatus.FAILED))
    assert len(desk.asked) == 2


def test_closing_empties_the_lists(qtbot: QtBot) -> None:
    session = FakeSession(FakeDesk([run_entry(1)], [failure(1)]))
    history, failures = HistoryPresenter(session()), FailuresPresenter(session())
    session.open()
    assert (history.model.rowCount(), failures.total) == (1, 1)
    session.close()
    assert (history.model.rowCount(), failures.total, failures.shown) == (0, 0, ())
    assert not history.answered


class SlowDesk(FakeDesk):
    """Answers when told to."""

    def __init__(self, entries: list[RunEntry]) -> None:
        super().__init__(entries)
        self.gates: list[asyncio.Event] = []

    async def runs(self, query: HistoryQuery) -> list[RunEntry]:
        gate = asyncio.Event()
        self.gates.append(gate)
        await gate.wait()
        return await super().runs(query)


async def _settled() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_an_answer_to_an_earlier_filter_is_not_shown(qtbot: QtBot) -> None:
    desk = SlowDesk([run_entry(1), run_entry(2, status=RunStatus.FAILED)])
    session = FakeSession(desk)
    presenter = HistoryPresenter(session())
    session.open()
    await _settled()
    presenter.set_filter(HistoryFilter(status=RunStatus.FAILED))
    presenter.refresh()
    await _settled()
    assert len(desk.gates) == 1, "never two questions at a time"
    desk.gates[0].set()
    await _settled()
    assert presenter.model.rowCount() == 0
    desk.gates[1].set()
    await _settled()
    assert presenter.model.rowCount() == 1
    assert len(desk.gates) == 2


def test_a_finished_run_is_shown_within_a_second_and_progress_asks_nothing(qtbot: QtBot) -> None:
    desk = FakeDesk([run_entry(1)])
    session = FakeSession(desk)
    presenter = HistoryPresenter(session())
    session.open()
    desk.entries.insert(0, run_entry(0))
    for done in range(1000):
        folder = SourceFolder("P13", "P13")
        desk.events.publish(StageProgress(run_id="R", folder=folder, stage=Stage.PARSE, done=done, total=1000))
    for _ in range(50):
        desk.events.publish(RunFinished(run_id="R", report=run_entry(0).report))
    qtbot.waitUntil(lambda: presenter.model.rowCount() == 2, timeout=3000)
    assert len(desk.asked) == 2


def test_the_export_has_every_run_of_the_filter(qtbot: QtBot, tmp_path: Path) -> None:
    session = FakeSession(FakeDesk(list(map(run_entry, range(450)))))
    presenter = HistoryPresenter(session())
    session.open()
    path = tmp_path / "runs.csv"
    with qtbot.waitSignal(presenter.exported):
        presenter.export(path)
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfStarted;Origin;")
    assert len(path.read_text("utf-8-sig").splitlines()) == 451
    assert [entry.name for entry in tmp_path.iterdir()] == ["runs.csv"]


def test_repeating_gets_the_whole_report(qtbot: QtBot) -> None:
    report = full_report(1)
    desk = FakeDesk([run_entry(1)])
    desk.reports[report.run_id] = report
    session = FakeSession(desk)
    presenter = HistoryPresenter(session())
    session.open()
    with qtbot.waitSignal(presenter.repeat_ready) as caught:
        presenter.repeat(report.run_id)
    assert caught.args == [report]


def test_an_opened_run_that_goes_on_is_followed_to_its_end(qtbot: QtBot) -> None:
    desk = FakeDesk()
    session = FakeSession(desk)
    session.open()
    report = full_report(1)
    presenter = RunPresenter(session(), report.run_id)
    presenter.refresh()
    assert presenter.answered
    assert presenter.report is None
    desk.reports[report.run_id] = report
    desk.events.publish(RunFinished(run_id=report.run_id, report=report))
    qtbot.waitUntil(lambda: presenter.report == report, timeout=3000)
    assert '"schema": 1' in presenter.text


def test_a_presenter_that_is_gone_is_not_told_any_more(qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    desk = FakeDesk()
    session = FakeSession(desk)
    session.open()
    presenter = RunPresenter(session(), "R")
    with qtbot.waitSignal(presenter.destroyed):
        presenter.deleteLater()
    desk.events.publish(RunFinished(run_id="R", report=full_report(1)))
    assert not caplog.records


def test_the_number_of_failures_is_told_when_it_changes(qtbot: QtBot) -> None:
    desk = FakeDesk(failures=[failure(1), silent(2, "S6/S6")])
    session = FakeSession(desk)
    presenter = FailuresPresenter(session())
    told: list[int] = []
    presenter.total_changed.connect(told.append)
    session.open()
    presenter.refresh()
    desk.open_failures.pop()
    presenter.refresh()
    assert told == [2, 1]


def test_exported_failures_have_line_and_next_action(qtbot: QtBot, tmp_path: Path) -> None:
    session = FakeSession(FakeDesk(failures=[failure(1)]))
    presenter = FailuresPresenter(session())
    session.open()
    path = tmp_path / "errors.csv"
    with qtbot.waitSignal(presenter.exported):
        presenter.export(path)
    row = path.read_text("utf-8-sig").splitlines()[1]
    assert row.startswith("O49/O49;response.txt;150;")
    assert "Ask the kassa" in row
    assert "63079" not in row, "no figures of the line itself"


def test_a_table_program_gets_no_formulas(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    write_table(path, [["=1+1", "x;y", "-5", "plain"]])
    assert path.read_text("utf-8-sig") == "'=1+1;\"x;y\";'-5;plain\n"


def test_a_list_that_cannot_be_written_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(DeskError) as caught:
        write_table(tmp_path / "missing" / "list.csv", [["x"]])
    assert caught.value.code is ErrorCode.OUTPUT_FAILED
    (tmp_path / "list.csv").mkdir()
    with pytest.raises(DeskError):
        write_table(tmp_path / "list.csv", [["x"]])
    assert [entry.name for entry in tmp_path.iterdir()] == ["list.csv"]


AWAY = DeskError(ErrorCode.DB_CONNECTION, host="db:5432/sales")


class DeadDesk(FakeDesk):
    """A desk whose database can be switched off; runs are kept here then."""

    def __init__(self, entries: list[RunEntry], kept: list[RunEntry]) -> None:
        super().__init__(entries)
        self.kept = kept
        self.dead = False

    async def runs(self, query: HistoryQuery) -> list[RunEntry]:
        if self.dead:
            raise AWAY
        return await super().runs(query)

    async def outbox_runs(self) -> tuple[RunEntry, ...]:
        return tuple(self.kept)


def shown_runs(presenter: HistoryPresenter) -> list[str]:
    return [entry.report.run_id for entry in presenter.model.entries()]


def test_while_the_database_is_away_kept_runs_stand_before_those_it_told_of(qtbot: QtBot) -> None:
    told, kept = run_entry(1), replace(run_entry(2, status=RunStatus.FAILED), waiting=True)
    desk = DeadDesk([told], [kept])
    session = FakeSession(desk)
    presenter = HistoryPresenter(session())
    session.open()
    desk.dead = True
    presenter.refresh()
    presenter.refresh()
    assert shown_runs(presenter) == [kept.report.run_id, told.report.run_id]
    assert presenter.away
    assert not presenter.model.canFetchMore()
    assert "Kept on this computer" in story_of(kept)
    presenter.set_filter(HistoryFilter(status=RunStatus.COMPLETED))
    assert shown_runs(presenter) == []
    desk.dead = False
    presenter.set_filter(HistoryFilter())
    assert shown_runs(presenter) == [told.report.run_id]
    assert not presenter.away


def test_without_a_console_the_kept_runs_of_this_computer_are_shown(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = replace(run_entry(3), waiting=True)

    async def of_this_computer(_settings: object) -> tuple[RunEntry, ...]:
        return (kept,)

    monkeypatch.setattr("frontol_desk.ui.presenters.history.kept_runs", of_this_computer)
    session = FakeSession(FakeDesk())
    presenter = HistoryPresenter(session())
    session.open_failed.emit(DeskError(ErrorCode.CONFIG_SETTING, reason="missing", setting="ftp.host"))
    assert shown_runs(presenter) == []
    session.open_failed.emit(AWAY)
    assert shown_runs(presenter) == [kept.report.run_id]
    assert presenter.away
    session.open()
    assert not presenter.away
