"""Where settings come from, later wins: defaults, the profile's TOML file, environment, command line; then keyring."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError
from pydantic_settings import EnvSettingsSource, SettingsError

from frontol_desk.settings.checks import check, missing
from frontol_desk.settings.dsn import split_dsn
from frontol_desk.settings.model import Settings, default_home, profile_path
from frontol_desk.settings.problems import SettingProblem, problem_of, raise_problems, setting_problem
from frontol_desk.settings.secrets import stored_password

Values = dict[str, Any]
Need = Literal["database", "ftp", "kassas"]
EVERYTHING: frozenset[Need] = frozenset({"database", "ftp", "kassas"})
_PREFIX = "FRONTOL_DESK_"
_OUTSIDE_FILES = ("home", "profile")
_IGNORED_BY_DEMO = ("database", "ftp", "exchange")


def load_settings(
    profile: str | None = None,
    config: Path | None = None,
    overrides: Mapping[str, Any] | None = None,
    *,
    needs: Collection[Need] = (),
    demo: bool = False,
) -> Settings:
    """Return the settings, or raise `DeskError` naming every problem at once. Parameters as `read_settings`."""
    settings, problems = read_settings(profile, config, overrides, needs=needs, demo=demo)
    raise_problems(problems)
    return settings


def validate_settings(
    profile: str | None = None, config: Path | None = None, *, demo: bool = False
) -> list[SettingProblem]:
    """Return everything that would keep a load from starting."""
    return read_settings(profile, config, needs=EVERYTHING, demo=demo)[1]


def read_settings(
    profile: str | None = None,
    config: Path | None = None,
    overrides: Mapping[str, Any] | None = None,
    *,
    needs: Collection[Need] = (),
    demo: bool = False,
) -> tuple[Settings, list[SettingProblem]]:
    """Return the settings as far as they are sound, and what is wrong with the rest.

    `profile` names ``HOME/profiles/NAME.toml``, which `config` replaces; `overrides` are nested values of the command
    line; `needs` are the sections the caller cannot work without; `demo` leaves out those the demo brings itself.
    """
    name = profile or os.environ.get(f"{_PREFIX}PROFILE") or "default"
    home = Path(os.environ.get(f"{_PREFIX}HOME") or default_home())
    from_file, problems = _profile_values(name, config, home)
    from_environment, wrong_names = _environment_values()
    problems += wrong_names
    values: Values = {}
    for layer in (from_file, from_environment, dict(overrides or {})):
        if demo:
            layer = {key: value for key, value in layer.items() if key not in _IGNORED_BY_DEMO}
        _merge(values, _parts_of_dsn(layer, problems))
    values["profile"] = name
    settings, problems = build_settings(values, problems, needs=needs, demo=demo)
    return settings.from_file(config) if config else settings, problems


def build_settings(
    values: Values, problems: Sequence[SettingProblem] = (), *, needs: Collection[Need] = (), demo: bool = False
) -> tuple[Settings, list[SettingProblem]]:
    """Build settings from nested values alone; `problems` are those known already. Otherwise as `read_settings`."""
    settings, wrong_values = _build(values)
    if not demo:
        settings = _with_stored_passwords(settings, needs)
    problems = [*problems, *wrong_values]
    at_fault = {problem.setting for problem in problems}
    later = [*check(settings), *missing(settings, () if demo else needs)]
    if any(problem.setting == "kassas" for problem in later):
        settings = settings.model_copy(update={"kassas": ""})
    return settings, problems + [problem for problem in later if problem.setting not in at_fault]


def _profile_values(name: str, config: Path | None, home: Path) -> tuple[Values, list[SettingProblem]]:
    path = config or profile_path(home, name)
    try:
        values = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        absent = config is None and name == "default"  # a first start has no profile file
        return {}, [] if absent else [setting_problem("profile", "no_file", file=str(path))]
    except OSError as error:
        return {}, [setting_problem("profile", "unreadable", file=str(path), cause=error.strerror)]
    except UnicodeDecodeError:
        return {}, [setting_problem("profile", "not_utf8", file=str(path))]
    except tomllib.TOMLDecodeError as error:
        place = str(error).rpartition("(")[2].rstrip(")")
        return {}, [setting_problem("profile", "bad_toml", file=str(path), place=place)]
    return without_forbidden(values, str(path))


def without_forbidden(values: Values, file: str) -> tuple[Values, list[SettingProblem]]:
    """Take out of a file's values what must not be in a file: passwords, and what leads to the file itself."""
    problems = [setting_problem(key, "not_in_file", file=file) for key in _OUTSIDE_FILES if values.pop(key, None)]
    for section in ("database", "ftp"):
        part = values.get(section)
        if isinstance(part, dict) and part.pop("password", None):
            problems.append(setting_problem(f"{section}.password", "password_in_file", file=file))
    database = values.get("database")
    if isinstance(database, dict) and "dsn" in database:
        try:
            secret = split_dsn(database["dsn"]).get("password")
        except ValueError:
            secret = None
        if secret:
            del database["dsn"]
            problems.append(setting_problem("database.dsn", "password_in_file", file=file))
    return values, problems


def _environment_values() -> tuple[Values, list[SettingProblem]]:
    known = {f"{_PREFIX}{field}".upper() for field in Settings.model_fields}
    unknown = sorted(
        name for name in map(str.upper, os.environ) if name.startswith(_PREFIX) and name.split("__")[0] not in known
    )
    problems = [setting_problem(name, "unknown_variable") for name in unknown]
    try:
        return EnvSettingsSource(Settings)(), problems
    except SettingsError as error:
        section = str(error).split('"')[1] if '"' in str(error) else _PREFIX
        return {}, [*problems, setting_problem(section, "form")]


def _parts_of_dsn(layer: Values, problems: list[SettingProblem]) -> Values:
    """Write a layer's DSN as its parts, so that a later layer can change one of them."""
    database = layer.get("database")
    if not isinstance(database, dict) or "dsn" not in database:
        return layer
    rest = {key: value for key, value in database.items() if key != "dsn"}
    try:
        return {**layer, "database": rest | split_dsn(database["dsn"])}
    except ValueError:
        problems.append(setting_problem("database.dsn", "dsn"))
        return {**layer, "database": rest}


def _merge(values: Values, layer: Mapping[str, Any]) -> None:
    for key, value in layer.items():
        below = values.get(key)
        if isinstance(value, Mapping) and isinstance(below, dict):
            _merge(below, value)
        else:
            values[key] = dict(value) if isinstance(value, Mapping) else value


def _build(values: Values) -> tuple[Settings, list[SettingProblem]]:
    """Build the settings; what does not fit is reported and left at its default."""
    try:
        return Settings(**values), []
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
    for place in {tuple(detail["loc"]) for detail in details}:
        _drop(values, place)
    settings, more = _build(values)
    return settings, [*map(problem_of, details), *more]


def _drop(values: Values, place: tuple[int | str, ...]) -> None:
    inner: Any = values
    for key in place[:-1]:
        inner = inner.get(key) if isinstance(inner, dict) else None
    if isinstance(inner, dict):
        inner.pop(place[-1], None)


def _with_stored_passwords(settings: Settings, needs: Collection[Need]) -> Settings:
    """Ask the keyring for the passwords that are needed and come from nowhere else."""
    found: Values = {}
    for section in ("database", "ftp"):
        part: Any = getattr(settings, section)
        if section in needs and part.host and part.password is None:
            password = stored_password(settings.profile, f"{section}.password")
            if password is not None:
                found[section] = type(part).model_validate(part.model_dump() | {"password": password})
    return settings.model_copy(update=found) if found else settings
