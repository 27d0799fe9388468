"""Hours of the day as people type them: 9, 9.30 and 09:30 are what the settings write as ``09:00`` and ``09:30``."""

from __future__ import annotations

import re

from frontol_desk.ui.dialogs.editors import TextEditor

_HOUR = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d", re.ASCII)
_TYPED = re.compile(r"(\d{1,2})(?:[:.,\- ]?(\d{2}))?", re.ASCII)


def hour_of(text: str) -> str:
    """Return an hour as settings have it; what is none is returned as it is."""
    found = _TYPED.fullmatch(text.strip())
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else text.strip()


def is_hour(text: str) -> bool:
    """Tell whether a text is an hour as settings have it."""
    return _HOUR.fullmatch(text) is not None


class HourEditor(TextEditor):
    """An hour of the day, or nothing."""

    def value(self) -> str:
        """Return the hour as settings have it."""
        return hour_of(super().value())

    def set_value(self, value: object) -> None:
        """Show an hour; one that a person is just typing stays as it is."""
        if (value or "") != self.value():
            super().set_value(value)
