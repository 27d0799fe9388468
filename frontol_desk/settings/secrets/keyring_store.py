"""Secrets in the keyring of the operating system: entry ``ftp.password`` of service ``frontol-desk:PROFILE``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.messages import text
from frontol_desk.settings.problems import environment_name
from frontol_desk.settings.secrets.store import KNOWN_SECRETS, VAULT_SECRETS

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")


def service_name(profile: str) -> str:
    """Return the keyring service that holds the secrets of a profile."""
    return f"frontol-desk:{profile}"


class KeyringStore:
    """The keyring of this account: Windows Credential Manager, Secret Service, KWallet or the macOS keychain."""

    kind = "keyring"

    def __init__(self, profile: str) -> None:
        self._service = service_name(profile)

    @property
    def where(self) -> str:
        """The service in the keyring."""
        return text("store_keyring", service=self._service)

    @property
    def writable(self) -> bool:
        """Whether there is a keyring at all."""
        return keyring_title() is not None

    def get(self, name: str) -> str | None:
        """Return a secret."""
        return self._ask(name, lambda keyring: keyring.get_password(self._service, name))

    def set(self, name: str, value: str) -> None:
        """Store a secret, and look whether it really lies there: some keyrings swallow everything."""
        self._ask(name, lambda keyring: keyring.set_password(self._service, name, value))
        if self.get(name) != value:
            raise _refused(name, "not stored")

    def delete(self, name: str) -> bool:
        """Remove a secret."""
        if self.get(name) is None:
            return False
        self._ask(name, lambda keyring: keyring.delete_password(self._service, name))
        return True

    def names(self) -> list[str]:
        """Return which secrets are there: keyrings answer questions, they do not list."""
        return [name for name in KNOWN_SECRETS if self.get(name) is not None]

    def _ask(self, name: str, question: Callable[[KeyringBackend], T]) -> T:
        keyring = _keyring()
        if keyring is None:
            raise _no_keyring(name)
        from keyring.errors import KeyringLocked

        try:
            return question(keyring)
        except KeyringLocked:
            raise DeskError(ErrorCode.SECRETS_DENIED, reason="locked", where=str(keyring.name)) from None
        except Exception as error:  # noqa: BLE001 - backends are anybody's code, and each has errors of its own
            raise _refused(name, type(error).__name__) from None


def keyring_title() -> str | None:
    """Return the name of the keyring of this account; None when there is none that could keep a secret."""
    keyring = _keyring()
    return None if keyring is None else str(keyring.name)


def _keyring() -> KeyringBackend | None:
    """Return the keyring in use, if it is one that keeps what it is given."""
    try:
        import keyring

        backend = keyring.get_keyring()
        keeps = backend.priority > 0
    except Exception:  # noqa: BLE001 - as above: a backend that cannot even start is none
        return None
    return backend if keeps else None


def _no_keyring(name: str) -> DeskError:
    variable = environment_name(name)
    if name in VAULT_SECRETS:  # for which Vault is no choice
        return DeskError(ErrorCode.SECRETS_UNAVAILABLE, reason="no_keyring_for_vault", name=name, environment=variable)
    return DeskError(ErrorCode.SECRETS_UNAVAILABLE, reason="no_keyring", name=name, environment=variable)


def _refused(name: str, cause: str) -> DeskError:
    return DeskError(
        ErrorCode.SECRETS_DENIED, reason="keyring", name=name, cause=cause, environment=environment_name(name)
    )
