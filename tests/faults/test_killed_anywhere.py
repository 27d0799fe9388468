"""kill -9 while the server waits for, carries out or has just carried out a command; a new process then loads."""

from __future__ import annotations

import asyncio
import signal
import subprocess
from collections.abc import Callable

import pytest

from tests.faults.conftest import OpenScene
from tests.faults.proxy import Point, Proxy, then
from tests.faults.scene import Scene
from tests.integration.commands.console import Console

pytestmark = pytest.mark.faults

AT_THE_KASSA = (
    Point("connect"),
    Point("MLSD *"),
    Point("STOR *"),
    Point("STOR *", "within"),
    Point("STOR *", "after"),
    Point("RNTO */request.txt"),
    Point("RNTO */request.txt", "after"),
    Point("SIZE */request.txt", nth=3),
    Point("MLSD *", nth=3),
    Point("RETR *"),
    Point("RETR *", "within", nth=3),
    Point("SIZE */response.txt", "after"),
    Point("SIZE */response.txt", nth=2),
    Point("RNFR */response.txt", "after"),
    Point("RNTO *.processed"),
    Point("RNTO *.processed", "after"),
    Point("SIZE *.processed", "after", nth=2),
)
IN_THE_DATABASE = (
    Point("startup"),
    Point("INSERT INTO runs*"),
    Point("COMMIT*INSERT INTO runs*", "after"),
    Point("UPDATE leases SET owner*"),
    Point("COMMIT*UPDATE leases SET owner*", "after"),
    Point("COMMIT*INSERT INTO folders*", "after"),
    Point("COPY*"),
    Point("COPY*", "within"),
    Point("COPY*", "within", nth=23),
    Point("INSERT INTO workplace_days*", "after"),
    Point("INSERT INTO files*", "after"),
    Point("COMMIT*INSERT INTO files*"),
    Point("COMMIT*INSERT INTO files*", "after"),
    Point("*WITH openings*"),
    Point("COMMIT*UPDATE leases l SET expires_at*", "after"),
    Point("COMMIT*UPDATE leases SET expires_at*"),
    Point("COMMIT*UPDATE leases SET expires_at*", "after"),
    Point("INSERT INTO runs*", nth=2),
    Point("COMMIT*INSERT INTO runs*", "after", nth=2),
)


def console(place: Scene) -> Console:
    """Return the command line that reaches its servers through the proxies."""
    return Console.of(place.shop, FTP__PORT=str(place.ftp.port), DATABASE__DSN=place.dsn)


async def killed(place: Scene, proxy: Proxy, moment: Point) -> None:
    """Start a load and kill it at a moment."""
    victim: list[Callable[[], None]] = []
    disturbance = proxy.disturb(moment, then(lambda: victim[0]()))
    with console(place).started("--run", "--date", "2025-12-28", "--wait", "5", "--json") as process:
        victim.append(process.kill)
        await asyncio.to_thread(ended, process)
    assert disturbance.happened.is_set(), f"never met: {moment}; seen: {proxy.seen}"
    assert process.returncode == -signal.SIGKILL


def ended(process: subprocess.Popen[str]) -> None:
    """Wait for the end of a process."""
    process.communicate(timeout=30)


@pytest.mark.parametrize("moment", AT_THE_KASSA, ids=str)
async def test_killed_while_talking_to_the_kassa(scene: OpenScene, moment: Point) -> None:
    place = scene()
    await killed(place, place.ftp, moment)
    await place.load_afterwards()
    await place.prove()


@pytest.mark.parametrize("moment", IN_THE_DATABASE, ids=str)
async def test_killed_while_talking_to_the_database(scene: OpenScene, moment: Point) -> None:
    place = scene()
    await killed(place, place.database, moment)
    await place.load_afterwards()
    await place.prove()


async def test_killed_again_and_again_until_little_is_left_to_do(scene: OpenScene) -> None:
    place = scene()
    for proxy, moment in (
        (place.ftp, Point("RNTO */request.txt", "after")),
        (place.database, Point("COPY*", "within", nth=12)),
        (place.database, Point("COMMIT*INSERT INTO files*")),
        (place.database, Point("COMMIT*INSERT INTO files*", "after")),
        (place.ftp, Point("RNTO *.processed")),
        (place.ftp, Point("RNTO *.processed", "after")),
    ):
        await killed(place, proxy, moment)
    await place.load_afterwards()
    await place.prove()
