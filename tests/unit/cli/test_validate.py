"""``validate`` on settings from several sources: every planted mistake once, each with its place and remedy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.unit.cli.conftest import Desk

BASE = """\
schema_version = 2
kassas = "P13:P13;:"

[database]
host = "db.example"
name = "sales"
sslrootcert = "/nowhere/ca.pem"

[retry]
first_seconds = 60
"""
OWN = """\
schema_version = 2
extends = "chain"

[database]
password = "opensesame"

[ftp]
host = "ftp.example"
user = "exchange"
prot = 21
pool_size = 200

[exchange]
acknowledge = "maybe"

[kassa.X99]
encoding = "utf-8"
"""
PLANTED = {
    "kassas": ("chain.toml:2", "P13:P13;N22:N22_Inter,N22_FURN"),
    "database.sslrootcert": ("chain.toml:7", "create the file"),
    "retry.first_seconds": ("chain.toml:10", "≤ 20 (retry.longest_seconds)"),
    "database.password": ("default.toml:5", "FRONTOL_DESK_DATABASE__PASSWORD"),
    "ftp.prot": ("default.toml:10", "Did you mean ftp.port?"),
    "ftp.pool_size": ("default.toml:11", "≤ 64"),
    "exchange.acknowledge": ("default.toml:14", "'rename', 'flag', 'delete'"),
    "kassa.X99": ("default.toml:16", "KASSAS"),
    "exchange.response_timeout": ("FRONTOL_DESK_EXCHANGE__RESPONSE_TIMEOUT", "digits"),
    "FRONTOL_DESK_LANGAUGE": ("FRONTOL_DESK_LANGAUGE", "Did you mean FRONTOL_DESK_LANGUAGE?"),
}
"""Per planted mistake its place and words of the remedy."""


@pytest.fixture
def planted(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    profiles = home / "profiles"
    profiles.mkdir(parents=True)
    (profiles / "chain.toml").write_text(BASE, "utf-8")
    (profiles / "default.toml").write_text(OWN, "utf-8")
    monkeypatch.setenv("FRONTOL_DESK_FTP__PASSWORD", "pw")
    monkeypatch.setenv("FRONTOL_DESK_EXCHANGE__RESPONSE_TIMEOUT", "soon")
    monkeypatch.setenv("FRONTOL_DESK_LANGAUGE", "ru")
    return profiles


def test_ten_planted_mistakes_are_ten_problems_with_place_and_remedy(planted: Path, desk: Desk) -> None:
    outcome = desk("validate", "--json")
    assert (outcome.code, outcome.document["valid"]) == (3, False)
    problems = outcome.document["problems"]
    assert len(problems) == 10
    assert {one["setting"]: Path(one["place"]).name for one in problems} == {
        setting: place for setting, (place, _) in PLANTED.items()
    }
    for one in problems:
        assert PLANTED[one["setting"]][1] in one["hint"], one
        assert one["message"]
    in_files = [one["place"] for one in problems if ".toml:" in one["place"]]
    assert all(place.startswith(str(planted)) for place in in_files)
    assert "opensesame" not in outcome.out + outcome.err


def test_people_read_the_same_with_places(planted: Path, desk: Desk) -> None:
    outcome = desk("validate")
    assert outcome.out.count("  → ") == 10
    assert f"ftp.prot ({planted / 'default.toml'}:10): There is no setting ftp.prot." in outcome.out
    assert "FRONTOL_DESK_LANGAUGE: The environment variable" in outcome.out


def test_a_load_refuses_with_the_same_ten(planted: Path, desk: Desk) -> None:
    outcome = desk("--run", "--json")
    assert (outcome.code, outcome.document["error"]["code"]) == (3, "CONFIG_SEVERAL")
    assert all(f"{place}" in outcome.document["error"]["message"] for place, _ in PLANTED.values())


def test_old_files_are_brought_up_to_date_by_work_but_not_by_a_look(
    home: Path, monkeypatch: pytest.MonkeyPatch, desk: Desk
) -> None:
    file = home / "profiles" / "default.toml"
    file.parent.mkdir(parents=True)
    old = 'kassas = "P13:P13"\n[database]\ndsn = "postgresql://desk@127.0.0.1:1/sales"\nconnect_timeout = 1\n'
    file.write_text(old, "utf-8")
    monkeypatch.setenv("FRONTOL_DESK_RETRY__ATTEMPTS", "1")
    for name, value in (("HOST", "127.0.0.1"), ("USER", "anonymous")):
        monkeypatch.setenv(f"FRONTOL_DESK_FTP__{name}", value)
    assert desk("validate").code == 0
    assert file.read_text("utf-8") == old
    assert desk("history").code == 5  # there is no database
    assert 'host = "127.0.0.1"' in file.read_text("utf-8")
    assert (file.parent / "default.toml.v1.bak").read_text("utf-8") == old


def test_a_file_of_a_newer_program_is_refused(home: Path, desk: Desk) -> None:
    file = home / "profiles" / "default.toml"
    file.parent.mkdir(parents=True)
    file.write_text('colour = "red"\nschema_version = 99\n', "utf-8")
    outcome = desk("history", "--json")
    assert (outcome.code, outcome.document["error"]["code"]) == (3, "CONFIG_SETTING")
    (problem,) = desk("validate", "--json").document["problems"]
    assert (problem["setting"], problem["place"]) == ("schema_version", f"{file}:2")
    assert "99" in problem["message"]


def test_where_no_profile_is_chosen_those_that_are_there_are_named(home: Path, desk: Desk) -> None:
    file = home / "profiles" / "north.toml"
    file.parent.mkdir(parents=True)
    file.write_text('kassas = "P13:P13"\n', "utf-8")
    assert "There are: north." in desk("validate").out
    assert "There are:" not in desk("validate", "--profile", "north").out
