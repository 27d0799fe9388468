"""What every place for secrets can do, and the names of the secrets there are."""

from __future__ import annotations

from typing import Protocol

from frontol_desk.domain.errors import DeskError, ErrorCode

KNOWN_SECRETS = (
    "database.password",
    "ftp.password",
    "privacy.key",
    "archive.key",
    "vault.token",
    "vault.secret_id",
)
"""Every secret the program asks for, per profile."""

VAULT_SECRETS = frozenset({"vault.token", "vault.secret_id"})
"""What opens Vault cannot lie in Vault: it comes from the environment, else from the keyring."""


STORED_SECRETS = tuple(name for name in KNOWN_SECRETS if name not in VAULT_SECRETS)
"""What may lie on a server of secrets."""


class SecretStore(Protocol):
    """The secrets of one profile in one place, by name (``ftp.password``); values are text.

    Every call may wait, for a server or a person, though never for ever: a window calls in a thread. All of them raise
    SECRETS_UNAVAILABLE (not usable as it is set up), SECRETS_CONNECTION (no answer; try again), SECRETS_DENIED.
    """

    @property
    def kind(self) -> str:
        """The value of ``secrets.backend`` that means this store."""

    @property
    def where(self) -> str:
        """The place in words, for people: which keyring, which server. It asks nobody and raises nothing."""

    @property
    def writable(self) -> bool:
        """Whether secrets can be put here at all; it raises nothing."""

    def get(self, name: str) -> str | None:
        """Return a secret; None when it is not there."""

    def set(self, name: str, value: str) -> None:
        """Store a secret in place of what was there."""

    def delete(self, name: str) -> bool:
        """Remove a secret; returns whether it was there."""

    def names(self) -> list[str]:
        """Return which of `KNOWN_SECRETS` are there, in their order."""


def known_secret(name: str) -> str:
    """Return the name of a secret in lower case; raises USAGE naming those there are."""
    if name.lower() not in KNOWN_SECRETS:
        raise DeskError(ErrorCode.USAGE, reason="unknown_secret", name=name[:80], known=", ".join(KNOWN_SECRETS))
    return name.lower()
