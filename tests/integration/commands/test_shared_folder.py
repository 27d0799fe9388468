"""The exchange through a folder, by the real command line: no server is needed, none is asked for, none is blamed."""

from __future__ import annotations

from tests.integration.commands.console import Console, codes
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import QUICK, codes_of

LOAD = ("--run", "--date", "2025-12-28", "--json")


def test_a_folder_is_enough(shop: OpenShop) -> None:
    place = shop({"P13/P13": QUICK}, kind="folder")
    console = Console.of(place)
    assert not [name for name in console.environment if "FTP__HOST" in name]
    assert console.run("validate", "--json").document == {"valid": True, "problems": []}
    done = console.run(*LOAD)
    assert (done.code, done.report.status, done.report.rows.loaded) == (0, "completed", 1346)
    assert place.names("P13/P13") == ["response.txt.processed"]


def test_a_folder_that_is_away_is_a_server_that_cannot_be_reached(shop: OpenShop) -> None:
    place = shop({"P13/P13": QUICK}, kind="folder")
    away = str(place.server.root / "away")
    done = Console.of(place, EXCHANGE__ROOT=away).run(*LOAD, "--wait", "1")
    assert (done.code, done.report.status) == (5, "failed")
    assert codes_of(done.report) == {"FTP_CONNECTION"}
    assert away in done.report.errors[0].message


def test_a_folder_without_a_name(shop: OpenShop) -> None:
    place = shop({"P13/P13": QUICK}, kind="folder")
    console = Console.of(place, EXCHANGE__ROOT="")
    assert codes(console.run("validate", "--json").document["problems"]) == {"exchange.root"}
    assert console.run(*LOAD).code == 3
