"""What every text for support begins with."""

from __future__ import annotations

import platform

from PySide6.QtCore import qVersion

from frontol_desk import __version__


def versions() -> str:
    """Return the versions of the program and of what it runs on."""
    return f"Frontol Desk {__version__} · Python {platform.python_version()} · Qt {qVersion()} · {platform.platform()}"
