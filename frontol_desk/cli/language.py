"""Which language to speak: the setting, else that of the system."""

from __future__ import annotations

import locale
import os
import sys

from frontol_desk.domain.messages import Language


def system_language() -> Language:
    """Return Russian on a Russian system, else English."""
    names = [os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    found = next(filter(None, names), None) or _windows_language()
    return "ru" if found.lower().startswith("ru") else "en"


def chosen_language(setting: str) -> Language:
    """Return what ``language`` says; ``auto`` means the system's."""
    match setting.strip().lower():
        case "ru":
            return "ru"
        case "en":
            return "en"
        case _:
            return system_language()


def _windows_language() -> str:
    if sys.platform == "win32":
        import ctypes

        return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
    return ""
