"""The store that the settings name, with the environment before it and patience around it."""

from __future__ import annotations

import logging

from frontol_desk.domain.errors import DeskError
from frontol_desk.settings.secrets.environment_store import EnvironmentStore
from frontol_desk.settings.secrets.keyring_store import KeyringStore
from frontol_desk.settings.secrets.patience import patiently
from frontol_desk.settings.secrets.store import KNOWN_SECRETS, VAULT_SECRETS, SecretStore
from frontol_desk.settings.sections.secrecy import SecretsSettings

log = logging.getLogger(__name__)


def open_store(settings: SecretsSettings, profile: str, *, outweighed: bool = True) -> SecretStore:
    """Return the secrets of a profile: what the environment says outweighs what the store of ``secrets.backend`` holds.

    Without `outweighed` only what is stored. Nobody is asked before the first call. What opens Vault lies in the
    keyring.
    """
    if settings.backend == "environment":
        return environment_store()
    keyring = PatientStore(KeyringStore(profile), settings.timeout)
    if settings.backend == "keyring":
        store = keyring
    else:
        store = PatientStore(_store_on_server(settings, profile, keyring), settings.timeout)
    return ProfileStore(store, keyring, EnvironmentStore() if outweighed else None)


def environment_store() -> SecretStore:
    """Return the environment alone: to tell whether a variable outweighs what is stored."""
    return EnvironmentStore()


def _store_on_server(settings: SecretsSettings, profile: str, keyring: SecretStore) -> SecretStore:
    if settings.backend == "aws":
        from frontol_desk.settings.secrets.aws_store import AwsStore

        return AwsStore(settings, profile)
    from frontol_desk.settings.secrets.vault_store import VaultStore

    def key(name: str) -> str | None:
        try:
            return EnvironmentStore().get(name) or keyring.get(name)
        except DeskError as error:  # a server without a keyring: Vault itself says then what is missing
            log.debug("no %s from the keyring: %s", name, error.reason)
            return None

    return VaultStore(settings, profile, key)


class _Before:
    """What stands before a store, and is the same to all who ask."""

    def __init__(self, store: SecretStore) -> None:
        self._store = store

    @property
    def kind(self) -> str:
        """As the store says."""
        return self._store.kind

    @property
    def where(self) -> str:
        """As the store says."""
        return self._store.where

    @property
    def writable(self) -> bool:
        """As the store says."""
        return self._store.writable


class PatientStore(_Before):
    """A store whose every answer is waited for so many seconds and no longer."""

    def __init__(self, store: SecretStore, seconds: float) -> None:
        super().__init__(store)
        self._seconds = seconds

    @property
    def writable(self) -> bool:
        """As the store says; one that does not is not writable."""
        try:
            return patiently(lambda: self._store.writable, self._seconds, self.where)
        except DeskError:
            return False

    def get(self, name: str) -> str | None:
        """Return a secret."""
        return patiently(lambda: self._store.get(name), self._seconds, self.where)

    def set(self, name: str, value: str) -> None:
        """Store a secret; after SECRETS_CONNECTION nobody knows whether it was."""
        patiently(lambda: self._store.set(name, value), self._seconds, self.where)

    def delete(self, name: str) -> bool:
        """Remove a secret."""
        return patiently(lambda: self._store.delete(name), self._seconds, self.where)

    def names(self) -> list[str]:
        """Return which secrets are there."""
        return patiently(self._store.names, self._seconds, self.where)


class ProfileStore(_Before):
    """What opens Vault lies in `keyring`, all else in `store`; an `environment` outweighs both and is never changed."""

    def __init__(self, store: SecretStore, keyring: SecretStore, environment: SecretStore | None) -> None:
        super().__init__(store)
        self._keyring = keyring
        self._environment = environment

    def get(self, name: str) -> str | None:
        """Return a secret."""
        outside = self._environment.get(name) if self._environment else None
        return outside or self._home_of(name).get(name)

    def set(self, name: str, value: str) -> None:
        """Store a secret; as long as the environment has another one, that one is in force."""
        self._home_of(name).set(name, value)

    def delete(self, name: str) -> bool:
        """Remove a secret from the store; the environment keeps what it has."""
        return self._home_of(name).delete(name)

    def names(self) -> list[str]:
        """Return which secrets are there, wherever."""
        outside = self._environment.names() if self._environment else []
        held = {*outside, *self._store.names(), *self._keys_of_vault()}
        return [name for name in KNOWN_SECRETS if name in held]

    def _keys_of_vault(self) -> list[str]:
        if self.kind != "vault":
            return []
        try:
            return [name for name in VAULT_SECRETS if self._keyring.get(name) is not None]
        except DeskError:  # no keyring: Vault is opened by the environment
            return []

    def _home_of(self, name: str) -> SecretStore:
        return self._keyring if name in VAULT_SECRETS else self._store
