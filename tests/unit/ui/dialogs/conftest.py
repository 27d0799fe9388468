from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import keyring as system_keyring
import pytest
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from frontol_desk.settings.model import Settings
from frontol_desk.ui.crash import CrashHandler
from frontol_desk.ui.presenters import profile_secrets
from frontol_desk.ui.session import Session
from frontol_desk.ui.translation import Language, install_language
from tests.keyrings import MemoryKeyring

Lead = Callable[[Coroutine[Any, Any, Any]], Any]


class FakeKeyring(MemoryKeyring):
    """A keyring in memory, by profile and name; `there` False: there is none."""

    there = True

    @property
    def priority(self) -> float:  # type: ignore[override]
        return 1.0 if self.there else 0.0

    @property
    def passwords(self) -> dict[tuple[str, str], str]:
        return {(service.removeprefix("frontol-desk:"), name): value for (service, name), value in self.entries.items()}


@pytest.fixture(autouse=True)
def keyring(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeKeyring]:
    before, fake = system_keyring.get_keyring(), FakeKeyring()
    system_keyring.set_keyring(fake)
    for name in [name for name in os.environ if name.startswith("FRONTOL_DESK_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(profile_secrets, "_for_this_session", set())
    yield fake
    system_keyring.set_keyring(before)


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
