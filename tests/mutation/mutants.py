"""The mutants that mutmut made: where they are, what they change, what became of them, and why some may live."""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_PACKAGE = "frontol_desk."
_SURVIVED, _NO_TESTS, _SKIPPED = 0, (5, 33), 34
_KILLED = {1, 3}
"""What pytest ends with when a test failed or it broke itself. Out of time is no verdict: the machine may be slow."""


@dataclass(frozen=True)
class Mutant:
    """One change of one function. `place`: ``format.careful.CarefulReader.read``; `change`: the line as it became.

    `killed` is None where mutmut came to no verdict.
    """

    key: str
    place: str
    change: str
    killed: bool | None

    @property
    def module(self) -> str:
        """``format/careful``."""
        return "/".join(self.place.split(".")[:2])


@dataclass(frozen=True)
class Explanation:
    """Why mutants may live. In `place` and `changes` an asterisk stands for anything."""

    place: str
    changes: tuple[str, ...]
    why: str

    def covers(self, mutant: Mutant) -> bool:
        """Tell whether this is about a mutant."""
        return _fits(self.place, mutant.place) and any(_fits(change, mutant.change) for change in self.changes)


def _fits(pattern: str, text: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text) is not None


def explanations(path: Path) -> list[Explanation]:
    """Read the explained mutants. Raises KeyError where an entry lacks its place, changes or reason."""
    entries = tomllib.loads(path.read_text("utf-8"))["explained"]
    return [Explanation(entry["place"], tuple(entry["changes"]), entry["why"]) for entry in entries]


def reason(mutant: Mutant, known: Iterable[Explanation]) -> Explanation | None:
    """Return why a mutant may live; None where nothing is known."""
    return next((item for item in known if item.covers(mutant)), None)


def spare(mutated: Path, known: Sequence[Explanation]) -> None:
    """Write into mutmut's folder `mutants` that the explained ones are not to be tried."""
    for meta in sorted(mutated.rglob("*.py.meta")):
        stored = json.loads(meta.read_text("utf-8"))
        explained = [mutant.key for mutant in _of_file(meta) if not mutant.killed and reason(mutant, known)]
        stored["exit_code_by_key"].update(dict.fromkeys(explained, _SKIPPED))
        meta.write_text(json.dumps(stored, indent=4), "utf-8")


def mutants(mutated: Path) -> list[Mutant]:
    """Read what mutmut left in its folder `mutants`, in the order of files and functions."""
    return [mutant for meta in sorted(mutated.rglob("*.py.meta")) for mutant in _of_file(meta)]


def _of_file(meta: Path) -> Iterator[Mutant]:
    codes: Mapping[str, int | None] = json.loads(meta.read_text("utf-8"))["exit_code_by_key"]
    if not codes:
        return
    spans = json.loads(meta.with_suffix(".spans").read_text("utf-8"))["spans"]
    lines = meta.with_suffix("").read_text("utf-8").splitlines()
    for key, code in codes.items():
        yield Mutant(key, _place(key), _change(lines, spans, key.rpartition(".")[2]), _killed(code))


def _killed(code: int | None) -> bool | None:
    if code == _SURVIVED or code in _NO_TESTS:
        return False
    return True if code in _KILLED else None


def _place(key: str) -> str:
    """Undo mutmut's names: ``x_f__mutmut_1`` is a function, ``xǁClassǁf__mutmut_1`` a method."""
    module, _, name = key.removeprefix(_PACKAGE).rpartition(".")
    mangled = name.partition("__mutmut_")[0]
    return f"{module}.{mangled[2:].replace('ǁ', '.')}"


def _change(lines: list[str], spans: Mapping[str, tuple[int, int]], name: str) -> str:
    """Return the lines that a mutant has and the original lacks; where it only lacks some, those after ``without``."""
    original = f"{name.partition('__mutmut_')[0]}__mutmut_orig"
    before, after = (_source(lines, spans[which], which) for which in (original, name))
    found = list(difflib.ndiff(before, after))
    new, gone = ([line[2:].strip() for line in found if line.startswith(sign)] for sign in ("+ ", "- "))
    return " ".join(new) if new else f"without {' '.join(gone)}"


def _source(lines: list[str], span: tuple[int, int], name: str) -> list[str]:
    first, last = span
    return [line.replace(f"{name}(", "f(") for line in lines[first - 1 : last]]
