"""The whole way through a folder instead of an FTP server, also by the command line and with a share that goes away."""

from __future__ import annotations

import asyncio
from pathlib import Path

from frontol_desk.domain.errors import ErrorCode
from frontol_desk.domain.report import RunStatus
from frontol_desk.domain.resources import resource
from tests.integration.comparing import assert_equal
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import QUICK, SILENT, assert_adds_up, codes_of, faulty, problems_of

KASSAS = {"P13/P13": QUICK, "N22/N22_Inter": faulty("growing:1"), "N22/N22_FURN": faulty("slow:0.5")}
REAL = resource("demo/response.txt").read_bytes()


async def test_both_ways_load_the_same(shop: OpenShop) -> None:
    through_folder, by_ftp = shop(KASSAS, kind="folder"), shop(KASSAS)
    reports = await asyncio.gather(through_folder.load(wait=8), by_ftp.load(wait=8))
    for report in reports:
        assert_adds_up(report)
        assert (report.status, report.errors) == (RunStatus.COMPLETED, [])
    await assert_equal(through_folder.stored, by_ftp.stored)
    for folder in KASSAS:
        assert through_folder.names(folder) == by_ftp.names(folder)
        assert list(through_folder.requests(folder).iterdir()) == []


async def test_a_share_that_goes_away_and_comes_back_during_the_wait(shop: OpenShop, tmp_path: Path) -> None:
    place = shop({"P13/P13": SILENT}, kind="folder")
    loading = asyncio.create_task(place.load(wait=20))
    request = place.requests("P13/P13") / "request.txt"
    async with asyncio.timeout(10):
        while not request.exists():
            await asyncio.sleep(0.02)
    place.server.root.rename(tmp_path / "away")
    await asyncio.sleep(1)
    (tmp_path / "away").rename(place.server.root)
    (place.responses("P13/P13") / "response.txt").write_bytes(REAL)
    request.unlink()
    report = await loading
    assert_adds_up(report)
    assert (report.status, report.rows.loaded) == (RunStatus.COMPLETED, 1346)


async def test_a_share_that_is_away_is_named_and_no_server_blamed(shop: OpenShop) -> None:
    place = shop({"P13/P13": QUICK}, kind="folder")
    away = place.settings.exchange.model_copy(update={"root": place.server.root / "away"})
    report = await place.load(settings=place.settings.model_copy(update={"exchange": away}), wait=1)
    assert report.status is RunStatus.FAILED
    assert codes_of(report) == {ErrorCode.FTP_CONNECTION}
    (problem,) = problems_of(report)
    assert str(place.server.root / "away") in problem.message
    assert "FTP" not in problem.message + problem.hint
