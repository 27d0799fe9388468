"""``profile``: what is there, what holds and where it comes from, and what goes out and comes in."""

from __future__ import annotations

import io
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import keyring
import pytest
from jsonschema import Draft202012Validator
from keyring.backends.fail import Keyring as NoKeyring

from tests.keyrings import MemoryKeyring

if TYPE_CHECKING:
    from tests.unit.cli.conftest import Desk

CHAIN = 'schema_version = 2\nenvironment = "production"\n[ftp]\nhost = "files"\nuser = "chain"\npool_size = 9\n'
NORTH = """\
schema_version = 2
extends = "chain"
environment = "staging"
kassas = "P13:P13;N22.x:N22"
# my password is opensesame
[ftp]
user = "north"
[kassa."N22.x"]
timezone = "Asia/Omsk"
"""


@pytest.fixture
def profiles(home: Path) -> Path:
    folder = home / "profiles"
    folder.mkdir(parents=True)
    (folder / "chain.toml").write_text(CHAIN, "utf-8")
    (folder / "north.toml").write_text(NORTH, "utf-8")
    return folder


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "get_keyring", NoKeyring)


@pytest.fixture
def entries(no_keyring: None, monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], str]:
    own = MemoryKeyring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: own)
    return own.entries


def test_nothing_is_there_at_first(desk: Desk, home: Path) -> None:
    assert str(home / "profiles") in desk("profile").out
    assert desk("profile", "list", "--json").document == {"profiles": []}


def test_the_list_names_each_its_base_and_what_is_wrong(desk: Desk, profiles: Path) -> None:
    (profiles / "broken.toml").write_text("kassas = ", "utf-8")
    (profiles / "lost.toml").write_text('extends = "nobody"', "utf-8")
    found = desk("profile", "list", "--profile", "north", "--json").document["profiles"]
    assert [(one["name"], one["current"], one["environment"], one["extends"]) for one in found] == [
        ("broken", False, None, None),
        ("chain", False, "production", None),
        ("lost", False, None, "nobody"),
        ("north", True, "staging", "chain"),
    ]
    assert [len(one["problems"]) for one in found] == [1, 0, 1, 0]
    plain = desk("profile", "--profile", "north")
    assert plain.code == 0
    assert "* north" in plain.out


def test_shown_is_what_holds_with_its_place_and_no_secret(
    desk: Desk, profiles: Path, monkeypatch: pytest.MonkeyPatch, entries: dict[tuple[str, str], str]
) -> None:
    monkeypatch.setenv("FRONTOL_DESK_FTP__PASSWORD", "opensesame")
    monkeypatch.setenv("FRONTOL_DESK_LOG__LEVEL", "error")
    monkeypatch.setenv("FRONTOL_DESK_DATABASE__HOST", "db")
    outcome = desk("profile", "show", "north", "--json")
    places = {one["name"]: (one["value"], one["place"]) for one in outcome.document["settings"]}
    assert places["ftp.host"] == ("files", f"{profiles / 'chain.toml'}:4")
    assert places["ftp.user"] == ("north", f"{profiles / 'north.toml'}:7")
    assert places["kassa.N22.x.timezone"] == ("Asia/Omsk", f"{profiles / 'north.toml'}:9")
    assert places["log.level"] == ("error", "FRONTOL_DESK_LOG__LEVEL")
    assert "ftp.port" not in places
    assert {one["name"]: one["set"] for one in outcome.document["secrets"]} == {
        "database.password": False,
        "ftp.password": True,
    }
    assert outcome.document["problems"] == []
    whole = desk("profile", "show", "--profile", "north", "--all")
    assert whole.code == outcome.code == 0
    assert "ftp.port" in whole.out
    assert "opensesame" not in outcome.out + whole.out + whole.err


def test_shown_without_a_keyring_it_says_so_and_mistakes_are_told(desk: Desk, profiles: Path) -> None:
    (profiles / "north.toml").write_text(NORTH.replace("N22.x:N22", "N22"), "utf-8")
    outcome = desk("profile", "show", "north")
    assert outcome.code == 3
    assert "cannot be told" in outcome.out
    assert f"{profiles / 'north.toml'}:4" in outcome.err


def test_exported_it_stands_alone_and_says_which_secrets_it_needs(desk: Desk, profiles: Path, tmp_path: Path) -> None:
    outcome = desk("profile", "export", "north")
    assert tomllib.loads(outcome.out) == {
        "schema_version": 2,
        "environment": "staging",
        "kassas": "P13:P13;N22.x:N22",
        "ftp": {"host": "files", "user": "north", "pool_size": 9},
        "kassa": {"N22.x": {"timezone": "Asia/Omsk"}},
    }
    assert outcome.out.startswith("# Frontol Desk, profile “north”")
    assert "ftp.password" in outcome.out
    assert "opensesame" not in outcome.out
    told = desk("profile", "export", "north", "--output", tmp_path / "x.toml", "--json").document
    assert told["secrets_needed"] == ["ftp.password"]
    assert (tmp_path / "x.toml").read_text("utf-8") == told["toml"] == outcome.out
    assert "ftp.password" in desk("profile", "export", "north", "--output", tmp_path / "x.toml").out


def test_what_cannot_be_exported(desk: Desk, profiles: Path, tmp_path: Path) -> None:
    (profiles / "bad.toml").write_text("[ftp]\nport = 0\npassword = 'opensesame'\n", "utf-8")
    refused = desk("profile", "export", "bad", "--json")
    assert refused.code == 3
    assert refused.document["error"]["code"] == "CONFIG_SETTING"
    assert desk("profile", "export", "nobody").code == 3
    assert desk("profile", "export", "north", "--output", tmp_path / "none" / "x").code == 3
    assert desk("profile", "export", "north", "--output", tmp_path).code == 2


def test_a_dry_run_tells_all_and_writes_nothing(
    desk: Desk, home: Path, tmp_path: Path, entries: dict[tuple[str, str], str]
) -> None:
    (tmp_path / ".env").write_text("FTP_HOST=files\nFTP_PASSWORD=opensesame\nBATCH_SIZE=5\nFTP_TLS_CA=/none\n", "utf-8")
    outcome = desk("profile", "import", tmp_path / ".env", "--dry-run")
    assert outcome.code == 0
    assert all(word in outcome.out for word in ("default", "ftp.host", "ftp.password", "BATCH_SIZE", ".env:4"))
    told = desk("profile", "import", tmp_path / ".env", "--dry-run", "--json").document
    assert (told["dry_run"], told["file"], told["unknown"]) == (True, None, ["BATCH_SIZE"])
    assert not (home / "profiles").exists()
    assert entries == {}


def test_taken_in_secrets_are_stored_and_those_missing_listed_with_the_way_to_give_them(
    desk: Desk, home: Path, tmp_path: Path, entries: dict[tuple[str, str], str]
) -> None:
    (tmp_path / "shop.env").write_text("DB_HOST=db\nFTP_HOST=files\nFTP_PASSWORD=opensesame\n", "utf-8")
    outcome = desk("profile", "import", tmp_path / "shop.env")
    assert outcome.code == 0
    assert "frontol-desk secrets set database.password --profile shop" in outcome.out
    assert "FRONTOL_DESK_DATABASE__PASSWORD" in outcome.out
    assert entries == {("frontol-desk:shop", "ftp.password"): "opensesame"}
    assert "opensesame" not in (home / "profiles" / "shop.toml").read_text("utf-8") + outcome.out + outcome.err
    assert desk("profile", "import", tmp_path / "shop.env").code == 3
    again = desk("profile", "import", tmp_path / "shop.env", "--force", "--json").document
    assert again["secrets"] == {"found": ["ftp.password"], "stored": ["ftp.password"], "missing": ["database.password"]}


def test_without_a_keyring_the_end_is_partial_and_the_variables_are_named(
    desk: Desk, home: Path, tmp_path: Path
) -> None:
    (tmp_path / "shop.env").write_text("FTP_HOST=files\nFTP_PASSWORD=opensesame\n", "utf-8")
    outcome = desk("profile", "import", tmp_path / "shop.env")
    assert outcome.code == 1
    assert "FRONTOL_DESK_FTP__PASSWORD" in outcome.out
    assert "secrets set" not in outcome.out
    told = desk("profile", "import", tmp_path / "shop.env", "--force", "--json")
    assert told.code == 1
    assert told.document["failure"]["code"] == "SECRETS_UNAVAILABLE"
    assert "opensesame" not in outcome.out + outcome.err + told.out + told.err


def test_a_list_of_kassas_from_an_option_or_standard_input(
    desk: Desk, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert desk("profile", "import", "--kassas", "P13:P13;N22:N22_Inter", "--name", "a").code == 0
    typed = SimpleNamespace(buffer=io.BytesIO(b"KASSA_STRUCTURE=P14:P14\n"), isatty=lambda: False)
    monkeypatch.setattr(sys, "stdin", typed)
    assert desk("profile", "import", "-", "--profile", "b").code == 0
    written = {file.stem: tomllib.loads(file.read_text("utf-8"))["kassas"] for file in (home / "profiles").iterdir()}
    assert written == {"a": "P13:P13;N22:N22_Inter", "b": "P14:P14"}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), "USAGE"),
        (("x.env", "--kassas", "P13:P13"), "USAGE"),
        (("nowhere.env",), "FILE_MISSING"),
        (("--kassas", "P13"), "CONFIG_KASSAS"),
        (("--kassas", "P13:P13", "--name", "../x"), "CONFIG_SETTING"),
    ],
)
def test_what_cannot_be_taken_in(desk: Desk, home: Path, arguments: tuple[str, ...], code: str) -> None:
    outcome = desk("profile", "import", *arguments, "--json")
    assert outcome.document["error"]["code"] == code
    assert outcome.code in {2, 3}
    assert not (home / "profiles").exists()


def test_the_schema_accepts_what_is_written_and_refuses_what_is_not_for_files(desk: Desk, profiles: Path) -> None:
    schema = desk("profile", "schema").document
    judge = Draft202012Validator(schema)
    assert judge.is_valid(tomllib.loads(NORTH))
    for wrong in ({"home": "/x"}, {"ftp": {"password": "x"}}, {"ftp": {"port": 0}}, {"database": {"password": "x"}}):
        assert not judge.is_valid(wrong), wrong


def test_secrets_of_the_environment_are_there_even_without_a_keyring(
    desk: Desk, profiles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRONTOL_DESK_FTP__PASSWORD", "opensesame")
    monkeypatch.setenv("FRONTOL_DESK_DATABASE__HOST", "db")
    outcome = desk("profile", "show", "north", "--json")
    assert outcome.document["secrets"] == [
        {"name": "database.password", "set": None, "store": "keyring"},
        {"name": "ftp.password", "set": True, "store": "environment"},
    ]
    assert "opensesame" not in outcome.out


@pytest.mark.parametrize(("name", "reason"), [("../north", "not usable as a name"), ("default", "does not exist")])
def test_what_is_not_there_is_not_exported(desk: Desk, profiles: Path, name: str, reason: str) -> None:
    outcome = desk("profile", "export", name)
    assert (outcome.code, outcome.out) == (3, "")
    assert reason in outcome.err


def test_a_mistake_is_told_with_its_place(desk: Desk, profiles: Path) -> None:
    (profiles / "chain.toml").write_text(CHAIN + "prot = 1\n", "utf-8")
    place = f"{profiles / 'chain.toml'}:7"
    assert f"Error: {place}: There is no setting ftp.prot." in desk("profile", "export", "north").err
    assert desk("profile", "export", "north", "--json").document["error"]["place"] == place
    (profiles / "chain.toml").write_text(CHAIN + "prot = 1\ntsl = 2\n", "utf-8")
    assert f"  ftp.prot ({place}): " in desk("--run", "--profile", "north").err


def test_what_has_no_name_of_its_own_becomes_the_profile_in_use(
    desk: Desk, profiles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRONTOL_DESK_PROFILE", "east")
    assert desk("profile", "import", "--kassas", "P13:P13").code == 0
    assert (profiles / "east.toml").is_file()
