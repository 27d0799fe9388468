"""A circuit breaker: a server that fails again and again is left alone, then one call finds out whether it is back."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.messages import told_time
from frontol_desk.domain.overview import BreakerState

_COUNTED = {ErrorCode.FTP_CONNECTION, ErrorCode.FTP_TIMEOUT}
_UNCLEAR = {ErrorCode.FTP_BUSY}
"""Says neither that the server works nor that it does not."""


class Breaker:
    """Stands before every call to one server; `told` hears of every change.

    After `threshold` connection failures in a row it opens: first for `first_seconds`, after every failed probe for
    twice as long, up to `longest_seconds`. A refused sign-in opens it for the longest time at once, for repeating it
    locks accounts; for the same reason the very first call goes alone. Calls wait for a probe that is under way.
    """

    def __init__(self, server: str, *, threshold: int, first_seconds: float, longest_seconds: float) -> None:
        self.told: Callable[[BreakerState], None] = lambda _: None
        self._state = BreakerState(server=server)
        self._threshold = threshold
        self._longest_seconds = longest_seconds
        self._first_seconds = self._seconds = min(first_seconds, longest_seconds)
        self._ends = 0.0
        self._proven = False
        self._no_probe = asyncio.Event()
        self._no_probe.set()

    @property
    def state(self) -> BreakerState:
        """How calls stand."""
        return self._state

    def reset(self) -> None:
        """Let calls through at once, whatever happened before; again the first goes alone."""
        self._proven = False
        self._close()

    @asynccontextmanager
    async def call(self) -> AsyncIterator[None]:
        """Let a call through and learn from it; raises what keeps the breaker open.

        That is FTP_CONNECTION (reason ``breaker``, with the `seconds` it lasts), or the refusal of the sign-in.
        """
        probing = await self._enter()
        try:
            with self.listening():
                yield
            self._proven = True
            self._close()
        finally:
            if probing:
                self._no_probe.set()
                if self._state.state == "half_open":  # cancelled: the next call is the probe
                    self._change(replace(self._state, state="open", until=datetime.now(UTC)))

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Learn from the failures of what an admitted call has begun."""
        try:
            yield
        except DeskError as error:
            self._proven = True
            self._failed(error)
            raise

    async def _enter(self) -> bool:
        """Raise while calls are refused; tell whether this call is the probe."""
        while not self._no_probe.is_set():
            await self._no_probe.wait()
        closed = self._state.state == "closed"
        if closed and self._proven:
            return False
        if not closed:
            if time.monotonic() < self._ends:
                raise self._refusal()
            self._change(replace(self._state, state="half_open", until=None))
        self._no_probe.clear()
        return True

    def _refusal(self) -> DeskError:
        cause, until = self._state.cause, self._state.until or datetime.now(UTC)
        if cause is not None and cause.code is ErrorCode.FTP_LOGIN:
            return DeskError(cause.code, reason=cause.reason, **cause.context)
        return DeskError(
            ErrorCode.FTP_CONNECTION,
            reason="breaker",
            host=self._state.server,
            failures=self._state.failures,
            seconds=round(max(0.0, self._ends - time.monotonic()), 3),
            until=told_time(until),
        )

    def _failed(self, error: DeskError) -> None:
        half_open = self._state.state == "half_open"
        if error.code is ErrorCode.FTP_LOGIN:
            self._open(error, self._longest_seconds)
        elif error.code in _COUNTED:
            if half_open or self._state.failures + 1 >= self._threshold:
                self._open(error, self._seconds)
                self._seconds = min(2 * self._seconds, self._longest_seconds)
            else:
                self._state = replace(self._state, failures=self._state.failures + 1, cause=error)
        elif error.code not in _UNCLEAR:
            self._close()
        elif half_open:
            self._open(error, self._seconds)

    def _open(self, cause: DeskError, seconds: float) -> None:
        if self._state.state == "open":
            return  # an older call that was under way
        self._ends = time.monotonic() + seconds
        until = datetime.now(UTC) + timedelta(seconds=seconds)
        failures = self._state.failures + 1
        self._change(replace(self._state, state="open", failures=failures, until=until, cause=cause))

    def _close(self) -> None:
        self._seconds = self._first_seconds
        fresh = BreakerState(server=self._state.server)
        if self._state.state == "closed":
            self._state = fresh
        else:
            self._change(fresh)

    def _change(self, state: BreakerState) -> None:
        self._state = state
        self.told(state)
