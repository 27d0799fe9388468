"""Which kept originals have to be taken again, in which order, so that days stand again as their kassas last told them.

An original is left out when its database has taken it and later answers, taken without a fault, account for all its
days. Whatever came after a chosen original and speaks of the same days is taken again after it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date

from frontol_desk.domain.asks import KeptOriginal
from frontol_desk.domain.files import Origin
from frontol_desk.domain.values import DateRange, SourceFolder


@dataclass(frozen=True, slots=True)
class Arrival:
    """One arrival of an original. `taken` and `clean` as its database has it; `days` None: nobody knows them."""

    sha256: str
    origin: Origin
    days: DateRange | None
    taken: bool = False
    clean: bool = False

    @property
    def accounts_for(self) -> DateRange | None:
        """The days it is the whole account of."""
        return self.origin.asked or (self.days if self.origin.trusted else None)

    def overlaps(self, other: DateRange | None) -> bool:
        """Tell whether it speaks of some of these days."""
        return bool(self.days and other and self.days.overlaps(other))

    @property
    def kept(self) -> KeptOriginal:
        """What the pipeline is told to take."""
        return KeptOriginal(self.sha256, self.origin.name, self.accounts_for)


def arrivals_of(
    noted: Iterable[tuple[str, Origin]],
    taken: Collection[tuple[str, SourceFolder]],
    clean: Collection[tuple[str, SourceFolder]],
    days_found: Callable[[str, SourceFolder], DateRange | None],
) -> list[Arrival]:
    """Join what the archive noted, in order, with what the database knows; `days_found` are those in an original."""
    found: list[Arrival] = []
    last: dict[SourceFolder, tuple[str, Origin]] = {}
    for sha256, origin in noted:
        if last.get(origin.folder) == (sha256, origin):
            continue  # the same answer twice in a row tells nothing new
        last[origin.folder] = sha256, origin
        key = sha256, origin.folder
        days = origin.asked or days_found(sha256, origin.folder)
        found.append(Arrival(sha256, origin, days, key in taken, key in clean))
    return found


def to_replay(
    arrivals: Iterable[Arrival], dates: DateRange, folders: Collection[SourceFolder]
) -> dict[SourceFolder, tuple[KeptOriginal, ...]]:
    """Return what has to be taken again for these days, in order; folders without anything are left out."""
    by_folder: defaultdict[SourceFolder, list[Arrival]] = defaultdict(list)
    for arrival in arrivals:
        if arrival.origin.folder in folders:
            by_folder[arrival.origin.folder].append(arrival)
    chosen = {folder: _chosen(came, dates) for folder, came in by_folder.items()}
    return {folder: tuple(arrival.kept for arrival in came) for folder, came in sorted(chosen.items()) if came}


def _chosen(came: list[Arrival], dates: DateRange) -> list[Arrival]:
    chosen: list[Arrival] = []
    for arrival in _not_replaced(came):
        if arrival.overlaps(dates) or any(arrival.overlaps(earlier.days) for earlier in chosen):
            chosen.append(arrival)
    return chosen


def _not_replaced(came: list[Arrival]) -> list[Arrival]:
    told: set[date] = set()
    found = []
    for arrival in reversed(came):
        if not (arrival.taken and arrival.days and told.issuperset(arrival.days.days())):
            found.append(arrival)
        if arrival.clean and arrival.accounts_for:
            told.update(arrival.accounts_for.days())
    return found[::-1]
