"""Drives the real window: opened off-screen over real servers, played by a script, closed in order."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from frontol_desk.domain.values import SourceFolder
from frontol_desk.settings.model import Settings
from frontol_desk.ui.app import open_window
from frontol_desk.ui.models.queue_row import QueueRow
from frontol_desk.ui.shell import Shell, WindowOptions
from tests.integration.pipeline.shop import Shop

Script = Callable[[Shell], Awaitable[None]]
Found = TypeVar("Found")
PATIENCE = 20.0


def play(shop: Shop, script: Script, *, language: str = "en", settings: Settings | None = None) -> None:
    """Open the window on a shop, play the script once the console is open, and close the window."""

    async def opened(shell: Shell) -> None:
        await until(lambda: shell.session.is_open)
        await script(shell)

    chosen = settings or shop.settings
    assert open_window(WindowOptions(language=language), lambda _profile, _demo: chosen, work=opened) == 0


async def until(condition: Callable[[], Found], patience: float = PATIENCE) -> Found:
    """Wait until something is so; return it."""
    deadline = time.monotonic() + patience
    while not (found := condition()):
        assert time.monotonic() < deadline, "it did not come to that"
        await asyncio.sleep(0.02)
    return found


def click(widget: QWidget, place: QPoint | None = None) -> None:
    """Click a widget as a hand would: what is hidden or disabled cannot be clicked."""
    assert widget.isVisible(), widget
    assert widget.isEnabled(), widget
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place or QPoint(8, 8))


def press(widget: QWidget, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key."""
    QTest.keyClick(widget, key, held)


def focused() -> QWidget:
    """Return the widget that has the keyboard."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def banner_button(shell: Shell, key: str) -> QPushButton:
    """Return the action of a banner."""
    banner = shell.window.banners.findChild(QWidget, f"banner-{key}")
    assert banner is not None, shell.window.banners.shown()
    buttons = [button for button in banner.findChildren(QPushButton) if button.text()]
    return buttons[0]


def row_of(shell: Shell, folder: str) -> QueueRow:
    """Return a folder's one row in the queue."""
    (row,) = [row for row in shell.queue.model.rows if row.folder == SourceFolder.parse(folder)]
    return row


async def loaded(shell: Shell) -> None:
    """Wait until every load has ended and the window has taken it in."""
    await until(lambda: not shell.loads.running and not shell.queue.overall().running)
    await asyncio.sleep(0.15)
