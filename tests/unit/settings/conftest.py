"""Settings tests see no environment but their own, and no keyring of the person who runs them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring

from tests.keyrings import MemoryKeyring


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("FRONTOL_DESK_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("FRONTOL_DESK_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture(autouse=True)
def _no_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]
    yield
    keyring.set_keyring(before)


@pytest.fixture
def keyring_entries(_no_keyring: None) -> dict[tuple[str, str], str]:
    memory = MemoryKeyring()
    keyring.set_keyring(memory)
    return memory.entries
