"""Profiles as a window edits them: named TOML files under ``HOME/profiles``; passwords only in the keyring.

Everything here blocks for a moment, on the disk or on the keyring: a window calls it in a thread.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, MutableMapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from frontol_desk.console.audit import note_settings
from frontol_desk.domain.errors import DeskError
from frontol_desk.settings.load import EVERYTHING, build_settings, without_forbidden
from frontol_desk.settings.model import SCHEMA_VERSION, Settings, default_home, profile_path
from frontol_desk.settings.problems import SettingProblem, bad_toml, raise_problems, setting_problem
from frontol_desk.settings.secrets import keyring_name, store_password, stored_password
from frontol_desk.settings.versions import VERSION, newer_problem
from frontol_desk.settings.whole import replace_file

__all__ = [
    "bare_settings",
    "has_password",
    "is_configured",
    "keyring_name",
    "parse_document",
    "problems_of",
    "profile_names",
    "profile_text",
    "read_document",
    "read_values",
    "replace_values",
    "settings_of",
    "store_password",
    "write_text",
    "write_values",
]


def bare_settings(name: str) -> Settings:
    """Return what is left of a profile that cannot be read: its name, and where it is."""
    return Settings(profile=name, home=Path(os.environ.get("FRONTOL_DESK_HOME") or default_home()))


def profile_names(home: Path) -> list[str]:
    """Return the names of the profiles that are there, in order."""
    return sorted(path.stem for path in (home / "profiles").glob("*.toml") if path.is_file())


def read_values(home: Path, name: str) -> dict[str, Any]:
    """Return what a profile's file says, nested as in TOML, without its version; nothing when there is no file.

    Raises CONFIG_SETTING for a file that cannot be read.
    """
    path = profile_path(home, name)
    values: dict[str, Any] = read_document(path).unwrap() if path.exists() else {}
    values.pop(VERSION, None)
    return values


def read_document(path: Path) -> tomlkit.TOMLDocument:
    """Return a profile's file with its comments.

    Raises CONFIG_SETTING for one that cannot be read or understood, or that a newer program wrote.
    """
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise setting_problem("profile", "not_utf8", file=str(path)).error from None
    except OSError as error:
        raise setting_problem("profile", "unreadable", file=str(path), cause=error.strerror).error from error
    document = parse_document(text, str(path))
    if newer := newer_problem(document, str(path)):
        raise newer.error
    return document


def parse_document(text: str, file: str) -> tomlkit.TOMLDocument:
    """Return the TOML of a text that came from `file`; raises CONFIG_SETTING naming the place of a mistake."""
    try:
        return tomlkit.parse(text)
    except TOMLKitError:
        raise bad_toml(file, text).error from None


def write_values(home: Path, name: str, values: Mapping[str, Any]) -> None:
    """Bring values into a profile's file, whole or not at all; None removes a key, what is not named stays.

    Comments stay. Raises CONFIG_SETTING for a password among the values, and for a file that cannot be read or written.
    """
    path = profile_path(home, name)
    _, forbidden = without_forbidden(_plain(values), str(path))
    raise_problems(forbidden)
    document = read_document(path) if path.exists() else tomlkit.parse(f"{VERSION} = {SCHEMA_VERSION}\n")
    before = document.unwrap()
    _bring(document, values)
    write_text(path, tomlkit.dumps(document))
    note_settings(home, name, before, document.unwrap())


def replace_values(home: Path, name: str, values: Mapping[str, Any]) -> None:
    """Write a profile's file anew with these values and no others; raises CONFIG_SETTING as `write_values` does."""
    path = profile_path(home, name)
    _, forbidden = without_forbidden(_plain(values), str(path))
    raise_problems(forbidden)
    try:
        before = read_values(home, name)
    except DeskError:  # a broken file may be replaced, too
        before = {}
    write_text(path, profile_text(values))
    note_settings(home, name, before, values)


def profile_text(values: Mapping[str, Any]) -> str:
    """Return the file of a profile with these values: what belongs to no section first."""
    document = tomlkit.document()
    document[VERSION] = SCHEMA_VERSION
    for key, value in sorted(_plain(values).items(), key=lambda item: isinstance(item[1], Mapping)):
        if value != {}:
            document[key] = value
    return tomlkit.dumps(document)


def write_text(path: Path, text: str) -> None:
    """Write a profile's file, whole or not at all; raises CONFIG_SETTING when it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, text)
    except OSError as error:
        raise setting_problem("profile", "unwritable", file=str(path), cause=error.strerror).error from error


def problems_of(values: Mapping[str, Any], passwords: Mapping[str, str]) -> list[SettingProblem]:
    """Return everything that would keep a load with these settings from starting, each under its setting's name.

    `passwords` are ``database.password`` and ``ftp.password``; one that lies in the keyring has to be given too.
    """
    return build_settings(_with_passwords(values, passwords), needs=EVERYTHING)[1]


def settings_of(home: Path, name: str, values: Mapping[str, Any], passwords: Mapping[str, str]) -> Settings:
    """Return the settings that these values make; a password that is not given is looked for in the keyring.

    Raises what is wrong with the values; that some are missing is no fault.
    """
    whole = _with_passwords(values, passwords) | {"home": home, "profile": name}
    for section in ("database", "ftp"):
        part = whole.get(section)
        if isinstance(part, dict) and part.get("host") and not part.get("password"):
            part["password"] = stored_password(name, f"{section}.password")
    settings, problems = build_settings(whole)
    raise_problems(problems)
    return settings


def has_password(profile: str, entry: str) -> bool:
    """Tell whether the keyring has an entry, ``database.password`` or ``ftp.password``."""
    return stored_password(profile, entry) is not None


def is_configured(settings: Settings) -> bool:
    """Tell whether there is enough to load anything: a database, an exchange server or folder, and kassas."""
    exchange = settings.exchange.root if settings.exchange.transport == "folder" else settings.ftp.host
    return bool(settings.database.host and exchange and settings.kassas.strip(" ;"))


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Copy nested values, without what is None."""
    return {
        key: _plain(value) if isinstance(value, Mapping) else deepcopy(value)
        for key, value in values.items()
        if value is not None
    }


def _with_passwords(values: Mapping[str, Any], passwords: Mapping[str, str]) -> dict[str, Any]:
    whole = _plain(values)
    for entry, value in passwords.items():
        section, _, key = entry.partition(".")
        if value:
            whole.setdefault(section, {})[key] = value
    return whole


def _bring(table: MutableMapping[str, Any], values: Mapping[str, Any]) -> None:
    for key, value in values.items():
        if value is None:
            table.pop(key, None)
        elif isinstance(value, Mapping):
            if not isinstance(table.get(key), MutableMapping):
                table[key] = tomlkit.table()
            _bring(table[key], value)
        elif table.get(key) != value:
            table[key] = str(value) if isinstance(value, Path) else value
