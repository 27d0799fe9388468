"""Profiles to look at and to carry elsewhere: which there are, what holds in one and where that comes from, its file.

Everything here blocks for a moment, on the disk or on the place of the secrets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from frontol_desk.console.imported import ImportedProfile, checked
from frontol_desk.console.importing import wanted_secrets
from frontol_desk.console.profiles import profile_names, profile_text
from frontol_desk.domain.errors import DeskError
from frontol_desk.domain.messages import text
from frontol_desk.settings.catalogue import catalogue, json_schema
from frontol_desk.settings.layers import Layer, environment_layer, exact_place, file_layers
from frontol_desk.settings.load import merge_values, placed
from frontol_desk.settings.model import Settings, profile_path
from frontol_desk.settings.problems import SettingProblem, raise_problems
from frontol_desk.settings.secrets import KNOWN_SECRETS, environment_store, open_store

Plain = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class ProfileFound:
    """A profile that is there: what it is for, which one it is based on, and what is wrong with its files as such."""

    name: str
    file: Path
    environment: str | None
    extends: str | None
    problems: tuple[SettingProblem, ...]


@dataclass(frozen=True, slots=True)
class ValueFound:
    """The value of a setting that holds, and the place that says so; an empty one: nobody has set it."""

    name: str
    value: Plain
    place: str


@dataclass(frozen=True, slots=True)
class SecretFound:
    """Whether a secret is there, None: that cannot be told; and where it is, or would be: a kind of store."""

    name: str
    held: bool | None
    store: str


def profiles_found(home: Path) -> tuple[ProfileFound, ...]:
    """Return the profiles that are there, in the order of their names."""
    return tuple(_found(home, name) for name in profile_names(home))


def values_found(settings: Settings) -> tuple[ValueFound, ...]:
    """Return every setting but the secrets, in the order of the model, with the file or variable it comes from."""
    layers = [*_layers(settings), environment_layer()]
    held = settings.model_dump(mode="json", by_alias=True)
    names = [info.name for info in catalogue() if info.kind not in {"secret", "map"}]
    names += [f"kassa.{kassa}.{key}" for kassa, own in held["kassa"].items() for key in own if own[key] is not None]
    return tuple(ValueFound(name, _value(held, name), exact_place(layers, name)) for name in names)


def secrets_found(settings: Settings) -> tuple[SecretFound, ...]:
    """Return every secret that is wanted, or there."""
    wanted, outside, backend = wanted_secrets(settings), environment_store().names(), settings.secrets.backend
    stored: list[str] | None
    try:
        stored = open_store(settings.secrets, settings.profile, outweighed=False).names()
    except DeskError:
        stored = None
    return tuple(
        SecretFound(name, True, "environment")
        if name in outside
        else SecretFound(name, None if stored is None else name in stored, backend)
        for name in KNOWN_SECRETS
        if name in (*wanted, *outside, *(stored or ()))
    )


def exported_profile(settings: Settings) -> tuple[str, tuple[str, ...]]:
    """Return a profile as a file for elsewhere, and the secrets that are needed there: none of them is in it.

    The file says everything that the profile's file and those beneath say, so that it stands alone; neither the
    environment nor comments are in it. Raises what is wrong with these files.
    """
    layers = file_layers(settings.file, settings.home, named=True)
    raise_problems([problem for layer in layers for problem in layer.problems])
    values: dict[str, Any] = {}
    for layer in layers:
        merge_values(values, layer.values)
    values.pop("extends", None)
    whole = checked("profile", settings.profile, values, lambda problem: placed(problem, layers))
    raise_problems(whole.problems)
    return _file_of(whole), _secrets_of(whole.settings)


def profile_schema() -> dict[str, Any]:
    """Return the JSON schema of a profile's file, in English: without what does not belong in one."""
    schema = deepcopy(dict(json_schema()))
    for info in catalogue():
        if info.in_file or info.name == "database.dsn":
            continue
        section, _, key = info.name.rpartition(".")
        table = schema["$defs"][schema["properties"][section]["$ref"].rpartition("/")[2]] if section else schema
        del table["properties"][key]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Frontol Desk: profile"}


def _file_of(whole: ImportedProfile) -> str:
    needed = ", ".join(_secrets_of(whole.settings)) or "–"
    lines = text("profile_exported_header", name=whole.name, secrets=needed).splitlines()
    return "".join(f"# {line}\n" for line in lines) + profile_text(whole.values)


def _secrets_of(settings: Settings) -> tuple[str, ...]:
    """Name the secrets to be given anew elsewhere, those too that would be made when they are missing."""
    keys = ("privacy.key", "archive.key") if settings.privacy.hash_personal else ()
    return (*wanted_secrets(settings), *keys)


def _found(home: Path, name: str) -> ProfileFound:
    file = profile_path(home, name)
    layers = file_layers(file, home, named=True)
    own: Mapping[str, Any] = next((layer.values for layer in layers if layer.file == file), {})
    problems = tuple(problem for layer in layers for problem in layer.problems)
    return ProfileFound(name, file, own.get("environment"), own.get("extends"), problems)


def _layers(settings: Settings) -> list[Layer]:
    return file_layers(settings.file, settings.home, named=settings.profile != "default")


def _value(held: Mapping[str, Any], name: str) -> Plain:
    value: Any = held
    for key in _keys(name):
        value = value[key]
    return value  # type: ignore[no-any-return]


def _keys(name: str) -> Iterator[str]:
    """Take a name apart; a kassa may have dots in its own."""
    section, _, rest = name.partition(".")
    yield section
    if section == "kassa":
        yield from rest.rsplit(".", 1)
    elif rest:
        yield rest
