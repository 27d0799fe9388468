"""The tool bar: which days, load, pause, stop, retry; health, profile, settings, help on the right."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QWidget

from frontol_desk.ui import formats
from frontol_desk.ui.presenters.health import HealthPresenter
from frontol_desk.ui.presenters.loads import LoadsPresenter
from frontol_desk.ui.theme.icons import icon, keep_icon
from frontol_desk.ui.theme.theme import current
from frontol_desk.ui.theme.tokens import AROUND, BETWEEN
from frontol_desk.ui.translation import Retranslated, translate
from frontol_desk.ui.views.date_picker import DatePicker
from frontol_desk.ui.views.health_lights import HealthLights
from frontol_desk.ui.views.parts import Badge, IconButton, button, hairline
from frontol_desk.ui.views.tools_menu import ToolsMenu

_MOST_WORDS = 5
_NAME_WIDTHS = (60, 60, 90, 120, 120, 160)
_BADGE_ROOM = "\N{NO-BREAK SPACE}" * 8


class Toolbar(Retranslated, QFrame):
    """Emits what the operator wants; whether it can be done now is set by `set_...`."""

    load_wished = Signal()
    pause_wished = Signal(bool)
    stop_wished = Signal()
    retry_wished = Signal()
    settings_wished = Signal()
    help_wished = Signal()
    profile_wished = Signal(str)
    new_profile_wished = Signal()

    def __init__(self, health: HealthPresenter, loads: LoadsPresenter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self.dates = DatePicker()
        self.load = button(kind="primary", icon="load")
        self.pause = button(icon="pause")
        self.pause.setCheckable(True)
        self.stop = button(icon="stop")
        self.retry = button(icon="retry")
        self._retry_badge = Badge("", "red")
        self.health = HealthLights(health)
        self.profile = button()
        self._profiles = QMenu(self)
        self.profile.setMenu(self._profiles)
        self.environment = Badge("", "amber")
        self.tools = ToolsMenu()
        self.settings = IconButton("settings", "text")
        self.help = IconButton("help", "text")
        self._failed = 0
        self._running = self._paused = False
        self._name = ""
        self._use: str | None = None
        self._lay_out()
        self._connect(loads, health)
        self.set_ready(ready=False)
        self.set_running(running=False)
        self.set_failed(0)
        self.retranslate()

    def _lay_out(self) -> None:
        for name in ("load", "pause", "stop", "retry", "profile"):
            getattr(self, name).setObjectName(name)
        line = QHBoxLayout(self)
        line.setContentsMargins(AROUND, BETWEEN + 2, AROUND, BETWEEN + 2)
        line.setSpacing(BETWEEN)
        badge_line = QHBoxLayout(self.retry)
        badge_line.setContentsMargins(0, 0, BETWEEN, 0)
        badge_line.addStretch(1)
        badge_line.addWidget(self._retry_badge)
        line.addWidget(self.dates)
        line.addWidget(hairline(Qt.Orientation.Vertical))
        for widget in (self.load, self.pause, self.stop, self.retry):
            line.addWidget(widget)
        line.addStretch(1)
        line.addWidget(self.health)
        line.addWidget(hairline(Qt.Orientation.Vertical))
        for part in (self.profile, self.environment, self.tools, self.settings, self.help):
            line.addWidget(part)

    def _connect(self, loads: LoadsPresenter, health: HealthPresenter) -> None:
        self.load.clicked.connect(self.load_wished)
        self.pause.clicked.connect(self.pause_wished)
        self.stop.clicked.connect(self.stop_wished)
        self.retry.clicked.connect(self.retry_wished)
        self.settings.clicked.connect(self.settings_wished)
        self.help.clicked.connect(self.help_wished)
        self.dates.changed.connect(self._fit)
        current().changed.connect(self._fit)
        health.changed.connect(self._fit_if_needed)
        loads.running_changed.connect(lambda running: self.set_running(running=running))
        loads.paused_changed.connect(self._set_paused)

    def set_running(self, *, running: bool) -> None:
        """Offer what makes sense while a load is, or is not, under way."""
        self._running = running
        if not running and (self.stop.hasFocus() or self.pause.hasFocus()):
            self.load.setFocus()  # else Qt gives the keyboard to whatever comes next
        self.stop.setEnabled(running)
        self.pause.setEnabled(running)

    def _set_paused(self, paused: bool) -> None:
        self._paused = paused
        self.pause.setChecked(paused)
        keep_icon(self.pause, "resume" if paused else "pause")
        self.retranslate()

    def set_ready(self, *, ready: bool) -> None:
        """Say whether loading is possible at all."""
        self.load.setEnabled(ready)

    def set_failed(self, count: int) -> None:
        """Show how many folders and days could be tried again."""
        self._failed = count
        self.retry.setEnabled(count > 0)
        self._retry_badge.show_text(formats.number(count))
        self._retry_badge.setVisible(count > 0)
        self._fit()

    def set_environment(self, use: str | None) -> None:
        """Mark a profile that is not for production: a trial must not be mistaken for it."""
        self._use = use
        self._fit()

    def set_profiles(self, names: list[str], chosen: str, *, demo: bool) -> None:
        """Fill the menu of profiles."""
        self._name = translate("Toolbar", "Simulated kassas") if demo else chosen
        self._profiles.clear()
        for name in names:
            action = self._profiles.addAction(name)
            action.setCheckable(True)
            action.setChecked(name == chosen and not demo)
            action.triggered.connect(lambda _=False, name=name: self.profile_wished.emit(name))
        if names:
            self._profiles.addSeparator()
        self._profiles.addAction(translate("Toolbar", "Connect a shop…"), self.new_profile_wished.emit)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Drop words where there is no room for them."""
        super().resizeEvent(event)
        self._fit()

    def _fit_if_needed(self) -> None:
        """Drop words when a figure has grown; this comes often, so that nothing is tried otherwise."""
        self.health.updateGeometry()
        if self.minimumSizeHint().width() > self.width():
            self._fit()

    def _fit(self) -> None:
        """Drop words, the least needed first, until everything has the room it asks for."""
        for words in reversed(range(_MOST_WORDS + 1)):
            self._show_words(words)
            for part in (self.health, self.dates):  # what changed inside them is told to this layout only later
                part.updateGeometry()
            if self.minimumSizeHint().width() <= self.width():
                return

    def _show_words(self, words: int) -> None:
        """Show the words of a level: 5 all of them, 0 none that an icon, or the calendar's popup, can stand for."""
        self.health.set_compact(words < 5, marks_only=words == 0)
        self.dates.set_brief(brief=words <= 1)
        self.stop.setText(translate("Toolbar", "Stop") if words >= 4 else "")
        retry = translate("Toolbar", "Retry failed") if words >= 3 else ""
        self.retry.setText(retry + (_BADGE_ROOM if self._failed else ""))
        elide = self.profile.fontMetrics().elidedText
        self.profile.setText(elide(self._name, Qt.TextElideMode.ElideRight, _NAME_WIDTHS[words]))
        self._mark_environment(by_sign=words == 0)

    def _mark_environment(self, *, by_sign: bool) -> None:
        """Say what a trial profile is for; for want of room a sign at its name and the tool tip do."""
        mark = environment_mark(self._use)
        self.environment.setText(mark)
        self.environment.setVisible(bool(mark) and not by_sign)
        self.profile.setIcon(icon("warning", "amber") if mark and by_sign else QIcon())
        which = translate("Toolbar", "Which shop's settings are in use")
        self.profile.setToolTip(f"{which}: {mark}" if mark else which)

    def _pause_text(self) -> str:
        return translate("Toolbar", "Resume") if self._paused else translate("Toolbar", "Pause")

    def retranslate(self) -> None:
        """Set the texts."""
        self.load.setText(translate("Toolbar", "Load"))
        tips = {
            self.load: translate("Toolbar", "Ask the checked kassas for the chosen days and load their answers (F5)"),
            self.pause: translate("Toolbar", "Go on with new files")
            if self._paused
            else translate("Toolbar", "Start no new files; those being loaded are finished"),
            self.stop: translate("Toolbar", "Stop the load; files not finished leave nothing behind (Esc)"),
            self.retry: translate("Toolbar", "Try again everything that failed, each from where it failed (Ctrl+R)"),
            self.settings: translate("Toolbar", "Settings"),
            self.help: translate("Toolbar", "Help (F1)"),
            self.environment: translate("Toolbar", "What this profile is used for, as its settings say"),
        }
        names = {
            self.load: translate("Toolbar", "Load"),
            self.pause: self._pause_text(),
            self.stop: translate("Toolbar", "Stop"),
            self.retry: translate("Toolbar", "Retry failed"),
            self.settings: translate("Toolbar", "Settings"),
            self.help: translate("Toolbar", "Help"),
            self.profile: translate("Toolbar", "Profile"),
        }
        for widget, tip in tips.items():
            widget.setToolTip(tip)
        for widget, name in names.items():
            widget.setAccessibleName(name)
        self._fit()


def environment_mark(use: str | None) -> str:
    """Return the word for a profile that is for trial; nothing for one that is for production, or does not say."""
    return {
        "staging": translate("Environment", "Staging"),
        "development": translate("Environment", "Development"),
    }.get(use or "", "")
