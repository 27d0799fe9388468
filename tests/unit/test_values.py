"""Value objects: valid from the moment they exist, or an error that names what is wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from frontol_desk.domain.asks import Attempt, FreshAnswer, Gap, KeptOriginal, NumberRange, days_of
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.values import DateRange, SourceFolder, parse_date, parse_kassas, select_folders

DAY = date(2025, 12, 28)
P13, INTER, FURN = (SourceFolder.parse(text) for text in ("P13", "N22/N22_Inter", "N22/N22_FURN"))
KNOWN = (P13, INTER, FURN)


def refused(code: ErrorCode, make: Any, *arguments: Any) -> dict[str, object]:
    """Return the context of the error that comes of it."""
    with pytest.raises(DeskError) as caught:
        make(*arguments)
    assert caught.value.code is code
    return caught.value.context


@pytest.mark.parametrize("text", ["2025-12-28", "28.12.2025", "  28.12.2025\t"])
def test_both_ways_to_write_a_day(text: str) -> None:
    assert parse_date(text) == DAY


@pytest.mark.parametrize(
    "text", ["", "28.12.25", "2025-12-32", "31.02.2025", "28/12/2025", "2025-12-28x", "x28.12.2025", "٢٨.١٢.٢٠٢٥"]
)
def test_what_is_no_day(text: str) -> None:
    assert refused(ErrorCode.CONFIG_DATE, parse_date, text) == {"value": text}


def test_of_a_long_text_only_the_beginning_is_told() -> None:
    assert refused(ErrorCode.CONFIG_DATE, parse_date, f" {'x' * 50} ") == {"value": "x" * 40}


def test_a_range_of_days() -> None:
    week = DateRange(date(2025, 12, 27), date(2026, 1, 2))
    days = list(week.days())
    assert (days[0], days[-1], len(days)) == (week.first, week.last, 7)
    assert (week.first in week, week.last in week, date(2025, 12, 26) in week, date(2026, 1, 3) in week) == (
        True, True, False, False,
    )  # fmt: skip
    assert str(week) == "2025-12-27..2026-01-02"
    assert str(DateRange.day(DAY)) == "2025-12-28"


def test_a_range_covers_what_lies_within() -> None:
    week = DateRange(date(2025, 12, 27), date(2026, 1, 2))
    assert week.covers(week)
    assert week.covers(DateRange.day(DAY))
    assert not week.covers(DateRange(date(2025, 12, 26), DAY))
    assert not week.covers(DateRange(DAY, date(2026, 1, 3)))


def test_a_range_of_days_in_the_wrong_order() -> None:
    context = refused(ErrorCode.CONFIG_DATE_ORDER, DateRange, DAY, date(2025, 12, 27))
    assert context == {"first": "2025-12-28", "last": "2025-12-27"}


def test_days_to_come_are_refused_and_today_is_not() -> None:
    days = DateRange(date(2025, 12, 27), DAY)
    assert days.not_after(DAY) is days
    assert refused(ErrorCode.CONFIG_DATE_FUTURE, days.not_after, days.first) == {
        "value": "2025-12-28",
        "today": "2025-12-27",
    }


@pytest.mark.parametrize(
    ("text", "kassa", "folder"),
    [
        ("P13", "P13", "P13"),
        (" N22/N22_Inter ", "N22", "N22_Inter"),
        ("Касса 1/Зал.2", "Касса 1", "Зал.2"),
        ("a/b", "a", "b"),
    ],
)
def test_a_folder_is_written_kassa_slash_folder(text: str, kassa: str, folder: str) -> None:
    found = SourceFolder.parse(text)
    assert (found.kassa, found.folder, str(found)) == (kassa, folder, f"{kassa}/{folder}")


@pytest.mark.parametrize(
    "text", ["", "/", "P13/", "/P13", "P13/..", "../P13", "a..b", ".P13", "P13 ", "a/b/c", "a;b", "x" * 65]
)
def test_what_is_no_folder(text: str) -> None:
    kassa, slash, folder = text.partition("/")
    context = refused(ErrorCode.CONFIG_FOLDER, SourceFolder, kassa, folder if slash else kassa)
    assert context == {"value": f"{kassa}/{folder if slash else kassa}"[:80]}


def test_the_longest_name() -> None:
    assert SourceFolder("x" * 64, "y").kassa == "x" * 64


def test_the_list_of_kassas() -> None:
    assert parse_kassas(" P13 : P13 ; N22:N22_Inter, N22_FURN ;; ") == KNOWN
    assert parse_kassas("") == ()


def test_everything_wrong_with_the_list_is_named_at_once() -> None:
    context = refused(ErrorCode.CONFIG_KASSAS, parse_kassas, "P13;N22:a,a;:b;S6:S6")
    assert context == {"value": "P13; N22:a,a (N22/a ×2); :b"}


def test_of_a_very_wrong_list_only_the_beginning_is_told() -> None:
    value = refused(ErrorCode.CONFIG_KASSAS, parse_kassas, ";".join(["?" * 30] * 30))["value"]
    assert isinstance(value, str)
    assert len(value) == 400


def test_folders_are_picked_by_kassa_or_by_name() -> None:
    assert select_folders(KNOWN, ()) == KNOWN
    assert select_folders(KNOWN, ("N22",)) == (INTER, FURN)
    assert select_folders(KNOWN, (" N22/N22_FURN ", "P13", "N22")) == (FURN, P13, INTER)


def test_unknown_folders_are_all_named() -> None:
    context = refused(ErrorCode.CONFIG_UNKNOWN_KASSA, select_folders, KNOWN, ("X1", "P13", "N22/X"))
    assert context == {"value": "X1, N22/X", "known": "P13/P13, N22/N22_Inter, N22/N22_FURN"}


def test_long_lists_of_unknown_folders_are_cut() -> None:
    many = tuple(SourceFolder(f"K{number:03}", "F") for number in range(100))
    context = refused(ErrorCode.CONFIG_UNKNOWN_KASSA, select_folders, many, ("x" * 300,))
    assert context == {"value": "x" * 200, "known": ", ".join(map(str, many))[:400]}


def test_numbers() -> None:
    numbers = NumberRange(635, 740)
    assert (len(numbers), str(numbers)) == (106, "635-740")
    assert len(NumberRange(0, 0)) == 1


@pytest.mark.parametrize(("first", "last"), [(-5, -6), (6, 5)])
def test_numbers_in_the_wrong_order(first: int, last: int) -> None:
    assert refused(ErrorCode.USAGE, NumberRange, first, last) == {"detail": f"{first}-{last}"}


def december(day: int | None) -> date | None:
    return None if day is None else date(2025, 12, day)


@pytest.mark.parametrize(
    ("attempt", "days"),
    [
        (DateRange.day(DAY), DateRange.day(DAY)),
        (KeptOriginal("ab", "report.txt", DateRange.day(DAY)), DateRange.day(DAY)),
        (KeptOriginal("ab", "report.txt"), None),
        (NumberRange(1, 2), None),
        (None, None),
    ],
)
def test_the_days_of_what_was_tried(attempt: Attempt | None, days: DateRange | None) -> None:
    assert days_of(attempt) == days


@pytest.mark.parametrize(("over", "last"), [(None, None), (27, None), (28, 28), (29, 29), (30, 30), (31, 30)])
def test_an_answer_is_complete_as_far_as_its_days_were_over(over: int | None, last: int | None) -> None:
    asked = DateRange(DAY, date(2025, 12, 30))
    answer = FreshAnswer(asked, december(over))
    assert answer.complete == (last and DateRange(DAY, date(2025, 12, last)))
    assert FreshAnswer(NumberRange(1, 2), DAY).complete is None


@pytest.mark.parametrize(
    ("before", "after", "days"), [(26, 28, (26, 28)), (28, 26, (26, 28)), (None, 28, (28, 28)), (None, None, None)]
)
def test_the_days_a_gap_lies_between(before: int | None, after: int | None, days: tuple[int, int] | None) -> None:
    found = Gap(
        id=1,
        folder=P13,
        workplace=1,
        numbers=NumberRange(5, 6),
        day_before=december(before),
        day_after=december(after),
        found_at=datetime(2025, 12, 28, tzinfo=UTC),
    )
    assert found.dates == (days and DateRange(date(2025, 12, days[0]), date(2025, 12, days[1])))
