"""Garbage is collected in Qt's thread only.

Python collects in whichever thread happens to make the next object; a widget or timer that is freed in a thread which
reads a file takes the process with it.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, QTimer

_LOOK_MS = 500


@contextmanager
def collecting_here(owner: QObject) -> Iterator[None]:
    """Collect in this thread, by a timer of `owner`, as often as the interpreter's thresholds say; elsewhere never."""
    automatic = gc.isenabled()
    gc.disable()
    if not gc.get_freeze_count():
        gc.freeze()  # what was imported so far stays anyway: looking through it again would only delay the window
    timer = QTimer(owner, interval=_LOOK_MS)
    timer.timeout.connect(collect_due)
    timer.start()
    try:
        yield
    finally:
        timer.stop()
        timer.deleteLater()
        if automatic:
            gc.enable()


def collect_due() -> None:
    """Collect the oldest generation whose turn it is, if any; what the interpreter does by itself otherwise."""
    due = [generation for generation, (made, limit) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
           if limit and made > limit]  # fmt: skip
    if due and due[0] == 0:
        gc.collect(due[-1])
