"""Passwords in the operating system's keyring: entry ``ftp.password`` of service ``frontol-desk:PROFILE``."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

log = logging.getLogger(__name__)
T = TypeVar("T")

_PATIENCE = 20.0
"""Seconds for the keyring to answer: long enough to unlock it, short enough for a scheduled run that nobody sees."""


def service_name(profile: str) -> str:
    """Return the keyring service that holds the passwords of a profile."""
    return f"frontol-desk:{profile}"


def stored_password(profile: str, entry: str) -> str | None:
    """Return a keyring entry; None when it is not there or there is no keyring that answers in time."""
    return _asked(entry, lambda keyring: keyring.get_password(service_name(profile), entry))


def store_password(profile: str, entry: str, value: str | None) -> bool:
    """Put an entry into the keyring, or with None remove it; returns whether it is now as wanted."""
    service = service_name(profile)

    def store(keyring: KeyringBackend) -> bool:
        if value is not None:
            keyring.set_password(service, entry, value)
        elif keyring.get_password(service, entry) is not None:
            keyring.delete_password(service, entry)
        return True

    return bool(_asked(entry, store))


def keyring_name() -> str | None:
    """Return the name of the keyring of this account; None when there is none that could keep a password."""
    return _asked("", lambda keyring: str(keyring.name) if keyring.priority > 0 else None)


def _asked(entry: str, question: Callable[[KeyringBackend], T]) -> T | None:
    """Put a question to the keyring; None when there is none, or it refuses, or is silent."""
    found: list[T | None] = []
    # keyring is synchronous and may wait for a person who is not there
    thread = Thread(target=lambda: found.append(_ask(entry, question)), name="keyring", daemon=True)
    thread.start()
    thread.join(_PATIENCE)
    if not found:
        log.debug("keyring gave no answer for %s within %s s", entry, _PATIENCE)
        return None
    return found[0]


def _ask(entry: str, question: Callable[[KeyringBackend], T]) -> T | None:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        log.debug("no keyring library here")
        return None
    try:
        return question(keyring.get_keyring())
    except (KeyringError, RuntimeError, OSError) as error:
        log.debug("keyring entry %s not usable: %s", entry, type(error).__name__)
        return None
