"""How what is open is tried again: which kept originals are taken once more, and what the kassas are asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from frontol_desk.console.gaps import MOST_ASKS
from frontol_desk.domain.asks import Ask, KeptOriginal, NumberRange
from frontol_desk.domain.letters import OpenLetter
from frontol_desk.domain.report import Stage
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.pipeline.context import FolderTask

_AFTER_ARCHIVE = frozenset({Stage.PARSE, Stage.LOAD, Stage.VERIFY})


@dataclass(slots=True)
class Retry:
    """The tasks of a retry, the keys it is about, and those that cannot be tried (so), by reason."""

    tasks: dict[SourceFolder, FolderTask] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)
    refused: dict[str, list[str]] = field(default_factory=dict)


def plan_retry(
    letters: Iterable[OpenLetter],
    stage: Stage | None,
    known: Collection[SourceFolder],
    is_kept: Callable[[KeptOriginal], bool],
) -> Retry:
    """Plan one run for all these letters, from `stage` on; None: each from where it failed.

    `known` are the folders whose kassas can be asked. Refused with a reason are ``no_original`` and ``no_days``.
    """
    retry = Retry()
    originals: dict[SourceFolder, set[KeptOriginal]] = {}
    asks: dict[SourceFolder, set[Ask]] = {}
    numbers: Counter[SourceFolder] = Counter()
    for letter in letters:
        if _from_archive(letter, stage, is_kept):
            if letter.original is None:
                retry.refused.setdefault("no_original", []).append(letter.key)
                continue
            originals.setdefault(letter.folder, set()).add(letter.original)
        else:
            ask = _ask_for(letter)
            if ask is None or letter.folder not in known:
                retry.refused.setdefault("no_days", []).append(letter.key)
                continue
            numbers[letter.folder] += letter.numbers is not None
            if letter.numbers is not None and numbers[letter.folder] > MOST_ASKS:
                continue
            asks.setdefault(letter.folder, set()).add(ask)
        retry.keys.append(letter.key)
    for folder in sorted(originals.keys() | asks.keys()):
        kept = sorted(originals.get(folder, ()), key=lambda original: original.since or 0)
        retry.tasks[folder] = FolderTask(originals=tuple(kept), asks=_in_turn(asks.get(folder, ())))
    return retry


def _ask_for(letter: OpenLetter) -> Ask | None:
    """Return what to ask a letter's kassa for; numbers below zero it cannot be asked for."""
    if letter.numbers is None:
        return letter.dates
    return letter.numbers if letter.numbers.first >= 0 else None


def _from_archive(letter: OpenLetter, stage: Stage | None, is_kept: Callable[[KeptOriginal], bool]) -> bool:
    """Tell whether a letter is tried from the archive; one that would be refused there goes to its kassa by itself."""
    if stage is not None:
        return stage in _AFTER_ARCHIVE
    kept = letter.original
    return kept is not None and letter.stage in _AFTER_ARCHIVE and not letter.outdated and is_kept(kept)


def _in_turn(asks: Collection[Ask]) -> tuple[Ask, ...]:
    """Return days in order without those that others include, then numbers in order."""
    days: list[Ask] = []
    for ask in sorted(
        (ask for ask in asks if isinstance(ask, DateRange)), key=lambda ask: (ask.first, -ask.last.toordinal())
    ):
        if not (days and isinstance(days[-1], DateRange) and days[-1].covers(ask)):
            days.append(ask)
    return (*days, *sorted(ask for ask in asks if isinstance(ask, NumberRange)))
