"""The whole way through a real pgbouncer in transaction mode: each transaction may meet another server process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from frontol_desk.console.desk import LoadOrder
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.events import Event, StageStarted
from frontol_desk.domain.overview import HistoryQuery
from frontol_desk.domain.report import RunReport, RunStatus, Stage
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.format.registry import default_registry
from frontol_desk.pipeline.lease_keeper import LeaseKeeper
from frontol_desk.warehouse.connecting import open_cursor
from frontol_desk.warehouse.database import Database, DatabaseAddress
from frontol_desk.warehouse.probing import examine
from frontol_desk.warehouse.warehouse import Warehouse
from tests.faults.postgres_proxy import PostgresProxy
from tests.faults.proxy import Point, cut
from tests.integration.commands.console import Console
from tests.integration.comparing import assert_equal
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import DAY, QUICK, Shop, assert_adds_up, faulty, open_shop
from tests.integration.poolers import PGBOUNCER, pgbouncer

pytestmark = pytest.mark.skipif(not PGBOUNCER.exists(), reason="Debian's package pgbouncer is not installed")
FOLDER, OTHER = "P13/P13", "N22/N22_Inter"
ROWS = 1346
DAYS = DateRange.day(DAY)


@pytest.fixture(scope="module")
def pooled(dsn: str) -> Iterator[str]:
    """The database of all shops, through a pooler with two connections."""
    with pgbouncer(dsn) as through:
        asyncio.run(fill(through))
        yield through


async def fill(pooled: str) -> None:
    """Have the pooler open both of its connections; from then on it takes them in turn."""
    async with database(pooled) as opened, opened.transaction(), opened.transaction():
        pass


def through(place: Shop, dsn: str) -> Shop:
    """Return the same shop, its console going through a pooler."""
    return Shop(place.server, dsn, place.home, place.kassas, place.schema, place.exchange)


@asynccontextmanager
async def database(dsn: str) -> AsyncIterator[Database]:
    async with Database.open(DatabaseAddress(dsn)) as opened:
        yield opened


async def test_a_pooler_is_noticed_and_transactions_meet_different_processes(dsn: str, pooled: str) -> None:
    assert (await examine(DatabaseAddress(pooled))).pooler
    assert not (await examine(DatabaseAddress(dsn))).pooler
    processes = set()
    async with database(pooled) as opened:
        for _ in range(6):
            async with opened.transaction() as connection:
                processes.add(await connection.fetchval("SELECT pg_backend_pid()"))
                assert await connection.fetchval("SELECT current_schema()") == "public"
    assert len(processes) == 2


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"netloc": "{user}:wrong@{place}"}, "password"),
        ({"netloc": "x:y@{place}"}, "password"),
        ({"path": "/x"}, "database"),
    ],
)
async def test_a_pooler_that_turns_an_account_away(pooled: str, changed: dict[str, str], reason: str) -> None:
    parts = urlsplit(pooled)
    place = f"{parts.hostname}:{parts.port}"
    other = parts._replace(**{part: text.format(user=parts.username, place=place) for part, text in changed.items()})
    with pytest.raises(DeskError) as caught:
        await examine(DatabaseAddress(other.geturl()))
    assert (caught.value.code, caught.value.reason, caught.value.exit_code) == (ErrorCode.DB_LOGIN, reason, 3)


@pytest.mark.slow
async def test_two_consoles_at_once_store_what_one_without_a_pooler_stores(
    dsn: str, pooled: str, tmp_path: Path, shop: OpenShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the migration on, one of them in a process of its own: the driver numbers statements per process.

    While a kassa takes its time, its lease is prolonged.
    """
    monkeypatch.setattr(LeaseKeeper.__init__, "__defaults__", (0.1,))
    alone = shop({FOLDER: QUICK, OTHER: QUICK})
    with open_shop(tmp_path / "pooled", pooled, {FOLDER: faulty("slow:0.6"), OTHER: QUICK}) as place:
        arguments = ("--run", "--date", "2025-12-28", "--kassa", OTHER, "--json")
        with Console.of(place).started(*arguments) as process:
            async with leases_watched(through(place, dsn)) as ends:
                report = await place.load(kassas=(FOLDER,))
            assert len(ends) > 3
            other = await asyncio.to_thread(Console.of(place).finish, process)
        await alone.load()
        for done in (report, other.report):
            assert_adds_up(done)
            assert (done.status, done.errors) == (RunStatus.COMPLETED, [])
        await assert_equal(through(place, dsn).stored, alone.stored)
        await look_and_export(place, report)
        assert await through(place, dsn).leases_held() == []
    assert await left_prepared(pooled) == 0


@asynccontextmanager
async def leases_watched(place: Shop) -> AsyncIterator[set[object]]:
    """Collect until when a folder was ever held."""
    ends: set[object] = set()

    async def watch() -> None:
        while True:
            with suppress(asyncpg.UndefinedTableError):
                ends.update(await place.fetch(f"SELECT expires_at FROM leases WHERE source_folder = '{FOLDER}'"))
            await asyncio.sleep(0.05)

    watching = asyncio.create_task(watch())
    yield ends
    watching.cancel()


async def look_and_export(place: Shop, report: RunReport) -> None:
    """Ask everything that a window asks, side by side, and write the days."""
    async with place.desk() as desk:
        runs, states, failures, situation = await asyncio.gather(
            desk.runs(HistoryQuery()), desk.folder_states(), desk.failures(), desk.situation()
        )
        await asyncio.gather(desk.dashboard(), desk.absences(), desk.run_report(report.run_id))
        assert len(await desk.history(limit=5, since=date(2025, 1, 1), status=None)) == len(runs) == 2
        exported = await desk.export_frontol(DAYS, (), place.home / "export", None)
        assert len(exported) == 2
        assert {str(folder) for folder in states} == {FOLDER, OTHER}
        assert (failures.total, situation.running) == (0, ())


async def left_prepared(pooled: str) -> int:
    """Return how many named statements our consoles have left in the pooler's connections."""
    left: dict[int, int] = {}
    async with database(pooled) as opened:
        while len(left) < 2:
            async with opened.transaction() as connection:
                query = "SELECT pg_backend_pid(), count(*) FROM pg_prepared_statements WHERE name <> ''"
                [(process, count)] = await connection.fetch(query)
                left[process] = count
    return sum(left.values())


async def test_a_cursor_leaves_nothing_behind_that_another_program_could_stumble_on(pooled: str) -> None:
    with suppress(KeyError):
        async with database(pooled) as opened, opened.transaction(readonly=True) as connection:
            cursor = await open_cursor(connection, "SELECT * FROM generate_series(1, $1::int)", 9)
            assert len(await cursor.fetch(5)) == 5
            raise KeyError
    assert await left_prepared(pooled) == 0


async def test_a_lost_reply_to_a_commit(pooled: str, shop: OpenShop) -> None:
    place = shop({FOLDER: QUICK})
    parts = urlsplit(pooled)
    with PostgresProxy(("127.0.0.1", parts.port or 0)) as line:
        netloc = f"{parts.username}:{parts.password}@127.0.0.1:{line.port}"
        console = through(place, parts._replace(netloc=netloc).geturl())
        async with console.desk() as desk:
            await desk.prepare()
            lost = line.disturb(Point("COMMIT*INSERT INTO files*", "after"), cut)
            report = await desk.load(LoadOrder(dates=DAYS, wait_seconds=5))
        assert lost.happened.is_set()
    assert_adds_up(report)
    assert (report.status, report.errors, report.rows.loaded) == (RunStatus.COMPLETED, [], ROWS)
    assert await place.fetch("SELECT count(*), sum(rows_loaded)::int FROM files") == [(1, ROWS)]


async def test_stopped_in_the_middle_of_a_load(pooled: str, shop: OpenShop) -> None:
    """The pooler takes the cancellation on; nothing is stored and the folder is free again."""
    place = shop({FOLDER: QUICK})
    loading = asyncio.Event()

    def listen(event: Event) -> None:
        if isinstance(event, StageStarted) and event.stage is Stage.LOAD:
            loading.set()

    blocker = await asyncpg.connect(place.dsn, server_settings={"search_path": place.schema})
    async with through(place, pooled).desk() as desk:
        await desk.prepare()
        desk.events.subscribe(listen)
        async with blocker.transaction():
            await blocker.execute("LOCK TABLE tx_item_registration_1_11 IN ACCESS EXCLUSIVE MODE")
            run = asyncio.create_task(desk.load(LoadOrder(dates=DAYS, wait_seconds=5)))
            await asyncio.wait_for(loading.wait(), 10)
            run.cancel()
            report = await asyncio.wait_for(run, 5)
        assert report.status is RunStatus.CANCELLED
    await blocker.close()
    assert await place.stored.counts() == {}
    async with Warehouse.open(DatabaseAddress(pooled, schema=place.schema), default_registry()) as other:
        await other.acquire(SourceFolder.parse(FOLDER))  # not held any more
