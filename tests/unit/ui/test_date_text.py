"""Days and periods as people type them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from frontol_desk.domain.values import DateRange
from frontol_desk.ui import formats
from frontol_desk.ui.models.date_text import DateTextError, read_dates
from frontol_desk.ui.translation import Language, install_language

TODAY = date(2025, 12, 29)
FIRST, LAST = date(2025, 12, 21), date(2025, 12, 28)


@pytest.fixture(autouse=True)
def english(qapp: QApplication) -> None:
    install_language(qapp, Language.EN)


@pytest.fixture(params=list(Language))
def language(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[Language]:
    install_language(qapp, request.param)
    yield request.param
    install_language(qapp, Language.EN)


@pytest.mark.parametrize(
    "text",
    [
        "28.12.2025",
        "28.12.25",
        "2025-12-28",
        "28.12",
        "28,12,2025",
        " 28/12/2025. ",
        "28",
        "28 dec",
        "28 December 2025",
    ],
)
def test_a_day(text: str) -> None:
    assert read_dates(text, TODAY) == DateRange.day(LAST)


@pytest.mark.parametrize(
    "text",
    [
        "21.12.2025-28.12.2025",
        "21.12-28.12",
        "21-28.12.2025",
        "21–28.12",
        "2025-12-21 - 2025-12-28",
        "2025-12-21-2025-12-28",
        "21.12.25 — 2025-12-28",
        "21..28",
        "21–28 December 2025",
        "21 Dec – 28 Dec 2025",
    ],
)
def test_a_period(text: str) -> None:
    assert read_dates(text, TODAY) == DateRange(FIRST, LAST)


def test_what_is_missing_is_the_latest_past() -> None:
    assert read_dates("30.12", TODAY) == DateRange.day(date(2024, 12, 30))
    assert read_dates("30", TODAY) == DateRange.day(date(2025, 11, 30))
    assert read_dates("29.02", TODAY) == DateRange.day(date(2024, 2, 29))
    assert read_dates("28.12-03.01.2025", TODAY) == DateRange(date(2024, 12, 28), date(2025, 1, 3))
    assert read_dates("28-3.01.2025", TODAY) == DateRange(date(2024, 12, 28), date(2025, 1, 3))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Write a day"),
        ("yesterday", "Write a day"),
        ("28.12.2025-", "Write a day"),
        ("31.02.2025", "no such day: 31.02.2025"),
        ("29.02.2025", "no such day"),
        ("28 qwerty 2025", "no such day"),
        ("0", "no such day"),
        ("30.12.2025", "has not come yet"),
        ("28.12.2025-21.12.2025", "ends before"),
        ("28.12.2025-30.12.2025", "has not come yet"),
    ],
)
def test_what_is_wrong_is_said(text: str, words: str) -> None:
    with pytest.raises(DateTextError, match=words):
        read_dates(text, TODAY)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(last=st.dates(date(2001, 1, 1), TODAY), length=st.integers(0, 800))
def test_what_the_window_shows_can_be_typed(language: Language, last: date, length: int) -> None:
    shown = DateRange(last - timedelta(days=length), last)
    assert read_dates(formats.dates(shown), TODAY) == shown
    assert read_dates(formats.day(last), TODAY) == DateRange.day(last)


@given(st.text(max_size=30))
def test_any_text_is_read_or_explained(text: str) -> None:
    with suppress(DateTextError):
        assert read_dates(text, TODAY).last <= TODAY
