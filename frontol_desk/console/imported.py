"""Settings that were read from elsewhere and are not written anywhere yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import SecretStr

from frontol_desk.settings.load import build_settings
from frontol_desk.settings.model import Settings
from frontol_desk.settings.problems import SettingProblem

Kind = Literal["profile", "env", "kassas"]

_OF_THIS_COMPUTER = ("no_file",)
"""Reasons that say nothing against the settings: a certificate that lies elsewhere, or is still to be copied."""


@dataclass(frozen=True, slots=True)
class ImportedProfile:
    """What a text says.

    `name` is what the profile might be called; `values` are the sound ones, nested as in TOML, none of them a secret;
    `secrets` are by name (``ftp.password``); `unknown` are names that mean nothing here, without their values;
    `problems` keep it from being taken in; `remarks` do not, but must be mended on this computer before a load.
    """

    kind: Kind
    name: str
    values: dict[str, Any]
    secrets: Mapping[str, SecretStr] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    problems: tuple[SettingProblem, ...] = ()
    remarks: tuple[SettingProblem, ...] = ()

    @property
    def settings(self) -> Settings:
        """These settings as far as they are sound, without secrets."""
        return build_settings(deepcopy(self.values))[0]

    def settings_as(self, home: Path, name: str) -> Settings:
        """Return the same as the settings of a profile of that home."""
        return self.settings.model_copy(update={"home": home, "profile": name})


def checked(
    kind: Kind,
    name: str,
    values: dict[str, Any],
    placed: Callable[[SettingProblem], SettingProblem],
    *,
    secrets: Mapping[str, SecretStr] | None = None,
    unknown: tuple[str, ...] = (),
    problems: tuple[SettingProblem, ...] = (),
) -> ImportedProfile:
    """Return what was read with every value in its own type and all that is wrong with it, each at its place."""
    settings, found = build_settings(deepcopy(values))
    typed = _typed(values, settings.model_dump(mode="json", by_alias=True))
    known = {problem.setting for problem in problems}
    new = [placed(problem) for problem in found if problem.setting not in known]
    remarks = tuple(problem for problem in new if problem.error.reason in _OF_THIS_COMPUTER)
    faults = (*problems, *(problem for problem in new if problem not in remarks))
    for problem in faults:
        _drop(typed, problem.setting)
    return ImportedProfile(kind, name, typed, secrets or {}, unknown, faults, remarks)


def _typed(values: Mapping[str, Any], sound: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values as the model understands them, ``21`` for ``"21"``; what it does not know stays."""
    return {
        key: _typed(value, sound.get(key, {})) if isinstance(value, Mapping) else _short(sound.get(key, value))
        for key, value in values.items()
    }


def _short(value: Any) -> Any:
    """Write whole seconds as people do: 10, not 10.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _drop(values: dict[str, Any], setting: str) -> None:
    section, _, rest = setting.partition(".")
    inner = values.get(section)
    if rest and isinstance(inner, dict):
        _drop(inner, rest)
    else:
        values.pop(section, None)
