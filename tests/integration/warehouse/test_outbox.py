"""The outbox: what the database could not take is brought over once, whatever has happened in the meantime."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.kept import KeptFailure
from frontol_desk.domain.report import FileDetail, FileStatus, Problem, RunReport, RunStatus, Trigger
from frontol_desk.warehouse.outbox import Outbox
from tests.integration.warehouse.depot import ASKED, DAY, FOLDER, Depot, both_versions, export, item

BEGUN = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=10)
FAILED_AT = BEGUN + timedelta(seconds=5)


def run(number: int = 1, status: RunStatus = RunStatus.FAILED) -> RunReport:
    report = RunReport(
        run_id=f"run-{number}", trigger=Trigger.SCHEDULE, date_from=DAY, date_to=DAY, started_at=BEGUN, status=status
    )
    if status is not RunStatus.RUNNING:
        report.finished_at = BEGUN + timedelta(minutes=1)
        report.errors = [Problem.of(DeskError(ErrorCode.DB_CONNECTION, host="db:5432"), source_folder=str(FOLDER))]
    return report


def failure(**changes: object) -> KeptFailure:
    detail = FileDetail(source_folder=str(FOLDER), status=FileStatus.FAILED)
    problem = Problem.of(DeskError(ErrorCode.DB_CONNECTION, host="db:5432"), source_folder=str(FOLDER))
    return KeptFailure.of(detail, [problem], ASKED).model_copy(update={"at": FAILED_AT, **changes})


@pytest.fixture
def outbox(depot: Depot, tmp_path: Path) -> Outbox:
    return Outbox(tmp_path / "outbox", "default/desk", depot.warehouse.holder)


async def prepare(depot: Depot, outbox: Outbox) -> tuple[RunReport, ...]:
    return await depot.warehouse.prepare(auto_migrate=True, outbox=outbox)


async def history(depot: Depot) -> list[RunReport]:
    return await depot.warehouse.history(limit=10, since=None, status=None)


@both_versions
async def test_a_kept_run_comes_over_as_it_was_with_its_failures(depot: Depot, outbox: Outbox) -> None:
    kept, failed = run(), failure()
    await outbox.keep(kept, [failed])
    (waiting,) = await outbox.entries()
    assert (waiting.report.run_id, waiting.waiting, waiting.errors) == ("run-1", True, 1)
    assert await outbox.report("run-1") == kept
    for _ in range(2):  # the second time its file could not be removed the first time
        assert await prepare(depot, outbox) == ()
        assert await history(depot) == [kept]
        query = "SELECT run_id, status, requested_from, requested_to, processed_at, error->0->>'code' FROM files"
        assert await depot.rows(query) == [("run-1", "failed", DAY, DAY, FAILED_AT, "DB_CONNECTION")]
        assert await outbox.entries() == ()
        await outbox.keep(kept, [failed])


async def test_a_run_called_broken_off_meanwhile_gets_its_true_end(depot: Depot, outbox: Outbox) -> None:
    await depot.warehouse.start_run(run(status=RunStatus.RUNNING))
    await depot.database.execute("UPDATE runs SET process_id = 4194305")
    (broken_off,) = await prepare(depot, Outbox(outbox._folder, "another", outbox._holder))
    assert broken_off.errors[0].code == "RUN_ABANDONED"
    ended = run(status=RunStatus.COMPLETED)
    await outbox.keep(ended)
    assert await prepare(depot, outbox) == ()
    assert await history(depot) == [ended]
    assert await depot.rows("SELECT status, finished_at FROM runs") == [("completed", ended.finished_at)]


async def test_nobody_hears_of_a_run_broken_off_whose_end_is_kept(depot: Depot, outbox: Outbox) -> None:
    await depot.warehouse.start_run(run(status=RunStatus.RUNNING))
    await depot.database.execute("UPDATE runs SET process_id = 4194305")
    await outbox.keep(run())
    assert await prepare(depot, outbox) == ()


async def test_a_run_under_way_is_left_alone_and_one_of_a_dead_process_is_broken_off(
    depot: Depot, outbox: Outbox, tmp_path: Path
) -> None:
    await outbox.keep(run(1, RunStatus.RUNNING))
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait(20)
    late = Outbox(tmp_path / "outbox", "default/desk", replace(depot.warehouse.holder, process_id=dead.pid))
    await late.keep(run(2, RunStatus.RUNNING), [failure()])
    (told,) = await prepare(depot, outbox)
    (broken_off,) = await history(depot)
    assert told == broken_off
    assert (broken_off.run_id, broken_off.status) == ("run-2", RunStatus.FAILED)
    assert broken_off.errors[0].code == "RUN_ABANDONED"
    assert await depot.value("SELECT count(*) FROM files") == 1
    assert [entry.report.run_id for entry in await outbox.entries()] == ["run-1"]


async def test_what_was_left_of_a_run_never_replaces_its_true_end(depot: Depot, outbox: Outbox) -> None:
    """Its process wrote the end and was killed before it had removed the file."""
    ended = run(status=RunStatus.COMPLETED)
    await depot.warehouse.finish_run(ended)
    outbox._holder = replace(outbox._holder, process_id=4194305)
    await outbox.keep(run(status=RunStatus.RUNNING))
    await prepare(depot, outbox)
    assert await history(depot) == [ended]


async def test_a_failure_that_is_known_or_made_good_is_not_told_again(depot: Depot, outbox: Outbox) -> None:
    known = failure()
    await depot.warehouse.start_run(run(status=RunStatus.RUNNING))
    await depot.warehouse.record_failure("run-1", known.detail, known.problems, known.asked)
    await outbox.keep(run(), [known])
    await prepare(depot, outbox)
    assert await depot.value("SELECT count(*) FROM files") == 1

    await depot.load(export(item(5)), asked=ASKED)
    await outbox.keep(run(2), [failure()])
    await prepare(depot, outbox)
    assert len(await history(depot)) == 2
    assert await depot.rows("SELECT status FROM files ORDER BY file_id") == [("failed",), ("loaded",)]
    assert (await depot.warehouse.failures(10)).total == 0


async def test_a_failure_after_the_load_is_told(depot: Depot, outbox: Outbox) -> None:
    await depot.load(export(item(5)), asked=ASKED)
    await outbox.keep(run(), [failure(at=datetime.now(UTC) + timedelta(minutes=1))])
    await prepare(depot, outbox)
    assert (await depot.warehouse.failures(10)).total == 1


async def test_other_tenants_and_damaged_files_are_left_alone(depot: Depot, outbox: Outbox, tmp_path: Path) -> None:
    other = Outbox(tmp_path / "outbox", "other/desk", depot.warehouse.holder)
    await other.keep(run(1))
    damaged = tmp_path / "outbox" / "run-0.json"
    damaged.write_text('{"tenant": "default/desk", "rep')
    await outbox.keep(run(2))
    await prepare(depot, outbox)
    assert [kept.run_id for kept in await history(depot)] == ["run-2"]
    assert [entry.report.run_id for entry in await other.entries()] == ["run-1"]
    assert damaged.exists()


async def test_two_programs_bring_the_same_over(depot: Depot, outbox: Outbox, tmp_path: Path) -> None:
    second = Outbox(tmp_path / "outbox", "default/desk", depot.warehouse.holder)
    for number in range(5):
        await outbox.keep(run(number), [failure()])
    await asyncio.gather(prepare(depot, outbox), prepare(depot, second))
    assert len(await history(depot)) == 5
    assert await depot.value("SELECT count(*) FROM files") == 5


async def test_a_place_that_cannot_be_written(outbox: Outbox, tmp_path: Path) -> None:
    (tmp_path / "outbox").write_bytes(b"")
    with pytest.raises(DeskError) as caught:
        await outbox.keep(run())
    assert str(tmp_path / "outbox") in str(caught.value.context["path"])
