"""Every setting is in the catalogue and explains itself in both languages."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from frontol_desk.domain.messages import set_language
from frontol_desk.domain.resources import resource
from frontol_desk.settings.catalogue import GENERAL, catalogue, section_title, sections, setting_info
from frontol_desk.settings.load import read_settings
from frontol_desk.settings.model import Settings
from frontol_desk.settings.watching import value_of


@pytest.fixture(autouse=True)
def _back_to_english() -> Iterator[None]:
    yield
    set_language("en")


def declared() -> Iterator[tuple[str, Any]]:
    """Yield every field of the model, read without the catalogue."""
    for name, field in Settings.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            for inner, inner_field in field.annotation.model_fields.items():
                yield f"{name}.{inner_field.alias or inner}", inner_field
        else:
            yield name, field


def test_the_catalogue_has_every_setting_once() -> None:
    assert [info.name for info in catalogue()] == [name for name, _ in declared()]


def test_every_setting_says_in_the_model_what_it_is_for() -> None:
    assert [name for name, field in declared() if not (field.title and field.description)] == []


def test_russian_words_are_complete_and_none_is_left_over() -> None:
    words = tomllib.loads(resource("settings/ru.toml").read_text("utf-8"))
    assert words["settings"].keys() == {info.name for info in catalogue()}
    assert all(entry.keys() == {"title", "text"} for entry in words["settings"].values())
    assert not [name for name, entry in words["settings"].items() if not is_russian(entry["title"] + entry["text"])]
    english = tomllib.loads(resource("settings/en.toml").read_text("utf-8"))
    assert english["sections"].keys() == words["sections"].keys() == set(sections())


def is_russian(text: str) -> bool:
    return any("а" <= letter <= "я" for letter in text.lower())


def test_words_follow_the_language() -> None:
    assert [(info.title, info.text) for info in catalogue() if info.name == "ftp.port"] != []
    english = setting_info("ftp.port")
    set_language("ru")
    russian = setting_info("ftp.port")
    assert english is not None
    assert russian is not None
    assert (english.title, russian.title) == ("Port", "Порт")
    assert section_title(GENERAL) == "Общее"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ftp.port", {"kind": "int", "minimum": 1, "maximum": 65_535, "default": 21}),
        ("ftp.connect_timeout", {"kind": "float", "unit": "s", "above_minimum": True, "default": 10}),
        ("ftp.password", {"kind": "secret", "in_file": False, "optional": True}),
        ("database.dsn", {"kind": "secret", "in_file": False}),
        ("database.schema", {"kind": "text", "default": "public", "environment": "FRONTOL_DESK_DATABASE__SCHEMA"}),
        ("database.sslrootcert", {"kind": "path", "optional": True, "default": None}),
        ("exchange.acknowledge", {"kind": "choice", "choices": ("rename", "flag", "delete"), "default": "rename"}),
        ("exchange.expected_by", {"kind": "text", "per_kassa": True, "optional": True}),
        ("archive.max_gigabytes", {"kind": "float", "unit": "GB", "maximum": 1_000_000}),
        ("timezone", {"section": GENERAL, "per_kassa": True, "in_file": True}),
        ("kassa", {"kind": "map", "default": None}),
        ("home", {"kind": "path", "in_file": False}),
        ("features.tray", {"kind": "bool", "default": True}),
    ],
)
def test_kinds_and_bounds_are_those_of_the_model(name: str, expected: dict[str, object]) -> None:
    info = setting_info(name)
    assert info is not None
    assert {key: getattr(info, key) for key in expected} == expected


def test_defaults_are_what_the_program_takes() -> None:
    settings = Settings()
    for info in catalogue():
        if info.default is not None:
            assert value_of(settings, info.name) == info.default, info.name


def test_time_outs_of_every_neighbour_can_be_set() -> None:
    """To connect, for a single operation, for a whole file, for a kassa, for the store of secrets."""
    found = {info.name for info in catalogue() if "timeout" in info.key and info.unit == "s"}
    assert found == {
        "database.connect_timeout",
        "database.command_timeout",
        "ftp.connect_timeout",
        "ftp.socket_timeout",
        "ftp.operation_timeout",
        "ftp.transfer_timeout",
        "exchange.response_timeout",
        "secrets.timeout",
    }


def test_every_environment_name_is_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name in the catalogue is the one that really sets it."""
    names = {info.environment: info for info in catalogue() if info.kind in {"int", "float"} and info.in_file}
    del names["FRONTOL_DESK_SCHEMA_VERSION"]  # belongs to a file
    for name in names:
        monkeypatch.setitem(os.environ, name, "7")
    settings, _ = read_settings()
    assert {info.name for info in names.values() if value_of(settings, info.name) != 7} == set()
