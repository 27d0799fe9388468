"""The pause of a console: while it lasts, no request is placed and no file begun; what is under way goes on."""

from __future__ import annotations

import asyncio
import time


class Gate:
    """Open at first. `clock` stands still while it is closed, so that a pause uses up nobody's time to answer."""

    def __init__(self) -> None:
        self._open = asyncio.Event()
        self._open.set()
        self._closed_at = 0.0
        self._closed_for = 0.0

    @property
    def is_open(self) -> bool:
        """Tell whether work may begin."""
        return self._open.is_set()

    def close(self) -> None:
        """Let nothing new begin."""
        if self.is_open:
            self._closed_at = time.monotonic()
            self._open.clear()

    def open(self) -> None:
        """Let everything that has waited begin."""
        if not self.is_open:
            self._closed_for += time.monotonic() - self._closed_at
            self._open.set()

    async def passed(self) -> None:
        """Wait while the gate is closed."""
        await self._open.wait()

    def clock(self) -> float:
        """Return the seconds of a clock that stands still while the gate is closed."""
        now = time.monotonic() if self.is_open else self._closed_at
        return now - self._closed_for
