"""An operator's small tools: requests only, cleared request folders, days that were never loaded whole."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from frontol_desk.console.desk import LoadOrder
from frontol_desk.domain.audit import AuditAction, AuditQuery
from frontol_desk.domain.errors import ErrorCode
from frontol_desk.domain.report import FileStatus, RunStatus
from frontol_desk.domain.tools import DayLack, MissingDay
from frontol_desk.domain.values import DateRange, SourceFolder
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import DAY, QUICK, SILENT, Shop

P13 = SourceFolder("P13", "P13")
S6 = SourceFolder("S6", "S6")
ASKED = b"$$$TRANSACTIONSBYDATERANGE\r\n28.12.2025; 28.12.2025\r\n"


def order(day: date = DAY) -> LoadOrder:
    return LoadOrder(dates=DateRange.day(day))


def request_of(place: Shop, folder: SourceFolder) -> Path:
    return place.requests(str(folder)) / "request.txt"


async def test_requests_only(shop: OpenShop) -> None:
    place = shop({"P13/P13": SILENT, "S6/S6": SILENT})
    request_of(place, S6).write_bytes(b"$$$NEWTRANSACTIONS\r\n")
    async with place.desk() as desk:
        report = await desk.tools.send_requests(order())
        stored = await desk.run_report(report.run_id)
        deeds = await desk.audit.entries(AuditQuery(actions=frozenset({AuditAction.REQUEST})))
        failures = await desk.failures()
    assert request_of(place, P13).read_bytes() == ASKED
    assert request_of(place, S6).read_bytes() == b"$$$NEWTRANSACTIONS\r\n"
    assert stored == report
    assert (report.status, report.exit_code, report.folders.loaded, report.folders.failed) == (
        RunStatus.PARTIAL,
        1,
        1,
        1,
    )
    assert [(detail.source_folder, detail.status) for detail in report.details] == [
        ("P13/P13", FileStatus.REQUESTED), ("S6/S6", FileStatus.FAILED),
    ]  # fmt: skip
    assert [problem.code for problem in report.errors] == [ErrorCode.REQUEST_PENDING]
    assert [(deed.resource, deed.outcome, deed.run_id) for deed in deeds] == [
        ("P13/P13, S6/S6", "partial", report.run_id)
    ]
    assert failures.total == 0
    assert await place.leases_held() == []


async def test_what_was_asked_for_is_loaded_later(shop: OpenShop) -> None:
    place = shop({"P13/P13": QUICK})
    async with place.desk() as desk:
        assert (await desk.tools.send_requests(order())).status is RunStatus.COMPLETED
        async with asyncio.timeout(10):
            while place.names("P13/P13") == []:
                await asyncio.sleep(0.05)
        report = await desk.load(LoadOrder(dates=DateRange.day(DAY), request=False, wait_seconds=5))
        assert (report.status, report.rows.read > 0) == (RunStatus.COMPLETED, True)
        assert await desk.tools.missing_days(DateRange.day(DAY)) == ()


async def test_clearing_takes_what_is_a_request_and_nothing_else(shop: OpenShop) -> None:
    place = shop({"P13/P13": SILENT, "S6/S6": SILENT})
    folder = place.requests("P13/P13")
    request_of(place, P13).write_bytes(ASKED)
    (folder / "request.txt.0011aabb.desk-tmp").write_bytes(b"$$$TRANS")
    (folder / "goods.txt").write_bytes(b"somebody else's")
    request_of(place, S6).write_bytes(b"a list of goods under our name\r\n")
    async with place.desk() as desk:
        found = await desk.tools.lying_requests()
        assert {(one.folder, one.name, one.removable) for one in found.lying} == {
            (P13, "request.txt", True), (P13, "request.txt.0011aabb.desk-tmp", True), (S6, "request.txt", False),
        }  # fmt: skip
        assert {one.text for one in found.lying if one.name == "request.txt"} == {
            "$$$TRANSACTIONSBYDATERANGE 28.12.2025; 28.12.2025", "",
        }  # fmt: skip
        assert all(one.older_than(datetime.now(UTC) + timedelta(minutes=1)) for one in found.lying)
        cleared = await desk.tools.clear_requests(found.lying)
        deeds = await desk.audit.entries(AuditQuery(actions=frozenset({AuditAction.CLEAR_REQUEST})))
    assert {one.name for one in cleared.removed} == {"request.txt", "request.txt.0011aabb.desk-tmp"}
    assert [(one.folder, error.code) for one, error in cleared.kept] == [(S6, ErrorCode.REQUEST_PENDING)]
    assert [path.name for path in folder.iterdir()] == ["goods.txt"]
    assert request_of(place, S6).exists()
    assert sorted((deed.resource, deed.outcome) for deed in deeds) == [
        ("P13/P13", "done"), ("P13/P13", "done"), ("S6/S6", "failed"),
    ]  # fmt: skip


async def test_clearing_looks_again(shop: OpenShop) -> None:
    place = shop({"P13/P13": SILENT, "S6/S6": SILENT})
    for folder in (P13, S6):
        request_of(place, folder).write_bytes(ASKED)
    async with place.desk() as desk:
        found = await desk.tools.lying_requests()
        request_of(place, P13).unlink()
        request_of(place, S6).write_bytes(ASKED.replace(b"28", b"27"))
        cleared = await desk.tools.clear_requests(found.lying)
    assert [one.folder for one in cleared.gone] == [P13]
    assert [(one.folder, error.code, error.reason) for one, error in cleared.kept] == [
        (S6, ErrorCode.REQUEST_PENDING, "other")
    ]
    assert request_of(place, S6).exists()


async def test_a_request_that_a_load_waits_for_is_not_cleared(shop: OpenShop) -> None:
    place = shop({"P13/P13": SILENT})
    async with place.desk() as desk:
        load = asyncio.create_task(desk.load(LoadOrder(dates=DateRange.day(DAY), wait_seconds=60)))
        async with asyncio.timeout(10):
            while not request_of(place, P13).exists():
                await asyncio.sleep(0.05)
        async with place.desk() as other:
            for one in (desk, other):
                cleared = await one.tools.clear_requests((await desk.tools.lying_requests()).lying)
                assert [error.code for _, error in cleared.kept] == [ErrorCode.LOCKED]
        assert request_of(place, P13).exists()
        load.cancel()
        await load


async def test_a_folder_that_cannot_be_looked_into_is_named(shop: OpenShop) -> None:
    place = shop({"P13/P13": SILENT, "S6/S6": SILENT})
    place.requests("S6/S6").rmdir()
    async with place.desk() as desk:
        found = await desk.tools.lying_requests(("S6",))
        assert (found.lying, {folder: error.code for folder, error in found.failed.items()}) == (
            (), {S6: ErrorCode.FTP_MISSING},
        )  # fmt: skip
        assert (await desk.tools.lying_requests()).failed.keys() == {S6}


async def test_missing_days(shop: OpenShop) -> None:
    place = shop({"P13/P13": QUICK, "S6/S6": SILENT})
    before, after = DAY - timedelta(days=1), DAY + timedelta(days=1)
    async with place.desk() as desk:
        await desk.load(LoadOrder(dates=DateRange.day(DAY), kassas=("P13",), wait_seconds=5))
        await desk.load(LoadOrder(dates=DateRange.day(DAY), kassas=("S6",), wait_seconds=0.2))
        assert await desk.tools.missing_days(DateRange(before, after)) == (
            MissingDay(P13, before), MissingDay(P13, after),
            MissingDay(S6, before), MissingDay(S6, DAY, DayLack.NO_RESPONSE), MissingDay(S6, after),
        )  # fmt: skip
        assert await desk.tools.missing_days(DateRange.day(DAY), ("P13",)) == ()
        assert await desk.tools.missing_days(DateRange.day(desk.today())) == ()  # not over: nobody can have all of it
    await place.fetch(
        "UPDATE files SET processed_at = $1 WHERE status = 'loaded'", datetime(2025, 12, 28, 12, tzinfo=UTC)
    )
    async with place.desk() as desk:
        (early,) = await desk.tools.missing_days(DateRange.day(DAY), ("P13",))
    assert early.lack is DayLack.EARLY
