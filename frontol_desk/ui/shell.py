"""The window's composition: session, presenters, pages and dialogs, and what each wish of the operator leads to."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from frontol_desk.domain.errors import DeskError
from frontol_desk.domain.report import RunReport
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.settings.model import Settings
from frontol_desk.ui.alarm import AbsenceAlarm
from frontol_desk.ui.crash import CrashHandler
from frontol_desk.ui.dialog_desk import DialogDesk
from frontol_desk.ui.leaving import Leaving
from frontol_desk.ui.opening import Opening, ReadSettings, last_profile, read_or_default
from frontol_desk.ui.originals import show_folder
from frontol_desk.ui.page_makers import page_makers
from frontol_desk.ui.presenters.absences import AbsencesPresenter
from frontol_desk.ui.presenters.failures import FailuresPresenter
from frontol_desk.ui.presenters.health import HealthPresenter
from frontol_desk.ui.presenters.history import HistoryPresenter
from frontol_desk.ui.presenters.kassas import KassasPresenter
from frontol_desk.ui.presenters.loads import LoadsPresenter
from frontol_desk.ui.presenters.log import LogPresenter
from frontol_desk.ui.presenters.queue import QueuePresenter
from frontol_desk.ui.presenters.retries import Retries
from frontol_desk.ui.reloading import Reloading
from frontol_desk.ui.remembered import Remembered
from frontol_desk.ui.session import Session
from frontol_desk.ui.tasks import Tasks
from frontol_desk.ui.theme.theme import current as current_theme
from frontol_desk.ui.theme.theme import wish_named
from frontol_desk.ui.translation import Language, install_language, system_language
from frontol_desk.ui.troubles import Troubles
from frontol_desk.ui.views.history_page import HistoryPage
from frontol_desk.ui.views.kassa_panel import KassaPanel
from frontol_desk.ui.views.log_dock import LogDock
from frontol_desk.ui.views.main_window import MainWindow
from frontol_desk.ui.views.pages import Page
from frontol_desk.ui.views.queue_page import QueuePage
from frontol_desk.ui.views.status_line import StatusLine
from frontol_desk.ui.views.toolbar import Toolbar
from frontol_desk.ui.views.tray import Tray

_LOOK_AT_CLOCK_MS = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowOptions:
    """How the window was started. None means: as remembered, or as the system has it."""

    profile: str | None = None
    demo: bool = False
    language: str | None = None
    scheme: str | None = None


class Shell(QObject):
    """Owns everything of one window; `left` is set when it has closed and nothing runs any more."""

    queue_page: QueuePage

    def __init__(self, app: QApplication, options: WindowOptions, read: ReadSettings, crashes: CrashHandler) -> None:
        super().__init__()
        self._app, self._options = app, options
        self.left = asyncio.Event()
        profile = options.profile
        settings, wrong = read_or_default(read, profile, demo=options.demo)
        self.remembered = Remembered(settings.home / "window.ini")
        last = last_profile(self.remembered, settings)
        if profile is None and not options.demo and last is not None:
            profile = last
            settings, wrong = read_or_default(read, profile, demo=False)
        current_theme().set_wish(wish_named(options.scheme or self.remembered.value("scheme", "system")))
        current_theme().apply(app)
        install_language(app, self._language(settings))
        self.session = Session(settings, demo=options.demo, crashes=crashes, parent=self)
        self.tasks = Tasks(self.session.problem.emit, crashes.report)  # opening and closing outlive the session
        self._make_presenters()
        self.window = self._make_window()
        self.dialogs = DialogDesk(self.session, self.loads, self.window)
        self.tray = Tray(self.session, self.loads, self)
        self.opening = Opening(self, read, wrong, profile)
        self.reloading = Reloading(self, read)
        self.troubles = Troubles(self.session, self.health, self.loads, self.window.banners, self)
        self.alarm = AbsenceAlarm(self)
        self.leaving = Leaving(self)
        self._connect()
        self._midnight = QTimer(self, interval=_LOOK_AT_CLOCK_MS)
        self._midnight.timeout.connect(self._tell_today)
        self._midnight.start()

    def _language(self, settings: Settings) -> Language:
        wished = self._options.language or (settings.language if settings.language != "auto" else "")
        return Language(wished) if wished in set(Language) else system_language()

    def _make_presenters(self) -> None:
        session = self.session
        self.queue = QueuePresenter(session, self)
        self.loads = LoadsPresenter(session, self)
        self.kassas = KassasPresenter(session, self, remembered=self.remembered)
        self.absences = AbsencesPresenter(session, self)
        self.failures = FailuresPresenter(session, self)
        self.retries = Retries(self.queue, self.failures, self.loads, self)
        self.health = HealthPresenter(session, self)
        self.log = LogPresenter(session, self)
        self.history = HistoryPresenter(session, self)

    def _make_window(self) -> MainWindow:
        self.toolbar = Toolbar(self.health, self.loads)
        panel = KassaPanel(self.kassas)
        panel.load_only.connect(lambda folders: self.loads.load(self.toolbar.dates.dates(), folders))
        panel.retry_only.connect(lambda folders: self.retries.folders(folders, self.toolbar.dates.dates()))
        panel.show_history.connect(self.show_history)
        panel.open_folder.connect(lambda folder: show_folder(self.session, folder))
        self.panel = panel
        return MainWindow(self.remembered, self.toolbar, panel, StatusLine(self.queue), page_makers(self))

    def _connect(self) -> None:
        session, toolbar, window = self.session, self.toolbar, self.window
        self.troubles.recovered.connect(self._refresh)
        session.crashes.crashed.connect(self.dialogs.show_crash)
        toolbar.load_wished.connect(self.load)
        toolbar.stop_wished.connect(self.loads.stop)
        toolbar.retry_wished.connect(self.retry_failed)
        toolbar.pause_wished.connect(lambda paused: self.loads.pause() if paused else self.loads.resume())
        toolbar.settings_wished.connect(self.dialogs.open_settings)
        toolbar.help_wished.connect(self.show_help)
        toolbar.tools.wished.connect(self._use_tool)
        self.health.full_check_wished.connect(self.dialogs.open_health_check)
        toolbar.new_profile_wished.connect(self.dialogs.open_first_start)
        self.queue.model.counts_changed.connect(self._count)
        self.failures.changed.connect(self._count)
        self.loads.refused.connect(self._tell_refused)
        self.kassas.checked_changed.connect(self.ready)
        self.panel.add_kassas.connect(self.dialogs.open_settings)
        self.dialogs.language_wished.connect(self.set_language)
        self.dialogs.days_wished.connect(self._load_days)
        self.dialogs.scheme_wished.connect(self.set_scheme)
        self.tray.open_window.connect(self._open_again)
        self.tray.load_yesterday.connect(self.load_yesterday)
        window.attach_log(LogDock(self.log))
        for keys, action in (
            ("F5", self.load),
            ("Esc", self.loads.stop),
            ("Ctrl+R", self.retry_failed),
            ("Ctrl+F", self._search),
            ("F1", self.show_help),
        ):
            window.shortcut(keys, action)

    def start(self) -> None:
        """Show the window and open the console, or lead a newcomer to it."""
        self.window.show()
        self.opening.start()

    def load(self) -> None:
        """Load the chosen days of the checked kassas."""
        if self.toolbar.load.isEnabled():
            self.load_folders(self.toolbar.dates.dates(), self.kassas.checked())

    def load_yesterday(self) -> None:
        """Load yesterday from every kassa; without a console, try to get one."""
        desk = self.session.desk
        if desk is None:
            self.opening.again()
        else:
            yesterday = DateRange.day(desk.today() - timedelta(days=1))
            self.toolbar.dates.set_dates(yesterday)
            self.load_folders(yesterday, desk.folders())

    def load_folders(self, dates: DateRange, folders: Sequence[SourceFolder]) -> None:
        """Load days of some folders and show the queue; what is being loaded already is not asked for twice."""
        self.window.show_page(Page.QUEUE)
        active = self._active()
        self.loads.load(dates, [folder for folder in folders if (folder, dates) not in active])

    def _load_days(self, days: Sequence[tuple[SourceFolder, DateRange]]) -> None:
        """Load single days of single folders."""
        self.window.show_page(Page.QUEUE)
        active = self._active()
        self.loads.load_days([one for one in days if one not in active])

    def _use_tool(self, tool: str) -> None:
        """Open one of the operator's small tools; requests go to the checked folders, for the days of the tool bar."""
        desk, dialogs = self.session.desk, self.dialogs
        if tool == "check":
            dialogs.open_health_check()
        elif desk is not None and tool == "send":
            dialogs.ask_to_send(self.toolbar.dates.dates(), self.kassas.checked())
        elif desk is not None and tool == "clear":
            dialogs.open_lying_requests()
        elif desk is not None:
            dialogs.open_missing_days(desk.today())

    def _active(self) -> set[tuple[SourceFolder, DateRange]]:
        return {(row.folder, row.dates) for row in self.queue.model.rows if row.is_active}

    def retry_failed(self) -> None:
        """Try again all that is open, from this load and earlier ones."""
        if self.toolbar.retry.isEnabled():
            self.window.show_page(Page.QUEUE)
            self.retries.everything()

    def _tell_refused(self, error: DeskError) -> None:
        """Tell above the page in front; the page of errors tells it itself."""
        self.failures.refresh()  # somebody else may have mended it meanwhile
        self.kassas.refresh()
        if self.window.page is not Page.ERRORS:
            self.session.problem.emit(error)

    def _count(self) -> None:
        self.toolbar.set_failed(self.retries.count())
        self.window.set_badge(Page.QUEUE, len(self.queue.model.rows), "grey")
        self.window.set_badge(Page.ERRORS, self.failures.total, "red")

    def _refresh(self) -> None:
        """Show what could not be asked for while something did not work."""
        for presenter in (self.kassas, self.absences, self.failures, self.history):
            presenter.refresh()

    def _tell_today(self) -> None:
        """Let the date picker know of a new day: the window may stay open for weeks."""
        if self.session.desk is not None:
            self.toolbar.dates.set_today(self.session.desk.today())

    def ready(self) -> None:
        """Allow loading when there is a console and something is checked."""
        opened, chosen = self.session.is_open, bool(self.kassas.checked())
        self.toolbar.set_ready(ready=opened and chosen)
        self.toolbar.tools.set_ready(opened=opened, chosen=chosen)

    def repeat(self, run: RunReport) -> None:
        """Load a run's days again, from the folders it had that are still known; without any, from all."""
        desk = self.session.desk
        if desk is None:
            return
        had = {detail.source_folder for detail in run.details}
        folders = [folder for folder in desk.folders() if str(folder) in had] or list(desk.folders())
        self.load_folders(DateRange(run.date_from, run.date_to), folders)

    def show_history(self, kassa: str) -> None:
        """Turn to the history of one kassa."""
        self.window.show_page(Page.HISTORY)
        page = self.window.page_widget(Page.HISTORY)
        if isinstance(page, HistoryPage):
            page.show_kassa(kassa)

    def show_log(self, run_id: str) -> None:
        """Show the lines that the log has of one run."""
        if self.window.log_dock is not None:
            self.window.log_dock.show()
            self.log.filter_run(run_id)

    def _search(self) -> None:
        page = self.window.page_widget(self.window.page)
        focus = getattr(page, "focus_search", None)
        (focus or self.panel.focus_search)()

    def set_language(self, language: str) -> None:
        """Switch the language of everything shown."""
        install_language(self._app, Language(language) if language in set(Language) else system_language())
        self.queue.model.retranslate()
        self.opening.show_profile()

    def show_help(self) -> None:
        """Open the guide at the page in front."""
        self.dialogs.open_help(self.window.page.help_topic)

    def set_scheme(self, scheme: str) -> None:
        """Switch between light and dark, or follow the system."""
        self.remembered.set_value("scheme", scheme)
        current_theme().set_wish(wish_named(scheme))

    def raise_window(self) -> None:
        """Bring the window to the front."""
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def _open_again(self) -> None:
        self.leaving.stay()
        self.raise_window()

    def leave(self) -> None:
        """Stop what runs, close the console and the window."""
        self.leaving.leave()
