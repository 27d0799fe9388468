from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from frontol_desk.settings.model import Settings
from frontol_desk.ui.crash import CrashHandler
from frontol_desk.ui.presenters import profile_form
from frontol_desk.ui.session import Session
from frontol_desk.ui.translation import Language, install_language

Lead = Callable[[Coroutine[Any, Any, Any]], Any]


class FakeKeyring:
    """A keyring in memory; `name` None: there is none."""

    def __init__(self) -> None:
        self.name: str | None = "Test keyring"
        self.entries: dict[tuple[str, str], str] = {}

    def store(self, profile: str, entry: str, value: str | None) -> bool:
        if self.name is None or value is None:
            return False
        self.entries[profile, entry] = value
        return True

    def has(self, profile: str, entry: str) -> bool:
        return (profile, entry) in self.entries


@pytest.fixture(autouse=True)
def keyring(monkeypatch: pytest.MonkeyPatch) -> FakeKeyring:
    fake = FakeKeyring()
    monkeypatch.setattr(profile_form, "keyring_name", lambda: fake.name)
    monkeypatch.setattr(profile_form, "has_password", fake.has)
    monkeypatch.setattr(profile_form, "store_password", fake.store)
    for name in [name for name in os.environ if name.startswith("FRONTOL_DESK_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(profile_form, "_for_this_session", set())
    return fake


@pytest.fixture
def english(qapp: QApplication) -> Iterator[None]:
    """Speak English, whatever a test before has spoken."""
    install_language(qapp, Language.EN)
    yield
    install_language(qapp, Language.EN)


@pytest.fixture
def session(english: None, tmp_path: Path) -> Session:
    return Session(Settings(home=tmp_path), demo=False, crashes=CrashHandler())


@pytest.fixture
def lead(qapp: QApplication) -> Iterator[Lead]:
    """Run a coroutine in Qt's own event loop, as the program does."""
    qapp.setQuitOnLastWindowClosed(False)  # as the program has it
    with QEventLoop(qapp) as loop:
        yield loop.run_until_complete
    asyncio.set_event_loop(None)


async def settled(session: Session) -> None:
    """Wait until every task of the session has ended."""
    while tasks := tuple(session.tasks._running):
        await asyncio.gather(*tasks, return_exceptions=True)
