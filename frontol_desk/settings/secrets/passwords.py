"""The passwords of a profile for those who do not care why one cannot be had: None, or False, says it all."""

from __future__ import annotations

import logging

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.settings.secrets.keyring_store import keyring_title, service_name
from frontol_desk.settings.secrets.opening import open_store
from frontol_desk.settings.secrets.patience import patiently
from frontol_desk.settings.sections.secrecy import SecretsSettings

__all__ = ["keyring_name", "service_name", "store_password", "stored_password"]

log = logging.getLogger(__name__)
_KEYRING = SecretsSettings()


def stored_password(profile: str, entry: str, settings: SecretsSettings = _KEYRING) -> str | None:
    """Return a secret; None when it is not there, or its store does not answer."""
    try:
        return open_store(settings, profile).get(entry)
    except DeskError as error:
        log.debug("secret %s not to be had: %s %s", entry, error.code, error.reason)
        return None


def store_password(profile: str, entry: str, value: str | None, settings: SecretsSettings = _KEYRING) -> bool:
    """Store a secret, or with None remove it; returns whether it is now as wanted."""
    store = open_store(settings, profile)
    try:
        if value is None:
            store.delete(entry)
        else:
            store.set(entry, value)
    except DeskError as error:
        log.debug("secret %s not stored: %s %s", entry, error.code, error.reason)
        return False
    return True


def keyring_name() -> str | None:
    """Return the name of the keyring of this account; None when there is none that could keep a password."""
    try:
        return patiently(keyring_title, _KEYRING.timeout, "keyring")
    except DeskError as error:
        if error.code is not ErrorCode.SECRETS_CONNECTION:
            raise
        return None
