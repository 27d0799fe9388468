"""The one retry policy: what may pass by itself is tried again, later each time, within what a run may spend on it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception
from tenacity.wait import wait_exponential, wait_random

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.events import Retrying
from frontol_desk.domain.values import SourceFolder
from frontol_desk.pipeline.bus import EventBus

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")
_PATIENT = {ErrorCode.FTP_TIMEOUT, ErrorCode.DB_TIMEOUT}
"""These have taken their time already: they are tried once more, not several times."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """At most `attempts` of an operation; pauses double from `first_seconds` up to `longest_seconds`, with jitter.

    `budget` is how many repetitions all operations of a run may have together.
    """

    attempts: int = 4
    first_seconds: float = 0.5
    longest_seconds: float = 20.0
    budget: int = 200


class Repeater:
    """Carries out the operations of one run, again where that may help. Each repetition is told and logged.

    Once a database could not be reached in all attempts, it gets a single one per operation until it answers again.
    """

    def __init__(self, policy: RetryPolicy, bus: EventBus, run_id: str) -> None:
        self.left = policy.budget
        self._policy = policy
        self._bus = bus
        self._run_id = run_id
        self._database_away = False
        self._pause = wait_exponential(policy.first_seconds, max=policy.longest_seconds) + wait_random(
            max=policy.first_seconds
        )

    async def carry_out(
        self, operation: str, folder: SourceFolder | None, work: Callable[[bool], Awaitable[_Result]]
    ) -> _Result:
        """Await `work`, which hears whether this is a repetition; raises its error when no attempt goes well.

        If the last attempts were not even made because the server is given a rest, the error before them is raised.
        """
        telling: DeskError | None = None
        repeats = False

        async def attempt() -> _Result:
            nonlocal telling, repeats
            repeated, repeats = repeats, True
            try:
                return await work(repeated)
            except DeskError as error:
                telling = error if telling is None or error.reason != "breaker" else telling
                raise

        def tell(state: RetryCallState) -> None:
            self.left -= 1
            self._tell(operation, folder, state)

        retrying = AsyncRetrying(
            retry=retry_if_exception(_is_retryable), stop=self._is_enough, wait=self._seconds, before_sleep=tell,
            reraise=True,
        )  # fmt: skip
        try:
            result: _Result = await retrying(attempt)
        except DeskError as error:
            self._database_away = error.code is ErrorCode.DB_CONNECTION
            if telling is None or telling is error:
                raise
            raise telling from error
        self._database_away = False
        return result

    def _seconds(self, state: RetryCallState) -> float:
        """Return how long to wait: for a server that is given a rest, until it is called again."""
        error = _error_of(state)
        rest = error.context.get("seconds") if error.reason == "breaker" else None
        pause = min(self._pause(state), self._policy.longest_seconds)
        return max(pause, float(rest) if isinstance(rest, int | float) else 0.0)

    def _is_enough(self, state: RetryCallState) -> bool:
        error = _error_of(state)
        if error.code is ErrorCode.DB_CONNECTION and self._database_away:
            return True
        too_long = state.upcoming_sleep > self._policy.longest_seconds
        return self.left <= 0 or state.attempt_number >= self._attempts(error) or too_long

    def _attempts(self, error: DeskError) -> int:
        return min(2, self._policy.attempts) if error.code in _PATIENT else self._policy.attempts

    def _tell(self, operation: str, folder: SourceFolder | None, state: RetryCallState) -> None:
        error, seconds = _error_of(state), round(state.upcoming_sleep, 3)
        if folder is None:
            _log.warning("%s is tried again: %s", operation, error, extra={"run": self._run_id})
            return
        self._bus.publish(
            Retrying(
                run_id=self._run_id,
                folder=folder,
                operation=operation,
                attempt=state.attempt_number,
                seconds=seconds,
                code=error.code,
                attempts=self._attempts(error),
            )
        )


def _is_retryable(error: BaseException) -> bool:
    return isinstance(error, DeskError) and error.retryable


def _error_of(state: RetryCallState) -> DeskError:
    error = state.outcome.exception() if state.outcome else None
    if not isinstance(error, DeskError):
        raise TypeError("only failed operations are repeated")
    return error
