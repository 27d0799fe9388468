"""Closing the window: at once, after asking what becomes of a load, or once the load has ended."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from frontol_desk.ui.translation import translate

if TYPE_CHECKING:
    from frontol_desk.ui.shell import Shell

_log = logging.getLogger(__name__)
_READ_NOTIFICATION_MS = 6_000


class Leaving(QObject):
    """Ends a shell, once. `begun` tells that nothing new may be opened any more."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._shell = shell
        self._after_load = False
        self.begun = False
        self._later = QTimer(self, singleShot=True, interval=_READ_NOTIFICATION_MS)
        self._later.timeout.connect(self._leave_if_idle)
        shell.loads.running_changed.connect(self._load_ended)
        shell.dialogs.left.connect(self._choose)
        shell.tray.quit_program.connect(self.wish)
        shell.window.closing.connect(self.wish)

    def wish(self) -> None:
        """Leave, but ask first when a load is under way."""
        if self._shell.loads.running:
            self._shell.raise_window()
            self._shell.dialogs.ask_about_load(tray=self._shell.tray.available)
        else:
            self.leave()

    def stay(self) -> None:
        """Forget the wish to leave after the load: somebody opened the window again."""
        self._after_load = False

    def _choose(self, choice: str) -> None:
        shell = self._shell
        if choice == "stop":
            self.leave()
        elif choice == "tray":
            self._after_load = True
            shell.window.hide() if shell.tray.available else shell.window.showMinimized()
            self._load_ended(shell.loads.running)

    def _load_ended(self, running: bool) -> None:
        """Leave once nothing runs and the notification could be read: it goes with the icon."""
        if self._after_load and not running:
            self._later.start()

    def _leave_if_idle(self) -> None:
        if self._after_load and not self._shell.loads.running:
            self.leave()

    def leave(self) -> None:
        """Stop what runs, close the console and the window. Asked again meanwhile, it is on its way already."""
        if not self.begun:
            self.begun = True
            self._shell.tasks.start(self._leave(), name="leave")

    async def _leave(self) -> None:
        shell = self._shell
        try:
            shell.window.status.say(translate("Status", "Closing…"))
            async with asyncio.timeout(shell.session.settings.pipeline.shutdown_seconds):
                await shell.loads.stopped()
                await shell.session.close()
                await shell.tasks.cancel_all()
        except TimeoutError:  # leases expire by themselves, and what was not committed is not there
            _log.warning("closed without waiting any longer for what was stopped")
        finally:
            shell.log.close()
            shell.tray.hide()
            shell.window.leave()
            shell.left.set()
