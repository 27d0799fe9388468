"""What the console shows of the journal: how folders stand, past runs by any filter, the figures of the last days."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.overview import Dashboard, FolderState, HistoryQuery
from frontol_desk.domain.report import FileDetail, FileStatus, RunReport, RunStatus, Trigger
from frontol_desk.domain.values import SourceFolder
from frontol_desk.warehouse.migrating import shipped_migrations
from tests.integration.warehouse.depot import DAY, FOLDER, Depot, both_versions, export, item
from tests.integration.warehouse.past import BEGUN, Past, days, problem

OTHER = SourceFolder("N22", "N22_FURN")
THIRD = SourceFolder("N22", "N22_Inter")
ONE_DAY = timedelta(days=1)


async def ids(depot: Depot, **query: object) -> list[str]:
    found = await depot.warehouse.runs(HistoryQuery(**query), UTC)  # type: ignore[arg-type]
    return [entry.report.run_id for entry in found]


@both_versions
async def test_a_folder_stands_as_its_newest_file_says(depot: Depot) -> None:
    past = Past(depot)
    discrepant = (
        problem(ErrorCode.EQUATION, FOLDER, warning=True),
        problem(ErrorCode.SHIFT, FOLDER, warning=True),
        problem(ErrorCode.GAP, FOLDER, warning=True),
        problem(ErrorCode.EQUATION, OTHER, warning=True),
    )
    first = await past.run(days(DAY), problems=discrepant)
    await past.loaded(first, OTHER, rows=7)
    second = await past.run(days(DAY - ONE_DAY), problems=discrepant)
    await past.loaded(second, FOLDER, rows=50, status=FileStatus.PARTIAL)
    await past.loaded(first, FOLDER, rows=60)
    third = await past.run(days(DAY + ONE_DAY), status=RunStatus.FAILED)
    await past.silent(third, OTHER)
    states = await depot.warehouse.folder_states([FOLDER, OTHER, THIRD])
    assert states[FOLDER] == FolderState(
        folder=FOLDER, last_day=DAY, rows=60, status=FileStatus.LOADED, at=first.started_at, discrepancies=2
    )
    assert (states[OTHER].status, states[OTHER].rows, states[OTHER].last_day) == (FileStatus.NO_RESPONSE, 0, DAY)
    assert states[OTHER].discrepancies == 0
    assert states[THIRD] == FolderState(folder=THIRD)
    assert list(states) == [FOLDER, OTHER, THIRD]


async def test_a_folder_that_was_really_loaded(depot: Depot) -> None:
    await depot.load(export(item(5), item(6, day="29.12.2025")))
    state = (await depot.warehouse.folder_states([FOLDER]))[FOLDER]
    assert (state.status, state.rows, state.last_day) == (FileStatus.LOADED, 2, DAY + ONE_DAY)


@both_versions
async def test_runs_by_every_filter(depot: Depot) -> None:
    past = Past(depot)
    one = await past.run(days(DAY))
    await past.loaded(one, FOLDER)
    two = await past.run(days(DAY), status=RunStatus.PARTIAL, trigger=Trigger.MANUAL)
    await past.silent(two, OTHER)
    cancelled = (FileDetail(source_folder=str(THIRD), status=FileStatus.CANCELLED),)
    await past.run(days(DAY), status=RunStatus.CANCELLED, details=cancelled)
    await past.run(days(DAY), status=RunStatus.RUNNING)
    assert await ids(depot) == ["run-3", "run-2", "run-1", "run-0"]
    assert await ids(depot, limit=2, offset=1) == ["run-2", "run-1"]
    assert await ids(depot, statuses=frozenset({RunStatus.PARTIAL, RunStatus.RUNNING})) == ["run-3", "run-1"]
    assert await ids(depot, triggers=frozenset({Trigger.MANUAL})) == ["run-1"]
    assert await ids(depot, kassa="P13") == ["run-0"]
    assert await ids(depot, kassa="N22") == ["run-2", "run-1"]
    assert await ids(depot, kassa="N22/N22_Inter") == ["run-2"]
    assert await ids(depot, kassa="N2") == []
    second = (BEGUN + ONE_DAY).date()
    assert await ids(depot, since=second, until=second) == ["run-1"]
    assert await ids(depot, since=second, kassa="N22", statuses=frozenset({RunStatus.CANCELLED})) == ["run-2"]


async def test_a_local_day_is_that_of_the_zone(depot: Depot) -> None:
    past, kamchatka = Past(depot), ZoneInfo("Asia/Kamchatka")  # UTC+12
    await past.run(days(DAY), begun=datetime(2025, 12, 28, 11, 59, tzinfo=UTC))
    await past.run(days(DAY), begun=datetime(2025, 12, 28, 12, 0, tzinfo=UTC))
    query = HistoryQuery(since=date(2025, 12, 29), until=date(2025, 12, 29))
    assert [entry.report.run_id for entry in await depot.warehouse.runs(query, kamchatka)] == ["run-1"]
    assert await depot.warehouse.runs(query, UTC) == []


async def test_an_entry_counts_its_problems_and_leaves_them_out(depot: Depot) -> None:
    past = Past(depot)
    problems = (
        problem(ErrorCode.NO_RESPONSE, FOLDER, seconds=1),
        problem(ErrorCode.GAP, FOLDER, warning=True),
        problem(ErrorCode.GAP, OTHER, warning=True),
    )
    detail = FileDetail(source_folder=str(FOLDER), status=FileStatus.NO_RESPONSE)
    report = await past.run(days(DAY, 3), status=RunStatus.FAILED, problems=problems, details=(detail,))
    await past.run(days(DAY), status=RunStatus.RUNNING)
    running, ended = await depot.warehouse.runs(HistoryQuery(), UTC)
    assert ended.report == report.model_copy(update={"errors": [], "details": []})
    assert (ended.errors, ended.warnings, ended.abandoned) == (1, 2, False)
    assert (ended.host, ended.process_id) == (depot.warehouse.holder.host, depot.warehouse.holder.process_id)
    assert (running.report.status, running.errors, running.warnings) == (RunStatus.RUNNING, 0, 0)
    assert await depot.warehouse.run_report("run-0") == report
    found = await depot.warehouse.run_report("run-1")
    assert found is not None
    assert (found.status, found.date_to, found.details) == (RunStatus.RUNNING, DAY, [])
    assert await depot.warehouse.run_report("run-2") is None


async def test_runs_broken_off_are_told_once(depot: Depot) -> None:
    past = Past(depot)
    await past.run(days(DAY), status=RunStatus.RUNNING, begun=datetime.now(UTC))
    await past.run(days(DAY), status=RunStatus.RUNNING, begun=datetime.now(UTC))
    await depot.rows("UPDATE runs SET process_id = 4194305 WHERE run_id = 'run-0' RETURNING run_id")
    (told,) = await depot.warehouse.prepare(auto_migrate=True)
    assert (told.run_id, told.status, told.date_from) == ("run-0", RunStatus.FAILED, DAY)
    assert await depot.warehouse.prepare(auto_migrate=True) == ()
    abandoned = {e.report.run_id: e.abandoned for e in await depot.warehouse.runs(HistoryQuery(), UTC)}
    assert abandoned == {"run-0": True, "run-1": False}


async def figures(depot: Depot, today: date) -> Dashboard:
    return await depot.warehouse.dashboard(today, UTC)


async def test_an_empty_dashboard(depot: Depot) -> None:
    found = await figures(depot, DAY)
    assert (found.files_today, found.rows_today, found.failed_today, found.mean_seconds) == (0, 0, 0, None)
    assert (found.success_rate, found.recent, found.causes, dict(found.runs)) == (None, (), (), {})
    assert [count.day for count in found.days] == [DAY - ONE_DAY * back for back in range(29, -1, -1)]


@both_versions
async def test_the_dashboard_adds_up_days_and_runs(depot: Depot) -> None:
    past = Past(depot)
    old = await past.run(days(DAY), status=RunStatus.FAILED, begun=BEGUN - 40 * ONE_DAY)
    await past.loaded(old, FOLDER, rows=9999)
    for status, seconds in ((RunStatus.COMPLETED, 30), (RunStatus.PARTIAL, 90), (RunStatus.FAILED, 1000)):
        run = await past.run(days(DAY), status=status, seconds=seconds, begun=BEGUN)
        await past.loaded(run, FOLDER, rows=10)
    for _ in range(2):
        await past.run(days(DAY), status=RunStatus.RUNNING, begun=BEGUN + timedelta(minutes=1))
    run = await past.run(days(DAY), status=RunStatus.RUNNING, begun=BEGUN + timedelta(minutes=1))
    await past.loaded(run, OTHER, rows=5, status=FileStatus.UNCHANGED, at=BEGUN - ONE_DAY)
    await past.silent(run, THIRD)
    await depot.rows("UPDATE files SET processed_at = $1 WHERE status = 'no_response' RETURNING 1", BEGUN)
    found = await figures(depot, BEGUN.date())
    assert (found.files_today, found.rows_today, found.failed_today) == (3, 30, 1)
    assert [(count.rows, count.files, count.failed) for count in found.days[-2:]] == [(5, 1, 0), (30, 3, 1)]
    assert sum(count.rows for count in found.days) == 35
    assert found.runs == {
        RunStatus.COMPLETED: 1, RunStatus.PARTIAL: 1, RunStatus.FAILED: 1, RunStatus.RUNNING: 3,
    }  # fmt: skip
    assert found.mean_seconds == 60
    assert found.success_rate == pytest.approx(1 / 3)
    assert [entry.report.status for entry in found.recent[:3]] == [RunStatus.RUNNING] * 3
    assert len(found.recent) == 5
    assert found.causes == (("The kassa gave no answer in time", 1),)


async def test_looking_can_write_nothing(depot: Depot) -> None:
    async def write() -> None:
        async with depot.warehouse._look() as connection:
            await connection.execute("DELETE FROM files")

    with pytest.raises(DeskError) as caught:
        await write()
    assert "read-only" in caught.value.message


MANY_RUNS, FILES_A_RUN, FOLDERS = 10_000, 10, 40


async def fill(depot: Depot) -> None:
    """Ten thousand runs of a day each with ten files; every hundredth file failed and was loaded a run later."""
    report = RunReport(
        run_id="x", trigger=Trigger.SCHEDULE, status=RunStatus.COMPLETED, date_from=DAY, date_to=DAY, started_at=BEGUN,
        errors=[problem(ErrorCode.GAP, FOLDER, warning=True)] * 5,
        details=[FileDetail(source_folder=str(FOLDER))] * FILES_A_RUN,
    )  # fmt: skip
    await depot.database.execute(
        "INSERT INTO runs SELECT 'run' || n, 'schedule', 'completed', $1::date - n / 10, $1::date - n / 10,"
        " $2::timestamptz - n * interval '6 min', $2::timestamptz - n * interval '6 min' + interval '1 min', 'h', 1,"
        " $3::jsonb || jsonb_build_object('run_id', 'run' || n) FROM generate_series(1, $4::int) n",
        DAY, BEGUN, report.as_json(), MANY_RUNS,
    )  # fmt: skip
    await depot.database.execute(
        "INSERT INTO files (run_id, source_folder, name, status, requested_from, requested_to, first_date, last_date,"
        " rows_read, processed_at, error) SELECT 'run' || n, format('K%s/K%s', f, f), 'response.txt',"
        " CASE WHEN (n + f) % 100 = 0 THEN 'failed' ELSE 'loaded' END, $1::date - n / 10, $1::date - n / 10,"
        " CASE WHEN (n + f) % 100 > 0 THEN $1::date - n / 10 END, CASE WHEN (n + f) % 100 > 0 THEN $1::date - n / 10"
        " END, 1000, $2::timestamptz - n * interval '6 min',"
        " CASE WHEN (n + f) % 100 = 0 THEN '[{\"code\": \"FILE_EMPTY\", \"message\": \"-\"}]'::jsonb END"
        " FROM generate_series($3::int, 1, -1) n, LATERAL (SELECT (n * 10 + i) % $4::int AS f"
        " FROM generate_series(1, $5::int) i) k",
        DAY, BEGUN, MANY_RUNS, FOLDERS, FILES_A_RUN,
    )  # fmt: skip
    (script,) = (script.sql for script in shipped_migrations() if script.name == "dead_letters")
    await depot.database.execute(script[script.index("-- What was open before") :])


@pytest.mark.alone
async def test_ten_thousand_runs_are_looked_through_quickly(depot: Depot, capsys: pytest.CaptureFixture[str]) -> None:
    await fill(depot)
    folders = [SourceFolder(f"K{n}", f"K{n}") for n in range(FOLDERS)]
    took: dict[str, float] = {}

    async def timed(name: str, look: object) -> object:
        begun = time.perf_counter()
        found = await look  # type: ignore[misc]
        took[name] = time.perf_counter() - begun
        return found

    house = depot.warehouse
    states = await timed("folder_states", house.folder_states(folders))
    runs = await timed("runs", house.runs(HistoryQuery(), UTC))
    deep = await timed("runs of a kassa, page 20", house.runs(HistoryQuery(kassa="K7", offset=2000), UTC))
    none = await timed("runs of no kassa", house.runs(HistoryQuery(kassa="Z9"), UTC))
    failures = await timed("failures", house.failures(5000))
    board = await timed("dashboard", house.dashboard(DAY, UTC))
    report = await timed("run_report", house.run_report("run77"))
    with capsys.disabled():
        print("\n" + ", ".join(f"{name} {seconds * 1000:.0f} ms" for name, seconds in took.items()))
    assert len(states) == FOLDERS  # type: ignore[arg-type]
    assert (len(runs), len(deep), none) == (200, 200, [])  # type: ignore[arg-type]
    assert failures.total > 0  # type: ignore[attr-defined]
    assert isinstance(board, Dashboard)
    assert sum(count.files for count in board.days) > 10_000
    assert report is not None
    assert max(took.values()) < 1
