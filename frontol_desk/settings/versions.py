"""Versions of settings files: older ones are brought up to date by small steps, newer ones are refused.

A step works on nested mappings, so the same one serves what was just read and the document that keeps its comments.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, MutableMapping
from pathlib import Path
from typing import Any

from frontol_desk.domain.messages import text
from frontol_desk.settings.dsn import split_dsn
from frontol_desk.settings.model import SCHEMA_VERSION
from frontol_desk.settings.problems import SettingProblem, setting_problem
from frontol_desk.settings.whole import keep_beside, replace_file

log = logging.getLogger(__name__)

Document = MutableMapping[str, Any]
Step = Callable[[Document], None]
VERSION = "schema_version"
_NUMBERS = ("port", "connect_timeout")


def _dsn_to_parts(document: Document) -> None:
    """Write a database address as its parts; one with a password, or not understood, stays to be told of."""
    database = document.get("database")
    if not isinstance(database, MutableMapping):
        return
    try:
        parts = split_dsn(database.get("dsn"))
    except ValueError:
        return
    if "password" in parts:
        return
    database.pop("dsn", None)
    for key, value in parts.items():
        database[key] = int(value) if value.isdecimal() and key in _NUMBERS else value


STEPS: Mapping[int, Step] = {1: _dsn_to_parts}
"""How a file of a version becomes one of the next."""


def version_of(document: Mapping[str, Any]) -> int:
    """Return the version that a file says; 1 for one that says none, the current one for what is no number."""
    version = document.get(VERSION, 1)
    return version if isinstance(version, int) and not isinstance(version, bool) else SCHEMA_VERSION


def newer_problem(document: Mapping[str, Any], file: str, place: str = "") -> SettingProblem | None:
    """Tell of a file that a newer program has written; `place` is where it says so."""
    version = version_of(document)
    if version <= SCHEMA_VERSION:
        return None
    return setting_problem(VERSION, "newer", place=place or file, file=file, found=version, known=SCHEMA_VERSION)


def migrate(document: Document, steps: Mapping[int, Step] | None = None, to: int | None = None) -> bool:
    """Bring what a file says up to version `to`, by default the current one, in place; returns whether it was older."""
    steps, to = STEPS if steps is None else steps, SCHEMA_VERSION if to is None else to
    version = version_of(document)
    if not 1 <= version < to:
        return False
    _take_steps(document, steps, version, to)
    document[VERSION] = to
    return True


def _take_steps(document: Document, steps: Mapping[int, Step], version: int, to: int) -> None:
    for number in range(version, to):
        steps[number](document)


def upgrade_profile(path: Path) -> Path | None:
    """Write an older settings file anew in the current version; returns the backup of the old one, None for no need.

    A file that cannot be written is left as it is, with a warning in the log: what it says counts all the same. Of one
    that cannot be read, or that a newer program wrote, whoever reads the settings tells.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        old = path.read_bytes()
        document = tomlkit.parse(old.decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError, TOMLKitError):
        return None
    version = version_of(document)
    if not 1 <= version < SCHEMA_VERSION:
        return None
    if VERSION in document:
        migrate(document)
        fresh = tomlkit.dumps(document)
    else:  # above everything else it parts no comment from its section
        _take_steps(document, STEPS, version, SCHEMA_VERSION)
        fresh = f"{VERSION} = {SCHEMA_VERSION}\n{tomlkit.dumps(document)}"
    try:
        backup = keep_beside(path, old, f".v{version}")
        if path.read_bytes() != old:  # somebody else has just written it
            return None
        replace_file(path, fresh)
    except OSError as error:
        log.warning(text("settings_not_upgraded", file=path, cause=error.strerror))
        return None
    log.warning(text("settings_upgraded", file=path, backup=backup))
    return backup
