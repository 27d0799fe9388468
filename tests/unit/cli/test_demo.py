"""The whole program on real parts: a load from simulated kassas, and what servers that refuse or are away end with."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from frontol_desk.domain.resources import resource

if TYPE_CHECKING:
    from tests.unit.cli.conftest import Desk

SAMPLE = resource("demo/response.txt")
DAY = ("--date", "2025-12-28")


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Run `simulate` beside the tests; yields the environment it names."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FRONTOL_DESK_")}
    environment |= {"FRONTOL_DESK_HOME": str(tmp_path_factory.mktemp("home")), "FRONTOL_DESK_KASSAS": "P13:P13"}
    command = [sys.executable, "-m", "frontol_desk", "simulate", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        lines: list[str] = []
        while not lines or lines[-1] != "}\n":
            lines.append(process.stdout.readline())
            assert lines[-1]
        yield json.loads("".join(lines))["environment"]
        process.terminate()
        process.wait(30)
    subprocess.run([*command, "--reset"], env=environment, timeout=60, check=True, capture_output=True)


@pytest.fixture
def real(servers: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    for name, value in servers.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("FRONTOL_DESK_EXCHANGE__RESPONSE_TIMEOUT", "15")
    monkeypatch.setenv("FRONTOL_DESK_EXCHANGE__QUIET_SECONDS", "0.2")
    return servers


def test_a_day_from_request_to_export(real: dict[str, str], desk: Desk, tmp_path: Path) -> None:
    first = desk("--run", *DAY, "--json", "--report", tmp_path / "report.json")
    assert first.code == 0, first.err
    report = first.document
    assert (report["schema"], report["trigger"], report["status"]) == (1, "cli", "completed")
    assert report["rows"] == {"read": 1346, "loaded": 1346, "unchanged": 0, "removed": 0, "quarantined": 0}
    assert report["rows_by_table"]["tx_item_registration_1_11"] == 144
    assert report["reconciliation"]["documents"] == report["reconciliation"]["balanced"] == 80
    assert json.loads((tmp_path / "report.json").read_text("utf-8")) == report

    again = desk("load", *DAY)
    assert again.code == 0
    assert "1,346 unchanged" in again.out
    assert "All 80 documents balance" in again.out
    assert "P13/P13 response.txt: unchanged" in again.err

    exported = desk("export", *DAY, "--format", "frontol", "--kassa", "P13", "--output", tmp_path / "out.txt", "--json")
    assert (exported.code, exported.document) == (0, {"files": [str(tmp_path / "out.txt")]})
    assert (tmp_path / "out.txt").read_bytes().splitlines()[3:] == SAMPLE.read_bytes().splitlines()[3:]

    runs = desk("history", "--json").document["runs"]
    assert [run["rows"]["loaded"] for run in runs] == [0, 1346]
    assert all("details" not in run for run in runs)
    assert desk("history", "--limit", "1").out.count("completed") == 1
    assert desk("migrate", "--dry-run", "--json").document == {"dry_run": True, "steps": []}


def test_files_are_loaded_from_disk(real: dict[str, str], desk: Desk, tmp_path: Path) -> None:
    missing = tmp_path / "missing.txt"
    outcome = desk("load-file", SAMPLE, missing, "--folder", "Q1/Q1_Disk", "--json")
    assert outcome.code == 1
    assert [detail["rows"] for detail in outcome.document["details"]] == [1346, 0]
    assert [problem["code"] for problem in outcome.document["errors"]] == ["FILE_MISSING"]
    assert desk("load-file", missing, "--folder", "Q1/Q1_Disk").code == 2


def test_wrong_names_and_days_of_load_file_at_once(real: dict[str, str], desk: Desk) -> None:
    outcome = desk("load-file", SAMPLE, "--folder", "../x", "--date", "2099-01-01", "--json")
    problems: list[dict[str, Any]] = outcome.document["error"]["problems"]
    assert (outcome.code, [problem["setting"] for problem in problems]) == (3, ["--folder", "--date"])


WRONG = "n0t-th1s-0ne"


@pytest.mark.parametrize(
    ("variable", "value", "code", "error"),
    [
        ("FRONTOL_DESK_FTP__PASSWORD", WRONG, 3, "FTP_LOGIN"),
        ("FRONTOL_DESK_FTP__PORT", "1", 5, "FTP_CONNECTION"),
        ("FRONTOL_DESK_DATABASE__PASSWORD", WRONG, 3, "DB_LOGIN"),
        ("FRONTOL_DESK_DATABASE__PORT", "1", 5, "DB_CONNECTION"),
    ],
)
def test_servers_that_refuse_or_are_away(
    variable: str,
    value: str,
    code: int,
    error: str,
    real: dict[str, str],
    desk: Desk,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (home / "profiles").mkdir(parents=True)
    address = urlsplit(real["FRONTOL_DESK_DATABASE__DSN"])
    monkeypatch.delenv("FRONTOL_DESK_DATABASE__DSN")
    parts = {"host": address.hostname, "port": address.port, "user": address.username, "name": address.path[1:]}
    lines = [f"{name} = {json.dumps(part)}" for name, part in parts.items()]
    (home / "profiles" / "default.toml").write_text("\n".join(["[database]", *lines]))
    monkeypatch.setenv("FRONTOL_DESK_DATABASE__PASSWORD", address.password or "")
    monkeypatch.setenv(variable, value)
    outcome = desk("--run", *DAY, "--json")
    assert outcome.code == code, outcome.out
    document = outcome.document
    found = document["error"]["code"] if "error" in document else document["errors"][0]["code"]
    assert found == error
    plain = desk("--run", *DAY)
    assert plain.code == code
    shown = plain.out + plain.err + outcome.out + outcome.err + (home / "logs" / "frontol-desk.log").read_text("utf-8")
    assert "127.0.0.1" in plain.out + plain.err
    assert "Traceback" not in plain.out + plain.err
    assert WRONG not in shown
