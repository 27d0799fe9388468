"""What is asked before the window closes, and what is shown when the program fails."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from frontol_desk.ui.dialogs.close_during_load import CloseDuringLoad
from frontol_desk.ui.dialogs.crash import CrashDialog


def asked(qtbot: QtBot, *, tray: bool = True) -> tuple[CloseDuringLoad, list[str]]:
    dialog = CloseDuringLoad(tray=tray)
    qtbot.addWidget(dialog)
    chosen: list[str] = []
    dialog.chosen.connect(chosen.append)
    dialog.open()
    return dialog, chosen


@pytest.mark.parametrize(("way", "choice"), [("background", "tray"), ("stop", "stop"), ("stay", "cancel")])
def test_each_way_is_one_click(english: None, qtbot: QtBot, way: str, choice: str) -> None:
    dialog, chosen = asked(qtbot)
    qtbot.mouseClick(getattr(dialog, way), Qt.MouseButton.LeftButton)
    assert chosen == [choice]
    assert not dialog.isVisible()


def test_escape_means_to_go_on_working(english: None, qtbot: QtBot) -> None:
    dialog, chosen = asked(qtbot)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert chosen == ["cancel"]


def test_without_a_tray_the_window_is_minimised(english: None, qtbot: QtBot) -> None:
    with_tray, _ = asked(qtbot, tray=True)
    without, _ = asked(qtbot, tray=False)
    assert "tray" in with_tray.background.accessibleName()
    assert "minimised" in without.background.accessibleName()


def test_the_words_of_a_way_are_never_cut(english: None, qtbot: QtBot) -> None:
    dialog, _ = asked(qtbot)
    dialog.resize(dialog.minimumSizeHint())
    qtbot.waitUntil(lambda: dialog.stop.height() >= dialog.stop.heightForWidth(dialog.stop.width()))


def test_the_text_for_support_is_masked_and_copied(english: None, qtbot: QtBot) -> None:
    dialog = CrashDialog("ValueError: ivan@shop.example 4276 1234 5678 9012")
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.mouseClick(dialog.copy, Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("ValueError")
    assert "ivan" not in copied
    assert "4276" not in copied
    with qtbot.waitSignal(dialog.finished):
        qtbot.mouseClick(dialog.go_on, Qt.MouseButton.LeftButton)
