"""Colours that can be read, icons that exist in every colour, and a program that changes its clothes while it runs."""

from __future__ import annotations

import re
import struct
from collections import Counter
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtCore import QFile, QIODevice, QSize
from PySide6.QtGui import QAction, QColor, QFont, QFontDatabase, QFontInfo, QIcon, QImage, QPalette
from PySide6.QtWidgets import QApplication, QMainWindow, QPushButton, QTreeWidget, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from frontol_desk.domain.report import FileDetail, FileStatus, RunStatus, Stage
from frontol_desk.domain.resources import resource
from frontol_desk.ui.theme import theme as theme_module
from frontol_desk.ui.theme.ico import SIZES, write_ico
from frontol_desk.ui.theme.icon_files import TINTED, icon_path
from frontol_desk.ui.theme.icons import app_icon, icon, keep_icon, pixmap
from frontol_desk.ui.theme.memory_files import register
from frontol_desk.ui.theme.states import WorkState, look, run_look, stage_word, state_of
from frontol_desk.ui.theme.stylesheet import stylesheet_of
from frontol_desk.ui.theme.theme import Theme, current
from frontol_desk.ui.theme.tokens import TONES, Scheme, tokens_of

SURFACES = ("window", "panel", "raised", "field", "hover", "selection")
DRAWINGS = sorted(path for path in resource("icons").glob("*.svg") if path.stem != "app")
NAMES = re.findall(
    r"\S+",
    """
    load stop pause resume retry search settings help calendar chevron-left chevron-right chevron-down
    clock spinner check scales half cross no-answer dash till folder file copy open-folder export
    database server disk key history queue reconcile errors dashboard log tray info warning close plus
    minus edit trash filter download archive parse verify acknowledge request user globe moon sun eye
    eye-off arrow-right external
    """,
)


def lightness(colour: str) -> float:
    """Return the relative luminance as WCAG 2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio as WCAG 2 defines it."""
    dark, light = sorted((lightness(one), lightness(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """Return the program's theme, light to begin with."""
    made = current()
    made.set_wish("light")
    made.apply(qapp)
    yield made
    made.set_wish("system")
    qapp.setStyleSheet("")


def test_contrast_is_measured_as_the_standard_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("scheme", "words"), list(product(Scheme, ("text", "muted", *TONES))))
def test_words_can_be_read_on_every_surface(scheme: Scheme, words: str) -> None:
    tokens = tokens_of(scheme)
    grounds = {name: tokens.colour(name) for name in SURFACES}
    grounds |= {f"{tone} tint": tokens.tint(tone) for tone in TONES if words in ("text", "muted", tone)}
    low = {name: contrast(tokens.colour(words), ground) for name, ground in grounds.items()}
    assert not {name: ratio for name, ratio in low.items() if ratio < 4.5}


@pytest.mark.parametrize(("scheme", "ground"), list(product(Scheme, ("accent", "accent_hover", "accent_pressed"))))
def test_the_primary_button_can_be_read(scheme: Scheme, ground: str) -> None:
    tokens = tokens_of(scheme)
    assert contrast(tokens.on_accent, tokens.colour(ground)) >= 4.5


@pytest.mark.parametrize("scheme", Scheme)
def test_outlines_of_choices_can_be_seen(scheme: Scheme) -> None:
    tokens = tokens_of(scheme)
    assert min(contrast(tokens.faint, ground) for ground in (tokens.field, tokens.panel, tokens.window)) >= 3
    assert min(contrast(tokens.accent, ground) for ground in (tokens.panel, tokens.window, tokens.grey_tint)) >= 3


@pytest.mark.parametrize("scheme", Scheme)
def test_the_style_sheet_is_complete(scheme: Scheme) -> None:
    sheet = stylesheet_of(scheme)
    paths = re.findall(r"url\((:[^)]+)\)", sheet)
    assert len(paths) > 10
    assert all(QFile.exists(path) for path in paths)
    assert "$" not in sheet
    assert "icon(" not in sheet
    assert sheet.count("{") == sheet.count("}")


def test_schemes_differ() -> None:
    assert stylesheet_of(Scheme.LIGHT) != stylesheet_of(Scheme.DARK)


def test_files_in_memory_are_read_back() -> None:
    files = {
        f"test/{folder}/файл-{number}.txt": f"{folder}{number}".encode() for folder in "ab" for number in range(40)
    }
    register(files)
    for path, content in files.items():
        file = QFile(f":/{path}")
        assert file.open(QIODevice.OpenModeFlag.ReadOnly), path
        assert file.readAll().data() == content
    assert not QFile.exists(":/test/a/nothing.txt")


def test_every_icon_of_the_window_is_drawn() -> None:
    assert set(NAMES) <= {path.stem for path in DRAWINGS}


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
def test_icons_are_of_one_hand(path: Path) -> None:
    drawing = path.read_text("utf-8")
    assert 'width="20" height="20" viewBox="0 0 20 20"' in drawing
    assert 'stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"' in drawing
    assert set(re.findall(r'(?:stroke|fill)="([^"]+)"', drawing)) <= {"none", "currentColor"}


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
def test_an_icon_is_drawn_in_the_colour_asked_for(theme: Theme, path: Path) -> None:
    image = pixmap(path.stem, "red", 20, 4).toImage()
    points = product(range(image.width()), range(image.height()))
    colours = (image.pixelColor(x, y) for x, y in points)
    solid = Counter(colour.name() for colour in colours if colour.alpha() == 255)
    assert solid.most_common(1)[0][0] == theme.tokens.red


@pytest.mark.parametrize("tone", TINTED)
def test_every_tone_has_a_colour(tone: str) -> None:
    assert all(tokens_of(scheme).colour(tone).startswith("#") for scheme in Scheme)


def test_an_icon_nobody_drew_is_refused(theme: Theme) -> None:
    with pytest.raises(LookupError):
        icon("nothing")
    with pytest.raises(LookupError):
        icon_path("check", "hairline", Scheme.LIGHT)


def test_a_wide_icon_keeps_its_distance(theme: Theme) -> None:
    wide = icon("check", wide=True).pixmap(QSize(25, 20), 1).toImage()
    assert wide.width() == 25
    assert not any(wide.pixelColor(x, y).alpha() for x, y in product(range(20, 25), range(20)))


def test_a_disabled_icon_is_pale(theme: Theme) -> None:
    image = icon("stop").pixmap(QSize(20, 20), QIcon.Mode.Disabled).toImage()
    assert image.pixelColor(10, 10).name() == theme.tokens.faint
    selected = icon("stop").pixmap(QSize(20, 20), QIcon.Mode.Selected).toImage()
    assert selected.pixelColor(10, 10).name() == theme.tokens.text


def test_a_wish_changes_the_program_while_it_runs(theme: Theme, qapp: QApplication, qtbot: QtBot) -> None:
    button, action = QPushButton(), QAction()
    qtbot.addWidget(button)
    keep_icon(button, "stop")
    keep_icon(action, "stop", "blue")
    with qtbot.waitSignal(theme.changed):
        theme.set_wish("dark")
    dark = tokens_of(Scheme.DARK)
    assert theme.scheme is Scheme.DARK
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(dark.window)
    assert dark.panel in qapp.styleSheet()
    assert button.icon().pixmap(20, 20).toImage().pixelColor(10, 10).name() == dark.text
    assert action.icon().pixmap(20, 20).toImage().pixelColor(10, 10).name() == dark.blue


def test_the_same_wish_again_is_nothing(theme: Theme, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(theme.changed):
        theme.set_wish("light")


def test_the_system_is_followed(
    theme: Theme, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    theme.set_wish("system")
    monkeypatch.setattr(theme_module, "system_scheme", lambda: Scheme.DARK)
    with qtbot.waitSignal(theme.changed):
        qapp.styleHints().colorSchemeChanged.emit(qapp.styleHints().colorScheme())
    assert theme.scheme is Scheme.DARK
    with qtbot.waitSignal(theme.changed):
        theme.set_wish("light")
    with qtbot.assertNotEmitted(theme.changed):
        qapp.styleHints().colorSchemeChanged.emit(qapp.styleHints().colorScheme())


def test_an_icon_is_kept_for_one_name_at_a_time(theme: Theme, qtbot: QtBot) -> None:
    button = QPushButton()
    qtbot.addWidget(button)
    keep_icon(button, "cross", "red")
    keep_icon(button, "stop", "green")
    theme.set_wish("dark")
    assert button.icon().pixmap(20, 20).toImage().pixelColor(10, 10).name() == tokens_of(Scheme.DARK).green


def test_figures_are_of_one_width(theme: Theme, qapp: QApplication) -> None:
    font = qapp.font()
    assert font.pointSizeF() == theme_module.POINTS
    assert font.featureValue(QFont.Tag("tnum")) == 1
    if "Inter" in QFontDatabase.families():
        assert QFontInfo(font).family() == "Inter"


def test_rows_keep_their_height_inside_a_window(theme: Theme, qtbot: QtBot) -> None:
    window, tree = QMainWindow(), QTreeWidget()
    qtbot.addWidget(window)
    row = QTreeWidgetItem(["P13"])
    tree.addTopLevelItem(row)
    window.setCentralWidget(tree)
    with qtbot.waitExposed(window):
        window.show()
    assert tree.visualItemRect(row).height() >= 28


def test_every_state_has_words_and_a_sign_of_its_own() -> None:
    looks = [look(state) for state in WorkState]
    assert len({one.word for one in looks}) == len(WorkState)
    assert {one.tone for one in looks} <= set(TONES)
    assert {one.icon for one in looks} <= {path.stem for path in DRAWINGS}
    alarming = [look(state).icon for state in (WorkState.DISCREPANT, WorkState.PARTIAL, WorkState.FAILED)]
    assert len({*alarming, look(WorkState.NO_ANSWER).icon, look(WorkState.LOADED).icon}) == 5


def test_every_stage_and_run_has_words() -> None:
    assert len({stage_word(stage) for stage in Stage}) == len(Stage)
    assert len({run_look(status).word for status in RunStatus}) == len(RunStatus)
    assert run_look(RunStatus.RUNNING, abandoned=True) != run_look(RunStatus.RUNNING)


@pytest.mark.parametrize(
    ("status", "discrepancies", "state"),
    [
        (FileStatus.LOADED, 0, WorkState.LOADED),
        (FileStatus.LOADED, 2, WorkState.DISCREPANT),
        (FileStatus.UNCHANGED, 0, WorkState.UNCHANGED),
        (FileStatus.UNCHANGED, 1, WorkState.DISCREPANT),
        (FileStatus.PARTIAL, 1, WorkState.PARTIAL),
        (FileStatus.FAILED, 0, WorkState.FAILED),
        (FileStatus.NO_RESPONSE, 0, WorkState.NO_ANSWER),
        (FileStatus.ALREADY_PROCESSED, 0, WorkState.SKIPPED),
        (FileStatus.CANCELLED, 0, WorkState.CANCELLED),
    ],
)
def test_a_finished_file_has_a_state(status: FileStatus, discrepancies: int, state: WorkState) -> None:
    assert state_of(FileDetail(source_folder="P13/P13", status=status), discrepancies) is state


def test_the_windows_icon_holds_every_size(tmp_path: Path, qapp: QApplication) -> None:
    path = tmp_path / "app.ico"
    write_ico(path)
    data = path.read_bytes()
    assert struct.unpack_from("<HHH", data) == (0, 1, len(SIZES))
    for number, size in enumerate(SIZES):
        width, height, _, _, _, bits, length, offset = struct.unpack_from("<BBBBHHII", data, 6 + 16 * number)
        image = QImage.fromData(data[offset : offset + length])
        assert (width or 256, height or 256, bits) == (size, size, 32)
        assert image.size() == QSize(size, size)
    assert 16 in SIZES
    assert 256 in SIZES


def test_the_application_icon_is_legible_when_small(qapp: QApplication) -> None:
    image = app_icon().pixmap(QSize(16, 16), 1).toImage()
    colours = [image.pixelColor(x, y) for x, y in product(range(16), range(16))]
    assert sum(colour.lightness() > 230 and colour.alpha() == 255 for colour in colours) > 20
    assert sum(colour.green() > colour.blue() and colour.lightness() < 150 for colour in colours) > 6
