"""Profiles that a window edits: files stay whole, comments stay, passwords go to the keyring and nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from frontol_desk.console import profiles
from frontol_desk.console.profiles import (
    has_password,
    is_configured,
    problems_of,
    profile_names,
    read_values,
    settings_of,
    store_password,
    write_values,
)
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.settings.load import EVERYTHING, load_settings, read_settings

WHOLE: dict[str, Any] = {
    "kassas": "P13:P13;N22:N22_Inter",
    "database": {"host": "db", "name": "shop", "user": "u"},
    "ftp": {"host": "files", "user": "f"},
}
PASSWORDS = {"database.password": "one", "ftp.password": "two"}
WRITTEN = """\
# Shop in the north
kassas = "P13:P13"  # one for now

[database]
host = "db"      # the old one
pool_max = 7
name = "shop"

[exchange]
response_timeout = 300
"""


def file_of(home: Path, name: str = "north") -> Path:
    return home / "profiles" / f"{name}.toml"


@pytest.fixture
def written(home: Path) -> Path:
    file_of(home).parent.mkdir()
    file_of(home).write_text(WRITTEN, "utf-8")
    return file_of(home)


def reason(caught: pytest.ExceptionInfo[DeskError]) -> tuple[ErrorCode, str | None]:
    return caught.value.code, caught.value.reason


def test_what_is_written_is_what_is_read_and_loaded(home: Path) -> None:
    assert profile_names(home) == []
    assert read_values(home, "default") == {}
    for name in ("south", "default"):
        write_values(home, name, WHOLE)
    assert profile_names(home) == ["default", "south"]
    assert read_values(home, "south") == WHOLE
    settings = load_settings("south")
    assert (settings.database.host, settings.ftp.host, settings.kassas) == ("db", "files", WHOLE["kassas"])


def test_comments_and_what_is_not_named_stay(home: Path, written: Path) -> None:
    changes = {
        "kassas": "N22:N22",
        "database": {"host": "new", "pool_max": None},
        "kassa": {"N22": {"timezone": "UTC"}},
    }
    write_values(home, "north", changes)
    text = written.read_text("utf-8")
    assert text.startswith('# Shop in the north\nkassas = "N22:N22"  # one for now\n')
    assert 'host = "new"      # the old one\n' in text
    assert "pool_max" not in text
    assert read_values(home, "north") == {
        "kassas": "N22:N22",
        "database": {"host": "new", "name": "shop"},
        "exchange": {"response_timeout": 300},
        "kassa": {"N22": {"timezone": "UTC"}},
    }
    assert [path.name for path in written.parent.iterdir()] == ["north.toml"]


def test_a_whole_section_can_go(home: Path, written: Path) -> None:
    write_values(home, "north", {"database": None, "exchange": None})
    assert read_values(home, "north") == {"kassas": "P13:P13"}


@pytest.mark.parametrize(
    ("values", "setting"),
    [
        ({"database": {"password": "hush"}}, "database.password"),
        ({"ftp": {"password": "hush"}}, "ftp.password"),
        ({"database": {"dsn": "postgresql://u:hush@db/shop"}}, "database.dsn"),
        ({"home": "/elsewhere"}, "home"),
    ],
)
def test_what_does_not_belong_in_a_file_is_refused(
    home: Path, written: Path, values: dict[str, Any], setting: str
) -> None:
    with pytest.raises(DeskError) as caught:
        write_values(home, "north", values)
    assert caught.value.context["setting"] == setting
    assert "hush" not in f"{caught.value} {caught.value.context}"
    assert written.read_text("utf-8") == WRITTEN


def test_a_password_may_be_taken_out(home: Path, written: Path) -> None:
    written.write_text(WRITTEN + '\n[ftp]\npassword = "hush"\nhost = "files"\n', "utf-8")
    write_values(home, "north", {"ftp": {"password": None}})
    assert "hush" not in written.read_text("utf-8")
    assert read_values(home, "north")["ftp"] == {"host": "files"}


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b'kassas = "', "bad_toml"),
        ('kassas = "Касса"'.encode("cp1251"), "not_utf8"),
        (b"schema_version = 9", "newer"),
    ],
)
def test_a_file_that_cannot_be_read_is_left_alone(home: Path, written: Path, data: bytes, why: str) -> None:
    written.write_bytes(data)
    for attempt in (lambda: read_values(home, "north"), lambda: write_values(home, "north", WHOLE)):
        with pytest.raises(DeskError) as caught:
            attempt()
        assert reason(caught) == (ErrorCode.CONFIG_SETTING, why)
    assert written.read_bytes() == data


def test_a_file_held_open_for_a_moment_is_waited_for(
    home: Path, written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frontol_desk.settings.whole._PAUSES", (0.0, 0.0, 0.0))
    refusals = [PermissionError(13, "in use")] * 3
    replace = Path.replace

    def held(self: Path, target: Path) -> Path:
        if refusals:
            raise refusals.pop()
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", held)
    write_values(home, "north", {"kassas": "N22:N22"})
    assert read_values(home, "north")["kassas"] == "N22:N22"
    refusals[:] = [PermissionError(13, "in use")] * 4
    with pytest.raises(DeskError) as caught:
        write_values(home, "north", {"kassas": "SH54:SH54"})
    assert reason(caught) == (ErrorCode.CONFIG_SETTING, "unwritable")
    assert read_values(home, "north")["kassas"] == "N22:N22"
    assert [path.name for path in written.parent.iterdir()] == ["north.toml"]


def test_a_name_leads_nowhere_else(home: Path) -> None:
    write_values(home, "../../evil", {"kassas": "P13:P13"})
    assert [path.relative_to(home).as_posix() for path in home.rglob("*.toml")] == ["profiles/evil.toml"]


def test_problems_are_told_by_setting() -> None:
    assert problems_of(WHOLE, PASSWORDS) == []
    assert {problem.setting for problem in problems_of({}, {})} == {
        "kassas", "database.host", "database.name", "ftp.host", "ftp.user", "ftp.password",
    }  # fmt: skip
    wrong = {**WHOLE, "ftp": {"host": "files", "user": "f", "port": "many"}, "kassas": "P13:P13;;N22:/"}
    found = {problem.setting: problem for problem in problems_of(wrong, PASSWORDS)}
    assert found.keys() == {"ftp.port", "kassas"}
    assert found["ftp.port"].message == "The setting ftp.port must be a number."
    assert "N22:/" in found["kassas"].message


def test_passwords_given_win_over_those_stored(home: Path, keyring_entries: dict[tuple[str, str], str]) -> None:
    keyring_entries["frontol-desk:north", "ftp.password"] = "stored"
    keyring_entries["frontol-desk:north", "database.password"] = "stored too"
    settings = settings_of(home, "north", WHOLE, {"ftp.password": "given"})
    assert settings.secret_texts == ("stored too", "given")
    assert (settings.home, settings.profile) == (home, "north")
    assert settings.database.dsn is not None
    assert settings.database.dsn.get_secret_value() == "postgresql://u:stored%20too@db/shop"
    assert settings_of(home, "other", WHOLE, {}).secret_texts == ()
    with pytest.raises(DeskError) as caught:
        settings_of(home, "north", {**WHOLE, "log": {"level": "loud"}}, {})
    assert caught.value.context["setting"] == "log.level"


def test_passwords_in_the_keyring(keyring_entries: dict[tuple[str, str], str]) -> None:
    assert profiles.keyring_name() is not None
    assert not has_password("north", "ftp.password")
    assert store_password("north", "ftp.password", "hush")
    assert keyring_entries == {("frontol-desk:north", "ftp.password"): "hush"}
    assert has_password("north", "ftp.password")
    assert not has_password("south", "ftp.password")
    assert store_password("north", "ftp.password", None)
    assert store_password("north", "ftp.password", None)
    assert keyring_entries == {}


def test_without_a_keyring() -> None:
    assert profiles.keyring_name() is None
    assert not store_password("north", "ftp.password", "hush")
    assert not store_password("north", "ftp.password", None)
    assert not has_password("north", "ftp.password")


@pytest.mark.parametrize("lacking", ["kassas", "database", "ftp"])
def test_what_is_needed_to_load_anything(home: Path, lacking: str) -> None:
    assert is_configured(settings_of(home, "x", WHOLE, {}))
    assert not is_configured(settings_of(home, "x", {key: value for key, value in WHOLE.items() if key != lacking}, {}))


@pytest.mark.parametrize("name", ["../north", "con", "NUL.shop", "com1", " ", "x" * 64])
def test_a_name_that_is_none_is_one_problem_and_nothing_is_read(name: str, home: Path) -> None:
    (problem,) = read_settings(name, needs=EVERYTHING)[1]
    assert (problem.setting, problem.error.reason) == ("profile", "name")
    assert read_settings("Север-2.test", needs=())[1][0].error.reason == "no_file"
