"""Two consoles in processes of their own on the same folders: one works, and a stalled one writes nothing any more."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import asyncpg

from frontol_desk.console.desk import LoadOrder
from frontol_desk.domain.overview import HistoryQuery
from frontol_desk.domain.report import RunStatus
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.format.registry import default_registry
from frontol_desk.warehouse.database import DatabaseAddress
from frontol_desk.warehouse.warehouse import Warehouse
from tests.integration.commands.console import Console
from tests.integration.commands.test_exit_codes import with_port
from tests.integration.comparing import assert_equal
from tests.integration.ftp_servers import free_port
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import DAY, QUICK, SILENT, Shop, codes_of

FOLDER = "P13/P13"
LOAD = ("--run", "--date", "2025-12-28", "--json", "--log-level", "info", "--log-format", "json")


def until(process: subprocess.Popen[str], message: str) -> None:
    """Read what a console logs until it says something."""
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if message in line:
            return
    raise AssertionError(f"{message!r} was never said: {''.join(said)}")


@asynccontextmanager
async def held_up(place: Shop, process: subprocess.Popen[str]) -> AsyncIterator[None]:
    """Keep a console's load from going on, in the database, and wait until it does not."""
    connection = await asyncpg.connect(place.dsn, server_settings={"search_path": place.schema})
    try:
        async with connection.transaction():
            await connection.execute("LOCK TABLE tx_item_registration_1_11 IN ACCESS EXCLUSIVE MODE")
            until(process, "load started")
            yield
    finally:
        await connection.close()


async def test_a_stalled_console_that_wakes_up_writes_nothing(shop: OpenShop) -> None:
    """A laptop falls asleep in the middle of a load, another console takes over, the laptop wakes up."""
    place, alone = shop({FOLDER: QUICK}), shop({FOLDER: QUICK})
    sleeper = Console.of(place)
    async with place.desk() as desk:
        await desk.prepare()
    with sleeper.started(*LOAD) as process:
        async with held_up(place, process):
            process.send_signal(signal.SIGSTOP)
            os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WNOWAIT)
            assert await place.leases_held() == [FOLDER]
            (refused,) = (await place.load()).errors
            assert refused.code == "LOCKED"  # asleep is not dead: its time must be up first
            assert socket.gethostname() in refused.message
            await place.fetch("UPDATE leases SET expires_at = now() - interval '1 second'")
            address = DatabaseAddress(place.dsn, schema=place.schema)
            async with Warehouse.open(address, default_registry()) as taker:
                lease = await taker.acquire(SourceFolder.parse(FOLDER))
        process.send_signal(signal.SIGCONT)
        done = sleeper.finish(process)
    assert (done.code, codes_of(done.report)) == (2, {"LEASE_LOST"})
    assert await place.stored.counts() == {}
    assert place.names(FOLDER) == ["response.txt"]
    async with Warehouse.open(address, default_registry()) as taker:
        assert await taker.renew([lease]) == {lease.folder}
        await taker.release(lease)
    assert (await place.load()).status is RunStatus.COMPLETED
    assert (await alone.load()).status is RunStatus.COMPLETED
    await assert_equal(place.stored, alone.stored)
    assert await place.leases_held() == []


async def test_the_folder_of_a_killed_console_is_free_at_once(shop: OpenShop) -> None:
    place = shop({FOLDER: SILENT})
    with Console.of(place).started(*LOAD) as process:
        until(process, "wait started")
        process.kill()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert await place.leases_held() == [FOLDER]  # nobody has given it back
        async with place.desk() as desk:
            (broken_off,) = await desk.prepare()
            report = await desk.load(LoadOrder(dates=DateRange.day(DAY), request=False))
    assert broken_off.errors[0].code == "RUN_ABANDONED"
    assert report.status is RunStatus.COMPLETED


async def test_status_tells_who_works_on_what(shop: OpenShop) -> None:
    place = shop({FOLDER: SILENT})
    console = Console.of(place)
    with console.started(*LOAD) as process:
        until(process, "wait started")
        found = console.run("status", "--json").document
        words = console.run("status")
        process.send_signal(signal.SIGTERM)
        assert console.finish(process).report.status is RunStatus.CANCELLED
    (run,), (held,) = found["running"], found["held"]
    assert (run["status"], run["process"], run["host"]) == ("running", process.pid, socket.gethostname())
    assert (held["source_folder"], held["process"], held["host"]) == (FOLDER, process.pid, socket.gethostname())
    assert run["run_id"] in words.out
    assert FOLDER in words.out
    assert "_" not in words.out, "a text is missing"
    assert words.code == 0


async def test_status_ends_with_1_when_a_kassa_is_absent(shop: OpenShop) -> None:
    place = shop({FOLDER: QUICK})
    console = Console.of(place, EXCHANGE__EXPECTED_BY="00:00")
    done = console.run("status", "--json")
    (absent,) = done.document["absent"]
    assert (done.code, absent["source_folder"], absent["last_date"]) == (1, FOLDER, None)
    assert FOLDER in absent["message"]
    assert absent["hint"]
    words = console.run("status")
    assert words.code == 1
    assert FOLDER in words.out
    async with place.desk() as desk:
        yesterday = desk.today() - timedelta(days=1)
    assert (await place.load(day=yesterday)).status is RunStatus.COMPLETED
    quiet = console.run("status", "--json")
    assert (quiet.code, quiet.document) == (0, {"running": [], "held": [], "absent": [], "waiting": []})


async def test_what_waits_for_the_database_is_shown_while_it_is_away(shop: OpenShop) -> None:
    place = shop({FOLDER: QUICK})
    away = Console.of(place, DATABASE__DSN=with_port(place.dsn, free_port()))
    failed = away.run(*LOAD)
    assert (failed.code, failed.error["code"]) == (5, "DB_CONNECTION")
    assert [path.suffix for path in (place.home / "outbox").iterdir()] == [".json"]
    told = away.run("status")
    assert told.code == 5
    assert "2025-12-28" in told.out
    async with place.desk() as desk:
        assert [entry.report.status for entry in await desk.runs(HistoryQuery())] == [RunStatus.FAILED]
    assert [*(place.home / "outbox").iterdir()] == []
