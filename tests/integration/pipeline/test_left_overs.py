"""What lies in a response folder before anybody asks: loaded first, trusted for nothing, and never the last word."""

from __future__ import annotations

import asyncio
import time
from datetime import date
from pathlib import Path

import pytest

from frontol_desk.domain.report import FileStatus, RunStatus
from frontol_desk.domain.resources import resource
from tests.builders import export_file
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import (
    DAY,
    QUICK,
    SILENT,
    Shop,
    assert_adds_up,
    codes_of,
    detail_of,
    details_of,
    faulty,
    problems_of,
)

FOLDER = "P13/P13"
REAL = resource("demo/response.txt").read_bytes()


def without_line(data: bytes, number: int) -> bytes:
    lines = data.split(b"\r\n")
    return b"\r\n".join(lines[: number - 1] + lines[number:])


def put(shop: Shop, data: bytes, name: str = "response.txt", folder: str = FOLDER) -> Path:
    shop.responses(folder).mkdir(parents=True, exist_ok=True)
    path = shop.responses(folder) / name
    path.write_bytes(data)
    return path


async def test_nothing_is_removed_because_of_a_left_over(shop: OpenShop) -> None:
    place = shop({FOLDER: QUICK})
    await place.load()
    put(place, without_line(REAL, 500))
    report = await place.load()
    assert_adds_up(report)
    left, answer = sorted(details_of(report, FOLDER), key=lambda detail: detail.rows)
    assert (left.rows, left.status, left.removed) == (1345, FileStatus.UNCHANGED, 0)
    assert (answer.rows, answer.status, answer.removed) == (1346, FileStatus.UNCHANGED, 0)
    assert await place.fetch("SELECT 1 FROM superseded") == []
    assert (await place.fetch("SELECT count(*) FROM transactions"))[0][0] == 1346


async def test_without_a_request_the_file_counts_for_the_days_of_the_run(shop: OpenShop) -> None:
    place = shop({FOLDER: SILENT})
    put(place, REAL)
    await place.load(request=False)
    put(place, without_line(REAL, 500))
    report = await place.load(request=False)
    assert_adds_up(report)
    assert (report.status, report.rows.removed, report.rows.unchanged) == (RunStatus.COMPLETED, 1, 1345)
    assert not list(place.requests(FOLDER).iterdir())


async def test_without_a_request_an_empty_folder_is_no_failure(shop: OpenShop) -> None:
    report = await shop({FOLDER: SILENT}).load(request=False)
    assert (report.status, report.folders.loaded, report.files.found) == (RunStatus.COMPLETED, 1, 0)
    assert report.errors == []


async def test_a_left_over_does_not_hide_that_the_kassa_is_silent(shop: OpenShop) -> None:
    place = shop({FOLDER: SILENT, "N22/N22_FURN": QUICK})
    put(place, REAL)
    report = await place.load(wait=1.5, day=date(2025, 12, 30))
    assert_adds_up(report)
    assert codes_of(report, FOLDER) == {"NO_RESPONSE"}
    assert [detail.status for detail in details_of(report, FOLDER)] == [FileStatus.LOADED, FileStatus.NO_RESPONSE]
    assert (report.folders.loaded, report.folders.no_response) == (1, 1)
    assert report.status is RunStatus.PARTIAL
    assert report.rows_by_table["tx_item_registration_1_11"] > 144


@pytest.mark.slow
async def test_a_bad_left_over_does_not_hide_that_the_kassa_is_silent(shop: OpenShop) -> None:
    place = shop({FOLDER: SILENT})
    put(place, b"rubbish\r\n")
    report = await place.load(wait=1.5)
    assert_adds_up(report)
    assert codes_of(report, FOLDER) == {"NO_RESPONSE", "PARSE_INVALID"}
    assert report.status is RunStatus.FAILED


async def test_a_bad_left_over_does_not_stop_the_answer(shop: OpenShop) -> None:
    place = shop({FOLDER: QUICK})
    put(place, b"rubbish\r\n", "old.txt")
    report = await place.load()
    assert_adds_up(report)
    assert (report.files.loaded, report.files.failed, report.folders.loaded) == (1, 1, 1)
    assert report.status is RunStatus.PARTIAL
    assert codes_of(report) == {"PARSE_INVALID"}
    assert place.names(FOLDER) == ["old.txt", "response.txt.processed"]


async def test_a_processed_file_delays_no_request_and_is_told_once(shop: OpenShop) -> None:
    place = shop({FOLDER: QUICK})
    old = put(place, REAL.replace(b"#", b"@", 1), "old.txt")
    begun = time.monotonic()
    report = await place.load(wait=20)
    assert time.monotonic() - begun < 5
    assert report.status is RunStatus.COMPLETED
    assert [problem.code for problem in problems_of(report, FOLDER)] == ["ALREADY_PROCESSED"]
    assert old.read_bytes().startswith(b"@")
    assert report.files.found == 1


async def test_a_processed_file_alone_is_no_failure_without_a_request(shop: OpenShop) -> None:
    place = shop({FOLDER: QUICK})
    put(place, REAL.replace(b"#", b"@", 1))
    report = await place.load(wait=20, request=False)
    assert (report.status, report.files.found) == (RunStatus.COMPLETED, 0)
    assert detail_of(report, FOLDER).status is FileStatus.ALREADY_PROCESSED
    assert codes_of(report, severity="warning") == {"ALREADY_PROCESSED"}


async def test_an_old_log_of_the_kassa_is_told_once(shop: OpenShop) -> None:
    place = shop({FOLDER: QUICK})
    put(place, "Ошибка: клиент +79161234567".encode("cp1251"), "SaveResult1.txt")
    put(place, REAL)
    report = await place.load()
    assert [problem.code for problem in problems_of(report, FOLDER)] == ["KASSA_REPORTED"]
    assert "Ошибка: клиент ***67" in report.errors[0].message


async def test_two_left_over_answers_are_both_loaded(shop: OpenShop) -> None:
    place = shop({FOLDER: QUICK})
    lines = REAL.decode("utf-8").split("\r\n")[3:-1]
    put(place, export_file(lines[:700]), "a.rep")
    put(place, export_file(lines[700:]), "b.rep")
    report = await place.load()
    assert_adds_up(report)
    assert [detail.rows for detail in details_of(report, FOLDER)] == [700, 646, 1346]
    assert report.rows.loaded == 1346
    assert place.names(FOLDER) == ["a.rep.processed", "b.rep.processed", "response.txt.processed"]


@pytest.mark.slow
async def test_the_answer_to_somebody_elses_request_is_loaded_and_then_ours_is_asked(shop: OpenShop) -> None:
    place = shop({FOLDER: faulty("slow:1.5")})
    (place.requests(FOLDER) / "request.txt").write_bytes(b"$$$TRANSACTIONSBYDATERANGE\r\n27.12.2025; 27.12.2025\r\n")
    await asyncio.sleep(0.2)
    report = await place.load(wait=8)
    assert_adds_up(report)
    assert [detail.first_date for detail in details_of(report, FOLDER)] == [date(2025, 12, 27), DAY]
    assert report.status is RunStatus.COMPLETED


@pytest.mark.parametrize("name", ["response.txt", "report.rep"])
async def test_an_empty_answer_is_named(shop: OpenShop, name: str) -> None:
    place = shop({FOLDER: SILENT})
    put(place, b"", name)
    report = await place.load(wait=1, request=False)
    assert_adds_up(report)
    assert codes_of(report, FOLDER) == {"FILE_EMPTY"}
    assert (report.status, detail_of(report, FOLDER).status) == (RunStatus.FAILED, FileStatus.FAILED)
    assert place.names(FOLDER) == [name]


async def test_an_answer_that_is_still_being_written_is_left_to_the_kassa(shop: OpenShop) -> None:
    place = shop({FOLDER: faulty("growing:4")})
    early = await place.load(wait=2.0)
    assert_adds_up(early)
    assert (early.status, codes_of(early) & {"RESPONSE_GREW"}) == (RunStatus.PARTIAL, {"RESPONSE_GREW"})
    assert 0 < detail_of(early, FOLDER).loaded < 1346
    assert "response.txt" in place.names(FOLDER)
    await asyncio.sleep(3)
    late = await place.load(wait=15.0)
    assert_adds_up(late)
    assert late.status is RunStatus.COMPLETED
    assert (await place.fetch("SELECT count(*) FROM transactions"))[0][0] == 1346
    assert await place.fetch("SELECT 1 FROM quarantine") == []


async def test_one_day_in_several_files_of_a_run_is_checked_once(shop: OpenShop) -> None:
    place = shop({FOLDER: QUICK})
    put(place, REAL)
    report = await place.load()
    assert report.files.found == 2
    assert (report.reconciliation.documents, report.reconciliation.shifts) == (80, 3)
