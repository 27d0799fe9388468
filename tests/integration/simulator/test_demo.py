"""The FTP server and the whole demo world, asked over the wire."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from datetime import date
from pathlib import Path

import aioftp
import asyncpg
import pytest

from frontol_desk.domain.resources import resource
from frontol_desk.domain.values import SourceFolder
from frontol_desk.simulator.demo import DEMO_FOLDERS, WINDOW_FAULTS, WINDOW_FOLDERS, DemoWorld, FtpWorld
from frontol_desk.simulator.ftp_server import EmbeddedFtpServer
from frontol_desk.simulator.postgres import EmbeddedPostgres

REAL = SourceFolder("P13", "P13")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A demo's home; as root the database's data lie elsewhere and are removed too."""
    yield tmp_path
    shutil.rmtree(EmbeddedPostgres(tmp_path / "demo" / "postgres").home, ignore_errors=True)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedFtpServer]:
    with EmbeddedFtpServer(tmp_path) as running:
        yield running


def client(host: str, port: int, user: str, password: str) -> AbstractAsyncContextManager[aioftp.Client]:
    context: AbstractAsyncContextManager[aioftp.Client] = aioftp.Client.context(
        host, port, user, password, socket_timeout=5, connection_timeout=5
    )
    return context


async def test_a_client_can_do_what_an_exchange_needs(server: EmbeddedFtpServer) -> None:
    async with client(server.host, server.port, server.user, server.password) as ftp:
        await ftp.make_directory("request/Ёлка")
        async with ftp.upload_stream("request/Ёлка/a.tmp") as stream:
            await stream.write(b"hello")
        await ftp.rename("request/Ёлка/a.tmp", "request/Ёлка/a.txt")
        (found,) = await ftp.list("request/Ёлка")
        assert found[0].name == "a.txt"
        assert found[1]["size"] == "5"
        await ftp.remove_file("request/Ёлка/a.txt")
    assert [*(server.root / "request" / "Ёлка").iterdir()] == []


async def test_a_wrong_password_is_refused(server: EmbeddedFtpServer) -> None:
    with pytest.raises(aioftp.StatusCodeError):
        async with client(server.host, server.port, server.user, "wrong"):
            pass


async def test_it_starts_at_once_and_stops_with_clients_connected(tmp_path: Path) -> None:
    begun = time.monotonic()
    server = EmbeddedFtpServer(tmp_path)
    server.start()
    assert time.monotonic() - begun < 0.5
    _, writer = await asyncio.open_connection(server.host, server.port)
    begun = time.monotonic()
    await asyncio.to_thread(server.stop)
    assert time.monotonic() - begun < 0.5
    writer.close()
    with pytest.raises(OSError):
        await asyncio.open_connection(server.host, server.port)


async def test_two_servers_do_not_know_each_other(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with EmbeddedFtpServer(tmp_path / "a", password="one") as one, EmbeddedFtpServer(tmp_path / "b", password="two"):
        async with client(one.host, one.port, one.user, "one") as ftp:
            await ftp.make_directory("here")
    assert (tmp_path / "a" / "here").is_dir()


async def ask(world: DemoWorld, folder: SourceFolder, day: date) -> bytes:
    """Ask as the product does: over FTP, under a temporary name, then wait for the request to vanish."""
    requests = f"{world.request_dir}/{folder}"
    answer = f"{world.response_dir}/{folder}/response.txt"
    async with client(world.ftp_host, world.ftp_port, world.ftp_user, world.ftp_password) as ftp:
        async with ftp.upload_stream(f"{requests}/request.tmp") as stream:
            await stream.write(f"$$$TRANSACTIONSBYDATERANGE\n{day:%d.%m.%Y}; {day:%d.%m.%Y}\n".encode())
        await ftp.rename(f"{requests}/request.tmp", f"{requests}/request.txt")
        async with asyncio.timeout(10):
            while await ftp.list(requests):
                await asyncio.sleep(0.02)
        async with ftp.download_stream(answer) as stream:
            data: bytes = await stream.read()
        await ftp.remove_file(answer)
    return data


async def test_the_demo_answers_with_the_real_day_and_invented_ones(home: Path) -> None:
    async with DemoWorld(home) as world:
        assert world.folders == DEMO_FOLDERS
        assert await ask(world, REAL, date(2025, 12, 28)) == resource("demo/response.txt").read_bytes()
        for folder in DEMO_FOLDERS[1:]:
            data = await ask(world, folder, date(2025, 12, 28))
            assert 1000 < data.count(b"\r\n" if data[:2] != b"\xff\xfe" else b"\n\0") < 2010
        again = await ask(world, REAL, date(2025, 12, 28))
        assert again.split(b"\r\n")[2] == b"24336"


async def test_a_second_demo_of_the_same_home_shares_the_database_only(home: Path) -> None:
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(DemoWorld(home))
        second = await stack.enter_async_context(DemoWorld(home))
        assert first.dsn == second.dsn
        assert first.world.exchange.root != second.world.exchange.root
        for world in (first, second):
            assert len(await ask(world, REAL, date(2025, 12, 28))) == 181946
        connection = await asyncpg.connect(second.dsn)
        await connection.close()
        own = second.world.exchange.root
    assert not own.exists()
    assert (home / "demo" / "exchange").is_dir()


def test_the_windows_demo_adds_a_silent_kassa_and_a_broken_line(tmp_path: Path) -> None:
    world = FtpWorld(tmp_path, WINDOW_FOLDERS, faults=WINDOW_FAULTS)
    assert len(world.park.kassas) == 6
    assert world.park.kassas[SourceFolder("S6", "S6")].behaviour.silent
    assert world.park.kassas[SourceFolder("O49", "O49")].behaviour.spoil is not None


async def test_a_demo_forgets_the_requests_of_an_earlier_one(home: Path) -> None:
    left = home / "demo" / "exchange" / "request" / "P13" / "P13" / "request.txt"
    left.parent.mkdir(parents=True)
    left.write_text("of an earlier demo that was ended while a kassa was silent")
    async with DemoWorld(home, faults=["P13/P13=silent"]) as world:
        assert not left.exists()
        assert left.parent == world.world.exchange.requests(REAL)


def test_a_folder_named_only_by_its_fault_is_played_too(tmp_path: Path) -> None:
    world = FtpWorld(tmp_path, [REAL], faults=["X/Y=slow"])
    assert {str(folder) for folder in world.park.kassas} == {"P13/P13", "X/Y"}
