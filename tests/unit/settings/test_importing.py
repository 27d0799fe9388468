"""Settings from elsewhere: what is understood, what is named as unknown or wrong, and where the secrets go."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from frontol_desk.console.importing import ImportedProfile, read_import, take_in
from frontol_desk.console.profiles import profile_text
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.settings.load import load_settings
from tests.unit.settings.test_load import write_profile

OLD_LOADER = """\
# Database
DB_HOST=postgres.prod.example.com
DB_PORT=5433
export DB_USER=frontol_prod
DB_PASSWORD="Xy9$m2Kp3L#n"  # a good one!
DB_NAME='kassa_production'
DB_SSLMODE=require
DB_CONNECT_TIMEOUT_SECONDS=7

PUBLICHOST=ftp.example.com
FTP_HOST=ftp.prod.example.com
FTP_PORT=2121
FTP_USER=frontol
FTP_PASSWORD=Secure Ftp;2024!
FTP_REQUEST_DIR=/requests
FTP_RESPONSE_DIR=/responses
FTP_POOL_SIZE=3
FTP_USE_TLS=true
KASSA_STRUCTURE=P13:P13;N22:N22_Inter,N22_FURN;SH54:SH54
LOCAL_DIR=/data/frontol
BATCH_SIZE=5000
MAX_RETRIES=5
RETRY_DELAY_SECONDS=10
WAIT_DELAY_MINUTES=2
WORKER_POOL_SIZE=10
LOG_LEVEL=warn
LOG_FORMAT=console
WEBHOOK_BEARER_TOKEN=eyJhbGciOiJIUzI1NiJ9
WEBHOOK_REPORT_URL=
"""
VALUES = {
    "database": {
        "host": "postgres.prod.example.com",
        "port": 5433,
        "user": "frontol_prod",
        "name": "kassa_production",
        "sslmode": "require",
        "connect_timeout": 7,
    },
    "ftp": {
        "host": "ftp.prod.example.com",
        "port": 2121,
        "user": "frontol",
        "request_dir": "/requests",
        "response_dir": "/responses",
        "pool_size": 3,
        "tls": "explicit",
    },
    "kassas": "P13:P13;N22:N22_Inter,N22_FURN;SH54:SH54",
    "retry": {"attempts": 5, "first_seconds": 10},
    "exchange": {"response_timeout": 120},
    "pipeline": {"workers": 10},
    "log": {"level": "warning", "format": "text"},
}
SECRETS = {"database.password": "Xy9$m2Kp3L#n", "ftp.password": "Secure Ftp;2024!"}


def revealed(imported: ImportedProfile) -> dict[str, str]:
    return {name: secret.get_secret_value() for name, secret in imported.secrets.items()}


def wrong(imported: ImportedProfile) -> list[tuple[str, str, str | None]]:
    return [(problem.place, problem.setting, problem.error.reason) for problem in imported.problems]


def test_the_env_of_an_old_loader_becomes_settings_and_secrets_and_what_is_unknown_is_named() -> None:
    found = read_import(OLD_LOADER)
    assert found.kind == "env"
    assert found.problems == ()
    assert found.values == VALUES
    assert revealed(found) == SECRETS
    assert found.unknown == ("PUBLICHOST", "LOCAL_DIR", "BATCH_SIZE", "WEBHOOK_BEARER_TOKEN")
    assert not any(secret in repr(found) for secret in (*SECRETS.values(), "eyJhbGciOiJIUzI1NiJ9"))


def test_every_line_at_fault_is_named_with_its_number_and_nothing_is_taken_in(
    home: Path, keyring_entries: dict[tuple[str, str], str]
) -> None:
    lines = ["DB_HOST=db", "DB_PORT=five", "", "FTP_PASSWORD='never closed", "DB_NAME=${SHOP}", "LOG_LEVEL=loud",
             "KASSA_STRUCTURE=P13;N22:N22", "DB_SSLMODE=maybe", "FTP_POOL_SIZE=0", "DB_PASSWORD=secret"]  # fmt: skip
    file = home / ".env.north"
    file.write_text("\n".join(lines), "utf-8")
    found = read_import(file)
    assert found.name == "north"
    assert set(wrong(found)) == {
        (f"{file}:2", "database.port", "number"),
        (f"{file}:4", f"{file}:4", "env_line"),
        (f"{file}:5", "database.name", "env_variable"),
        (f"{file}:6", "log.level", "choice"),
        (f"{file}:7", "kassas", None),
        (f"{file}:8", "database.sslmode", "choice"),
        (f"{file}:9", "ftp.pool_size", "range"),
    }
    with pytest.raises(DeskError) as caught:
        take_in(home, found.name, found)
    assert caught.value.code is ErrorCode.CONFIG_SEVERAL
    assert not (home / "profiles").exists()
    assert keyring_entries == {}


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("FTP_USE_TLS=0", {"ftp": {"tls": "off"}}),
        ("FTP_TLS=implicit", {"ftp": {"tls": "implicit"}}),
        ("WAIT_DELAY_MINUTES=0.5", {"exchange": {"response_timeout": 30}}),
        ("WAIT_DELAY_MINUTES=0", {}),
        ("RETRY_DELAY=60", {"retry": {"first_seconds": 60, "longest_seconds": 60}}),
        ("LOG_LEVEL=FATAL", {"log": {"level": "error"}}),
        ("MAX_RETRIES=0", {"retry": {"attempts": 1}}),
        ("KASSA_STRUCTURE='\nP13:P13;\n\tN22:A,B\n'", {"kassas": "P13:P13;N22:A,B"}),
        ("FRONTOL_DESK_KASSA__P13__DATE_FORMAT=dd.mm.yyyy", {"kassa": {"P13": {"date_format": "dd.mm.yyyy"}}}),
        ("TZ=Asia/Omsk", {"timezone": "Asia/Omsk"}),
        ("DB_HOST=one\nDB_HOST=two", {"database": {"host": "two"}}),
        ("FRONTOL_DESK_FTP__TLS_VERIFY=false", {"ftp": {"tls_verify": False}}),
        ("DATABASE_URL=postgres://u@h:5433/n", {"database": {"host": "h", "port": 5433, "user": "u", "name": "n"}}),
    ],
)
def test_single_lines(line: str, values: dict[str, object]) -> None:
    found = read_import(line)
    assert (found.values, found.problems, found.unknown) == (values, (), ())


def test_what_looks_like_a_variable_is_none_in_single_quotes() -> None:
    assert revealed(read_import("FTP_PASSWORD = 'a${b}c'")) == {"ftp.password": "a${b}c"}
    assert wrong(read_import("FTP_PASSWORD=a${b}c")) == [("-:1", "ftp.password", "env_variable")]


def test_a_password_inside_an_address_is_a_secret_like_any_other() -> None:
    found = read_import("DATABASE_URL=postgresql://u:p%40ss@h/n\nDB_POOL_MAX=1")
    assert revealed(found) == {"database.password": "p@ss"}
    assert found.values == {"database": {"host": "h", "user": "u", "name": "n"}}
    assert wrong(found) == [("-:2", "database.pool_max", "range")]


@pytest.mark.parametrize("text", ["P13:P13;N22:N22_Inter,N22_FURN", "\ufeff P13:P13;\r\n N22:N22_Inter,N22_FURN;\r\n"])
def test_a_bare_list_of_kassas_changes_only_the_kassas(
    home: Path, keyring_entries: dict[tuple[str, str], str], text: str
) -> None:
    file = home / "profiles" / "default.toml"
    file.parent.mkdir()
    file.write_text('# ours\n[ftp]\nhost = "files"\n', "utf-8")
    found = read_import(text)
    assert found.kind == "kassas"
    assert take_in(home, "default", found).missing == ()
    assert "# ours" in file.read_text("utf-8")
    assert tomllib.loads(file.read_text("utf-8")) == {
        "kassas": "P13:P13;N22:N22_Inter,N22_FURN",
        "ftp": {"host": "files"},
    }
    take_in(home, "default", found)
    with pytest.raises(DeskError, match="default"):
        take_in(home, "default", read_import("P14:P14"))


@pytest.mark.parametrize("text", ["", " ;; ", "P13", "P13:P13;P13:P13"])
def test_what_is_no_list_of_kassas_is_refused(text: str) -> None:
    assert [setting for _, setting, _ in wrong(read_import(text))] == ["kassas"]


def test_taken_in_the_file_holds_the_settings_and_the_keyring_the_secrets(
    home: Path, keyring_entries: dict[tuple[str, str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = take_in(home, "north", read_import(OLD_LOADER))
    assert (taken.stored, taken.missing, taken.failure) == (tuple(SECRETS), (), None)
    assert keyring_entries == {("frontol-desk:north", name): value for name, value in SECRETS.items()}
    written = taken.file.read_text("utf-8")
    assert tomllib.loads(written) == {"schema_version": 2, **VALUES}
    assert not any(secret in written for secret in SECRETS.values())
    monkeypatch.setenv("FRONTOL_DESK_HOME", str(home))
    settings = load_settings("north", needs={"database", "ftp", "kassas"})
    assert settings.ftp.password is not None
    assert settings.ftp.password.get_secret_value() == SECRETS["ftp.password"]


def test_a_profile_that_is_there_is_replaced_only_when_told_and_kept_beside(
    home: Path, keyring_entries: dict[tuple[str, str], str]
) -> None:
    file = home / "profiles" / "north.toml"
    file.parent.mkdir()
    file.write_text('timezone = "Asia/Omsk"\n', "utf-8")
    with pytest.raises(DeskError) as caught:
        take_in(home, "north", read_import("FTP_HOST=files"))
    assert caught.value.reason == "exists"
    assert keyring_entries == {}
    taken = take_in(home, "north", read_import("FTP_HOST=files"), force=True)
    assert tomllib.loads(file.read_text("utf-8")) == {"schema_version": 2, "ftp": {"host": "files"}}
    assert file.with_suffix(".toml.bak").read_text("utf-8") == 'timezone = "Asia/Omsk"\n'
    assert taken.missing == ("ftp.password",)
    take_in(home, "north", read_import("FTP_HOST=others"), force=True)
    assert file.with_suffix(".toml.bak").read_text("utf-8") == 'timezone = "Asia/Omsk"\n'
    assert 'host = "files"' in file.with_suffix(".toml.1.bak").read_text("utf-8")


def test_without_a_keyring_the_profile_is_there_and_the_secrets_are_missing(home: Path) -> None:
    taken = take_in(home, "north", read_import(OLD_LOADER))
    assert taken.file.is_file()
    assert taken.stored == ()
    assert set(taken.missing) == set(SECRETS)
    assert taken.failure is not None
    assert taken.failure.code is ErrorCode.SECRETS_UNAVAILABLE


def test_what_the_environment_holds_is_not_missing(
    home: Path, keyring_entries: dict[tuple[str, str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRONTOL_DESK_FTP__PASSWORD", "from outside")
    assert take_in(home, "a", read_import("FTP_HOST=files\nDB_HOST=db")).missing == ("database.password",)
    assert take_in(home, "b", read_import("FTP_HOST=files\nFTP_USER=anonymous\nDB_HOST=/run")).missing == ()


def test_a_profile_carries_its_passwords_to_the_keyring_and_names_its_mistakes(tmp_path: Path) -> None:
    file = tmp_path / "Shop.toml"
    file.write_text(
        'kassas = "P13:P13"\n[ftp]\nhost = "files"\nport = 99999\npassword = "oh"\nhots = 1\n'
        '[database]\ndsn = "postgresql://u:p@h/n"\nsslrootcert = "/nowhere/ca.pem"\n',
        "utf-8",
    )
    found = read_import(file)
    assert (found.kind, found.name) == ("profile", "Shop")
    assert revealed(found) == {"database.password": "p", "ftp.password": "oh"}
    assert set(wrong(found)) == {(f"{file}:4", "ftp.port", "range"), (f"{file}:6", "ftp.hots", "unknown_similar")}
    assert [(remark.setting, remark.place) for remark in found.remarks] == [("database.sslrootcert", f"{file}:9")]


def test_every_secret_of_a_file_is_taken_out_and_a_mistake_in_an_address_has_its_line() -> None:
    found = read_import('[vault]\ntoken = "oh"\n[archive]\nkeep_days = 7\nkey = "no"\n')
    assert (found.values, found.problems) == ({"archive": {"keep_days": 7}}, ())
    assert revealed(found) == {"vault.token": "oh", "archive.key": "no"}
    found = read_import('[database]\n\ndsn = "postgresql://u:p@h:1/n?sslmode=perhaps"\n')
    assert wrong(found) == [("-:3", "database.sslmode", "choice")]
    assert [place for place, *_ in wrong(read_import('[database]\ndsn = "mysql://x"\n'))] == ["-:2"]


def test_the_env_of_something_else_makes_no_profile() -> None:
    found = read_import("PATH=/usr/bin\nSECRET_KEY=oh\n")
    assert [reason for _, _, reason in wrong(found)] == ["nothing"]
    assert found.unknown == ("PATH", "SECRET_KEY")


def test_what_a_newer_program_wrote_is_refused(tmp_path: Path) -> None:
    found = read_import("schema_version = 99\n[brave]\nnew = 1\n")
    assert [reason for _, _, reason in wrong(found)] == ["newer"]


@pytest.mark.parametrize(
    ("content", "code", "reason"),
    [
        (None, ErrorCode.FILE_MISSING, None),
        (b"[ftp\n", ErrorCode.CONFIG_SETTING, "bad_toml"),
        ("KASSA_STRUCTURE=Склад:Склад".encode("cp1251"), ErrorCode.CONFIG_SETTING, "not_utf8"),
        (b"A=1\n" * 300_000, ErrorCode.CONFIG_SETTING, "not_utf8"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, content: bytes | None, code: ErrorCode, reason: str | None) -> None:
    file = tmp_path / "some.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(DeskError) as caught:
        read_import(file)
    assert (caught.value.code, caught.value.reason) == (code, reason)
    assert str(file) in caught.value.message


def test_a_profile_is_written_with_what_belongs_to_no_section_first() -> None:
    values = {"ftp": {"host": "a#b\\c\"'"}, "kassa": {"N22": {"timezone": "Asia/Omsk"}}, "kassas": "", "features": {}}
    written = profile_text(values)
    del values["features"]
    assert tomllib.loads(written) == {"schema_version": 2, **values}


def test_the_same_kassas_again_change_nothing(home: Path) -> None:
    file = write_profile(home, '# ours\nkassas = "P13:P13"\n')
    take_in(home, "default", read_import("P13:P13"))
    assert file.read_text("utf-8") == '# ours\nkassas = "P13:P13"\n'
    assert list(file.parent.iterdir()) == [file]


def test_lines_of_a_key_are_not_quoted_as_names() -> None:
    found = read_import("FTP_HOST=files\nSSH_KEY=abc\n9j4/AAQSk+Z==\nFRONTOL_DESK_KASSA=1")
    assert found.unknown == ("SSH_KEY", "FRONTOL_DESK_KASSA")
    assert wrong(found) == [("-:3", "-:3", "env_line")]
    assert "9j4" not in repr(found)
