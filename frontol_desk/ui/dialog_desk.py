"""Opens the dialogs, one of each at a time, and passes on what they lead to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from frontol_desk.domain.errors import DeskError
from frontol_desk.domain.overview import Failure
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.ui.dialogs.clear_requests import ClearRequests
from frontol_desk.ui.dialogs.close_during_load import CloseDuringLoad
from frontol_desk.ui.dialogs.crash import CrashDialog
from frontol_desk.ui.dialogs.drop_failures import DropFailures
from frontol_desk.ui.dialogs.first_start import FirstStart
from frontol_desk.ui.dialogs.health_check import HealthCheck
from frontol_desk.ui.dialogs.help import HelpWindow
from frontol_desk.ui.dialogs.missing_days import FindMissingDays
from frontol_desk.ui.dialogs.send_requests import SendRequests
from frontol_desk.ui.dialogs.settings import SettingsDialog
from frontol_desk.ui.presenters.examination import Examination
from frontol_desk.ui.presenters.failures import FailuresPresenter
from frontol_desk.ui.presenters.loads import LoadsPresenter
from frontol_desk.ui.presenters.setting_words import missing_password
from frontol_desk.ui.presenters.tools import LyingRequests
from frontol_desk.ui.session import Session
from frontol_desk.ui.views.run_dialog import RunDialog

Dialog = TypeVar("Dialog", bound=QWidget)


class DialogDesk(QObject):
    """The dialogs of one window. None is ever waited for: they open, and tell by signals."""

    demo_wished = Signal()
    profile_finished = Signal(str)
    language_wished = Signal(str)
    scheme_wished = Signal(str)
    left = Signal(str)
    days_wished = Signal(object)

    def __init__(self, session: Session, loads: LoadsPresenter, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._loads = loads
        self._open: dict[str, QWidget] = {}
        loads.running_changed.connect(self._load_ended)

    def _show(self, key: str, kind: type[Dialog], make: Callable[[], Dialog]) -> Dialog:
        """Show a dialog; one that is open already comes to the front."""
        widget = self._open.get(key)
        if not isinstance(widget, kind):
            widget = make()
            widget.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            widget.destroyed.connect(lambda: self._open.pop(key, None))
            self._open[key] = widget
        if isinstance(widget, QDialog):
            widget.open() if widget.isModal() else widget.show()
        else:
            widget.show()
        widget.raise_()
        widget.activateWindow()
        return widget

    def open_run(self, run_id: str) -> RunDialog:
        """Open a run of the history."""
        return self._show(f"run {run_id}", RunDialog, lambda: RunDialog(self._session, run_id, self._window))

    def open_settings(self) -> SettingsDialog:
        """Open the settings of the profile in use."""

        def make() -> SettingsDialog:
            dialog = SettingsDialog(
                self._session, self._session.settings.home, load_running=self._loads.running, parent=self._window
            )
            self._loads.running_changed.connect(dialog.set_load_running)
            dialog.saved.connect(self.profile_finished)
            dialog.language_wished.connect(self.language_wished)
            dialog.scheme_wished.connect(self.scheme_wished)
            return dialog

        return self._show("settings", SettingsDialog, make)

    def open_settings_for(self, error: DeskError) -> SettingsDialog:
        """Open the settings at the field that a failure is about, if it is about one."""
        dialog = self.open_settings()
        dialog.show_setting(missing_password(error) or str(error.context.get("setting", "")))
        return dialog

    def open_first_start(self) -> FirstStart:
        """Open the wizard that connects a shop."""

        def make() -> FirstStart:
            dialog = FirstStart(self._session, self._session.settings.home, self._window)
            dialog.try_demo.connect(self.demo_wished)
            dialog.finished_profile.connect(self.profile_finished)
            dialog.language_wished.connect(self.language_wished)
            return dialog

        return self._show("first start", FirstStart, make)

    def open_health_check(self) -> HealthCheck:
        """Check everything that loads depend on."""
        return self._show("health", HealthCheck, lambda: HealthCheck(Examination(self._session), self._window))

    def ask_to_send(self, dates: DateRange, folders: Sequence[SourceFolder]) -> SendRequests:
        """Ask whether requests are to go out that nobody waits for, and send them."""

        def make() -> SendRequests:
            dialog = SendRequests(dates, len(folders), self._window)
            dialog.chosen.connect(lambda: self._loads.send_requests(dates, folders))
            return dialog

        return self._show("send requests", SendRequests, make)

    def open_lying_requests(self) -> ClearRequests:
        """Open the list of requests that no kassa has taken."""

        def make() -> ClearRequests:
            dialog = ClearRequests(LyingRequests(self._session), self._window)
            self._session.closed.connect(dialog.close)  # what it shows is of this console
            return dialog

        return self._show("lying requests", ClearRequests, make)

    def open_missing_days(self, today: date) -> FindMissingDays:
        """Open the list of days that were never loaded whole."""

        def make() -> FindMissingDays:
            dialog = FindMissingDays(self._session, today, self._window)
            dialog.load_wished.connect(self.days_wished)
            self._session.closed.connect(dialog.close)
            return dialog

        return self._show("missing days", FindMissingDays, make)

    def open_help(self, topic: str = "") -> HelpWindow:
        """Open the operator's guide."""
        help_window = self._show("help", HelpWindow, HelpWindow)
        if topic:
            help_window.show_topic(topic)
        return help_window

    def ask_about_load(self, *, tray: bool) -> CloseDuringLoad:
        """Ask what becomes of the load when the window closes; `left` tells: tray, stop or cancel."""

        def make() -> CloseDuringLoad:
            dialog = CloseDuringLoad(tray=tray, parent=self._window)
            dialog.chosen.connect(self.left)
            return dialog

        return self._show("close", CloseDuringLoad, make)

    def ask_to_drop(self, failures: Sequence[Failure], presenter: FailuresPresenter) -> DropFailures:
        """Ask for the reason why these are given up, and give them up."""
        keys = [failure.key for failure in failures]

        def make() -> DropFailures:
            dialog = DropFailures(len(keys), self._window)
            dialog.chosen.connect(lambda reason: presenter.drop(keys, reason))
            return dialog

        return self._show("drop", DropFailures, make)

    def _load_ended(self, running: bool) -> None:
        """Take the question back: there is no load any more that it could be about."""
        question = self._open.get("close")
        if not running and question is not None:
            question.close()

    def show_crash(self, text: str) -> CrashDialog:
        """Tell of a failure that nobody expected."""
        return self._show("crash", CrashDialog, lambda: CrashDialog(text, self._window))
