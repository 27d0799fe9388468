"""Settings files that change outside: taken over from the next load on, a bad one is kept out with its reason shown."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from frontol_desk.console.profiles import bare_settings
from frontol_desk.console.reloading import CurrentSettings, keep_current
from frontol_desk.domain.errors import DeskError
from frontol_desk.domain.events import Event, SettingsRejected, SettingsReloaded
from frontol_desk.settings.model import Settings
from frontol_desk.settings.problems import SettingProblem
from frontol_desk.ui import notices
from frontol_desk.ui.opening import ReadSettings

if TYPE_CHECKING:
    from frontol_desk.ui.shell import Shell

_LOOK_SECONDS = 1.0


class Reloading(QObject):
    """Watches the settings of the open console. The demo has none to watch."""

    def __init__(self, shell: Shell, read: ReadSettings) -> None:
        super().__init__(shell)
        self._shell, self._read = shell, read
        self._asked: str | None = None
        self._current: CurrentSettings | None = None
        shell.session.opened.connect(self._begin)

    def _begin(self) -> None:
        session = self._shell.session
        if not session.demo:
            session.run(self._watch(session.settings), "watch of the settings")

    async def _watch(self, settings: Settings) -> None:
        """Look as long as the console is open; one with other settings begins anew."""
        self._asked = self._shell.opening.wanted
        read = partial(_problems_told, self._read, self._asked, settings.profile)
        try:
            async with keep_current(settings, read, self._tell, seconds=_LOOK_SECONDS) as self._current:
                await asyncio.Event().wait()
        finally:
            self._current = None

    def _tell(self, event: Event) -> None:
        shell = self._shell
        if isinstance(event, SettingsRejected):
            mend = partial(shell.dialogs.open_settings_for, event.error)
            shell.window.banners.show_notice(notices.settings_rejected(event.error, mend))
        elif isinstance(event, SettingsReloaded):
            shell.window.banners.remove(notices.SETTINGS_REJECTED)
            current = self._current
            if event.changed and current is not None and not shell.session.is_own(current.settings):
                shell.opening.take_over(self._asked, current.settings, event.changed)


def _problems_told(read: ReadSettings, asked: str | None, profile: str) -> tuple[Settings, list[SettingProblem]]:
    """Read settings anew, in a thread; what is wrong is told instead of raised."""
    try:
        return read(asked, False), []
    except DeskError as error:
        return bare_settings(profile), [SettingProblem("profile", error, str(error.context.get("place") or ""))]
