"""The days to load: steps, presets, calendar by mouse and keyboard, typed days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from frontol_desk.domain.values import DateRange
from frontol_desk.ui.models import months
from frontol_desk.ui.translation import Language, install_language
from frontol_desk.ui.views.date_picker import DatePicker
from frontol_desk.ui.views.range_calendar import RangeCalendar

TODAY = date(2025, 12, 29)
SUNDAY = date(2025, 12, 28)
SHIFT = Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key


@pytest.fixture(autouse=True)
def english(qapp: QApplication) -> Iterator[None]:
    install_language(qapp, Language.EN)
    yield
    install_language(qapp, Language.EN)


@pytest.fixture
def picker(qtbot: QtBot) -> DatePicker:
    made = DatePicker()
    qtbot.addWidget(made)
    made.set_today(TODAY)
    made.set_dates(DateRange.day(SUNDAY))
    made.show()
    return made


@pytest.fixture
def calendar(picker: DatePicker) -> RangeCalendar:
    picker.day.click()
    return picker.popup.calendar


@pytest.fixture
def russian(qapp: QApplication, english: None) -> None:
    install_language(qapp, Language.RU)


def at(calendar: RangeCalendar, day: date) -> QPoint:
    return calendar.day_rect(day).center()


def december(first: int, last: int) -> DateRange:
    return DateRange(date(2025, 12, first), date(2025, 12, last))


def press(calendar: RangeCalendar, qtbot: QtBot, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(calendar, key)


def test_it_starts_with_yesterday_and_follows_midnight(qtbot: QtBot) -> None:
    picker = DatePicker()
    qtbot.addWidget(picker)
    picker.set_today(TODAY)
    assert picker.dates() == DateRange.day(SUNDAY)
    picker.set_today(date(2025, 12, 30))
    assert picker.dates() == DateRange.day(TODAY)
    picker.set_dates(december(1, 5))
    picker.set_today(date(2025, 12, 31))
    assert picker.dates() == december(1, 5)


def test_steps_go_back_and_on_but_never_into_the_future(picker: DatePicker, qtbot: QtBot) -> None:
    with qtbot.waitSignal(picker.changed) as changed:
        picker.earlier.click()
    assert changed.args == [december(27, 27)]
    picker.later.click()
    picker.later.click()
    assert picker.dates() == DateRange.day(TODAY)
    assert not picker.later.isEnabled()
    assert "not come yet" in picker.later.toolTip()
    with qtbot.assertNotEmitted(picker.changed):
        picker.later.click()
        picker._step(1)


def test_a_period_moves_by_its_length(picker: DatePicker) -> None:
    picker.set_dates(december(7, 13))
    picker.later.click()
    assert picker.dates() == december(14, 20)
    picker.later.click()
    assert picker.dates() == december(21, 27)
    assert not picker.later.isEnabled()
    assert "not over" in picker.later.toolTip()
    picker.earlier.click()
    assert picker.dates() == december(14, 20)


def test_days_to_come_are_cut_off(picker: DatePicker) -> None:
    picker.set_dates(DateRange(SUNDAY, date(2026, 1, 5)))
    assert picker.dates() == december(28, 29)
    picker.yesterday.click()
    assert picker.dates() == DateRange.day(SUNDAY)


def test_the_same_days_are_no_news(picker: DatePicker, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(picker.changed):
        picker.set_dates(DateRange.day(SUNDAY))
        picker.yesterday.click()


@pytest.mark.usefixtures("russian")
def test_it_speaks_the_readers_language(picker: DatePicker) -> None:
    assert picker.day.text() == "Вс, 28 декабря 2025"
    picker.set_dates(december(21, 28))
    assert picker.day.text() == "21–28 декабря 2025"
    assert "21–28 декабря 2025" in picker.day.accessibleName()


@pytest.mark.usefixtures("russian")
def test_weeks_begin_and_end_as_the_reader_is_used_to() -> None:
    assert months.weekdays() == [1, 2, 3, 4, 5, 6, 7]
    assert [months.is_weekend(date(2025, 12, day)) for day in (26, 27, 28, 29)] == [False, True, True, False]
    assert months.place_of(SUNDAY) == (3, 6)
    assert months.day_at(date(2025, 12, 1), 3, 6) == SUNDAY
    assert months.day_at(date(2025, 12, 1), 4, 5) is None
    assert months.moved(date(2025, 12, 31), -10) == date(2025, 2, 28)


def test_one_click_is_a_day(picker: DatePicker, calendar: RangeCalendar, qtbot: QtBot) -> None:
    with qtbot.waitSignal(picker.changed) as changed:
        qtbot.mouseClick(calendar, Qt.MouseButton.LeftButton, pos=at(calendar, date(2025, 11, 30)))
    assert changed.args == [DateRange.day(date(2025, 11, 30))]
    assert not picker.popup.isVisible()


def test_dragging_and_shift_make_a_period(picker: DatePicker, calendar: RangeCalendar, qtbot: QtBot) -> None:
    qtbot.mousePress(calendar, Qt.MouseButton.LeftButton, pos=at(calendar, date(2025, 12, 5)))
    qtbot.mouseRelease(calendar, Qt.MouseButton.LeftButton, pos=at(calendar, date(2025, 12, 3)))
    assert picker.dates() == december(3, 5)
    picker.day.click()
    qtbot.mouseClick(calendar, Qt.MouseButton.LeftButton, SHIFT, pos=at(calendar, date(2025, 12, 9)))
    assert picker.dates() == december(3, 9)


def test_a_period_is_two_clicks_in_any_order(picker: DatePicker, qtbot: QtBot) -> None:
    picker.period.click()
    calendar = picker.popup.calendar
    qtbot.mouseClick(calendar, Qt.MouseButton.LeftButton, pos=at(calendar, date(2025, 12, 9)))
    assert picker.popup.isVisible()
    assert calendar.begun == date(2025, 12, 9)
    assert "last day" in picker.popup._hint.text()
    qtbot.mouseMove(calendar, at(calendar, date(2025, 12, 4)))
    qtbot.mouseClick(calendar, Qt.MouseButton.LeftButton, pos=at(calendar, date(2025, 12, 2)))
    assert picker.dates() == december(2, 9)
    assert not picker.popup.isVisible()
    picker.period.click()
    for _ in range(2):
        qtbot.mouseClick(calendar, Qt.MouseButton.LeftButton, pos=at(calendar, date(2025, 12, 9)))
    assert picker.dates() == december(9, 9)


def test_days_to_come_and_gaps_cannot_be_clicked(picker: DatePicker, calendar: RangeCalendar, qtbot: QtBot) -> None:
    for point in (at(calendar, date(2025, 12, 30)), QPoint(2, 2), at(calendar, date(2025, 11, 3)) - QPoint(0, 32)):
        qtbot.mouseClick(calendar, Qt.MouseButton.LeftButton, pos=point)
    assert picker.popup.isVisible()
    assert picker.dates() == DateRange.day(SUNDAY)


def test_keyboard_only(picker: DatePicker, calendar: RangeCalendar, qtbot: QtBot) -> None:
    assert calendar.hasFocus()
    press(calendar, qtbot, Key.Key_Left, Key.Key_Up, Key.Key_Return)
    assert picker.dates() == december(20, 20)
    assert picker.focusWidget() is picker.day
    qtbot.keyClick(picker.day, Key.Key_Space)
    press(calendar, qtbot, Key.Key_PageUp, Key.Key_PageUp, Key.Key_Home, Key.Key_Down, Key.Key_Return)
    assert picker.dates() == DateRange.day(date(2025, 10, 8))
    qtbot.keyClick(picker.day, Key.Key_Space)
    press(calendar, qtbot, Key.Key_PageDown, Key.Key_PageDown, Key.Key_End)
    assert "29 December 2025" in calendar.accessibleDescription()
    press(calendar, qtbot, Key.Key_Right, Key.Key_Enter)
    assert picker.dates() == DateRange.day(TODAY)


def test_shift_and_arrows_span_a_period(picker: DatePicker, calendar: RangeCalendar, qtbot: QtBot) -> None:
    for key in (Key.Key_Left, Key.Key_Up):
        qtbot.keyClick(calendar, key, SHIFT)
    press(calendar, qtbot, Key.Key_Return)
    assert picker.dates() == december(20, 28)
    picker.day.click()
    qtbot.keyClick(calendar, Key.Key_Left, SHIFT)
    press(calendar, qtbot, Key.Key_Left, Key.Key_Return)
    assert picker.dates() == december(26, 26)


def test_a_period_by_keyboard(picker: DatePicker, qtbot: QtBot) -> None:
    picker.period.click()
    press(picker.popup.calendar, qtbot, Key.Key_Return, Key.Key_Up, Key.Key_Return)
    assert picker.dates() == december(21, 28)


def test_escape_changes_nothing(picker: DatePicker, calendar: RangeCalendar, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(picker.changed):
        press(calendar, qtbot, Key.Key_Left, Key.Key_Escape)
    assert not picker.popup.isVisible()


def test_escape_in_the_popup_is_not_the_windows(picker: DatePicker, qtbot: QtBot) -> None:
    stops: list[str] = []
    QShortcut(QKeySequence("Esc"), picker).activated.connect(lambda: stops.append("stop"))
    qtbot.waitActive(picker)
    picker.day.click()
    for control in (picker.popup.calendar, picker.popup.entry, picker.popup.presets[0]):
        qtbot.keyClick(control, Key.Key_Escape)
        assert not picker.popup.isVisible()
        picker.day.click()
    assert stops == []
    picker.popup.hide()
    qtbot.keyClick(picker.day, Key.Key_Escape)
    assert stops == ["stop"]


def test_months_turn_but_not_into_the_future(picker: DatePicker, calendar: RangeCalendar) -> None:
    popup = picker.popup
    assert [name.text() for name in popup._months] == ["November 2025", "December 2025"]
    assert not popup._later.isEnabled()
    popup._earlier.click()
    assert [name.text() for name in popup._months] == ["October 2025", "November 2025"]
    popup._later.click()
    assert calendar.month(1) == date(2025, 12, 1)


@pytest.mark.parametrize(
    ("place", "dates"),
    [
        (0, DateRange.day(TODAY)),
        (1, DateRange.day(SUNDAY)),
        (2, december(22, 28)),
        (3, december(1, 29)),
        (4, DateRange(date(2025, 11, 1), date(2025, 11, 30))),
    ],
)
def test_presets(picker: DatePicker, place: int, dates: DateRange) -> None:
    picker.set_dates(december(3, 3))
    picker.day.click()
    picker.popup.presets[place].click()
    assert picker.dates() == dates
    assert not picker.popup.isVisible()


def test_a_day_can_be_typed_as_soon_as_the_popup_is_there(picker: DatePicker, qtbot: QtBot) -> None:
    picker.day.click()
    entry = picker.popup.entry
    qtbot.keyClick(picker.popup.calendar, Key.Key_2)
    assert entry.text() == "2"
    qtbot.waitUntil(entry.hasFocus)
    qtbot.keyClicks(entry, "1.12.2025")
    qtbot.keyClick(entry, Key.Key_Return)
    assert picker.dates() == december(21, 21)


def test_a_typed_day_is_taken_and_a_wrong_one_explained(picker: DatePicker, qtbot: QtBot) -> None:
    picker.day.click()
    entry = picker.popup.entry
    entry.setText("31.02.2025")
    qtbot.keyClick(entry, Key.Key_Return)
    assert picker.popup.isVisible()
    assert "no such day" in picker.popup._wrong.text()
    assert entry.property("invalid") is True
    entry.clear()
    qtbot.keyClicks(entry, "21.12-25.12")
    assert entry.property("invalid") is False
    qtbot.keyClick(entry, Key.Key_Return)
    assert picker.dates() == december(21, 25)
    picker.day.click()
    assert entry.text() == "21–25 December 2025"


def test_a_change_of_language_reaches_everything(picker: DatePicker, qapp: QApplication, qtbot: QtBot) -> None:
    picker.day.click()
    install_language(qapp, Language.RU)
    qtbot.waitUntil(lambda: picker.day.text() == "Вс, 28 декабря 2025")
    assert [name.text() for name in picker.popup._months] == ["Ноябрь 2025", "Декабрь 2025"]
    assert picker.popup.calendar.accessibleDescription() == "Вс, 28 декабря 2025"


def test_every_control_has_a_name(picker: DatePicker) -> None:
    popup = picker.popup
    named = (picker.earlier, picker.day, picker.later, popup, popup.calendar, popup.entry, popup._earlier, popup._later)
    assert all(control.accessibleName() for control in named)
    assert all(button.text() for button in (picker.yesterday, picker.period, *popup.presets))
