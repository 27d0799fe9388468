"""``deadletters`` and ``retry`` as they are typed, against a shop with a silent kassa and a broken line."""

from __future__ import annotations

import pytest

from frontol_desk.domain.report import FileStatus, RunReport, Trigger
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import DAY, SILENT, assert_adds_up, faulty
from tests.unit.cli.conftest import Desk, _as_before, desk, home

__all__ = ["_as_before", "desk", "home"]

FOLDER, OTHER = "P13/P13", "N22/N22_FURN"


@pytest.fixture
def cli(shop: OpenShop, home: object, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    place = shop({FOLDER: SILENT, OTHER: faulty("broken-line")})
    for name, value in place.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("FRONTOL_DESK_EXCHANGE__RESPONSE_TIMEOUT", "1.5")
    return desk


def test_listed_retried_and_dropped(cli: Desk) -> None:
    assert cli("load", str(DAY)).code == 1
    listed = cli("deadletters", "list", "--json").document
    line, silent = sorted(listed["deadletters"], key=lambda letter: str(letter["kind"]), reverse=True)
    assert (listed["total"], silent["stage"], silent["attempts"], line["stage"]) == (2, "wait", 1, "parse")
    assert (silent["source_folder"], silent["date_from"], silent["file"]) == (FOLDER, str(DAY), None)
    assert not {"raw", "value"} & line.keys()
    table = cli("deadletters").out
    assert silent["key"] in table
    assert line["key"] in table

    again = cli("retry", "--file-id", silent["key"].removeprefix("F"), "--json")
    report = RunReport.model_validate(again.document)
    assert_adds_up(report)
    assert (again.code, report.trigger, report.folders.total) == (2, Trigger.CLI, 1)
    again = cli("retry", "--run-id", line["run_id"], "--from-stage", "parse", "--json")
    report = RunReport.model_validate(again.document)
    assert (again.code, [detail.status for detail in report.details]) == (1, [FileStatus.PARTIAL])
    listed = cli("deadletters", "list", "--limit", "1", "--json").document
    assert (listed["total"], len(listed["deadletters"])) == (2, 1)

    dropped = cli("deadletters", "drop", silent["key"], line["key"].lower(), "--reason", "known", "--json")
    assert (dropped.code, dropped.document) == (0, {"dropped": 2})
    assert cli("deadletters", "list").out == "Nothing is open.\n"
    closed = cli("deadletters", "drop", line["key"], "--reason", "x", "--json")
    assert (closed.code, closed.document["error"]["code"]) == (2, "RETRY_IMPOSSIBLE")
    assert cli("deadletters", "retry", line["key"]).code == 2
    assert cli("deadletters", "drop", line["key"], "--reason", " ", "--json").document["error"]["code"] == "USAGE"
    nothing = cli("retry", "--all-failed", "--json")
    assert (nothing.code, nothing.document) == (0, {"deadletters": []})
    assert cli("retry", "--run-id", "nobody's").out == "Nothing is open.\n"
