"""Grouped lists: open failures by cause, problems of a run by file; and the files of a run."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from frontol_desk.ui.models.failures import FailureColumn, FailureTreeModel, by_cause, key_of
from frontol_desk.ui.models.grouped import ITEM
from frontol_desk.ui.models.run_files import LOADED, STATE, RunFilesModel
from frontol_desk.ui.models.run_problems import ProblemColumn, RunProblemsModel, by_file, discrepancies_in
from tests.unit.ui.past import failure, full_report, silent


def test_the_failures_are_a_sound_model(qtmodeltester: ModelTester, qtbot: QtBot) -> None:
    model = FailureTreeModel()
    model.show(by_cause([failure(1), failure(2), silent(3, "S6/S6")]))
    qtmodeltester.check(model)


def test_the_most_frequent_cause_comes_first_and_in_it_the_newest(qtbot: QtBot) -> None:
    groups = by_cause([silent(5, "S6/S6"), failure(2), failure(1)])
    assert [group.title for group in groups] == ["A value is not a number", "The kassa did not answer in time"]
    assert [item.id for item in groups[0].items] == [1, 2]


def test_a_group_gives_all_of_its_items_and_an_item_itself(qtbot: QtBot) -> None:
    model = FailureTreeModel()
    model.show(by_cause([failure(1), failure(2), silent(3, "S6/S6")]))
    group = model.index(0, 0)
    assert [item.id for item in model.items_of(group)] == [1, 2]
    second = model.index(1, FailureColumn.LINE, group)
    assert second.data() == "151"
    assert model.items_of(second) == (second.data(ITEM),)
    assert model.index_of(key_of(silent(3, "S6/S6"))).parent() == model.index(1, 0)
    assert not model.index_of(key_of(failure(9))).isValid()


def test_the_same_again_resets_nothing(qtbot: QtBot) -> None:
    model = FailureTreeModel()
    model.show(by_cause([failure(1)]))
    resets = []
    model.modelReset.connect(lambda: resets.append(True))
    model.show(by_cause([failure(1)]))
    assert not resets


def test_the_problems_of_a_run_are_a_sound_model(qtmodeltester: ModelTester, qtbot: QtBot) -> None:
    model = RunProblemsModel()
    model.show(by_file(full_report().errors))
    qtmodeltester.check(model)


def test_problems_stand_under_their_file_errors_first(qtbot: QtBot) -> None:
    model = RunProblemsModel()
    model.show(by_file(full_report().errors))
    assert [group.title for group in model.groups] == ["O49/O49, response.txt", "P13/P13, response.txt", "S6/S6"]
    assert [group.tone for group in model.groups] == ["red", "amber", "red"]
    broken = model.index(0, ProblemColumn.LINE, model.index(0, 0))
    assert broken.data() == "150"
    assert broken.siblingAtColumn(ProblemColumn.SEVERITY).data() == "Error"
    assert model.index(1, ProblemColumn.SEVERITY, model.index(0, 0)).data() == "Warning"


def test_a_problem_of_the_whole_run_has_a_group(qtbot: QtBot) -> None:
    problem = full_report().errors[0].model_copy(update={"source_folder": None, "file": None})
    assert by_file([problem])[0].title == "The whole run"


def test_the_files_of_a_run_are_a_sound_model(qtmodeltester: ModelTester, qtbot: QtBot) -> None:
    report = full_report()
    model = RunFilesModel()
    model.show(report.details, discrepancies_in(report.errors))
    qtmodeltester.check(model)


def test_files_tell_state_rows_and_seconds(qtbot: QtBot) -> None:
    report = full_report()
    model = RunFilesModel()
    model.show(report.details, discrepancies_in(report.errors))
    states = [model.index(row, STATE).data() for row in range(3)]
    assert states == ["Loaded, does not balance", "Loaded partly", "The kassa did not answer"]
    assert model.index(1, LOADED).data() == "997"
    assert model.index(2, LOADED).data() == "\N{EM DASH}"
    waited = next(
        column
        for column in range(model.columnCount())
        if model.headerData(column, Qt.Orientation.Horizontal) == "Wait, s"
    )
    assert model.index(2, waited).data() == "600.0"
