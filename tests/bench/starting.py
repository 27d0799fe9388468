"""Starts the window as the program does, notes when it can be used, and closes it: for a process that is timed."""

from __future__ import annotations

import asyncio
import time

from frontol_desk.settings.load import EVERYTHING, load_settings
from frontol_desk.ui.app import open_window
from frontol_desk.ui.shell import Shell, WindowOptions


async def _note(shell: Shell) -> None:
    """Print when the window had been painted and the event loop was free, and when the console was open."""
    await asyncio.sleep(0)
    shell.window.grab()
    usable = time.time()
    opened = asyncio.Event()
    shell.session.opened.connect(opened.set)
    if not shell.session.is_open:
        await opened.wait()
    print(usable, time.time())


open_window(WindowOptions(language="ru"), lambda *_: load_settings(needs=EVERYTHING), work=_note)
