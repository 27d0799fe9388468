"""The Python interpreter, set up for reading big files beside a live event loop."""

from __future__ import annotations

import gc
import sys

_GARBAGE_AFTER = 50_000
"""Objects made between two collections: reading makes millions of lists that are never part of a cycle."""
_SWITCH_SECONDS = 0.0003
"""How long a reading thread may hold the interpreter while the event loop wants it; Python's default is 5 ms."""


def tune_interpreter() -> None:
    """Set the process up."""
    gc.set_threshold(_GARBAGE_AFTER, *gc.get_threshold()[1:])
    sys.setswitchinterval(_SWITCH_SECONDS)
