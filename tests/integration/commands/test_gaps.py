"""``gaps`` through the real command line."""

from __future__ import annotations

from tests.integration.commands.console import Console
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import faulty

FOLDER = "P13/P13"


def test_gaps_are_listed_asked_for_and_gone(shop: OpenShop) -> None:
    console = Console.of(shop({FOLDER: faulty("hole:733692-733696")}))
    assert console.run("--run", "--date", "2025-12-28", "--json").code == 0
    listed = console.run("gaps", "list", "--json")
    (gap,) = listed.document["gaps"]
    assert listed.code == 1
    assert {"source_folder": FOLDER, "cash_register_code": 1, "first": 733692, "last": 733696}.items() <= gap.items()
    assert (gap["state"], gap["day_before"], gap["day_after"], gap["asked_at"]) == (
        "open",
        "2025-12-28",
        "2025-12-28",
        None,
    )
    shown = console.run("gaps")
    assert shown.code == 1
    assert f"G{gap['id']}" in shown.out
    done = console.run("gaps", "request", f"G{gap['id']}", "--json")
    assert (done.code, done.report.folders.total, done.report.errors) == (0, 1, [])
    refused = console.run("gaps", "request", "G77", "--json")
    assert (refused.code, refused.error["code"], "G77" in refused.error["message"]) == (3, "USAGE", True)
    assert console.run("gaps", "list", "--json").document == {"gaps": []}
