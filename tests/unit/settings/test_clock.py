"""Today and yesterday are the kassa's own."""

from __future__ import annotations

from datetime import UTC, date, datetime

from frontol_desk.settings.clock import business_today, latest_today, yesterday
from frontol_desk.settings.model import KassaSettings, Settings

LATE_EVENING_UTC = datetime(2025, 12, 28, 22, 30, tzinfo=UTC)
FAR_EAST = Settings(timezone="Europe/Kaliningrad", kassa={"V1": KassaSettings(timezone="Asia/Vladivostok")})


def test_the_profile_decides_what_today_is() -> None:
    assert business_today(Settings(timezone="UTC"), LATE_EVENING_UTC) == date(2025, 12, 28)
    assert business_today(Settings(timezone="Europe/Moscow"), LATE_EVENING_UTC) == date(2025, 12, 29)


def test_a_kassa_may_have_a_clock_of_its_own() -> None:
    moment = datetime(2025, 12, 28, 15, 0, tzinfo=UTC)
    assert business_today(FAR_EAST, moment, "V1") == date(2025, 12, 29)
    assert business_today(FAR_EAST, moment, "v1") == date(2025, 12, 29)
    assert business_today(FAR_EAST, moment, "P13") == date(2025, 12, 28)


def test_yesterday_is_over_everywhere_and_today_has_begun_somewhere() -> None:
    moment = datetime(2025, 12, 28, 15, 0, tzinfo=UTC)
    assert yesterday(FAR_EAST, moment, ["V1", "P13"]) == date(2025, 12, 27)
    assert latest_today(FAR_EAST, moment, ["V1", "P13"]) == date(2025, 12, 29)
    assert yesterday(FAR_EAST, moment, ["V1"]) == date(2025, 12, 28)
    assert latest_today(FAR_EAST, moment) == date(2025, 12, 28)


def test_without_a_setting_the_system_decides() -> None:
    assert business_today(Settings(), LATE_EVENING_UTC) == LATE_EVENING_UTC.astimezone().date()
