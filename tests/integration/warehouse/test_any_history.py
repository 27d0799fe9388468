"""Any sequence of answers, compared with the rules written down as a few lines of Python."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.format.reader import line_hash
from tests.builders import UNKNOWN_TYPE, line
from tests.integration.databases import PostgresServer
from tests.integration.warehouse.depot import Depot, export, one_depot

FIRST, LAST = date(2025, 12, 27), date(2025, 12, 28)
ASKED = [None, DateRange.day(FIRST), DateRange.day(LAST), DateRange(FIRST, LAST)]
Key = tuple[str, int, int]


@dataclass(frozen=True)
class Line:
    """A line of a small world; `good` is false where its quantity is none."""

    day: str
    workplace: int
    number: int
    kind: int
    quantity: str

    @property
    def key(self) -> Key:
        return (self.day, self.workplace, self.number)

    @property
    def good(self) -> bool:
        return self.quantity != "bad"

    @property
    def text(self) -> str:
        values = {"transaction_id_unique": str(self.number), "transaction_date": self.day}
        amount = {"field_11" if self.kind == UNKNOWN_TYPE else "quantity": self.quantity}
        return line(self.kind, values | amount | {"cash_register_code": str(self.workplace)})


lines = st.builds(
    Line,
    day=st.sampled_from(["28.12.2025", "28.12.2025", "27.12.2025"]),
    workplace=st.sampled_from([1, 1, 2]),
    number=st.integers(1, 6),
    kind=st.sampled_from([11, 11, 12, UNKNOWN_TYPE]),
    quantity=st.sampled_from(["1", "1", "1", "1,0", "2"]),
)
broken = st.builds(Line, st.just("28.12.2025"), st.sampled_from([1, 2]), st.integers(1, 6), st.just(11), st.just("bad"))
answers = st.tuples(
    st.lists(st.one_of(*[lines] * 8, broken, st.none()), max_size=8),
    st.sampled_from(ASKED),
)  # fmt: skip


@dataclass
class World:
    """What has to be stored, and every version that ever was."""

    rows: dict[Key, str] = field(default_factory=dict)
    ever: set[int] = field(default_factory=set)

    def load(self, answer: list[Line | None], asked: DateRange | None) -> int:
        """Take an answer in; return how many rows it removes. None is a line of which nothing can be read."""
        good = [entry for entry in answer if entry is not None and entry.good]
        for entry in good:
            self.rows[entry.key] = entry.text
            self.ever.add(line_hash(entry.text.encode()))
        gone = [key for key in self.rows if self._is_gone(key, answer, good, asked)]
        for key in gone:
            del self.rows[key]
        return len(gone)

    @staticmethod
    def _is_gone(key: Key, answer: list[Line | None], good: list[Line], asked: DateRange | None) -> bool:
        day, workplace, number = key
        numbers = [entry.number for entry in good if entry.workplace == workplace]
        unreadable = any(entry is None or (not entry.good and entry.workplace == workplace) for entry in answer)
        requested = asked is not None and date(2025, 12, int(day[:2])) in asked
        within = bool(numbers) and min(numbers) <= number <= max(numbers)
        return requested and within and not unreadable and key not in {entry.key for entry in good}


async def stored(depot: Depot, folder: SourceFolder) -> dict[Key, int]:
    query = (
        "SELECT to_char(transaction_date, 'DD.MM.YYYY'), cash_register_code, transaction_id_unique, line_hash"
        " FROM transactions WHERE source_folder = $1"
    )
    return {(day, workplace, number): found for day, workplace, number, found in await depot.rows(query, str(folder))}


async def hashes(depot: Depot, folder: SourceFolder) -> set[int]:
    query = (
        "SELECT line_hash FROM transactions WHERE source_folder = $1 UNION"
        " SELECT (version->>'line_hash')::bigint FROM superseded"
        " WHERE source_folder = $1 AND table_name <> 'quarantine'"
    )
    return {found for (found,) in await depot.rows(query, str(folder))}


async def replay(depot: Depot, folder: SourceFolder, history: list[tuple[list[Line | None], DateRange | None]]) -> None:
    world = World()
    for answer, asked in history:
        texts = [entry.text if entry else "rubbish" for entry in answer]
        expected = world.load(answer, asked)
        outcome = await depot.load(export(*texts), folder=folder, asked=asked)
        assert outcome.removed == expected
        assert await stored(depot, folder) == {key: line_hash(text.encode()) for key, text in world.rows.items()}
        assert await hashes(depot, folder) == world.ever
        raw = await depot.rows("SELECT raw FROM quarantine WHERE source_folder = $1", str(folder))
        bad = Counter(entry.text if entry else "rubbish" for entry in answer if not (entry and entry.good))
        assert bad <= Counter(bytes(text).decode() for (text,) in raw)
        once = await depot.snapshot(folder)
        again = await depot.load(export(*texts, report_number="9"), folder=folder, asked=asked)
        assert (again.read, again.quarantined, again.removed) == (outcome.read, outcome.quarantined, 0)
        assert await depot.snapshot(folder) == once


def test_any_sequence_of_answers(postgres_18: PostgresServer, tmp_path: Path) -> None:
    with one_depot(postgres_18, tmp_path) as (runner, depot):
        folders = (SourceFolder("H", f"{number}") for number in range(10**6))

        @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
        @given(st.lists(answers, min_size=1, max_size=4))
        def check(history: list[tuple[list[Line | None], DateRange | None]]) -> None:
            runner.run(replay(depot, next(folders), history))

        check()
