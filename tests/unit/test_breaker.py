"""The circuit breaker: when it opens, whom it lets through, and what the refused are told."""

from __future__ import annotations

import asyncio

import pytest

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.overview import BreakerState
from frontol_desk.pipeline import breaker as breaker_module
from frontol_desk.pipeline.breaker import Breaker

DEAD = DeskError(ErrorCode.FTP_CONNECTION, reason="refused", host="shop", port=21)
LOGIN = DeskError(ErrorCode.FTP_LOGIN, host="shop", port=21)


class Clock:
    """A monotonic clock that stands still."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr(breaker_module, "time", self)

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def breaker() -> Breaker:
    return Breaker("shop:21", threshold=3, first_seconds=1.0, longest_seconds=4.0)


async def call(breaker: Breaker, error: DeskError | None = None) -> None:
    async with breaker.call():
        if error is not None:
            raise error


async def fails(breaker: Breaker, error: DeskError, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(DeskError) as raised:
            await call(breaker, error)
        assert raised.value is error


async def refused(breaker: Breaker) -> DeskError:
    with pytest.raises(DeskError) as raised:
        await call(breaker)
    return raised.value


@pytest.mark.usefixtures("clock")
async def test_it_opens_after_so_many_failures_in_a_row(breaker: Breaker) -> None:
    heard: list[BreakerState] = []
    breaker.told = heard.append
    await fails(breaker, DEAD, 2)
    await call(breaker)
    await fails(breaker, DEAD, 2)
    assert (breaker.state.failures, heard) == (2, [])
    await fails(breaker, DEAD)
    assert (breaker.state.state, breaker.state.failures, breaker.state.cause) == ("open", 3, DEAD)
    assert [state.state for state in heard] == ["open"]
    error = await refused(breaker)
    assert (error.code, error.reason, error.context["seconds"]) == (ErrorCode.FTP_CONNECTION, "breaker", 1.0)
    assert "shop:21" in error.message
    assert error.retryable


@pytest.mark.parametrize("code", [ErrorCode.FTP_MISSING, ErrorCode.FTP_DENIED, ErrorCode.FTP_PROTOCOL])
@pytest.mark.usefixtures("clock")
async def test_a_server_that_answers_is_there(breaker: Breaker, code: ErrorCode) -> None:
    await fails(breaker, DEAD, 2)
    await fails(breaker, DeskError(code))
    await fails(breaker, DEAD, 2)
    assert breaker.state.state == "closed"


@pytest.mark.usefixtures("clock")
async def test_a_busy_server_says_neither(breaker: Breaker) -> None:
    await fails(breaker, DEAD, 2)
    await fails(breaker, DeskError(ErrorCode.FTP_BUSY), 10)
    assert breaker.state.failures == 2
    await fails(breaker, DEAD)
    assert breaker.state.state == "open"


async def test_every_failed_probe_doubles_the_rest_and_success_ends_it(breaker: Breaker, clock: Clock) -> None:
    await fails(breaker, DEAD, 3)
    for seconds in (1.0, 2.0, 4.0, 4.0):
        clock.now += seconds - 0.001
        assert (await refused(breaker)).reason == "breaker"
        clock.now += 0.001
        await fails(breaker, DEAD)
        assert breaker.state.state == "open"
    clock.now += 4.0
    await call(breaker)
    assert breaker.state == BreakerState(server="shop:21")
    await fails(breaker, DEAD, 3)
    assert (await refused(breaker)).context["seconds"] == 1.0


async def test_one_call_probes_and_the_others_wait_for_it(breaker: Breaker, clock: Clock) -> None:
    await fails(breaker, DEAD, 3)
    clock.now += 1.0
    answer, inside = asyncio.Event(), 0

    async def asking() -> None:
        nonlocal inside
        async with breaker.call():
            inside += 1
            await answer.wait()

    calls = [asyncio.create_task(asking()) for _ in range(5)]
    await asyncio.sleep(0.01)
    assert (inside, breaker.state.state) == (1, "half_open")
    answer.set()
    await asyncio.gather(*calls)
    assert (inside, breaker.state.state) == (5, "closed")


async def test_a_cancelled_probe_leaves_it_to_the_next(breaker: Breaker, clock: Clock) -> None:
    await fails(breaker, DEAD, 3)
    clock.now += 1.0

    async def asking() -> None:
        async with breaker.call():
            await asyncio.Event().wait()

    probe = asyncio.create_task(asking())
    await asyncio.sleep(0.01)
    waiting = asyncio.create_task(call(breaker))
    await asyncio.sleep(0.01)
    probe.cancel()
    await waiting
    assert breaker.state.state == "closed"


async def test_a_refused_sign_in_is_not_repeated(breaker: Breaker, clock: Clock) -> None:
    """Several would be tried at once at the start of a run: the first goes alone."""
    tried = 0

    async def signing_in() -> None:
        nonlocal tried
        async with breaker.call():
            tried += 1
            await asyncio.sleep(0.01)
            raise LOGIN

    results = await asyncio.gather(*(signing_in() for _ in range(8)), return_exceptions=True)
    assert tried == 1
    assert {error.code for error in results if isinstance(error, DeskError)} == {ErrorCode.FTP_LOGIN}
    clock.now += 3.999
    assert (await refused(breaker)).code is ErrorCode.FTP_LOGIN
    breaker.reset()
    await call(breaker)
    assert breaker.state.state == "closed"
