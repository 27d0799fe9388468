"""Which originals a replay takes: held against a small model of what loading does to stored days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from frontol_desk.console.replaying import Arrival, arrivals_of, to_replay
from frontol_desk.domain.files import Origin
from frontol_desk.domain.values import DateRange, SourceFolder

FOLDER, OTHER = SourceFolder("P13", "P13"), SourceFolder("N22", "N22_FURN")
FIRST = date(2025, 12, 1)


def days(first: int, last: int | None = None) -> DateRange:
    return DateRange(FIRST + timedelta(days=first), FIRST + timedelta(days=first if last is None else last))


def arrival(
    name: str, asked: DateRange | None, *, found: DateRange | None = None, db: str = "", folder: SourceFolder = FOLDER
) -> Arrival:
    """An original; `db` as its database has it: taken, or clean (and taken)."""
    origin = Origin(folder, "response.txt", asked)
    return Arrival(name, origin, asked or found, taken=db in ("taken", "clean"), clean=db == "clean")


def names(arrivals: Iterable[Arrival], dates: DateRange, folder: SourceFolder = FOLDER) -> str:
    return "".join(one.sha256 for one in to_replay(arrivals, dates, {FOLDER, OTHER}).get(folder, ()))


def test_only_what_speaks_of_the_days() -> None:
    came = [arrival("a", days(1)), arrival("b", days(2)), arrival("c", days(3), folder=OTHER)]
    assert names(came, days(2)) == "b"
    assert names(came, days(3)) == ""
    assert names(came, days(3), OTHER) == "c"
    assert names(came, days(1, 9)) == "ab"


def test_an_empty_database_gets_everything_in_order() -> None:
    came = [arrival("a", days(1)), arrival("b", days(1)), arrival("c", days(1))]
    assert names(came, days(1)) == "abc"


def test_what_was_taken_and_replaced_is_left_out() -> None:
    came = [arrival("a", days(1), db="clean"), arrival("b", days(1), db="clean")]
    assert names(came, days(1)) == "b"


def test_what_was_replaced_by_a_faulty_answer_is_not_left_out() -> None:
    """Lines in quarantine, or a load that failed: rows of the earlier answer may be all there is."""
    for db in ("taken", ""):
        came = [arrival("a", days(1), db="clean"), arrival("b", days(1), db=db)]
        assert names(came, days(1)) == "ab"


def test_what_the_database_never_took_is_not_left_out() -> None:
    came = [arrival("a", days(1)), arrival("b", days(1), db="clean")]
    assert names(came, days(1)) == "ab"


def test_several_later_answers_replace_one() -> None:
    came = [
        arrival("a", days(1, 3), db="clean"),
        arrival("b", days(1, 2), db="clean"),
        arrival("c", days(3), db="clean"),
    ]
    assert names(came, days(2)) == "b"
    assert names(came[:2], days(2)) == "ab"


def test_what_came_later_for_other_days_of_a_chosen_one_follows_it() -> None:
    """Taken alone, the first would bring old rows of day 3 back."""
    came = [
        arrival("a", days(1, 3), db="clean"),
        arrival("b", days(3, 4), db="clean"),
        arrival("c", days(4), db="taken"),
    ]
    assert names(came, days(1)) == "abc"
    assert names(came, days(4)) == "bc"


def test_an_answer_nobody_knows_the_days_of_speaks_of_those_found_in_it() -> None:
    came = [arrival("a", None, found=days(1)), arrival("b", None)]
    assert names(came, days(1)) == "a"
    assert to_replay(came, days(1), {FOLDER})[FOLDER][0].asked is None, "it removes nothing, as when it came"


def test_a_file_named_by_a_person_accounts_for_the_days_found_in_it() -> None:
    origin = Origin(FOLDER, "december.txt", None, trusted=True)
    (one,) = arrivals_of([("a", origin)], (), (), lambda *_: days(1, 2))
    assert one.kept.asked == days(1, 2)


def test_the_same_answer_twice_in_a_row_is_taken_once() -> None:
    one, two = Origin(FOLDER, "response.txt", days(1)), Origin(OTHER, "response.txt", days(1))
    noted = [("a", one), ("z", two), ("a", one), ("b", one), ("a", one)]
    assert names(arrivals_of(noted, (), (), lambda *_: None), days(1)) == "aba"


def settled(history: Iterable[Arrival], database: dict[date, str] | None = None) -> dict[date, str]:
    """The model: the last answer for a day is what is stored of it."""
    stored = dict(database or {})
    for one in history:
        stored.update(dict.fromkeys(one.days.days(), one.sha256) if one.days else {})
    return stored


ranges = st.tuples(st.integers(0, 5), st.integers(0, 3)).map(lambda pair: days(pair[0], pair[0] + pair[1]))
histories = st.lists(ranges, min_size=1, max_size=8)


@given(histories, ranges, st.integers(0, 8))
def test_any_history_ends_as_it_ended(asked: list[DateRange], dates: DateRange, known: int) -> None:
    """A database that took the first answers, and lost or never got the others, ends with the days as they were."""
    came = [arrival(chr(97 + place), range_, db="clean" if place < known else "") for place, range_ in enumerate(asked)]
    chosen = {one.sha256 for one in to_replay(came, dates, {FOLDER}).get(FOLDER, ())}
    after = settled([one for one in came if one.sha256 in chosen], settled(came[:known]))
    right = settled(came)
    assert all(after.get(day) == right.get(day) for day in dates.days())
    spoilt = [day for day, name in settled(came[:known]).items() if after[day] not in (name, right[day])]
    assert spoilt == [], "no other day is set back"


@given(histories, ranges)
def test_a_full_database_stays_as_it_is(asked: list[DateRange], dates: DateRange) -> None:
    came = [arrival(chr(97 + place), range_, db="clean") for place, range_ in enumerate(asked)]
    chosen = {one.sha256 for one in to_replay(came, dates, {FOLDER}).get(FOLDER, ())}
    assert settled([one for one in came if one.sha256 in chosen], settled(came)) == settled(came)
