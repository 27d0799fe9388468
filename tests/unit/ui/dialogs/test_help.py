"""The guide: complete in both languages, links and search that work, F1 that opens the right chapter."""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from frontol_desk.ui.dialogs import help_browser, help_topics
from frontol_desk.ui.dialogs.help import HelpWindow
from frontol_desk.ui.dialogs.help_topics import TOPICS, guide, topic_of, topics
from frontol_desk.ui.translation import Language, install_language
from frontol_desk.ui.views.pages import Page

PICTURES = {"queue", "details", "errors", "history", "dashboard", "first_start", "settings"}


def source(language: Language, name: str) -> str:
    return (guide() / language / f"{name}.md").read_text("utf-8")


@pytest.fixture
def window(english: None, qtbot: QtBot) -> HelpWindow:
    made = HelpWindow()
    qtbot.addWidget(made)
    return made


@pytest.mark.parametrize("language", list(Language))
def test_every_chapter_is_there_with_a_heading(language: Language) -> None:
    assert list(topics(language)) == list(TOPICS)
    files = {path.stem for path in (guide() / language).glob("*.md")}
    assert files == set(TOPICS)
    assert all(topic.title and len(topic.text) > 200 for topic in topics(language).values())


@pytest.mark.parametrize("name", TOPICS)
def test_both_languages_say_the_same(name: str) -> None:
    russian, english = source(Language.RU, name), source(Language.EN, name)
    for sign in (r"^#+ ", r"^\|", r"^\d\. ", r"^- ", r"^!\["):
        assert len(re.findall(sign, russian, re.MULTILINE)) == len(re.findall(sign, english, re.MULTILINE)), sign


@pytest.mark.parametrize("language", list(Language))
def test_links_lead_to_chapters_and_pictures_lie_with_their_language(language: Language) -> None:
    text = "".join(source(language, name) for name in TOPICS)
    pictures = re.findall(r"!\[[^\]]+\]\(pictures/(\w+)/(\w+)\.png\)", text)
    assert {name for _, name in pictures} == PICTURES
    assert {folder for folder, _ in pictures} == {language.value}
    links = re.findall(r"(?<!!)\[[^\]]*\]\(([^)]+)\.md\)", "".join(source(language, name) for name in TOPICS))
    plain = [link for link in links if not link.startswith("pictures")]
    assert plain
    assert set(plain) <= set(TOPICS)


def test_the_english_guide_uses_the_words_of_the_window(english: None) -> None:
    from frontol_desk.ui.theme.states import WorkState, look

    text = source(Language.EN, "states")
    assert [state for state in WorkState if look(state).word not in text] == []


def test_every_page_has_its_chapter() -> None:
    found = {page: topic_of(page.help_topic) for page in Page}
    assert found == {
        Page.QUEUE: "daily-work",
        Page.HISTORY: "history",
        Page.ERRORS: "troubles",
        Page.DASHBOARD: "dashboard",
        Page.AUDIT: "history",
    }
    assert topic_of("nowhere") == TOPICS[0]


def test_back_and_forward(window: HelpWindow) -> None:
    window.show_topic("history")
    window.browser.anchorClicked.emit(QUrl("states.md"))
    assert window.topic == "states"
    window.go_back()
    assert window.topic == "history"
    window.go_back()
    assert window.topic == TOPICS[0]
    assert not window.back.isEnabled()
    window.go_forward()
    assert window.topic == "history"
    window.show_topic("glossary")
    assert not window.forward.isEnabled()


def test_search_leaves_chapters_and_marks_words(window: HelpWindow, qtbot: QtBot) -> None:
    whole = window.contents.count()
    window.show_topic("shortcuts")
    qtbot.keyClicks(window.search, "quarantine")
    assert window.topic != "shortcuts"
    assert 0 < window.contents.count() < whole
    assert window.browser.extraSelections()
    window.search.setText("nothingofthekind")
    assert window.contents.count() == 0
    assert not window.nothing.isHidden()
    window.search.clear()
    assert window.contents.count() == whole
    assert not window.browser.extraSelections()


def test_showing_chapters_leaves_no_trace_in_the_interpreter(window: HelpWindow) -> None:
    for name in TOPICS:
        window.show_topic(name)
    before = sys.getrefcount(None)
    for name in TOPICS * 5:
        window.show_topic(name)
    assert abs(sys.getrefcount(None) - before) < 50


def test_the_language_changes_the_chapter(window: HelpWindow, qapp: QApplication) -> None:
    window.show_topic("states")
    install_language(qapp, Language.RU)
    qapp.processEvents()
    assert "Что означают состояния" in window.browser.toPlainText()
    assert window.topic == "states"


def test_pictures_are_as_wide_as_the_text_at_most(
    window: HelpWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wide = QImage(3000, 1000, QImage.Format.Format_RGB32)
    wide.fill(QColor("red"))
    wide.save(str(tmp_path / "wide.png"))
    monkeypatch.setattr(help_browser, "guide", lambda: tmp_path)
    window.resize(900, 600)
    window.show()
    shown = window.browser.loadResource(2, QUrl("wide.png"))
    assert 300 < shown.width() / shown.devicePixelRatio() < 700


def test_a_picture_that_is_not_there_is_left_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "x.md").write_text("# X\n\n![Gone](pictures/en/gone.png)\n\nText\n")
    monkeypatch.setattr(help_topics, "guide", lambda: tmp_path)
    assert "gone" not in help_topics._read("x", Language.EN).text


def test_the_long_table_of_codes_opens_at_once_and_is_searched_as_one_types(window: HelpWindow) -> None:
    window.show()
    begun = time.monotonic()
    window.show_topic("codes")
    for letters in ("FT", "FTP", "FTP_TLS"):
        window.search.setText(letters)
    assert time.monotonic() - begun < 5, "laid out anew for every cell it takes half a minute"
    found = window.browser.textCursor()
    assert window.browser.document().find("FTP_TLS").block() == found.block()
    assert 0 <= window.browser.cursorRect().top() < window.browser.viewport().height() // 2
