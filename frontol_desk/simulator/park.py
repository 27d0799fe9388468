"""All simulated kassas of a demo or a test: one thread with a loop of its own, so nothing waits for them."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterable
from types import TracebackType
from typing import Self

from frontol_desk.domain.values import SourceFolder
from frontol_desk.simulator.kassa import Kassa

_JOIN_TIMEOUT = 10.0


class KassaPark:
    """Runs kassas while its context lasts. An error in a kassa is raised when the park is stopped."""

    def __init__(self, kassas: Iterable[Kassa]) -> None:
        self.kassas: dict[SourceFolder, Kassa] = {kassa.folder: kassa for kassa in kassas}
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._work: asyncio.Task[None] | None = None
        self._ready = threading.Event()
        self._error: BaseException | None = None

    @property
    def running(self) -> bool:
        """Tell whether the kassas are awake."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Make the folders and begin to watch."""
        for kassa in self.kassas.values():
            kassa.prepare()
        self._ready.clear()
        self._thread = threading.Thread(target=self._run, name="simulated-kassas", daemon=True)
        self._thread.start()
        self._ready.wait(_JOIN_TIMEOUT)

    def stop(self) -> None:
        """Stop every kassa, in the middle of an answer if need be."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        if self._loop is not None and self._work is not None:
            # A loop that has ended with an error refuses this; the error is raised below.
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._work.cancel)
        thread.join(_JOIN_TIMEOUT)
        error, self._error = self._error, None
        if error is not None:
            raise error

    def _run(self) -> None:
        try:
            asyncio.run(self._watch())
        except asyncio.CancelledError:
            pass
        except BaseException as error:  # noqa: BLE001 - handed over to the thread that stops the park
            self._error = error
        finally:
            self._ready.set()

    async def _watch(self) -> None:
        self._loop, self._work = asyncio.get_running_loop(), asyncio.current_task()
        async with asyncio.TaskGroup() as group:
            for kassa in self.kassas.values():
                group.create_task(kassa.watch(), name=f"kassa {kassa.folder}")
            self._ready.set()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
