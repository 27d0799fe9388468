"""Marking loaded answers in the three ways, and what a kassa writes in between."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from frontol_desk.domain.events import Event, StageStarted
from frontol_desk.domain.files import Acknowledge
from frontol_desk.domain.report import FileStatus, RunStatus, Stage
from frontol_desk.domain.resources import resource
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.hooks import Hooks
from tests.integration.pipeline.shop import QUICK, SILENT, ServerKind, Shop, assert_adds_up, codes_of, details_of

FOLDER = "P13/P13"
REAL = resource("demo/response.txt").read_bytes()
BOTH_SERVERS = pytest.mark.parametrize("kind", ["folder", "pyftpdlib", "vsftpd"])
SERVERS = pytest.mark.parametrize("kind", ["folder", "pyftpdlib", pytest.param("vsftpd", marks=pytest.mark.slow)])


def one_more(number: int = 1) -> bytes:
    """Return an export of one new transaction, as a kassa appends it."""
    lines = REAL.split(b"\r\n")
    last = lines[-2].split(b";", 1)
    return b"\r\n".join([b"#", *lines[1:3], b"%d;%s" % (int(last[0]) + number, last[1]), b""])


def append(path: Path, data: bytes) -> None:
    with path.open("ab") as file:
        file.write(data)


def at_stage(stage: Stage, then: Callable[[int], None]) -> Callable[[Event], None]:
    """Return a listener that calls `then` with 1, 2, ... each time a file enters the stage."""
    times = 0

    def listen(event: Event) -> None:
        nonlocal times
        if isinstance(event, StageStarted) and event.stage is stage:
            times += 1
            then(times)

    return listen


async def rows_in(place: Shop) -> int:
    return int((await place.fetch("SELECT count(*) FROM transactions"))[0][0])


@SERVERS
async def test_rename(shop: OpenShop, kind: ServerKind) -> None:
    place = shop({FOLDER: QUICK}, kind=kind)
    await place.load()
    assert place.names(FOLDER) == ["response.txt.processed"]
    assert (place.responses(FOLDER) / "response.txt.processed").read_bytes() == REAL


@SERVERS
async def test_rename_keeps_the_older_one(shop: OpenShop, kind: ServerKind) -> None:
    place = shop({FOLDER: QUICK}, kind=kind)
    old = place.responses(FOLDER) / "response.txt.processed"
    old.write_bytes(b"older")
    report = await place.load()
    assert report.status is RunStatus.COMPLETED
    assert old.read_bytes() == REAL
    (dated,) = [name for name in place.names(FOLDER) if name != old.name]
    assert dated.startswith("response.txt.processed.20")
    assert (place.responses(FOLDER) / dated).read_bytes() == b"older"


@SERVERS
async def test_flag(shop: OpenShop, kind: ServerKind) -> None:
    place = shop({FOLDER: QUICK}, kind=kind, acknowledge=Acknowledge.FLAG)
    await place.load()
    assert place.names(FOLDER) == ["response.txt"]
    assert (place.responses(FOLDER) / "response.txt").read_bytes() == REAL.replace(b"#", b"@", 1)


@BOTH_SERVERS
async def test_flag_lets_the_kassa_write_the_next_answer(shop: OpenShop, kind: ServerKind) -> None:
    """The second answer has the very size of the first, so no listing without times tells them apart."""
    place = shop({FOLDER: QUICK}, kind=kind, acknowledge=Acknowledge.FLAG)
    await place.load()
    report = await place.load(wait=4)
    assert_adds_up(report)
    assert (report.status, report.files.unchanged) == (RunStatus.COMPLETED, 1)
    assert codes_of(report) == set()


@SERVERS
async def test_delete(shop: OpenShop, kind: ServerKind) -> None:
    place = shop({FOLDER: QUICK}, kind=kind, acknowledge=Acknowledge.DELETE)
    report = await place.load()
    assert report.status is RunStatus.COMPLETED
    assert place.names(FOLDER) == []


async def test_delete_only_with_a_sound_copy_in_the_archive(shop: OpenShop) -> None:
    place = shop({FOLDER: QUICK}, acknowledge=Acknowledge.DELETE)

    def spoil(_: int) -> None:
        (kept,) = (place.home / "archive").rglob("*.gz")
        kept.write_bytes(b"spoiled")

    report = await place.load(at_stage(Stage.ACKNOWLEDGE, spoil))
    assert_adds_up(report)
    assert codes_of(report) == {"ACKNOWLEDGE_FAILED"}
    assert (report.status, report.rows.loaded) == (RunStatus.PARTIAL, 1346)
    assert (place.responses(FOLDER) / "response.txt").read_bytes() == REAL


@pytest.mark.parametrize("mode", list(Acknowledge))
async def test_what_the_kassa_appends_after_the_load_is_loaded_too(shop: OpenShop, mode: Acknowledge) -> None:
    place = shop({FOLDER: SILENT}, acknowledge=mode)
    file = place.responses(FOLDER) / "response.txt"
    file.write_bytes(REAL)

    def grow(times: int) -> None:
        if times == 1:
            append(file, one_more())

    report = await place.load(at_stage(Stage.ACKNOWLEDGE, grow), request=False)
    assert_adds_up(report)
    assert [(detail.loaded, detail.unchanged) for detail in details_of(report, FOLDER)] == [(1346, 0), (1, 1346)]
    assert await rows_in(place) == 1347
    assert report.status is RunStatus.COMPLETED
    assert (
        place.names(FOLDER)
        == {
            Acknowledge.RENAME: ["response.txt.processed"],
            Acknowledge.FLAG: ["response.txt"],
            Acknowledge.DELETE: [],
        }[mode]
    )


@pytest.mark.parametrize("mode", [Acknowledge.RENAME, Acknowledge.DELETE])
async def test_what_the_kassa_appends_in_the_last_moment_is_loaded_too(shop: OpenShop, mode: Acknowledge) -> None:
    hooks = Hooks()
    place = shop({FOLDER: SILENT}, acknowledge=mode, handler=hooks.handler())
    file = place.responses(FOLDER) / "response.txt"
    file.write_bytes(REAL)
    hooks.once("before", "RNTO", ".processed", lambda: append(file, one_more()))
    report = await place.load(request=False)
    assert_adds_up(report)
    assert hooks.waiting == 0
    assert await rows_in(place) == 1347
    assert report.status is RunStatus.COMPLETED
    assert place.names(FOLDER) == (["response.txt.processed"] if mode is Acknowledge.RENAME else [])


async def test_a_file_that_never_stops_growing_is_reported_and_not_lost(shop: OpenShop) -> None:
    place = shop({FOLDER: SILENT}, acknowledge=Acknowledge.RENAME)
    file = place.responses(FOLDER) / "response.txt"
    file.write_bytes(REAL)
    report = await place.load(at_stage(Stage.ACKNOWLEDGE, lambda times: append(file, one_more(times))), request=False)
    assert_adds_up(report)
    assert codes_of(report) == {"RESPONSE_GREW"}
    assert report.status is RunStatus.PARTIAL
    assert place.names(FOLDER) == ["response.txt"]
    again = await place.load(request=False)
    assert again.status is RunStatus.COMPLETED
    assert await rows_in(place) == 1346 + file_lines_appended(report)


def file_lines_appended(report: object) -> int:
    return len(details_of(report, FOLDER))  # type: ignore[arg-type]


async def test_a_file_replaced_while_it_is_fetched_is_fetched_again(shop: OpenShop) -> None:
    hooks = Hooks()
    place = shop({FOLDER: SILENT}, handler=hooks.handler())
    file = place.responses(FOLDER) / "response.txt"
    file.write_bytes(REAL)
    grown: list[int] = []

    def grow(_: int) -> None:
        hooks.once("before", "SIZE", "response.txt", lambda: grown.append(file.open("ab").write(one_more())))

    report = await place.load(at_stage(Stage.DOWNLOAD, grow), request=False)
    assert_adds_up(report)
    assert grown
    assert [(detail.status, detail.loaded) for detail in details_of(report, FOLDER)] == [(FileStatus.LOADED, 1347)]
