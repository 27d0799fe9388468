"""The page of what waits for somebody, driven by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.ui.models.failures import key_of
from frontol_desk.ui.presenters.failures import FailuresPresenter
from frontol_desk.ui.remembered import Remembered
from frontol_desk.ui.views.errors_page import ErrorsPage
from tests.unit.ui.past import DAY, LINE, FakeDesk, FakeSession, failure, silent

ONE_DAY = DateRange.day(DAY)
O49, S6, L32 = (SourceFolder(name, name) for name in ("O49", "S6", "L32"))
_SELECT = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows


class Desk:
    """An errors page over a desk of one's own."""

    def __init__(self, qtbot: QtBot, file: Path) -> None:
        self.desk = FakeDesk(failures=[failure(1), failure(2), silent(3, "S6/S6"), silent(4, "L32/L32")])
        self.session = FakeSession(self.desk)
        self.presenter = FailuresPresenter(self.session())
        self.page = ErrorsPage(self.presenter, Remembered(file))
        qtbot.addWidget(self.page)
        self.page.resize(1100, 600)
        self.page.show()
        self.session.open()

    def choose(self, *numbers: int) -> None:
        """Select failures by their ids."""
        selector = self.page.tree.selectionModel()
        selector.clearSelection()
        for item in self.presenter.shown:
            if item.id in numbers:
                selector.select(self.presenter.model.index_of(key_of(item)), _SELECT)

    def chosen(self) -> set[int]:
        return {item.id for item in self.page.tree.chosen()}


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Desk:
    return Desk(qtbot, tmp_path / "window.ini")


def test_the_first_failure_is_shown_with_its_line_and_the_next_action(desk: Desk) -> None:
    details = desk.page.details
    assert desk.chosen() == {1}
    assert details.title.text() == "O49/O49 · response.txt"
    assert "Line 150" in details.message.text()
    assert details.line.toPlainText() == LINE
    assert "Ask the kassa" in details.hint.text()


def test_one_is_asked_for_again(desk: Desk, qtbot: QtBot) -> None:
    desk.choose(3)
    assert not desk.page.details.line.isVisible()
    with qtbot.waitSignal(desk.page.retry) as caught:
        desk.page.details.ask.click()
    assert caught.args == [[(S6, ONE_DAY)]]


def test_several_are_asked_for_again_each_day_once(desk: Desk, qtbot: QtBot) -> None:
    desk.choose(1, 2, 3)
    with qtbot.waitSignal(desk.page.retry) as caught:
        desk.page.details.ask.click()
    assert caught.args == [[(O49, ONE_DAY), (S6, ONE_DAY)]]
    assert "2" in desk.page.details.ask.text()


def test_a_group_is_all_of_its_failures(desk: Desk, qtbot: QtBot) -> None:
    groups = [group.title for group in desk.presenter.model.groups]
    silent_ones = desk.presenter.model.index(groups.index("The kassa did not answer in time"), 0)
    desk.page.tree.setCurrentIndex(silent_ones)
    assert desk.chosen() == {3, 4}
    with qtbot.waitSignal(desk.page.retry) as caught:
        desk.page.details.ask.click()
    assert caught.args == [[(L32, ONE_DAY), (S6, ONE_DAY)]]


def test_all_are_asked_for_again(desk: Desk, qtbot: QtBot) -> None:
    assert desk.page.retry_all.text() == "Retry all (3)"
    with qtbot.waitSignal(desk.page.retry) as caught:
        desk.page.retry_all.click()
    assert caught.args == [[(L32, ONE_DAY), (O49, ONE_DAY), (S6, ONE_DAY)]]


def test_without_known_days_nothing_is_asked_for_and_it_is_said(desk: Desk) -> None:
    desk.desk.open_failures = [failure(1, dates=None)]
    desk.presenter.refresh()
    assert not desk.page.details.ask.isEnabled()
    assert desk.page.details.ask.toolTip()
    assert not desk.page.retry_all.isEnabled()


def test_a_refresh_keeps_what_is_chosen_and_folded(desk: Desk) -> None:
    desk.choose(2, 3)
    silent_ones = desk.presenter.model.index_of(key_of(silent(3, "S6/S6"))).parent()
    desk.page.tree.collapse(silent_ones)
    desk.desk.open_failures.append(failure(9, folder="P13/P13"))
    desk.presenter.refresh()
    assert desk.chosen() == {2, 3}
    assert not desk.page.tree.isExpanded(desk.presenter.model.index_of(key_of(silent(3, "S6/S6"))).parent())
    assert desk.page.tree.isExpanded(desk.presenter.model.index_of(key_of(failure(1))).parent())


def test_a_choice_in_a_folded_group_leaves_it_folded(desk: Desk) -> None:
    desk.page.tree.collapse(desk.presenter.model.index_of(key_of(failure(1))).parent())
    desk.choose(1)
    desk.desk.open_failures.append(failure(9, folder="P13/P13"))
    desk.presenter.refresh()
    assert desk.chosen() == {1}
    assert not desk.page.tree.isExpanded(desk.presenter.model.index_of(key_of(failure(1))).parent())


def test_what_is_mended_leaves_the_list_and_the_details(desk: Desk) -> None:
    desk.choose(3)
    desk.desk.open_failures = [failure(1)]
    desk.presenter.refresh()
    assert desk.chosen() == {1}
    assert desk.page.details.title.text() == "O49/O49 · response.txt"


def test_the_copy_for_support_has_the_place_but_no_values(desk: Desk) -> None:
    desk.choose(1)
    desk.page.details.copy.click()
    text = QGuiApplication.clipboard().text()
    assert "O49/O49" in text
    assert "line 150, field 11" in text
    assert "PARSE_INVALID.bad_number" in text
    assert "abc" not in text
    assert "4000088748777" not in text


def test_when_nothing_waits_the_page_is_calm(desk: Desk) -> None:
    desk.desk.open_failures = []
    desk.presenter.refresh()
    assert desk.page.pages.currentWidget() is desk.page.calm
    assert desk.page.calm.title.text() == "Nothing is waiting for you"


def test_the_list_is_exported(desk: Desk, tmp_path: Path) -> None:
    desk.page.export.click()
    dialog = desk.page.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(tmp_path / "errors.csv"))
    dialog.close()
    assert len((tmp_path / "errors.csv").read_text("utf-8-sig").splitlines()) == 5


def test_the_keyboard_reaches_and_folds_groups(desk: Desk, qtbot: QtBot) -> None:
    tree = desk.page.tree
    tree.setCurrentIndex(desk.presenter.model.index(0, 0))
    qtbot.keyClick(tree, Qt.Key.Key_Left)
    assert not tree.isExpanded(desk.presenter.model.index(0, 0))
    qtbot.keyClick(tree, Qt.Key.Key_Down)
    assert tree.currentIndex() == desk.presenter.model.index(1, 0)


def test_five_thousand_failures_are_shown_quickly(desk: Desk, qtbot: QtBot) -> None:
    desk.desk.open_failures = [failure(number) for number in range(5001)]
    desk.presenter.refresh()
    assert desk.presenter.total == 5001
    assert "5001" in "".join(filter(str.isalnum, desk.page.count.text()))
    assert not desk.page.tree.isExpanded(desk.presenter.model.index(0, 0))
