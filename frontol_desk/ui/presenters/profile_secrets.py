"""The secrets of a profile while it is edited: where each of them lies, and typed ones on their way there."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Literal

from frontol_desk.console.secret_deeds import delete_secret, set_secret
from frontol_desk.domain.errors import DeskError
from frontol_desk.settings.secrets import KNOWN_SECRETS, SecretStore, environment_store, open_store
from frontol_desk.settings.secrets.store import VAULT_SECRETS
from frontol_desk.settings.sections.secrecy import SecretsSettings
from frontol_desk.ui.presenters.setting_values import variable_of

PASSWORDS = ("database.password", "ftp.password")
Place = Literal["", "store", "environment", "session"]
"""Where a secret is: nowhere, in its store, set outside, or held until the program ends."""
_for_this_session: set[str] = set()
"""Environment variables that hold secrets because a person asked for it; they end with the program."""


def relevant_secrets(backend: str) -> tuple[str, ...]:
    """Return the secrets that a profile may have which keeps them in this store; what opens Vault only with Vault."""
    return tuple(name for name in KNOWN_SECRETS if backend == "vault" or not name.startswith("vault."))


def given_outside(name: str) -> bool:
    """Tell whether an environment variable that nobody set in here gives a secret."""
    return bool(os.environ.get(variable_of(name))) and variable_of(name) not in _for_this_session


def held(name: str) -> bool:
    """Tell whether a secret was given for the time until the program ends."""
    return variable_of(name) in _for_this_session


class ProfileSecrets:
    """What is known of the secrets of one profile in the store that its settings name.

    `known` tells whether the store was asked; `failure` is why it did not answer, `writable` whether it can keep one.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self.known = False
        self.kind = "keyring"
        self.where = ""
        self.writable = False
        self.failure: DeskError | None = None
        self._stored: frozenset[str] = frozenset()

    def place(self, name: str) -> Place:
        """Return where a secret is taken from."""
        if held(name):
            return "session"
        if given_outside(name):
            return "environment"
        return "store" if name in self._stored else ""

    def is_stored(self, name: str) -> bool:
        """Tell whether the store holds a secret, be it outweighed or not."""
        return name in self._stored

    async def look(self, settings: SecretsSettings, profile: str) -> None:
        """Ask the store what it holds; why it cannot tell is kept in `failure`."""
        store = open_store(settings, profile)
        self.kind, self.where, self.failure = store.kind, store.where, None
        try:
            self.writable, self._stored = await asyncio.to_thread(_look_into, store)
        except DeskError as error:
            self.failure, self.writable, self._stored = error, False, frozenset()
        self.known = True

    async def fetch(self, settings: SecretsSettings, profile: str, names: Collection[str]) -> dict[str, str]:
        """Return these secrets, as far as they are there; raises as the store fails, other than for want of one."""
        store, found = open_store(settings, profile), {}
        for name in names:
            try:
                value = await asyncio.to_thread(store.get, name)
            except DeskError as error:
                if not (error.reason or "").startswith("no_keyring"):
                    raise
            else:
                if value:
                    found[name] = value
        return found

    async def keep(self, settings: SecretsSettings, profile: str, typed: Mapping[str, str]) -> None:
        """Store secrets; one that cannot be stored is held until the program ends, a server's refusal raised then."""
        store, failures = open_store(settings, profile), []
        keys_first = sorted(typed.items(), key=lambda item: item[0] not in VAULT_SECRETS)
        for name, value in keys_first:  # what opens the store is needed for the others
            try:
                await asyncio.to_thread(set_secret, self._home, store, name, value, of=profile)
            except DeskError as error:
                _hold(name, value)
                failures.append(error)
            else:
                forget(name)
        if failures and store.kind not in ("keyring", "environment"):
            raise failures[0]

    async def remove(self, settings: SecretsSettings, profile: str, names: Collection[str]) -> None:
        """Take secrets out of the store and out of this session; raises as the store fails."""
        store = open_store(settings, profile)
        for name in names:
            if held(name):
                forget(name)
            else:
                await asyncio.to_thread(delete_secret, self._home, store, name, of=profile)


def forget(name: str) -> None:
    """Let go of a secret that was held until the end of the program."""
    if held(name):
        _for_this_session.discard(variable_of(name))
        os.environ.pop(variable_of(name), None)


def _look_into(store: SecretStore) -> tuple[bool, frozenset[str]]:
    """Return whether a store can keep secrets and which it holds; the environment's are told elsewhere."""
    if store.kind == "environment":
        return False, frozenset()
    if not store.writable:
        return False, frozenset()
    outside = {name for name in environment_store().names() if given_outside(name) or held(name)}
    found = set(store.names())
    return True, frozenset(name for name in KNOWN_SECRETS if name in found - outside)


def _hold(name: str, value: str) -> None:
    """Keep a secret until the program ends, where every part of it already looks for secrets."""
    _for_this_session.add(variable_of(name))
    os.environ[variable_of(name)] = value
