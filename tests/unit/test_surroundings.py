"""When two clocks disagree, and what that means for “yesterday”."""

from __future__ import annotations

import asyncio
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from frontol_desk.console import surroundings
from frontol_desk.console.surroundings import Surroundings
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.report import Trigger
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.pipeline.context import RunPlan
from frontol_desk.settings.load import read_settings
from frontol_desk.settings.model import Settings

NOON = datetime(2025, 12, 28, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class _Here(datetime):
    """This computer's clock, which the test sets."""

    at = NOON

    @classmethod
    def now(cls, tz: Any = None) -> Any:
        return cls.at.astimezone(tz)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> type[_Here]:
    _Here.at = NOON
    monkeypatch.setattr(surroundings, "datetime", _Here)
    return _Here


def around(home: Path, difference: timedelta, timezone: str = "UTC") -> Surroundings:
    """Surroundings whose database's clock differs by so much from ours."""

    async def clock() -> datetime:
        return _Here.at + difference

    return Surroundings(Settings(home=home, timezone=timezone), clock)


def plan(*, relative: bool = True) -> RunPlan:
    return RunPlan(
        folders=(SourceFolder("P13", "P13"),),
        dates=DateRange.day(date(2025, 12, 27)),
        trigger=Trigger.CLI,
        relative=relative,
    )


@pytest.mark.parametrize("difference", [0 * MINUTE, 5 * MINUTE, -5 * MINUTE])
async def test_some_minutes_are_no_difference(here: type[_Here], tmp_path: Path, difference: timedelta) -> None:
    assert await around(tmp_path, difference).clock(plan()) == []


@pytest.mark.parametrize(("difference", "reason"), [(6 * MINUTE, "behind"), (-6 * MINUTE, "ahead")])
async def test_more_is_told(here: type[_Here], tmp_path: Path, difference: timedelta, reason: str) -> None:
    (told,) = await around(tmp_path, difference).clock(plan())
    assert (told.code, told.reason, told.context["minutes"]) == (ErrorCode.CLOCK_WRONG, reason, 6)
    assert told.context["here"] == "28.12.2025 12:00"


@pytest.mark.parametrize(
    ("hour", "minutes", "timezone", "refused"),
    [
        (23, 50, "UTC", False),
        (23, 61, "UTC", True),
        (0, -30, "UTC", True),
        (0, 30, "UTC", False),
        (20, 90, "Asia/Yekaterinburg", False),
        (18, 90, "Asia/Yekaterinburg", True),
    ],
)
async def test_a_day_that_follows_from_the_date_is_refused_when_the_clocks_name_different_ones(
    here: type[_Here], tmp_path: Path, hour: int, minutes: int, timezone: str, refused: bool
) -> None:
    here.at = NOON.replace(hour=hour)
    looked = around(tmp_path, minutes * MINUTE, timezone)
    assert len(await looked.clock(plan(relative=False))) == 1, "a day that was named is only warned of"
    if not refused:
        assert len(await looked.clock(plan())) == 1
        return
    with pytest.raises(DeskError) as told:
        await looked.clock(plan())
    assert (told.value.code, told.value.reason) == (ErrorCode.CLOCK_WRONG, "other_day")


async def test_a_database_that_does_not_answer_says_nothing_of_clocks(
    here: type[_Here], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away() -> datetime:
        raise DeskError(ErrorCode.DB_CONNECTION, where="db")

    async def stalled() -> datetime:
        await asyncio.Event().wait()
        return NOON

    monkeypatch.setattr(surroundings, "_PATIENCE", 0.05)
    for clock in (away, stalled):
        assert await Surroundings(Settings(home=tmp_path), clock).clock(plan()) == []


def test_the_file_of_the_settings_is_the_one_they_were_read_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRONTOL_DESK_HOME", str(tmp_path))
    given = tmp_path / "mine.toml"
    given.write_text('language = "ru"', "utf-8")
    settings, _ = read_settings(config=given)
    assert settings.file == settings.model_copy(update={"language": "en"}).file == given
    assert read_settings()[0].file == tmp_path / "profiles" / "default.toml"


def test_a_disk_nobody_can_look_at_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(shutil, "disk_usage", fail)
    with pytest.raises(DeskError) as told:
        surroundings.free_bytes(tmp_path / "not" / "there")
    assert (told.value.code, told.value.reason) == (ErrorCode.ARCHIVE_FAILED, "read")
