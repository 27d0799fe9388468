"""The history page and the dialog of one run, driven by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from frontol_desk.domain.report import RunStatus, Trigger
from frontol_desk.domain.values import DateRange
from frontol_desk.ui.models.history import HistoryColumn
from frontol_desk.ui.models.history_filter import HistoryFilter, Period
from frontol_desk.ui.presenters.history import HistoryPresenter
from frontol_desk.ui.remembered import Remembered
from frontol_desk.ui.views.history_page import HistoryPage
from frontol_desk.ui.views.run_dialog import RunDialog
from tests.unit.ui.past import DAY, FakeDesk, FakeSession, full_report, run_entry


class Shop:
    """A history page over a desk of one's own."""

    def __init__(self, qtbot: QtBot, file: Path, desk: FakeDesk) -> None:
        self.desk, self.session = desk, FakeSession(desk)
        self.presenter = HistoryPresenter(self.session())
        self.remembered = Remembered(file)
        self.page = HistoryPage(self.presenter, self.remembered)
        qtbot.addWidget(self.page)
        self.page.resize(1100, 600)
        self.page.show()
        self.session.open()


@pytest.fixture
def shop(qtbot: QtBot, tmp_path: Path) -> Shop:
    return Shop(qtbot, tmp_path / "window.ini", FakeDesk([run_entry(1), run_entry(2, status=RunStatus.FAILED)]))


def save_as(qtbot: QtBot, page: HistoryPage | RunDialog, path: Path) -> None:
    dialog = page.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(path))
    dialog.close()


def test_enter_and_a_double_click_open_the_chosen_run(shop: Shop, qtbot: QtBot) -> None:
    shop.page.table.selectRow(1)
    with qtbot.waitSignal(shop.page.open_run) as caught:
        qtbot.keyClick(shop.page.table, Qt.Key.Key_Return)
    assert caught.args == [run_entry(2).report.run_id]
    where: QPoint = shop.page.table.visualRect(shop.presenter.model.index(0, HistoryColumn.DAYS)).center()
    qtbot.mouseClick(shop.page.table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    with qtbot.waitSignal(shop.page.open_run) as caught:
        qtbot.mouseDClick(shop.page.table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert caught.args == [run_entry(1).report.run_id]


def test_repeat_hands_over_the_whole_report_and_log_the_run(shop: Shop, qtbot: QtBot) -> None:
    report = full_report(1)
    shop.desk.reports[report.run_id] = report
    with qtbot.waitSignal(shop.page.repeat_run) as caught:
        shop.page.repeat.click()
    assert caught.args == [report]
    with qtbot.waitSignal(shop.page.show_log) as caught:
        shop.page.log.click()
    assert caught.args == [report.run_id]


def test_a_run_under_way_cannot_be_repeated(shop: Shop, qtbot: QtBot) -> None:
    shop.desk.entries.insert(0, run_entry(0, status=RunStatus.RUNNING, host="server"))
    shop.presenter.refresh()
    shop.page.table.selectRow(0)
    assert not shop.page.repeat.isEnabled()
    assert "server" in shop.page.chosen_story.text()
    shop.page.table.selectRow(1)
    assert shop.page.repeat.isEnabled()


def test_an_empty_history_offers_a_load(qtbot: QtBot, tmp_path: Path) -> None:
    shop = Shop(qtbot, tmp_path / "window.ini", FakeDesk())
    assert shop.page.pages.currentWidget() is shop.page.nothing
    with qtbot.waitSignal(shop.page.load_yesterday):
        shop.page.nothing.action.click()


def test_a_filter_that_lets_nothing_through_can_be_lifted(shop: Shop) -> None:
    shop.page.filters.set_wish(HistoryFilter(status=RunStatus.CANCELLED))
    assert shop.page.pages.currentWidget() is shop.page.filtered_out
    shop.page.filtered_out.action.click()
    assert shop.page.pages.currentWidget() is shop.page.table
    assert not shop.page.filters.wish().is_set


def test_the_filter_is_chosen_with_its_controls_and_remembered(shop: Shop, qtbot: QtBot, tmp_path: Path) -> None:
    filters = shop.page.filters
    filters.status.setCurrentIndex(filters.status.findData(RunStatus.FAILED.value))
    filters.origin.setCurrentIndex(filters.origin.findData(Trigger.MANUAL.value))
    filters.period.actions_by_period[Period.MONTH].trigger()
    qtbot.keyClicks(filters.kassa, "P13")
    qtbot.waitUntil(lambda: shop.presenter.filter.kassa == "P13", timeout=2000)
    wish = HistoryFilter(period=Period.MONTH, status=RunStatus.FAILED, trigger=Trigger.MANUAL, kassa="P13")
    assert shop.presenter.filter == wish
    assert Shop(qtbot, tmp_path / "window.ini", FakeDesk()).presenter.filter == wish


def test_days_of_ones_own_are_picked_in_the_calendar(shop: Shop) -> None:
    period = shop.page.filters.period
    period.actions_by_period[Period.RANGE].trigger()
    assert period.popup.isVisible()
    period.popup.picked.emit(DateRange.day(DAY))
    period.popup.hide()
    assert shop.presenter.filter == HistoryFilter(period=Period.RANGE, dates=DateRange.day(DAY))
    assert "2025" in period.text()


def test_the_history_of_one_kassa(shop: Shop) -> None:
    shop.page.filters.set_wish(HistoryFilter(status=RunStatus.FAILED))
    shop.page.show_kassa("N22/N22_FURN")
    assert shop.presenter.filter == HistoryFilter(kassa="N22/N22_FURN")
    assert shop.page.filters.kassa.text() == "N22/N22_FURN"


def test_scrolling_to_the_end_loads_more(qtbot: QtBot, tmp_path: Path) -> None:
    shop = Shop(qtbot, tmp_path / "window.ini", FakeDesk(list(map(run_entry, range(450)))))
    assert shop.presenter.model.rowCount() == 200
    bar = shop.page.table.verticalScrollBar()
    bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: shop.presenter.model.rowCount() == 400, timeout=2000)


def test_the_list_is_exported(shop: Shop, qtbot: QtBot, tmp_path: Path) -> None:
    shop.page.export.click()
    save_as(qtbot, shop.page, tmp_path / "list.csv")
    assert len((tmp_path / "list.csv").read_text("utf-8-sig").splitlines()) == 3
    assert "list.csv" in shop.page.count.text()


def test_searching_goes_to_the_kassa(shop: Shop) -> None:
    shop.page.activateWindow()
    shop.page.focus_search()
    assert shop.page.focusWidget() is shop.page.filters.kassa


def test_another_language_keeps_what_is_chosen(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.page.filters.set_wish(HistoryFilter(status=RunStatus.FAILED))
    shop.page.retranslate()
    shop.page.filters.retranslate()
    assert shop.page.filters.wish() == HistoryFilter(status=RunStatus.FAILED)


def test_every_control_has_a_name(shop: Shop) -> None:
    filters = shop.page.filters
    for control in (filters.period, filters.status, filters.origin, filters.kassa, shop.page.table):
        assert control.accessibleName()


@pytest.fixture
def dialog(qtbot: QtBot) -> RunDialog:
    report = full_report(1)
    desk = FakeDesk()
    desk.reports[report.run_id] = report
    session = FakeSession(desk)
    session.open()
    made = RunDialog(session(), report.run_id)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_run_opens_into_files_problems_and_report(dialog: RunDialog) -> None:
    assert not dialog.isModal()
    assert "Completed in part" in dialog.summary.title.text()
    assert dialog.files.model().rowCount() == 3
    assert (dialog.tabs.badge(0), dialog.tabs.badge(1)) == ((3, "grey"), (4, "red"))
    assert "Line 150" in dialog.problem_text.text()
    assert dialog.report.toPlainText() == ""
    dialog.tabs.setCurrentIndex(2)
    assert json.loads(dialog.report.toPlainText())["rows"]["quarantined"] == 1


def test_the_report_is_copied_and_saved(dialog: RunDialog, qtbot: QtBot, tmp_path: Path) -> None:
    dialog.copy.click()
    assert json.loads(QGuiApplication.clipboard().text())["schema"] == 1
    dialog.save.click()
    save_as(qtbot, dialog, tmp_path / "run.json")
    assert "run.json" in dialog.saved.text()
    assert json.loads((tmp_path / "run.json").read_text("utf-8")) == json.loads(QGuiApplication.clipboard().text())


def test_a_run_without_problems_says_so(qtbot: QtBot) -> None:
    report = full_report(1)
    report.errors = []
    desk = FakeDesk()
    desk.reports[report.run_id] = report
    session = FakeSession(desk)
    session.open()
    made = RunDialog(session(), report.run_id)
    qtbot.addWidget(made)
    assert made.problem_pages.currentWidget() is made.no_problems


def test_a_run_under_way_says_so(qtbot: QtBot) -> None:
    session = FakeSession(FakeDesk())
    session.open()
    made = RunDialog(session(), "R")
    qtbot.addWidget(made)
    assert made.pages.currentWidget() is made.unfinished
    assert not made.copy.isEnabled()


def test_escape_closes_the_dialog(dialog: RunDialog, qtbot: QtBot) -> None:
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    QApplication.processEvents()
    assert not dialog.isVisible()
