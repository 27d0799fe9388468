"""Passwords from the operating system's keyring: entry ``ftp.password`` of service ``frontol-desk:PROFILE``."""

from __future__ import annotations

import logging
from threading import Thread

log = logging.getLogger(__name__)

_PATIENCE = 20.0
"""Seconds for the keyring to answer: long enough to unlock it, short enough for a scheduled run that nobody sees."""


def service_name(profile: str) -> str:
    """Return the keyring service that holds the passwords of a profile."""
    return f"frontol-desk:{profile}"


def stored_password(profile: str, entry: str) -> str | None:
    """Return a keyring entry; None when it is not there or there is no keyring that answers in time."""
    found: list[str | None] = []
    # keyring is synchronous and may wait for a person who is not there
    thread = Thread(target=lambda: found.append(_ask(service_name(profile), entry)), name="keyring", daemon=True)
    thread.start()
    thread.join(_PATIENCE)
    if not found:
        log.debug("keyring gave no answer for %s within %s s", entry, _PATIENCE)
        return None
    return found[0]


def _ask(service: str, entry: str) -> str | None:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        log.debug("no keyring library here")
        return None
    try:
        return keyring.get_password(service, entry)
    except (KeyringError, RuntimeError, OSError) as error:
        log.debug("keyring entry %s not readable: %s", entry, type(error).__name__)
        return None
