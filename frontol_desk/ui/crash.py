"""What nobody expected: logged, told once in plain words, and the window lives on."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
import traceback
from collections.abc import Iterable
from types import TracebackType
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from frontol_desk.services.masking import Mask
from frontol_desk.ui.versions import versions

_log = logging.getLogger(__name__)
_TELLING = (AttributeError, NameError, TypeError)
"""Their messages speak of the program alone; those of others may quote a value or a path."""
_LONGEST = 500


class CrashHandler(QObject):
    """Hears of every exception that nobody caught; `crashed` carries a masked text for support, once per place."""

    crashed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mask = Mask()
        self._told: set[str] = set()
        self._heard.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    _heard = Signal(str, str)

    def hide(self, secrets: Iterable[str]) -> None:
        """Keep these out of the texts from now on."""
        self._mask = Mask(secrets)

    def install(self, loop: asyncio.AbstractEventLoop) -> None:
        """Listen to the interpreter, its threads and the event loop."""
        sys.excepthook = self._from_interpreter
        threading.excepthook = lambda args: self.report(args.exc_value) if args.exc_value else None
        loop.set_exception_handler(self._from_loop)

    def report(self, error: BaseException) -> None:
        """Log an exception and tell of it, unless one from the same place was told before. From any thread."""
        _log.error("unexpected failure", exc_info=error)
        frames = traceback.extract_tb(error.__traceback__)
        place = f"{type(error).__name__} {frames[-1].name}:{frames[-1].lineno}" if frames else type(error).__name__
        self._heard.emit(place, self.text_of(error))

    def text_of(self, error: BaseException) -> str:
        """Return what support needs: versions and the way through our code; no values, no paths of the machine."""
        frames = traceback.extract_tb(error.__traceback__)
        way = [f"  {_inside(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
        # masked before it is cut: of a secret cut in two the first half would stay
        what = self._mask(f": {error}")[:_LONGEST] if isinstance(error, _TELLING) else ""
        return self._mask("\n".join([versions(), type(error).__name__ + what, *way]))

    def _tell(self, place: str, text: str) -> None:
        if place not in self._told:
            self._told.add(place)
            self.crashed.emit(text)

    def _from_interpreter(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            self.report(error.with_traceback(trace))

    def _from_loop(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, BaseException):
            self.report(error)
        else:
            _log.error("event loop: %s", context.get("message"))


def _inside(path: str) -> str:
    """Return a path without the folders of this machine."""
    parts = path.replace("\\", "/").split("/")
    start = next((place for place, part in enumerate(parts) if part == "frontol_desk"), len(parts) - 1)
    return "/".join(parts[start:])
