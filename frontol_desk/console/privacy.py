"""The setting ``privacy.hash_personal``: the keys it needs, and what may not lie about because of it."""

from __future__ import annotations

import asyncio
import secrets
from contextlib import suppress

from frontol_desk.console.audit import note
from frontol_desk.domain.actor import current_actor
from frontol_desk.domain.audit import AuditAction
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.exchange.archive import Archive
from frontol_desk.exchange.archive_lock import ArchiveLock
from frontol_desk.format.personal import PersonalHasher
from frontol_desk.format.registry import default_registry
from frontol_desk.settings.model import Settings
from frontol_desk.settings.problems import environment_name
from frontol_desk.settings.secrets import SecretStore, open_store
from frontol_desk.warehouse.warehouse import Warehouse

KEY = "privacy.key"
_KEY_BYTES = 32
_SHORTEST = 32


def archive_of(settings: Settings) -> Archive:
    """Build the archive of a profile, encrypted or not; the store of secrets is asked when a key is needed."""
    store = open_store(settings.secrets, settings.profile)
    lock = ArchiveLock(store, encrypts=settings.privacy.hash_personal)
    return Archive(settings.home / "archive", settings.profile, lock)


class Privacy:
    """Sees to it that no file is loaded with plain personal data when the settings say so."""

    def __init__(self, settings: Settings, warehouse: Warehouse, archive: Archive) -> None:
        self._settings = settings
        self._warehouse = warehouse
        self._archive = archive

    async def before(self) -> list[DeskError]:
        """Get the keys before a run, and make them on first use; returns what is to be told.

        Raises PRIVACY_KEY or ARCHIVE_LOCKED when one is not to be had, and what the store of secrets raises.
        """
        if not self._settings.privacy.hash_personal or self._warehouse.personal:
            return []
        store = open_store(self._settings.secrets, self._settings.profile)
        async with self._warehouse.key_book() as book:
            known = await book.newest()
            key = await asyncio.to_thread(_key_from, store, known)
            hasher = PersonalHasher(key.encode(), default_registry())
            await book.note(hasher.fingerprint, str(current_actor()))
            await asyncio.to_thread(self._archive.make_ready)
        self._warehouse.personal = hasher
        if known != hasher.fingerprint:
            await asyncio.to_thread(note, self._settings, AuditAction.SECRET, KEY, deed="use", key=hasher.fingerprint)
        told = _changed(hasher.fingerprint, known)
        return [told] if told else []

    def clear_opened(self) -> None:
        """Remove the plain copies of originals that somebody has opened to look at, as far as they are closed."""
        opened = self._settings.home / "opened"
        if not self._settings.privacy.hash_personal or not opened.is_dir():
            return
        for copy in opened.iterdir():
            with suppress(OSError):
                copy.unlink()


async def examine_keys(settings: Settings, known: str | None) -> tuple[str | None, DeskError | None]:
    """Raise what would keep the next run from its keys, and make nothing; `known` is the fingerprint of the one in use.

    Returns the fingerprint of the key for personal data, None when it would be made, and what the run would be told.
    """
    store = open_store(settings.secrets, settings.profile)
    key = await asyncio.to_thread(_kept_key, store, known)
    await asyncio.to_thread(archive_of(settings).check_key)
    if key is None:
        return None, None
    found = PersonalHasher(key.encode(), default_registry()).fingerprint
    return found, _changed(found, known)


def _changed(key: str, known: str | None) -> DeskError | None:
    if known in (None, key):
        return None
    return DeskError(ErrorCode.PRIVACY_KEY, reason="changed", key=key, known=known)


def _key_from(store: SecretStore, known: str | None) -> str:
    """Return the key, a new one where there was never any (`known` is the fingerprint of the one in use)."""
    if found := _kept_key(store, known):
        return found
    store.set(KEY, secrets.token_hex(_KEY_BYTES))
    return _checked(store.get(KEY) or "")


def _kept_key(store: SecretStore, known: str | None) -> str | None:
    """Return the stored key; None when there is none and a new one may be made."""
    key = store.get(KEY)
    if key is None and known is not None:
        raise DeskError(ErrorCode.PRIVACY_KEY, reason="missing", known=known, where=store.where)
    if key is None and not store.writable:
        variable = environment_name(KEY)
        raise DeskError(ErrorCode.PRIVACY_KEY, reason="not_kept", where=store.where, variable=variable)
    return None if key is None else _checked(key)


def _checked(key: str) -> str:
    if len(key := key.strip()) < _SHORTEST:
        raise DeskError(ErrorCode.PRIVACY_KEY, reason="short", length=len(key))
    return key
