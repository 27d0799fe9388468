"""A profile while somebody edits it: values by setting name, typed passwords, what is wrong, and saving it all."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from PySide6.QtCore import QObject, Signal

from frontol_desk.console.profiles import (
    has_password,
    keyring_name,
    problems_of,
    read_values,
    settings_of,
    store_password,
    write_values,
)
from frontol_desk.domain.errors import DeskError
from frontol_desk.settings.model import DatabaseSettings, Settings
from frontol_desk.ui.presenters.setting_changes import with_removals
from frontol_desk.ui.presenters.setting_words import words_of
from frontol_desk.ui.session import Session

PASSWORDS = ("database.password", "ftp.password")
DATABASE_PARTS = ("host", "port", "name", "user", "sslmode", "sslrootcert")
_WAY_OF_EXCHANGE = ("exchange.transport", "exchange.root")
"""Settings that decide which others are needed."""
_OUTWEIGHED = (
    *(f"database.{part}" for part in DATABASE_PARTS),
    *(
        f"ftp.{part}"
        for part in ("host", "port", "user", "encoding", "request_dir", "response_dir", "tls", "tls_verify", "tls_ca")
    ),
    *_WAY_OF_EXCHANGE,
)
"""Settings that a check needs, wherever they come from."""
_NAME = re.compile(r"\w[\w.-]{0,62}")
_HELD = "held elsewhere"
_SECTIONS = ("database", "ftp", "exchange", "pipeline", "retry", "archive", "log")
_ABSENT = frozenset({"missing", "empty", "no_kassas"})
_for_this_session: set[str] = set()
"""Environment variables that hold passwords because a person asked for it; they end with the program."""


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What to say below a field. `absent`: nothing was entered yet, which is no mistake before one tries to go on."""

    setting: str
    text: str
    absent: bool


def variable_of(setting: str) -> str:
    """Return the environment variable that outweighs a setting."""
    return "FRONTOL_DESK_" + setting.replace(".", "__").upper()


def flattened(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return nested values by their full names: ``{"ftp": {"port": 21}}`` is ``{"ftp.port": 21}``."""
    flat: dict[str, Any] = {}
    for name, value in values.items():
        if name in _SECTIONS and isinstance(value, Mapping):
            flat |= {f"{name}.{key}": inner for key, inner in value.items()}
        else:
            flat[name] = value
    return flat


def nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as they stand in a profile; the opposite of `flattened`."""
    values: dict[str, Any] = {}
    for name, value in flat.items():
        section, dot, key = name.partition(".")
        if dot:
            values.setdefault(section, {})[key] = value
        else:
            values[name] = value
    return values


def default_of(setting: str) -> Any:
    """Return what holds when a profile says nothing about a setting."""
    section, dot, key = setting.partition(".")
    model = Settings.model_fields[section].get_default(call_default_factory=True)
    return getattr(model, "schema_" if key == "schema" else key) if dot else model


class ProfileForm(QObject):
    """One profile being edited. Files and keyring are read and written in threads; nothing here waits."""

    changed = Signal()
    edited = Signal(str)

    def __init__(self, session: Session, home: Path, profile: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.home = home
        self.profile = profile
        self.keyring: str | None = None
        self.keyring_known = False
        self.read_error: DeskError | None = None
        self._has_dsn = False
        self._read: dict[str, Any] = {}
        self._now: dict[str, Any] = {}
        self._typed: dict[str, str] = {}
        self._stored: frozenset[str] = frozenset()
        self._problems: dict[str, FieldProblem] = {}
        self._judge()

    @staticmethod
    def is_name(name: str) -> bool:
        """Tell whether a profile can be called so."""
        return _NAME.fullmatch(name) is not None

    async def read(self) -> None:
        """Read the profile as it is stored, and find out what the keyring holds."""
        try:
            values = flattened(await asyncio.to_thread(read_values, self.home, self.profile))
        except DeskError as error:
            self.read_error, values = error, {}
        self._has_dsn = "database.dsn" in values
        self._read = _in_parts(values)
        self._now = {**self._read, **self._now}
        self._judge()
        await self.look_into_keyring()

    async def look_into_keyring(self) -> None:
        """Find out whether there is a keyring and which passwords it holds."""
        self.keyring = await asyncio.to_thread(keyring_name)
        held = [entry for entry in PASSWORDS if await asyncio.to_thread(has_password, self.profile, entry)]
        self._stored = frozenset(held)
        self.keyring_known = True
        self._judge()

    def value(self, setting: str) -> Any:
        """Return what a setting is now: set outside, entered, read from the profile, or the default."""
        if variable := self.variable_in_force(setting):
            return os.environ[variable] if variable == variable_of(setting) else self._outside(setting)
        value = self._now.get(setting)
        return default_of(setting) if value is None else value

    def _outside(self, setting: str) -> Any:
        """Return a part of the database's address that stands in the environment as one text."""
        found = _in_parts({"database.dsn": os.environ[variable_of("database.dsn")]})
        return found.get(setting, default_of(setting))

    def set_value(self, setting: str, value: Any) -> None:
        """Enter a value; an empty one is taken out of the profile."""
        self.set_values({setting: value})

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Enter several values at once."""
        for setting, value in values.items():
            plain = setting not in self._read and value == default_of(setting)
            self._now[setting] = None if value == "" or plain else value
        self._judge()
        for setting in values:
            self.edited.emit(setting)

    def password(self, entry: str) -> str:
        """Return the password typed here; an empty text when none was."""
        return self._typed.get(entry, "")

    def set_password(self, entry: str, value: str) -> None:
        """Take a typed password; an empty one means that the stored one stays."""
        self._typed[entry] = value
        self._judge()
        self.edited.emit(entry)

    def is_stored(self, entry: str) -> bool:
        """Tell whether the keyring holds this password."""
        return entry in self._stored

    def held_for_session(self, entry: str) -> bool:
        """Tell whether this password was given for the time until the program ends."""
        return variable_of(entry) in _for_this_session

    def variable_in_force(self, setting: str) -> str | None:
        """Return the environment variable that outweighs this setting, None when there is none."""
        names = [variable_of(setting)] + ([variable_of("database.dsn")] if setting.startswith("database.") else [])
        found = (name for name in names if os.environ.get(name) and name not in _for_this_session)
        return next(found, None)

    def problem(self, setting: str) -> FieldProblem | None:
        """Return what is wrong with a setting."""
        return self._problems.get(setting)

    def problems(self, *sections: str) -> list[FieldProblem]:
        """Return everything that is wrong in these sections (`kassas` is one of its own); in all when none is named."""
        found = self._problems.values()
        return [problem for problem in found if not sections or problem.setting.partition(".")[0] in sections]

    def is_edited(self, setting: str) -> bool:
        """Tell whether a value differs from the stored one."""
        return bool(self._now.get(setting) != self._read.get(setting))

    @property
    def is_changed(self) -> bool:
        """Tell whether there is something to save."""
        return self.is_changed_beside("")

    def is_changed_beside(self, setting: str) -> bool:
        """Tell whether there is something to save apart from one setting."""
        return bool(self._changes().keys() - {setting} or any(self._typed.values()))

    async def settings(self) -> Settings:
        """Return the settings that this profile would give, for a check; raises `DeskError` when they are unsound."""
        passwords = {entry: os.environ[variable_of(entry)] for entry in PASSWORDS if os.environ.get(variable_of(entry))}
        passwords |= {entry: value for entry, value in self._typed.items() if value}
        values = self._outweighed(_OUTWEIGHED)
        return await asyncio.to_thread(settings_of, self.home, self.profile, values, passwords)

    def _outweighed(self, settings: Sequence[str]) -> dict[str, Any]:
        """Return all values, nested, with these settings as the environment has them."""
        outside = {name: self.value(name) for name in settings if self.variable_in_force(name)}
        return nested({**flattened(self.whole()), **outside})

    async def save(self) -> None:
        """Write the changed values to the profile, typed passwords to the keyring or, without one, to this session."""
        if changes := self._changes():
            if self._has_dsn:  # its parts take its place: both would contradict each other
                parts = {name: value for name, value in self._now.items() if name.startswith("database.")}
                changes = {**changes, **parts, "database.dsn": None}
            await asyncio.to_thread(write_values, self.home, self.profile, nested(changes))
            self._has_dsn = False
        for entry, value in [(entry, value) for entry, value in self._typed.items() if value]:
            if not await asyncio.to_thread(store_password, self.profile, entry, value):
                _hold(entry, value)
        self._read = {name: value for name, value in self._now.items() if value is not None}
        self._typed.clear()
        await self.look_into_keyring()

    def whole(self) -> dict[str, Any]:
        """Return all values of the profile, nested, without any password."""
        return nested({name: value for name, value in self._now.items() if value is not None})

    def take_over(self, values: Mapping[str, Any]) -> None:
        """Replace everything by the values of another profile, as read from a file."""
        flat = _in_parts(flattened(values))
        self._now = dict.fromkeys(self._read) | {name: value for name, value in flat.items() if name not in PASSWORDS}
        self._judge()
        self.edited.emit("")

    def _changes(self) -> dict[str, Any]:
        changed = {name: value for name, value in self._now.items() if value != self._read.get(name)}
        return {name: with_removals(self._read.get(name), value) for name, value in changed.items()}

    def _judge(self) -> None:
        held = {entry: _HELD for entry in PASSWORDS if self.is_stored(entry) or os.environ.get(variable_of(entry))}
        typed = {entry: value for entry, value in self._typed.items() if value}
        found = problems_of(self._outweighed(_WAY_OF_EXCHANGE), held | typed)
        self._problems = {
            problem.setting: FieldProblem(problem.setting, words_of(problem.error), problem.error.reason in _ABSENT)
            for problem in found
            if not self.variable_in_force(problem.setting)
        }
        self.changed.emit()


def _in_parts(values: dict[str, Any]) -> dict[str, Any]:
    """Write the database's address as its parts, as the form shows it; one that is not understood is left as it is."""
    if "database.dsn" not in values:
        return dict(values)
    try:
        found = DatabaseSettings.model_validate({"dsn": SecretStr(str(values["database.dsn"]))})
    except ValueError:
        return dict(values)
    parts = {f"database.{part}": getattr(found, part) for part in DATABASE_PARTS if getattr(found, part) is not None}
    rest = {name: value for name, value in values.items() if name != "database.dsn"}
    return rest | {name: str(value) if isinstance(value, Path) else value for name, value in parts.items()}


def parts_of_connection_string(text: str) -> tuple[dict[str, Any], str]:
    """Return values and password of ``postgresql://...``; nothing for a text that is no such address."""
    try:
        found = DatabaseSettings.model_validate({"dsn": SecretStr(text.strip())})
    except ValueError:
        return {}, ""
    values = _in_parts({"database.dsn": text.strip()}) if found.host else {}
    return values, found.password.get_secret_value() if found.password else ""


def _hold(entry: str, password: str) -> None:
    """Keep a password until the program ends, where every part of it already looks for passwords."""
    _for_this_session.add(variable_of(entry))
    os.environ[variable_of(entry)] = password
