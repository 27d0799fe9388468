"""Many kassas are waited for at once, and none that answers waits for one that does not."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from frontol_desk.domain.events import Event, FileFinished, StageStarted
from frontol_desk.domain.report import FileStatus, RunReport, RunStatus, Stage
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import QUICK, SILENT, Shop, assert_adds_up, details_of, faulty

FOLDER = "P13/P13"
SLOW = faulty("slow:3")
SILENT_ONES = {f"S{number}/S{number}": SILENT for number in range(100)}


class Watch:
    """Notes when things happened, by the wall clock of files and events."""

    def __init__(self) -> None:
        self.asked: dict[str, float] = {}
        self.finished: dict[str, float] = {}

    def __call__(self, event: Event) -> None:
        if isinstance(event, StageStarted) and event.stage is Stage.WAIT:
            self.asked[str(event.folder)] = event.at.timestamp()
        if isinstance(event, FileFinished):
            self.finished.setdefault(str(event.folder), event.at.timestamp())


def written_at(place: Shop, folder: str) -> float:
    """Return when the kassa wrote the last byte of its answer."""
    answer: Path = place.responses(folder) / "response.txt.processed"
    return answer.stat().st_mtime


async def loaded_after(place: Shop, *, wait: float) -> tuple[RunReport, Watch, float]:
    watch = Watch()
    report = await place.load(watch, wait=wait)
    return report, watch, watch.finished[FOLDER] - written_at(place, FOLDER)


async def test_a_hundred_silent_kassas_delay_no_answering_one(
    shop: OpenShop, capsys: pytest.CaptureFixture[str]
) -> None:
    _, _, alone = await loaded_after(shop({FOLDER: faulty("slow:0.5")}), wait=6)
    place = shop({**SILENT_ONES, FOLDER: SLOW})
    begun = time.monotonic()
    report, watch, crowded = await loaded_after(place, wait=6)
    took = time.monotonic() - begun
    with capsys.disabled():
        print(f"\nanswer complete to loaded: {crowded:.2f} s beside 100 silent kassas, {alone:.2f} s alone")
    assert_adds_up(report)
    assert crowded < 2
    assert max(watch.asked.values()) - min(watch.asked.values()) < 2
    assert (report.folders.loaded, report.folders.no_response) == (1, 100)
    assert took < 12
    assert (report.rows.loaded, report.status) == (1346, RunStatus.PARTIAL)


async def test_one_worker_at_a_time_still_asks_everybody_first(shop: OpenShop) -> None:
    kassas = {f"K{number}/K{number}": faulty("slow:0.7") for number in range(4)}
    watch = Watch()
    begun = time.monotonic()
    report = await shop(kassas).load(watch, wait=6, strategy="sequential")
    assert_adds_up(report)
    assert report.status is RunStatus.COMPLETED
    assert time.monotonic() - begun < 4
    assert max(watch.asked.values()) < min(watch.finished.values())


async def test_workers_never_starve_the_leases_of_connections(shop: OpenShop) -> None:
    """Twice as many workers as connections: nobody waits in vain for one."""
    kassas = {f"K{number}/K{number}": QUICK for number in range(5)}
    place = shop(kassas)
    settings = place.settings
    crowded = settings.model_copy(
        update={
            "pipeline": settings.pipeline.model_copy(update={"workers": 8}),
            "database": settings.database.model_copy(update={"pool_max": 2}),
        }
    )
    report = await place.load(settings=crowded)
    assert_adds_up(report)
    assert report.status is RunStatus.COMPLETED
    assert {details_of(report, folder)[0].status for folder in kassas} == {FileStatus.LOADED}
