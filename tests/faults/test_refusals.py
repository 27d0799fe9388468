"""PostgreSQL itself refuses, at every table a run writes: conflicts, a full disk, a backend shut down, deadlocks.

In READ COMMITTED, which loads use, the server never ends them with a serialization failure of its own accord (a standby
that takes over may): a trigger raises it with the very SQLSTATE, once or for as long as it is there.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import product

import asyncpg
import pytest

from tests.faults.conftest import OpenScene
from tests.faults.proxy import Point, then
from tests.faults.scene import Scene

pytestmark = pytest.mark.faults

CONFLICTS = {"serialization failure": "40001", "deadlock": "40P01", "backend shut down": ""}
OTHERS = {"disk full": "53100", "canceled": "57014", "read-only standby": "25006"}
EVERY_TABLE = ("runs", "leases", "folders", "tx_item_registration_1_11", "workplace_days", "files")
SOME_TABLES = ("runs", "tx_item_registration_1_11", "files")
AT_COMMIT = "files at commit"


def cases() -> Iterator[object]:
    """Return table, SQLSTATE, and how often it is refused."""
    chosen = [*product((*EVERY_TABLE, AT_COMMIT), CONFLICTS.items()), *product(SOME_TABLES, OTHERS.items())]
    for table, (name, state) in chosen:
        yield pytest.param(table, state, 1, id=f"{name} in {table}")
    for table, state in product(SOME_TABLES, ("40001", "53100")):
        yield pytest.param(table, state, 1_000_000, id=f"{state} in {table} again and again")


@pytest.mark.parametrize(("table", "state", "times"), list(cases()))
async def test_the_server_refuses(scene: OpenScene, table: str, state: str, times: int) -> None:
    place = scene()
    async with place.desk() as desk:
        await desk.prepare()
        async with refusing(place, table, state, times):
            await place.load_badly(desk, allowed=frozenset({"DB_ERROR"}))  # a standby's refusal has no name of its own
            assert await calls(place) > 0, "it was never refused"
        await place.load_well(desk)
    await place.prove()


@asynccontextmanager
async def refusing(place: Scene, table: str, state: str, times: int) -> AsyncIterator[None]:
    """Refuse what writes to a table, the first so many times; without a state its backend ends."""
    act = f"RAISE EXCEPTION 'provoked' USING ERRCODE = '{state}'" if state else (
        "PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(10)")  # fmt: skip
    name, _, deferred = table.partition(" ")
    schema = f'"{place.shop.schema}"'
    kind = (
        f"CREATE CONSTRAINT TRIGGER fault AFTER INSERT ON {name} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
        if deferred
        else f"CREATE TRIGGER fault AFTER INSERT OR UPDATE ON {name} FOR EACH STATEMENT"
    )
    body = f"IF nextval('{schema}.fault_calls') <= {times} THEN {act}; END IF; RETURN NULL;"
    for statement in (
        "CREATE SEQUENCE fault_calls",
        f"CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$",
        f"{kind} EXECUTE FUNCTION fault()",
    ):
        await place.shop.fetch(statement)
    try:
        yield
    finally:
        await place.shop.fetch("DROP FUNCTION fault CASCADE")
        place.cleaning.append("DROP SEQUENCE fault_calls")


async def calls(place: Scene) -> int:
    """Return how often the trigger was called; what a sequence gave out is never rolled back."""
    ((count,),) = await place.shop.fetch("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM fault_calls")
    return int(count)


DEADLOCKS = ("tx_shift_open_doc_64", "tx_item_registration_1_11", "tx_shift_close_61", "quarantine", "leases")


@pytest.mark.parametrize("table", DEADLOCKS)
async def test_a_real_deadlock(scene: OpenScene, table: str) -> None:
    """Somebody holds a table that the load comes to, and wants one that the load has: PostgreSQL picks the load."""
    place = scene()
    moment = Point("SELECT nextval*")
    async with place.desk() as desk:
        await desk.prepare()
        rival = await asyncpg.connect(place.shop.dsn, server_settings={"search_path": place.shop.schema})
        try:
            met = asyncio.Event()
            loop = asyncio.get_running_loop()
            place.database.disturb(moment, then(lambda: loop.call_soon_threadsafe(met.set), cutting=False))
            provoking = asyncio.create_task(provoke(rival, table, met))
            await place.load_badly(desk)
            await provoking
        finally:
            await rival.close()
        assert await deadlocks(place) > 0, "there was no deadlock"
        await place.load_well(desk)
    await place.prove()


async def provoke(rival: asyncpg.Connection[asyncpg.Record], table: str, met: asyncio.Event) -> None:
    """Lock a table, wait until the load waits for it, then wait for what the load has; it ends when the load gives up.

    Only the load looks for deadlocks (after `deadlock_timeout`), so it is always the one to be picked.
    """
    await met.wait()
    await rival.execute("SET deadlock_timeout = '1min'; BEGIN")
    await rival.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
    async with asyncio.timeout(10):
        while not await rival.fetchval(
            "SELECT true FROM pg_locks WHERE NOT granted AND relation = $1::regclass", table
        ):
            await asyncio.sleep(0.01)
    await rival.execute("LOCK TABLE workplace_days IN ACCESS EXCLUSIVE MODE; ROLLBACK")


async def deadlocks(place: Scene) -> int:
    """Return how many deadlocks the server has counted; backends report with a delay, so ask for it."""
    await place.shop.fetch("SELECT pg_stat_force_next_flush()")
    ((count,),) = await place.shop.fetch("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    return int(count)
