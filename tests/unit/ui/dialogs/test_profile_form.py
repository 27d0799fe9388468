"""Values of a profile while they are edited: what is wrong with them, what is saved, what never gets into a file."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest

from frontol_desk.domain.errors import DeskError
from frontol_desk.ui.presenters.profile_form import (
    FieldProblem,
    ProfileForm,
)
from frontol_desk.ui.presenters.setting_values import flattened, nested, parts_of_connection_string
from frontol_desk.ui.session import Session
from tests.unit.ui.dialogs.conftest import FakeKeyring, Lead

WHOLE = {
    "database.host": "db",
    "database.name": "sales",
    "ftp.host": "ftp",
    "ftp.user": "exchange",
    "kassas": "P13:P13",
}


@pytest.fixture
def form(session: Session, tmp_path: Path) -> ProfileForm:
    return ProfileForm(session, tmp_path, "default")


def profile(home: Path) -> Path:
    file = home / "profiles" / "default.toml"
    file.parent.mkdir(exist_ok=True)
    return file


def told(form: ProfileForm, setting: str) -> FieldProblem | None:
    return form.problem(setting)


def test_flat_and_nested_are_opposites() -> None:
    values = {"kassas": "P13:P13", "ftp": {"port": 21}, "kassa": {"P13": {"timezone": "Asia/Omsk"}}}
    assert flattened(values) == {"kassas": "P13:P13", "ftp.port": 21, "kassa": {"P13": {"timezone": "Asia/Omsk"}}}
    assert nested(flattened(values)) == values


def test_defaults_show_where_the_profile_says_nothing(form: ProfileForm) -> None:
    assert form.value("exchange.response_timeout") == 600
    assert form.value("database.schema") == "public"
    assert form.value("database.host") is None
    assert not form.is_changed


def test_what_is_missing_is_told_as_absent(form: ProfileForm) -> None:
    absent = {problem.setting for problem in form.problems() if problem.absent}
    assert {"database.host", "database.name", "ftp.host", "ftp.user", "ftp.password", "kassas"} <= absent
    assert not [problem for problem in form.problems() if not problem.absent]


def test_a_wrong_value_is_told_at_its_setting_with_the_limits(form: ProfileForm) -> None:
    form.set_value("ftp.port", 70_000)
    problem = told(form, "ftp.port")
    assert problem
    assert not problem.absent
    assert "65535" in problem.text
    form.set_value("ftp.port", 2121)
    assert told(form, "ftp.port") is None


def test_a_whole_profile_is_sound(form: ProfileForm) -> None:
    form.set_values(WHOLE)
    assert [problem.setting for problem in form.problems()] == ["ftp.password"]
    form.set_password("ftp.password", "secret")
    assert form.problems() == []


def test_saving_keeps_comments_and_passwords_out(
    form: ProfileForm, lead: Lead, tmp_path: Path, keyring: FakeKeyring
) -> None:
    profile(tmp_path).write_text('# north shop\n[ftp]\nhost = "old" # moved\nport = 2121\n')
    lead(form.read())
    assert form.value("ftp.port") == 2121
    form.set_values(WHOLE | {"ftp.port": ""})
    form.set_password("ftp.password", "very-secret")
    lead(form.save())
    text = profile(tmp_path).read_text()
    assert "# north shop" in text
    assert "very-secret" not in text
    assert "2121" not in text
    assert keyring.passwords == {("default", "ftp.password"): "very-secret"}
    assert form.is_stored("ftp.password")
    assert not form.is_changed
    assert form.password("ftp.password") == ""


def test_a_default_that_nobody_wrote_is_not_written(form: ProfileForm, lead: Lead, tmp_path: Path) -> None:
    form.set_values({"pipeline.workers": 4, "pipeline.strategy": "sequential"})
    lead(form.save())
    assert tomllib.loads(profile(tmp_path).read_text()) == {"schema_version": 2, "pipeline": {"strategy": "sequential"}}


def test_without_keyring_a_password_holds_for_the_session(
    form: ProfileForm, lead: Lead, keyring: FakeKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRONTOL_DESK_FTP__PASSWORD", "")
    keyring.there = False
    form.set_password("ftp.password", "typed")
    lead(form.save())
    assert os.environ["FRONTOL_DESK_FTP__PASSWORD"] == "typed"
    assert form.held_for_session("ftp.password")
    assert form.variable_in_force("ftp.password") is None
    assert form.problem("ftp.password") is None


def test_the_environment_outweighs_and_is_named(form: ProfileForm, monkeypatch: pytest.MonkeyPatch, lead: Lead) -> None:
    monkeypatch.setenv("FRONTOL_DESK_FTP__HOST", "outside")
    form.set_values(WHOLE)
    assert form.variable_in_force("ftp.host") == "FRONTOL_DESK_FTP__HOST"
    assert form.value("ftp.host") == "outside"
    assert lead(form.settings()).ftp.host == "outside"


def test_a_connection_string_of_the_environment_shows_in_its_parts(
    form: ProfileForm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRONTOL_DESK_DATABASE__DSN", "postgresql://u:p@far:6543/sales")
    assert form.variable_in_force("database.host") == "FRONTOL_DESK_DATABASE__DSN"
    assert (form.value("database.host"), form.value("database.port")) == ("far", 6543)


def test_an_address_in_the_file_is_edited_in_parts(form: ProfileForm, lead: Lead, tmp_path: Path) -> None:
    profile(tmp_path).write_text('[database]\ndsn = "postgresql://u@far:6543/sales"\n')
    lead(form.read())
    assert form.value("database.host") == "far"
    assert not form.is_changed
    form.set_value("database.host", "near")
    lead(form.save())
    text = profile(tmp_path).read_text()
    assert "dsn" not in text
    assert 'host = "near"' in text
    assert "port = 6543" in text


def test_settings_for_a_check_hold_what_was_typed(form: ProfileForm, lead: Lead) -> None:
    form.set_values(WHOLE)
    form.set_password("database.password", "p@ss")
    dsn = lead(form.settings()).database.dsn
    assert dsn.get_secret_value() == "postgresql://:p%40ss@db/sales"


def test_an_unreadable_profile_is_told(form: ProfileForm, lead: Lead, tmp_path: Path) -> None:
    profile(tmp_path).write_text("[ftp\n")
    lead(form.read())
    assert isinstance(form.read_error, DeskError)


def test_taking_over_a_file_replaces_values_and_drops_passwords(form: ProfileForm, lead: Lead, tmp_path: Path) -> None:
    profile(tmp_path).write_text('[ftp]\nhost = "old"\nport = 2121\n')
    lead(form.read())
    form.take_over({"ftp": {"host": "new", "password": "x"}, "database": {"dsn": "postgresql://u:secret@db/s"}})
    assert form.value("ftp.host") == "new"
    assert form.value("ftp.port") == 21
    assert "secret" not in str(form.whole())
    assert "password" not in str(form.whole())


def test_parts_of_a_connection_string() -> None:
    values, password = parts_of_connection_string(" postgresql://me:p%40ss@db:5433/sales?sslmode=require ")
    assert values == {
        "database.host": "db",
        "database.port": 5433,
        "database.name": "sales",
        "database.user": "me",
        "database.sslmode": "require",
    }
    assert password == "p@ss"
    for text in ("", "db.example.org", "mysql://db/x", "postgresql://db:x/y"):
        assert parts_of_connection_string(text) == ({}, "")


@pytest.mark.parametrize(
    ("name", "good"), [("north", True), ("Север-2", True), ("", False), ("a/b", False), (".x", False)]
)
def test_names_of_profiles(name: str, good: bool) -> None:
    assert ProfileForm.is_name(name) is good
