"""A line that breaks once costs a repetition and nothing else: no request or row twice, no answer left behind."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from frontol_desk.domain.errors import ErrorCode
from frontol_desk.domain.events import BreakerChanged, Event, Retrying, StageStarted
from frontol_desk.domain.report import RunReport, RunStatus, Stage
from frontol_desk.settings.model import RetrySettings
from frontol_desk.simulator.behaviour import KassaBehaviour
from tests.faults.proxy import Action, Disturbance, Point, Proxy, When, cut, freeze
from tests.faults.scene import FOLDER, Scene, open_scene, order
from tests.integration.comparing import Stored
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import QUICK, Kassas, assert_adds_up, codes_of, detail_of, faulty

OpenScene = Callable[..., Scene]
REAL_ROWS = 1346


@pytest.fixture
def scene(shop: OpenShop, dsn: str, tmp_path: Path) -> Iterator[OpenScene]:
    """Open a shop behind proxies; what it stores is looked at by count."""
    with ExitStack() as stack:

        def opened(kassas: Kassas | None = None, **options: Any) -> Scene:
            schema = shop({}).schema  # lent, and given back empty
            nothing = Stored(dsn, schema)
            return stack.enter_context(
                open_scene(tmp_path / "scene", dsn, kassas or {FOLDER: QUICK}, nothing, schema, **options)
            )

        yield opened


async def loaded_once(place: Scene, proxy: Proxy, disturbance: Disturbance) -> tuple[RunReport, list[Retrying]]:
    """Load through a disturbed line; everything must be as if nothing had been, within the same run."""
    heard: list[Event] = []
    place.listeners.append(heard.append)
    async with place.desk() as desk:
        report = await desk.load(order())
    assert disturbance.happened.is_set(), proxy.seen
    assert_adds_up(report)
    assert (report.status, codes_of(report)) == (RunStatus.COMPLETED, set()), report.errors
    assert (report.rows.loaded, report.rows.unchanged, report.files.loaded) == (REAL_ROWS, 0, 1)
    shop = place.shop
    assert await shop.fetch("SELECT count(*), sum(rows_loaded)::int FROM files") == [(1, REAL_ROWS)]
    assert await shop.fetch("SELECT count(*) FROM transactions") == [(REAL_ROWS,)]
    assert await shop.fetch("SELECT count(*), min(status) FROM runs") == [(1, "completed")]
    assert await shop.leases_held() == []
    assert [path.name for path in shop.requests(FOLDER).iterdir()] == []
    return report, [event for event in heard if isinstance(event, Retrying)]


SLOW_KASSA = faulty("slow:1.5")


def ftp_moment(
    what: str, when: When, action: Action, operation: str, behaviour: KassaBehaviour, placed: int, *, slow: bool = False
) -> object:
    marks = (pytest.mark.slow,) if slow else ()
    name = f"{action.__name__} {when} {what}, {'slow' if behaviour is SLOW_KASSA else 'quick'} kassa"
    return pytest.param(what, when, action, operation, behaviour, placed, marks=marks, id=name)


@pytest.mark.parametrize(
    ("what", "when", "action", "operation", "behaviour", "placed"),
    [
        ftp_moment("RNTO *request.txt", "after", cut, "request", QUICK, 1),
        ftp_moment("RNTO *request.txt", "after", cut, "request", SLOW_KASSA, 1),
        ftp_moment("RNTO *request.txt", "before", cut, "request", QUICK, 2),
        ftp_moment("STOR *request.txt*", "after", cut, "request", SLOW_KASSA, 2, slow=True),
        ftp_moment("RNTO *request.txt", "after", freeze, "request", QUICK, 1, slow=True),
        ftp_moment("RNTO *.processed", "after", cut, "acknowledge", QUICK, 1),
        ftp_moment("RNTO *.processed", "before", cut, "acknowledge", QUICK, 1, slow=True),
        ftp_moment("RNTO *.processed", "after", freeze, "acknowledge", QUICK, 1),
    ],
)
async def test_a_reply_of_the_exchange_server_is_lost(
    scene: OpenScene,
    what: str,
    when: When,
    action: Action,
    operation: str,
    behaviour: KassaBehaviour,
    placed: int,
) -> None:
    place = scene({FOLDER: behaviour})
    report, heard = await loaded_once(place, place.ftp, place.ftp.disturb(Point(what, when), action))
    assert operation in {event.operation for event in heard}
    assert place.shop.names(FOLDER) == ["response.txt.processed"], "asked once, answered once, marked"
    assert sum(command.startswith("STOR") for command in place.ftp.seen) == placed
    assert report.duration_seconds < 8


@pytest.mark.parametrize(
    ("mode", "what", "names"),
    [
        ("delete", "RNTO *.processed", []),
        ("delete", "DELE *.processed", []),
        pytest.param("flag", "RNTO *response.txt", ["response.txt"], marks=pytest.mark.slow),
    ],
)
async def test_a_reply_is_lost_in_other_ways_of_marking(
    scene: OpenScene, mode: str, what: str, names: list[str]
) -> None:
    place = scene(acknowledge=mode)
    _, heard = await loaded_once(place, place.ftp, place.ftp.disturb(Point(what, "after"), cut))
    assert {event.operation for event in heard} == {"acknowledge"}
    assert place.shop.names(FOLDER) == names


async def test_an_older_processed_answer_is_not_taken_for_ours(scene: OpenScene) -> None:
    """Marking fails before anything was renamed, while yesterday's answer of the same size lies there, processed."""
    place = scene()
    real = QUICK.response_name
    older = place.shop.responses(FOLDER) / f"{real}.processed"
    async with place.desk() as desk:
        await desk.load(order())
    await place.shop.clear()
    place.ftp.disturb(Point("SIZE *response.txt.processed"), cut)
    async with place.desk() as desk:
        report = await desk.load(order())
    assert (report.status, older.exists()) == (RunStatus.COMPLETED, True)
    assert len(place.shop.names(FOLDER)) == 2
    assert f"{real}" not in place.shop.names(FOLDER)


async def test_a_download_is_cut(scene: OpenScene) -> None:
    place = scene()
    # the first look at head and tail takes two transfers
    disturbance = place.ftp.disturb(Point("RETR *response.txt", "within", 3), cut)
    report, heard = await loaded_once(place, place.ftp, disturbance)
    assert [event.operation for event in heard] == ["download"]
    assert detail_of(report, FOLDER).bytes == (place.shop.responses(FOLDER) / "response.txt.processed").stat().st_size


DATABASE_MOMENTS: dict[str, tuple[str, When, Action]] = {
    "load is stored": ("COMMIT*INSERT INTO files*", "after", cut),
    "reply to the commit never comes": ("COMMIT*INSERT INTO files*", "after", freeze),
    "load is not stored": ("COMMIT*INSERT INTO files*", "before", cut),
    "commit never arrives": ("COMMIT*INSERT INTO files*", "before", freeze),
    "rows break off": ("COPY*", "within", cut),
    "rows go nowhere": ("COPY*", "within", freeze),
}


@pytest.mark.parametrize(("what", "when", "action"), DATABASE_MOMENTS.values(), ids=DATABASE_MOMENTS)
async def test_a_reply_of_the_database_is_lost(scene: OpenScene, what: str, when: When, action: Action) -> None:
    """A frozen line never thaws: the server process at its other end keeps its locks unless it is ended."""
    place = scene()
    report, _ = await loaded_once(place, place.database, place.database.disturb(Point(what, when), action))
    assert report.duration_seconds < 12


async def test_the_reply_to_every_commit_is_lost(scene: OpenScene) -> None:
    place = scene()
    lost: Counter[str] = Counter()

    class Every(Disturbance):
        def due(self, what: str, when: When) -> bool:
            fits = when == "after" and what.startswith("COMMIT") and ("INSERT" in what or "UPDATE" in what)
            if fits:
                lost[what.rpartition(" ")[0][:60]] += 1
                self.happened.set()
            return fits

    place.database.disturbance = every = Every(Point("COMMIT*", "after"), cut)
    await loaded_once(place, place.database, every)
    assert sum(lost.values()) >= 6


async def test_what_cannot_pass_by_itself_is_not_repeated(shop: OpenShop) -> None:
    place, heard = shop({FOLDER: QUICK}), list[Event]()
    place.kassas = ("X/MISSING",)
    report = await place.load(heard.append)
    assert codes_of(report) == {"FTP_MISSING"}
    assert not [event for event in heard if isinstance(event, Retrying)]


@pytest.mark.parametrize("kassas", [1, 30])
async def test_a_server_that_is_switched_off_costs_seconds(scene: OpenScene, kassas: int) -> None:
    place = scene({f"K{number}/K{number}": QUICK for number in range(kassas)})
    place.ftp.refuse()
    started, heard = time.monotonic(), list[Event]()
    place.listeners.append(heard.append)
    async with place.desk() as desk:
        report = await desk.load(order())
        assert (desk.breaker.state, desk.breaker.cause is None) == ("open" if kassas > 1 else "closed", False)
    assert (report.status, codes_of(report)) == (RunStatus.FAILED, {ErrorCode.FTP_CONNECTION})
    assert time.monotonic() - started < 12
    place.ftp.accept()


async def test_a_server_that_is_restarted_is_no_failure(scene: OpenScene) -> None:
    place = scene({f"K{number}/K{number}": QUICK for number in range(12)})
    place.ftp.refuse()

    def back(event: Event) -> None:
        if isinstance(event, Retrying) and event.attempt == 2:
            place.ftp.accept()

    place.listeners.append(back)
    async with place.desk() as desk:
        report = await desk.load(order(wait_seconds=20))
        assert (report.status, codes_of(report)) == (RunStatus.COMPLETED, set()), report.errors
        assert desk.breaker.state == "closed"


async def test_a_wrong_password_is_tried_once(scene: OpenScene) -> None:
    """Servers lock accounts after a few wrong passwords: neither many folders nor a second run may cause that."""
    place = scene({f"K{number}/K{number}": QUICK for number in range(12)})
    settings = place.settings
    wrong = settings.ftp.model_copy(update={"password": SecretStr("wrong")})
    async with place.shop.desk(settings.model_copy(update={"ftp": wrong})) as desk:
        for _ in range(2):
            report = await desk.load(order())
            assert (codes_of(report), report.folders.failed) == ({"FTP_LOGIN"}, 12)
        assert desk.breaker.state == "open"
        assert sum(command.startswith("PASS") for command in place.ftp.seen) == 1
        desk.reset_breaker()
        await desk.load(order())
        assert sum(command.startswith("PASS") for command in place.ftp.seen) == 2


async def test_a_server_that_comes_back_while_kassas_are_waited_for(scene: OpenScene) -> None:
    place = scene({FOLDER: faulty("slow:2")})
    states: list[str] = []

    def away(event: Event) -> None:
        if isinstance(event, StageStarted) and event.stage is Stage.WAIT:
            threading.Thread(target=place.ftp.refuse).start()
        if isinstance(event, BreakerChanged):
            states.append(event.state.state)
            if event.state.failures >= 6:
                threading.Thread(target=place.ftp.accept).start()

    place.listeners.append(away)
    settings = place.settings.model_copy(update={"retry": RetrySettings()})
    async with place.shop.desk(settings) as desk:
        for listener in place.listeners:
            desk.events.subscribe(listener)
        report = await desk.load(order(wait_seconds=30))
    assert (report.status, codes_of(report)) == (RunStatus.COMPLETED, set()), report.errors
    assert (states[0], states[-1]) == ("open", "closed")
