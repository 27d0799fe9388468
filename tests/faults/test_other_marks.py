"""Answers marked by their flag, or deleted: the two ways that touch what the kassa wrote, disturbed at every step."""

from __future__ import annotations

import pytest

from frontol_desk.domain.files import Acknowledge
from tests.faults.conftest import OpenScene
from tests.faults.proxy import Action, Point, cut, cut_this, freeze, shorten

pytestmark = pytest.mark.faults

FLAGGING = [
    (Point("RETR *", nth=4), cut),
    (Point("RETR *", "within", nth=5), cut_this),
    (Point("RETR *", "within", nth=5), shorten),
    (Point("STOR *response.txt*"), cut),
    (Point("STOR *response.txt*", "within"), cut_this),
    (Point("STOR *response.txt*", "within"), shorten),
    (Point("STOR *response.txt*", "within"), freeze),
    (Point("STOR *response.txt*", "after"), cut),
    (Point("SIZE */response.txt.*"), cut),
    (Point("RNFR */response.txt.*"), cut),
    (Point("RNTO */response.txt"), cut),
    (Point("RNTO */response.txt"), freeze),
    (Point("RNTO */response.txt", "after"), cut),
]
DELETING = [
    (Point("SIZE */response.txt", nth=2), cut),
    (Point("RNTO *.processed"), cut),
    (Point("RNTO *.processed", "after"), cut),
    (Point("SIZE *.processed", nth=2), cut),
    (Point("DELE *"), cut),
    (Point("DELE *"), freeze),
    (Point("DELE *", "after"), cut),
    (Point("DELE *", "after"), freeze),
]


def name_of(value: object) -> str:
    """Name an action or a moment."""
    return getattr(value, "__name__", str(value))


@pytest.mark.parametrize(("moment", "action"), FLAGGING, ids=name_of)
async def test_setting_the_flag(scene: OpenScene, moment: Point, action: Action) -> None:
    place = scene(acknowledge=Acknowledge.FLAG)
    await place.survives(place.ftp, moment, action)


@pytest.mark.parametrize(("moment", "action"), DELETING, ids=name_of)
async def test_deleting(scene: OpenScene, moment: Point, action: Action) -> None:
    place = scene(acknowledge=Acknowledge.DELETE)
    await place.survives(place.ftp, moment, action)
