"""Which days are meant, and what is said when they make no sense."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from frontol_desk.cli.dates import DayOptions, choose_days
from frontol_desk.domain.values import DateRange
from frontol_desk.settings.model import KassaSettings, Settings

NOW = datetime(2025, 12, 28, 12, 0, tzinfo=UTC)
SETTINGS = Settings(timezone="UTC", kassas="P13:P13;V1:V1", kassa={"V1": KassaSettings(timezone="Pacific/Kiritimati")})
P13 = ("P13",)


def day(number: int) -> date:
    return date(2025, 12, number)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (DayOptions(), DateRange.day(day(27))),
        (DayOptions(yesterday=True), DateRange.day(day(27))),
        (DayOptions(argument="2025-12-20"), DateRange.day(day(20))),
        (DayOptions(day="20.12.2025"), DateRange.day(day(20))),
        (DayOptions(day="2025-12-28"), DateRange.day(day(28))),
        (DayOptions(first="2025-12-01", last="2025-12-20"), DateRange(day(1), day(20))),
        (DayOptions(first="2025-12-01"), DateRange(day(1), day(27))),
        (DayOptions(first="2025-12-28"), DateRange.day(day(28))),
    ],
)
def test_days_meant(options: DayOptions, expected: DateRange) -> None:
    assert choose_days(options, SETTINGS, P13, now=NOW) == (expected, [])


@pytest.mark.parametrize(
    ("options", "problems"),
    [
        (DayOptions(day="tomorrow"), ["--date CONFIG_DATE"]),
        (DayOptions(argument="2025-02-30"), ["DATE CONFIG_DATE"]),
        (DayOptions(day="2025-12-29"), ["--date CONFIG_DATE_FUTURE"]),
        (DayOptions(first="2025-12-05", last="2025-12-01"), ["--to CONFIG_DATE_ORDER"]),
        (
            DayOptions(first="2026-02-02", last="2026-01-01"),
            ["--from CONFIG_DATE_FUTURE", "--to CONFIG_DATE_FUTURE", "--to CONFIG_DATE_ORDER"],
        ),
        (DayOptions(first="x", last="y"), ["--from CONFIG_DATE", "--to CONFIG_DATE"]),
        (DayOptions(last="2025-12-01"), ["--to USAGE"]),
        (DayOptions(argument="2025-12-01", day="2025-12-01"), ["--date USAGE"]),
        (DayOptions(day="2025-12-01", yesterday=True), ["--yesterday USAGE"]),
        (DayOptions(argument="2025-12-01", first="2025-12-01"), ["--from/--to USAGE"]),
    ],
)
def test_days_that_make_no_sense(options: DayOptions, problems: list[str]) -> None:
    found = choose_days(options, SETTINGS, P13, now=NOW)[1]
    assert [f"{problem.setting} {problem.error.code}" for problem in found] == problems


def test_a_kassa_further_east_has_its_own_today() -> None:
    late = DayOptions(day="2025-12-29")
    assert choose_days(late, SETTINGS, ("V1/V1",), now=NOW)[1] == []
    assert choose_days(late, SETTINGS, (), now=NOW)[1] == []
    assert choose_days(DayOptions(), SETTINGS, (), now=NOW)[0] == DateRange.day(day(27))
    assert choose_days(DayOptions(), SETTINGS, ("V1",), now=NOW)[0] == DateRange.day(day(28))
