"""Profiles based on others: what a profile does not say comes from beneath."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from frontol_desk.settings.layers import exact_place, file_layers
from frontol_desk.settings.load import EVERYTHING, load_settings, read_settings
from tests.unit.settings.test_load import write_profile


def chain(home: Path) -> None:
    write_profile(
        home, 'language = "ru"\n[ftp]\nhost = "everywhere"\npool_size = 3\n[pipeline]\nworkers = 7', "company"
    )
    write_profile(home, 'extends = "company"\nenvironment = "production"\n[ftp]\nhost = "north"', "north")
    write_profile(home, 'extends = "north"\n[ftp]\nuser = "trial"', "trial")


def test_later_profiles_win_over_those_beneath(home: Path) -> None:
    chain(home)
    settings = load_settings("trial")
    assert (settings.ftp.host, settings.ftp.user, settings.ftp.pool_size) == ("north", "trial", 3)
    assert (settings.language, settings.pipeline.workers, settings.extends) == ("ru", 7, "north")
    assert [file.stem for file in settings.files] == ["trial", "north", "company"]
    assert settings.file == home / "profiles" / "trial.toml"


def test_a_trial_based_on_production_is_no_production(home: Path) -> None:
    chain(home)
    assert load_settings("north").environment == "production"
    assert load_settings("trial").environment is None


def test_environment_wins_over_all_of_them(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chain(home)
    monkeypatch.setenv("FRONTOL_DESK_FTP__HOST", "here")
    assert load_settings("trial").ftp.host == "here"


def test_the_environment_may_name_the_profile_beneath(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chain(home)
    write_profile(home, "", "bare")
    monkeypatch.setenv("FRONTOL_DESK_EXTENDS", "company")
    assert load_settings("bare").ftp.host == "everywhere"


def test_a_config_file_may_be_based_on_a_profile(home: Path, tmp_path: Path) -> None:
    chain(home)
    other = tmp_path / "other.toml"
    other.write_text('extends = "north"\n', "utf-8")
    settings = load_settings(config=other)
    assert (settings.file, settings.ftp.host) == (other, "north")


def test_a_circle_is_refused_where_it_closes(home: Path) -> None:
    write_profile(home, 'extends = "b"', "a")
    last = write_profile(home, '\nextends = "a"', "b")
    (problem,) = read_settings("a", needs=EVERYTHING)[1]
    assert (problem.error.reason, problem.place) == ("extends_cycle", f"{last}:2")
    own = write_profile(home, 'extends = "c"', "c")
    (problem,) = read_settings("c")[1]
    assert (problem.error.reason, problem.place) == ("extends_cycle", f"{own}:1")


def test_a_missing_profile_is_refused_where_it_is_named(home: Path) -> None:
    path = write_profile(home, 'language = "ru"\nextends = "nowhere"')
    settings, (problem,) = read_settings(needs=EVERYTHING)
    assert (problem.error.reason, problem.place) == ("extends_missing", f"{path}:2")
    assert str(home / "profiles" / "nowhere.toml") in problem.message
    assert home / "profiles" / "nowhere.toml" in settings.files


@pytest.mark.parametrize("name", ['"../secret"', "3", '""'])
def test_a_name_that_is_none_is_refused(name: str, home: Path) -> None:
    path = write_profile(home, f"extends = {name}")
    (problem,) = read_settings()[1]
    assert (problem.setting, problem.place) == ("extends", f"{path}:1")


def test_what_is_wrong_is_told_of_the_file_that_says_it(home: Path) -> None:
    chain(home)
    base = write_profile(home, '[ftp]\nport = "many"\nhots = "x"\n[log]\nlevel = "loud"', "company")
    top = write_profile(home, 'extends = "company"\n[log]\nlevel = "quiet"\n', "top")
    places = {problem.setting: problem.place for problem in read_settings("top")[1]}
    assert places == {"ftp.port": f"{base}:2", "ftp.hots": f"{base}:3", "log.level": f"{top}:3"}


def test_what_is_missing_is_missing_in_the_section_that_is_there(home: Path) -> None:
    path = write_profile(home, 'kassas = "P13:P13"\n[ftp]\nuser = "u"\n')
    problems = {problem.setting: problem for problem in read_settings(needs=EVERYTHING)[1]}
    assert problems["ftp.host"].place == f"{path}:2"
    assert problems["database.host"].place == str(path)


def test_one_kassa_in_two_sources_is_one_kassa(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment has no small and capital letters, and wins all the same."""
    write_profile(home, '[kassa.N22]\ntimezone = "Asia/Omsk"\nencoding = "utf-8"')
    monkeypatch.setenv("FRONTOL_DESK_KASSA__N22__TIMEZONE", "Europe/Moscow")
    own = load_settings().of_kassa("N22")
    assert (own.timezone, own.encoding) == ("Europe/Moscow", "utf-8")


def test_what_stays_with_its_own_file_has_no_place_in_another(home: Path) -> None:
    chain(home)
    layers = file_layers(home / "profiles" / "trial.toml", home, named=True)
    assert exact_place(layers, "environment") == ""
    assert exact_place(layers, "extends") == f"{home / 'profiles' / 'trial.toml'}:1"


def test_a_section_that_only_variables_open_has_their_place(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_profile(home, 'kassas = "P13:P13"')
    monkeypatch.setenv("FRONTOL_DESK_KASSA__N99__ENCODING", "utf-8")
    monkeypatch.setenv("FRONTOL_DESK_FTP__PORT", "21")
    problems = {problem.setting: problem.place for problem in read_settings(needs=EVERYTHING)[1]}
    assert problems["kassa.n99"] == "FRONTOL_DESK_KASSA__N99__ENCODING"
    assert problems["ftp.host"] == str(path)


def test_a_base_that_cannot_be_read_is_a_problem_and_no_crash(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_profile(home, 'extends = "chain"')
    base = write_profile(home, "", "chain")
    read, look = Path.read_bytes, Path.stat

    def barred(self: Path, how: Callable[[Path], Any]) -> Any:
        if self == base:
            raise PermissionError(13, "Permission denied")
        return how(self)

    monkeypatch.setattr(Path, "read_bytes", lambda self: barred(self, read))
    monkeypatch.setattr(Path, "stat", lambda self, **_: barred(self, look))
    settings, (problem,) = read_settings(needs=EVERYTHING)
    assert (problem.error.reason, problem.place) == ("unreadable", str(base))
    assert settings.files == (path, base)
