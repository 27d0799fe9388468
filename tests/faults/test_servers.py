"""The servers themselves end in the middle of a load and come back: FTP and PostgreSQL, at once or after a while."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from frontol_desk.simulator.postgres import EmbeddedPostgres
from tests.faults.conftest import OpenScene
from tests.faults.proxy import Point, Proxy, then
from tests.integration.comparing import Stored
from tests.integration.databases import QUICK_SETTINGS
from tests.integration.ftp_servers import FtpServer, pyftpdlib_server
from tests.integration.pipeline.shop import QUICK, open_shop, run_sync

pytestmark = pytest.mark.faults
A_WHILE = 1.2


class FtpHouse:
    """An FTP server that can be stopped and started again on the port it had."""

    def __init__(self, root: Path) -> None:
        self.open = threading.Event()
        self._root = root
        self._stack = ExitStack()
        self.server = self._started(0)

    def _started(self, port: int) -> FtpServer:
        server = self._stack.enter_context(pyftpdlib_server(self._root, port=port))
        self.open.set()
        return server

    def stop(self) -> None:
        """End the server and its connections."""
        self.open.clear()
        self._stack.close()

    def restart(self) -> None:
        """Start again at once."""
        self.stop()
        self.server = self._started(self.server.port)

    def away_for_a_while(self) -> None:
        """Start again later."""
        self.stop()
        threading.Timer(A_WHILE, self.restart).start()


FTP_MOMENTS = (
    Point("MLSD *"),
    Point("STOR *"),
    Point("RNTO */request.txt"),
    Point("RNTO */request.txt", "after"),
    Point("MLSD *", nth=3),
    Point("RETR *", nth=3),
    Point("RETR *", "within", nth=3),
    Point("RNTO *.processed"),
    Point("RNTO *.processed", "after"),
)


@pytest.mark.parametrize("how", ["restart", "away_for_a_while"])
@pytest.mark.parametrize("moment", FTP_MOMENTS, ids=str)
async def test_the_ftp_server_ends(scene: OpenScene, moment: Point, how: str) -> None:
    place = scene()
    house = FtpHouse(place.shop.server.root)
    try:
        place.ftp.target = (house.server.host, house.server.port)
        away = then(getattr(house, how), cutting=False)
        disturbance = place.ftp.disturb(moment, away)
        async with place.desk() as desk:
            await place.load_badly(desk)
            assert disturbance.happened.is_set()
            assert await asyncio.to_thread(house.open.wait, 10)
            await place.load_well(desk)
        await place.prove()
    finally:
        house.stop()


@pytest.fixture(scope="module")
def own_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    settings = QUICK_SETTINGS | {"synchronous_commit": "on"}  # what was committed must outlive a crash
    with EmbeddedPostgres(tmp_path_factory.mktemp("postgres"), settings=settings, keep=False) as server:
        yield server


@pytest.fixture(scope="module")
def own_undisturbed(own_postgres: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stored]:
    with open_shop(tmp_path_factory.mktemp("undisturbed"), own_postgres.dsn, {"P13/P13": QUICK}) as shop:
        run_sync(shop)
        yield shop.stored


def control(server: EmbeddedPostgres, *arguments: str) -> None:
    """Call pg_ctl."""
    data = server.home / f"postgresql-{server._found.major}"
    server._found.check("pg_ctl", *arguments, "-D", str(data), "-l", str(data / "server.log"), "-w", cwd=server.home)


def crash(server: EmbeddedPostgres) -> None:
    """End the server at once, as a crash does, and let it recover."""
    control(server, "restart", "-m", "immediate")


def shut_down(server: EmbeddedPostgres) -> None:
    """Restart the server in an orderly way: it ends what is under way."""
    control(server, "restart", "-m", "fast")


DATABASE_MOMENTS = (
    Point("INSERT INTO runs*"),
    Point("UPDATE leases SET owner*"),
    Point("SELECT f.[*] FROM files*"),
    Point("COPY*"),
    Point("COPY*", "within", nth=12),
    Point("INSERT INTO files*"),
    Point("COMMIT*INSERT INTO files*"),
    Point("COMMIT*INSERT INTO files*", "after"),
    Point("*WITH openings*"),
    Point("UPDATE leases l SET expires_at*"),
    Point("INSERT INTO runs*", nth=2),
)


@pytest.mark.parametrize("how", [crash, shut_down])
@pytest.mark.parametrize("moment", DATABASE_MOMENTS, ids=str)
async def test_postgresql_ends(
    scene: OpenScene, own_postgres: EmbeddedPostgres, own_undisturbed: Stored, moment: Point, how: object
) -> None:
    assert callable(how)
    place = scene(dsn=own_postgres.dsn, expected=own_undisturbed)
    proxy: Proxy = place.database
    disturbance = proxy.disturb(moment, then(lambda: how(own_postgres), cutting=False))
    async with place.desk() as desk:
        await place.load_badly(desk)
        assert disturbance.happened.is_set()
        await place.load_well(desk)
    await place.prove()
