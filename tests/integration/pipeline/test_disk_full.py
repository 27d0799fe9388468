"""A real disk that is really full: named with its path, nothing half-written, and all is well once there is room."""

from __future__ import annotations

import pytest

from frontol_desk.domain.report import RunStatus
from tests.integration.commands.console import Console
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import QUICK, assert_adds_up, codes_of
from tests.integration.small_disk import fill, small_disk

FOLDER = "P13/P13"


@pytest.mark.parametrize("place", ["spool", "archive", "archive/index"])
async def test_our_own_disk_is_full(shop: OpenShop, place: str) -> None:
    """On its way, compressed, or noted: wherever an original does not fit, nothing is loaded and nothing is marked."""
    full = shop({FOLDER: QUICK})
    with small_disk(full.home / place, 64) as disk:
        fill(disk)
        report = await full.load()
        assert_adds_up(report)
        assert codes_of(report) == {"DISK_FULL"}
        (problem,) = [problem for problem in report.errors if problem.severity == "error"]
        assert str(full.home / place.split("/")[0]) in problem.message
        assert (report.status, report.rows.loaded) == (RunStatus.FAILED, 0)
        assert await full.stored.counts() == {}
        assert full.names(FOLDER) == ["response.txt"], "still the kassa's, not marked"
        assert {path.name for path in full.spooled()} <= {"filler"}
        assert not list(full.home.rglob("*.tmp"))
    report = await full.load()
    assert (report.status, report.reconciliation.discrepancies, report.reconciliation.gaps) == (
        RunStatus.COMPLETED,
        0,
        0,
    )
    assert sum((await full.stored.counts()).values()) == 1346
    async with full.desk() as desk:
        assert (await desk.archive.verify()).sound


def test_a_log_that_has_no_room_is_told_once_and_stops_nothing(shop: OpenShop) -> None:
    place = shop({FOLDER: QUICK})
    with small_disk(place.home / "logs", 64) as disk:
        fill(disk)
        outcome = Console.of(place).run("load", "2025-12-28", "--wait", "5")
    assert outcome.code == 0, outcome.err
    assert outcome.err.count("cannot be written") == 1
    assert "frontol-desk.log" in outcome.err
