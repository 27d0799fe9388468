"""How the tests of refusals open a Vault, and what they ask of a failure."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import pytest

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.settings.model import SecretsSettings
from frontol_desk.settings.secrets import SecretStore, open_store
from tests.vault_server import Vault


def vault_store(vault: Vault, **changes: Any) -> SecretStore:
    """Open the place of profile ``north`` in a Vault; `changes` are settings, ``vault_`` left out."""
    named = {key if key == "timeout" else f"vault_{key}": value for key, value in changes.items()}
    return open_store(SecretsSettings(backend="vault", **{"vault_url": vault.url, **named}), "north")


def failure(deed: Callable[[], object]) -> tuple[ErrorCode, str | None]:
    """Return code and reason of the failure, which has words and is free of our secrets."""
    with pytest.raises(DeskError) as raised:
        deed()
    error = raised.value
    assert error.hint
    assert "—" not in f"{error.message} {error.hint}".replace(" — ", "")
    assert "TOP-SECRET" not in f"{error.message}{error.hint}{error.context}"
    return error.code, error.reason


def silent_server() -> socket.socket:
    """A server that takes connections and says nothing."""
    return socket.create_server(("127.0.0.1", 0))
