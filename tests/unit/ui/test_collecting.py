"""Widgets that nobody needs any more are freed in Qt's thread, whoever works beside it."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from frontol_desk.ui.collecting import collecting_here


class Ring:
    """Garbage that only a collection finds."""

    def __init__(self, freed_in: list[int]) -> None:
        self.itself = self
        self.part = QObject()
        self.freed_in = freed_in

    def __del__(self) -> None:
        self.freed_in.append(threading.get_ident())


@pytest.fixture
def often() -> Iterator[None]:
    before = gc.get_threshold()
    gc.collect()
    gc.set_threshold(300, 2, 2)
    gc.enable()
    yield
    gc.disable()
    gc.set_threshold(*before)


def make_much() -> None:
    kept = [[number] for number in range(20_000)]
    assert kept


def test_garbage_is_freed_in_this_thread_alone(often: None, qtbot: QtBot) -> None:
    freed_in: list[int] = []
    owner = QObject()
    with collecting_here(owner):
        for _ in range(500):
            Ring(freed_in)
        worker = threading.Thread(target=make_much)
        worker.start()
        worker.join(10)
        assert freed_in == []
        qtbot.waitUntil(lambda: len(freed_in) >= 400, timeout=5000)
    assert set(freed_in) == {threading.get_ident()}
    assert gc.isenabled()
