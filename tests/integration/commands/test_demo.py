"""The demo and the other commands, as a newcomer types them."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from frontol_desk.domain.report import RunReport
from frontol_desk.domain.resources import resource
from frontol_desk.simulator.postgres import EmbeddedPostgres
from frontol_desk.simulator.postgres_programs import ROOT_HOME, find_programs
from tests.integration.commands.console import Console, codes
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import QUICK, assert_adds_up, detail_of

DAY = ("--date", "2025-12-28")
REAL = resource("demo/response.txt").read_bytes()
OWN = {
    "FRONTOL_DESK_DATABASE__DSN": "postgresql://somebody:planted-db-secret@127.0.0.1:1/real",
    "FRONTOL_DESK_FTP__PASSWORD": "planted-ftp-secret",
}
"""Settings of a real shop: the demo must neither use nor tell them."""


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    """One home of mode 0700 for all tests of this file: later ones find what earlier ones loaded."""
    private = tmp_path_factory.mktemp("private")
    private.chmod(0o700)
    home = private / "home"
    yield Console(home, OWN, ("planted-db-secret", "planted-ftp-secret"))
    shutil.rmtree(EmbeddedPostgres(home / "demo" / "postgres").home, ignore_errors=True)


def modes(*folders: Path) -> dict[Path, int]:
    """Return the modes of folders, of all folders above them and of those directly inside."""
    found = {above for folder in folders for above in (folder, *folder.parents)}
    found |= {inside for folder in folders if folder.is_dir() for inside in folder.iterdir() if inside.is_dir()}
    return {folder: folder.stat().st_mode for folder in found if folder.exists()}


@pytest.fixture(scope="module")
def first(console: Console) -> RunReport:
    """The first load of the demo's day; no existing folder may change for it."""
    before = modes(console.home.parent, ROOT_HOME.parent, find_programs().folder, Path.cwd(), Path("/tmp"))
    done = console.run("--run", "--demo", *DAY, "--json")
    after = {folder: folder.stat().st_mode for folder in before if folder.exists()}
    assert after.items() <= before.items()
    assert console.home.parent in after
    assert done.code == 0
    return done.report


def test_the_demo_loads_everything(first: RunReport) -> None:
    assert first.status == "completed"
    assert first.folders.model_dump() == {"total": 4, "loaded": 4, "failed": 0, "no_response": 0}
    assert first.rows.quarantined == 0
    assert first.reconciliation.documents == first.reconciliation.balanced > 200
    assert (detail_of(first, "P13/P13").rows, detail_of(first, "P13/P13").bytes) == (1346, len(REAL))


def test_the_export_gives_the_day_back_without_the_archive(console: Console, first: RunReport) -> None:
    """Right after the first load, so that its header is the stored one."""
    archive = console.home / "demo" / "archive"
    archive.rename(archive.with_name("moved-away"))
    one, all_of_them = console.home / "P13.txt", console.home / "exported"
    done = console.run("export", "--demo", *DAY, "--kassa", "P13", "--format", "frontol", "--output", one, "--json")
    assert (done.code, done.document) == (0, {"files": [str(one)]})
    assert one.read_bytes() == REAL
    done = console.run("export", "--demo", *DAY, "--format", "frontol", "--output", all_of_them, "--json")
    assert len(done.document["files"]) == 4
    for file in done.document["files"]:
        found = console.run("parse", file, "--json")
        assert (found.code, found.document["files"][0]["rows"]["quarantined"]) == (0, 0)


def test_the_second_load_finds_nothing_new(console: Console, first: RunReport) -> None:
    report_file = console.home / "report.json"
    done = console.run("load", "2025-12-28", "--json", "--demo", "--report", report_file)
    assert (done.code, done.report.rows.loaded, done.report.rows.unchanged) == (0, 0, first.rows.read)
    assert json.loads(report_file.read_text("utf-8")) == done.document


@pytest.mark.slow
def test_one_kassa_by_name(console: Console, first: RunReport) -> None:
    done = console.run("--demo", "load", *DAY, "--kassa", "P13", "--strategy", "sequential", "--json")
    assert [detail.source_folder for detail in done.report.details] == ["P13/P13"]


def test_the_summary_for_people(console: Console, first: RunReport) -> None:
    done = console.run("--demo", "--run", *DAY, "--kassa", "P13")
    assert done.code == 0
    assert "P13/P13" in done.out
    assert "1,346" in done.out
    assert "response.txt" in done.err


def test_history_tells_the_runs_newest_first(console: Console, first: RunReport) -> None:
    runs = console.run("history", "--demo", "--json", "--limit", "50").document["runs"]
    assert runs[-1] == json.loads(first.as_json(details=False))
    assert [run["started_at"] for run in runs] == sorted((run["started_at"] for run in runs), reverse=True)
    assert len(console.run("history", "--demo", "--json", "--limit", "1").document["runs"]) == 1
    assert console.run("history", "--demo", "--status", "failed", "--json").document == {"runs": []}


def test_an_export_of_a_day_that_was_not_loaded(console: Console, first: RunReport) -> None:
    done = console.run(
        "export", "--demo", "--date", "2020-01-01", "--format", "frontol", "--output", console.home / "x", "--json"
    )
    assert (done.code, done.error["code"]) == (2, "NOTHING_TO_EXPORT")


def test_parse_tells_what_is_in_a_file(console: Console, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_bytes(REAL)
    bad.write_bytes(REAL.replace(b";63070;", b";63x70;", 1))
    done = console.run("parse", good, "--json")
    (file,) = done.document["files"]
    assert (done.code, file["rows"], file["problems"]) == (0, {"read": 1346, "quarantined": 0}, [])
    assert (file["rows_by_type"]["11"], file["rows_by_type"]["55"]) == (144, 80)
    assert file["header"]["flag"] == "#"
    assert console.run("parse", good).code == 0
    done = console.run("parse", good, bad, tmp_path / "missing.txt", "--json")
    assert done.code == 2
    assert [len(entry["problems"]) for entry in done.document["files"]] == [0, 1, 1]


def test_parse_needs_no_settings_and_leaves_nothing(tmp_path: Path) -> None:
    console = Console(tmp_path / "home", {})
    file = tmp_path / "good.txt"
    file.write_bytes(REAL)
    assert console.run("parse", file, "--json").code == 0
    assert not console.home.exists()


def test_validate(shop: OpenShop) -> None:
    place = shop({"P13/P13": QUICK})
    done = Console.of(place).run("validate", "--json")
    assert (done.code, done.document) == (0, {"valid": True, "problems": []})
    done = Console.of(place, KASSAS="P13:", FTP__PORT="x").run("validate", "--json")
    assert (done.code, done.document["valid"]) == (3, False)
    assert codes(done.document["problems"]) == {"kassas", "ftp.port"}


async def test_migrate(shop: OpenShop) -> None:
    place = shop({"P13/P13": QUICK}, fresh=True)
    console = Console.of(place)
    dry = console.run("migrate", "--dry-run", "--json")
    assert dry.document["dry_run"] is True
    done = console.run("migrate", "--json")
    assert (done.code, done.document["steps"]) == (0, dry.document["steps"])
    assert len(done.document["steps"]) > 50
    assert console.run("migrate", "--json").document["steps"] == []
    tables = await place.fetch("SELECT count(*) FROM pg_tables WHERE schemaname = $1", place.schema)
    assert tables[0][0] > 50


def test_a_load_may_be_forbidden_to_migrate(shop: OpenShop) -> None:
    place = shop({"P13/P13": QUICK}, fresh=True)
    done = Console.of(place, DATABASE__AUTO_MIGRATE="false").run("--run", *DAY, "--json")
    assert (done.code, done.error["code"]) == (3, "DB_SCHEMA_OLDER")


def test_load_file(shop: OpenShop, tmp_path: Path) -> None:
    console = Console.of(shop({"P13/P13": QUICK}))
    file = tmp_path / "answer.txt"
    file.write_bytes(REAL)
    command = ("load-file", file, "--folder", "N22/N22_FURN", "--json")
    done = console.run(*command, *DAY)
    assert (done.code, done.report.rows.loaded, str(done.report.date_from)) == (0, 1346, "2025-12-28")
    again = console.run(*command)
    assert (again.code, again.report.files.unchanged) == (0, 1)
    missing = console.run("load-file", tmp_path / "nowhere.txt", "--folder", "N22/N22_FURN", "--json")
    assert missing.code == 2
    assert_adds_up(missing.report)
    wrong = console.run("load-file", file, "--folder", "../etc", "--json")
    assert (wrong.code, wrong.error["code"]) == (3, "CONFIG_FOLDER")


@pytest.mark.parametrize("arguments", [["--json"], ["serve", "--json"], ["load", "--json", "--demo", "--format", "x"]])
def test_what_is_not_there_is_said_plainly(tmp_path: Path, arguments: list[str]) -> None:
    done = Console(tmp_path, {}).run(*arguments)
    assert done.code == 3
    assert done.error["code"] in ("NOT_AVAILABLE", "USAGE")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root opens folders for the account that runs the database")
def test_the_private_folder_stays_private(console: Console, first: RunReport) -> None:
    assert console.home.parent.stat().st_mode & 0o777 == 0o700
