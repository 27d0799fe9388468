"""The retry policy: what is repeated, how often, when, and when no more."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from frontol_desk.domain.errors import RETRYABLE, DeskError, ErrorCode
from frontol_desk.domain.events import Event, Retrying
from frontol_desk.domain.values import SourceFolder
from frontol_desk.pipeline.bus import EventBus
from frontol_desk.pipeline.retrying import Repeater, RetryPolicy

FOLDER = SourceFolder.parse("P13/P13")
POLICY = RetryPolicy(attempts=4, first_seconds=0.5, longest_seconds=20.0, budget=200)
DEAD = DeskError(ErrorCode.FTP_CONNECTION, reason="refused", host="shop", port=21)


class Neighbour:
    """Fails as told, then answers."""

    def __init__(self, *errors: DeskError) -> None:
        self.errors = iter(errors)
        self.heard: list[bool] = []

    async def work(self, repeated: bool) -> str:
        self.heard.append(repeated)
        for error in self.errors:
            raise error
        return "done"


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What was slept; nobody waits for it."""
    seconds: list[float] = []

    async def sleep(delay: float) -> None:
        seconds.append(delay)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    return seconds


@pytest.fixture
def heard() -> list[Event]:
    return []


def repeater(heard: list[Event], policy: RetryPolicy = POLICY) -> Repeater:
    bus = EventBus()
    bus.subscribe(heard.append)
    return Repeater(policy, bus, "run")


async def tried(neighbour: Neighbour, by: Repeater) -> DeskError | str:
    try:
        return await by.carry_out("listing", FOLDER, neighbour.work)
    except DeskError as error:
        return error


async def test_what_passes_is_repeated_and_told(slept: list[float], heard: list[Event]) -> None:
    neighbour = Neighbour(DEAD, DEAD)
    assert await tried(neighbour, repeater(heard)) == "done"
    assert neighbour.heard == [False, True, True]
    told = [event for event in heard if isinstance(event, Retrying)]
    assert [(event.attempt, event.code, event.operation) for event in told] == [
        (1, ErrorCode.FTP_CONNECTION, "listing"),
        (2, ErrorCode.FTP_CONNECTION, "listing"),
    ]
    assert 0.5 <= slept[0] <= 1.0 <= slept[1] <= 1.5


async def test_attempts_are_bounded_and_the_last_error_counts(slept: list[float], heard: list[Event]) -> None:
    neighbour = Neighbour(*[DEAD] * 9)
    assert await tried(neighbour, repeater(heard)) is DEAD
    assert (len(neighbour.heard), len(slept)) == (4, 3)


@pytest.mark.parametrize("code", sorted(set(ErrorCode) - RETRYABLE))
async def test_nothing_else_is_repeated(slept: list[float], heard: list[Event], code: ErrorCode) -> None:
    neighbour = Neighbour(DeskError(code))
    assert isinstance(await tried(neighbour, repeater(heard)), DeskError)
    assert (neighbour.heard, slept) == ([False], [])


@pytest.mark.parametrize("error", [
    DeskError(ErrorCode.DB_CONNECTION, reason="unknown", host="db"),
    DeskError(ErrorCode.FTP_PROTOCOL, reason="name"),
])  # fmt: skip
async def test_nor_what_may_have_been_done(slept: list[float], heard: list[Event], error: DeskError) -> None:
    assert await tried(Neighbour(error), repeater(heard)) is error
    assert slept == []


async def test_a_cut_file_is_fetched_again(slept: list[float], heard: list[Event]) -> None:
    assert await tried(Neighbour(DeskError(ErrorCode.FTP_PROTOCOL, reason="cut")), repeater(heard)) == "done"
    assert len(slept) == 1


@pytest.mark.parametrize("code", [ErrorCode.FTP_TIMEOUT, ErrorCode.DB_TIMEOUT])
async def test_what_took_its_time_is_repeated_once(slept: list[float], heard: list[Event], code: ErrorCode) -> None:
    neighbour = Neighbour(*[DeskError(code, host="shop", port=21)] * 9)
    await tried(neighbour, repeater(heard))
    assert (len(neighbour.heard), len(slept)) == (2, 1)


async def test_a_run_has_a_budget(slept: list[float], heard: list[Event]) -> None:
    by = repeater(heard, replace(POLICY, budget=4))
    attempts = []
    for _ in range(3):
        neighbour = Neighbour(*[DEAD] * 9)
        await tried(neighbour, by)
        attempts.append(len(neighbour.heard))
    assert (attempts, len(slept)) == ([4, 2, 1], 4)


def rest(seconds: float) -> DeskError:
    return DeskError(ErrorCode.FTP_CONNECTION, reason="breaker", host="shop", failures=5, seconds=seconds, until="")


async def test_a_server_at_rest_is_waited_for_if_it_is_not_long(slept: list[float], heard: list[Event]) -> None:
    assert await tried(Neighbour(rest(7.5)), repeater(heard)) == "done"
    assert slept == [7.5]
    error = rest(20.1)
    assert await tried(Neighbour(error), repeater(heard)) is error
    assert slept == [7.5]


async def test_the_error_itself_is_told_not_the_rest_after_it(slept: list[float], heard: list[Event]) -> None:
    assert await tried(Neighbour(DEAD, rest(1), rest(2), rest(4)), repeater(heard)) is DEAD
    assert len(slept) == 3


async def test_a_database_that_is_away_is_not_asked_four_times_for_everything(
    slept: list[float], heard: list[Event]
) -> None:
    away = DeskError(ErrorCode.DB_CONNECTION, host="db", cause="refused")
    by = repeater(heard)
    attempts = []
    for errors in ([away] * 9, [away] * 9, [], [away] * 9):
        neighbour = Neighbour(*errors)
        await tried(neighbour, by)
        attempts.append(len(neighbour.heard))
    assert attempts == [4, 1, 1, 4]


async def test_stopping_ends_a_pause_at_once(heard: list[Event]) -> None:
    working = asyncio.create_task(repeater(heard, replace(POLICY, first_seconds=9)).carry_out(
        "load", FOLDER, Neighbour(DEAD).work
    ))  # fmt: skip
    await asyncio.sleep(0.01)
    working.cancel()
    async with asyncio.timeout(1):
        with pytest.raises(asyncio.CancelledError):
            await working


@pytest.mark.usefixtures("slept")
async def test_pauses_as_long_as_they_may_be_cost_no_attempt(heard: list[Event]) -> None:
    policy = replace(POLICY, attempts=10, first_seconds=1.0, longest_seconds=2.0)
    neighbour = Neighbour(*[DEAD] * 20)
    assert await tried(neighbour, repeater(heard, policy)) is DEAD
    assert len(neighbour.heard) == policy.attempts
