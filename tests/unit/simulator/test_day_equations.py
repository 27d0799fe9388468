"""The equations and relations of the format hold on every generated day; computed here by field number."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

import pytest

from frontol_desk.domain.values import SourceFolder
from frontol_desk.simulator.day.folders import profile_of
from frontol_desk.simulator.day.shift import generate_day
from frontol_desk.simulator.lines import Dialect
from tests.unit.simulator.books import ITEMS, Document, Line, by_till, documents

FOLDERS = ["P13/P13", "N22/N22_Inter", "N22/N22_FURN", "SH54/SH54", "K1/K1", "K2/A", "K3/B", "K4/C", "K5/D", "K6/E"]
DAYS = [date(2025, 12, 27), date(2025, 12, 28), date(2026, 2, 28), date(2024, 2, 29)]
KOPECK = Decimal("0.01")

CASES = [pytest.param(SourceFolder.parse(folder), day, id=f"{folder}-{day}") for folder in FOLDERS for day in DAYS]


@cache
def tills(folder: SourceFolder, day: date, seed: int = 1) -> dict[str, list[Line]]:
    return by_till(generate_day(folder, day, seed))


def sales(lines: list[Line]) -> list[Document]:
    return [document for document in documents(lines) if document.close]


@pytest.mark.parametrize(("folder", "day"), CASES)
def test_documents_balance(folder: SourceFolder, day: date) -> None:
    checked = 0
    for lines in tills(folder, day).values():
        for document in sales(lines):
            check_document(document)
            checked += 1
    assert checked > 40


def check_document(document: Document) -> None:
    close = document.close
    assert close is not None
    payable = close.amount(12)
    total = document.total
    reductions = sum(total(12, type_) for type_ in (15, 17, 32, 35, 36, 37, 38))
    assert payable == total(12, *ITEMS) - reductions + total(12, 33)
    assert payable == total(16, *ITEMS) - total(12, 38)
    assert payable == total(12, 49)
    assert total(12, 40, 41) == total(12, 43) == payable
    assert total(12, 45) == payable + total(12, 38)
    assert total(12, 82) == total(12, 32)
    assert total(12, 83) == total(12, 33)
    assert total(12, 85) == total(12, 35)
    assert total(12, 87) == total(12, 37)
    for discount in document.of(35):
        assert discount.amount(12) == discount.amount(11)
    assert close.amount(11) == total(11, *ITEMS)
    assert close.amount(20) == total(20, *ITEMS)
    assert close.amount(16) == payable
    (opened,) = document.of(42)
    assert [opened.amount(n) for n in (11, 12, 16, 20)] == [close.amount(n) for n in (11, 12, 16, 20)]
    (group,) = document.of(49)
    assert [group.amount(n) for n in (16, 20)] == [close.amount(n) for n in (16, 20)]
    if document.of(16):
        assert total(16, 16) == total(16, 14) == total(16, *ITEMS)


@pytest.mark.parametrize(("folder", "day"), CASES)
def test_item_lines_obey_their_rules(folder: SourceFolder, day: date) -> None:
    for lines in tills(folder, day).values():
        for document in documents(lines):
            for position in positions(document):
                check_position(position)


def positions(document: Document) -> list[Document]:
    """A position starts with its registration and ends before the next one, or before payments."""
    found: list[Document] = []
    for line in document.lines:
        if line.type in (1, 11):
            found.append(Document())
        elif line.type not in (2, 12, 16, 14, 29, 15, 17, 82, 83, 85, 87):
            continue
        found[-1].lines.append(line)
    return found


def check_position(position: Document) -> None:
    for line in position.of(*ITEMS):
        assert line.amount(20) == line.amount(10) * line.amount(11)
        assert line.amount(12) == line.amount(20)
        exact = line.amount(16) / line.amount(11)
        assert line.amount(15) == exact.quantize(KOPECK, ROUND_HALF_UP)
    registered = position.lines[0]
    own = position.total(12, 15, 17, 82, 85, 87) - position.total(12, 83)
    assert registered.amount(12) - own == registered.amount(16)
    for line in position.of(29):
        assert line[8] == registered[28]
    for storno in position.of(2, 12):
        assert storno.amount(11) == -registered.amount(11)
        assert [storno[n] for n in (8, 10, 19)] == [registered[n] for n in (8, 10, 19)]


@pytest.mark.parametrize(("folder", "day"), CASES)
def test_shift_reports_agree(folder: SourceFolder, day: date) -> None:
    for lines in tills(folder, day).values():
        check_shift(lines)


def check_shift(lines: list[Line]) -> None:
    whole = Document(lines)
    closed = sales(lines)
    net = sum((document.total(12, 55) for document in closed), Decimal(0))
    income = sum((d.total(12, 55) for d in closed if d.lines[0][13] == "0"), Decimal(0))
    (shift_close,) = whole.of(61)
    (opened,) = whole.of(64)
    device, other = sorted(whole.of(63), key=lambda line: not line[22])
    assert device[22]
    assert not other[22]
    assert [other.amount(n) for n in (10, 11, 12, 24, 29)] == [0] * 5
    paid = sum((document.total(12, 40, 41) for document in closed), Decimal(0))
    assert shift_close.amount(10) == net == paid == sum(document.total(12, 49) for document in closed)
    assert shift_close.amount(12) == income
    assert device.amount(10) == net
    assert device.amount(12) == income
    assert sum(d.total(12, 45) - d.total(12, 38) for d in closed) == net
    cash = sum((line.amount(12) for d in closed for line in d.of(40, 41) if line[10] == "0"), Decimal(0))
    drawer = opened.amount(11) + whole.total(12, 50) - whole.total(12, 51) + cash
    assert device.amount(11) == drawer
    for report in whole.of(60):
        assert [report.amount(n) for n in (10, 11, 12)] == [net, drawer, income]
    check_fiscal_numbers(opened, device, closed)


def check_fiscal_numbers(opened: Line, device: Line, closed: list[Document]) -> None:
    receipts = [int(line[24]) for document in closed for line in document.of(45)]
    assert [int(opened[24]), *receipts, int(device[24])] == [*range(int(opened[24]), int(device[24]) + 1)]
    drive_shifts = {line[29] for document in closed for line in document.of(45)} | {opened[29], device[29]}
    assert len(drive_shifts) == 1
    assert drive_shifts != {opened[14]}


@pytest.mark.parametrize("folder", [SourceFolder.parse(folder) for folder in FOLDERS], ids=str)
def test_the_drawer_is_never_overdrawn_and_opens_as_it_closed(folder: SourceFolder) -> None:
    last_evening: dict[str, Decimal] = {}
    for day in (date(2025, 12, 24) + timedelta(n) for n in range(8)):
        for code, lines in tills(folder, day).items():
            (opened,) = Document(lines).of(64)
            assert last_evening.get(code, opened.amount(11)) == opened.amount(11)
            assert all(drawer >= 0 for drawer in drawer_over_the_day(lines))
            last_evening[code] = max(line.amount(11) for line in lines if line.type == 63)


def drawer_over_the_day(lines: list[Line]) -> list[Decimal]:
    amounts: list[Decimal] = []
    for line in lines:
        if line.type == 64:
            amounts.append(line.amount(11))
        elif line.type in (50, 51):
            amounts.append(amounts[-1] + line.amount(12) * (1 if line.type == 50 else -1))
        elif line.type in (40, 41) and line[10] == "0":
            amounts.append(amounts[-1] + line.amount(12))
    return amounts


@pytest.mark.parametrize("seed", [2, 3])
def test_another_seed_is_another_day_that_balances_too(seed: int) -> None:
    folder, day = SourceFolder.parse("N22/N22_Inter"), date(2025, 12, 28)
    assert generate_day(folder, day, seed) != generate_day(folder, day, 1)
    for lines in tills(folder, day, seed).values():
        check_shift(lines)
        for document in sales(lines):
            check_document(document)


def test_everything_that_was_asked_for_occurs_within_a_month() -> None:
    days = [date(2026, 1, 1) + timedelta(n) for n in range(31)]
    lines = [Line.split(text) for day in days for text in generate_day(SourceFolder.parse("N22/N22_Inter"), day)]
    types = {line.type for line in lines}
    wanted = {11, 12, 14, 15, 16, 17, 21, 29, 32, 33, 35, 37, 38, 40, 42, 43, 45, 49, 50, 51, 55, 56, 60, 61, 63, 64}
    assert wanted | {82, 83, 85, 87, 121} <= types
    marks = [line[33] for line in lines if line.type == 11]
    for sign in "\"'\u00a4\x1d":
        assert any(sign in mark for mark in marks), sign
    assert any(line[8].startswith("0") for line in lines if line.type == 40)
    assert any(line.amount(12) < 0 for line in lines if line.type == 40 and line[13] == "0")
    assert any(line.amount(11) < 0 for line in lines if line.type in (15, 17))
    assert any(len(line[11].partition(",")[2]) == 3 for line in lines if line.type == 11)
    assert any(not line[26].startswith(f"{line[5]}/") for line in lines if line.type == 55)


def test_older_tills_pay_with_41() -> None:
    kassas = [SourceFolder.parse(f"OLD{n}") for n in range(60)]
    found = next(folder for folder in kassas if profile_of(folder).pays_with_41)
    assert profile_of(found).dialect is Dialect.OLDER
    lines = [line for made in tills(found, date(2026, 3, 3)).values() for line in made]
    assert {40, 41} <= {line.type for line in lines}
    for made in tills(found, date(2026, 3, 3)).values():
        check_shift(made)
