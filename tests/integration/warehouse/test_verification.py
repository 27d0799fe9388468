"""Verification: nothing is said about good days, however they are loaded."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from frontol_desk.domain.loads import Verification
from frontol_desk.domain.report import Reconciliation
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.simulator.day.folders import profile_of
from frontol_desk.simulator.day.shift import generate_days
from frontol_desk.simulator.lines import Dialect, Export
from frontol_desk.warehouse.database import Database, DatabaseAddress
from tests.integration.databases import SCHEMA
from tests.integration.warehouse.depot import ASKED, DAY, FOLDER, Depot, both_versions, sample

NAMES = ("P13/P13", "N22/N22_Inter", "N22/N22_FURN", "SH54/SH54", "K1/K1", "K4/C", "K5/D")
FOLDERS = [SourceFolder.parse(name) for name in NAMES]
DAYS = [DAY - timedelta(days=1), DAY, DAY + timedelta(days=1)]
SPLIT_AT = 733715
"""Workplace 1 of the sample begins a document here."""


@both_versions
async def test_the_sample_balances(depot: Depot) -> None:
    await depot.load(sample(), asked=ASKED)
    found = await depot.warehouse.verify(FOLDER, ASKED)
    assert found.findings == []
    assert found.counts == Reconciliation(documents=80, balanced=80, shifts=3, shifts_balanced=3)


def test_the_profiles_are_of_every_sort() -> None:
    profiles = [profile_of(folder) for folder in FOLDERS]
    assert {profile.dialect for profile in profiles} == set(Dialect)
    for trait in ("pays_with_41", "rounding", "with_names"):
        assert {bool(getattr(profile, trait)) for profile in profiles} == {True, False}
    assert {profile.station is None for profile in profiles} == {True, False}


def answer(folder: SourceFolder, days: list[date]) -> bytes:
    profile = profile_of(folder)
    return Export(generate_days(folder, days), profile.database_id, 7).encode(profile.encoding)


def nothing_wrong(found: Verification, tills: int, days: int) -> None:
    assert found.findings == []
    assert found.counts.documents == found.counts.balanced > 40 * days
    assert found.counts.shifts == found.counts.shifts_balanced == tills * days


@pytest.mark.parametrize("folder", FOLDERS, ids=str)
async def test_no_false_alarm_day_by_day_nor_as_one_range(depot: Depot, folder: SourceFolder) -> None:
    tills = len(profile_of(folder).workplaces)
    for day in DAYS:
        asked = DateRange.day(day)
        assert (await depot.load(answer(folder, [day]), folder=folder, asked=asked)).quarantined == 0
        nothing_wrong(await depot.warehouse.verify(folder, asked), tills, 1)
    whole = DateRange(DAYS[0], DAYS[-1])
    nothing_wrong(await depot.warehouse.verify(folder, whole), tills, 3)
    other = SourceFolder(folder.kassa, "RANGE")
    await depot.load(answer(folder, DAYS), folder=other, asked=whole)
    nothing_wrong(await depot.warehouse.verify(other, whole), tills, 3)


def dated(*days: tuple[int, str]) -> bytes:
    """Return the sample with the lines of workplace 1 from these numbers on under these days."""
    head, *lines = sample().decode().split("\r\n")[2:-1]
    moved = []
    for text in lines:
        cells = text.split(";")
        if cells[4] == "1":
            cells[1] = [day for first, day in days if int(cells[0]) >= first][-1]
        moved.append(";".join(cells))
    return "\r\n".join(["#", "1", head, *moved, ""]).encode()


def part(data: bytes, *days: str) -> bytes:
    """Return the lines of some days."""
    lines = data.split(b"\r\n")
    wanted = [text for text in lines[3:-1] if text.split(b";")[1].decode() in days]
    return b"\r\n".join([*lines[:3], *wanted, b""])


async def test_a_day_whose_shift_began_the_day_before(depot: Depot) -> None:
    data = dated((0, "27.12.2025"), (SPLIT_AT, "28.12.2025"))
    await depot.load(part(data, "28.12.2025"), asked=ASKED)
    alone = await depot.warehouse.verify(FOLDER, ASKED)
    assert alone.findings == []
    assert alone.counts == Reconciliation(documents=79, balanced=79, shifts=2, shifts_balanced=2)
    before = DateRange.day(DAY - timedelta(days=1))
    await depot.load(part(data, "27.12.2025"), asked=before)
    first, both = await depot.warehouse.verify(FOLDER, before), await depot.warehouse.verify(FOLDER, ASKED)
    assert (first.findings, both.findings) == ([], [])
    assert first.counts == Reconciliation(documents=1, balanced=1)
    assert both.counts == Reconciliation(documents=79, balanced=79, shifts=3, shifts_balanced=3)


async def test_a_receipt_over_midnight(depot: Depot) -> None:
    await depot.load(dated((0, "27.12.2025"), (SPLIT_AT - 5, "28.12.2025")))
    found = await depot.warehouse.verify(FOLDER, ASKED)
    assert found.findings == []
    assert found.counts == Reconciliation(documents=80, balanced=80, shifts=3, shifts_balanced=3)


async def test_a_shift_with_a_day_in_its_middle_not_loaded_yet(depot: Depot) -> None:
    data = dated((0, "26.12.2025"), (SPLIT_AT, "27.12.2025"), (734000, "28.12.2025"))
    await depot.load(part(data, "26.12.2025", "28.12.2025"))
    found = await depot.warehouse.verify(FOLDER, ASKED)
    assert [finding for finding in found.findings if finding.code == "SHIFT"] == []
    assert found.counts.shifts == found.counts.shifts_balanced == 2
    await depot.load(part(data, "27.12.2025"))
    whole = await depot.warehouse.verify(FOLDER, ASKED)
    assert (whole.findings, whole.counts.shifts, whole.counts.shifts_balanced) == ([], 3, 3)


async def test_only_the_days_asked_about_are_checked(depot: Depot) -> None:
    await depot.load(sample())
    found = await depot.warehouse.verify(FOLDER, DateRange.day(DAY - timedelta(days=1)))
    assert (found.counts, found.findings) == (Reconciliation(), [])


async def test_two_documents_of_a_shift_with_one_number(depot: Depot) -> None:
    """A document keeps the number of the workplace that opened it, so numbers may meet."""
    lines = sample().split(b"\r\n")
    met = [
        text.replace(b";63073;", b";63072;") if text.split(b";")[4:6] == [b"1", b"63073"] else text for text in lines
    ]
    assert met != lines
    await depot.load(b"\r\n".join(met), asked=ASKED)
    found = await depot.warehouse.verify(FOLDER, ASKED)
    assert found.findings == []
    assert found.counts == Reconciliation(documents=80, balanced=80, shifts=3, shifts_balanced=3)


@both_versions
async def test_checks_are_not_compiled_which_takes_far_longer_than_they_do(depot: Depot) -> None:
    address = DatabaseAddress(depot.dsn, schema=SCHEMA)
    async with Database.open(address) as database, database.transaction() as connection:
        assert await connection.fetchval("SHOW jit") == "off"
