"""The passwords that a run needs, fetched from the store of secrets."""

from __future__ import annotations

import logging
from collections.abc import Collection
from typing import Any

from frontol_desk.domain.errors import DeskError
from frontol_desk.settings.model import Settings
from frontol_desk.settings.problems import SettingProblem
from frontol_desk.settings.secrets.opening import open_store
from frontol_desk.settings.secrets.store import SecretStore

log = logging.getLogger(__name__)


def with_stored_passwords(settings: Settings, needs: Collection[str]) -> tuple[Settings, list[SettingProblem]]:
    """Ask the store of secrets for the passwords that are needed and come from nowhere else.

    `needs` are ``database`` and ``ftp``. What the store fails with is a problem, once; a missing keyring is none for
    the database, which may let this account in without a password.
    """
    found: dict[str, Any] = {}
    store = open_store(settings.secrets, settings.profile)
    for section in ("database", "ftp"):
        part: Any = getattr(settings, section)
        if section not in needs or not part.host or part.password is not None:
            continue
        try:
            password = store.get(f"{section}.password")
        except DeskError as error:
            if problem := _problem(store, section, part.user, error):
                return settings.model_copy(update=found), [problem]
            continue
        if password is not None:
            found[section] = type(part).model_validate(part.model_dump() | {"password": password})
    return (settings.model_copy(update=found) if found else settings), []


def _problem(store: SecretStore, section: str, user: str | None, error: DeskError) -> SettingProblem | None:
    """Return what to say of a store that fails, if its password is needed for certain."""
    if store.kind != "keyring":
        return SettingProblem(str(error.context.get("setting", "secrets.backend")), error)
    log.debug("keyring not usable for %s.password: %s %s", section, error.code, error.reason)
    needed = section == "ftp" and user != "anonymous"
    return SettingProblem(f"{section}.password", error) if needed else None
