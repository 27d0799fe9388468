"""Opening a console: at the start, after the wizard, with another profile; and what is told when it is open."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from frontol_desk.console.profiles import bare_settings, is_configured, profile_names
from frontol_desk.domain.errors import DeskError
from frontol_desk.domain.report import RunReport
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.settings.model import Settings
from frontol_desk.ui import notices
from frontol_desk.ui.remembered import Remembered
from frontol_desk.ui.translation import translate
from frontol_desk.ui.views.toolbar import environment_mark

if TYPE_CHECKING:
    from frontol_desk.ui.shell import Shell

_PROFILE = "profile"
_DEFAULT = "default"

ReadSettings = Callable[[str | None, bool], Settings]
"""Reads the settings of a profile (None: the default), with or without the demo; raises `DeskError`."""


def read_or_default(read: ReadSettings, profile: str | None, *, demo: bool) -> tuple[Settings, DeskError | None]:
    """Read settings; where they are not sound, what can be used of them and what is wrong: the window opens anyway."""
    try:
        return read(profile, demo), None
    except DeskError as error:
        wrong = error
    try:
        return read(profile, True), wrong  # language and home hold even where a password is missing
    except DeskError:
        return bare_settings(profile or _DEFAULT), wrong


def last_profile(remembered: Remembered, settings: Settings) -> str | None:
    """Return the profile that was in use last, if it is there and nobody asked for another one."""
    last = remembered.value(_PROFILE, "")
    asked = settings.profile != _DEFAULT
    return None if asked or last in ("", _DEFAULT) or last not in profile_names(settings.home) else last


class Opening(QObject):
    """Opens the session of a shell and shows what comes of it. `wrong` is what kept settings from being read."""

    def __init__(self, shell: Shell, read: ReadSettings, wrong: DeskError | None, profile: str | None) -> None:
        super().__init__(shell)
        self._shell, self._read, self._wrong = shell, read, wrong
        self._last = (profile, shell.session.demo)
        self._later: Callable[[], None] | None = None
        self._missing_told = False
        session, dialogs = shell.session, shell.dialogs
        session.opening.connect(self._begins)
        session.opened.connect(self._opened)
        session.open_failed.connect(self._failed)
        session.abandoned.connect(self._abandoned)
        shell.absences.changed.connect(self._look_again)
        dialogs.profile_finished.connect(self.open_profile)
        dialogs.demo_wished.connect(self.open_demo)
        shell.toolbar.profile_wished.connect(self.open_profile)
        shell.loads.running_changed.connect(self._load_changed)

    def start(self) -> None:
        """Open the console, or lead a newcomer to it."""
        self.show_profile()
        session = self._shell.session
        if self._wrong is not None:
            self._failed(self._wrong)
        elif session.demo or is_configured(session.settings):
            session.open()
        else:
            self._shell.ready()
            self._shell.window.status.say(translate("Status", "Not connected"))
            self._shell.window.banners.show_notice(notices.no_shop(self._shell.dialogs.open_first_start))
            self._shell.dialogs.open_first_start()

    def again(self) -> None:
        """Try to open once more, with the settings as they are now; a newcomer is led to the wizard."""
        session = self._shell.session
        if self._wrong is None and not session.demo and not is_configured(session.settings):
            self._shell.dialogs.open_first_start()
        else:
            profile, demo = self._last
            self._reopen(profile, demo=demo)

    def open_profile(self, name: str) -> None:
        """Work with another profile, or with one that was changed."""
        self._reopen(name, demo=False)

    @property
    def wanted(self) -> str | None:
        """The profile as it was asked for; None: the default."""
        return self._last[0]

    def take_over(self, profile: str | None, settings: Settings, changed: Sequence[str]) -> None:
        """Work with settings whose files were changed outside, from the next load on; `profile` is as it was asked for.

        They are not read again: what was found sound counts, whatever becomes of the file meanwhile.
        """
        shell = self._shell

        def tell(settings: Settings) -> None:
            shell.window.banners.show_notice(notices.settings_reloaded(changed))
            if "language" in changed:
                shell.set_language(settings.language)

        self._reopen(profile, demo=False, then=tell, read=lambda *_: settings)
        if shell.loads.running:
            shell.window.banners.remove("settings-later")
            shell.window.banners.show_notice(notices.settings_reloaded(changed))

    def open_demo(self) -> None:
        """Work with simulated kassas."""
        self._reopen(None, demo=True)

    def _reopen(
        self,
        profile: str | None,
        *,
        demo: bool,
        then: Callable[[Settings], None] = lambda _: None,
        read: ReadSettings | None = None,
    ) -> None:
        """Open anew; a load under way is not disturbed but finished with the settings it began with."""
        shell = self._shell
        if shell.leaving.begun:
            return
        if shell.loads.running:
            self._later = partial(self._reopen, profile, demo=demo, then=then, read=read)
            shell.window.banners.show_notice(notices.settings_later())
            return
        self._last = (profile, demo)
        shell.tasks.start(self._read_and_open(profile, demo, then, read or self._read), name="reopen")

    async def _read_and_open(
        self, profile: str | None, demo: bool, then: Callable[[Settings], None], read: ReadSettings
    ) -> None:
        """Read in a thread, a store of secrets may take its time; open unless something else is wanted by then."""
        shell = self._shell
        settings, wrong = await asyncio.to_thread(read_or_default, read, profile, demo=demo)
        if shell.leaving.begun or self._last != (profile, demo):
            return
        self._wrong = wrong
        if wrong is not None:
            self._failed(wrong)
            return
        for key in shell.window.banners.shown():
            shell.window.banners.remove(key)
        then(settings)
        await shell.session.reopen(settings, demo=demo)

    def _load_changed(self, running: bool) -> None:
        """Take back what a load may make untrue, and look again when it has ended."""
        if running:
            self._shell.window.banners.remove("missing-day")
        elif self._later is not None:
            later, self._later = self._later, None
            later()
        else:
            self._look_again()

    def _look_again(self) -> None:
        """Look whether what is told to be missing still is."""
        if self._missing_told and self._shell.session.is_open and not self._shell.loads.running:
            self._shell.session.run(self._tell_missing(), "missing day")

    def show_profile(self) -> None:
        """Name the profile in the tool bar and in the title."""
        shell, session = self._shell, self._shell.session
        shell.toolbar.set_profiles(profile_names(session.settings.home), session.settings.profile, demo=session.demo)
        use = None if session.demo else session.settings.environment
        shell.toolbar.set_environment(use)
        name = translate("Toolbar", "Simulated kassas") if session.demo else session.settings.profile
        shell.window.set_name(" · ".join(filter(None, (name, environment_mark(use)))))

    def _begins(self) -> None:
        shell = self._shell
        self._missing_told = False
        for key in ("not-opened", "no-shop"):
            shell.window.banners.remove(key)
        shell.window.status.say(
            translate("Status", "Starting the simulated kassas…")
            if shell.session.demo
            else translate("Status", "Connecting to the database…")
        )
        shell.ready()

    def _opened(self) -> None:
        shell, desk = self._shell, self._shell.session.desk
        if desk is None:
            return
        shell.window.status.say("")
        shell.toolbar.dates.set_today(desk.today())
        self.show_profile()
        shell.ready()
        if shell.session.demo:
            shell.window.banners.show_notice(notices.demo(lambda: shell.dialogs.open_first_start()))
        else:
            shell.remembered.set_value(_PROFILE, shell.session.settings.profile)
            shell.session.run(self._tell_missing(), "missing day")

    async def _tell_missing(self) -> None:
        """Tell when yesterday was not loaded everywhere: a missed run, whoever should have made it.

        Of kassas whose hour is past the absence alarm tells.
        """
        desk = self._shell.session.desk
        if desk is None:
            return
        yesterday = desk.today() - timedelta(days=1)
        states = await desk.folder_states()
        told = await desk.absences() if desk.settings.features.absence_alarm else ()
        late = {absence.folder for absence in told}
        behind = [folder for folder, state in states.items() if state.last_day is None or state.last_day < yesterday]
        without = [folder for folder in behind if folder not in late]
        self._missing_told = bool(behind)
        if not without:
            self._shell.window.banners.remove("missing-day")
        else:
            self._shell.window.banners.show_notice(
                notices.missing_day(yesterday, len(without), lambda: self._load_missing(yesterday, without))
            )

    def _load_missing(self, day: date, folders: list[SourceFolder]) -> None:
        self._shell.load_folders(DateRange.day(day), folders)

    def _failed(self, error: DeskError) -> None:
        """Tell why it does not open. What is open already stays so: then it is only a banner one may close."""
        shell = self._shell
        still_open = shell.session.is_open
        if not still_open:
            shell.window.status.say(translate("Status", "Not connected"))
        mend = partial(shell.dialogs.open_settings_for, error)
        notice = notices.not_opened(error, mend, self.again, closable=still_open)
        shell.window.banners.show_notice(notice)
        shell.ready()

    def _abandoned(self, runs: Sequence[RunReport]) -> None:
        def repeat() -> None:
            self._shell.window.banners.remove("abandoned")
            for run in runs:
                self._shell.repeat(run)

        self._shell.window.banners.show_notice(notices.abandoned(runs, repeat))
