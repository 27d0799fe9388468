"""Two consoles load the same folders all the time and are killed at random: the database is that of one quiet load."""

from __future__ import annotations

import asyncio
import random
import signal
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.faults.conftest import OpenScene
from tests.faults.scene import Scene
from tests.integration.commands.console import Console
from tests.integration.comparing import Stored
from tests.integration.pipeline.shop import QUICK, Kassas, open_shop, run_sync

KASSAS: Kassas = {"P13/P13": QUICK, "N22/N22_FURN": QUICK, "N22/N22_Inter": QUICK}
LOAD = ("--run", "--date", "2025-12-28", "--wait", "5", "--json")
EARLIEST, LATEST = 0.4, 2.2
"""Seconds after the start: from before the first statement until after the last file of a run on an idle machine."""


@pytest.fixture(scope="module")
def one_load(dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stored]:
    with open_shop(tmp_path_factory.mktemp("one"), dsn, KASSAS) as shop:
        run_sync(shop)
        yield shop.stored


@pytest.mark.faults
@pytest.mark.timeout(900)
async def test_two_processes_killed_at_random(scene: OpenScene, one_load: Stored) -> None:
    place = scene(KASSAS, expected=one_load)
    ends = await rounds(place, 50, seed=4)
    assert ends[-signal.SIGKILL] >= 20, ends
    await place.load_afterwards()
    await place.prove()


async def rounds(place: Scene, count: int, *, seed: int) -> Counter[int]:
    """Let two processes load at the same time, so many times, and kill one or both; returns how they ended."""
    chance = random.Random(seed)
    consoles = [Console.of(place.shop, HOME=str(place.shop.home / name)) for name in ("one", "two")]
    ends: Counter[int] = Counter()
    for _ in range(count):
        victims = chance.choice(((True, False), (False, True), (True, True)))
        delays = [chance.uniform(EARLIEST, LATEST) if victim else None for victim in victims]
        ends.update(await asyncio.gather(*map(one_process, consoles, delays)))
    return ends


async def one_process(console: Console, dies_after: float | None) -> int:
    """Load; kill the load after some seconds unless it is over by then."""
    with console.started(*LOAD) as process:
        reading = asyncio.create_task(asyncio.to_thread(process.communicate, timeout=60))
        if dies_after is not None:
            await asyncio.wait([reading], timeout=dies_after)
            process.kill()
        await reading
    assert process.returncode in (0, 1, 2, 4, -signal.SIGKILL), process.returncode
    return process.returncode
