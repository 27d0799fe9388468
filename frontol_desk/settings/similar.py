"""What was probably meant by a name of a setting that does not exist."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches

from frontol_desk.settings.catalogue import GENERAL, catalogue, sections
from frontol_desk.settings.model import KassaSettings
from frontol_desk.settings.problems import SettingProblem, setting_problem
from frontol_desk.settings.versions import VERSION

_LIKENESS = 0.75


def with_suggestion(problem: SettingProblem) -> SettingProblem:
    """Add what was probably meant to a problem with an unknown setting or variable, if anything comes near."""
    name, reason = problem.setting, problem.error.reason
    if reason == "unknown":
        meant = _similar_setting(name)
    elif reason == "unknown_variable":
        meant = _nearest(name.upper(), (info.environment for info in catalogue() if info.name != VERSION))
    else:
        return problem
    if meant is None:
        return problem
    finer = "unknown_similar" if reason == "unknown" else "variable_similar"
    return replace(problem, error=setting_problem(name, finer, suggestion=meant).error)


def _similar_setting(name: str) -> str | None:
    section, _, key = name.rpartition(".")
    if section.startswith("kassa."):
        meant = _nearest(key, KassaSettings.model_fields)
        return f"{section}.{meant}" if meant else None
    names = [info.name for info in catalogue()]
    elsewhere = next((info.name for info in catalogue() if info.key == key), None)
    return _nearest(name, names) or elsewhere or (None if section else _nearest(name, set(sections()) - {GENERAL}))


def _nearest(name: str, known: Iterable[str]) -> str | None:
    return next(iter(get_close_matches(name, list(known), n=1, cutoff=_LIKENESS)), None)
