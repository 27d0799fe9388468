"""The settings for the next run: changed files are taken over while the program goes on, bad ones are kept out.

A run under way keeps the settings it began with; whoever begins one asks for the current ones.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from frontol_desk.domain.errors import DeskError
from frontol_desk.domain.events import Event, SettingsRejected, SettingsReloaded
from frontol_desk.settings.model import Settings
from frontol_desk.settings.problems import raise_problems
from frontol_desk.settings.watching import LOOK_SECONDS, Read, Reading, SettingsWatch, changed_settings

Tell = Callable[[Event], object]


class CurrentSettings:
    """The settings in force, and why a changed file was not taken over, if it was not."""

    def __init__(self, settings: Settings, tell: Tell = lambda _: None) -> None:
        self.settings = settings
        self.rejected: DeskError | None = None
        self._tell = tell

    def consider(self, reading: Reading) -> None:
        """Take over what changed files say, or keep it out and tell why; switched off, only that it is on again."""
        if not (self.settings.features.reload_settings or reading.settings.features.reload_settings):
            return
        try:
            raise_problems(reading.problems)
        except DeskError as error:
            self.rejected = error
            self._tell(SettingsRejected(file=str(self.settings.file), error=error))
            return
        changed = changed_settings(self.settings, reading.settings)
        self.settings = reading.settings
        mended, self.rejected = self.rejected is not None, None
        if changed or mended:
            self._tell(SettingsReloaded(file=str(self.settings.file), changed=changed))


@asynccontextmanager
async def keep_current(
    settings: Settings, read: Read, tell: Tell = lambda _: None, *, seconds: float = LOOK_SECONDS
) -> AsyncIterator[CurrentSettings]:
    """Watch the settings' files and give what is in force, until the block is left.

    `read` reads everything anew, as the program did at its start, needs included; `tell` gets `SettingsReloaded` and
    `SettingsRejected`, in the caller's event loop. Nothing is watched if the settings say so (``reload_settings``).
    """
    current = CurrentSettings(settings, tell)
    if not settings.features.reload_settings:
        yield current
        return
    watch = SettingsWatch(settings.files, read, settings.fingerprint)
    task = asyncio.create_task(watch.keep_looking(current.consider, seconds), name="settings watch")
    try:
        yield current
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
