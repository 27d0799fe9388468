"""The exchange is a shared folder: the share goes away, fills up or may not be written; the database's line fails."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from frontol_desk.domain.report import Stage
from tests.faults.conftest import OpenScene
from tests.faults.disks import Once, disk_at
from tests.faults.proxy import Point, cut
from tests.faults.scene import Scene

pytestmark = pytest.mark.faults
STAGES = (Stage.REQUEST, Stage.WAIT, Stage.DOWNLOAD, Stage.LOAD, Stage.ACKNOWLEDGE)


async def survives(place: Scene, stage: Stage, harm: Callable[[], None], mend: Callable[[], None]) -> None:
    """Load while the share is harmed from a stage on, then with the share as it was."""
    harmful = Once(stage, harm)
    place.listeners.append(harmful)
    async with place.desk() as desk:
        await place.load_badly(desk)
        assert harmful.done, "the stage was never reached"
        mend()
        await place.load_well(desk)
    await place.prove()


@pytest.mark.parametrize("stage", STAGES)
async def test_the_share_goes_away(scene: OpenScene, stage: Stage) -> None:
    place = scene(kind="folder")
    root: Path = place.shop.server.root
    away = root.with_name("away")
    await survives(place, stage, lambda: moved(root, away), lambda: moved(away, root))


def moved(old: Path, new: Path) -> None:
    """Give a folder another name."""
    old.rename(new)


@pytest.mark.parametrize(
    ("part", "how", "stage"),
    [
        ("request", "full", Stage.REQUEST),
        ("request", "no_names", Stage.REQUEST),
        ("request", "read_only", Stage.REQUEST),
        ("response", "read_only", Stage.LOAD),
        ("response", "read_only", Stage.ACKNOWLEDGE),
    ],
)
async def test_the_share_takes_nothing(scene: OpenScene, part: str, how: str, stage: Stage) -> None:
    """Only while the kassa has nothing to write there: it would not survive that."""
    place = scene(kind="folder")
    folder = place.shop.server.root / part / "P13" / "P13"
    with disk_at(folder) as disk:
        await survives(place, stage, getattr(disk, how), disk.roomy)


STATEMENTS = ("UPDATE leases SET owner*", "COPY*", "COMMIT*INSERT INTO files*", "UPDATE leases l SET expires_at*")


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("what", STATEMENTS)
async def test_the_databases_line_is_cut(scene: OpenScene, what: str, when: str) -> None:
    place = scene(kind="folder")
    await place.survives(place.database, Point(what, when), cut)  # type: ignore[arg-type]
