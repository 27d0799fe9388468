"""What each kassa has to be asked for when catching up."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from frontol_desk.console.planning import catch_up_tasks, dates_of, last_over, plan_of
from frontol_desk.domain.asks import NumberRange
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.report import Trigger
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.pipeline.context import FolderTask
from frontol_desk.settings.model import KassaSettings, Settings

FOLDER, EAST = SourceFolder("P13", "P13"), SourceFolder("V1", "V1")
SETTINGS = Settings(timezone="Europe/Moscow", kassa={"V1": KassaSettings(timezone="Asia/Vladivostok")})
NOW = datetime(2025, 12, 28, 15, 0, tzinfo=UTC)
YESTERDAY = date(2025, 12, 27)


def asks(complete: date | None) -> list[DateRange]:
    through = {FOLDER: complete} if complete else {}
    return [*catch_up_tasks(SETTINGS, [FOLDER], through, NOW)[FOLDER].asks]  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("back", "expected"),
    [
        (None, [(0, 0)]),
        (1, [(0, 0)]),
        (5, [(4, 0)]),
        (0, []),
        (-1, []),
        (31, [(30, 0)]),
        (32, [(31, 1), (0, 0)]),
        (70, [(69, 39), (38, 8), (7, 0)]),
    ],
)
def test_the_days_since_the_last_complete_one_a_month_at_once(
    back: int | None, expected: list[tuple[int, int]]
) -> None:
    def before(days: int) -> date:
        return YESTERDAY - timedelta(days=days)

    assert asks(None if back is None else before(back)) == [
        DateRange(before(first), before(last)) for first, last in expected
    ]


def test_every_kassa_has_its_own_yesterday() -> None:
    assert (last_over(SETTINGS, FOLDER, NOW), last_over(SETTINGS, EAST, NOW)) == (YESTERDAY, date(2025, 12, 28))
    tasks = catch_up_tasks(SETTINGS, [FOLDER, EAST], {FOLDER: date(2025, 12, 20), EAST: YESTERDAY}, NOW)
    assert tasks[EAST].asks == (DateRange.day(date(2025, 12, 28)),)
    assert dates_of(tasks) == DateRange(date(2025, 12, 21), date(2025, 12, 28))


def test_tasks_without_days_have_none() -> None:
    assert dates_of({FOLDER: FolderTask(asks=(NumberRange(1, 2),)), EAST: FolderTask()}) is None


def test_what_the_wishes_leave_open_is_as_the_settings_say() -> None:
    settings = Settings.model_validate(
        {
            "exchange": {"response_timeout": 77, "encoding": "windows-1251"},
            "timezone": "Europe/Moscow",
            "kassa": {"V1": {"timezone": "Asia/Vladivostok", "encoding": "auto"}},
        }
    )
    days = DateRange(date(2025, 12, 20), YESTERDAY)
    plan = plan_of(settings, iter([FOLDER, EAST]), days, Trigger.CLI, request=False)
    assert (plan.folders, plan.dates, plan.trigger, plan.request) == ((FOLDER, EAST), days, Trigger.CLI, False)
    assert (plan.wait_seconds, plan.workers, plan.encodings) == (77, 4, {FOLDER: "windows-1251"})
    assert plan_of(settings, [FOLDER], days, Trigger.CLI, wait_seconds=0).wait_seconds == 0


def test_a_plan_knows_the_last_day_that_is_over_at_each_kassa() -> None:
    """The clocks of these two are 26 hours apart: they never agree on the day."""
    settings = Settings.model_validate(
        {"kassa": {"P13": {"timezone": "Pacific/Kiritimati"}, "V1": {"timezone": "Etc/GMT+12"}}}
    )
    before = [last_over(settings, folder) for folder in (FOLDER, EAST)]
    over = plan_of(settings, [FOLDER, EAST], DateRange.day(YESTERDAY), Trigger.CLI).over
    assert [over[FOLDER], over[EAST]] in (before, [last_over(settings, folder) for folder in (FOLDER, EAST)])
    assert over[FOLDER] > over[EAST]


@pytest.mark.parametrize(
    ("strategy", "workers", "pool", "at_once"),
    [
        ("sequential", 8, 9, 1),
        ("parallel", 3, 9, 3),
        ("parallel", 8, 5, 4),
        ("parallel", 1, 9, 1),
        ("parallel", 4, 2, 1),
    ],
)
def test_files_at_once_leave_a_connection_free(strategy: str, workers: int, pool: int, at_once: int) -> None:
    settings = Settings.model_validate(
        {"pipeline": {"strategy": strategy, "workers": workers}, "database": {"pool_max": pool}}
    )
    assert plan_of(settings, [FOLDER], DateRange.day(YESTERDAY), Trigger.CLI).workers == at_once
    wished = plan_of(settings, [FOLDER], DateRange.day(YESTERDAY), Trigger.CLI, strategy="sequential")
    assert wished.workers == 1


def test_an_unknown_strategy_is_refused() -> None:
    with pytest.raises(DeskError) as caught:
        plan_of(SETTINGS, [FOLDER], DateRange.day(YESTERDAY), Trigger.CLI, strategy="by mood" * 9)
    assert caught.value.code is ErrorCode.CONFIG_SETTING
    assert caught.value.context == {"setting": "pipeline.strategy", "value": ("by mood" * 9)[:40]}
