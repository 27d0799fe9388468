"""Keyrings and AWS that do not give, and what all places have in common: each failure is named, and in time."""

from __future__ import annotations

import builtins
import sys
import threading
import time

import pytest
from keyring.errors import KeyringLocked

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.settings.model import SecretsSettings
from frontol_desk.settings.secrets import SecretStore, keyring_name, open_store, store_password, stored_password
from tests.integration.secrets.conftest import use_keyring
from tests.integration.secrets.failing import failure, silent_server
from tests.keyrings import MemoryKeyring


def aws_store(endpoint: str, *, timeout: float = 10, region: str | None = "eu-central-1") -> SecretStore:
    """Open the place of profile ``north`` in an AWS."""
    settings = SecretsSettings(backend="aws", aws_endpoint=endpoint, aws_region=region, timeout=timeout)
    return open_store(settings, "north")


# Keyring


def test_without_a_keyring_the_choices_are_named() -> None:
    store = open_store(SecretsSettings(), "north")
    assert not store.writable
    for deed in (lambda: store.get("ftp.password"), lambda: store.set("ftp.password", "TOP-SECRET"), store.names):
        assert failure(deed) == (ErrorCode.SECRETS_UNAVAILABLE, "no_keyring")
    assert failure(lambda: store.get("vault.token")) == (ErrorCode.SECRETS_UNAVAILABLE, "no_keyring_for_vault")
    with pytest.raises(DeskError) as raised:
        store.get("ftp.password")
    for choice in ("FRONTOL_DESK_FTP__PASSWORD", "GNOME Keyring", "vault", "aws"):
        assert choice in raised.value.hint


class Locked(MemoryKeyring):
    """A keyring that nobody has unlocked."""

    def get_password(self, *_: str) -> str | None:
        raise KeyringLocked("TOP-SECRET")


class Broken(MemoryKeyring):
    """A backend with an error of its own making, as those of Windows have."""

    def set_password(self, *entry: str) -> None:
        raise ArithmeticError(entry)


class Swallowing(MemoryKeyring):
    """A keyring that takes everything and keeps nothing."""

    def set_password(self, *_: str) -> None:
        """Forget it."""


class Waiting(MemoryKeyring):
    """A keyring that waits for a person."""

    def __init__(self) -> None:
        super().__init__()
        self.person = threading.Event()

    def get_password(self, *_: str) -> str | None:
        self.person.wait(30)
        return None


@pytest.mark.parametrize(("backend", "reason"), [(Locked, "locked"), (Broken, "keyring"), (Swallowing, "keyring")])
def test_a_keyring_that_refuses(backend: type[MemoryKeyring], reason: str) -> None:
    use_keyring(backend())
    store = open_store(SecretsSettings(), "north")
    assert failure(lambda: store.set("ftp.password", "TOP-SECRET")) == (ErrorCode.SECRETS_DENIED, reason)
    assert not store_password("north", "ftp.password", "TOP-SECRET")


def test_a_keyring_that_waits_for_a_person_is_not_waited_for() -> None:
    backend = Waiting()
    use_keyring(backend)
    store = open_store(SecretsSettings(timeout=0.1), "north")
    begun = time.monotonic()
    assert failure(lambda: store.get("ftp.password")) == (ErrorCode.SECRETS_CONNECTION, "silent")
    assert time.monotonic() - begun < 5
    backend.person.set()


def test_the_short_questions_of_a_window(memory_keyring: MemoryKeyring) -> None:
    assert keyring_name() is not None
    assert store_password("north", "ftp.password", "mine")
    assert stored_password("north", "ftp.password") == "mine"
    assert store_password("north", "ftp.password", None)
    assert stored_password("north", "ftp.password") is None


# AWS


def test_aws_without_anything_to_sign_in_with(moto_server: str) -> None:
    assert failure(aws_store(moto_server).names) == (ErrorCode.SECRETS_UNAVAILABLE, "aws_credentials")


def test_aws_without_a_region(aws: str) -> None:
    assert failure(aws_store(aws, region=None).names) == (ErrorCode.CONFIG_SETTING, "missing")


def test_aws_that_is_not_there(aws: str) -> None:
    with silent_server() as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
    assert failure(aws_store(url).names) == (ErrorCode.SECRETS_CONNECTION, "unreached")


def test_aws_that_does_not_answer(aws: str) -> None:
    with silent_server() as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        code, _ = failure(aws_store(url, timeout=0.2).names)
    assert code is ErrorCode.SECRETS_CONNECTION


def test_aws_that_refuses(aws: str, moto_server: str) -> None:
    """From the first request on this AWS looks at who asks: nobody it knows."""
    import requests

    requests.post(f"{moto_server}/moto-api/reset-auth", data=b"0", timeout=10)
    try:
        assert failure(aws_store(aws).names) == (ErrorCode.SECRETS_DENIED, "aws")
    finally:
        requests.post(f"{moto_server}/moto-api/reset-auth", data=b"inf", timeout=10)


# What every server of secrets has in common


@pytest.mark.parametrize(("backend", "library"), [("vault", "hvac"), ("aws", "boto3")])
def test_a_library_that_is_not_installed(
    backend: str, library: str, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    original = builtins.__import__

    def without(name: str, *rest: object) -> object:
        if name.partition(".")[0] == library:
            raise ModuleNotFoundError(name)
        return original(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    settings = SecretsSettings(backend=backend, vault_url="https://vault.example")
    with pytest.raises(DeskError) as raised:
        open_store(settings, "north").get("ftp.password")
    assert (raised.value.code, raised.value.reason) == (ErrorCode.SECRETS_UNAVAILABLE, "extra")
    assert f'pip install "frontol-desk[{backend}]"' in raised.value.hint
    monkeypatch.setattr(sys, "frozen", True, raising=False)  # as in a bundle, where nobody can install anything
    assert failure(open_store(settings, "north").names) == (ErrorCode.SECRETS_UNAVAILABLE, "extra_bundled")
