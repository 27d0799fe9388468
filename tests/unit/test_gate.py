"""The pause of a console: whoever comes to a closed gate waits, and its clock stands still meanwhile."""

from __future__ import annotations

import asyncio
import time
from datetime import date
from pathlib import Path
from typing import cast

import pytest

from frontol_desk.domain.report import RunReport, Trigger
from frontol_desk.domain.values import DateRange
from frontol_desk.pipeline.bus import EventBus
from frontol_desk.pipeline.context import RunContext, RunPlan
from frontol_desk.pipeline.gate import Gate
from frontol_desk.pipeline.journalling import RunJournal
from frontol_desk.pipeline.ports import Loader, OriginalsArchive
from frontol_desk.pipeline.retrying import Repeater
from frontol_desk.pipeline.tally import Tally


def context(gate: Gate, workers: int = 1) -> RunContext:
    plan = RunPlan(folders=(), dates=DateRange.day(date(2025, 12, 28)), trigger=Trigger.CLI, workers=workers)
    return RunContext(
        plan=plan,
        loader=cast("Loader", None),
        archive=cast("OriginalsArchive", None),
        bus=EventBus(),
        repeater=cast("Repeater", None),
        tally=Tally(cast("RunReport", None)),
        spool=Path(),
        journal=cast("RunJournal", None),
        gate=gate,
    )


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_closed_gate_holds_until_it_opens() -> None:
    gate = Gate()
    await gate.passed()
    gate.close()
    gate.close()
    waiting = asyncio.create_task(gate.passed())
    await settled()
    assert (waiting.done(), gate.is_open) == (False, False)
    gate.open()
    await waiting
    assert gate.is_open


def test_the_clock_stands_still_while_the_gate_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    gate = Gate()
    started = gate.clock()
    for step, runs in ((5, True), (50, False), (1, False), (7, True), (3, False)):
        if runs:
            gate.open()
        else:
            gate.close()
        now += step
    assert gate.clock() - started == 12
    gate.open()
    assert gate.clock() - started == 12
    now += 1
    assert gate.clock() - started == 13


async def test_no_worker_begins_during_a_pause() -> None:
    gate = Gate()
    run = context(gate)
    begun: list[str] = []
    leave = asyncio.Event()

    async def work(name: str) -> None:
        async with run.worker():
            begun.append(name)
            await leave.wait()

    first = asyncio.create_task(work("first"))
    await settled()
    second = asyncio.create_task(work("second"))  # waits for the only worker when the pause begins
    await settled()
    gate.close()
    leave.set()
    await first
    third = asyncio.create_task(work("third"))
    await settled()
    assert begun == ["first"]
    gate.open()
    await asyncio.gather(second, third)
    assert sorted(begun) == ["first", "second", "third"]


async def test_who_waits_at_the_gate_can_be_cancelled_and_keeps_no_worker() -> None:
    gate = Gate()
    run = context(gate)
    gate.close()
    waiting = asyncio.create_task(run.worker().__aenter__())
    await settled()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    gate.open()
    async with asyncio.timeout(1), run.worker():
        pass
