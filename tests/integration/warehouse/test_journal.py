"""The journal: what was run comes back as it was reported; what is learnt of a kassa is remembered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.report import FileDetail, FileStatus, Problem, RunReport, RunStatus, Trigger
from tests.integration.warehouse.depot import DAY, FOLDER, Depot, both_versions

BEGUN = datetime(2025, 12, 29, 6, 0, tzinfo=UTC)


def report(number: int, status: RunStatus = RunStatus.COMPLETED) -> RunReport:
    begun = BEGUN + timedelta(days=number)
    return RunReport(
        run_id=f"run-{number}", trigger=Trigger.CLI, date_from=DAY, date_to=DAY, started_at=begun, status=status
    )


@both_versions
async def test_runs_come_back_newest_first(depot: Depot) -> None:
    problem = Problem.of(DeskError(ErrorCode.NO_RESPONSE, seconds=15), source_folder=str(FOLDER))
    finished = []
    for number, status in enumerate((RunStatus.COMPLETED, RunStatus.PARTIAL, RunStatus.COMPLETED)):
        run = report(number, RunStatus.RUNNING)
        await depot.warehouse.start_run(run)
        run.status, run.finished_at, run.duration_seconds = status, run.started_at + timedelta(minutes=1), 60.25
        run.details.append(FileDetail(source_folder=str(FOLDER), status=FileStatus.NO_RESPONSE))
        run.errors.append(problem)
        await depot.warehouse.finish_run(run)
        finished.append(run)
    await depot.warehouse.start_run(report(9, RunStatus.RUNNING))
    history = depot.warehouse.history
    assert await history(limit=10, since=None, status=None) == finished[::-1]
    assert await history(limit=1, since=None, status=None) == finished[2:]
    assert await history(limit=10, since=None, status="partial") == [finished[1]]
    assert await history(limit=10, since=(BEGUN + timedelta(days=1)).date(), status=None) == finished[:0:-1]


async def test_a_failed_file_is_noted_with_its_problems(depot: Depot) -> None:
    detail = FileDetail(source_folder=str(FOLDER), file="response.txt", sha256="ab", bytes=7, status=FileStatus.FAILED)
    problem = Problem.of(DeskError(ErrorCode.PARSE_INVALID, reason="no_header", line=1))
    await depot.warehouse.record_failure("run-1", detail, [problem])
    query = "SELECT run_id, name, status, sha256, bytes, error->0->>'code', (error->0->'line')::int FROM files"
    assert await depot.rows(query) == [("run-1", "response.txt", "failed", "ab", 7, "PARSE_INVALID", 1)]


async def test_what_is_learnt_of_a_kassa(depot: Depot) -> None:
    found: list[bool | None] = [await depot.warehouse.removes_request(FOLDER)]
    for removes in (True, False):
        await depot.warehouse.learn_removes_request(FOLDER, removes)
        found.append(await depot.warehouse.removes_request(FOLDER))
    assert found == [None, True, False]


async def test_a_run_whose_process_is_gone_is_closed_at_the_next_start(depot: Depot) -> None:
    for number in (1, 2):
        await depot.warehouse.start_run(report(number, RunStatus.RUNNING))
    await depot.rows("UPDATE runs SET process_id = 4194305, started_at = now() WHERE run_id = 'run-1' RETURNING run_id")
    await depot.rows("UPDATE runs SET started_at = now() WHERE run_id = 'run-2' RETURNING run_id")
    await depot.warehouse.prepare(auto_migrate=True)
    (closed,) = await depot.warehouse.history(limit=10, since=None, status=None)
    assert (closed.run_id, closed.status, closed.errors[0].code) == ("run-1", RunStatus.FAILED, "RUN_ABANDONED")
    assert await depot.value("SELECT status FROM runs WHERE run_id = 'run-2'") == "running"
