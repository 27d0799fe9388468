"""Leases: one holder at a time, and one that has lost its lease can no longer write."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from frontol_desk.domain.errors import DeskError, ErrorCode, ExitCode
from frontol_desk.domain.report import RunReport, Trigger
from frontol_desk.domain.values import SourceFolder
from frontol_desk.warehouse import database
from frontol_desk.warehouse.leases import LEASE_SECONDS
from frontol_desk.warehouse.processes import Holder, process_birth
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
    assert here.host in error.message
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


async def test_a_holder_that_sleeps_in_its_transaction_keeps_nobody_waiting_for_long(
    depot: Depot, second: Depot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its rows are written and not committed: whoever takes over has to wait for them until the server gives up."""
    monkeypatch.setattr(database, "STALLED_SECONDS", 1)
    asleep = asyncio.get_running_loop().create_future()
    request = replace(await depot.request(export(item(5)), asked=ASKED), kept=asleep)
    task = asyncio.create_task(depot.warehouse.load(request, lambda _done, _rows: None))
    async with asyncio.timeout(10):
        while not await depot.value(
            "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction' AND datname = current_database()"
            " AND state_change < clock_timestamp() - interval '0.2 s'"  # not merely between two statements
        ):
            await asyncio.sleep(0.01)
    await expire(depot)
    async with asyncio.timeout(10):
        assert (await second.load(export(item(5), item(6)), asked=ASKED)).loaded == 2
    asleep.set_result(None)
    with pytest.raises(DeskError) as caught:
        await task
    assert caught.value.code in (ErrorCode.LEASE_LOST, ErrorCode.DB_CONNECTION)
    assert sorted(await depot.numbers()) == [5, 6]


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


@pytest.fixture
def dead() -> Iterator[subprocess.Popen[bytes]]:
    """A process that has ended, of which its parent has not taken notice yet."""
    process = subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.read()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    yield process
    process.stdout.close()
    process.wait(20)


@both_versions
async def test_a_dead_process_of_this_machine_is_taken_over_at_once(
    depot: Depot, second: Depot, dead: subprocess.Popen[bytes]
) -> None:
    here = depot.warehouse.holder
    for _ in ("noticed by nobody", "gone"):
        depot.warehouse.holder = Holder(here.owner, here.host, dead.pid, process_birth(dead.pid) or here.birth)
        lease = await depot.warehouse.acquire(FOLDER)
        taken = await second.warehouse.acquire(FOLDER)
        assert taken.fence == lease.fence + 1
        await second.warehouse.release(taken)
        dead.wait(20)


async def test_a_number_given_to_another_process_is_not_taken_for_the_dead_one(depot: Depot, second: Depot) -> None:
    here = second.warehouse.holder
    place, _, moment = here.birth.partition("/")
    depot.warehouse.holder = replace(here, owner="dead", birth=f"{place}/{int(moment) - 1}")
    lease = await depot.warehouse.acquire(FOLDER)
    assert (await second.warehouse.acquire(FOLDER)).fence == lease.fence + 1


@pytest.mark.parametrize(
    ("host", "place"),
    [("", "this"), ("elsewhere", "this"), ("", "another start of the machine, or container")],
)
async def test_who_may_be_alive_counts_as_alive(depot: Depot, second: Depot, host: str, place: str) -> None:
    """The very process, one of another machine, and one of a machine or container that only has the same name."""
    here = second.warehouse.holder
    birth = here.birth if place == "this" else f"{place}/{here.birth.partition('/')[2]}"
    number = here.process_id if not host and place == "this" else 4_194_305
    depot.warehouse.holder = Holder("somebody", host or here.host, number, birth)
    await depot.warehouse.acquire(FOLDER)
    assert (await refused(second.warehouse)).context["host"] == (host or here.host)


async def test_no_clock_but_that_of_the_database_plays_a_role(depot: Depot, second: Depot) -> None:
    """Every statement about leases takes its time from the server, and so does the age of a run."""
    lease = await depot.warehouse.acquire(FOLDER)
    sent: list[object] = []
    async with depot.warehouse._database.transaction() as connection:
        proxy: Any = connection  # listens beyond its own use: the pool hands the same connection out again
        proxy._con.add_query_logger(lambda record: sent.extend([record.query, *record.args]))
    await depot.warehouse.renew([lease])
    await depot.warehouse.acquire(FOLDER)
    await depot.warehouse.held_folders()
    assert any("UPDATE leases" in str(one) for one in sent)
    assert not [one for one in sent if isinstance(one, datetime)]

    run = RunReport(
        run_id="run-1",
        trigger=Trigger.CLI,
        date_from=ASKED.first,
        date_to=ASKED.last,
        started_at=datetime.now(UTC) - timedelta(days=400),
    )
    depot.warehouse.holder = Holder("somebody", "elsewhere", 1, "")
    await depot.warehouse.start_run(run)
    assert await second.warehouse.prepare(auto_migrate=True) == ()
    await depot.database.execute("UPDATE runs SET begun_at = now() - interval '25 hours'")
    assert len(await second.warehouse.prepare(auto_migrate=True)) == 1


async def test_a_run_from_before_the_machine_was_started_is_broken_off(depot: Depot, second: Depot) -> None:
    here = second.warehouse.holder
    depot.warehouse.holder = replace(here, owner="before", birth="earlier start/1")
    run = RunReport(
        run_id="run-1", trigger=Trigger.CLI, date_from=ASKED.first, date_to=ASKED.last, started_at=datetime.now(UTC)
    )
    await depot.warehouse.start_run(run)
    (found,) = await second.warehouse.prepare(auto_migrate=True)
    assert found.errors[0].code == "RUN_ABANDONED"


async def test_who_holds_what_is_shown(depot: Depot, second: Depot) -> None:
    lease = await depot.warehouse.acquire(FOLDER)
    await depot.warehouse.release(await depot.warehouse.acquire(OTHER))
    (held,) = await second.warehouse.held_folders()
    here = depot.warehouse.holder
    assert (held.folder, held.host, held.process_id) == (FOLDER, here.host, here.process_id)
    assert abs(datetime.now(UTC) - held.since) < timedelta(minutes=1)
    await depot.warehouse.release(lease)
    assert await second.warehouse.held_folders() == ()
