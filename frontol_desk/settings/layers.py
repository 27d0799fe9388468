"""The sources of settings, each with the place where it says a thing: files, environment, command line.

What shops or a trial and production share stands in a profile that theirs are based on (``extends``), one overriding
the other key by key; ``environment`` is a label only. So every setting of a profile is found in a line of one kind.
"""

from __future__ import annotations

import hashlib
import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic_settings import EnvSettingsSource, SettingsError

from frontol_desk.settings.dsn import split_dsn
from frontol_desk.settings.model import Settings, is_profile_name, profile_path
from frontol_desk.settings.places import lines_of_keys
from frontol_desk.settings.problems import SettingProblem, bad_toml, environment_name, setting_problem
from frontol_desk.settings.secrets.store import KNOWN_SECRETS
from frontol_desk.settings.versions import VERSION, migrate, newer_problem

Values = dict[str, Any]
PREFIX = "FRONTOL_DESK_"
_OUTSIDE_FILES = ("home", "profile")
_OF_ONE_FILE = ("environment", "extends", VERSION)
"""What a profile does not take over from the one beneath: a trial based on production is no production."""
_KEYS = tuple(name for name in KNOWN_SECRETS if not name.endswith(".password"))
"""Secrets that are no settings: whoever needs one asks the store of secrets, which looks into the environment, too."""
_VARIABLES_OF_SECRETS = frozenset(map(environment_name, _KEYS))


@dataclass(frozen=True, slots=True)
class Layer:
    """What one source says, nested; `places` are by the setting's name in small letters; `file` is None elsewhere.

    `sha256` (hex) is of the file as it was read; None for one that was not there or could not be read.
    """

    values: Values = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[SettingProblem, ...] = ()
    file: Path | None = None
    sha256: str | None = None

    def place_of(self, setting: str) -> str:
        """Return where this source says a thing; an empty text if it does not."""
        return self.places.get(setting.lower(), "")

    def told(self, *problems: SettingProblem) -> Layer:
        """Return the same with more problems."""
        return replace(self, problems=(*self.problems, *problems))


def place_of(layers: Sequence[Layer], setting: str) -> str:
    """Return where a setting comes from: the last source that says it, or else its section, or the profile's file."""
    place, name = exact_place(layers, setting) or _place_beneath(layers, setting), setting
    while not place and (name := name.rpartition(".")[0]):
        place = exact_place(layers, name)
    files = [str(layer.file) for layer in layers if layer.file is not None]
    return place or (files[-1] if files else "")


def exact_place(layers: Sequence[Layer], setting: str) -> str:
    """Return where the last source that says this very setting does; an empty text if none does."""
    return next((place for layer in reversed(layers) if (place := layer.place_of(setting))), "")


def _place_beneath(layers: Sequence[Layer], section: str) -> str:
    """Return where the last source that says anything in a section does: variables name no sections."""
    start = f"{section.lower()}."
    return next(
        (place for layer in reversed(layers) for name, place in layer.places.items() if name.startswith(start)), ""
    )


def file_layers(path: Path, home: Path, *, named: bool) -> list[Layer]:
    """Return a profile's file and those that it is based on, the deepest first; `named`: it has to be there."""
    layers = [_file_layer(path, required=named)]
    above = environment_name("extends")
    base = os.environ.get(above) or layers[0].values.get("extends")
    while isinstance(base, str) and is_profile_name(base):
        top = layers[0]
        beneath = profile_path(home, base)
        place = top.place_of("extends") or above
        if any(layer.file == beneath for layer in layers):
            layers[0] = top.told(setting_problem("extends", "extends_cycle", place=place, value=base))
            break
        below = _file_layer(beneath, required=False)
        if below.sha256 is None and not below.problems:
            wrong = setting_problem("extends", "extends_missing", place=place, value=base, file=str(beneath))
            layers[:1] = [below, top.told(wrong)]
            break
        layers.insert(0, _base(below))
        base = layers[0].values.pop("extends", None)
    return layers


def _base(layer: Layer) -> Layer:
    own = set(_OF_ONE_FILE) - {"extends"}  # which one it is based on is still to be followed
    values = {key: value for key, value in layer.values.items() if key not in own}
    places = {name: place for name, place in layer.places.items() if name not in own}
    return replace(layer, values=values, places=places)


def _file_layer(path: Path, *, required: bool) -> Layer:
    """Read one file; what is wrong with it as a whole, or must not stand in it, is among the layer's problems."""
    name = str(path)
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        wrong = setting_problem("profile", "no_file", place=name, file=name)
        return Layer(file=path, problems=(wrong,) if required else ())  # a first start has no profile file
    except OSError as error:
        wrong = setting_problem("profile", "unreadable", place=name, file=name, cause=error.strerror)
        return Layer(file=path, problems=(wrong,))
    return replace(_parsed(path, content), file=path, sha256=hashlib.sha256(content).hexdigest())


def _parsed(path: Path, content: bytes) -> Layer:
    name = str(path)
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return Layer(problems=(setting_problem("profile", "not_utf8", place=name, file=name),))
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return Layer(problems=(bad_toml(name, text),))
    places = {key.lower(): f"{name}:{line}" for key, line in lines_of_keys(text).items()}
    if newer := newer_problem(values, name, places.get(VERSION, name)):
        return Layer(problems=(newer,))
    migrate(values)
    values, forbidden = without_forbidden(values, name)
    told = tuple(replace(problem, place=places.get(problem.setting, name)) for problem in forbidden)
    return parts_of_dsn(Layer(values, places, told))


def without_forbidden(values: Values, file: str) -> tuple[Values, list[SettingProblem]]:
    """Take out of a file's values what must not be in a file: passwords, and what leads to the file itself."""
    problems = [setting_problem(key, "not_in_file", file=file) for key in _OUTSIDE_FILES if values.pop(key, None)]
    for secret in KNOWN_SECRETS:
        section, _, key = secret.partition(".")
        part = values.get(section)
        if isinstance(part, dict) and part.pop(key, None):
            problems.append(setting_problem(secret, "password_in_file", file=file))
            if not part:
                del values[section]
    database = values.get("database")
    if isinstance(database, dict) and "dsn" in database:
        try:
            parts = split_dsn(database["dsn"])
        except ValueError:
            parts = {}
        if parts.pop("password", ""):
            del database["dsn"]
            database |= parts
            problems.append(setting_problem("database.dsn", "password_in_file", file=file))
    return values, problems


def environment_layer() -> Layer:
    """Return what the environment says; variables of this program that it does not know are problems."""
    ours = {
        name: name.upper().removeprefix(PREFIX)
        for name, value in os.environ.items()
        if value and name.upper().startswith(PREFIX)
    }
    known = set(map(str.upper, Settings.model_fields)) - {VERSION.upper()}
    unknown = sorted(name for name, rest in ours.items() if rest.split("__")[0] not in known)
    problems = [
        setting_problem(name, "unknown_variable", place=name)
        for name in unknown
        if name.upper() not in _VARIABLES_OF_SECRETS
    ]
    places = {rest.lower().replace("__", "."): name for name, rest in ours.items()}
    try:
        values = _without_keys(EnvSettingsSource(Settings)())
    except SettingsError as error:
        section = str(error).split('"')[1] if '"' in str(error) else PREFIX
        return Layer(problems=(*problems, setting_problem(section, "form", place=environment_name(section))))
    values.pop(VERSION, None)
    return parts_of_dsn(Layer(values, places, tuple(problems)))


def _without_keys(values: Values) -> Values:
    for name in _KEYS:
        section, _, key = name.partition(".")
        if isinstance(part := values.get(section), dict):
            part.pop(key, None)
    return values


def option_layer(overrides: Mapping[str, Any]) -> Layer:
    """Return what the command line says: the option of ``log.level`` is ``--log-level``."""
    places = {
        f"{section}.{key}": f"--{section}-{key}".replace("_", "-")
        for section, part in overrides.items()
        if isinstance(part, Mapping)
        for key in part
    } | {name: f"--{name}".replace("_", "-") for name, part in overrides.items() if not isinstance(part, Mapping)}
    return parts_of_dsn(Layer(dict(overrides), places))


def parts_of_dsn(layer: Layer) -> Layer:
    """Write a layer's DSN as its parts, so that a later layer can change one of them."""
    database = layer.values.get("database")
    place = layer.place_of("database.dsn")
    if not isinstance(database, dict):
        return layer
    rest = {key: value for key, value in database.items() if key != "dsn"}
    try:
        parts = split_dsn(database.get("dsn"))
    except ValueError:
        wrong = setting_problem("database.dsn", "dsn", place=place)
        return replace(layer, values={**layer.values, "database": rest}).told(wrong)
    places = {f"database.{key}": place for key in parts} if place else {}
    # after the move from an older version the parts stand where the address stood
    known = dict.fromkeys((f"database.{key}" for key in rest), place) if place else {}
    return replace(layer, values={**layer.values, "database": rest | parts}, places={**known, **layer.places, **places})
