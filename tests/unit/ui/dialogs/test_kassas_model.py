"""The table of kassas: an honest item model, and the text it stands for."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester

from frontol_desk.domain.errors import DeskError
from frontol_desk.domain.values import SourceFolder
from frontol_desk.ui.dialogs.kassas_model import FOLDER, KASSA, KassaListModel, folders_in

TEXT = "P13:P13;N22:N22_Inter,N22_FURN"


@pytest.fixture
def model(english: None) -> KassaListModel:
    return KassaListModel()


def test_model(model: KassaListModel, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(model)
    model.set_text(TEXT)
    place = model.add_blank()
    model.setData(place, "SH54")
    model.remove([0, 2])
    model.add([SourceFolder("A", "A")])
    assert model.text() == "N22:N22_Inter;SH54:SH54;A:A"


def test_text_comes_and_goes(model: KassaListModel) -> None:
    model.set_text(TEXT)
    assert model.rowCount() == 3
    assert model.text() == TEXT


def test_a_folder_is_called_as_its_kassa_unless_one_says_otherwise(model: KassaListModel) -> None:
    place = model.add_blank()
    model.setData(place, "P13")
    assert model.text() == "P13:P13"
    model.setData(place, "P14")
    assert model.text() == "P14:P14"
    model.setData(place.siblingAtColumn(FOLDER), "other")
    model.setData(place, "P15")
    assert model.text() == "P15:other"


def test_only_one_blank_line_at_a_time_and_it_does_not_count(model: KassaListModel) -> None:
    model.add_blank()
    model.add_blank()
    assert model.rowCount() == 1
    assert model.text() == ""
    assert model.first_problem() == ""


def test_problems_are_told_at_their_line(model: KassaListModel) -> None:
    model.set_text("P13:P13;S6:S/6;P13:P13")
    assert [bool(model.problem(row)) for row in range(3)] == [True, True, True]
    assert "S6/S/6" in model.problem(1)
    assert "twice" in model.problem(0)
    assert model.data(model.index(1, KASSA), Qt.ItemDataRole.ToolTipRole) == model.problem(1)


def test_adding_leaves_out_what_is_there(model: KassaListModel) -> None:
    model.set_text("P13:P13")
    assert model.add(folders_in(TEXT)) == 2
    assert model.add(folders_in(TEXT)) == 0
    assert model.text() == TEXT


@pytest.mark.parametrize(
    "text", [TEXT, f"KASSA_STRUCTURE={TEXT}", f'KASSA_STRUCTURE="{TEXT}"\n', "P13:P13\nN22:N22_Inter,N22_FURN\n"]
)
def test_texts_that_people_paste(text: str) -> None:
    assert [str(folder) for folder in folders_in(text)] == ["P13/P13", "N22/N22_Inter", "N22/N22_FURN"]


def test_a_text_with_a_mistake_names_it() -> None:
    with pytest.raises(DeskError) as caught:
        folders_in("P13:P13;N22")
    assert "N22" in caught.value.message
