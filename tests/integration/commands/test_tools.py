"""``doctor``, ``requests`` and ``missing`` through the real command line."""

from __future__ import annotations

import os
import time

import pytest

from tests.integration.commands.console import Console
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import SILENT

FOLDER = "P13/P13"
DAY = "2025-12-28"


def test_doctor(shop: OpenShop) -> None:
    place = shop({FOLDER: SILENT})
    found = Console.of(place).run("doctor", "--json")
    checks = {check["name"]: check for check in found.document["checks"]}
    assert found.document["status"] in ("ok", "warning")
    assert found.code == (found.document["status"] == "warning")
    assert {"settings", "secrets", "disk", "archive", "outbox", "database", "clock", "ftp", f"request {FOLDER}"} <= {
        *checks
    }
    assert checks["ftp"].keys() == {"name", "status", "message", "hint", "latency_ms"}
    assert checks["database"]["latency_ms"] > 0
    wrong = Console.of(place, FTP__PASSWORD="hush-hush").run("doctor", "--only", "ftp")
    assert wrong.code == 2
    assert wrong.out.startswith("wrong")
    assert "user name or the password" in wrong.out
    assert "1 wrong" in wrong.out
    assert place.names(FOLDER) == []


def test_requests_are_sent_shown_and_cleared(shop: OpenShop) -> None:
    place = shop({FOLDER: SILENT})
    console = Console.of(place)
    request = place.requests(FOLDER) / "request.txt"
    sent = console.run("requests", "send", "--date", DAY, "--json")
    assert (sent.code, [detail.status for detail in sent.report.details]) == (0, ["requested"])
    assert request.exists()
    shown = console.run("requests", "clear", "--older-than", "2h", "--json")
    assert (shown.code, shown.document["dry_run"], shown.document["chosen"]) == (0, True, [])
    before = time.time() - 3 * 3600
    os.utime(request, (before, before))
    cleared = console.run("requests", "clear", "--older-than", "2h", "--yes", "--json").document
    assert [one["source_folder"] for one in cleared["removed"]] == [FOLDER]
    assert not request.exists()
    missing = console.run("missing", "--from", "2025-12-27", "--to", DAY, "--json")
    assert missing.code == 1
    assert missing.document["missing"] == [
        {"source_folder": FOLDER, "date": "2025-12-27", "state": "missing"},
        {"source_folder": FOLDER, "date": DAY, "state": "missing"},
    ]


@pytest.mark.slow
def test_without_a_terminal_requests_are_only_shown(shop: OpenShop) -> None:
    place = shop({FOLDER: SILENT})
    console = Console.of(place)
    console.run("requests", "send", "--date", DAY)
    asked = console.run("requests", "clear")
    assert "$$$TRANSACTIONSBYDATERANGE 28.12.2025; 28.12.2025" in asked.out
    assert "--yes" in asked.out
    assert (place.requests(FOLDER) / "request.txt").exists()


@pytest.mark.slow
def test_days_that_are_missing_in_words(shop: OpenShop) -> None:
    console = Console.of(shop({FOLDER: SILENT}))
    found = console.run("missing", "--from", "2025-12-27", "--to", DAY)
    assert (found.code, "2025-12-27..2025-12-28" in found.out) == (1, True)


@pytest.mark.slow
def test_an_age_that_is_none(shop: OpenShop) -> None:
    console = Console.of(shop({FOLDER: SILENT}))
    refused = console.run("requests", "clear", "--older-than", "soon", "--json")
    assert (refused.code, refused.error["code"]) == (3, "USAGE")
