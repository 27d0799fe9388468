"""The page of what waits for somebody, driven by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.overview import Failure, FailureKind
from frontol_desk.domain.report import Problem, Stage
from frontol_desk.ui.models.failures import FailureColumn, key_of
from frontol_desk.ui.presenters.failures import FailuresPresenter
from frontol_desk.ui.remembered import Remembered
from frontol_desk.ui.views.errors_page import ErrorsPage
from frontol_desk.ui.views.retry_button import RetryButton
from tests.unit.ui.past import LINE, FakeDesk, FakeSession, failure, full_report, gap, silent, unloaded

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

    @property
    def again(self) -> RetryButton:
        return self.page.details.again

    def menu(self) -> QMenu:
        menu = QMenu(self.page)
        self.again.fill(menu)
        return menu

    def lines(self) -> dict[str, bool]:
        """Return the lines of the menu, and which can be chosen."""
        return {action.text(): action.isEnabled() for action in self.menu().actions() if not action.isSeparator()}

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


def keys(failures: Sequence[Failure]) -> set[str]:
    return {item.key for item in failures}


def test_one_is_tried_again(desk: Desk, qtbot: QtBot) -> None:
    desk.choose(3)
    assert not desk.page.details.line.isVisible()
    assert desk.again.main.text() == "Ask again"
    with qtbot.waitSignal(desk.page.retry) as caught:
        desk.again.main.click()
    assert (keys(caught.args[0]), caught.args[1]) == ({"F3"}, None)


def test_several_are_tried_again(desk: Desk, qtbot: QtBot) -> None:
    desk.choose(1, 2, 3)
    assert desk.again.main.text() == "Ask the kassas again (3)"
    with qtbot.waitSignal(desk.page.retry) as caught:
        desk.again.main.click()
    assert keys(caught.args[0]) == {"L1", "L2", "F3"}


def test_a_group_is_all_of_its_failures(desk: Desk, qtbot: QtBot) -> None:
    groups = [group.title for group in desk.presenter.model.groups]
    silent_ones = desk.presenter.model.index(groups.index("The kassa did not answer in time"), 0)
    desk.page.tree.setCurrentIndex(silent_ones)
    assert desk.chosen() == {3, 4}
    with qtbot.waitSignal(desk.page.retry) as caught:
        desk.again.main.click()
    assert keys(caught.args[0]) == {"F3", "F4"}


def test_all_are_tried_again(desk: Desk, qtbot: QtBot) -> None:
    assert desk.page.retry_all.main.text() == "Retry all (4)"
    with qtbot.waitSignal(desk.page.retry) as caught:
        desk.page.retry_all.main.click()
    assert (len(caught.args[0]), caught.args[1]) == (4, None)


def test_the_menu_offers_every_stage_that_is_possible(desk: Desk, qtbot: QtBot) -> None:
    desk.desk.open_failures = [silent(3, "S6/S6"), unloaded(5)]
    desk.presenter.refresh()
    desk.choose(3, 5)
    assert desk.again.main.text() == "Retry (2)"
    assert desk.lines() == {
        "From where it failed": True,
        "Ask the kassa again": True,
        "Read the kept file again (1 of 2)": True,
        "Load the kept file again (1 of 2)": True,
    }
    menu = desk.menu()
    parse = next(action for action in menu.actions() if action.text().startswith("Read"))
    with qtbot.waitSignal(desk.page.retry) as caught:
        parse.trigger()
    assert (keys(caught.args[0]), caught.args[1]) == ({"F3", "F5"}, Stage.PARSE)
    desk.choose(3)
    assert list(desk.lines().values()) == [True, False, False]


def test_a_file_that_failed_tells_its_stage_and_its_attempts(desk: Desk) -> None:
    desk.desk.open_failures = [unloaded(5)]
    desk.presenter.refresh()
    told = desk.page.details.facts.text()
    assert told.startswith("Sales of 28 Dec 2025")
    assert "Stage: Loading into the database" in told
    assert "3 attempt" in told
    assert "first 28 Dec 2025" in told
    row = desk.presenter.model.index_of(key_of(unloaded(5)))
    assert row.siblingAtColumn(FailureColumn.STAGE).data() == "Loading into the database"
    assert row.siblingAtColumn(FailureColumn.ATTEMPTS).data() == "3"
    assert desk.again.main.text() == "Retry"


def test_a_gap_is_asked_for_by_its_numbers(desk: Desk, qtbot: QtBot) -> None:
    desk.desk.open_failures = [gap(7)]
    desk.presenter.refresh()
    assert desk.again.main.text() == "Ask for exactly the missing numbers"
    assert desk.lines() == {
        "Ask for exactly the missing numbers": True,
        "Read the kept file again": False,
        "Load the kept file again": False,
    }
    with qtbot.waitSignal(desk.page.retry) as caught:
        desk.again.main.click()
    assert keys(caught.args[0]) == {"G7"}


def test_what_is_not_known_here_cannot_be_asked_for_and_it_is_said(desk: Desk) -> None:
    desk.desk.open_failures = [failure(1, kind=FailureKind.FILE, dates=None), silent(2, "X1/X1")]
    desk.presenter.refresh()
    for number in (1, 2):
        desk.choose(number)
        assert not desk.again.main.isEnabled()
        assert "load by date" in desk.again.main.toolTip()
        assert not desk.again.more.isEnabled()
    assert not desk.page.retry_all.main.isEnabled()
    assert desk.page.details.give_up.isEnabled()


def test_chosen_ones_are_dropped_for_a_reason(desk: Desk, qtbot: QtBot) -> None:
    desk.choose(1, 3)
    with qtbot.waitSignal(desk.page.drop) as caught:
        desk.page.details.give_up.click()
    assert keys(caught.args[0]) == {"L1", "F3"}
    desk.presenter.drop(["L1", "F3"], "known")
    assert desk.desk.letters.dropped == [({"L1", "F3"}, "known")]
    assert desk.page.count.text().startswith("2 problem")
    assert desk.page.count.text().endswith("dropped")


def test_a_refusal_is_told_above_the_list_with_the_way_around(desk: Desk, qtbot: QtBot) -> None:
    desk.desk.open_failures = [unloaded(5)]
    desk.presenter.refresh()
    notice = desk.page.notice
    desk.page.details.again.wished.emit(desk.page.tree.chosen(), Stage.LOAD)
    assert notice.isHidden()
    error = DeskError(ErrorCode.RETRY_OUTDATED, folder="L32/L32", file="response.txt", dates="2025-12-28")
    report = full_report()
    report.errors = [Problem.of(error)]
    notice.tell_report(report)
    assert notice.isVisible()
    assert "old rows back" in notice.text.text()
    with qtbot.waitSignal(desk.page.retry) as caught:
        notice.instead.click()
    assert (keys(caught.args[0]), caught.args[1]) == ({"F5"}, Stage.DOWNLOAD)
    assert notice.isHidden()
    notice.tell_refused(DeskError(ErrorCode.RETRY_IMPOSSIBLE, reason="closed", keys="F5"))
    assert notice.isVisible()
    assert notice.instead.isHidden()
    notice.begin((), None, ())
    report.errors = []
    notice.tell_report(report)
    assert notice.isHidden()


def test_that_a_kassa_does_not_have_the_numbers_is_told(desk: Desk) -> None:
    gone = DeskError(ErrorCode.GAP, reason="absent", workplace=1, first=5, last=7, count=3)
    report = full_report()
    report.errors = [Problem.of(gone, severity="warning")]
    desk.page.notice.tell_report(report)
    assert "has none of them" in desk.page.notice.text.text()


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


def test_a_narrow_page_leaves_out_what_the_details_tell(desk: Desk) -> None:
    header = desk.page.tree.header()
    for width, hidden in ((640, [FailureColumn.STAGE]), (1100, [])):
        desk.page.resize(width, 600)
        assert {*hidden} <= {column for column in FailureColumn if header.isSectionHidden(column)}
        assert header.sectionSize(FailureColumn.MESSAGE) > 180
    assert not any(header.isSectionHidden(column) for column in FailureColumn)


def test_five_thousand_failures_are_shown_quickly(desk: Desk, qtbot: QtBot) -> None:
    desk.desk.open_failures = [failure(number) for number in range(5001)]
    desk.presenter.refresh()
    assert desk.presenter.total == 5001
    assert "5001" in "".join(filter(str.isalnum, desk.page.count.text()))
    assert not desk.page.tree.isExpanded(desk.presenter.model.index(0, 0))


def test_an_empty_list_is_no_good_news_while_nobody_can_be_asked(desk: Desk) -> None:
    page = desk.page
    desk.desk.away = DeskError(ErrorCode.DB_CONNECTION, host="db:5432")
    desk.presenter.refresh()
    assert page.pages.currentWidget() is not page.unknown, "what was known is still shown"
    desk.desk.away, desk.desk.open_failures = None, []
    desk.presenter.refresh()
    assert page.pages.currentWidget() is page.calm
    desk.desk.away = DeskError(ErrorCode.DB_CONNECTION, host="db:5432")
    desk.presenter.refresh()
    assert page.pages.currentWidget() is page.unknown
    desk.desk.away = None
    page.unknown.action.click()
    assert page.pages.currentWidget() is page.calm


def test_a_hint_in_the_window_says_nothing_of_the_command_line(desk: Desk) -> None:
    error = DeskError(ErrorCode.GAP, workplace=1, first=5, last=7, count=3)
    desk.desk.open_failures = [replace(gap(6), hint=error.hint)]
    desk.presenter.refresh()
    assert "frontol-desk" in error.hint
    assert desk.page.details.hint.text() == "Ask the kassa for exactly these."
