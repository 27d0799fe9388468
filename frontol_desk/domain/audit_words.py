"""The audit log in words, in the current language, for the command line and the window alike."""

from __future__ import annotations

import re
from collections.abc import Callable

from frontol_desk.domain.audit import AuditAction, AuditEntry, Outcome
from frontol_desk.domain.messages import cause, current_language, text

_COUNTED = frozenset({"read", "loaded", "unchanged", "removed", "quarantined", "folders_loaded", "folders_failed"})
"""Figures of which a nought tells nothing."""
_FIRST = ("dates", "status", "cause", "stage", "reason", "keys", "trigger", "folders_loaded", "folders_failed", "read",
          "loaded", "unchanged", "removed", "quarantined")  # fmt: skip
"""What is told first, in this order; the database keeps none."""
_DAY = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")


def action_word(action: AuditAction) -> str:
    """Return what was done."""
    return text(f"action_{action.value}")


def outcome_word(outcome: Outcome) -> str:
    """Return how it ended."""
    return text(f"outcome_{outcome}")


def told_details(entry: AuditEntry, number: Callable[[int], str] = str) -> tuple[tuple[str, str], ...]:
    """Return what else is known of an entry, each with its label; `number` writes figures."""
    shown = dict(entry.details)
    if code := shown.pop("code", None):
        because = shown.pop("reason", None)
        shown["cause"] = cause(str(code), str(because) if because else None)
    ordered = sorted(shown.items(), key=lambda item: _FIRST.index(item[0]) if item[0] in _FIRST else len(_FIRST))
    return tuple(
        (_label(name), _value(entry, name, value, number))
        for name, value in ordered
        if value is not None and not (name in _COUNTED and value == 0)
    )


def _label(name: str) -> str:
    """Return the word for a detail; what has none, such as a setting, under its own name."""
    known = f"detail_{name}"
    label = text(known)
    return name if label == known else label


def _value(entry: AuditEntry, name: str, value: str | int | bool, number: Callable[[int], str]) -> str:
    if isinstance(value, bool):
        return text("yes" if value else "no")
    if isinstance(value, int):
        return number(value)
    if name == "dates" and current_language() == "ru":
        return _DAY.sub(r"\3.\2.\1", value)
    kind = {
        "trigger": "trigger",
        "stage": "stage",
        "deed": "deed",
        "status": "run" if "trigger" in entry.details else "file",
    }.get(name)
    known = f"{kind}_{value}" if kind else ""
    word = text(known) if kind else known
    return word if word != known else value
