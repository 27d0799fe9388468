"""Settings files of other versions: older ones are brought up to date with a backup, newer ones refused."""

from __future__ import annotations

import logging
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from frontol_desk.domain.errors import DeskError, ExitCode
from frontol_desk.settings import versions
from frontol_desk.settings.load import load_settings, read_settings
from frontol_desk.settings.versions import migrate, upgrade_profile
from frontol_desk.settings.whole import keep_beside
from tests.unit.settings.test_load import write_profile

OLD = """\
# our shop
language = "ru"

# the database, ask Olga
[database]
dsn = "postgresql://desk@db.example:5433/sales?sslmode=require" # of the chain
pool_max = 7
"""


def test_an_older_file_counts_as_if_it_were_new_and_stays_as_it_is(home: Path) -> None:
    path = write_profile(home, OLD)
    settings = load_settings()
    assert (settings.schema_version, settings.database.host, settings.database.port) == (2, "db.example", 5433)
    assert (settings.database.sslmode, settings.database.pool_max) == ("require", 7)
    assert path.read_text("utf-8") == OLD


def test_upgrading_writes_parts_keeps_comments_and_a_backup(home: Path) -> None:
    path = write_profile(home, OLD)
    before = load_settings()
    backup = upgrade_profile(path)
    assert backup == path.with_name("default.toml.v1.bak")
    assert backup.read_text("utf-8") == OLD
    text = path.read_text("utf-8")
    assert text.startswith("schema_version = 2\n# our shop\n")
    assert "# the database, ask Olga\n[database]\n" in text
    assert "dsn" not in text
    assert load_settings().model_dump() == before.model_dump()
    assert upgrade_profile(path) is None
    assert sorted(each.name for each in path.parent.iterdir()) == ["default.toml", "default.toml.v1.bak"]


def test_a_backup_is_never_written_over(home: Path) -> None:
    path = write_profile(home, OLD)
    other = path.with_name("default.toml.v1.bak")
    other.write_text("kept", "utf-8")
    assert upgrade_profile(path) == path.with_name("default.toml.v1.1.bak")
    assert other.read_text("utf-8") == "kept"


def test_the_settings_of_one_version_become_those_of_the_next_step_by_step(home: Path) -> None:
    taken: list[int] = []

    def rename(document: Any) -> None:
        taken.append(1)
        document["ftp"]["host"] = document["ftp"].pop("server")

    def halve(document: Any) -> None:
        taken.append(2)
        document["ftp"]["pool_size"] //= 2

    def drop(document: Any) -> None:
        taken.append(3)
        del document["old"]

    steps = {1: rename, 2: halve, 3: drop}
    document: dict[str, Any] = {"old": 1, "ftp": {"server": "x", "pool_size": 8}}
    assert migrate(document, steps, 4)
    assert document == {"schema_version": 4, "ftp": {"host": "x", "pool_size": 4}}
    assert taken == [1, 2, 3]
    later: dict[str, Any] = {"schema_version": 3, "old": 1}
    assert migrate(later, steps, 4)
    assert (later, taken) == ({"schema_version": 4}, [1, 2, 3, 3])
    assert not migrate(later, steps, 4)


def test_a_chain_of_steps_is_written_as_well(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def more(document: Any) -> None:
        document["pipeline"] = {"workers": 9}

    monkeypatch.setattr(versions, "SCHEMA_VERSION", 3)
    monkeypatch.setattr(versions, "STEPS", {**versions.STEPS, 2: more})
    path = write_profile(home, OLD)
    assert upgrade_profile(path) == path.with_name("default.toml.v1.bak")
    assert "schema_version = 3" in path.read_text("utf-8")
    assert load_settings().pipeline.workers == 9


def test_a_password_in_an_older_file_is_refused_and_not_moved(home: Path) -> None:
    path = write_profile(home, '[database]\ndsn = "postgresql://u:opensesame@h/d"')
    (problem,) = read_settings()[1]
    assert (problem.setting, problem.error.reason, problem.place) == (
        "database.dsn",
        "password_in_file",
        f"{path}:2",
    )
    upgrade_profile(path)
    assert "password" not in path.read_text("utf-8")


def test_a_newer_file_is_refused(home: Path) -> None:
    path = write_profile(home, "schema_version = 3\n")
    with pytest.raises(DeskError) as caught:
        load_settings()
    assert (caught.value.reason, caught.value.exit_code) == ("newer", ExitCode.CONFIG)
    assert upgrade_profile(path) is None
    assert path.read_text("utf-8") == "schema_version = 3\n"


@pytest.mark.parametrize("version", ['"two"', "0", "true"])
def test_a_version_that_is_none_is_a_problem(version: str, home: Path) -> None:
    path = write_profile(home, f"schema_version = {version}\n")
    assert [problem.place for problem in read_settings()[1]] == [f"{path}:1"]
    assert upgrade_profile(path) is None


def test_a_file_that_cannot_be_written_only_warns(
    home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path = write_profile(home, OLD)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(versions, "replace_file", refuse)
    with caplog.at_level(logging.WARNING):
        assert upgrade_profile(path) is None
    assert "Permission denied" in caplog.text
    assert path.read_text("utf-8") == OLD
    assert load_settings().database.host == "db.example"


def test_a_write_protected_file_is_not_replaced(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its folder would let it be; root, who may write everything, is asked here as anybody else."""
    path = write_profile(home, OLD)
    path.chmod(0o444)
    monkeypatch.setattr(os, "access", lambda file, _: bool(Path(file).stat().st_mode & stat.S_IWUSR))
    assert upgrade_profile(path) is None
    assert path.read_text("utf-8") == OLD


def test_what_somebody_else_has_just_written_is_not_lost(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_profile(home, OLD)

    def keep(file: Path, content: bytes, label: str = "") -> Path:
        path.write_text("# changed meanwhile", "utf-8")
        return keep_beside(file, content, label)

    monkeypatch.setattr(versions, "keep_beside", keep)
    assert upgrade_profile(path) is None
    assert path.read_text("utf-8") == "# changed meanwhile"


@pytest.mark.skipif(os.name == "nt", reason="rights are others there")
def test_rights_of_the_file_stay(home: Path) -> None:
    path = write_profile(home, OLD)
    path.chmod(0o600)
    backup = upgrade_profile(path)
    assert backup is not None
    assert [stat.S_IMODE(each.stat().st_mode) for each in (path, backup)] == [0o600, 0o600]


@pytest.mark.parametrize("content", [b"kassas = ", b"\xff\xfe", b""])
def test_a_file_that_cannot_be_read_is_left_to_its_reader(content: bytes, home: Path) -> None:
    path = write_profile(home, "")
    path.write_bytes(content)
    upgrade_profile(path)
    assert content in path.read_bytes()
    assert upgrade_profile(home / "nowhere.toml") is None


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_stays_a_link(home: Path, tmp_path: Path) -> None:
    path = write_profile(home, OLD)
    real = path.rename(tmp_path / "elsewhere.toml")
    path.symlink_to(real)
    assert upgrade_profile(path) is not None
    assert path.is_symlink()
    assert "schema_version" in real.read_text("utf-8")
