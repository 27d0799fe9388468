"""The kassas at the left of the window, as an operator uses them: by mouse, by keyboard, with and without kassas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMenu, QStyle, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from frontol_desk.domain.report import FileStatus
from frontol_desk.domain.values import SourceFolder
from frontol_desk.ui.models.kassa_tree import KassaFilter
from frontol_desk.ui.presenters.kassas import KassasPresenter
from frontol_desk.ui.session import Session
from frontol_desk.ui.theme.states import WorkState
from frontol_desk.ui.theme.theme import current
from frontol_desk.ui.translation import Language, install_language
from frontol_desk.ui.views.kassa_panel import KassaPanel
from tests.unit.ui.kassas import FOLDERS, FURN, INTER, P13, S6, FakeDesk, FakeSession, state


@pytest.fixture
def session(qapp: QApplication) -> Iterator[FakeSession]:
    install_language(qapp, Language.EN)
    current().apply(qapp)
    yield FakeSession()
    qapp.setStyleSheet("")


@pytest.fixture
def presenter(session: FakeSession) -> KassasPresenter:
    return KassasPresenter(cast("Session", session))


@pytest.fixture
def panel(presenter: KassasPresenter, session: FakeSession, qtbot: QtBot) -> KassaPanel:
    made = KassaPanel(presenter)
    qtbot.addWidget(made)
    session.open(FakeDesk())
    made.resize(256, 500)
    made.show()
    made.tree.setFocus()
    return made


def choose(panel: KassaPanel, folder: SourceFolder) -> None:
    shown = panel.tree.model()
    assert isinstance(shown, KassaFilter)
    panel.tree.setCurrentIndex(shown.mapFromSource(panel._presenter.model.index_of(folder)))


def actions(panel: KassaPanel) -> dict[str, bool]:
    row = panel._row()
    assert row is not None
    menu = panel.menu_for(row)
    return {action.text(): action.isEnabled() for action in menu.actions() if action.text()}


def test_everything_is_open_and_the_first_line_is_current(panel: KassaPanel) -> None:
    model = panel.tree.model()
    assert panel.tree.currentIndex().data() == "P13"
    assert panel.tree.isExpanded(model.index(1, 0))
    assert panel._count.text() == "Checked 6 of 6"


def test_space_checks_and_arrows_move(panel: KassaPanel, presenter: KassasPresenter, qtbot: QtBot) -> None:
    qtbot.keyClick(panel.tree, Qt.Key.Key_Space)
    assert P13 not in presenter.checked()
    assert panel._count.text() == "Checked 5 of 6"
    qtbot.keyClick(panel.tree, Qt.Key.Key_Down)
    qtbot.keyClick(panel.tree, Qt.Key.Key_Space)
    assert not {P13, INTER, FURN}.intersection(presenter.checked())
    qtbot.keyClick(panel.tree, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert presenter.checked() == FOLDERS


def test_a_click_on_the_drawn_box_checks(panel: KassaPanel, presenter: KassasPresenter, qtbot: QtBot) -> None:
    index = panel.tree.model().index(0, 0)
    option = QStyleOptionViewItem()
    panel.tree.initViewItemOption(option)
    option.rect = panel.tree.visualRect(index)
    panel.tree.itemDelegate().initStyleOption(option, index)  # type: ignore[attr-defined]
    box = panel.tree.style().subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, option, panel.tree)
    accent = QColor(current().tokens.accent)
    assert panel.tree.viewport().grab().toImage().pixelColor(box.topLeft() + QPoint(4, 2)) == accent
    qtbot.mouseClick(panel.tree.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert P13 not in presenter.checked()
    assert panel.tree.viewport().grab().toImage().pixelColor(box.topLeft() + QPoint(4, 2)) != accent


def test_enter_loads_only_this_line(panel: KassaPanel, qtbot: QtBot) -> None:
    choose(panel, FURN)
    with qtbot.waitSignal(panel.load_only) as loaded:
        qtbot.keyClick(panel.tree, Qt.Key.Key_Return)
    assert loaded.args == [(FURN,)]
    qtbot.keyClick(panel.tree, Qt.Key.Key_Up)
    qtbot.keyClick(panel.tree, Qt.Key.Key_Up)
    with qtbot.waitSignal(panel.load_only) as loaded:
        qtbot.keyClick(panel.tree, Qt.Key.Key_Enter)
    assert loaded.args == [(INTER, FURN)]


def test_the_menu_offers_what_makes_sense(panel: KassaPanel, presenter: KassasPresenter) -> None:
    assert actions(panel)["Retry"] is False
    presenter.model.apply({FURN: state(FURN, FileStatus.FAILED), S6: state(S6, FileStatus.NO_RESPONSE)}, {})
    choose(panel, S6)
    assert actions(panel)["Retry"] is True
    panel.tree.setCurrentIndex(panel.tree.model().index(1, 0))
    assert actions(panel) | {"Retry": True, "Open its folder": False} == actions(panel)


@pytest.mark.parametrize(
    ("folder", "history"), [(P13, "P13"), (FURN, "N22/N22_FURN")], ids=["a kassa of one folder", "one of several"]
)
def test_the_menu_names_what_it_was_opened_on(panel: KassaPanel, folder: SourceFolder, history: str) -> None:
    choose(panel, folder)
    row = panel._row()
    assert row is not None
    row.live = WorkState.FAILED
    does = {action.text(): action for action in panel.menu_for(row).actions()}
    told: list[object] = []
    for signal in (panel.show_history, panel.open_folder, panel.load_only, panel.retry_only):
        signal.connect(told.append)
    for name in ("History", "Open its folder", "Load only this", "Retry"):
        does[name].trigger()
    assert told == [history, folder, (folder,), (folder,)]
    does["Copy name"].trigger()
    assert QGuiApplication.clipboard().text() == folder.folder


def test_the_menu_opens_at_the_current_line_by_keyboard(panel: KassaPanel, qtbot: QtBot) -> None:
    choose(panel, S6)
    rect = panel.tree.visualRect(panel.tree.currentIndex())
    with qtbot.waitSignal(panel.tree.menu_wished) as wished:
        panel.tree.contextMenuEvent(_keyboard_menu())
    assert wished.args is not None
    assert rect.contains(panel.tree.viewport().mapFromGlobal(wished.args[0]))
    (menu,) = panel.findChildren(QMenu)
    menu.close()


def _keyboard_menu() -> QContextMenuEvent:
    return QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), QPoint(0, 0))


def test_search_narrows_and_all_and_none_follow_it(panel: KassaPanel, presenter: KassasPresenter, qtbot: QtBot) -> None:
    panel.focus_search()
    qtbot.keyClicks(panel.search, "n22")
    qtbot.mouseClick(panel.none, Qt.MouseButton.LeftButton)
    assert presenter.checked() == tuple(folder for folder in FOLDERS if folder.kassa != "N22")
    panel.search.setText("nowhere")
    assert panel._stack.currentWidget() is panel.nothing_found
    panel.search.clear()
    assert panel._stack.currentWidget() is panel.tree
    qtbot.mouseClick(panel.all, Qt.MouseButton.LeftButton)
    assert presenter.checked() == FOLDERS


def test_without_kassas_it_says_so_and_offers_to_add_some(
    panel: KassaPanel, session: FakeSession, qtbot: QtBot
) -> None:
    session.open(FakeDesk(()))
    assert panel._stack.currentWidget() is panel.empty
    assert panel.empty.action.isVisible()
    with qtbot.waitSignal(panel.add_kassas):
        qtbot.mouseClick(panel.empty.action, Qt.MouseButton.LeftButton)
    session.open(FakeDesk())
    assert panel._stack.currentWidget() is panel.tree


def test_it_waits_in_silence_until_the_session_is_open(presenter: KassasPresenter, qtbot: QtBot) -> None:
    panel = KassaPanel(presenter)
    qtbot.addWidget(panel)
    assert panel._stack.currentWidget() is panel.tree
    assert panel._count.text() == ""


def test_every_control_has_a_name(panel: KassaPanel) -> None:
    for control in (panel.search, panel.tree, panel.all, panel.none):
        assert control.accessibleName()


def test_in_the_tree_the_search_key_searches_kassas_and_escape_leads_back(panel: KassaPanel, qtbot: QtBot) -> None:
    stops: list[str] = []
    others: list[str] = []
    QShortcut(QKeySequence("Ctrl+F"), panel).activated.connect(lambda: others.append("find"))
    QShortcut(QKeySequence("Esc"), panel).activated.connect(lambda: stops.append("stop"))
    qtbot.waitActive(panel)
    qtbot.keyClick(panel.tree, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert panel.focusWidget() is panel.search
    qtbot.keyClicks(panel.search, "furn")
    qtbot.keyClick(panel.search, Qt.Key.Key_Escape)
    assert (panel.search.text(), panel.focusWidget(), others, stops) == ("", panel.tree, [], [])
    qtbot.keyClick(panel.tree, Qt.Key.Key_Escape)
    assert stops == ["stop"]
