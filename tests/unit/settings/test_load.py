"""Where settings come from, which one wins, and that every problem is told at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from frontol_desk.domain.errors import DeskError, ErrorCode, ExitCode
from frontol_desk.domain.files import Acknowledge
from frontol_desk.domain.values import SourceFolder
from frontol_desk.settings.load import EVERYTHING, load_settings, read_settings, validate_settings
from frontol_desk.settings.model import Settings

SECRET = "s3cret/päss@w0rd"


def write_profile(home: Path, text: str, name: str = "default") -> Path:
    path = home / "profiles" / f"{name}.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def problems_of(**arguments: Any) -> dict[str, str]:
    _, problems = read_settings(**arguments)
    return {problem.setting: f"{problem.error.code}.{problem.error.reason}" for problem in problems}


def complete(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTOL_DESK_KASSAS", "P13:P13;N22:N22_Inter,N22_FURN")
    monkeypatch.setenv("FRONTOL_DESK_FTP__HOST", "ftp.example")
    monkeypatch.setenv("FRONTOL_DESK_FTP__USER", "exchange")
    monkeypatch.setenv("FRONTOL_DESK_FTP__PASSWORD", SECRET)
    monkeypatch.setenv("FRONTOL_DESK_DATABASE__DSN", "postgresql://desk:pw@db.example:5433/sales")


def test_defaults_are_those_of_the_contract(home: Path) -> None:
    settings = load_settings()
    assert settings.home == home
    assert (settings.profile, settings.database.schema_, settings.ftp.port) == ("default", "public", 21)
    assert (settings.ftp.request_dir, settings.ftp.response_dir) == ("/request", "/response")
    assert (settings.ftp.encoding, settings.ftp.pool_size, settings.ftp.tls) == ("utf-8", 5, "off")
    assert settings.exchange.request_name == "request.txt"
    assert settings.exchange.response_timeout == 600
    assert settings.exchange.acknowledge is Acknowledge.RENAME


def test_later_sources_win(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_profile(home, '[ftp]\nhost = "from-file"\nuser = "file"\npool_size = 2\n[pipeline]\nworkers = 7\n')
    monkeypatch.setenv("FRONTOL_DESK_FTP__HOST", "from-environment")
    monkeypatch.setenv("FRONTOL_DESK_FTP__USER", "environment")
    settings = load_settings(overrides={"ftp": {"host": "from-command-line"}})
    assert settings.ftp.host == "from-command-line"
    assert settings.ftp.user == "environment"
    assert (settings.ftp.pool_size, settings.pipeline.workers) == (2, 7)
    assert settings.ftp.port == 21


def test_a_profile_is_named_by_option_or_environment(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_profile(home, 'language = "ru"', "north")
    write_profile(home, 'language = "en"', "south")
    assert load_settings("north").language == "ru"
    monkeypatch.setenv("FRONTOL_DESK_PROFILE", "south")
    settings = load_settings()
    assert (settings.language, settings.profile) == ("en", "south")


def test_a_config_file_replaces_the_profile_file(home: Path, tmp_path: Path) -> None:
    write_profile(home, 'language = "ru"\ntimezone = "Europe/Moscow"')
    other = tmp_path / "other.toml"
    other.write_text('\ufefflanguage = "en"', "utf-8")  # Notepad writes the mark
    settings = load_settings(config=other)
    assert (settings.language, settings.timezone) == ("en", None)


def test_dsn_and_parts_become_one(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    write_profile(home, '[database]\nhost = "file-host"\nname = "sales"\nuser = "desk"\nsslmode = "require"')
    monkeypatch.setenv("FRONTOL_DESK_DATABASE__PASSWORD", SECRET)
    database = load_settings().database
    assert database.dsn is not None
    expected = "postgresql://desk:s3cret%2Fp%C3%A4ss%40w0rd@file-host/sales?sslmode=require"
    assert database.dsn.get_secret_value() == expected
    monkeypatch.setenv("FRONTOL_DESK_DATABASE__DSN", "postgresql://other@env-host:6000/shop")
    database = load_settings().database
    assert (database.host, database.port, database.name, database.user) == ("env-host", 6000, "shop", "other")
    assert load_settings(overrides={"database": {"host": "line"}}).database.host == "line"


def test_settings_built_directly_read_no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTOL_DESK_FTP__HOST", "elsewhere")
    assert Settings().ftp.host is None


def test_complete_settings_have_no_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    complete(monkeypatch)
    assert validate_settings() == []
    assert load_settings(needs=EVERYTHING).folders == tuple(
        map(SourceFolder.parse, ("P13/P13", "N22/N22_Inter", "N22/N22_FURN"))
    )


def test_every_problem_is_told_at_once(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_profile(home, 'colour = "red"\n[ftp]\npassword = "x"\naddress = "typo"\n[exchange]\nacknowledge = "maybe"')
    monkeypatch.setenv("FRONTOL_DESK_FTP__PORT", "many")
    monkeypatch.setenv("FRONTOL_DESK_FTP__POOL_SIZE", "0")
    monkeypatch.setenv("FRONTOL_DESK_FTP__ENCODING", "klingon")
    monkeypatch.setenv("FRONTOL_DESK_FTP__TLS_VERIFY", "perhaps")
    monkeypatch.setenv("FRONTOL_DESK_TIMEZONE", "Mars/Olympus")
    monkeypatch.setenv("FRONTOL_DESK_KASAS", "P13:P13")
    monkeypatch.setenv("FRONTOL_DESK_KASSAS", "P13:P13;:;../x:y")
    monkeypatch.setenv("FRONTOL_DESK_DATABASE__DSN", "mysql://x")
    monkeypatch.setenv("FRONTOL_DESK_DATABASE__SCHEMA", "pg_catalog")
    assert problems_of(needs={"ftp"}) == {
        "FRONTOL_DESK_KASAS": "CONFIG_SETTING.variable_similar",
        "colour": "CONFIG_SETTING.unknown",
        "database.dsn": "CONFIG_SETTING.dsn",
        "database.schema": "CONFIG_SETTING.schema",
        "exchange.acknowledge": "CONFIG_SETTING.choice",
        "ftp.address": "CONFIG_SETTING.unknown",
        "ftp.encoding": "CONFIG_SETTING.encoding",
        "ftp.host": "CONFIG_SETTING.missing",
        "ftp.password": "CONFIG_SETTING.password_in_file",
        "ftp.pool_size": "CONFIG_SETTING.range",
        "ftp.port": "CONFIG_SETTING.number",
        "ftp.tls_verify": "CONFIG_SETTING.yes_no",
        "ftp.user": "CONFIG_SETTING.missing",
        "kassas": "CONFIG_KASSAS.None",
        "timezone": "CONFIG_SETTING.timezone",
    }
    with pytest.raises(DeskError) as caught:
        load_settings(needs={"ftp"})
    assert caught.value.code is ErrorCode.CONFIG_SEVERAL
    assert caught.value.exit_code is ExitCode.CONFIG
    assert "ftp.port" in caught.value.message
    assert "timezone" in caught.value.message


def test_a_single_problem_is_raised_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTOL_DESK_KASSAS", "P13")
    with pytest.raises(DeskError) as caught:
        load_settings()
    assert caught.value.code is ErrorCode.CONFIG_KASSAS


@pytest.mark.parametrize(("mode", "port"), [("explicit", 21), ("implicit", 990)])
def test_implicit_encryption_has_a_port_of_its_own(mode: str, port: int, home: Path) -> None:
    write_profile(home, f'[ftp]\ntls = "{mode}"')
    assert load_settings().ftp.port == port
    write_profile(home, f'[ftp]\ntls = "{mode}"\nport = 2121')
    assert load_settings().ftp.port == 2121


def test_an_exchange_folder_needs_no_server(home: Path) -> None:
    write_profile(home, '[exchange]\ntransport = "folder"')
    assert problems_of(needs={"ftp"}) == {"exchange.root": "CONFIG_SETTING.missing"}
    write_profile(home, f"[exchange]\ntransport = 'folder'\nroot = '{home}'")
    assert problems_of(needs={"ftp"}) == {}
    assert load_settings(needs={"ftp"}).exchange.root == home


def test_an_exchange_folder_is_named_in_full(home: Path) -> None:
    write_profile(home, '[exchange]\nroot = "exchange"')
    assert problems_of() == {"exchange.root": "CONFIG_SETTING.not_absolute"}


def test_a_file_of_authorities_must_be_there(home: Path) -> None:
    write_profile(home, '[ftp]\ntls_ca = "/nowhere/ca.pem"')
    assert problems_of() == {"ftp.tls_ca": "CONFIG_SETTING.no_file"}


@pytest.mark.parametrize(
    "text", ['[database]\ndsn = "postgresql://u:{0}@h/d"', '[database]\npassword = "{0}"', '[ftp]\npassword = "{0}"']
)
def test_a_password_in_a_file_is_refused_and_not_shown(text: str, home: Path) -> None:
    write_profile(home, text.format("opensesame"))
    _, problems = read_settings()
    assert [problem.error.reason for problem in problems] == ["password_in_file"]
    assert "opensesame" not in str([problem.document() for problem in problems])


def test_a_dsn_without_password_may_stand_in_a_file(home: Path) -> None:
    write_profile(home, '[database]\ndsn = "postgresql://u@h/d"')
    assert load_settings().database.user == "u"


def test_home_and_profile_make_no_sense_in_a_file(home: Path) -> None:
    write_profile(home, 'home = "/x"\nprofile = "y"')
    assert problems_of() == {"home": "CONFIG_SETTING.not_in_file", "profile": "CONFIG_SETTING.not_in_file"}


def test_a_named_profile_must_exist() -> None:
    assert problems_of(profile="nowhere") == {"profile": "CONFIG_SETTING.no_file"}


def test_a_broken_file_is_named_with_its_line(home: Path) -> None:
    path = write_profile(home, 'language = "ru"\ntimezone = nonsense\n')
    _, problems = read_settings()
    assert [problem.error.reason for problem in problems] == ["bad_toml"]
    assert str(path) in problems[0].message
    assert "line 2" in problems[0].message


def test_a_file_in_another_encoding_is_refused(home: Path) -> None:
    write_profile(home, "").write_bytes('kassas = "Ц1:Ц1"'.encode("cp1251"))
    assert problems_of() == {"profile": "CONFIG_SETTING.not_utf8"}


def test_pool_bounds_must_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTOL_DESK_DATABASE__POOL_MIN", "9")
    assert problems_of() == {"database.pool_min": "CONFIG_SETTING.range"}


def test_originals_are_kept_longer_than_processed_files_lie_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """A processed file is deleted only when its copy has been hashed again."""
    monkeypatch.setenv("FRONTOL_DESK_EXCHANGE__DELETE_PROCESSED_AFTER_DAYS", "30")
    monkeypatch.setenv("FRONTOL_DESK_ARCHIVE__KEEP_DAYS", "31")
    assert problems_of() == {}
    monkeypatch.setenv("FRONTOL_DESK_ARCHIVE__KEEP_DAYS", "30")
    assert problems_of() == {"archive.keep_days": "CONFIG_SETTING.range"}


def test_a_section_for_an_unknown_kassa_is_refused(home: Path) -> None:
    write_profile(home, 'kassas = "P13:P13"\n[kassa.P14]\ntimezone = "Asia/Omsk"')
    assert problems_of() == {"kassa.P14": "CONFIG_SETTING.unknown_kassa"}


def test_the_demo_brings_its_own_servers(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_profile(home, '[ftp]\nhost = "real"\nport = "wrong"\n[exchange]\ntransport = "folder"')
    monkeypatch.setenv("FRONTOL_DESK_DATABASE__DSN", "postgresql://real:pw@real/real")
    monkeypatch.setenv("FRONTOL_DESK_KASSAS", "Z1:Z1")
    settings = load_settings(needs=EVERYTHING, demo=True)
    assert (settings.ftp.host, settings.database.dsn, settings.exchange.transport) == (None, None, "ftp")
    assert settings.folders == (SourceFolder("Z1", "Z1"),)


def test_empty_variables_count_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTOL_DESK_FTP__PORT", "")
    assert load_settings().ftp.port == 21


def test_secrets_are_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    complete(monkeypatch)
    settings = load_settings()
    shown = repr(settings) + str(settings) + settings.model_dump_json()
    assert SECRET not in shown
    assert "pw" not in shown
    assert set(settings.secret_texts) == {SECRET, "pw"}


def test_keyring_fills_what_nobody_else_gave(
    monkeypatch: pytest.MonkeyPatch, keyring_entries: dict[tuple[str, str], str]
) -> None:
    complete(monkeypatch)
    monkeypatch.delenv("FRONTOL_DESK_FTP__PASSWORD")
    monkeypatch.setenv("FRONTOL_DESK_DATABASE__DSN", "postgresql://desk@db.example/sales")
    keyring_entries["frontol-desk:default", "ftp.password"] = "from-keyring"
    keyring_entries["frontol-desk:default", "database.password"] = "also/there"
    settings = load_settings(needs=EVERYTHING)
    assert settings.ftp.password is not None
    assert settings.ftp.password.get_secret_value() == "from-keyring"
    assert settings.database.dsn is not None
    assert settings.database.dsn.get_secret_value() == "postgresql://desk:also%2Fthere@db.example/sales"


def test_environment_wins_over_keyring(
    monkeypatch: pytest.MonkeyPatch, keyring_entries: dict[tuple[str, str], str]
) -> None:
    complete(monkeypatch)
    keyring_entries["frontol-desk:default", "ftp.password"] = "old"
    password = load_settings(needs=EVERYTHING).ftp.password
    assert password is not None
    assert password.get_secret_value() == SECRET


def test_without_a_keyring_the_choices_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    complete(monkeypatch)
    monkeypatch.delenv("FRONTOL_DESK_FTP__PASSWORD")
    assert problems_of(needs=EVERYTHING) == {"ftp.password": "SECRETS_UNAVAILABLE.no_keyring"}
