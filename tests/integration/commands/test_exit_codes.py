"""Every way a load can end, through the real command line: status, exit code, one document, no secret."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import urlsplit

import asyncpg
import pytest

from tests.integration.commands.console import Console, codes
from tests.integration.comparing import assert_equal
from tests.integration.ftp_servers import free_port
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import QUICK, SILENT, codes_of, faulty

LOAD = ("--run", "--date", "2025-12-28", "--json")
GOOD = {"P13/P13": QUICK}


def with_port(dsn: str, port: int) -> str:
    parts = urlsplit(dsn)
    return parts._replace(netloc=f"{parts.username}:{parts.password}@127.0.0.1:{port}").geturl()


def test_all_good(shop: OpenShop) -> None:
    done = Console.of(shop(GOOD)).run(*LOAD)
    assert (done.code, done.report.status) == (0, "completed")
    assert done.err == ""


def test_some_silent(shop: OpenShop) -> None:
    done = Console.of(shop({**GOOD, "S6/S6": SILENT})).run(*LOAD, "--wait", "2")
    assert (done.code, done.report.status) == (1, "partial")
    assert done.report.folders.model_dump() == {"total": 2, "loaded": 1, "failed": 0, "no_response": 1}


def test_all_silent(shop: OpenShop) -> None:
    done = Console.of(shop({"S6/S6": SILENT, "S7/S7": SILENT})).run(*LOAD, "--wait", "0.5")
    assert (done.code, done.report.status) == (2, "failed")
    assert codes_of(done.report) == {"NO_RESPONSE"}


def test_a_line_in_quarantine(shop: OpenShop) -> None:
    done = Console.of(shop({**GOOD, "O49/O49": faulty("broken-line")})).run(*LOAD)
    assert (done.code, done.report.status, done.report.rows.quarantined) == (1, "partial", 1)
    assert done.report.files.loaded == 2


def test_the_ftp_server_is_down(shop: OpenShop) -> None:
    done = Console.of(shop(GOOD), FTP__PORT=str(free_port())).run(*LOAD)
    assert (done.code, done.report.status) == (5, "failed")
    assert codes_of(done.report) == {"FTP_CONNECTION"}
    assert "127.0.0.1" in done.report.errors[0].message


@contextmanager
def mute_server() -> Iterator[int]:
    """A server that takes connections and says nothing."""
    with closing(socket.socket()) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def test_the_ftp_server_hangs(shop: OpenShop) -> None:
    with mute_server() as port:
        done = Console.of(shop(GOOD), FTP__PORT=str(port), FTP__CONNECT_TIMEOUT="1").run(*LOAD)
    assert (done.code, done.report.status) == (5, "failed")
    assert codes_of(done.report) == {"FTP_TIMEOUT"}


@pytest.mark.parametrize("command", [LOAD, ("history", "--json"), ("migrate", "--json")])
def test_the_database_is_down(shop: OpenShop, dsn: str, command: tuple[str, ...]) -> None:
    done = Console.of(shop(GOOD), DATABASE__DSN=with_port(dsn, free_port())).run(*command)
    assert (done.code, done.error["code"]) == (5, "DB_CONNECTION")
    assert "127.0.0.1" in done.error["message"]


@pytest.mark.slow
def test_the_database_hangs(shop: OpenShop, dsn: str) -> None:
    with mute_server() as port:
        done = Console.of(shop(GOOD), DATABASE__DSN=with_port(dsn, port)).run(*LOAD)
    assert (done.code, done.error["code"]) == (5, "DB_CONNECTION")


def test_a_wrong_ftp_password(shop: OpenShop) -> None:
    done = Console.of(shop(GOOD), FTP__PASSWORD="wrong-ftp-password").run(*LOAD)
    assert (done.code, done.report.status) == (3, "failed")
    assert codes_of(done.report) == {"FTP_LOGIN"}
    assert "127.0.0.1" in done.report.errors[0].message


def test_a_wrong_database_password(shop: OpenShop) -> None:
    place = shop(GOOD)
    parts = urlsplit(place.dsn)
    wrong = parts._replace(netloc=f"{parts.username}:wr%2Fong-secret@{parts.hostname}:{parts.port}").geturl()
    done = Console.of(place, DATABASE__DSN=wrong).run(*LOAD)
    assert (done.code, done.error["code"]) == (3, "DB_LOGIN")
    assert "127.0.0.1" in done.error["message"]
    assert "wr%2Fong" not in done.out + done.err


def test_a_database_that_does_not_exist(shop: OpenShop, dsn: str) -> None:
    done = Console.of(shop(GOOD), DATABASE__DSN=urlsplit(dsn)._replace(path="/nowhere").geturl()).run(*LOAD)
    assert (done.code, done.error["code"]) == (3, "DB_LOGIN")


async def test_a_schema_of_a_newer_program(shop: OpenShop) -> None:
    place = shop(GOOD, fresh=True)
    console = Console.of(place)
    assert console.run("migrate", "--json").code == 0
    await place.fetch("INSERT INTO frontol_desk_migrations (version, name, checksum) VALUES (9999, 'later', 'x')")
    for command in (LOAD, ("migrate", "--json"), ("history", "--json")):
        done = console.run(*command)
        assert (done.code, done.error["code"]) == (3, "DB_SCHEMA_NEWER")
    assert place.names("P13/P13") == []


async def test_tables_of_another_loader(shop: OpenShop) -> None:
    place = shop(GOOD, fresh=True)
    connection = await asyncpg.connect(place.dsn)
    await connection.execute(
        f"CREATE SCHEMA {place.schema}; CREATE TABLE {place.schema}.tx_item_registration_1_11 (id integer)"
    )
    await connection.close()
    done = Console.of(place).run(*LOAD)
    assert (done.code, done.error["code"]) == (3, "DB_SCHEMA_FOREIGN")
    assert "tx_item_registration_1_11" in done.error["message"]


@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)])
async def test_stopped_by_a_signal(shop: OpenShop, number: signal.Signals) -> None:
    place = shop({**GOOD, "S6/S6": SILENT})
    console = Console.of(place)
    with console.started(*LOAD, "--wait", "30", "--log-level", "info", "--log-format", "json") as process:
        assert process.stderr is not None
        for line in process.stderr:
            if '"completed' in line or "rows read" in line:
                break
        process.send_signal(number)
        done = console.finish(process, timeout=2)
    assert (done.code, done.report.status) == (130, "cancelled")
    assert done.report.rows.loaded == 1346
    assert await place.leases_held() == []
    assert place.spooled() == []
    assert [run["status"] for run in console.run("history", "--json").document["runs"]] == ["cancelled"]


def test_stopped_before_it_has_begun(shop: OpenShop) -> None:
    console = Console.of(shop(GOOD))
    with console.started(*LOAD) as process:
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=10)
    assert process.returncode in (130, -signal.SIGTERM)
    assert out == "" or process.returncode == 130


@pytest.mark.parametrize("form", ["json", "text"])
def test_all_that_is_wrong_with_settings_and_options_is_told_at_once(shop: OpenShop, form: str) -> None:
    console = Console.of(shop(GOOD), KASSAS="P13:P13;:x;N22:a b/c", FTP__PORT="99999", PIPELINE__WORKERS="many")
    arguments = ["--run", "--from", "2099-01-02", "--to", "31.02.2025", "--report", "/nowhere/at/all.json"]
    done = console.run(*arguments, *(["--json"] if form == "json" else []))
    assert done.code == 3
    wanted = {"kassas", "ftp.port", "pipeline.workers", "--from", "--to", "--report"}
    if form == "json":
        assert done.error["code"] == "CONFIG_SEVERAL"
        assert codes(done.error["problems"]) == wanted
    else:
        assert done.out == ""
        assert all(f"  {name}:" in done.err or f"  {name} (" in done.err for name in wanted)  # a place may follow


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--date", "2099-01-01"], "CONFIG_DATE_FUTURE"),
        (["--from", "2025-12-28", "--to", "2025-12-27"], "CONFIG_DATE_ORDER"),
        (["--kassa", "X99", "--kassa", "P13"], "CONFIG_UNKNOWN_KASSA"),
        (["--date", "28/12/2025"], "CONFIG_DATE"),
        (["--nonsense"], "USAGE"),
        (["--wait", "never"], "USAGE"),
        (["--date", "2025-12-28", "--yesterday"], "USAGE"),
    ],
)
def test_one_thing_wrong(shop: OpenShop, arguments: list[str], code: str) -> None:
    done = Console.of(shop(GOOD)).run("load", *arguments, "--json")
    assert (done.code, done.error["code"]) == (3, code)


def test_kassas_that_cannot_be_read(shop: OpenShop) -> None:
    done = Console.of(shop(GOOD), KASSAS="P13:P13;N22:").run(*LOAD)
    assert (done.code, done.error["code"]) == (3, "CONFIG_KASSAS")
    assert "N22:" in done.error["message"]


async def test_two_runs_at_once(shop: OpenShop) -> None:
    """The second one finds the folders held; what is stored is that of one load."""
    place, alone = shop({"P13/P13": faulty("slow:4")}), shop(GOOD)
    first, second = Console.of(place), Console.of(place, KASSAS="P13:P13;N22:N22_Inter")
    (place.requests("N22/N22_Inter")).mkdir(parents=True)
    (place.responses("N22/N22_Inter")).mkdir(parents=True)
    with first.started(*LOAD, "--log-level", "info", "--log-format", "json") as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "wait started" in line:
                break
        locked = second.run(*LOAD, "--kassa", "P13")
        partly = second.run(*LOAD, "--no-request")
        done = first.finish(process)
    assert (locked.code, locked.report.status) == (4, "failed")
    assert codes_of(locked.report) == {"LOCKED"}
    assert partly.code == 1
    assert codes_of(partly.report, "P13/P13") == {"LOCKED"}
    assert (done.code, done.report.rows.loaded) == (0, 1346)
    assert Console.of(alone).run(*LOAD).code == 0
    await assert_equal(place.stored, alone.stored)
