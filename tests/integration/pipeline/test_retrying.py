"""What failed is tried again in one run: from the archive without its kassa, or from its kassa; then it is closed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from frontol_desk.console.desk import Desk, LoadOrder
from frontol_desk.domain.actor import current_actor
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.events import Event, StageStarted
from frontol_desk.domain.overview import Failure, FailureKind
from frontol_desk.domain.report import FileStatus, RunStatus, Stage, Trigger
from frontol_desk.domain.resources import resource
from frontol_desk.domain.values import DateRange
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import (
    DAY,
    QUICK,
    SILENT,
    Shop,
    assert_adds_up,
    broken_database,
    codes_of,
    detail_of,
    faulty,
)

FOLDER, OTHER = "P13/P13", "N22/N22_FURN"
ROWS = 1346
REAL = resource("demo/response.txt").read_bytes()


async def open_of(desk: Desk) -> list[Failure]:
    found = await desk.letters.list()
    assert found.total == len(found.items)
    return [*found.items]


def stages_of(desk: Desk) -> list[Stage]:
    """Return a list that fills with the stages of what the desk does from now on."""
    stages: list[Stage] = []

    def note(event: Event) -> None:
        if isinstance(event, StageStarted):
            stages.append(event.stage)

    desk.events.subscribe(note)
    return stages


async def stored(place: Shop) -> int:
    found: int = (await place.fetch("SELECT count(*) FROM transactions"))[0][0]
    return found


@pytest.mark.parametrize("stage", [None, Stage.LOAD])
async def test_what_could_not_be_loaded_is_loaded_from_the_archive(stage: Stage | None, shop: OpenShop) -> None:
    place = shop({FOLDER: QUICK})
    async with broken_database(place):
        failed = await place.load()
    assert (failed.status, await stored(place)) == (RunStatus.FAILED, 0)
    async with place.desk() as desk:
        (letter,) = await open_of(desk)
        assert (letter.kind, letter.stage, letter.attempts) == (FailureKind.FILE, Stage.LOAD, 1)
        assert (letter.code, letter.sha256) == (ErrorCode.DB_ERROR, detail_of(failed, FOLDER).sha256)
        stages = stages_of(desk)
        report = await desk.letters.retry([letter.key], stage)
        assert report is not None
        assert_adds_up(report)
        assert (report.status, report.trigger, report.date_from) == (RunStatus.COMPLETED, Trigger.MANUAL, DAY)
        assert detail_of(report, FOLDER).loaded == await stored(place) == ROWS
        assert not {Stage.REQUEST, Stage.WAIT, Stage.DOWNLOAD, Stage.ACKNOWLEDGE} & {*stages}
        assert await open_of(desk) == []
        assert await desk.letters.retry() is None
        with pytest.raises(DeskError) as caught:
            await desk.letters.retry([letter.key])
        assert (caught.value.code, caught.value.reason) == (ErrorCode.RETRY_IMPOSSIBLE, "closed")


async def test_what_fails_again_counts_and_stays_open(shop: OpenShop) -> None:
    place = shop({FOLDER: QUICK})
    async with broken_database(place):
        await place.load()
        async with place.desk() as desk:
            (letter,) = await open_of(desk)
            report = await desk.letters.retry()
            assert report is not None
            assert report.status is RunStatus.FAILED
            (again,) = await open_of(desk)
    assert (again.key, again.attempts, again.run_id) == (letter.key, 2, report.run_id)
    assert again.first_at == letter.at < again.at
    async with place.desk() as desk:
        stages = stages_of(desk)
        report = await desk.letters.retry(None, Stage.DOWNLOAD)
        assert report is not None
        assert report.status is RunStatus.COMPLETED
        assert {Stage.REQUEST, Stage.DOWNLOAD, Stage.ACKNOWLEDGE} <= {*stages}
        assert await open_of(desk) == []


async def test_a_missing_original_is_told_and_its_kassa_asked_by_itself(shop: OpenShop) -> None:
    place = shop({FOLDER: QUICK})
    async with broken_database(place):
        await place.load()
    for path in (place.home / "archive").rglob("*.gz"):
        path.unlink()
    async with place.desk() as desk:
        (letter,) = await open_of(desk)
        report = await desk.letters.retry(None, Stage.LOAD)
        assert report is not None
        assert codes_of(report) == {"ARCHIVE_MISSING"}
        (again,) = await open_of(desk)
        assert (again.key, again.attempts, again.code) == (letter.key, 2, "ARCHIVE_MISSING")
        report = await desk.letters.retry()
        assert report is not None
        assert report.status is RunStatus.COMPLETED
        assert (await open_of(desk), await stored(place)) == ([], ROWS)


async def test_an_outdated_original_is_refused_and_its_kassa_asked_by_itself(shop: OpenShop) -> None:
    place, two_days = shop({FOLDER: QUICK}), DateRange(DAY - timedelta(days=1), DAY)
    async with broken_database(place), place.desk() as desk:
        await desk.load(LoadOrder(dates=two_days, wait_seconds=5))
    corrected = place.home / "corrected.txt"
    corrected.write_bytes(b"\r\n".join(REAL.split(b"\r\n")[:-3]) + b"\r\n")
    await place.load_file(corrected, folder=FOLDER, day=DAY)
    before = await place.stored.digest()
    async with place.desk() as desk:
        (letter,) = await open_of(desk)
        report = await desk.letters.retry([letter.key], Stage.PARSE)
        assert report is not None
        assert (codes_of(report), await place.stored.digest()) == ({"RETRY_OUTDATED"}, before)
        (again,) = await open_of(desk)
        assert (again.key, again.attempts, again.dates) == (letter.key, 2, two_days)
        report = await desk.letters.retry([letter.key])
        assert report is not None
        assert report.status is RunStatus.COMPLETED
        assert (report.date_from, report.date_to) == (two_days.first, two_days.last)
        assert await open_of(desk) == []


async def test_silent_kassas_and_broken_lines_are_tried_in_one_run(shop: OpenShop) -> None:
    place = shop({FOLDER: SILENT, OTHER: faulty("broken-line")})
    await place.load(wait=1.5)
    async with place.desk() as desk:
        silent, line = sorted(await open_of(desk), key=lambda failure: failure.key)
        assert (silent.kind, silent.stage, line.kind) == (
            FailureKind.NO_RESPONSE, Stage.WAIT, FailureKind.QUARANTINED_LINE,
        )  # fmt: skip
        with pytest.raises(DeskError) as caught:
            await desk.letters.retry([silent.key], Stage.LOAD)
        assert (caught.value.reason, silent.key in caught.value.message) == ("no_original", True)
        quick = place.settings.model_copy(
            update={"exchange": place.settings.exchange.model_copy(update={"response_timeout": 1.5})}
        )
    async with place.desk(quick) as desk:
        report = await desk.letters.retry(trigger=Trigger.CLI)
        assert report is not None
        assert_adds_up(report)
        assert {(detail.source_folder, detail.status) for detail in report.details} == {
            (FOLDER, FileStatus.FAILED), (OTHER, FileStatus.PARTIAL),
        }  # fmt: skip
        assert codes_of(report) == {"REQUEST_PENDING", "PARSE_INVALID"}
        again = sorted(await open_of(desk), key=lambda failure: failure.key)
        assert [(failure.key, failure.attempts) for failure in again] == [(silent.key, 2), (line.key, 1)]
        assert await desk.letters.keys_of_run(report.run_id) == (silent.key,)
    assert (await place.fetch("SELECT count(*) FROM runs"))[0][0] == 2


async def test_a_retry_that_cannot_begin_makes_no_new_failures(shop: OpenShop) -> None:
    """The folder is held by another console: what was to be taken from the archive is as open as before."""
    place = shop({FOLDER: QUICK})
    async with broken_database(place):
        await place.load()
    async with place.desk() as desk, place.desk() as other:
        before = await open_of(desk)
        lease = await other._warehouse.acquire(desk.folders()[0])
        report = await desk.letters.retry()
        await other._warehouse.release(lease)
        assert report is not None
        assert codes_of(report) == {"LOCKED"}
        assert await open_of(desk) == before


async def test_dropped_by_whom_and_why(shop: OpenShop) -> None:
    place = shop({FOLDER: SILENT, OTHER: faulty("broken-line")})
    await place.load(wait=1.0)
    async with place.desk() as desk:
        keys = [failure.key for failure in await open_of(desk)]
        with pytest.raises(DeskError, match="USAGE"):
            await desk.letters.drop(keys, "  ")
        assert await desk.letters.drop(keys, " known ") == 2
        assert await open_of(desk) == []
    who = str(current_actor())
    assert await place.fetch("SELECT closed_by, reason FROM dead_letters") == [(who, "known")]
    assert await place.fetch("SELECT dropped_by, drop_reason FROM quarantine") == [(who, "known")]
