"""The details: story, line at fault, steps through problems, and a text for support that tells nobody's data."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from frontol_desk.domain.report import Stage
from frontol_desk.ui.models.queue_row import Mark, QueueRow
from frontol_desk.ui.models.queue_words import progress_text, share_done, summary
from frontol_desk.ui.theme.states import WorkState
from frontol_desk.ui.theme.theme import current
from frontol_desk.ui.views.details_panel import DetailsPanel
from frontol_desk.ui.views.offending_line import field_span
from frontol_desk.ui.views.story import Story
from frontol_desk.ui.views.story_stations import Passing, story_of
from frontol_desk.ui.views.support_text import masked, support_text
from tests.unit.ui.queue_pages import Pages, click
from tests.unit.ui.queue_rows import BROKEN, EQUATION, problem, row, rows_of_all_states

ROWS = {row.id: row for row in rows_of_all_states(datetime.now(UTC))}
PARTIAL, SILENT, DISCREPANT, FAILED = ROWS[4], ROWS[5], ROWS[7], ROWS[9]


@pytest.fixture
def panel(qtbot: QtBot, qapp: QApplication) -> DetailsPanel:
    current().apply(qapp)
    made = DetailsPanel()
    qtbot.addWidget(made)
    made.resize(1100, 300)
    made.raw_line_wanted.connect(lambda _row, one: made.show_raw_line(one, BROKEN))
    with qtbot.waitExposed(made):
        made.show()
    return made


def passings(row: QueueRow) -> dict[Mark, Passing]:
    return {station.mark: station.passing for station in story_of(row)}


def test_a_story_tells_where_a_file_stands() -> None:
    assert set(passings(ROWS[1]).values()) == {Passing.DONE}
    assert passings(PARTIAL)[Mark.PARSED] is Passing.WARNING
    assert passings(DISCREPANT)[Mark.VERIFIED] is Passing.WARNING
    failed = passings(FAILED)
    assert failed[Mark.APPEARED] is Passing.DONE
    assert failed[Mark.DOWNLOADED] is Passing.FAILED
    assert failed[Mark.ARCHIVED] is Passing.UNKNOWN
    silent = passings(SILENT)
    assert (silent[Mark.PICKED_UP], silent[Mark.APPEARED]) == (Passing.UNKNOWN, Passing.FAILED)
    assert passings(ROWS[3])[Mark.LOADED] is Passing.ACTIVE


def test_stations_have_their_figures(qapp: object) -> None:
    figures = {station.mark: station.figure for station in story_of(PARTIAL)}
    assert "142" in figures[Mark.DOWNLOADED]
    assert figures[Mark.PARSED].startswith("1 line")
    assert figures[Mark.LOADED].startswith("997 row")


def test_progress_is_a_share_or_a_fact(qapp: object) -> None:
    assert share_done(ROWS[3]) == 0.78
    waiting = rows_of_all_states(datetime.now(UTC))[5]
    assert progress_text(waiting) == "0:41 of 10:00"
    assert share_done(waiting) == pytest.approx(41 / 600, abs=0.01)
    assert share_done(ROWS[8]) is None
    assert progress_text(SILENT).startswith("waited 10 minute")
    assert progress_text(PARTIAL).startswith("1 line")
    assert progress_text(FAILED) == FAILED.problems[0].message
    assert summary(PARTIAL).startswith("997 of 998 row")


@pytest.mark.parametrize(("width", "columns"), [(1500, 9), (620, 5), (300, 3)])
def test_a_story_wraps_instead_of_being_cut(qtbot: QtBot, qapp: QApplication, width: int, columns: int) -> None:
    current().apply(qapp)
    story = Story()
    qtbot.addWidget(story)
    story.show_stations(story_of(PARTIAL))
    story.resize(width, 300)
    with qtbot.waitExposed(story):
        story.show()
    assert story.columns == columns
    for cell in story._cells:
        assert cell.geometry().right() <= width
        for words in (cell.name, cell.time, cell.figure):
            assert words.isHidden() or words.width() >= words.sizeHint().width()


def test_nothing_selected_is_a_hint(panel: DetailsPanel) -> None:
    panel.show_row(PARTIAL)
    assert not panel.hint.isVisible()
    panel.show_row(None)
    assert panel.hint.isVisible()
    assert not panel.story.isVisible()
    assert not panel.footer.isVisible()
    assert panel.wanted_height() < 60


def test_the_line_at_fault_is_shown_with_its_field_marked(panel: DetailsPanel) -> None:
    panel.show_row(PARTIAL)
    line = panel.problem.line
    assert line.isVisible()
    assert line.toPlainText() == BROKEN
    cursor = line.textCursor()
    cursor.setPosition(BROKEN.index("abc") + 1)
    assert cursor.charFormat().fontUnderline()
    cursor.setPosition(BROKEN.index("abc"))
    assert not cursor.charFormat().fontUnderline()
    assert "150" in panel.problem.message.text()


def test_problems_are_stepped_through(qtbot: QtBot, panel: DetailsPanel) -> None:
    panel.show_row(PARTIAL)
    assert panel.problem.place.text() == "1 of 3"
    click(panel.problem.following)
    assert panel.problem.place.text() == "2 of 3"
    assert "171" in panel.problem.message.text()
    panel.show_row(PARTIAL)
    assert panel.problem.place.text() == "2 of 3", "news of the same row keep the place"
    for _ in range(2):
        click(panel.problem.previous)
    assert panel.problem.place.text() == "3 of 3"
    panel.show_row(FAILED)
    assert not panel.problem.place.isVisible()
    assert not panel.problem.line.isVisible()


def test_a_late_answer_for_another_problem_is_not_shown(panel: DetailsPanel) -> None:
    panel.show_row(PARTIAL)
    first = PARTIAL.problems[0]
    panel._step(1)
    panel.show_raw_line(first, "something else")
    assert panel.problem.line.toPlainText() == BROKEN


def test_what_is_offered_fits_the_state(panel: DetailsPanel) -> None:
    panel.show_row(PARTIAL)
    assert panel.footer.retry.text() == "Ask again"
    assert panel.footer.open_file.isVisible()
    assert panel.footer.advice.text() == PARTIAL.problems[0].hint
    panel.show_row(FAILED)
    assert panel.footer.retry.text() == "Retry"
    assert not panel.footer.open_file.isVisible()
    panel.show_row(ROWS[1])
    assert not panel.footer.retry.isVisible()


def test_discrepancies_and_the_kassas_log_are_shown(panel: DetailsPanel) -> None:
    panel.show_row(DISCREPANT)
    assert panel.findings.text() == EQUATION.message
    assert panel.footer.advice.text() == EQUATION.hint
    many = row(70, "O49/O49", WorkState.DISCREPANT, problems=(EQUATION,) * 9, service_text="Ошибка выгрузки\r\n")
    panel.show_row(many)
    assert panel.findings.text().count("\n") == 5
    assert "4" in panel.findings.text().splitlines()[-1]
    assert panel.service.text() == "Ошибка выгрузки"


def test_every_text_can_be_selected_by_keyboard(panel: DetailsPanel) -> None:
    panel.show_row(PARTIAL)
    flag = Qt.TextInteractionFlag.TextSelectableByKeyboard
    texts = (panel.header.title, panel.header.summary, panel.problem.message, panel.footer.advice, panel.findings)
    assert all(flag in text.textInteractionFlags() for text in texts)
    assert flag in panel.problem.line.textInteractionFlags()


@pytest.mark.parametrize(
    ("raw", "field", "marked"),
    [("a;bc;d", 2, "bc"), ("a;;d", 2, ";;"), ("a;b;", 3, ";"), (";b", 1, ";"), ("a;b", 9, "b"), ("", 1, "")],
)
def test_a_field_is_found_even_if_there_is_nothing_in_it(raw: str, field: int, marked: str) -> None:
    start, end = field_span(raw, field)
    assert raw[start:end] == marked


def test_the_text_for_support_helps_and_tells_no_data() -> None:
    text = support_text(PARTIAL)
    for part in (PARTIAL.run_id, "N22/N22_FURN", "9f86d081", "PARSE_INVALID [parse] line 150, field 11", "wait 8.100"):
        assert part in text
    assert "read 998, loaded 997" in text
    assert "abc" not in text


def test_nothing_personal_is_in_the_text_for_support() -> None:
    told = problem(message="user ivan@example.org, +7 916 123-45-67", code="FTP_LOGIN")
    text = support_text(replace(PARTIAL, file="ivan@example.org.txt", problems=(told,)))
    assert "FTP_LOGIN" in text
    assert not [plain for plain in ("example", "123-45") if plain in text]


@pytest.mark.parametrize(
    ("message", "secret"),
    [
        ("Строка 3, поле 7 (Клиент): «Иванов» — не число.", "Иванов"),
        ("Line 3, field 7 (Client): “Ivanov” is not a number.", "Ivanov"),
        ("Строка 3, поле 7 (Карта): число 4111111111111111 слишком велико.", "4111"),
    ],
)
def test_values_of_lines_are_masked(message: str, secret: str) -> None:
    said = masked(problem(3, 7, message=message))
    assert secret not in said
    assert "3" in said


@pytest.mark.parametrize("path", ["/home/maria/desk/archive/ab", r"C:\Users\Maria Iva\archive", r"\\server\maria\x"])
def test_paths_of_the_user_are_masked(path: str) -> None:
    told = problem(None, None, code="ARCHIVE_FAILED", stage=Stage.ARCHIVE, message=f"Not kept ({path}): no room.")
    assert masked(told) == "Not kept (***): no room."


def test_a_folder_is_no_path_of_the_user() -> None:
    told = problem(None, None, code="FTP_TIMEOUT", stage=Stage.WAIT, message="P13/P13 was not looked at in time.")
    assert masked(told) == told.message


def test_the_page_asks_for_the_line_of_the_problem_shown(qtbot: QtBot, tmp_path: Path) -> None:
    pages = Pages(qtbot, tmp_path)
    page = pages.page(rows_of_all_states(datetime.now(UTC)))
    page.table.select([4])
    assert [(row.id, one.line) for row, one in pages.queue.raw_lines.asked] == [(4, 150)]
    assert page.panel.problem.line.isVisible()
    pages.queue.model.touch([4])
    assert len(pages.queue.raw_lines.asked) == 1, "news of the row do not ask again"
