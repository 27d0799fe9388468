"""Reads settings from elsewhere: an exported profile, an old loader's ``.env``, or a bare list of kassas."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from frontol_desk.console.imported import ImportedProfile, checked
from frontol_desk.console.old_loader import Line, is_env, kassas_in_a_line, read_env
from frontol_desk.console.profiles import parse_document
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.settings.catalogue import setting_info
from frontol_desk.settings.dsn import split_dsn
from frontol_desk.settings.load import without_forbidden
from frontol_desk.settings.model import KassaSettings, RetrySettings, is_profile_name
from frontol_desk.settings.places import lines_of_keys
from frontol_desk.settings.problems import SettingProblem, setting_problem
from frontol_desk.settings.secrets import KNOWN_SECRETS
from frontol_desk.settings.similar import with_suggestion
from frontol_desk.settings.versions import VERSION, migrate, newer_problem

_MOST = 1_000_000
"""Bytes a file of settings has at most; whatever is longer is something else."""


def read_import(source: Path | str, origin: str = "-") -> ImportedProfile:
    """Read a file, or a text that came from `origin`, of whichever kind it is; nothing is written.

    Raises FILE_MISSING or FILE_UNREADABLE for a file, CONFIG_SETTING for one that is not in UTF-8 or no sound TOML.
    """
    if isinstance(source, str):
        return _read(source.removeprefix("\ufeff"), origin, "default")
    if source.suffix.lower() == ".toml":
        return _from_profile(_text_of(source), str(source), _name_of(source))
    return _read(_text_of(source), str(source), _name_of(source))


def _text_of(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            found = opened.read(_MOST + 1)
    except FileNotFoundError:
        raise DeskError(ErrorCode.FILE_MISSING, file=str(file)) from None
    except OSError as error:
        raise DeskError(ErrorCode.FILE_UNREADABLE, file=str(file), detail=error.strerror) from error
    try:
        return _checked_length(found).decode("utf-8-sig")
    except ValueError:
        raise setting_problem("profile", "not_utf8", file=str(file)).error from None


def _checked_length(found: bytes) -> bytes:
    if len(found) > _MOST:
        raise ValueError("no file of settings")
    return found


def _name_of(file: Path) -> str:
    """Return a name for the profile: shop for ``shop.toml``, ``shop.env`` and ``.env.shop``."""
    stem = re.sub(r"^\.?env(\.|$)", "", re.sub(r"\.(toml|env)$", "", file.name))
    return stem if is_profile_name(stem) else "default"


def _read(text: str, origin: str, name: str) -> ImportedProfile:
    if is_env(text):
        return _from_env(text, origin, name)
    if "=" in text:
        return _from_profile(text, origin, name)
    kassas = kassas_in_a_line(text)
    problems = () if kassas else (_placed(setting_problem("kassas", "no_kassas"), origin),)
    return checked("kassas", name, {"kassas": kassas}, lambda problem: _placed(problem, origin), problems=problems)


def _from_profile(text: str, origin: str, name: str) -> ImportedProfile:
    values = parse_document(text, origin).unwrap()
    if newer := newer_problem(values, origin):
        return ImportedProfile("profile", name, {}, problems=(newer,))
    migrate(values)
    values.pop(VERSION, None)
    lines = lines_of_keys(text)

    def placed(problem: SettingProblem) -> SettingProblem:
        section = problem.setting.partition(".")[0]
        line = next((lines[name] for name in (problem.setting, f"{section}.dsn", section) if name in lines), None)
        return _placed(with_suggestion(problem), f"{origin}:{line}" if line else origin)

    secrets, wrong = _take_secrets(values)
    values, forbidden = without_forbidden(values, origin)
    problems = tuple(map(placed, (*wrong, *forbidden)))
    return checked("profile", name, values, placed, secrets=secrets, problems=problems)


def _from_env(text: str, origin: str, name: str) -> ImportedProfile:
    lines = tuple(read_env(text))
    used = {line.setting: line for line in lines if line.setting and not line.fault and _means(line.setting)}
    values: dict[str, Any] = {}
    for setting, line in used.items():
        if line.value:
            _put(values, setting, line.value)
    _let_pauses_be_long(values)
    secrets, wrong = _take_secrets(values)

    def placed(problem: SettingProblem) -> SettingProblem:
        parts_of_dsn = used.get("database.dsn") if problem.setting.startswith("database.") else None
        line = used.get(problem.setting) or parts_of_dsn
        return _placed(problem, f"{origin}:{line.number}" if line else origin)

    problems = [*_faults(lines, origin), *map(placed, wrong)]
    if not (used or problems):
        problems.append(_placed(setting_problem("profile", "nothing", file=origin), origin))
    unknown = dict.fromkeys(line.name for line in lines if line.setting not in used and not line.fault)
    return checked("env", name, values, placed, secrets=secrets, unknown=tuple(unknown), problems=tuple(problems))


def _let_pauses_be_long(values: dict[str, Any]) -> None:
    """Let the longest pause be as long as the first one: the old loader knew one length only."""
    retry: dict[str, str] = values.get("retry", {})
    try:
        too_long = float(retry.get("first_seconds", 0)) > RetrySettings().longest_seconds
    except ValueError:
        return
    if too_long:
        retry.setdefault("longest_seconds", retry["first_seconds"])


def _faults(lines: Iterable[Line], origin: str) -> Iterable[SettingProblem]:
    for line in lines:
        if line.fault:
            place = f"{origin}:{line.number}"
            yield _placed(setting_problem(line.setting or line.name or place, f"env_{line.fault}"), place)


def _means(setting: str) -> bool:
    """Tell whether there is such a setting for files, or such a secret."""
    if re.fullmatch(r"kassa\.[^.]+\.\w+", setting):
        return setting.rpartition(".")[2] in KassaSettings.model_fields
    info = setting_info(setting)
    whole = info is not None and info.kind != "map" and (info.in_file or info.kind == "secret")
    return whole or setting in KNOWN_SECRETS


def _put(values: dict[str, Any], setting: str, value: str) -> None:
    *sections, key = setting.split(".")
    for section in sections:
        values = values.setdefault(section, {})
    values[key] = value


def _take_secrets(values: dict[str, Any]) -> tuple[dict[str, SecretStr], list[SettingProblem]]:
    """Take every secret out of the values, that in the database's address too; it becomes its parts."""
    problems: list[SettingProblem] = []
    database = values.get("database")
    if isinstance(database, dict) and "dsn" in database:
        try:
            database |= split_dsn(database.pop("dsn"))
        except ValueError:
            problems.append(setting_problem("database.dsn", "dsn"))
    secrets: dict[str, SecretStr] = {}
    for name in KNOWN_SECRETS:
        section, _, key = name.partition(".")
        part = values.get(section)
        if isinstance(part, dict) and (value := part.pop(key, None)):
            secrets[name] = SecretStr(str(value))
            if not part:
                del values[section]
    return secrets, problems


def _placed(problem: SettingProblem, place: str) -> SettingProblem:
    """Say where the value stands."""
    return replace(problem, place=place)
