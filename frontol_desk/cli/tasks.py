"""Runs a command's asynchronous work; Ctrl+C and SIGTERM cancel it, once and cleanly."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, TypeVar

from frontol_desk.domain.errors import DeskError, ErrorCode

Result = TypeVar("Result")

_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name))
_PATIENCE = 3
"""So many Ctrl+C end the process at once, whatever it is doing."""


def run_task(work: Coroutine[Any, Any, Result]) -> Result:
    """Return what `work` returns; raise `DeskError` CANCELLED when it was stopped before it had a result."""
    try:
        return asyncio.run(_stoppable(work))
    except asyncio.CancelledError:
        raise DeskError(ErrorCode.CANCELLED) from None


async def _stoppable(work: Coroutine[Any, Any, Result]) -> Result:
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    assert task is not None  # noqa: S101  # a coroutine always runs in a task
    with _on_signals(lambda: loop.call_soon_threadsafe(task.cancel)):
        return await work


@contextmanager
def _on_signals(stop: Callable[[], object]) -> Iterator[None]:
    """Call `stop` at the first signal only: a supervisor may send two, and a second one must not disturb the stop."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    pressed = 0

    def handle(number: int, _frame: FrameType | None) -> None:
        nonlocal pressed
        pressed += 1
        if pressed == 1:
            stop()
        elif number == signal.SIGINT and pressed >= _PATIENCE:
            raise KeyboardInterrupt

    before = {number: signal.signal(number, handle) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
