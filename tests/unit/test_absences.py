"""When a kassa counts as late: by its own clock, and until the next day's hour has come."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from frontol_desk.console.absences import Expected, expected
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.messages import told_time
from frontol_desk.domain.overview import Absence
from frontol_desk.domain.values import SourceFolder
from frontol_desk.settings.load import read_settings
from frontol_desk.settings.model import Settings
from frontol_desk.settings.problems import SettingProblem

DAY = date(2025, 12, 28)


def settings(hour: str | None = "09:00", **of_kassa: Any) -> Settings:
    return Settings.model_validate(
        {
            "kassas": "P13:P13;N22:N22_Inter,N22_FURN",
            "timezone": "Europe/Moscow",
            "exchange": {"expected_by": hour},
            "kassa": of_kassa,
        }
    )


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def days(found: Settings, now: str) -> dict[str, date]:
    return {str(one.folder): one.day for one in expected(found, at(now))}


def test_without_an_hour_nothing_is_expected() -> None:
    assert [*expected(settings(None), at("2025-12-29T12:00+03:00"))] == []


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2025-12-29T09:00+03:00", DAY),
        ("2025-12-29T23:59+03:00", DAY),
        ("2025-12-29T08:59+03:00", DAY - timedelta(days=1)),  # the day before stays late until the next one is
        ("2025-12-30T00:00+03:00", DAY),
    ],
)
def test_the_newest_day_whose_hour_has_come(now: str, day: date) -> None:
    assert days(settings(), now) == dict.fromkeys(("P13/P13", "N22/N22_Inter", "N22/N22_FURN"), day)


def test_moments_are_those_of_the_kassas_clock() -> None:
    found = settings(P13={"timezone": "Asia/Vladivostok"})
    first, *_ = expected(found, at("2025-12-29T00:30+03:00"))
    assert first == Expected(
        first.folder, DAY - timedelta(days=1), at("2025-12-28T00:00+10:00"), at("2025-12-28T09:00+10:00")
    )
    assert days(found, "2025-12-29T02:00+03:00")["P13/P13"] == DAY  # nine o'clock in Vladivostok
    assert days(found, "2025-12-29T02:00+03:00")["N22/N22_FURN"] == DAY - timedelta(days=1)


def test_a_kassa_has_an_hour_of_its_own() -> None:
    late = settings(P13={"expected_by": "11:30"})
    assert days(late, "2025-12-29T10:00+03:00")["P13/P13"] == DAY - timedelta(days=1)
    assert days(late, "2025-12-29T11:30+03:00")["P13/P13"] == DAY
    assert days(settings(None, P13={"expected_by": "11:30"}), "2025-12-29T12:00+03:00") == {"P13/P13": DAY}


def test_the_night_a_clock_is_put_forward() -> None:
    found = settings("02:30").model_copy(update={"timezone": "Europe/Berlin"})
    assert days(found, "2026-03-29T01:59+01:00")["P13/P13"] == date(2026, 3, 27)
    assert days(found, "2026-03-29T03:31+02:00")["P13/P13"] == date(2026, 3, 28)


@pytest.mark.parametrize("last", [None, DAY - timedelta(days=3)])
def test_what_people_are_told(last: date | None) -> None:
    due = at("2025-12-29T09:00+03:00")
    error = Absence(folder=SourceFolder("N22", "N22_FURN"), day=DAY, due=due, last_day=last).error
    assert error.code is ErrorCode.ABSENT
    for said in ("N22/N22_FURN", "28.12.2025", told_time(due), "25.12.2025" if last else "—"):
        assert said in error.message
    assert error.hint


@pytest.mark.parametrize("hour", ["24:00", "9:00", "09:60", "nine", "09:00:00"])
def test_an_hour_that_is_none(hour: str, tmp_path: Any) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(f'kassas = "P13:P13"\n[exchange]\nexpected_by = "{hour}"\n', "utf-8")
    _, problems = read_settings(None, path, {})
    (problem,) = [found for found in problems if found.setting == "exchange.expected_by"]
    assert isinstance(problem, SettingProblem)
    assert isinstance(problem.error, DeskError)
    assert problem.error.reason == "hour"
    assert "08:30" in problem.hint
