"""Secrets in HashiCorp Vault, key-value engine version 2: the keys of one entry, ``MOUNT/data/PATH/PROFILE``.

Opened with a token (secret ``vault.token``, else Vault's own VAULT_TOKEN or ~/.vault-token) or, where
``secrets.vault_role_id`` is set, by AppRole with the secret ``vault.secret_id``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.settings.problems import environment_name, setting_problem
from frontol_desk.settings.secrets.extras import guarded_address, needs_extra, shown_address
from frontol_desk.settings.secrets.patience import root_cause
from frontol_desk.settings.secrets.store import STORED_SECRETS
from frontol_desk.settings.sections.secrecy import SecretsSettings

_ATTEMPTS = 5
"""How often a write is tried while others write to the same entry."""


class VaultStore:
    """The entry of a profile in Vault. `key` returns the secrets that open it: ``vault.token``, ``vault.secret_id``."""

    kind = "vault"
    writable = True

    def __init__(self, settings: SecretsSettings, profile: str, key: Callable[[str], str | None]) -> None:
        self._settings = settings
        self._key = key
        self._entry = {"path": f"{settings.vault_path.strip('/')}/{profile}", "mount_point": settings.vault_mount}

    @property
    def where(self) -> str:
        """The server, and the entry on it."""
        given = self._settings
        namespace = f"{given.vault_namespace.strip('/')}/" if given.vault_namespace else ""
        return f"{shown_address(given.vault_url) or 'Vault'} {namespace}{given.vault_mount}/{self._entry['path']}"

    def get(self, name: str) -> str | None:
        """Return a secret."""
        value = self._read()[0].get(name)
        return None if value is None else str(value)

    def set(self, name: str, value: str) -> None:
        """Store a secret beside those that are there."""
        self._change(lambda held: held | {name: value})

    def delete(self, name: str) -> bool:
        """Remove a secret; Vault keeps earlier versions of the entry as long as its policy says."""
        if self.get(name) is None:
            return False
        self._change(lambda held: {key: value for key, value in held.items() if key != name})
        return True

    def names(self) -> list[str]:
        """Return which secrets are there."""
        held = self._read()[0]
        return [name for name in STORED_SECRETS if name in held]

    def _read(self) -> tuple[dict[str, Any], int]:
        """Return the keys of the entry and its version, 0 when it was never there."""
        with self._answering() as refused:
            try:
                found = self._entries.read_secret_version(**self._entry, raise_on_deleted_version=False)
            except refused.InvalidPath as error:
                if error.errors:  # an entry that is merely not there has none
                    raise self._error(ErrorCode.SECRETS_UNAVAILABLE, "mount") from None
                return {}, 0
        try:
            return found["data"]["data"] or {}, int(found["data"]["metadata"]["version"])
        except (KeyError, TypeError):
            raise self._error(ErrorCode.SECRETS_UNAVAILABLE, "mount") from None

    def _change(self, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
        """Write the entry anew, unless somebody else has since it was read: then read it again."""
        for _ in range(_ATTEMPTS):
            held, version = self._read()
            with self._answering() as refused:
                try:
                    self._entries.create_or_update_secret(**self._entry, secret=change(held), cas=version)
                except refused.InvalidRequest as error:
                    if not any("check-and-set" in text for text in error.errors or ()):
                        raise
                else:
                    return
        raise self._error(ErrorCode.SECRETS_CONNECTION, "contended")

    @cached_property
    def _entries(self) -> Any:
        """The key-value engine, signed in."""
        settings = self._settings
        if not settings.vault_url:
            raise setting_problem("secrets.vault_url", "missing").error
        with needs_extra("vault"):
            import hvac
        client = hvac.Client(
            guarded_address("secrets.vault_url", settings.vault_url),
            token=self._key("vault.token") if not settings.vault_role_id else "",
            verify=str(settings.vault_ca) if settings.vault_ca else None,
            timeout=settings.timeout,
            namespace=settings.vault_namespace,
        )
        if settings.vault_role_id:
            self._sign_in(client, settings.vault_role_id)
        if not client.token:
            raise self._key_missing("vault.token")
        return client.secrets.kv.v2

    def _sign_in(self, client: Any, role: str) -> None:
        from hvac.exceptions import InvalidRequest

        secret = self._key("vault.secret_id")
        if secret is None:
            raise self._key_missing("vault.secret_id")
        try:
            client.auth.approle.login(role, secret)
        except InvalidRequest:  # Vault's answer to a role or a secret that it does not know
            raise self._error(ErrorCode.SECRETS_DENIED, "role") from None

    @contextmanager
    def _answering(self) -> Iterator[Any]:
        """Say in our own words what Vault or the way to it refuses; gives hvac's exceptions."""
        with needs_extra("vault"):
            from hvac import exceptions as vault
            from requests import exceptions as http
        try:
            yield vault
        except (vault.Forbidden, vault.Unauthorized):
            raise self._error(ErrorCode.SECRETS_DENIED, "vault") from None
        except (vault.VaultDown, vault.VaultNotInitialized):
            raise self._error(ErrorCode.SECRETS_CONNECTION, "sealed") from None
        except (vault.InvalidPath, vault.InvalidRequest, vault.UnsupportedOperation):
            raise self._error(ErrorCode.SECRETS_UNAVAILABLE, "mount") from None
        except http.SSLError as error:
            raise self._error(ErrorCode.SECRETS_UNAVAILABLE, "tls", cause=root_cause(error)) from None
        except (vault.VaultError, http.RequestException, OSError) as error:
            raise self._error(ErrorCode.SECRETS_CONNECTION, "unreached", cause=root_cause(error)) from None

    def _error(self, code: ErrorCode, reason: str, **context: str) -> DeskError:
        return DeskError(code, reason=reason, where=self.where, **context)

    def _key_missing(self, name: str) -> DeskError:
        variable = environment_name(name)
        return self._error(ErrorCode.SECRETS_UNAVAILABLE, "vault_key", name=name, environment=variable)
