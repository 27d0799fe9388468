"""400,000 rows: a load that is stopped is back within a second, leaves not one row, and the console goes on."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from frontol_desk.console.desk import Desk
from frontol_desk.domain.report import RunStatus, Stage
from frontol_desk.domain.values import SourceFolder
from frontol_desk.simulator.bulk import write_bulk_export
from tests.faults.conftest import OpenScene
from tests.faults.scene import order
from tests.integration.comparing import Stored
from tests.integration.pipeline.shop import SILENT, open_shop, run_sync
from tests.integration.pipeline.test_stopping import Stop

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]
FOLDER = "BULK/BULK"
ROWS = 400_000


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("export") / "big.txt"
    write_bulk_export(path, rows=ROWS, folder=SourceFolder.parse(FOLDER))
    return path


@pytest.fixture(scope="module")
def undisturbed_bulk(dsn: str, tmp_path_factory: pytest.TempPathFactory, export: Path) -> Iterator[Stored]:
    with open_shop(tmp_path_factory.mktemp("bulk"), dsn, {FOLDER: SILENT}) as shop:
        shutil.copy(export, shop.responses(FOLDER))
        run_sync(shop, request=False)
        yield shop.stored


async def stopped(desk: Desk, share: float) -> None:
    """Load and stop when so much of the file has been read."""
    load = asyncio.create_task(desk.load(order(request=False)))
    stop = Stop(load, Stage.LOAD, share)
    unsubscribe = desk.events.subscribe(stop)
    report = await load
    unsubscribe()
    assert stop.at is not None, "the load was never so far"
    assert time.monotonic() - stop.at < 1
    assert (report.status, report.rows.read) == (RunStatus.CANCELLED, 0)
    pool = desk._warehouse._database._pool
    assert pool.get_idle_size() == pool.get_size(), "a connection was not given back"


@pytest.mark.parametrize("share", [0.02, 0.5, 0.97])
async def test_stopped_in_the_middle(scene: OpenScene, export: Path, share: float) -> None:
    place = scene({FOLDER: SILENT}, fresh=True)
    shutil.copy(export, place.shop.responses(FOLDER))
    async with place.shop.desk() as desk:
        await desk.prepare()
        await stopped(desk, share)
        assert await place.shop.stored.counts() == {}
        assert await place.shop.leases_held() == []
        assert place.shop.spooled() == []
        assert place.shop.names(FOLDER) == [export.name]


async def test_loaded_after_all(scene: OpenScene, export: Path, undisturbed_bulk: Stored) -> None:
    place = scene({FOLDER: SILENT}, expected=undisturbed_bulk, fresh=True)
    shutil.copy(export, place.shop.responses(FOLDER))
    async with place.shop.desk() as desk:
        await desk.prepare()
        await stopped(desk, 0.5)
        report = await desk.load(order(request=False))
        assert (report.status, report.rows.loaded) == (RunStatus.COMPLETED, ROWS), report.errors
    await place.prove()
