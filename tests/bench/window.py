"""How smooth the window stays: stalls of its event loop while a big file loads, start to usable, 10,000 queue rows.

Run as ``python -m tests.bench.window``; every figure of a stall stands beside that of the idle loop of the same run.
"""

from __future__ import annotations

import asyncio
import logging
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from frontol_desk.domain.report import RunReport
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.simulator.bulk import write_bulk_export
from frontol_desk.ui.shell import Shell
from tests.integration.databases import builtin_server
from tests.integration.pipeline.shop import DAY, SILENT, Shop, open_shop
from tests.integration.ui.desk_window import play, until

ROOT = Path(__file__).parents[2]
ROWS = 400_000
FOLDER = "BULK/BULK"
BEAT = 0.002
IDLE_SECONDS = 4.0


@dataclass(frozen=True)
class Smoothness:
    """How late the event loop was, in milliseconds: 99 of 100 times at most `p99`, never more than `worst`."""

    beats: int
    p99: float
    worst: float

    @classmethod
    def of(cls, delays: list[float]) -> Smoothness:
        """Sum up delays in seconds."""
        return cls(len(delays), statistics.quantiles(delays, n=100)[98] * 1000, max(delays) * 1000)

    def __str__(self) -> str:
        return f"99 % within {self.p99:5.1f} ms, worst {self.worst:5.1f} ms ({self.beats:,} beats)"


class Pulse:
    """Beats in the event loop and notes how late each beat came."""

    def __init__(self) -> None:
        self.delays: list[float] = []
        self._task = asyncio.get_running_loop().create_task(self._beat())

    async def _beat(self) -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(BEAT)
            self.delays.append(time.perf_counter() - began - BEAT)

    def stop(self) -> Smoothness:
        """Stop, and tell how it was."""
        self._task.cancel()
        return Smoothness.of(self.delays)


@dataclass
class Smooth:
    """What `stalls` measured."""

    idle: Smoothness
    loading: Smoothness
    rows: int
    seconds: float

    @property
    def p99_above(self) -> float:
        """How much later than the idle loop's 99 of 100 beats are."""
        return self.loading.p99 - self.idle.p99

    @property
    def worst_above(self) -> float:
        """The longest stall beyond that of the idle loop."""
        return self.loading.worst - self.idle.worst

    def __str__(self) -> str:
        return (
            f"event loop of the window, {self.rows:,} rows loading ({self.rows / self.seconds:,.0f} rows/s)\n"
            f"  idle    {self.idle}\n  loading {self.loading}\n"
            f"  above idle: 99 % {self.p99_above:.1f} ms, worst {self.worst_above:.1f} ms"
        )


def stalls(shop: Shop, rows: int, *, idle_seconds: float = IDLE_SECONDS) -> Smooth:
    """Load a file of so many rows in the open window and listen to its event loop; before that to the idle one."""
    write_bulk_export(shop.responses(FOLDER) / "response.txt", rows=rows, folder=SourceFolder.parse(FOLDER))
    found: list[Smooth] = []

    async def script(shell: Shell) -> None:
        await asyncio.sleep(1.0)
        pulse = Pulse()
        await asyncio.sleep(idle_seconds)
        idle = pulse.stop()
        reports: list[RunReport] = []
        shell.loads.finished.connect(reports.append)
        pulse = Pulse()
        shell.loads.load(DateRange.day(DAY), shop.settings.folders)
        (row,) = await until(lambda: [row for row in shell.queue.model.rows if row.finished and row.file], 120)
        loading = pulse.stop()
        shell.loads.stop()
        await until(lambda: bool(reports))
        assert row.rows >= rows, row
        found.append(Smooth(idle, loading, row.rows, row.seconds))

    play(shop, script)
    return found[0]


@dataclass(frozen=True)
class Start:
    """Seconds from the start of the process: until the window is there and takes keys, and until it could load."""

    usable: float
    connected: float

    def __str__(self) -> str:
        return f"start: window usable after {self.usable:.2f} s, connected to its database after {self.connected:.2f} s"


def start(shop: Shop) -> Start:
    """Start the program anew until its window can be used; the best of some warm starts."""
    times = [_started(shop) for _ in range(4)][1:]
    return min(times, key=lambda one: one.usable)


def _started(shop: Shop) -> Start:
    environment = {**os.environ, **shop.environment, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    began = time.time()
    command = [sys.executable, "-m", "tests.bench.starting"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=60)
    usable, connected = map(float, done.stdout.split()[-2:])
    return Start(usable - began, connected - began)


@contextmanager
def a_shop() -> Iterator[Shop]:
    """Open a shop with one folder and a database of its own."""
    with tempfile.TemporaryDirectory(prefix="desk-window-") as name:
        folder = Path(name)
        with builtin_server(folder / "postgres") as server, open_shop(folder, server.dsn, {FOLDER: SILENT}) as shop:
            yield shop


def main() -> None:
    """Measure and print."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    logging.getLogger("pyftpdlib").setLevel(logging.ERROR)  # it tells of every connection on standard error
    with a_shop() as shop:
        print(stalls(shop, ROWS))
        print(start(shop))


if __name__ == "__main__":
    main()
