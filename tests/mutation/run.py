"""``make mutation``: break format, planner and completeness detection on purpose; the tests must notice every time.

mutmut makes the mutants (which modules, by which tests: ``[tool.mutmut]`` in pyproject.toml) and tries them in forks of
one process. What runs while modules are imported, and what is cached, is already done there; so whatever survives is
tried again by itself in a fresh process, unless ``explained.toml`` says why it may live.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
import tomllib
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.mutation.mutants import Explanation, Mutant, explanations, mutants, reason, spare

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / "build" / "mutation"
_COPIED = ("frontol_desk", "resources", "tests", "pyproject.toml", "README.md", "LICENSE")
_NOT_COPIED = shutil.ignore_patterns("__pycache__", "bench", "faults")
_PROCESSES = 2
_SMALL = "exchange.names"
"""mutmut always makes all mutants, but not without trying some; of this module there are few."""
_HANGS_AFTER = 300
_ENVIRONMENT = {
    **os.environ,
    "HYPOTHESIS_PROFILE": "desk-quick",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTEST_TIMEOUT": "15",
    "PYTHONPATH": ".",
    "PY_IGNORE_IMPORTMISMATCH": "1",
}


def main() -> int:
    """Copy, mutate, try, tell; 1 when a mutant survives without an explanation."""
    parser = argparse.ArgumentParser()
    parser.add_argument("modules", nargs="*", help="only these, such as format.careful; without any: all")
    parser.add_argument("--resume", action="store_true", help="go on where a run was stopped, with the code it had")
    options = parser.parse_args()
    asked: list[str] = options.modules
    began = time.monotonic()
    if not options.resume:
        _copy_tree()
    known = explanations(Path(__file__).with_name("explained.toml"))
    _mutate(asked, known)
    made = [mutant for mutant in mutants(WORK / "mutants") if _wanted(mutant, asked)]
    doubtful = [mutant for mutant in made if not mutant.killed and not reason(mutant, known)]
    print(f"mutation: {len(doubtful)} of {len(made):,} are tried again, each in a process of its own", flush=True)
    survivors = _tried_alone(doubtful)
    _tell(made, survivors, known)
    if not asked:
        _tell_unused(made, known)
    print(f"mutation: {time.monotonic() - began:.0f} s")
    return int(bool(survivors))


def _copy_tree() -> None:
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    for name in _COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, WORK / name, ignore=_NOT_COPIED)
        else:
            shutil.copy2(ROOT / name, WORK / name)


def _mutate(modules: Sequence[str], known: Sequence[Explanation]) -> None:
    """Have mutmut make all mutants, and try those that are not explained: one that lives costs all tests."""
    if not modules:
        _mutmut([_SMALL])
        spare(WORK / "mutants", known)
    _mutmut(modules)


def _mutmut(modules: Sequence[str]) -> None:
    """Run mutmut; its own words go to a log. Exits when it could not do its work."""
    command = [str(Path(sys.executable).with_name("mutmut")), "run", "--max-children", str(_PROCESSES)]
    log = WORK / "mutmut.log"
    print(f"mutation: mutants of {', '.join(modules) or 'all modules'} are made and tried, see {log}", flush=True)
    with log.open("wb") as output:
        wanted = [f"frontol_desk.{module}.*" for module in modules]
        done = subprocess.run([*command, *wanted], cwd=WORK, env=_ENVIRONMENT, stdout=output, stderr=subprocess.STDOUT)
    if done.returncode:
        sys.exit(log.read_text("utf-8", "replace")[-5000:])


def _wanted(mutant: Mutant, modules: Sequence[str]) -> bool:
    return not modules or mutant.module.replace("/", ".") in modules


def _tried_alone(doubtful: Sequence[Mutant]) -> list[Mutant]:
    """Return those that survive all tests in a fresh process, too."""
    settings = tomllib.loads((WORK / "pyproject.toml").read_text("utf-8"))["tool"]["mutmut"]
    tests = [*settings["pytest_add_cli_args"], *settings["pytest_add_cli_args_test_selection"]]

    def lives(mutant: Mutant) -> bool:
        try:
            done = subprocess.run(
                [sys.executable, "-m", "pytest", "--rootdir=.", "--tb=no", *tests],
                cwd=WORK / "mutants",
                env={**_ENVIRONMENT, "MUTANT_UNDER_TEST": mutant.key},
                capture_output=True,
                timeout=_HANGS_AFTER,
            )
        except subprocess.TimeoutExpired:
            return False
        return done.returncode == 0

    with ThreadPoolExecutor(_PROCESSES) as pool:
        return [mutant for mutant, lived in zip(doubtful, pool.map(lives, doubtful), strict=True) if lived]


def _tell(made: Sequence[Mutant], survivors: Sequence[Mutant], known: Sequence[Explanation]) -> None:
    explained = {mutant for mutant in made if not mutant.killed and reason(mutant, known)}
    alive = {*explained, *survivors}
    by_module: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in made:
        by_module[mutant.module].append(mutant)
    for module, ours in [*by_module.items(), ("all", made)]:
        killed = len([mutant for mutant in ours if mutant not in alive])
        print(
            f"  {module:<24}{killed:>6} of {len(ours):>5} killed, {killed / len(ours):7.1%};"
            f"{len(explained.intersection(ours)):4} explained,{len(set(survivors).intersection(ours)):4} not"
        )
    for mutant in survivors:
        print(f"survived: {mutant.place}: {mutant.change}    [{mutant.key.rpartition('_')[2]}]")


def _tell_unused(made: Sequence[Mutant], known: Sequence[Explanation]) -> None:
    for item in known:
        if not any(item.covers(mutant) for mutant in made):
            print(f"no longer needed in explained.toml: {item.place}: {', '.join(item.changes)}")


if __name__ == "__main__":
    sys.exit(main())
