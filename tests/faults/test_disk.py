"""Our own disk, and the database's, is full or cannot be written: on a file system in memory that we can shrink."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import asyncpg
import pytest

from frontol_desk.domain.report import Stage
from frontol_desk.simulator.postgres_programs import ROOT_HOME, find_programs
from tests.faults.conftest import OpenScene
from tests.faults.disks import Disk, Once, disk_at
from tests.integration.commands.console import Console
from tests.integration.pipeline.shop import codes_of

pytestmark = pytest.mark.faults
STAGES = (Stage.REQUEST, Stage.WAIT, Stage.DOWNLOAD, Stage.ARCHIVE, Stage.LOAD, Stage.ACKNOWLEDGE)
CASES = [
    *(("", "full", stage) for stage in STAGES),
    *(("spool", "full", stage) for stage in (Stage.WAIT, Stage.DOWNLOAD)),
    *(("archive", "full", stage) for stage in (Stage.WAIT, Stage.ARCHIVE)),
    *(("", "no_names", stage) for stage in (Stage.WAIT, Stage.DOWNLOAD, Stage.ARCHIVE)),
    *(("archive", "no_names", stage) for stage in (Stage.WAIT,)),
    *(("", "read_only", stage) for stage in (Stage.REQUEST, Stage.WAIT)),
    *(("archive", "read_only", stage) for stage in (Stage.REQUEST, Stage.WAIT, Stage.DOWNLOAD)),
    *(("spool", "read_only", stage) for stage in (Stage.WAIT,)),
]


@pytest.mark.parametrize(("part", "how", "stage"), CASES, ids=lambda value: str(value) or "home")
async def test_our_disk(scene: OpenScene, part: str, how: str, stage: Stage) -> None:
    place = scene()
    with disk_at(place.shop.home / part) as disk:
        listener = Once(stage, getattr(disk, how))
        place.listeners.append(listener)
        async with place.desk() as desk:
            await place.load_badly(desk)
            assert listener.done, "the stage was never reached"
            disk.roomy()
            await place.load_well(desk)
        await place.prove()


@pytest.mark.parametrize("how", ["full", "read_only"])
async def test_our_disk_from_the_beginning(scene: OpenScene, how: str) -> None:
    place = scene()
    with disk_at(place.shop.home) as disk:
        getattr(disk, how)()
        async with place.desk() as desk:
            report = await place.load_badly(desk)
            assert report is None or report.rows.loaded == 0
            disk.roomy()
            await place.load_well(desk)
        await place.prove()


@pytest.mark.parametrize("part", ["archive", "spool"])
async def test_a_file_lies_where_a_folder_should(scene: OpenScene, part: str) -> None:
    place = scene()
    place.shop.home.mkdir(parents=True)
    obstacle = place.shop.home / part
    obstacle.write_bytes(b"")
    async with place.desk() as desk:
        report = await place.load_badly(desk)
        assert report is None or report.rows.loaded == 0
        obstacle.unlink()
        await place.load_well(desk)
    await place.prove()


@pytest.mark.parametrize("how", ["full", "read_only"])
async def test_the_log_cannot_be_written(scene: OpenScene, how: str) -> None:
    """The console in a process of its own, which keeps a log: the load goes on without one."""
    place = scene()
    with disk_at(place.shop.home / "logs") as disk:
        getattr(disk, how)()
        done = await asyncio.to_thread(Console.of(place.shop).run, "--run", "--date", "2025-12-28", "--json")
        assert [path for path in disk.path.glob("*") if path.stat().st_size and not path.name.startswith(".")] == []
    assert (done.code, done.report.status) == (0, "completed"), done
    await place.prove()


@dataclass(frozen=True)
class Space:
    """A database whose tables lie on a disk of their own."""

    dsn: str
    disk: Disk


@pytest.fixture
def space(dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Space]:
    """Make such a database; the server's account must be able to reach its folder."""
    programs, name = find_programs(), f"fault_{os.getpid()}"
    with disk_at(ROOT_HOME / name) as disk:
        programs.own(disk.path, 0o700)
        for statement in (
            f"CREATE TABLESPACE {name} LOCATION '{disk.path}'",
            f"CREATE DATABASE {name} TABLESPACE {name}",
        ):
            asyncio.run(execute(dsn, statement))
        try:
            yield Space(urlsplit(dsn)._replace(path=f"/{name}").geturl(), disk)
        finally:
            for statement in (f"DROP DATABASE {name} WITH (FORCE)", f"DROP TABLESPACE {name}"):
                asyncio.run(execute(dsn, statement))
    disk.path.rmdir()


async def execute(dsn: str, statement: str) -> None:
    """Carry out what must not be part of a transaction."""
    connection = await asyncpg.connect(dsn, timeout=10)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@pytest.mark.skipif(os.geteuid() != 0, reason="needs the right to mount")
@pytest.mark.parametrize("room", [0, 64, 256])
async def test_the_databases_disk(space: Space, scene: OpenScene, room: int) -> None:
    """So many KB are left when the answer comes: too few for the rows."""
    place = scene(dsn=space.dsn)
    async with place.desk() as desk:
        await desk.prepare()
        desk.events.subscribe(Once(Stage.ARCHIVE, lambda: space.disk.full(room << 10)))
        report = await place.load_badly(desk)
        assert report is not None
        assert "DB_FULL" in codes_of(report)
        space.disk.roomy()
        await place.load_well(desk)
    await place.prove()
