"""What goes wrong between us and PostgreSQL: named, in time, and never half-written."""

from __future__ import annotations

import asyncio
import socket
import time
from urllib.parse import urlsplit

import asyncpg
import pytest

from frontol_desk.domain.errors import DeskError, ErrorCode, ExitCode
from frontol_desk.domain.loads import LoadOutcome
from frontol_desk.format.registry import default_registry
from frontol_desk.simulator.bulk import write_bulk_export
from frontol_desk.warehouse.database import DatabaseAddress
from frontol_desk.warehouse.warehouse import Warehouse
from tests.integration.databases import SCHEMA, PostgresServer
from tests.integration.warehouse.depot import FOLDER, Depot, both_versions, export, item

KILL = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
    " WHERE pid <> pg_backend_pid() AND datname = current_database() AND xact_start IS NOT NULL"
)


async def refusal(dsn: str, timeout: float = 5.0) -> DeskError:
    with pytest.raises(DeskError) as caught:
        async with Warehouse.open(DatabaseAddress(dsn, connect_timeout=timeout), default_registry()):
            pass
    return caught.value


@both_versions
@pytest.mark.parametrize("part", ["password", "user", "database"])
async def test_what_the_server_does_not_know(postgres: PostgresServer, part: str) -> None:
    parts = urlsplit(postgres.dsn)
    user, password = parts.username, parts.password
    wrong = {
        "password": parts._replace(netloc=f"{user}:hush@{parts.hostname}:{parts.port}"),
        "user": parts._replace(netloc=f"nobody:{password}@{parts.hostname}:{parts.port}"),
        "database": parts._replace(path="/nowhere"),
    }[part]
    error = await refusal(wrong.geturl())
    assert (error.code, error.exit_code) == (ErrorCode.DB_LOGIN, ExitCode.CONFIG)
    assert f"127.0.0.1:{parts.port}" in error.message
    assert not any(secret in f"{error} {error.context}" for secret in ("hush", str(password)))


async def test_a_server_that_takes_no_more_connections(postgres: PostgresServer) -> None:
    owner = await asyncpg.connect(postgres.dsn)
    parts = urlsplit(postgres.dsn)
    try:
        await owner.execute("CREATE ROLE crowded LOGIN PASSWORD 'hush' CONNECTION LIMIT 0")
        error = await refusal(parts._replace(netloc=f"crowded:hush@{parts.hostname}:{parts.port}").geturl())
    finally:
        await owner.execute("DROP ROLE IF EXISTS crowded")
        await owner.close()
    assert (error.code, error.reason, error.exit_code) == (ErrorCode.DB_CONNECTION, "full", ExitCode.UNREACHABLE)
    assert "too many connections" in error.message


async def test_a_port_where_nobody_listens() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        error = await refusal(f"postgresql://u:hush@127.0.0.1:{port}/d")
    assert (error.code, error.exit_code) == (ErrorCode.DB_CONNECTION, ExitCode.UNREACHABLE)
    assert f"127.0.0.1:{port}/d" in error.message
    assert "hush" not in f"{error} {error.context}"


async def test_a_server_that_never_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        begun = time.monotonic()
        error = await refusal(f"postgresql://u:p@127.0.0.1:{mute.getsockname()[1]}/d", timeout=0.3)
    assert error.code is ErrorCode.DB_CONNECTION
    assert time.monotonic() - begun < 3


async def test_something_else_than_postgresql() -> None:
    async def greet(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 ftp ready\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(greet, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        error = await refusal(f"postgresql://u:p@127.0.0.1:{port}/d", timeout=2)
    assert error.code is ErrorCode.DB_CONNECTION


async def test_a_name_that_does_not_exist() -> None:
    error = await refusal("postgresql://u:p@no-such-host.invalid/d")
    assert (error.code, error.context["host"]) == (ErrorCode.DB_CONNECTION, "no-such-host.invalid:5432/d")


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("bulk") / "big.txt"
    write_bulk_export(path, rows=100_000)
    return path.read_bytes()


async def under_way(depot: Depot, data: bytes) -> asyncio.Task[LoadOutcome]:
    """Start to load a file; return when rows are on their way."""
    begun = asyncio.Event()
    request = await depot.request(data)
    task = asyncio.create_task(depot.warehouse.load(request, lambda _done, _rows: begun.set()))
    async with asyncio.timeout(30):
        await begun.wait()
    assert not task.done()
    return task


async def nothing_is_left(depot: Depot) -> None:
    assert await depot.numbers() == []
    for table in ("files", "quarantine", "superseded", "workplace_days"):
        assert await depot.value(f"SELECT count(*) FROM {table}") == 0
    assert (await depot.load(export(item(5)))).loaded == 1


@both_versions
async def test_a_server_that_goes_away_in_the_middle_of_a_load(depot: Depot, big: bytes) -> None:
    task = await under_way(depot, big)
    assert await depot.value(KILL) == 1
    with pytest.raises(DeskError) as caught:
        await task
    assert (caught.value.code, caught.value.exit_code) == (ErrorCode.DB_CONNECTION, ExitCode.UNREACHABLE)
    await nothing_is_left(depot)


@both_versions
async def test_cancelling_in_the_middle_of_a_load(depot: Depot, big: bytes) -> None:
    task = await under_way(depot, big)
    begun = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.monotonic() - begun < 1
    await nothing_is_left(depot)


async def test_cancelling_before_anything_is_written(depot: Depot, big: bytes) -> None:
    request = await depot.request(big)
    task = asyncio.create_task(depot.warehouse.load(request, lambda _done, _rows: None))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await nothing_is_left(depot)


async def test_a_connection_that_died_while_it_was_idle_is_replaced(depot: Depot) -> None:
    await depot.load(export(item(5)))
    await depot.value(KILL.replace("AND xact_start IS NOT NULL", ""))
    await asyncio.sleep(0.1)
    await depot.load(export(item(6)))
    assert await depot.numbers() == [5, 6]


async def test_a_statement_that_takes_too_long(depot: Depot) -> None:
    address = DatabaseAddress(depot.dsn, schema=SCHEMA, command_timeout=0.3)
    async with Warehouse.open(address, default_registry()) as hurried, depot.database.transaction():
        await depot.database.execute("LOCK TABLE leases")
        with pytest.raises(DeskError) as caught:
            await hurried.acquire(FOLDER)
    assert caught.value.code is ErrorCode.DB_TIMEOUT


async def test_a_server_whose_disk_is_full(depot: Depot) -> None:
    """The server's own refusal, SQLSTATE 53100, raised by a trigger: a full disk of its own is among the faults."""
    table = "tx_item_registration_1_11"
    await depot.rows(
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$"
    )
    await depot.rows(f"CREATE TRIGGER full_disk BEFORE INSERT ON {table} EXECUTE FUNCTION full_disk()")
    try:
        with pytest.raises(DeskError) as caught:
            await depot.load(export(item(1)))
    finally:
        await depot.rows("DROP FUNCTION full_disk CASCADE")
    assert (caught.value.code, caught.value.retryable) == (ErrorCode.DB_FULL, False)
    assert "No space left" in caught.value.message
    await nothing_is_left(depot)
