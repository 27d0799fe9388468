"""``make fuzz``: so many random exports, more of the kind that reach new code (libFuzzer, through atheris).

Two processes share the inputs. What fails is kept as ``build/fuzz/crash-…``; inputs that reached something new are in
``build/fuzz/corpus``; ``--keep`` brings those that add to it into the repository's own corpus.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
CORPUS = HERE / "corpus"
WORK = Path("build/fuzz")
PROCESSES = 2
_HANGS_AFTER = 20
_LONGEST = 1024
_DONE = re.compile(r"Done (\d+) (?:runs )?in (\d+) second|stat::number_of_executed_units:\s*(\d+)")


def main() -> int:
    """Share the inputs out, wait, and say how it went; 1 when an input broke a promise."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--keep", action="store_true", help="take what reached something new into the corpus")
    asked = parser.parse_args()
    found = WORK / "corpus"
    found.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    each = -(-asked.inputs // PROCESSES)
    logs = [WORK / f"{number}.log" for number in range(PROCESSES)]
    running = [_start(number, each, log, found) for number, log in enumerate(logs)]
    codes = [process.wait() for process in running]
    seconds = time.monotonic() - began
    tried = sum(map(_tried, logs))
    crashes = sorted(path.name for path in WORK.glob("*-*") if path.is_file())
    kept = len(list(found.iterdir()))
    print(f"fuzz: {tried:,} inputs in {seconds:.0f} s, {tried / seconds:,.0f} a second;", end=" ")
    print(f"{len(crashes)} broke a promise; {kept} reached something new beyond the corpus of", end=" ")
    print(f"{len(list(CORPUS.iterdir()))}")
    for log, code in zip(logs, codes, strict=True):
        if code:
            print(log.read_text("utf-8", "replace")[-3000:])
    if asked.keep:
        _merge(found)
    return int(any(codes) or bool(crashes) or tried < asked.inputs)


def _start(number: int, inputs: int, log: Path, found: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.fuzz.reader", "--one", *_options(number, inputs), str(found), str(CORPUS)],
            stdout=output,
            stderr=subprocess.STDOUT,
        )


def _options(number: int, inputs: int) -> list[str]:
    return [
        f"-runs={inputs}",
        f"-seed={time.time_ns() % 2**31 + number}",
        f"-max_len={_LONGEST}",
        f"-timeout={_HANGS_AFTER}",
        f"-dict={HERE / 'tokens.dict'}",
        f"-artifact_prefix={WORK}/",
        "-print_final_stats=1",
        "-reload=1",
    ]


def _tried(log: Path) -> int:
    counts = [int(found[3]) for found in _DONE.finditer(log.read_text("utf-8", "replace")) if found[3]]
    return counts[-1] if counts else 0


def _merge(found: Path) -> None:
    """Take the inputs over that reach something the corpus does not; libFuzzer starts itself anew for that."""
    itself = WORK / "itself"
    itself.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tests.fuzz.reader --one "$@"\n', "utf-8")
    itself.chmod(0o755)
    before = len(list(CORPUS.iterdir()))
    with (WORK / "merge.log").open("wb") as output:
        subprocess.run([itself, "-merge=1", CORPUS, found], stdout=output, stderr=subprocess.STDOUT, check=True)
    print(f"fuzz: corpus of {before} grew to {len(list(CORPUS.iterdir()))}")


def _one() -> None:
    """Be one of the processes; libFuzzer reads the rest of the command line."""
    import atheris

    with atheris.instrument_imports(include=["frontol_desk.format"]):
        from tests.fuzz.oracle import check

    atheris.Setup([str(WORK / "itself"), *sys.argv[2:]], check)
    atheris.Fuzz()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        _one()
    else:
        sys.exit(main())
