"""Sales that are missing: the words, the sign in the kassa tree, one notification a day, asked again after a load."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from frontol_desk.domain.events import RunFinished
from frontol_desk.domain.overview import Absence
from frontol_desk.domain.report import FileStatus
from frontol_desk.domain.values import SourceFolder
from frontol_desk.ui import formats
from frontol_desk.ui.models.absent import absent_text
from frontol_desk.ui.models.kassa_row import state_word
from frontol_desk.ui.models.kassa_tree import KassaTreeModel
from frontol_desk.ui.presenters.absences import AbsencesPresenter
from frontol_desk.ui.presenters.loads import LoadsPresenter
from frontol_desk.ui.presenters.tray import Notice, TrayStatus
from frontol_desk.ui.session import Session
from frontol_desk.ui.theme.states import WorkState
from frontol_desk.ui.translation import Language, install_language
from tests.unit.ui.boards import FakeLoads, FakeSession, report
from tests.unit.ui.kassas import FOLDERS, FURN, INTER, P13, S6, state

DUE = datetime(2025, 12, 28, 6, 0, tzinfo=UTC)
FOUR = "No sales of 27 Dec 2025 from P13/P13, N22/N22_Inter, N22/N22_FURN and 1 more folder"
HOUR = formats.clock(DUE)


def absent(folder: SourceFolder, day: int = 27) -> Absence:
    return Absence(folder=folder, day=date(2025, 12, day), due=DUE)


@pytest.fixture(autouse=True)
def english(qapp: QApplication) -> None:
    install_language(qapp, Language.EN)


@pytest.mark.parametrize(
    ("folders", "text"),
    [
        ([P13], f"No sales of 27 Dec 2025 from P13/P13, expected by {HOUR}"),
        ([P13, S6], f"No sales of 27 Dec 2025 from P13/P13, S6/S6, expected by {HOUR}"),
        (FOLDERS[:4], f"{FOUR}, expected by {HOUR}"),
    ],
)
def test_the_words_name_days_and_kassas(folders: list[SourceFolder], text: str) -> None:
    assert absent_text([absent(folder) for folder in folders]) == text


def test_several_days_are_named_by_their_ends() -> None:
    assert "26\N{EN DASH}27 December 2025" in absent_text([absent(P13), absent(S6, 26)])


def test_the_tree_marks_who_owes_a_day(qapp: QApplication) -> None:
    tree = KassaTreeModel()
    tree.set_folders(FOLDERS)
    tree.apply({P13: state(P13, FileStatus.LOADED)}, {})
    tree.set_absent([absent(P13), absent(FURN)])
    row, parent = tree.row_of(tree.index_of(P13)), tree.row_of(tree.index_of(FURN).parent())
    assert row is not None
    assert parent is not None
    assert state_word(row) == f"27 Dec is missing, expected by {HOUR}"
    tip = tree.index_of(P13).data(Qt.ItemDataRole.ToolTipRole)
    assert "Before that: Loaded" in tip
    assert parent.look == row.look
    tree.apply({}, {P13: WorkState.RUNNING})
    assert row.look is not None
    assert row.look.icon == "spinner"
    tree.set_absent([absent(INTER)])
    tree.apply({}, {P13: None})
    assert row.look.icon != "warning"


def test_the_tray_tells_of_a_kassa_and_its_day_once(qapp: QApplication, tmp_path: Path) -> None:
    session = FakeSession(tmp_path)
    status = TrayStatus(cast("Session", session), cast("LoadsPresenter", FakeLoads()))
    told: list[Notice] = []
    status.noticed.connect(told.append)
    status.tell_absent([absent(P13), absent(INTER)])
    status.tell_absent([absent(P13), absent(FURN)])
    assert len(told) == 1
    status.tell_absent([absent(P13), absent(S6), absent(P13, 28)])
    assert len(told) == 2
    assert "27\N{EN DASH}28 December" in told[1].text
    status.tell_absent([])
    assert len(told) == 2


def test_it_is_asked_on_opening_and_after_each_run(qapp: QApplication, tmp_path: Path) -> None:
    session = FakeSession(tmp_path)
    presenter = AbsencesPresenter(cast("Session", session))
    changes: list[tuple[Absence, ...]] = []
    presenter.changed.connect(lambda: changes.append(presenter.absent))
    desk = session.open()
    desk.absent = (absent(P13),)
    session.work()
    assert changes == [(absent(P13),)]
    desk.events.publish(RunFinished(run_id="R", report=report()))
    session.work()
    assert len(changes) == 1
    presenter.tell_again()
    presenter.refresh()
    session.work()
    assert len(changes) == 2
    session.close()
    assert changes[-1] == ()
