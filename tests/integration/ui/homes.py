"""An empty home, a keyring of its own, and Qt's event loop: what the dialogs need besides real servers."""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring

from frontol_desk.settings.problems import environment_name
from frontol_desk.settings.secrets import KNOWN_SECRETS
from frontol_desk.ui.presenters import profile_secrets
from tests.keyrings import MemoryKeyring


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty home with a short path, and nothing set outside; passwords held for a session are let go afterwards."""
    for name in [name for name in os.environ if name.startswith("FRONTOL_DESK_")]:
        monkeypatch.delenv(name)
    for entry in KNOWN_SECRETS:
        monkeypatch.setenv(environment_name(entry), "")
        monkeypatch.delenv(environment_name(entry))
    monkeypatch.setattr(profile_secrets, "_for_this_session", set())
    root = logging.getLogger()
    handlers = list(root.handlers)
    with tempfile.TemporaryDirectory(prefix="desk-") as name:
        monkeypatch.setenv("FRONTOL_DESK_HOME", name)
        yield Path(name)
        for handler in [handler for handler in root.handlers if handler not in handlers]:
            root.removeHandler(handler)
            handler.close()


@pytest.fixture
def vault() -> Iterator[MemoryKeyring]:
    """The keyring of the account, empty."""
    before, made = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


@pytest.fixture
def no_vault() -> Iterator[None]:
    """An account without any keyring."""
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]
    yield
    keyring.set_keyring(before)
