"""The line to the FTP server fails at every command: cut, half-open, slow, or with a file that ends too early."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.conftest import OpenScene
from tests.faults.proxy import Action, Point, When, cut, cut_this, freeze, shorten, slow
from tests.integration.ftp_servers import ServerKind, ftp_server

pytestmark = pytest.mark.faults

COMMANDS = {
    "USER *": "signing in",
    "PASS *": "password",
    "OPTS *": "names in UTF-8",
    "TYPE *": "binary",
    "EPSV": "a way for the first listing",
    "MLSD *": "what lies there",
    "CWD *": "is the folder really empty",
    "SIZE */request.txt": "is another request there",
    "EPSV#2": "a way for the request",
    "STOR *": "request",
    "SIZE *.desk-tmp": "is the request whole",
    "SIZE */request.txt#2": "is another request there by now",
    "RNFR *.desk-tmp": "request gets its name",
    "RNTO */request.txt": "request has its name",
    "SIZE */request.txt#3": "has the kassa taken it",
    "MLSD *#3": "has it answered",
    "RETR *": "first bytes",
    "REST *": "place of the last bytes",
    "RETR *#2": "last bytes",
    "EPSV#7": "a way for the answer",
    "RETR *#3": "answer",
    "SIZE */response.txt": "is it whole",
    "SIZE */response.txt#2": "is it still what was loaded",
    "RETR *#4": "its header",
    "SIZE *.processed": "is an older one there",
    "RNFR */response.txt": "answer is marked",
    "RNTO *.processed": "answer has been marked",
    "SIZE *.processed#2": "has it grown meanwhile",
}
TRANSFERS = ("MLSD *", "STOR *", "RETR *", "RETR *#2", "RETR *#3", "RETR *#4")
DECISIVE = ("PASS *", "STOR *", "SIZE *.desk-tmp", "RNFR *.desk-tmp", "RNTO */request.txt", "MLSD *#3", "RETR *#3",
            "SIZE */response.txt", "RNFR */response.txt", "RNTO *.processed")  # fmt: skip


def point(text: str, when: When) -> Point:
    """Return ``RETR *#3`` as the third such command."""
    what, _, number = text.partition("#")
    return Point(what, when, int(number or 1))


def cases() -> Iterator[object]:
    """Return every case as moment and what is done to the line."""
    yield pytest.param(Point("connect"), cut, id="cut before connect")
    yield pytest.param(Point("connect"), freeze, id="freeze before connect")
    yield pytest.param(Point("greeting", "after"), cut, id="cut after greeting")
    for text, meaning in COMMANDS.items():
        yield _case(text, "before", cut, meaning)
        yield _case(text, "after", cut, meaning)
        yield _case(text, "before", freeze, meaning)
    for text in DECISIVE:
        yield _case(text, "after", freeze, COMMANDS[text])
    for text in TRANSFERS:
        for action in (cut, cut_this, freeze, shorten, slow):
            yield _case(text, "within", action, COMMANDS[text])


def _case(text: str, when: When, action: Action, meaning: str) -> object:
    name = getattr(action, "__name__", "")
    return pytest.param(point(text, when), action, id=f"{name} {when} {text.rstrip(' *')}: {meaning}")


@pytest.mark.parametrize(("moment", "action"), list(cases()))
async def test_the_line_fails_at(scene: OpenScene, moment: Point, action: Action) -> None:
    place = scene()
    await place.survives(place.ftp, moment, action)


SERVERS: tuple[ServerKind, ...] = ("vsftpd", "proftpd", "pure-ftpd")
SAID_TO_ALL = ("EPSV", "[LM][IL]S[TD] *", "STOR *", "RNTO */request.txt", "[LM][IL]S[TD] *#3", "RETR *#3",
               "RNTO *.processed")  # fmt: skip


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("text", SAID_TO_ALL)
@pytest.mark.parametrize("kind", SERVERS)
async def test_the_line_to_other_servers_fails_at(scene: OpenScene, kind: ServerKind, text: str, when: When) -> None:
    place = scene()
    with ftp_server(kind, place.shop.server.root) as server:
        place.shop.server, place.ftp.target = server, (server.host, server.port)
        await place.survives(place.ftp, point(text, when), cut)


@pytest.mark.parametrize("text", ["MLSD *", "STOR *", "RNTO */request.txt", "RETR *#3", "RNTO *.processed"])
async def test_half_open_and_stays_so(scene: OpenScene, text: str) -> None:
    place = scene()
    await place.survives(place.ftp, point(text, "before"), freeze, recovers=False)
