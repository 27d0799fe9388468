"""Every task of the window has an owner: this. What fails is told, what is left at the end is stopped and awaited."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from frontol_desk.domain.errors import DeskError

_log = logging.getLogger(__name__)


class Tasks:
    """The tasks of one open console.

    `problem` gets a failure that has words for people, `crash` anything else; neither is called for a cancellation,
    nor for an answer that comes when the dialog that wanted it has been closed.
    """

    def __init__(self, problem: Callable[[DeskError], None], crash: Callable[[BaseException], None]) -> None:
        self._problem = problem
        self._crash = crash
        self._running: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, Any], *, name: str) -> asyncio.Task[Any]:
        """Start a task and keep it; its end is looked at here."""
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if isinstance(error, DeskError):
            _log.warning("%s: %s", task.get_name(), error)
            self._problem(error)
        elif error is not None and not _found_nobody(error):
            self._crash(error)

    async def cancel_all(self) -> None:
        """Stop every task and wait for its end, the caller's own excepted."""
        mine = asyncio.current_task()
        tasks = [task for task in self._running if task is not mine]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)  # unlike gather it lets a deadline of the caller through


def _found_nobody(error: BaseException) -> bool:
    """Tell whether a task failed only because Qt's side of its object is gone; PySide has no class for that."""
    return isinstance(error, RuntimeError) and str(error).rstrip(".").endswith("deleted")
