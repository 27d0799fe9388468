"""The small widgets every view is made of."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QStyle, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from frontol_desk.ui.theme.theme import current
from frontol_desk.ui.views.parts import (
    Badge,
    Banner,
    Chip,
    ElidedLabel,
    EmptyState,
    IconButton,
    IconLabel,
    PageTabs,
    button,
    draw_row,
    hairline,
    set_property,
)

LONG = "Загружено частично, одна строка в карантине, остальные строки загружены"


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> Iterator[None]:
    """Give the widgets the real style sheet."""
    current().set_wish("light")
    current().apply(qapp)
    yield
    current().set_wish("system")
    qapp.setStyleSheet("")


@pytest.fixture
def tabs(qtbot: QtBot) -> PageTabs:
    made = PageTabs()
    qtbot.addWidget(made)
    for name in ("Очередь", "История", "Ошибки"):
        made.add(name)
    made.show()
    return made


def test_a_badge_makes_room_for_itself(tabs: PageTabs) -> None:
    narrow = tabs.tabRect(2).width()
    tabs.set_badge(2, 12, "red")
    assert tabs.badge(2) == (12, "red")
    assert tabs.tabRect(2).width() > narrow + 20
    tabs.set_badge(2, 0)
    assert tabs.tabRect(2).width() == narrow


def test_a_badge_is_told_to_who_cannot_see_it(tabs: PageTabs) -> None:
    tabs.set_badge(2, 2, "red")
    tabs.set_name(2, "Errors")
    assert tabs.tabText(2) == "Errors"
    assert tabs.accessibleTabName(2) == "Errors 2"


def test_tabs_are_chosen_by_keyboard(tabs: PageTabs, qtbot: QtBot) -> None:
    with qtbot.waitSignal(tabs.currentChanged):
        QTest.keyClick(tabs, Qt.Key.Key_Right)
    assert tabs.currentIndex() == 1


def test_only_the_chosen_tab_is_underlined(tabs: PageTabs) -> None:
    accent = QColor(current().tokens.accent)

    def underlined() -> list[bool]:
        image = tabs.grab().toImage()
        places = [tabs.tabRect(index) for index in range(tabs.count())]
        return [image.pixelColor(place.left() + 5, place.bottom()) == accent for place in places]

    assert underlined() == [True, False, False]
    tabs.setCurrentIndex(2)
    assert underlined() == [False, False, True]


def test_nothing_moves_when_a_tab_is_chosen(tabs: PageTabs) -> None:
    before = [tabs.tabRect(index) for index in range(3)]
    tabs.setCurrentIndex(1)
    assert [tabs.tabRect(index) for index in range(3)] == before


def test_an_icon_leaves_room_beside_a_text_only(qtbot: QtBot) -> None:
    made = button(icon="retry")
    qtbot.addWidget(made)
    assert made.iconSize() == QSize(16, 16)
    made.setText("Повторить")
    assert made.iconSize() == QSize(20, 16)
    assert made.icon().pixmap(QSize(20, 16), 1).width() == 20


def test_buttons_are_of_one_height(qtbot: QtBot) -> None:
    heights = set()
    for kind in ("", "primary", "quiet"):
        made = button("Загрузить", kind, "load")
        qtbot.addWidget(made)
        heights.add(made.sizeHint().height())
    square = IconButton("close")
    qtbot.addWidget(square)
    assert heights | {square.sizeHint().height(), square.sizeHint().width()} == {32}


def test_an_icon_button_is_named(qtbot: QtBot) -> None:
    made = IconButton("close")
    qtbot.addWidget(made)
    made.set_text("Закрыть")
    assert (made.accessibleName(), made.toolTip()) == ("Закрыть", "Закрыть")


def test_a_chip_is_switched_by_keyboard(qtbot: QtBot) -> None:
    chip = Chip("Все 7", "check", "green")
    qtbot.addWidget(chip)
    with qtbot.waitSignal(chip.toggled):
        QTest.keyClick(chip, Qt.Key.Key_Space)
    assert chip.isChecked()


def test_a_badge_changes_its_tone(qtbot: QtBot) -> None:
    badge = Badge("2", "grey")
    qtbot.addWidget(badge)
    badge.show()
    badge.show_text("3", "red")
    assert badge.text() == "3"
    assert badge.grab().toImage().pixelColor(badge.width() // 2, 2) == QColor(current().tokens.red_tint)


def test_a_long_line_is_shortened_and_told_whole(qtbot: QtBot) -> None:
    line = ElidedLabel(LONG)
    qtbot.addWidget(line)
    line.resize(120, 20)
    line.grab()
    assert line.toolTip() == LONG
    line.resize(900, 20)
    line.grab()
    assert line.toolTip() == ""
    assert line.minimumSizeHint().width() == 0


def test_an_icon_follows_the_theme(qtbot: QtBot) -> None:
    sign = IconLabel("stop", "red", 20)
    qtbot.addWidget(sign)
    light = sign.grab().toImage().pixelColor(10, 10)
    current().set_wish("dark")
    assert sign.grab().toImage().pixelColor(10, 10) != light


def test_a_banner_says_offers_and_goes(qtbot: QtBot) -> None:
    banner = Banner("warning", "amber")
    qtbot.addWidget(banner)
    action = banner.add_action("Загрузить", "primary")
    banner.set_texts("Запуск прервался", "", "Закрыть")
    banner.show()
    assert action.isVisible()
    assert not banner.detail.isVisible()
    with qtbot.waitSignal(banner.closed):
        banner.close_button.click()
    banner.set_texts("Запуск прервался", "Загрузите день ещё раз")
    assert banner.detail.isVisible()
    assert not banner.close_button.isVisible()


def test_an_empty_page_offers_its_action_only_if_there_is_one(qtbot: QtBot) -> None:
    page = EmptyState("queue")
    qtbot.addWidget(page)
    page.show()
    page.set_texts("Очередь пуста", LONG)
    assert not page.action.isVisible()
    page.set_texts("Очередь пуста", LONG, "Загрузить вчера")
    assert page.action.isVisible()
    with qtbot.waitSignal(page.action.clicked):
        page.action.click()


def test_a_wrapped_text_of_an_empty_page_is_not_cut(qtbot: QtBot) -> None:
    page = EmptyState("queue")
    qtbot.addWidget(page)
    page.resize(600, 400)
    page.set_texts("Очередь пуста", LONG * 3)
    page.show()
    assert page.text.height() >= page.text.heightForWidth(page.text.width())


def test_a_hairline_is_one_pixel(qtbot: QtBot) -> None:
    lines = hairline(), hairline(Qt.Orientation.Vertical)
    for line in lines:
        qtbot.addWidget(line)
        line.resize(50, 50)
        line.ensurePolished()
    assert (lines[0].maximumHeight(), lines[1].maximumWidth()) == (1, 1)


def test_a_property_changes_the_look_at_once(qtbot: QtBot) -> None:
    text = QLabel("Готово")
    qtbot.addWidget(text)
    text.show()
    set_property(text, "tone", "red")
    assert text.palette().color(text.foregroundRole()) == QColor(current().tokens.red)


@pytest.mark.parametrize(
    ("state", "ground"),
    [
        (QStyle.StateFlag.State_Enabled, "#123456"),
        (QStyle.StateFlag.State_Selected, "selection"),
        (QStyle.StateFlag.State_MouseOver, "hover"),
    ],
)
def test_rows_painted_by_hand_look_like_others(state: QStyle.StateFlag, ground: str) -> None:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(QColor("#123456"))
    option = QStyleOptionViewItem()
    option.rect = QRect(0, 0, 40, 30)
    option.state = state
    painter = QPainter(image)
    draw_row(painter, option)
    painter.end()
    tokens = current().tokens
    assert image.pixelColor(20, 10).name() == (ground if ground.startswith("#") else tokens.colour(ground))
    assert image.pixelColor(20, 29).name() == tokens.hairline
