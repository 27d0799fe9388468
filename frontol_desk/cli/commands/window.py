"""No command at all: the window. With ``--screenshots`` a picture of every page and dialog instead."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from frontol_desk.cli.call import Call
from frontol_desk.domain.errors import DeskError, ErrorCode

if TYPE_CHECKING:
    from frontol_desk.settings.model import Settings

_QT = ("PySide6.QtWidgets", "PySide6.QtSvg")


def open_window(
    call: Call, *, screenshots: Path | None, language: str | None, scheme: str | None, scale: float | None
) -> int:
    """Open the window and return the exit code when it has closed."""
    if screenshots is not None and not call.demo:
        raise DeskError(ErrorCode.USAGE, reason="screenshots_without_demo")
    _need_display(off_screen=screenshots is not None)
    try:
        for name in _QT:  # by name: an import that fails in our own code is another matter
            import_module(name)
    except ImportError as error:
        raise DeskError(ErrorCode.NOT_AVAILABLE, reason="qt_libraries", detail=str(error)) from error
    from frontol_desk.ui.app import open_window as show
    from frontol_desk.ui.screenshots import Screenshots
    from frontol_desk.ui.shell import WindowOptions

    def read(profile: str | None, demo: bool) -> Settings:
        return _read(call, profile, demo=demo)

    options = WindowOptions(profile=call.profile, demo=call.demo, language=language, scheme=scheme)
    work = Screenshots(screenshots).take if screenshots is not None else None
    return show(options, read, scale=scale, work=work)


def _read(call: Call, profile: str | None, *, demo: bool) -> Settings:
    """Read a profile for the window: what is wrong is raised, what is merely missing leads to the first start."""
    from frontol_desk.console.profiles import is_configured
    from frontol_desk.settings.load import EVERYTHING, read_settings

    config = call.config if profile == call.profile else None
    settings, problems = read_settings(profile, config, call.log_options, demo=demo)
    if not problems and not demo and is_configured(settings):
        settings, problems = read_settings(profile, config, call.log_options, needs=EVERYTHING)
    call.begin(settings, problems)
    return settings


def _need_display(*, off_screen: bool) -> None:
    """Say in words that there is no screen; Qt would end the process."""
    if off_screen:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    elif sys.platform == "linux" and not any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    ):
        raise DeskError(ErrorCode.NOT_AVAILABLE, reason="no_display")
