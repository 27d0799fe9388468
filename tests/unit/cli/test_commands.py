"""Commands as people and scripts call them: exit codes, one JSON document, words in the right place."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from frontol_desk import __version__
from frontol_desk.domain.resources import resource

if TYPE_CHECKING:
    from tests.unit.cli.conftest import Desk

SAMPLE = resource("demo/response.txt")
LATER = ("stats", "coverage", "reconcile", "schedule", "serve", "worker")


def test_version(desk: Desk) -> None:
    outcome = desk("--version")
    assert (outcome.code, outcome.out) == (0, f"frontol-desk {__version__}\n")


def test_module_and_command_are_the_same_program() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "frontol_desk", "--version"], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (0, f"frontol-desk {__version__}\n")


def test_version_needs_no_settings_library() -> None:
    code = (
        "import sys; from frontol_desk.cli.main import run; run(['--version']);"
        "assert not {'pydantic', 'asyncpg', 'rich', 'keyring'} & set(sys.modules), sorted(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def test_help_names_working_commands_only(desk: Desk) -> None:
    outcome = desk("--help")
    assert outcome.code == 0
    for name in ("load", "load-file", "parse", "export", "history", "migrate", "validate", "simulate", "--run"):
        assert name in outcome.out
    listed = outcome.out.partition("Commands:")[2]
    assert not [name for name in LATER if f"  {name} " in listed]


@pytest.mark.parametrize(
    "arguments", [(name,) for name in LATER] + [("stats", "--date", "x"), ("schedule", "set", "n")]
)
def test_later_commands_say_so(arguments: tuple[str, ...], desk: Desk) -> None:
    assert (plain := desk(*arguments)).code == 3
    assert "not available yet" in plain.err
    outcome = desk(*arguments, "--json")
    assert (outcome.code, outcome.document["error"]["code"]) == (3, "NOT_AVAILABLE")


@pytest.mark.parametrize(
    "arguments",
    [
        ("migrate", "--to", "3"),
        ("export", "--format", "csv", "--output", "x"),
        ("export", "--format", "frontol", "--type", "11", "--output", "x"),
    ],
)
def test_later_options_say_so(arguments: tuple[str, ...], desk: Desk) -> None:
    outcome = desk(*arguments, "--json")
    assert (outcome.code, outcome.document["error"]["code"]) == (3, "NOT_AVAILABLE")


@pytest.mark.skipif(sys.platform != "linux", reason="only there a program can be without a screen")
@pytest.mark.parametrize("arguments", [(), ("--demo",), ("--profile", "default")])
def test_a_window_needs_a_screen(arguments: tuple[str, ...], desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    outcome = desk(*arguments)
    assert outcome.code == 3
    assert "--run" in outcome.err


def test_pictures_are_taken_of_the_demo_only(desk: Desk) -> None:
    outcome = desk("--screenshots", "x", "--json")
    assert (outcome.code, outcome.document["error"]["code"]) == (3, "USAGE")


@pytest.mark.parametrize(
    "arguments",
    [
        ("sing",),
        ("--bogus",),
        ("load", "--bogus"),
        ("load", "--wait", "soon"),
        ("load", "--wait", "-1"),
        ("load", "--strategy", "chaos"),
        ("load", "28.12.2025", "29.12.2025"),
        ("load-file", "x"),
        ("load-file", "--folder", "P13"),
        ("parse",),
        ("export", "--format", "frontol"),
        ("export", "--output", "x"),
        ("history", "--limit", "0"),
        ("history", "--status", "odd"),
        ("validate", "--log-level", "loud"),
        ("validate", "--config"),
    ],
)
def test_usage_errors_end_with_3_and_one_document(arguments: tuple[str, ...], desk: Desk) -> None:
    plain = desk(*arguments)
    assert (plain.code, plain.out) == (3, "")
    assert plain.err.startswith("Error: ")
    assert "Traceback" not in plain.err
    outcome = desk("--json", *arguments)
    assert outcome.code == 3
    assert outcome.document["error"].keys() == {"code", "message", "hint"}
    assert outcome.document["error"]["code"] == "USAGE"


@pytest.mark.parametrize("arguments", [("archive",), ("archive", "list")])
def test_a_command_with_parts_names_them(arguments: tuple[str, ...], desk: Desk) -> None:
    outcome = desk(*arguments, "--json")
    assert (outcome.code, outcome.document["error"]["code"]) == (3, "USAGE")
    assert "prune, replay, verify" in outcome.document["error"]["message"]


def test_run_is_the_command_load(desk: Desk) -> None:
    wrong = ("--date", "31.02.2025", "--json")
    as_option, as_command = desk("--run", *wrong), desk("load", *wrong)
    assert as_option.code == 3
    assert as_option == as_command == desk(*wrong, "--run") == desk("load", "--run", *wrong)


def test_all_problems_of_a_load_at_once(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FRONTOL_DESK_KASSAS", "P13:P13")
    monkeypatch.setenv("FRONTOL_DESK_FTP__PORT", "many")
    arguments = ("--from", "2099-02-02", "--to", "01.02.2099", "--kassa", "Q1", "--report", tmp_path / "no" / "r.json")
    outcome = desk("--run", *arguments, "--json")
    assert outcome.code == 3
    assert outcome.document["error"]["code"] == "CONFIG_SEVERAL"
    settings = [problem["setting"] for problem in outcome.document["error"]["problems"]]
    assert settings == [
        "ftp.port", "database.host", "database.name", "ftp.host", "ftp.user", "ftp.password",
        "--from", "--to", "--to", "--kassa", "--report",
    ]  # fmt: skip
    plain = desk("--run", *arguments)
    assert all(setting in plain.err for setting in settings)


def test_a_bad_list_of_kassas_ends_a_load(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTOL_DESK_KASSAS", "P13")
    outcome = desk("--run", "--date", "28.12.2025", "--json")
    assert outcome.code == 3
    assert "kassas" in [problem["setting"] for problem in outcome.document["error"]["problems"]]


def test_global_options_work_before_and_after(desk: Desk) -> None:
    before = desk("--json", "--profile", "nowhere", "validate")
    after = desk("validate", "--profile", "nowhere", "--json")
    assert before == after
    assert before.code == 3
    assert before.document["problems"][0]["setting"] == "profile"


def test_validate_tells_everything(desk: Desk, home: Path) -> None:
    (home / "profiles").mkdir(parents=True)
    (home / "profiles" / "default.toml").write_text('[ftp]\npassword = "opensesame"\ntls = "sometimes"\n')
    outcome = desk("validate", "--json")
    assert outcome.code == 3
    assert outcome.document["valid"] is False
    by_setting = {problem["setting"]: problem for problem in outcome.document["problems"]}
    assert {"ftp.password", "ftp.tls", "ftp.host", "database.host", "kassas"} <= by_setting.keys()
    assert all(problem["message"] and problem["hint"] for problem in by_setting.values())
    assert "opensesame" not in outcome.out + outcome.err + desk("validate").out


def test_validate_is_content_with_sound_settings(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTOL_DESK_KASSAS", "P13:P13")
    monkeypatch.setenv("FRONTOL_DESK_DATABASE__DSN", "postgresql://u:p@h/d")
    for name in ("HOST", "USER", "PASSWORD"):
        monkeypatch.setenv(f"FRONTOL_DESK_FTP__{name}", "x")
    assert desk("validate", "--json").document == {"valid": True, "problems": []}
    plain = desk("validate")
    assert (plain.code, plain.out) == (0, "The configuration is in order.\n")


def test_parse_prints_what_is_in_a_file(desk: Desk) -> None:
    outcome = desk("parse", SAMPLE, "--json")
    assert outcome.code == 0
    file = outcome.document["files"][0]
    assert file["rows"] == {"read": 1346, "quarantined": 0}
    assert (file["rows_by_type"]["11"], file["rows_by_type"]["55"]) == (144, 80)
    plain = desk("parse", SAMPLE)
    assert plain.code == 0
    assert "1,346" in plain.out


def test_parse_needs_no_sound_settings(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTOL_DESK_FTP__PORT", "many")
    assert desk("parse", SAMPLE).code == 0


def test_parse_tells_broken_and_missing_files_apart(desk: Desk, tmp_path: Path) -> None:
    lines = SAMPLE.read_bytes().splitlines(keepends=True)
    broken = tmp_path / "broken.txt"
    broken.write_bytes(b"".join([*lines[:3], b"x" + lines[3], *lines[4:9]]))
    outcome = desk("parse", broken, "--json")
    assert outcome.code == 1
    problem = outcome.document["files"][0]["problems"][0]
    assert (problem["code"], problem["line"], problem["field"]) == ("PARSE_INVALID", 4, 1)
    assert "Line 4" in desk("parse", broken).out
    assert desk("parse", broken, tmp_path / "missing.txt").code == 2


def test_words_are_russian_on_a_russian_system(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "ru_RU.UTF-8")
    assert desk("load", "--date", "31.02.2025", "--demo").err.startswith("Ошибка: «31.02.2025» — не дата.")


def test_the_setting_language_wins_over_the_system(desk: Desk, home: Path) -> None:
    (home / "profiles").mkdir(parents=True)
    (home / "profiles" / "default.toml").write_text('language = "ru"\n')
    assert desk("load", "--date", "31.02.2025", "--demo").err.startswith("Ошибка: ")


def test_a_mistake_of_ours_ends_with_2_and_one_document(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def explode(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("frontol_desk.console.parsing.parse_files", explode)
    outcome = desk("parse", SAMPLE, "--json")
    assert (outcome.code, outcome.document["error"]["code"]) == (2, "INTERNAL")
