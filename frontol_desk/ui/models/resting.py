"""The words for an exchange server that is left alone for a while because it failed again and again."""

from __future__ import annotations

from datetime import UTC, datetime

from frontol_desk.domain.overview import BreakerState
from frontol_desk.ui import formats
from frontol_desk.ui.translation import translate


def is_waiting(state: BreakerState) -> bool:
    """Tell whether the time of the next call is still to come."""
    return state.until is not None and state.until > datetime.now(UTC)


def rest_word(state: BreakerState) -> str:
    """Return how calls stand, in a few words: paused until 10:42:31."""
    if state.until is None or not is_waiting(state):
        #: an exchange server that did not answer is called once, to see whether it is back
        return translate("Health", "Paused, being tried again")
    return translate("Health", "Paused until {time}").format(time=formats.time(state.until))


def rest_light(name: str, state: BreakerState) -> str:
    """Return the same behind the name of the server."""
    if state.until is None or not is_waiting(state):
        #: {name}: FTP, or the exchange folder
        return translate("Health", "{name}: paused").format(name=name)
    return translate("Health", "{name}: paused until {time}").format(name=name, time=formats.time(state.until))


def rest_title(state: BreakerState) -> str:
    """Return the same as a sentence of its own."""
    if state.until is None or not is_waiting(state):
        return translate("Health", "The exchange is paused")
    return translate("Health", "The exchange is paused until {time}").format(time=formats.time(state.until))


def rest_reason(state: BreakerState) -> str:
    """Return why it is left alone: how often it failed in a row, and what of."""
    #: the exchange server; the cause follows
    text = translate("Health", "It failed %Ln time(s) in a row.", None, state.failures)
    return f"{text} {state.cause.message}" if state.cause else text


def rest_hint() -> str:
    """Return what becomes of it by itself."""
    return translate("Health", "It is tried again by itself, and kassas are waited for meanwhile.")
