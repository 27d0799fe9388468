"""Each kind of mistake has words of its own, a place, and what was probably meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from frontol_desk.console.profiles import read_document
from frontol_desk.domain.errors import DeskError
from frontol_desk.settings.load import load_settings, read_settings
from tests.unit.settings.test_load import write_profile


@pytest.mark.parametrize(
    ("text", "setting", "reason"),
    [
        ("ftp = 3", "ftp", "section"),
        ("[kassa]\nN22 = 1", "kassa.N22", "section"),
        ("kassas = 4", "kassas", "text"),
        ("[pipeline]\nworkers = true", "pipeline.workers", "number"),
        ("[archive]\nmax_gigabytes = false", "archive.max_gigabytes", "number"),
        ("[database]\nport = 54.5", "database.port", "number"),
        ("[exchange]\nroot = 5", "exchange.root", "text"),
        ('[exchange]\nrequest_name = "a/b"', "exchange.request_name", "file_name"),
        ('extends = "a/b"', "extends", "name"),
        ('[ftp]\nhost = "ftp://server"', "ftp.host", "host"),
        ('[database]\nhost = "db.example/sales"', "database.host", "host"),
        ("[exchange]\nquiet_seconds = 60\nresponse_timeout = 60", "exchange.quiet_seconds", "range"),
        ("[retry]\nfirst_seconds = 9\nlongest_seconds = 8", "retry.first_seconds", "range"),
        ('environment = "prod"', "environment", "choice"),
    ],
)
def test_mistakes_are_told_in_words_of_their_own(text: str, setting: str, reason: str, home: Path) -> None:
    path = write_profile(home, text)
    (problem,) = read_settings()[1]
    assert (problem.setting, problem.error.reason) == (setting, reason)
    line = next(number for number, words in enumerate(text.split("\n"), 1) if setting.rpartition(".")[2] in words)
    assert problem.place == f"{path}:{line}"
    assert "{" not in problem.message + problem.hint


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("[ftp]\nhots = 1", "ftp.host"),
        ("[ftp]\ntls-verify = 1", "ftp.tls_verify"),
        ("pool_size = 1", "ftp.pool_size"),
        ("[exchnage]\ntransport = 1", "exchange"),
        ('[kassa.N22]\ntimzone = "x"', "kassa.N22.timezone"),
    ],
)
def test_a_name_that_was_meant_is_suggested(text: str, meant: str, home: Path) -> None:
    write_profile(home, text)
    (problem,) = read_settings()[1]
    assert problem.error.reason == "unknown_similar"
    assert f" {meant}?" in problem.hint


@pytest.mark.parametrize("text", ["colour = 1", "[weather]\nrain = true", "[ftp]\na = 1"])
def test_nothing_is_suggested_for_what_resembles_nothing(text: str, home: Path) -> None:
    write_profile(home, text)
    assert [problem.error.reason for problem in read_settings()[1]] == ["unknown"]


@pytest.mark.parametrize("host", ["/var/run/postgresql", "::1", "db.example", "10.0.0.1"])
def test_servers_may_be_named_by_any_kind_of_address(host: str, home: Path) -> None:
    write_profile(home, f'[database]\nhost = "{host}"')
    assert read_settings()[1] == []


@pytest.mark.parametrize("setting", ["database.sslrootcert", "ftp.tls_ca", "secrets.vault_ca"])
def test_a_file_of_authorities_holds_certificates(setting: str, home: Path) -> None:
    section, _, key = setting.partition(".")
    file = home / "ca.pem"
    file.write_bytes(b"\x30\x82 the binary form")
    path = write_profile(home, f"[{section}]\n{key} = '{file}'")
    (problem,) = read_settings()[1]
    assert (problem.setting, problem.error.reason, problem.place) == (setting, "no_certificates", f"{path}:2")
    file.write_text("-----BEGIN CERTIFICATE-----\n", "utf-8")
    assert read_settings()[1] == []


def test_an_option_is_a_place(home: Path) -> None:
    (problem,) = read_settings(overrides={"log": {"level": "loud"}})[1]
    assert (problem.setting, problem.place) == ("log.level", "--log-level")


def test_the_address_of_the_database_is_the_place_of_its_parts(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_profile(home, '[database]\nname = "x"\ndsn = "postgresql://u@h/d?sslmode=perhaps"')
    (problem,) = read_settings()[1]
    assert (problem.setting, problem.place) == ("database.sslmode", f"{path}:3")
    monkeypatch.setenv("FRONTOL_DESK_DATABASE__DSN", "postgresql://u@h/d?sslmode=maybe")
    assert [problem.place for problem in read_settings()[1]] == ["FRONTOL_DESK_DATABASE__DSN"]


def test_a_variable_that_never_counts_is_not_suggested(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTOL_DESK_SCHEMA_VERSION", "2")
    (problem,) = read_settings()[1]
    assert problem.error.reason == "unknown_variable"


@pytest.mark.parametrize("text", ['[ftp]\nuser = "u"\nhots = "x"', '[ftpp]\nhost = "x"\nuser = "u"'])
def test_what_a_misspelt_name_leaves_unset_is_not_told_again(text: str, home: Path) -> None:
    write_profile(home, text)
    told = [problem for problem in read_settings(needs={"ftp"})[1] if problem.setting.startswith("ftp")]
    lacking = {problem.setting for problem in told if problem.error.reason == "missing"}
    assert not lacking & ({"ftp.host"} if "hots" in text else {"ftp.host", "ftp.user"})


@pytest.mark.parametrize(("text", "line", "column"), [("a = 1\n[ftp\n", 2, 5), ('a = "x"\nb = [1,', 2, 8)])
def test_a_mistake_of_form_is_told_with_line_and_character(text: str, line: int, column: int, home: Path) -> None:
    path = write_profile(home, text)
    (problem,) = read_settings()[1]
    assert problem.place == f"{path}:{line}"
    assert f"line {line}, character {column}." in problem.message
    with pytest.raises(DeskError) as caught:
        read_document(path)
    assert caught.value.message == problem.message


def test_a_password_in_an_address_is_one_mistake(home: Path) -> None:
    path = write_profile(home, '[database]\ndsn = "postgresql://u:opensesame@h/d"')
    (problem,) = read_settings(needs={"database"})[1]
    assert (problem.error.reason, problem.place) == ("password_in_file", f"{path}:2")


def test_a_single_problem_is_raised_with_its_place(home: Path) -> None:
    path = write_profile(home, "[ftp]\nport = 0")
    with pytest.raises(DeskError) as caught:
        load_settings()
    assert caught.value.context["place"] == f"{path}:2"
