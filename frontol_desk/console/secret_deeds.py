"""Secrets as people change them: stored or deleted, and noted for the audit log, never with their values."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from frontol_desk.console.audit import note
from frontol_desk.domain.audit import AuditAction
from frontol_desk.domain.errors import DeskError
from frontol_desk.settings.model import Settings
from frontol_desk.settings.secrets import SecretStore


def set_secret(where: Settings | Path, store: SecretStore, name: str, value: str, *, of: str | None = None) -> None:
    """Store a secret; raises as the store does, which is noted, too. `where` and `of` as of `audit.note`."""
    with _refusals_noted(where, store, name, "set", of):
        store.set(name, value)
    note(where, AuditAction.SECRET, name, of=of, deed="set", backend=store.kind)


def delete_secret(where: Settings | Path, store: SecretStore, name: str, *, of: str | None = None) -> bool:
    """Take a secret out of its store; returns whether it was there. Raises as the store does, which is noted, too."""
    with _refusals_noted(where, store, name, "delete", of):
        there = store.delete(name)
    if there:
        note(where, AuditAction.SECRET, name, of=of, deed="delete", backend=store.kind)
    return there


@contextmanager
def _refusals_noted(where: Settings | Path, store: SecretStore, name: str, deed: str, of: str | None) -> Iterator[None]:
    try:
        yield
    except DeskError as error:
        code, reason = error.code.value, error.reason
        note(where, AuditAction.SECRET, name, "failed", of=of, deed=deed, backend=store.kind, code=code, reason=reason)
        raise
