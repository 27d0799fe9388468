"""The short version of `make faults`: each kind of injected fault once, on real servers, survived without a loss."""

from __future__ import annotations

import pytest

from tests.faults.conftest import OpenScene
from tests.faults.proxy import Action, Point, cut, freeze, shorten
from tests.faults.test_killed_anywhere import killed
from tests.faults.test_refusals import calls, refusing
from tests.faults.test_two_processes import KASSAS, one_load, rounds
from tests.integration.comparing import Stored

__all__ = ["one_load"]


@pytest.mark.parametrize(
    ("moment", "action"),
    [
        pytest.param(Point("RNTO */request.txt", "after"), cut, id="the reply to the request is lost"),
        pytest.param(Point("STOR *"), freeze, id="half-open while the request is written"),
        pytest.param(Point("RETR *", "within", nth=3), shorten, id="226 after half an answer"),
        pytest.param(Point("RNTO *.processed", "after"), cut, id="the reply to marking is lost"),
    ],
)
async def test_the_line_to_the_exchange_server(scene: OpenScene, moment: Point, action: Action) -> None:
    place = scene()
    await place.survives(place.ftp, moment, action)


@pytest.mark.parametrize(
    ("moment", "action"),
    [
        pytest.param(Point("COMMIT*INSERT INTO files*", "after"), cut, id="the reply to the load's commit is lost"),
        pytest.param(Point("COPY*", "within", nth=12), freeze, id="half-open in the middle of the rows"),
        pytest.param(Point("COMMIT*INSERT INTO runs*", nth=2), cut, id="the end of the run is not heard"),
    ],
)
async def test_the_line_to_the_database(scene: OpenScene, moment: Point, action: Action) -> None:
    place = scene()
    await place.survives(place.database, moment, action)


@pytest.mark.parametrize("state", ["40001", "40P01"])
async def test_the_database_refuses(scene: OpenScene, state: str) -> None:
    place = scene()
    async with place.desk() as desk:
        await desk.prepare()
        async with refusing(place, "files at commit", state, 1):
            await place.load_badly(desk)
            assert await calls(place) > 0
        await place.load_well(desk)
    await place.prove()


async def test_killed_when_the_load_is_committed_and_nobody_knows(scene: OpenScene) -> None:
    place = scene()
    await killed(place, place.database, Point("COMMIT*INSERT INTO files*", "after"))
    await place.load_afterwards()
    await place.prove()


async def test_two_processes_killed_at_random(scene: OpenScene, one_load: Stored) -> None:
    place = scene(KASSAS, expected=one_load)
    await rounds(place, 3, seed=1)
    await place.load_afterwards()
    await place.prove()


async def test_a_disturbance_that_never_comes_is_noticed(scene: OpenScene) -> None:
    place = scene()
    with pytest.raises(AssertionError, match="never met"):
        await place.survives(place.ftp, Point("NEVER SAID"), cut)
