"""Places for secrets: a keyring in memory, this process's environment, a Vault and an AWS of our own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from moto.server import ThreadedMotoServer

from tests.keyrings import MemoryKeyring
from tests.vault_server import TOKEN, Vault, vault_server


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Nothing of whoever runs the tests: no settings, no tokens, no keyring, no proxy."""
    ours = ("FRONTOL_DESK_", "VAULT_", "AWS_")
    for name in [name for name in os.environ if name.startswith(ours) or name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("FRONTOL_DESK_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    before = keyring.get_keyring()
    use_keyring(NoKeyring())  # type: ignore[no-untyped-call]
    yield
    use_keyring(before)


def use_keyring(backend: KeyringBackend) -> None:
    """Make this the keyring of the process."""
    keyring.set_keyring(backend)


@pytest.fixture
def memory_keyring() -> MemoryKeyring:
    """A keyring that keeps what it is given, in use."""
    backend = MemoryKeyring()
    use_keyring(backend)
    return backend


@pytest.fixture
def vault() -> Iterator[Vault]:
    """An empty Vault."""
    with vault_server() as vault:
        yield vault


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch) -> str:
    """The token of that Vault, given by the environment."""
    monkeypatch.setenv("FRONTOL_DESK_VAULT__TOKEN", TOKEN)
    return TOKEN


@pytest.fixture(scope="session")
def moto_server() -> Iterator[str]:
    """The address of an AWS."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def aws(moto_server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an AWS that holds nothing yet, and the keys to it in the environment."""
    import requests

    requests.post(f"{moto_server}/moto-api/reset", timeout=10)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAOFNOBODY")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "aws-key-of-nobody")
    return moto_server
