"""Old processed files are deleted at the end of a folder's job, when the settings say so and the archive has them."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from frontol_desk.domain.errors import ErrorCode
from frontol_desk.domain.report import RunStatus
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.hooks import Hooks
from tests.integration.pipeline.shop import QUICK, ServerKind, Shop, assert_adds_up, codes_of, problems_of

FOLDER = "P13/P13"
PLACES = pytest.mark.parametrize("kind", ["folder", "pyftpdlib"])


def age(place: Shop, days: float) -> None:
    """Make everything in the response folder so many days old."""
    for path in place.responses(FOLDER).iterdir():
        os.utime(path, (time.time() - days * 86_400,) * 2)


async def loaded_long_ago(place: Shop) -> Path:
    """Load a day and return the processed file, ten days old."""
    assert (await place.load()).status is RunStatus.COMPLETED
    age(place, 10)
    return place.responses(FOLDER) / "response.txt.processed"


@PLACES
async def test_what_is_old_and_kept_goes(shop: OpenShop, kind: ServerKind) -> None:
    place = shop({FOLDER: QUICK}, kind=kind, delete_processed_after_days=7)
    old = await loaded_long_ago(place)
    report = await place.load(request=False)
    assert not old.exists()
    assert (report.status, report.errors) == (RunStatus.COMPLETED, [])
    assert_adds_up(report)


@pytest.mark.parametrize("days", [None, 11])
async def test_nothing_goes_early_or_without_being_told(shop: OpenShop, days: int | None) -> None:
    place = shop({FOLDER: QUICK}, kind="folder", delete_processed_after_days=days)
    old = await loaded_long_ago(place)
    report = await place.load(request=False)
    assert old.exists()
    assert report.errors == []


async def test_what_the_archive_does_not_hold_stays_and_is_told(shop: OpenShop) -> None:
    place = shop({FOLDER: QUICK}, kind="folder", delete_processed_after_days=7)
    old = await loaded_long_ago(place)
    (place.responses(FOLDER) / "other.txt.processed").write_bytes(b"of another program")
    age(place, 10)
    (kept,) = (place.home / "archive").rglob("*.gz")
    kept.write_bytes(kept.read_bytes()[:-20])
    report = await place.load(request=False)
    assert old.exists()
    assert report.status is RunStatus.COMPLETED
    assert codes_of(report, FOLDER, "warning") == {ErrorCode.CLEAN_UP_FAILED}
    assert " 2 " in problems_of(report)[0].message


async def test_a_silent_kassas_folder_is_cleaned_up_too(shop: OpenShop) -> None:
    place = shop({FOLDER: QUICK}, kind="folder", delete_processed_after_days=7)
    old = await loaded_long_ago(place)
    other_name = place.settings.exchange.model_copy(update={"request_name": "x"})
    silent = place.settings.model_copy(update={"exchange": other_name})
    report = await place.load(settings=silent, wait=0.5)
    assert codes_of(report) == {ErrorCode.NO_RESPONSE}
    assert not old.exists()


async def test_a_server_that_refuses_is_a_warning(shop: OpenShop) -> None:
    hooks = Hooks()
    place = shop({FOLDER: QUICK}, handler=hooks.handler(), delete_processed_after_days=7)
    old = await loaded_long_ago(place)
    hooks.once("before", "RETR", ".processed", old.unlink)
    report = await place.load(request=False)
    assert report.status is RunStatus.COMPLETED
    assert codes_of(report, FOLDER, "warning") == {ErrorCode.CLEAN_UP_FAILED}
    assert "/response/P13/P13/response.txt.processed" in problems_of(report)[0].message
    assert_adds_up(report)
