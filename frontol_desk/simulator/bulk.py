"""Big exports for benchmarks: some invented days, repeated over and over with new dates and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path

from frontol_desk.domain.values import SourceFolder
from frontol_desk.simulator.day.folders import profile_of
from frontol_desk.simulator.day.profile import KassaProfile, Workplace
from frontol_desk.simulator.day.sequence import ONE_DAY
from frontol_desk.simulator.day.shift import generate_days
from frontol_desk.simulator.lines import LINE_END, Export, short_date

_PATTERN_DAYS = 10
_FIRST_DAY = date(2020, 1, 1)
_DOCUMENT, _SHIFT, _INFO = 5, 13, 25
_CONTINUED = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}


@dataclass(frozen=True, slots=True)
class _Line:
    """A line in pieces: what changes from round to round is a number, the rest is text.

    `head` is time, type and workplace; `info` is the opening workplace, when the document was opened there.
    """

    number: int
    till: int
    head: str
    document: int
    middle: str
    shift: int
    rest: str
    info: str
    tail: str


def write_bulk_export(
    path: Path,
    *,
    rows: int | None = None,
    size: int | None = None,
    folder: SourceFolder | None = None,
    first_day: date = _FIRST_DAY,
    seed: int = 1,
) -> int:
    """Write one valid export of exactly `rows` lines, or of about `size` bytes (whole lines); return the lines written.

    Ten days are invented, then repeated: every later day has its own date, numbers, documents and shifts, the rest is
    that of the day ten before. Numbers run on without a gap per workplace. Memory holds the ten days only.
    """
    if (rows is None) == (size is None):
        raise ValueError("either rows or size")
    where = folder or SourceFolder("BULK", "BULK")
    kassa = replace(profile_of(where, seed), station=None)
    later = _CONTINUED.get(kassa.encoding, kassa.encoding)
    with path.open("wb") as file:
        file.write(Export((), kassa.database_id, 1).encode(kassa.encoding))
        written, left = 0, rows
        for lines in _days(where, kassa, first_day, seed):
            part = lines if left is None else lines[:left]
            file.write((LINE_END.join(part) + LINE_END).encode(later))
            written += len(part)
            if left is not None:
                left -= len(part)
            if left == 0 or (size is not None and file.tell() >= size):
                return written
    return written  # pragma: no cover - days never end


def _days(folder: SourceFolder, kassa: KassaProfile, first_day: date, seed: int) -> Iterator[list[str]]:
    """Yield one day's lines after the other, for ever."""
    days = [first_day + ONE_DAY * n for n in range(_PATTERN_DAYS)]
    patterns = [[*_pattern(generate_days(folder, [day], seed, kassa))] for day in days]
    steps = {till.code: _step(till, first_day) for till in kassa.workplaces}
    for turn in count():
        for place, pattern in enumerate(patterns):
            day = days[place] + timedelta(days=turn * _PATTERN_DAYS)
            yield _shifted(pattern, short_date(days[place]), short_date(day), steps, turn)


Step = tuple[int, int, int]


def _step(till: Workplace, first_day: date) -> Step:
    """Return how many numbers, documents and shifts a till uses in one round."""
    last = first_day + timedelta(days=_PATTERN_DAYS)
    sequences = (till.lines, till.documents, till.shifts)
    numbers, documents, shifts = (sequence.start(last) - sequence.start(first_day) for sequence in sequences)
    return numbers, documents, shifts


def _shifted(pattern: list[_Line], was: str, now: str, steps: dict[int, Step], turn: int) -> list[str]:
    """Move a day by whole rounds."""
    moved: list[str] = []
    for line in pattern:
        numbers, documents, shifts = steps[line.till]
        document, shift = line.document + turn * documents, line.shift + turn * shifts
        info = f"{line.info}{shift}/{document}" if line.info else ""
        start = f"{line.number + turn * numbers};{was};{line.head};{document};{line.middle};{shift}"
        moved.append(f"{start};{line.rest};{info}{line.tail}")
    if was == now:
        return moved
    return "\n".join(moved).replace(was, now).split("\n")


def _pattern(lines: Iterable[str]) -> Iterator[_Line]:
    for text in lines:
        cells = text.split(";")
        info, tail = _own_info(cells)
        yield _Line(
            int(cells[0]),
            int(cells[4]),
            ";".join(cells[2:5]),
            int(cells[_DOCUMENT]),
            ";".join(cells[6:_SHIFT]),
            int(cells[_SHIFT]),
            ";".join(cells[_SHIFT + 1 : _INFO]),
            info,
            tail,
        )


def _own_info(cells: list[str]) -> tuple[str, str]:
    """Split off field 26 where it names this very document; others (0/0/0) stay as they are."""
    tail = ";".join(["", *cells[_INFO + 1 :]])
    own = f"{cells[4]}/"
    if re.fullmatch(rf"{own}{cells[_SHIFT]}/{cells[_DOCUMENT]}", cells[_INFO]):
        return own, tail
    return "", cells[_INFO] + tail
