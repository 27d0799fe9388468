"""Every item model of the window keeps Qt's rules, filled as an ordinary day fills it; none is forgotten."""

from __future__ import annotations

import importlib
import inspect
import logging
import pkgutil
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester

from frontol_desk import ui
from frontol_desk.ui.dialogs.kassas_model import KassaListModel
from frontol_desk.ui.models.audit import AuditModel
from frontol_desk.ui.models.chosen_rows import ChosenRow, ChosenRows
from frontol_desk.ui.models.failures import FailureTreeModel, by_cause
from frontol_desk.ui.models.grouped import GroupedModel
from frontol_desk.ui.models.history import HistoryModel
from frontol_desk.ui.models.kassa_tree import KassaFilter, KassaTreeModel
from frontol_desk.ui.models.log import LogFilter, LogLine, LogModel
from frontol_desk.ui.models.queue import QueueColumn, QueueModel
from frontol_desk.ui.models.queue_filter import QueueFilterModel
from frontol_desk.ui.models.recent import CausesModel, RecentRunsModel
from frontol_desk.ui.models.run_files import RunFilesModel
from frontol_desk.ui.models.run_problems import RunProblemsModel, by_file
from frontol_desk.ui.theme.states import WorkState
from frontol_desk.ui.translation import Language, install_language
from tests.unit.ui.boards import dashboard
from tests.unit.ui.kassas import FOLDERS
from tests.unit.ui.past import failure, full_report, run_entry, silent
from tests.unit.ui.queue_rows import row, rows_of_all_states
from tests.unit.ui.test_audit_page import entry as action

Model = type[QAbstractItemModel]
Check = Callable[[QAbstractItemModel], None]


@pytest.fixture(autouse=True)
def english(qapp: QApplication) -> None:
    install_language(qapp, Language.EN)


@pytest.fixture
def check(qtmodeltester: ModelTester) -> Check:
    """Look at a model now, and at every signal of it until the test ends."""
    checked: Check = qtmodeltester.check
    return checked


def kassa_list(check: Check) -> QAbstractItemModel:
    model = KassaListModel()
    check(model)
    model.set_text("P13:P13;N22:N22_Inter,N22_FURN")
    model.add_blank()
    model.remove([0])
    return model


def failures(check: Check) -> QAbstractItemModel:
    model = FailureTreeModel()
    check(model)
    model.show(by_cause([failure(1), failure(2), silent(3, "S6/S6")]))
    model.show(by_cause([failure(2)]))
    return model


def problems(check: Check) -> QAbstractItemModel:
    model = RunProblemsModel()
    check(model)
    model.show(by_file(full_report().errors))
    return model


def run_files(check: Check) -> QAbstractItemModel:
    model = RunFilesModel()
    check(model)
    model.show(full_report().details, {("P13/P13", "response.txt"): 1})
    model.retell()
    return model


def history(check: Check) -> QAbstractItemModel:
    model = HistoryModel()
    check(model)
    model.show([run_entry(1), run_entry(2)], complete=False)
    model.append([run_entry(3)], complete=True)
    model.show([run_entry(0), run_entry(1), run_entry(2), run_entry(3)], complete=True)
    return model


def audit(check: Check) -> QAbstractItemModel:
    model = AuditModel()
    check(model)
    model.show([action(2), action(3)])
    model.show([action(0), action(1), action(2)])
    model.show([action(1)])
    model.retell()
    return model


def chosen_rows(check: Check) -> QAbstractItemModel:
    model = ChosenRows(lambda: ("Kassa", "Day"))
    check(model)
    model.show([ChosenRow(number, lambda: ("P13/P13", "28.12"), "till") for number in range(3)])
    model.setData(model.index(1, 0), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    model.choose_all(False)
    model.show([ChosenRow(1, lambda: ("P13/P13", "28.12"), can_be_chosen=False)])
    model.retranslate()
    return model


def kassa_tree(check: Check) -> QAbstractItemModel:
    model = KassaTreeModel()
    check(model)
    model.set_folders(FOLDERS)
    model.check(FOLDERS[:2], checked=False)
    model.apply({}, dict.fromkeys(FOLDERS, WorkState.RUNNING))
    return model


def kassa_filter(check: Check) -> QAbstractItemModel:
    source = KassaTreeModel()
    model = KassaFilter(source)
    source.setParent(model)
    check(model)
    source.set_folders(FOLDERS)
    model.setFilterFixedString("FURN")
    return model


def log_lines() -> list[LogLine]:
    now = datetime(2025, 12, 28, 7, 2, 11, tzinfo=UTC)
    levels = (logging.INFO, logging.WARNING, logging.ERROR)
    return [LogLine(at=now, level=level, logger="a.b", message=f"line {level}", kassa="P13/P13") for level in levels]


def log(check: Check) -> QAbstractItemModel:
    model = LogModel()
    check(model)
    model.append(log_lines())
    model.append(log_lines())
    return model


def log_filter(check: Check) -> QAbstractItemModel:
    source = LogModel()
    model = LogFilter(source)
    source.setParent(model)
    check(model)
    source.append(log_lines())
    model.set_level(logging.WARNING)
    source.append(log_lines())
    return model


def queue(check: Check) -> QAbstractItemModel:
    model = QueueModel()
    check(model)
    change(model)
    return model


def queue_filter(check: Check) -> QAbstractItemModel:
    source = QueueModel()
    model = QueueFilterModel(source)
    source.setParent(model)
    check(model)
    model.sort(QueueColumn.ROWS)
    change(source)
    return model


def change(model: QueueModel) -> None:
    """Let rows come, change and go."""
    rows = rows_of_all_states(datetime.now(UTC))
    model.add(rows)
    model.add([row(90, "X/X", WorkState.RUNNING)])
    rows[2].state = WorkState.LOADED
    model.touch([one.id for one in rows])
    model.remove(rows[3:5])
    model.retranslate()


def recent_runs(check: Check) -> QAbstractItemModel:
    model = RecentRunsModel()
    check(model)
    model.show(dashboard().recent)
    return model


def causes(check: Check) -> QAbstractItemModel:
    model = CausesModel()
    check(model)
    model.show(dashboard().causes)
    return model


FACTORIES: dict[Model, Callable[[Check], QAbstractItemModel]] = {
    KassaListModel: kassa_list,
    FailureTreeModel: failures,
    RunProblemsModel: problems,
    RunFilesModel: run_files,
    HistoryModel: history,
    AuditModel: audit,
    ChosenRows: chosen_rows,
    KassaTreeModel: kassa_tree,
    KassaFilter: kassa_filter,
    LogModel: log,
    LogFilter: log_filter,
    QueueModel: queue,
    QueueFilterModel: queue_filter,
    RecentRunsModel: recent_runs,
    CausesModel: causes,
}
"""Each makes a model, has it checked, and changes it in every way while it is watched."""
ONLY_A_BASE = {GroupedModel}


def models() -> set[Model]:
    """Return every item model that the window's package defines."""
    found: set[Model] = set()
    for module in pkgutil.walk_packages(ui.__path__, "frontol_desk.ui."):
        for _, kind in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if issubclass(kind, QAbstractItemModel) and kind.__module__.startswith("frontol_desk."):
                found.add(kind)
    return found - ONLY_A_BASE


def test_every_model_is_tried() -> None:
    assert models() == FACTORIES.keys()


@pytest.mark.parametrize("kind", FACTORIES, ids=lambda kind: kind.__name__)
def test_a_model_keeps_qts_rules(kind: Model, check: Check) -> None:
    model = FACTORIES[kind](check)
    assert type(model) is kind
    assert model.rowCount() > 0
    check(model)
