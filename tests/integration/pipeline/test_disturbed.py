"""A run whose surroundings fail: the report still comes, and tells."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from frontol_desk.console.desk import LoadOrder
from frontol_desk.domain.events import Event, StageStarted
from frontol_desk.domain.report import RunStatus, Stage
from frontol_desk.domain.values import DateRange
from tests.integration.comparing import assert_equal
from tests.integration.databases import PostgresServer
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.hooks import Hooks
from tests.integration.pipeline.shop import DAY, QUICK, SILENT, assert_adds_up, codes_of, details_of, faulty, open_shop

FOLDER = "P13/P13"


async def test_the_database_goes_away_in_the_middle(postgres_18: PostgresServer, tmp_path: Path) -> None:
    dsn, hooks = await postgres_18.create(), Hooks()
    with open_shop(tmp_path, dsn, {FOLDER: QUICK, "A/SLOW": faulty("slow:1")}, handler=hooks.handler()) as place:
        hooks.once("before", "RNTO", "request.txt", lambda: asyncio.run(postgres_18.drop(dsn)))
        report = await place.load()
        assert_adds_up(report)
        assert report.status is RunStatus.FAILED
        assert {code[:3] for code in codes_of(report)} == {"DB_"}
        assert {problem.source_folder for problem in report.errors} == {FOLDER, "A/SLOW"}
        assert place.spooled() == []


async def test_a_folder_goes_away_while_its_kassa_is_waited_for(shop: OpenShop) -> None:
    place = shop({FOLDER: SILENT, "A/B": faulty("slow:0.5")})

    def spoil(event: Event) -> None:
        if isinstance(event, StageStarted) and event.stage is Stage.WAIT and str(event.folder) == FOLDER:
            place.responses(FOLDER).rmdir()

    report = await place.load(spoil, wait=2)
    assert_adds_up(report)
    assert codes_of(report) == {"FTP_MISSING"}
    assert (report.folders.loaded, report.folders.failed) == (1, 1)


async def test_a_listener_that_fails_harms_nobody(shop: OpenShop) -> None:
    def fail(_: Event) -> None:
        raise RuntimeError("a fault of the window")

    report = await shop({FOLDER: QUICK}).load(fail)
    assert (report.status, report.rows.loaded) == (RunStatus.COMPLETED, 1346)


async def test_the_spool_cannot_be_written(shop: OpenShop) -> None:
    place = shop({FOLDER: QUICK, "A/B": QUICK})

    def spoil(event: Event) -> None:
        if isinstance(event, StageStarted) and event.stage is Stage.DOWNLOAD and str(event.folder) == FOLDER:
            (spool,) = (place.home / "spool").iterdir()
            spool.rename(spool.with_name("moved"))
            spool.write_bytes(b"")

    report = await place.load(spoil, strategy="sequential", kassas=(FOLDER,))
    assert_adds_up(report)
    assert codes_of(report) == {"ARCHIVE_FAILED"}
    assert (report.files.failed, report.status) == (1, RunStatus.FAILED)
    assert (place.responses(FOLDER) / "response.txt").exists()


async def test_two_runs_of_one_console(shop: OpenShop) -> None:
    """A double click: the second run finds the folder held, the first is not disturbed."""
    place, alone = shop({FOLDER: faulty("slow:0.5")}), shop({FOLDER: QUICK})
    async with place.desk() as desk:
        order = LoadOrder(dates=DateRange.day(DAY), wait_seconds=5)
        first, second = await asyncio.gather(desk.load(order), desk.load(order))
    assert {first.status, second.status} == {RunStatus.COMPLETED, RunStatus.FAILED}
    failed = first if first.status is RunStatus.FAILED else second
    assert codes_of(failed) == {"LOCKED"}
    await alone.load()
    await assert_equal(place.stored, alone.stored)


@pytest.mark.parametrize("kassas", [0, 3])
async def test_folders_that_do_not_exist_on_the_server(shop: OpenShop, kassas: int) -> None:
    place = shop({f"K{number}/K{number}": QUICK for number in range(kassas)})
    place.kassas = (*place.kassas, "X/MISSING")
    report = await place.load()
    assert_adds_up(report)
    assert codes_of(report) == {"FTP_MISSING"}
    assert report.status is (RunStatus.PARTIAL if kassas else RunStatus.FAILED)
    assert len(details_of(report, "X/MISSING")) == 1
