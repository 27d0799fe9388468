"""Every setting there is, as the model declares it: for forms, for the reference page, for the words of problems."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from frontol_desk.domain.messages import Language, current_language
from frontol_desk.domain.resources import resource
from frontol_desk.settings.model import KassaSettings, Settings
from frontol_desk.settings.problems import environment_name

Kind = Literal["bool", "int", "float", "text", "choice", "path", "secret", "map"]
Plain = str | int | float | bool | None
GENERAL = "general"
"""The section of what stands in no section of the file."""

_OUTSIDE_FILES = ("home", "profile", "database.dsn")

_KINDS: Mapping[str, Kind] = {
    "boolean": "bool",
    "integer": "int",
    "number": "float",
    "object": "map",
    "path": "path",
    "password": "secret",
}


@dataclass(frozen=True, slots=True)
class SettingInfo:
    """One setting. `title` and `text` are in the language that was in use when it was asked for.

    `section` is `GENERAL` for what stands above all sections of the file. `default` is plain, None where there is
    none; `minimum` and `maximum` are allowed themselves unless `above_minimum`; `unit` is ``s``, ``d``, ``MB``,
    ``GB`` or empty. `per_kassa`: it may differ in ``[kassa.NAME]``. `in_file`: it may stand in a profile's file.
    """

    name: str
    section: str
    kind: Kind
    title: str
    text: str
    default: Plain
    choices: tuple[str, ...]
    minimum: float | None
    maximum: float | None
    above_minimum: bool
    unit: str
    optional: bool
    environment: str
    per_kassa: bool
    in_file: bool

    @property
    def key(self) -> str:
        """The name within its section."""
        return self.name.rpartition(".")[2]


def catalogue(language: Language | None = None) -> tuple[SettingInfo, ...]:
    """Return every setting in the order of the model, in a language, the current one unless another is named."""
    return _catalogue(language or current_language())


def setting_info(name: str) -> SettingInfo | None:
    """Return one setting by its whole name, ``ftp.port``; None if there is no such setting."""
    return next((info for info in catalogue() if info.name == name), None)


def sections() -> tuple[str, ...]:
    """Return the names of all sections, `GENERAL` first."""
    return tuple(dict.fromkeys(info.section for info in catalogue()))


def section_title(section: str, language: Language | None = None) -> str:
    """Return the heading of a section in a language, the current one unless another is named."""
    title = _words(language or current_language())["sections"][section]
    return str(title)


def reference_words(language: Language) -> Mapping[str, str]:
    """Return the words that a reference of all settings needs around what they say themselves."""
    return _words(language)["reference"]


@cache
def json_schema() -> Mapping[str, Any]:
    """Return the JSON schema of all settings, in English; callers change copies only."""
    return Settings.model_json_schema()


@cache
def _words(language: Language) -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads(resource(f"settings/{language}.toml").read_text("utf-8"))


@cache
def _catalogue(language: Language) -> tuple[SettingInfo, ...]:
    return tuple(_informed(name, _flat(schema), language) for name, schema in _properties())


def _properties() -> Iterator[tuple[str, Mapping[str, Any]]]:
    definitions = json_schema()["$defs"]
    for name, schema in json_schema()["properties"].items():
        section = definitions.get(schema.get("$ref", "").rpartition("/")[2], {}).get("properties")
        if section is None:
            yield name, schema
        else:
            yield from ((f"{name}.{key}", inner) for key, inner in section.items())


def _flat(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Bring what stands in references and alternatives beside None to one level."""
    flat = {key: value for key, value in schema.items() if key not in {"$ref", "anyOf"}}
    if reference := schema.get("$ref"):
        flat = json_schema()["$defs"][reference.rpartition("/")[2]] | flat
    for inner in schema.get("anyOf", ()):
        flat = _flat(inner) | flat if inner.get("type") != "null" else flat | {"optional": True}
    return flat


def _informed(name: str, schema: Mapping[str, Any], language: Language) -> SettingInfo:
    section, _, key = name.rpartition(".")
    words = _words(language).get("settings", {}).get(name, {}) if language != "en" else {}
    choices = tuple(map(str, schema.get("enum", ())))
    return SettingInfo(
        name=name,
        section=section or GENERAL,
        kind="choice" if choices else _KINDS.get(schema.get("format", ""), _KINDS.get(schema["type"], "text")),
        title=words.get("title", schema["title"]),
        text=words.get("text", schema.get("description", "")),
        default=schema.get("default") if schema["type"] != "object" else None,
        choices=choices,
        minimum=schema.get("minimum", schema.get("exclusiveMinimum")),
        maximum=schema.get("maximum"),
        above_minimum="exclusiveMinimum" in schema,
        unit=schema.get("unit", ""),
        optional=bool(schema.get("optional")),
        environment=environment_name(name),
        per_kassa=section in {"", "exchange"} and key in KassaSettings.model_fields,
        in_file=name not in _OUTSIDE_FILES and schema.get("format") != "password",
    )
