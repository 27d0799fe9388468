"""A profile while somebody edits it: values by setting name, typed passwords, what is wrong, and saving it all."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from PySide6.QtCore import QObject, Signal

from frontol_desk.console.importing import ImportedProfile
from frontol_desk.console.profiles import problems_of, read_values, settings_of, write_values
from frontol_desk.domain.errors import DeskError
from frontol_desk.settings.model import SecretsSettings, Settings, is_profile_name, profile_path
from frontol_desk.settings.problems import setting_problem
from frontol_desk.ui.presenters.profile_secrets import PASSWORDS, ProfileSecrets, held
from frontol_desk.ui.presenters.setting_changes import with_removals
from frontol_desk.ui.presenters.setting_values import (
    DATABASE_PARTS,
    default_of,
    flattened,
    in_parts,
    inherited_values,
    nested,
    variable_of,
)
from frontol_desk.ui.presenters.setting_words import words_of
from frontol_desk.ui.session import Session

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
_HELD = "held elsewhere"
_ABSENT = frozenset({"missing", "empty", "no_kassas"})


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What to say below a field. `absent`: nothing was entered yet, which is no mistake before one tries to go on."""

    setting: str
    text: str
    absent: bool


class ProfileForm(QObject):
    """One profile being edited. Files and stores of secrets are read and written in threads; nothing here waits."""

    changed = Signal()
    edited = Signal(str)

    def __init__(self, session: Session, home: Path, profile: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.home = home
        self.profile = profile
        self.secrets = ProfileSecrets(home)
        self.read_error: DeskError | None = None
        self._has_dsn = False
        self._base: dict[str, Any] = {}
        self._read: dict[str, Any] = {}
        self._now: dict[str, Any] = {}
        self._typed: dict[str, str] = {}
        self._removed: set[str] = set()
        self._problems: dict[str, FieldProblem] = {}
        self._judge()

    @staticmethod
    def is_name(name: str) -> bool:
        """Tell whether a profile can be called so."""
        return is_profile_name(name)

    async def read(self) -> None:
        """Read the profile as it is stored, and find out which secrets there are."""
        try:
            values = flattened(await asyncio.to_thread(read_values, self.home, self.profile))
        except DeskError as error:
            self.read_error, values = error, {}
        self._has_dsn = "database.dsn" in values
        self._read = in_parts(values)
        self._now = {**self._read, **self._now}
        await self.read_base()
        await self.look_into_secrets()

    async def read_base(self) -> None:
        """Read the profile that this one is based on, as the form has it now."""
        base = str(self.value("extends") or "")
        known = self.is_name(base) and base != self.profile
        self._base = await asyncio.to_thread(inherited_values, self.home, base) if known else {}
        self._judge()

    def is_inherited(self, setting: str) -> bool:
        """Tell whether a value comes from the profile that this one is based on."""
        return self._now.get(setting) is None and setting in self._base and not self.variable_in_force(setting)

    def usual(self, setting: str) -> Any:
        """Return what holds when this profile says nothing about a setting."""
        return self._base.get(setting, default_of(setting))

    async def look_into_secrets(self) -> None:
        """Find out which secrets the store holds that the settings name as they are now."""
        await self.secrets.look(self._secrets_settings(), self.profile)
        self._judge()

    def _secrets_settings(self) -> SecretsSettings:
        """Return where secrets are kept, as the form has it; unsound values are left out."""
        names = [f"secrets.{name}" for name in SecretsSettings.model_fields]
        values = {name.partition(".")[2]: self.value(name) for name in names}
        try:
            return SecretsSettings.model_validate(values)
        except ValidationError as error:
            wrong = {detail["loc"][0] for detail in error.errors()}
            return SecretsSettings.model_validate({key: one for key, one in values.items() if key not in wrong})

    def value(self, setting: str) -> Any:
        """Return what a setting is now: set outside, entered, read from this profile or its base, or the default."""
        if variable := self.variable_in_force(setting):
            return os.environ[variable] if variable == variable_of(setting) else self._outside(setting)
        value = self._now.get(setting)
        return self.usual(setting) if value is None else value

    def _outside(self, setting: str) -> Any:
        """Return a part of the database's address that stands in the environment as one text."""
        found = in_parts({"database.dsn": os.environ[variable_of("database.dsn")]})
        return found.get(setting, default_of(setting))

    def set_value(self, setting: str, value: Any) -> None:
        """Enter a value; an empty one is taken out of the profile."""
        self.set_values({setting: value})

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Enter several values at once."""
        for setting, value in values.items():
            plain = setting not in self._read and value == self.usual(setting)
            self._now[setting] = None if value == "" or plain else value
        self._judge()
        for setting in values:
            self.edited.emit(setting)
        if "extends" in values:
            self.session.run(self.read_base(), "reading of the profile beneath")

    def password(self, entry: str) -> str:
        """Return the password typed here; an empty text when none was."""
        return self._typed.get(entry, "")

    def set_password(self, entry: str, value: str) -> None:
        """Take a typed password; an empty one means that the stored one stays."""
        self._typed[entry] = value
        self._removed.discard(entry)
        self._judge()
        self.edited.emit(entry)

    def set_removed(self, name: str, removed: bool) -> None:
        """Say that a stored secret is to be deleted when the form is saved, or take that back."""
        self._typed.pop(name, None)
        self._removed.add(name) if removed else self._removed.discard(name)
        self._judge()

    def is_removed(self, name: str) -> bool:
        """Tell whether a secret is to be deleted when the form is saved."""
        return name in self._removed

    def is_stored(self, entry: str) -> bool:
        """Tell whether the store of secrets holds this password."""
        return self.secrets.is_stored(entry)

    def held_for_session(self, entry: str) -> bool:
        """Tell whether this password was given for the time until the program ends."""
        return held(entry)

    def variable_in_force(self, setting: str) -> str | None:
        """Return the environment variable that outweighs this setting, None when there is none."""
        names = [variable_of(setting)] + ([variable_of("database.dsn")] if setting.startswith("database.") else [])
        found = (name for name in names if os.environ.get(name) and not (name == names[0] and held(setting)))
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
        return bool(self._changes().keys() - {setting} or any(self._typed.values()) or self._removed)

    async def settings(self, *needed: str) -> Settings:
        """Return the settings that this profile would give, for a check that needs these passwords.

        Raises `DeskError` when they are unsound, or when a needed password cannot be had because its store fails.
        """
        typed = {entry: value for entry, value in self._typed.items() if value and entry in PASSWORDS}
        kept = [entry for entry in needed if entry not in typed]
        passwords = await self.secrets.fetch(self._secrets_settings(), self.profile, kept) | typed
        values = self._outweighed(_OUTWEIGHED)
        return await asyncio.to_thread(settings_of, self.home, self.profile, values, passwords)

    def _outweighed(self, settings: Sequence[str]) -> dict[str, Any]:
        """Return all values, nested, with these settings as the environment has them."""
        outside = {name: self.value(name) for name in settings if self.variable_in_force(name)}
        return nested({**self._base, **flattened(self.whole()), **outside})

    async def save(self) -> None:
        """Write the changed values to the profile, typed secrets to their store or, without one, to this session.

        Raises CONFIG_SETTING when the profile cannot be written, and what a server of secrets fails with.
        """
        if changes := self._changes():
            if self._has_dsn:  # its parts take its place: both would contradict each other
                parts = {name: value for name, value in self._now.items() if name.startswith("database.")}
                changes = {**changes, **parts, "database.dsn": None}
            await asyncio.to_thread(write_values, self.home, self.profile, nested(changes))
            self.session.wrote(profile_path(self.home, self.profile))
            self._has_dsn = False
        self._read = {name: value for name, value in self._now.items() if value is not None}
        typed = {entry: value for entry, value in self._typed.items() if value}
        removed = frozenset(self._removed)
        self._typed.clear()
        self._removed.clear()
        try:
            await self.secrets.keep(self._secrets_settings(), self.profile, typed)
            await self.secrets.remove(self._secrets_settings(), self.profile, removed)
        finally:
            await self.look_into_secrets()

    def whole(self) -> dict[str, Any]:
        """Return all values of the profile, nested, without any password."""
        return nested({name: value for name, value in self._now.items() if value is not None})

    def take_over(self, values: Mapping[str, Any]) -> None:
        """Replace everything by the values of another profile, as read from a file."""
        flat = in_parts(flattened(values))
        self._now = dict.fromkeys(self._read) | {name: value for name, value in flat.items() if name not in PASSWORDS}
        self._judge()
        self.edited.emit("")
        if self.is_edited("extends"):
            self.session.run(self.read_base(), "reading of the profile beneath")

    def take_in(self, imported: ImportedProfile) -> None:
        """Show what a file said: a list of kassas changes nothing else, secrets are stored when the form is saved."""
        if imported.kind == "kassas":
            self.set_values(imported.values)
        else:
            self.take_over(imported.values)
        for name, value in imported.secrets.items():
            self.set_password(name, value.get_secret_value())

    def _lacks_password(self, values: Mapping[str, Any]) -> bool:
        """Tell whether the exchange server needs a password that nobody has given."""
        place, entry = self.secrets.place("ftp.password"), "ftp.password"
        given = self.password(entry) or (place and not self.is_removed(entry))
        by_folder = values.get("exchange", {}).get("transport") == "folder"
        return not given and not by_folder and values.get("ftp", {}).get("user") != "anonymous"

    def _changes(self) -> dict[str, Any]:
        changed = {name: value for name, value in self._now.items() if value != self._read.get(name)}
        return {name: with_removals(self._read.get(name), value) for name, value in changed.items()}

    def _judge(self) -> None:
        values = self._outweighed(_WAY_OF_EXCHANGE)
        found = problems_of(values, dict.fromkeys(PASSWORDS, _HELD))  # so that no store is asked: that takes a while
        if self._lacks_password(values):
            found.append(setting_problem("ftp.password", "missing"))
        self._problems = {
            problem.setting: FieldProblem(problem.setting, words_of(problem.error), problem.error.reason in _ABSENT)
            for problem in found
            if not self.variable_in_force(problem.setting)
        }
        self.changed.emit()
