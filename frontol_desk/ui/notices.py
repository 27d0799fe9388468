"""The banners the window shows: failures, runs that were broken off, a day that is missing, the demo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from frontol_desk.domain.errors import DeskError
from frontol_desk.domain.overview import Absence, BreakerState
from frontol_desk.domain.report import RunReport
from frontol_desk.domain.values import DateRange
from frontol_desk.settings.catalogue import setting_info
from frontol_desk.ui import formats
from frontol_desk.ui.models.absent import absent_hint, absent_text
from frontol_desk.ui.models.resting import rest_hint, rest_reason, rest_title
from frontol_desk.ui.presenters.setting_words import in_words, missing_password, password_words
from frontol_desk.ui.translation import translate
from frontol_desk.ui.views.banners import Notice

_LESSON = date(2025, 12, 28)
"""The day of the demo whose file is a real one."""

Action = Callable[[], object]
SETTINGS_REJECTED = "settings-rejected"
"""The key of the banner about a changed file that is kept out."""
_NAMED = 3
"""So many changed settings are named, the rest counted."""


def failure(error: DeskError, *, key: str = "", again: Action | None = None) -> Notice:
    """Tell what went wrong and what to do; `again` looks whether it works now."""
    return Notice(
        key=key or f"error-{error.code}",
        tone="red",
        text=lambda: error.message,
        hint=lambda: in_words(error.hint),
        action_text=lambda: translate("Notice", "Check again"),
        action=again,
    )


def resting(state: BreakerState, try_now: Action, *, key: str) -> Notice:
    """Tell that the exchange server is left alone during a load, and why."""
    return Notice(
        key=key,
        tone="amber",
        text=lambda: rest_title(state),
        hint=lambda: "\n".join((rest_reason(state), rest_hint())),
        action_text=lambda: translate("Health", "Try now"),
        action=try_now,
    )


def absent(absences: Sequence[Absence], load: Action) -> Notice:
    """Tell of kassas that have not delivered a day by their hour."""
    return Notice(
        key="absent",
        tone="amber",
        text=lambda: absent_text(absences),
        hint=absent_hint,
        action_text=lambda: translate("Notice", "Load them") if len(absences) > 1 else translate("Notice", "Load it"),
        action=load,
    )


def no_shop(connect: Action) -> Notice:
    """Tell a newcomer who has closed the wizard how to begin."""
    return Notice(
        key="no-shop",
        tone="blue",
        text=lambda: translate("Notice", "No shop is connected yet"),
        hint=lambda: translate("Notice", "Connect yours, or look at the program with simulated kassas."),
        action_text=lambda: translate("Notice", "Begin"),
        action=connect,
        closable=False,
    )


def not_opened(error: DeskError, settings: Action, again: Action, *, closable: bool = False) -> Notice:
    """Tell why the console cannot work yet; what is wrong with the settings is mended there, not by trying again."""
    password = missing_password(error)
    of_settings = bool(password) or error.code.startswith("CONFIG")
    return Notice(
        key="not-opened",
        tone="red",
        text=lambda: password_words(password)[0] if password else error.message,
        hint=lambda: password_words(password)[1] if password else in_words(error.hint),
        action_text=lambda: translate("Notice", "Open settings"),
        action=settings,
        other_text=lambda: translate("Notice", "Try again"),
        other=None if of_settings else again,
        closable=closable,
    )


def abandoned(runs: Sequence[RunReport], repeat: Action) -> Notice:
    """Tell of runs whose process was gone before their end."""
    days = DateRange(min(run.date_from for run in runs), max(run.date_to for run in runs))
    return Notice(
        key="abandoned",
        tone="amber",
        text=lambda: translate("Notice", "%Ln load(s) broken off before the end: {dates}", None, len(runs)).format(
            dates=formats.dates(days)
        ),
        hint=lambda: translate(
            "Notice",
            "The program, the computer or the database stopped. Nothing is half loaded; repeat it to be complete.",
        ),
        action_text=lambda: translate("Notice", "Repeat"),
        action=repeat,
    )


def missing_day(day: date, folders: int, load: Action) -> Notice:
    """Tell that yesterday is not there yet."""
    return Notice(
        key="missing-day",
        tone="blue",
        text=lambda: translate("Notice", "{day} is not loaded yet from %Ln folder(s)", None, folders).format(
            day=formats.day(day)
        ),
        action_text=lambda: translate("Notice", "Load it"),
        action=load,
    )


def demo(connect: Action) -> Notice:
    """Tell that nothing here is real."""
    return Notice(
        key="demo",
        tone="blue",
        text=lambda: translate("Notice", "These are simulated kassas. Try anything: no real kassa is asked."),
        hint=lambda: translate(
            "Notice",
            "S6 stays silent at first and O49 sends a broken line: load {day}, look at Errors, then retry.",
        ).format(day=formats.day(_LESSON)),
        action_text=lambda: translate("Notice", "Connect a shop"),
        action=connect,
    )


def settings_reloaded(changed: Sequence[str]) -> Notice:
    """Tell that a settings file was changed outside and counts from now on."""

    def named() -> str:
        infos = (setting_info(name) for name in changed[:_NAMED])
        names = ", ".join(info.title for info in infos if info)
        more = len(changed) - _NAMED
        return names if more <= 0 else translate("Notice", "{names} and %Ln more", None, more).format(names=names)

    return Notice(
        key="settings-reloaded",
        tone="blue",
        text=lambda: translate("Notice", "The settings were changed outside: they count from the next load on"),
        hint=named,
    )


def settings_rejected(error: DeskError, settings: Action) -> Notice:
    """Tell that a settings file was changed outside and is not taken over, and why."""
    return Notice(
        key=SETTINGS_REJECTED,
        tone="amber",
        text=lambda: translate("Notice", "The settings were changed outside, but are not taken over"),
        hint=lambda: "\n".join(filter(None, (error.placed_message, in_words(error.hint)))),
        action_text=lambda: translate("Notice", "Open settings"),
        action=settings,
    )


def settings_later() -> Notice:
    """Tell that new settings wait for the end of the load."""
    return Notice(
        key="settings-later",
        tone="blue",
        text=lambda: translate("Notice", "The new settings take effect when the load has ended"),
    )
