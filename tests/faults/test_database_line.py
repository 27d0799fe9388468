"""The line to PostgreSQL fails at every statement: cut before it is heard, cut before the answer comes, half-open."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.conftest import OpenScene
from tests.faults.proxy import Action, Point, When, cut, freeze, sluggish

pytestmark = pytest.mark.faults

STATEMENTS = {
    "SELECT *FROM runs WHERE status = 'running'*": "whose runs were broken off",
    "INSERT INTO runs*": "run begins",
    "COMMIT*INSERT INTO runs*": "run has begun",
    "INSERT INTO leases*": "first lease of a folder",
    "UPDATE leases SET owner*": "lease",
    "COMMIT*UPDATE leases SET owner*": "lease is ours",
    "SELECT removes_request*": "what is known of the kassa",
    "INSERT INTO folders*": "what was learnt of the kassa",
    "COMMIT*INSERT INTO folders*": "kassa is known",
    "SELECT f.[*] FROM files*": "was this loaded before",
    "SELECT nextval*": "number of the file",
    "SELECT transaction_date, cash_register_code*": "what is stored of the day",
    "COPY*": "first rows",
    "COPY*#12": "rows half-way",
    "COPY*#23": "last rows",
    "SELECT quarantine_id*": "old quarantine",
    "INSERT INTO workplace_days*": "which numbers are stored",
    "INSERT INTO files*": "file in the journal",
    "SELECT true FROM leases*": "is the lease still ours",
    "COMMIT*INSERT INTO files*": "load is committed",
    "SET LOCAL enable_nestloop*": "verification",
    "*WITH openings*": "verification of shifts",
    "COMMIT*enable_nestloop*": "verification is over",
    "UPDATE leases l SET expires_at*": "may the answer be marked",
    "COMMIT*UPDATE leases l SET expires_at*": "lease is prolonged",
    "UPDATE leases SET expires_at*": "lease is given back",
    "COMMIT*UPDATE leases SET expires_at*": "lease has been given back",
    "INSERT INTO runs*#2": "run ends",
    "COMMIT*INSERT INTO runs*#2": "run has ended",
}


def point(text: str, when: When) -> Point:
    """Return ``COPY*#3`` as the third such statement."""
    what, _, number = text.partition("#")
    return Point(what, when, int(number or 1))


def cases() -> Iterator[object]:
    """Return every case as moment and what is done to the line."""
    yield pytest.param(Point("startup"), cut, id="cut before startup")
    yield pytest.param(Point("startup"), freeze, id="freeze before startup")
    for text, meaning in STATEMENTS.items():
        yield _case(text, "before", cut, meaning)
        yield _case(text, "after", cut, meaning)
        yield _case(text, "before", freeze, meaning)
    for text in ("COPY*", "COPY*#12", "COPY*#23"):
        yield _case(text, "within", cut, STATEMENTS[text])
        yield _case(text, "within", freeze, STATEMENTS[text])
    for text in ("INSERT INTO runs*", "UPDATE leases SET owner*", "COPY*", "COMMIT*INSERT INTO files*"):
        yield _case(text, "after", freeze, STATEMENTS[text])
    yield _case("COPY*", "before", sluggish, STATEMENTS["COPY*"])


def _case(text: str, when: When, action: Action, meaning: str) -> object:
    return pytest.param(point(text, when), action, id=f"{getattr(action, '__name__', '')} {when} {text}: {meaning}")


@pytest.mark.parametrize(("moment", "action"), list(cases()))
async def test_the_line_fails_at(scene: OpenScene, moment: Point, action: Action) -> None:
    place = scene()
    await place.survives(place.database, moment, action)


HELD = ("UPDATE leases SET owner*", "COPY*#12", "INSERT INTO files*", "SELECT true FROM leases*",
        "COMMIT*INSERT INTO files*", "*WITH openings*", "COMMIT*UPDATE leases l SET expires_at*")  # fmt: skip


@pytest.mark.parametrize("text", HELD)
async def test_half_open_and_stays_so(scene: OpenScene, text: str) -> None:
    """The server still holds the locks of a console that it believes to be there: the next load must get past them."""
    place = scene()
    await place.survives(place.database, point(text, "before"), freeze, recovers=False)


MIGRATING = ("*pg_advisory_xact_lock*", "CREATE SCHEMA*", "*CREATE TABLE*", "*CREATE TABLE*#20", "*CREATE VIEW*",
             "COMMIT*CREATE SCHEMA*")  # fmt: skip


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("text", MIGRATING)
async def test_the_line_fails_while_the_tables_are_made(scene: OpenScene, text: str, when: When) -> None:
    place = scene(fresh=True)
    await place.survives(place.database, point(text, when), cut)
