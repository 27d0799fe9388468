"""``audit`` through the real command line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from frontol_desk.cli.commands.audit import _cells
from frontol_desk.domain.actor import current_actor
from frontol_desk.domain.audit import AuditAction, AuditEntry
from tests.integration.commands.console import Console
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import QUICK

FOLDER = "P13/P13"


def test_who_did_what_is_listed(shop: OpenShop) -> None:
    console = Console.of(shop({FOLDER: QUICK}))
    report = console.run("--run", "--date", "2025-12-28", "--json").report
    listed = console.run("audit", "--json", "--action", "load", "--limit", "5")
    assert listed.code == 0, listed
    run, file = listed.document["entries"]
    me = current_actor()
    assert {(one["user"], one["host"], one["run_id"]) for one in (run, file)} == {(me.user, me.host, report.run_id)}
    assert (run["resource"], run["outcome"], run["details"]["trigger"]) == (FOLDER, "done", "cli")
    assert (file["resource"], file["details"]["loaded"]) == (f"{FOLDER} response.txt", report.rows.loaded)
    shown = console.run("audit", "--user", str(me), "--text", "response.txt", "--since", "2025-12-28")
    assert [shown.out.count(words) for words in (f"{FOLDER} response.txt", "rows read: 1,346")] == [1, 1]
    wrong = console.run("audit", "--since", "yesterdays", "--json")
    assert (wrong.code, wrong.error["code"]) == (3, "CONFIG_DATE")


def test_times_are_those_of_the_clock_by_which_days_are_meant() -> None:
    """Else what is found for a day would show that of another."""
    at = datetime(2025, 12, 28, 23, 30, tzinfo=UTC)
    entry = AuditEntry(action=AuditAction.EXPORT, resource=FOLDER, actor=current_actor(), at=at)
    assert _cells(entry, timezone(timedelta(hours=7)))[0] == "2025-12-29 06:30:00"
