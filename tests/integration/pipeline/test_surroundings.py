"""Runs on a disk with little room, with clocks that disagree, with settings that change under them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from frontol_desk.domain.events import Event, StageStarted
from frontol_desk.domain.report import RunReport, RunStatus, Stage
from frontol_desk.settings.model import ArchiveSettings
from frontol_desk.warehouse.warehouse import Warehouse
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import QUICK, Shop, assert_adds_up, codes_of
from tests.integration.small_disk import small_disk

FOLDERS = ("P13/P13", "A/B")


@pytest.fixture
def place(shop: OpenShop) -> Shop:
    return shop(dict.fromkeys(FOLDERS, QUICK))


def assert_refused(place: Shop, report: RunReport, code: str) -> None:
    """Nothing was begun: no kassa was asked, and the report says why for every folder."""
    assert_adds_up(report)
    assert (report.status, report.exit_code) == (RunStatus.FAILED, 2)
    assert [(problem.code, problem.source_folder) for problem in report.errors] == [
        (code, folder) for folder in sorted(FOLDERS)
    ]
    assert all(not list(place.requests(folder).iterdir()) for folder in FOLDERS)
    assert all(not list(place.responses(folder).iterdir()) for folder in FOLDERS)


async def test_without_room_on_the_disk_nothing_is_begun(place: Shop) -> None:
    with small_disk(place.home, 100 << 10):
        report = await place.load()
        assert_refused(place, report, "DISK_LOW")
        assert "at least 200 MB" in report.errors[0].message
        assert await place.fetch("SELECT status FROM runs") == [("failed",)], "the history says it, too"
        settings = place.settings.model_copy(update={"archive": ArchiveSettings(free_megabytes=50)})
        report = await place.load(settings=settings, kassas=("A",))
        assert report.status is RunStatus.COMPLETED
        assert codes_of(report, severity="warning") == {"DISK_LOW"}


@pytest.mark.parametrize(("hours", "told"), [(-24 * 30, "ahead"), (24 * 30, "behind")])
async def test_clocks_that_disagree(place: Shop, monkeypatch: pytest.MonkeyPatch, hours: int, told: str) -> None:
    """A day that was named is loaded all the same; one that follows from a doubtful date is not."""

    async def clock(_: Warehouse) -> datetime:
        return datetime.now(UTC) + timedelta(hours=hours)

    monkeypatch.setattr(Warehouse, "clock", clock)
    report = await place.load(relative=True)
    assert_refused(place, report, "CLOCK_WRONG")
    report = await place.load(kassas=("A",))
    assert report.status is RunStatus.COMPLETED
    (warning,) = report.errors
    assert (warning.code, warning.severity) == ("CLOCK_WRONG", "warning")
    assert f"{abs(hours) * 60} minutes {told}" in warning.message


async def test_clocks_that_agree_are_not_mentioned(place: Shop) -> None:
    report = await place.load(relative=True, kassas=("A",))
    assert (report.status, codes_of(report, severity="warning")) == (RunStatus.COMPLETED, set())


async def test_settings_that_change_under_a_run(place: Shop) -> None:
    """It goes on with what it began with, and says so; the next console takes the new ones."""
    file = place.settings.file

    def change(event: Event) -> None:
        if isinstance(event, StageStarted) and event.stage is Stage.WAIT:
            file.parent.mkdir(exist_ok=True)
            file.write_text('kassas = "X:Y"\n[exchange]\nacknowledge = "delete"\n', "utf-8")

    report = await place.load(change, kassas=("A",))
    assert report.status is RunStatus.COMPLETED
    (warning,) = report.errors
    assert (warning.code, warning.severity) == ("SETTINGS_CHANGED", "warning")
    assert str(file) in warning.message
    assert place.names("A/B") == ["response.txt.processed"], "as the settings said when it began"
    assert (await place.load(kassas=("P13",))).errors == []
