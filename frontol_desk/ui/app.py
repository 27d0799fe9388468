"""Starts the window: Qt's application, asyncio in its event loop (qasync), the crash handler, and a clean end."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Awaitable, Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from frontol_desk.ui.collecting import collecting_here
from frontol_desk.ui.crash import CrashHandler
from frontol_desk.ui.opening import ReadSettings
from frontol_desk.ui.shell import Shell, WindowOptions

_SIGNALS_EVERY_MS = 200
Work = Callable[[Shell], Awaitable[None]]


def open_window(
    options: WindowOptions, read: ReadSettings, *, scale: float | None = None, work: Work | None = None
) -> int:
    """Open the window and stay until it is closed; returns the exit code.

    `scale` enlarges everything (1.5 is 150 %). `work` is done once the window is open, after which it closes: pictures.
    """
    if scale is not None:
        os.environ["QT_SCALE_FACTOR"] = str(scale)
    app = make_application()
    loop = QEventLoop(app)
    crashes = CrashHandler()
    crashes.install(loop)
    with loop, collecting_here(app):
        return int(loop.run_until_complete(_live(app, options, read, crashes, work)))


def make_application() -> QApplication:
    """Return the application, set up; closing the window alone does not end it."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("frontol-desk")
    app.setDesktopFileName("frontol-desk")
    app.setQuitOnLastWindowClosed(False)
    return app


async def _live(
    app: QApplication, options: WindowOptions, read: ReadSettings, crashes: CrashHandler, work: Work | None
) -> int:
    shell = Shell(app, options, read, crashes)
    stop = _leave_on_signals(shell)
    try:
        shell.start()
        if work is not None:
            try:
                await work(shell)
            finally:
                shell.leave()
                await shell.left.wait()
        await shell.left.wait()
    finally:
        stop()
    return 0


def _leave_on_signals(shell: Shell) -> Callable[[], None]:
    """Close in order when the process is asked to end; Python sees signals only when it gets to run now and then."""
    before = {sign: signal.signal(sign, lambda *_: shell.leave()) for sign in (signal.SIGINT, signal.SIGTERM)}
    waker = QTimer(interval=_SIGNALS_EVERY_MS)
    waker.timeout.connect(lambda: None)
    waker.start()

    def restore() -> None:
        waker.stop()
        for sign, handler in before.items():
            signal.signal(sign, handler)

    return restore
