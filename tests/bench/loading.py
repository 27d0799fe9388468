"""400,000 rows, file to committed, beside ``psql \\copy`` of the same rows; and peak memory with a 500 MB file."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from frontol_desk.console.interpreter import tune_interpreter
from frontol_desk.domain.loads import LoadOutcome, LoadRequest
from frontol_desk.domain.values import SourceFolder
from frontol_desk.exchange.archive import Archive
from frontol_desk.format.registry import default_registry
from frontol_desk.simulator.bulk import write_bulk_export
from frontol_desk.simulator.postgres import EmbeddedPostgres
from frontol_desk.warehouse.database import DatabaseAddress
from frontol_desk.warehouse.warehouse import Warehouse
from tests.bench.rival import Rival

ROWS = 400_000
LEAST_RATIO = 0.6
BIG_BYTES = 500_000_000
MOST_MEMORY_MB = 200
_FOLDER = SourceFolder("P13", "P13")


async def load(warehouse: Warehouse, archive: Archive, export: Path, number: int) -> tuple[LoadOutcome, float]:
    """Archive and load a file into a folder of its own; returns the outcome and the seconds of both together."""
    lease = await warehouse.acquire(SourceFolder("BENCH", f"B{number}"))
    started = time.perf_counter()
    found = await archive.fingerprint(export)
    kept = asyncio.create_task(archive.store(export))
    outcome = await warehouse.load(
        LoadRequest(run_id="bench", lease=lease, name=export.name, original=export, sha256=found.sha256, kept=kept),
        lambda _done, _rows: None,
    )
    return outcome, time.perf_counter() - started


async def compare(rounds: int, folder: Path) -> dict[str, float]:
    """Load and let the rival copy in turn; returns medians of rows a second and of the ratio of each pair."""
    export = folder / "export.txt"
    write_bulk_export(export, rows=ROWS, folder=_FOLDER)
    split = folder / "split"
    split.mkdir()
    ours: list[float] = []
    theirs: list[float] = []
    async with EmbeddedPostgres(folder / "postgres", keep=False) as postgres:
        rival = Rival(export, split, postgres.programs / "psql")
        tune_interpreter()
        async with Warehouse.open(DatabaseAddress(postgres.dsn), default_registry()) as warehouse:
            await warehouse.migrate()
            for number in range(rounds + 1):
                archive = Archive(folder / f"archive-{number}")
                outcome, seconds = await load(warehouse, archive, export, number)
                if outcome.loaded != ROWS:
                    raise SystemExit(f"loaded {outcome.loaded} rows of {ROWS}")
                await rival.prepare(postgres.dsn)
                started = time.perf_counter()
                await rival.run(postgres.dsn)
                rival_seconds = time.perf_counter() - started
                word = "warm-up" if number == 0 else f"round {number}"
                print(
                    f"{word}: ours {ROWS / seconds:9,.0f} rows/s, psql \\copy {ROWS / rival_seconds:9,.0f} rows/s,"
                    f" ratio {rival_seconds / seconds:.2f}",
                    flush=True,
                )
                if number:
                    ours.append(seconds)
                    theirs.append(rival_seconds)
    ratios = [b / a for a, b in zip(ours, theirs, strict=True)]
    return {
        "ours_rows_per_second": round(ROWS / statistics.median(ours)),
        "psql_rows_per_second": round(ROWS / statistics.median(theirs)),
        "ratio": round(statistics.median(ratios), 3),
    }


async def load_big(export: Path, dsn: str, home: Path) -> None:
    """Archive and load one big file; what the process of `peak_memory` does."""
    tune_interpreter()
    async with Warehouse.open(DatabaseAddress(dsn), default_registry()) as warehouse:
        await warehouse.migrate()
        outcome, seconds = await load(warehouse, Archive(home / "archive"), export, 0)
    print(json.dumps({"rows": outcome.loaded, "seconds": round(seconds, 1), "peak_mb": round(_peak_mb(), 1)}))


def _peak_mb() -> float:
    """Return the highest resident memory of this very process (proc(5), VmHWM), not what it had when it was forked."""
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no VmHWM in /proc/self/status")


async def peak_memory(folder: Path) -> dict[str, float]:
    """Load a 500 MB file in a process of its own; returns its rows, seconds and peak memory in MB."""
    export = folder / "big.txt"
    write_bulk_export(export, size=BIG_BYTES, folder=_FOLDER)
    async with EmbeddedPostgres(folder / "postgres-big", keep=False) as postgres:
        command = [sys.executable, "-m", "tests.bench.loading", "--big", str(export), "--home", str(folder)]
        environment = os.environ | {"FRONTOL_DESK_BENCH_DSN": postgres.dsn}
        done = await asyncio.to_thread(
            subprocess.run, command, check=True, stdout=subprocess.PIPE, env=environment, timeout=900
        )
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def main() -> int:
    """Print the figures; 1 when a bound is not met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--big", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.big:
        asyncio.run(load_big(options.big, os.environ["FRONTOL_DESK_BENCH_DSN"], options.home))
        return 0
    with tempfile.TemporaryDirectory(prefix="frontol-desk-bench-") as name:
        speed = asyncio.run(compare(options.rounds, Path(name)))
        memory = asyncio.run(peak_memory(Path(name)))
    print(
        f"median: ours {speed['ours_rows_per_second']:,} rows/s, psql \\copy {speed['psql_rows_per_second']:,} rows/s,"
        f" ratio {speed['ratio']:.2f} (at least {LEAST_RATIO})"
    )
    print(
        f"500 MB file: {memory['rows']:,.0f} rows in {memory['seconds']} s,"
        f" peak memory {memory['peak_mb']} MB (at most {MOST_MEMORY_MB})"
    )
    if options.json:
        options.json.write_text(json.dumps(speed | {f"big_{k}": v for k, v in memory.items()}, indent=2) + "\n")
    return 0 if speed["ratio"] >= LEAST_RATIO and memory["peak_mb"] <= MOST_MEMORY_MB else 1


if __name__ == "__main__":
    sys.exit(main())
