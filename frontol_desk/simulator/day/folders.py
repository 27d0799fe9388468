"""Which profile a folder has: the demo's kassas are described here, any other follows from its name."""

from __future__ import annotations

from datetime import date
from functools import cache

from frontol_desk.domain.values import SourceFolder
from frontol_desk.simulator.day.profile import KassaProfile, Start, Station, Workplace, make_workplace
from frontol_desk.simulator.day.real import REAL_FOLDER, real_profile
from frontol_desk.simulator.day.sequence import Sequence, chance
from frontol_desk.simulator.lines import Dialect

_CROSSING = date(2025, 11, 15)
_CROSSING_DAYS = 75
_FIRST_NUMBER = 4_000_000


@cache
def profile_of(folder: SourceFolder, seed: int = 1) -> KassaProfile:
    """Return the profile of any folder: the demo's own, else one that follows from the name.

    All tills of a folder reach the same transaction numbers around one day: they write differently much a day, so
    their numbers approach each other for months, cross, and part again.
    """
    if folder == REAL_FOLDER:
        return real_profile(seed)
    salt = f"{folder}#{seed}"
    dialect, encoding, with_names = _HABITS.get(str(folder)) or _habits(salt)
    crossing = date.fromordinal(_CROSSING.toordinal() + chance(salt, "crossing") % _CROSSING_DAYS)
    number = _FIRST_NUMBER + chance(salt, "number") % 900_000
    shares = (0.38, 0.33, 0.29) if chance(salt, "tills") % 2 else (0.56, 0.44)
    workplaces = tuple(
        _invented(salt, index, share, dialect, crossing, number + 40 * index) for index, share in enumerate(shares)
    )
    station = Station(9, 6, Sequence(f"{salt}/station", 60, 10, crossing, 47_000)) if len(shares) > 2 else None
    older = dialect is Dialect.OLDER
    return KassaProfile(
        workplaces,
        station=station,
        dialect=dialect,
        encoding=encoding,
        database_id=str(workplaces[0].code) if older else str(1 + chance(salt, "database") % 9),
        with_names=with_names,
        rounding=bool(chance(salt, "rounding") % 4),
        pays_with_41=older and bool(chance(salt, "pays with 41") % 2),
    )


def _invented(salt: str, index: int, share: float, dialect: Dialect, anchor: date, number: int) -> Workplace:
    luck = chance(salt, index)
    first = Start(number, 20_000 + luck % 50_000, 3_000 + luck % 5_000, 500 + luck % 900, 100 + luck % 300)
    return make_workplace(
        salt,
        index + 1,
        share=share,
        dialect=dialect,
        anchor=anchor,
        first=first,
        registration=f"00{10**13 + luck * 7:014}",
        drive=f"99{10**13 + luck * 3:014}",
        print_group=1 + luck % 2,
    )


Habits = tuple[Dialect, str, bool]

_HABITS: dict[str, Habits] = {
    "N22/N22_Inter": (Dialect.FRONTOL_6, "windows-1251", True),
    "N22/N22_FURN": (Dialect.FRONTOL_6, "utf-8-sig", False),
    "SH54/SH54": (Dialect.OLDER, "windows-1251", False),
}


def _habits(salt: str) -> Habits:
    choices: tuple[Habits, ...] = (
        (Dialect.FRONTOL_6, "utf-8", False),
        (Dialect.FRONTOL_6, "windows-1251", True),
        (Dialect.OLDER, "windows-1251", False),
        (Dialect.FRONTOL_6, "utf-8-sig", True),
        (Dialect.FRONTOL_6, "utf-16", False),
    )
    return choices[chance(salt, "habits") % len(choices)]
