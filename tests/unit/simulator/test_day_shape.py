"""Order, form and numbering of generated lines."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest

from frontol_desk.domain.resources import resource
from frontol_desk.domain.values import SourceFolder
from frontol_desk.simulator.day.folders import profile_of
from frontol_desk.simulator.day.real import REAL_DAY
from frontol_desk.simulator.day.sequence import Sequence
from frontol_desk.simulator.day.shift import generate_day, generate_days
from frontol_desk.simulator.lines import Dialect, Export
from tests.unit.simulator.books import Document, Line, by_till, documents

DAY = date(2025, 12, 27)
FOLDERS = ["P13/P13", "N22/N22_Inter", "N22/N22_FURN", "SH54/SH54", "K1/K1", "K2/A", "K3/B"]
REDUCTION = r"(?:(?:15|17|82|83|85|87) )"
SALE = re.compile(
    rf"42 (38 )?(?:11 (?:12 {REDUCTION}*29|16 {REDUCTION}*14 29) )+((?:35|37) )?((?:32|33) )?(?:40 43 )+49 121 45 55"
)
OLDER_SALE = re.compile(rf"42 (38 )?(?:11 (?:12 )?{REDUCTION}*)+((?:35|37) )?(?:4[01] 43 )+49 45 55")
CASH = re.compile(r"42 21 49 5[01]")
CANCELLED = re.compile(r"42 (?:11 (?:12 )?(?:29 )?)+(49 45 )?56")

folders = pytest.mark.parametrize("folder", [SourceFolder.parse(folder) for folder in FOLDERS], ids=str)


def order(document: Document) -> str:
    return " ".join(map(str, document.types))


@folders
def test_every_document_lives_as_the_format_says(folder: SourceFolder) -> None:
    older = profile_of(folder).dialect is Dialect.OLDER
    forms = [OLDER_SALE if older else SALE, CASH, CANCELLED]
    for lines in by_till(generate_day(folder, DAY)).values():
        for document in documents(lines):
            assert any(form.fullmatch(order(document)) for form in forms), order(document)
            assert len({(line[6], line[14]) for line in document.lines}) == 1
            assert (38 in document.types) == (document.total(12, 38) != 0)


@folders
def test_times_within_a_document(folder: SourceFolder) -> None:
    for lines in by_till(generate_day(folder, DAY)).values():
        for document in documents(lines):
            if document.close is None or 45 not in document.types:
                continue
            stamp = document.close[3]
            assert all(line[3] == stamp for line in document.of(38, 32, 49, 121, 55))
            assert all(line[3] > stamp.zfill(8) for line in document.of(45) if len(stamp) == 8)


@folders
def test_a_shift_opens_and_closes_in_order(folder: SourceFolder) -> None:
    for lines in by_till(generate_day(folder, DAY)).values():
        types = [line.type for line in lines]
        assert types[0] == 64
        tail = " ".join(map(str, types[-12:]))
        assert re.fullmatch(r".*5[0156] (60 )+63 63 61", tail)
        assert types.count(64) == 1


@folders
def test_lines_have_the_length_of_their_dialect(folder: SourceFolder) -> None:
    older = profile_of(folder).dialect is Dialect.OLDER
    short = {15, 17, 32, 33, 35, 37, 38, 40, 43, 82, 83, 85, 87}
    for text in generate_day(folder, DAY):
        line = Line.split(text)
        assert len(line.cells) == (42 if older else 36 if line.type in short else 44)


def test_the_older_dialect_writes_points_fixed_places_padded_codes_and_short_hours() -> None:
    lines = [Line.split(text) for text in generate_day(SourceFolder.parse("SH54/SH54"), DAY)]
    assert not any("," in line[n] for line in lines for n in (10, 11, 12, 15, 16, 20))
    assert all(re.fullmatch(r"-?\d+\.\d{3}", line[11]) for line in lines if line.type in (11, 12))
    assert all(re.fullmatch(r"-?\d+\.\d\d", line[12]) for line in lines if line.type in (11, 12, 55))
    assert all(re.fullmatch(r"0\d{11}", line[7]) for line in lines)
    assert all(re.fullmatch(r"0\d{9}", line[23]) for line in lines if line.type == 55)
    assert all(re.fullmatch(r"0\d{9}", line[9]) for line in lines if line.type in (40, 43))
    assert any(re.fullmatch(r"\d:\d\d:\d\d", line[3]) for line in lines)
    assert not {14, 16, 29, 32, 82, 121} & {line.type for line in lines}


def test_names_stand_behind_codes_where_a_kassa_exports_them() -> None:
    text = "\n".join(generate_day(SourceFolder.parse("N22/N22_Inter"), DAY))
    assert re.search(r";\d+\u00a6Хлеб «Бородинский»;", text)
    assert re.search(r";9\d{7}\u00a6Иванова А. П.;", text)
    text.encode("windows-1251")


@folders
def test_generated_days_can_be_encoded_by_their_kassa(folder: SourceFolder) -> None:
    encoding = profile_of(folder).encoding
    lines = generate_day(folder, DAY)
    data = Export(lines, "1", 17).encode(encoding)
    assert data.decode(encoding).split("\r\n") == ["#", "1", "17", *lines, ""]


@folders
def test_numbers_run_without_a_gap_over_three_weeks(folder: SourceFolder) -> None:
    days = [REAL_DAY + timedelta(n) for n in range(-10, 11)]
    for lines in by_till(generate_days(folder, days)).values():
        assert [line.number for line in lines] == [*range(lines[0].number, lines[0].number + len(lines))]
        shifts = [int(line[14]) for line in lines if line.type == 64]
        assert shifts == [*range(shifts[0], shifts[0] + len(days))]
        fiscal = [int(line[24]) for line in lines if line[22] and line.type in (45, 63, 64)]
        assert fiscal == [*range(fiscal[0], fiscal[0] + len(fiscal))]
        own = [int(line[6]) for line in lines if line.type in (42, 60, 61, 63, 64) and opened_here(line)]
        assert all(earlier < later for earlier, later in pairwise(own))


def opened_here(line: Line) -> bool:
    return line.type != 42 or line[26].startswith(f"{line[5]}/")


@folders
def test_a_day_has_one_to_two_thousand_lines(folder: SourceFolder) -> None:
    for n in range(8):
        assert 1000 <= len(generate_day(folder, DAY - timedelta(11 * n))) <= 2000


def test_workplaces_of_one_folder_reach_the_same_number() -> None:
    for folder in map(SourceFolder.parse, ("N22/N22_Inter", "N22/N22_FURN", "SH54/SH54", "K1/K1")):
        days = [date(2025, 11, 15) + timedelta(n) for n in range(76)]
        tills = profile_of(folder).workplaces
        numbers = [set(range(till.lines.start(days[0]), till.lines.start(days[-1] + timedelta(1)))) for till in tills]
        assert set.intersection(*numbers)
        order_before = [till.lines.start(days[0] - timedelta(90)) for till in tills]
        order_after = [till.lines.start(days[-1] + timedelta(90)) for till in tills]
        assert order_before == sorted(order_before)
        assert order_after == sorted(order_after, reverse=True)


def test_one_number_is_given_twice_in_one_file() -> None:
    folder = SourceFolder.parse("N22/N22_Inter")
    tills = profile_of(folder).workplaces
    lines = by_till(generate_day(folder, tills[0].lines.anchor))
    first, second, *_ = ({line.number for line in made} for made in lines.values())
    assert first & second


def test_the_same_arguments_give_the_same_day_whatever_was_generated_before() -> None:
    folder = SourceFolder.parse("N22/N22_FURN")
    again = generate_days(folder, [DAY - timedelta(1), DAY])
    alone = generate_day(folder, DAY)
    assert set(alone) <= set(again)
    assert generate_day(folder, DAY) == alone
    assert generate_day(SourceFolder.parse("N22/N22_OTHER"), DAY) != alone


def test_the_real_day_is_given_as_it_was() -> None:
    lines = generate_day(SourceFolder.parse("P13"), REAL_DAY)
    original = resource("demo/response.txt").read_bytes()
    assert Export(lines, "1", 24335).encode("utf-8") == original


def test_a_sequence_knows_its_days() -> None:
    real = Sequence("s", 40, 9, date(2025, 12, 28), 1000, 1007)
    invented = Sequence("s", 40, 9, date(2025, 12, 28), 1000)
    for sequence in (real, invented):
        for n in range(-50, 50):
            day = date(2025, 12, 28) + timedelta(n)
            assert sequence.start(day) + sequence.count(day) == sequence.start(day + timedelta(1))
            assert sequence.count(day) > 0
            assert sequence.day_of(sequence.start(day)) == day
            assert sequence.day_of(sequence.start(day + timedelta(1)) - 1) == day
    assert real.start(date(2025, 12, 28)) == 1000
    assert real.start(date(2025, 12, 29)) == 1007
