"""Leases: one holder at a time, and one that has lost its lease can no longer write."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from frontol_desk.domain.errors import DeskError, ErrorCode, ExitCode
from frontol_desk.domain.values import SourceFolder
from frontol_desk.warehouse.leases import LEASE_SECONDS, Holder
from frontol_desk.warehouse.warehouse import Warehouse
from tests.integration.warehouse.depot import ASKED, FOLDER, Depot, both_versions, export, item

OTHER = SourceFolder("N22", "N22_FURN")


@pytest.fixture
async def second(depot: Depot, tmp_path: Path) -> AsyncIterator[Depot]:
    """A second program at the same database."""
    async with Depot.open(depot.dsn, tmp_path / "second") as opened:
        (tmp_path / "second").mkdir()
        yield opened


async def expire(depot: Depot) -> None:
    await depot.database.execute("UPDATE leases SET expires_at = now() - interval '1 second'")


async def refused(warehouse: Warehouse) -> DeskError:
    with pytest.raises(DeskError) as caught:
        await warehouse.acquire(FOLDER)
    return caught.value


@both_versions
async def test_a_second_holder_is_told_who_and_since_when(depot: Depot, second: Depot) -> None:
    await depot.warehouse.acquire(FOLDER)
    error = await refused(second.warehouse)
    assert (error.code, error.exit_code) == (ErrorCode.LOCKED, ExitCode.LOCKED)
    here = depot.warehouse.holder
    assert (error.context["folder"], error.context["host"]) == ("P13/P13", here.host)
    assert error.context["process"] == here.process_id
    since = datetime.strptime(str(error.context["since"]), "%d.%m.%Y %H:%M").astimezone()
    assert abs(datetime.now(UTC) - since) < timedelta(minutes=1)
    assert here.host in error.hint
    assert (await second.warehouse.acquire(OTHER)).fence == 1


@both_versions
async def test_of_many_at_once_exactly_one_gets_it(depot: Depot, second: Depot) -> None:
    for round_ in range(3):
        folder = SourceFolder("K", f"round{round_}")
        tries = [where.warehouse.acquire(folder) for where in (depot, second)]
        results = await asyncio.gather(*tries, return_exceptions=True)
        (error,) = [result for result in results if isinstance(result, DeskError)]
        assert error.code is ErrorCode.LOCKED
        assert {"host", "since"} <= error.context.keys()


async def test_a_lease_given_back_is_free_and_the_fence_goes_on_growing(depot: Depot, second: Depot) -> None:
    lease = await depot.warehouse.acquire(FOLDER)
    await depot.warehouse.release(lease)
    assert (await second.warehouse.acquire(FOLDER)).fence == lease.fence + 1
    await depot.warehouse.release(lease)
    assert (await refused(depot.warehouse)).code is ErrorCode.LOCKED


@both_versions
async def test_an_expired_lease_is_taken_over_and_the_old_holder_writes_nothing(depot: Depot, second: Depot) -> None:
    await depot.load(export(item(5)), asked=ASKED)
    before = await depot.snapshot()
    request = await depot.request(export(item(5), item(6), item(7, quantity="abc")), asked=ASKED)
    await expire(depot)
    taken = await second.warehouse.acquire(FOLDER)
    assert taken.fence == request.lease.fence + 1
    files = await depot.rows("SELECT * FROM files")
    with pytest.raises(DeskError) as caught:
        await depot.warehouse.load(request, lambda _done, _rows: None)
    assert (caught.value.code, caught.value.context) == (ErrorCode.LEASE_LOST, {"folder": "P13/P13"})
    assert await depot.snapshot() == before
    assert await depot.rows("SELECT * FROM files") == files
    assert await depot.value("SELECT last_number FROM workplace_days") == 5
    assert await depot.warehouse.renew([request.lease]) == set()
    assert await second.warehouse.renew([taken]) == {FOLDER}


async def test_a_lease_that_its_own_holder_has_taken_anew_is_the_old_one_no_more(depot: Depot) -> None:
    request = await depot.request(export(item(5)), asked=ASKED)
    assert (await depot.warehouse.acquire(FOLDER)).fence == request.lease.fence + 1
    with pytest.raises(DeskError) as caught:
        await depot.warehouse.load(request, lambda _done, _rows: None)
    assert caught.value.code is ErrorCode.LEASE_LOST


async def test_a_repeat_too_needs_the_lease(depot: Depot, second: Depot) -> None:
    data = export(item(5))
    await depot.load(data, asked=ASKED)
    request = await depot.request(data, asked=ASKED)
    await expire(depot)
    await second.warehouse.acquire(FOLDER)
    with pytest.raises(DeskError) as caught:
        await depot.warehouse.load(request, lambda _done, _rows: None)
    assert caught.value.code is ErrorCode.LEASE_LOST
    assert await depot.value("SELECT count(*) FROM files") == 1


async def test_a_lease_that_is_lost_in_the_middle_of_a_load(depot: Depot, second: Depot) -> None:
    request = await depot.request(export(item(5)), asked=ASKED)
    async with second.database.transaction():
        await second.database.execute("LOCK TABLE tx_item_registration_1_11")
        task = asyncio.create_task(depot.warehouse.load(request, lambda _done, _rows: None))
        await someone_waits(depot)
        await expire(depot)
        assert (await second.warehouse.acquire(FOLDER)).fence == request.lease.fence + 1
    with pytest.raises(DeskError) as caught:
        await task
    assert caught.value.code is ErrorCode.LEASE_LOST
    assert await depot.numbers() == []


async def someone_waits(depot: Depot) -> None:
    async with asyncio.timeout(10):
        while not await depot.value("SELECT count(*) FROM pg_locks WHERE NOT granted"):
            await asyncio.sleep(0.01)


async def test_the_heartbeat_prolongs(depot: Depot) -> None:
    held = [await depot.warehouse.acquire(folder) for folder in (FOLDER, OTHER)]
    await expire(depot)
    assert await depot.warehouse.renew(held) == {FOLDER, OTHER}
    seconds = await depot.value("SELECT min(extract(epoch FROM expires_at - now()))::float FROM leases")
    assert LEASE_SECONDS - 5 < seconds <= LEASE_SECONDS


@both_versions
async def test_a_dead_process_of_this_machine_is_taken_over_at_once(depot: Depot, second: Depot) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait(20)
    here = depot.warehouse.holder
    depot.warehouse.holder = Holder(here.owner, here.host, dead.pid)
    lease = await depot.warehouse.acquire(FOLDER)
    assert (await second.warehouse.acquire(FOLDER)).fence == lease.fence + 1


async def test_a_process_of_another_machine_counts_as_alive(depot: Depot, second: Depot) -> None:
    depot.warehouse.holder = Holder("somebody", "elsewhere", 2**22 + 1)
    await depot.warehouse.acquire(FOLDER)
    assert (await refused(second.warehouse)).context["host"] == "elsewhere"
