"""The tree of kassas: its shape, check boxes, states, search."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from frontol_desk.domain.report import FileStatus
from frontol_desk.domain.values import parse_kassas
from frontol_desk.ui.models.kassa_row import KassaRow
from frontol_desk.ui.models.kassa_tree import KassaFilter, KassaRole, KassaTreeModel
from frontol_desk.ui.theme.states import WorkState
from frontol_desk.ui.translation import Language, install_language
from tests.unit.ui.kassas import FOLDERS, FURN, INTER, O49, P13, S6, SH54, state

CHECKED, UNCHECKED, PARTLY = Qt.CheckState.Checked, Qt.CheckState.Unchecked, Qt.CheckState.PartiallyChecked
CHECK = Qt.ItemDataRole.CheckStateRole


@pytest.fixture
def model(qapp: QApplication) -> KassaTreeModel:
    install_language(qapp, Language.EN)
    tree = KassaTreeModel()
    tree.set_folders(FOLDERS)
    return tree


@pytest.fixture
def searched(model: KassaTreeModel) -> KassaFilter:
    return KassaFilter(model)


def names(model: KassaTreeModel | KassaFilter, parent: QModelIndex | None = None) -> list[str]:
    parent = parent or QModelIndex()
    return [model.index(row, 0, parent).data() for row in range(model.rowCount(parent))]


def n22(model: KassaTreeModel) -> QModelIndex:
    return model.index_of(FURN).parent()


def test_both_models_keep_qts_rules(model: KassaTreeModel, searched: KassaFilter, qtmodeltester: Any) -> None:
    qtmodeltester.check(model)
    qtmodeltester.check(searched)
    searched.setFilterFixedString("FURN")
    model.check([FURN, P13], checked=False)
    model.apply({S6: state(S6, FileStatus.NO_RESPONSE)}, {FURN: WorkState.RUNNING})
    model.set_folders(FOLDERS[:2])
    qtmodeltester.check(model)


def test_a_kassa_with_one_folder_is_one_line(model: KassaTreeModel) -> None:
    assert names(model) == ["P13", "N22", "SH54", "S6", "O49"]
    assert names(model, n22(model)) == ["N22_Inter", "N22_FURN"]
    assert not model.hasChildren(model.index_of(P13))
    assert model.folders() == FOLDERS


def test_folders_of_a_kassa_named_apart_come_together(model: KassaTreeModel) -> None:
    model.set_folders(parse_kassas("A:A1;B:B;A:A2"))
    assert names(model) == ["A", "B"]
    assert [str(folder) for folder in model.checked()] == ["A/A1", "A/A2", "B/B"]


def test_the_kassas_box_follows_and_leads_its_folders(model: KassaTreeModel, qtbot: QtBot) -> None:
    kassa = n22(model)
    assert kassa.data(CHECK) == CHECKED
    with qtbot.waitSignal(model.checked_changed):
        model.setData(model.index_of(FURN), UNCHECKED, CHECK)
    assert kassa.data(CHECK) == PARTLY
    assert model.checked() == (P13, INTER, SH54, S6, O49)
    model.setData(kassa, CHECKED.value, CHECK)
    assert model.checked() == FOLDERS
    model.setData(kassa, UNCHECKED.value, CHECK)
    assert kassa.data(CHECK) == UNCHECKED
    assert model.checked() == (P13, SH54, S6, O49)


def test_what_is_checked_already_is_not_told_again(model: KassaTreeModel, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(model.checked_changed):
        model.check(FOLDERS, checked=True)


def test_only_changed_lines_and_their_kassa_are_repainted(model: KassaTreeModel) -> None:
    told: list[str] = []
    model.dataChanged.connect(lambda first: told.append(first.data()))
    model.apply({}, {FURN: WorkState.RUNNING, P13: None})
    assert sorted(told) == ["N22", "N22_FURN"]
    told.clear()
    model.apply({}, {FURN: WorkState.RUNNING})
    assert told == []


@pytest.mark.parametrize(
    ("inter", "furn", "worst"),
    [
        (FileStatus.LOADED, FileStatus.LOADED, WorkState.LOADED),
        (FileStatus.LOADED, FileStatus.PARTIAL, WorkState.PARTIAL),
        (FileStatus.NO_RESPONSE, FileStatus.PARTIAL, WorkState.NO_ANSWER),
        (FileStatus.FAILED, FileStatus.NO_RESPONSE, WorkState.FAILED),
    ],
)
def test_a_kassa_shows_the_worst_of_its_folders(
    model: KassaTreeModel, inter: FileStatus, furn: FileStatus, worst: WorkState
) -> None:
    model.apply({INTER: state(INTER, inter), FURN: state(FURN, furn)}, {})
    assert n22(model).data(KassaRole.ROW).state is worst


def test_every_state_has_its_rank(model: KassaTreeModel) -> None:
    for work in WorkState:
        model.apply({}, {INTER: work, FURN: WorkState.NOT_EXPECTED})
        assert n22(model).data(KassaRole.ROW).state is work


def test_a_run_covers_what_is_known_and_leaves_it(model: KassaTreeModel) -> None:
    def now() -> WorkState | None:
        row: KassaRow = model.index_of(P13).data(KassaRole.ROW)
        return row.state

    assert now() is None
    model.apply({P13: state(P13, FileStatus.LOADED, discrepancies=1)}, {P13: WorkState.RUNNING})
    assert now() is WorkState.RUNNING
    model.apply({}, {P13: None})
    assert now() is WorkState.DISCREPANT
    assert model.index_of(P13).data(KassaRole.ROW).last_day == date(2025, 12, 28)


def test_the_tool_tip_tells_everything(model: KassaTreeModel) -> None:
    assert model.index_of(S6).data(Qt.ItemDataRole.ToolTipRole) == "S6/S6: Nothing loaded yet"
    model.apply({S6: state(S6, FileStatus.NO_RESPONSE)}, {})
    tip = model.index_of(S6).data(Qt.ItemDataRole.ToolTipRole)
    assert "did not answer" in tip
    assert "2025" in tip
    assert "1,346" in tip
    model.apply({S6: replace(state(S6, FileStatus.NO_RESPONSE), rows=0)}, {})
    assert "Last tried: 29 Dec 2025" in model.index_of(S6).data(Qt.ItemDataRole.ToolTipRole)
    model.apply({FURN: state(FURN, FileStatus.PARTIAL)}, {})
    assert "N22_FURN: Loaded partly" in n22(model).data(Qt.ItemDataRole.ToolTipRole)
    assert "S6" in model.index_of(S6).data(Qt.ItemDataRole.AccessibleTextRole)


def test_search_finds_folders_and_whole_kassas(searched: KassaFilter) -> None:
    searched.setFilterFixedString("furn")
    assert names(searched) == ["N22"]
    assert names(searched, searched.index(0, 0)) == ["N22_FURN"]
    searched.setFilterFixedString("s")
    assert names(searched) == ["SH54", "S6"]
    searched.setFilterFixedString("n22")
    assert names(searched, searched.index(0, 0)) == ["N22_Inter", "N22_FURN"]


def test_checking_under_a_search_leaves_the_hidden_alone(model: KassaTreeModel, searched: KassaFilter) -> None:
    searched.setFilterFixedString("furn")
    searched.check_shown(checked=False)
    assert model.checked() == (P13, INTER, SH54, S6, O49)
    model.check(FOLDERS, checked=False)
    assert searched.setData(searched.index(0, 0), CHECKED.value, CHECK)
    assert model.checked() == (FURN,)
    searched.setFilterFixedString("")
    searched.check_shown(checked=True)
    assert model.checked() == FOLDERS
