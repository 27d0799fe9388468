"""Where settings come from, later wins: defaults, the profile's TOML file, environment, command line; then keyring."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from frontol_desk.settings.checks import check, missing
from frontol_desk.settings.layers import (
    PREFIX,
    Layer,
    Values,
    environment_layer,
    file_layers,
    option_layer,
    place_of,
    without_forbidden,
)
from frontol_desk.settings.model import Settings, default_home, is_profile_name, profile_path
from frontol_desk.settings.problems import SettingProblem, problem_of, raise_problems
from frontol_desk.settings.secrets.filling import with_stored_passwords

__all__ = [
    "EVERYTHING",
    "Need",
    "build_settings",
    "load_settings",
    "merge_values",
    "placed",
    "read_settings",
    "validate_settings",
    "without_forbidden",
]

Need = Literal["database", "ftp", "kassas"]
EVERYTHING: frozenset[Need] = frozenset({"database", "ftp", "kassas"})
_IGNORED_BY_DEMO = ("database", "ftp", "exchange")
_UNREAD = frozenset({"bad_toml", "extends_cycle", "extends_missing", "newer", "no_file", "not_utf8", "unreadable"})
"""Reasons why a file as a whole says nothing: that settings are missing then follows from that."""


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
    name = profile or os.environ.get(f"{PREFIX}PROFILE") or "default"
    home = Path(os.environ.get(f"{PREFIX}HOME") or default_home())
    readable = config is not None or is_profile_name(name)
    named = config is not None or name != "default"
    files = file_layers(config or profile_path(home, name), home, named=named) if readable else []
    layers = [*files, environment_layer(), option_layer(overrides or {})]
    values: Values = {}
    for layer in layers:
        merge_values(values, _heard(layer, demo=demo))
    values["profile"] = name
    told = [problem for layer in layers for problem in layer.problems]
    unread = not readable or any(problem.error.reason in _UNREAD for problem in told)
    settings, problems = build_settings(values, told, needs=() if unread else needs, demo=demo)
    settings = settings.from_files(*((layer.file, layer.sha256) for layer in reversed(files) if layer.file))
    return settings, _without_consequences([placed(problem, layers) for problem in problems])


def _without_consequences(problems: Sequence[SettingProblem]) -> list[SettingProblem]:
    """Leave out what is only missing because its name, or that of its section, is misspelt: that is told already."""
    meant = {problem.error.context.get("suggestion") for problem in problems}
    lacking = {"missing", "no_kassas"}

    def follows(problem: SettingProblem) -> bool:
        name = problem.setting
        return problem.error.reason in lacking and bool(meant & {name, name.partition(".")[0]})

    return [problem for problem in problems if not follows(problem)]


def _heard(layer: Layer, *, demo: bool) -> Values:
    """Return what counts of a source; the demo brings its own servers."""
    return {key: value for key, value in layer.values.items() if not demo or key not in _IGNORED_BY_DEMO}


def placed(problem: SettingProblem, layers: Sequence[Layer]) -> SettingProblem:
    """Say where the problem stands among what these sources say, and what was probably meant by an unknown name."""
    if (problem.error.reason or "").startswith("unknown"):
        from frontol_desk.settings.similar import with_suggestion  # needs the whole catalogue, which is rarely needed

        problem = with_suggestion(problem)
    return problem if problem.place else replace(problem, place=place_of(layers, problem.setting))


def build_settings(
    values: Values, problems: Sequence[SettingProblem] = (), *, needs: Collection[Need] = (), demo: bool = False
) -> tuple[Settings, list[SettingProblem]]:
    """Build settings from nested values alone; `problems` are those known already. Otherwise as `read_settings`."""
    settings, wrong_values = _build(values)
    if not demo:
        settings, untold = with_stored_passwords(settings, needs)
        problems = [*problems, *untold]
    problems = [*problems, *wrong_values]
    at_fault = {problem.setting for problem in problems}
    if any(problem.setting.startswith("secrets.") for problem in problems):  # whether it is there is not known then
        at_fault.add("ftp.password")
    later = [*check(settings), *missing(settings, () if demo else needs)]
    if any(problem.setting == "kassas" for problem in later):
        settings = settings.model_copy(update={"kassas": ""})
    return settings, problems + [problem for problem in later if problem.setting not in at_fault]


def merge_values(values: Values, layer: Mapping[str, Any]) -> None:
    """Lay what one source says over nested values, in place."""
    for key, value in layer.items():
        below = values.get(key)
        if isinstance(value, Mapping) and isinstance(below, dict):
            merge_values(below, _as_named(value, below) if key == "kassa" else value)
        else:
            values[key] = dict(value) if isinstance(value, Mapping) else value


def _as_named(kassas: Mapping[str, Any], below: Iterable[str]) -> Mapping[str, Any]:
    """Name kassas as the source beneath did: the environment has no small and capital letters."""
    known = {name.casefold(): name for name in below}
    return {known.get(name.casefold(), name): value for name, value in kassas.items()}


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
