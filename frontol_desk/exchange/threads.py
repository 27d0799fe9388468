"""Blocking calls that may hang for ever, as those on a network share do, kept away from the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from threading import Thread
from typing import TypeVar

Result = TypeVar("Result")


class Threads:
    """Runs blocking calls, `size` at once, each in a thread that nothing waits for, not even the program's end.

    A call that hangs keeps its place until it ends, so a dead share never costs more than `size` threads.
    """

    def __init__(self, size: int) -> None:
        self._places = asyncio.Semaphore(size)

    async def run(self, work: Callable[[], Result], discard: Callable[[Result], object] | None = None) -> Result:
        """Return what `work` returns; when cancelled, at once, and what it returns later is given to `discard`."""
        await self._places.acquire()
        loop = asyncio.get_running_loop()
        answer: Future[Result] = Future()

        def call() -> None:
            try:
                _answer(answer, work, discard)
            finally:
                with suppress(RuntimeError):  # the event loop is gone, and with it everybody who waits
                    loop.call_soon_threadsafe(self._places.release)

        try:
            _start(call)
        except BaseException:
            self._places.release()
            raise
        try:
            return await asyncio.wrap_future(answer)
        except asyncio.CancelledError:
            if discard is not None and not answer.cancelled() and answer.exception() is None:
                self.detach(lambda: discard(answer.result()))
            raise

    def detach(self, work: Callable[[], object]) -> None:
        """Do something, such as closing a file, that nobody waits for; it takes no place."""

        def call() -> None:
            with suppress(OSError):
                work()

        _start(call)


def _answer(answer: Future[Result], work: Callable[[], Result], discard: Callable[[Result], object] | None) -> None:
    try:
        result = work()
    except BaseException as error:  # noqa: BLE001 - raised where it is waited for
        if answer.set_running_or_notify_cancel():
            answer.set_exception(error)
        return
    if answer.set_running_or_notify_cancel():
        answer.set_result(result)
    elif discard is not None:
        discard(result)


def _start(call: Callable[[], None]) -> None:
    Thread(target=call, name="exchange folder", daemon=True).start()
