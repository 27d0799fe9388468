"""Twice equals once: whole files again, grown files, overlapping files, lines that come more than once."""

from __future__ import annotations

from frontol_desk.domain.report import FileStatus
from frontol_desk.domain.values import DateRange
from frontol_desk.simulator.behaviour import Spoil
from frontol_desk.simulator.day.folders import profile_of
from frontol_desk.simulator.day.shift import generate_day
from frontol_desk.simulator.spoiling import spoiled_bytes
from tests.builders import line
from tests.integration.warehouse.depot import ASKED, DAY, FOLDER, Depot, both_versions, export, item, sample

BROKEN = item(6, quantity="abc")


@both_versions
async def test_the_same_file_again_changes_nothing(depot: Depot) -> None:
    await depot.load(sample(), asked=ASKED)
    once = await depot.snapshot()
    again = await depot.load(sample(), asked=ASKED)
    assert (again.status, again.unchanged, again.loaded, again.removed) == (FileStatus.UNCHANGED, 1346, 0, 0)
    assert again.dates == ASKED
    assert await depot.snapshot() == once


async def test_a_repeat_under_another_report_number_is_recognised_without_reading_it(depot: Depot) -> None:
    await depot.load(export(item(5), item(6), report_number="1"), asked=ASKED)
    again = await depot.load(export(item(5), item(6), report_number="2"), asked=ASKED)
    assert (again.status, again.read, again.unchanged) == (FileStatus.UNCHANGED, 2, 2)
    assert await depot.rows("SELECT status, rows_unchanged::int FROM files ORDER BY file_id") == [
        ("loaded", 0),
        ("unchanged", 2),
    ]
    assert await depot.export(ASKED) == export(item(5), item(6), report_number="2")


@both_versions
async def test_a_file_with_quarantined_lines_again(depot: Depot) -> None:
    data = export(item(5), BROKEN, item(7), BROKEN, "rubbish", "", "")
    first = await depot.load(data, asked=ASKED)
    once = await depot.snapshot()
    for number in ("3", "4"):
        again = await depot.load(data.replace(b"24335", number.encode()), asked=ASKED)
        assert (again.status, again.quarantined) == (FileStatus.PARTIAL, first.quarantined)
        assert (again.unchanged, again.loaded, again.removed) == (2, 0, 0)
    assert await depot.snapshot() == once
    assert await depot.value("SELECT count(*) FROM quarantine") == 5


@both_versions
async def test_there_and_back_again(depot: Depot) -> None:
    one = export(item(5), item(6), item(7))
    other = export(item(5), item(6, quantity="2"), item(7, kind=12), item(8))
    await depot.load(one, asked=ASKED)
    first = await depot.snapshot()
    changed = await depot.load(other, asked=ASKED)
    assert (changed.status, changed.unchanged, changed.loaded) == (FileStatus.LOADED, 1, 3)
    back = await depot.load(one, asked=ASKED)
    assert (back.status, back.unchanged, back.loaded, back.removed) == (FileStatus.LOADED, 1, 2, 0)
    last = await depot.snapshot()
    assert last.transactions - first.transactions == {
        text for text in last.transactions if '"transaction_id_unique": 8' in text
    }
    assert first.transactions <= last.transactions
    assert sum(last.superseded.values()) == 4


async def test_back_again_after_a_removal(depot: Depot) -> None:
    one, other = export(item(5), item(6), item(7)), export(item(5), item(7))
    await depot.load(one, asked=ASKED)
    first = await depot.snapshot()
    assert (await depot.load(other, asked=ASKED)).removed == 1
    back = await depot.load(one, asked=ASKED)
    assert (back.unchanged, back.loaded) == (2, 1)
    assert (await depot.snapshot()).transactions == first.transactions


async def test_back_again_after_a_removal_by_a_file_without_lines_of_that_day(depot: Depot) -> None:
    one = export(item(5), item(6))
    await depot.load(one, asked=ASKED)
    both_days = DateRange(DAY.replace(day=27), DAY)
    other = export(item(4, day="27.12.2025"), item(9, day="27.12.2025"))
    assert (await depot.load(other, asked=both_days)).removed == 2
    assert (await depot.load(one, asked=ASKED)).loaded == 2


async def test_back_again_after_a_file_of_which_nothing_was_readable(depot: Depot) -> None:
    one = export(item(5), item(6))
    await depot.load(one, asked=ASKED)
    first = await depot.snapshot()
    assert (await depot.load(export(BROKEN), asked=ASKED)).quarantined == 1
    assert (await depot.load(one, asked=ASKED)).unchanged == 2
    last = await depot.snapshot()
    assert (last.transactions, last.quarantine) == (first.transactions, first.quarantine)


@both_versions
async def test_appended_exports_bring_each_transaction_once(depot: Depot) -> None:
    lines = tuple(generate_day(FOLDER, DAY))
    profile = profile_of(FOLDER)
    outcome = await depot.load(spoiled_bytes(lines, profile, 7, "#", Spoil.TWO_EXPORTS), asked=ASKED)
    assert (outcome.loaded, outcome.unchanged, outcome.removed) == (1346, outcome.read - 1346, 0)
    assert sorted(await depot.numbers()) == sorted(int(text.partition(";")[0]) for text in lines)


async def test_overlapping_exports_bring_each_transaction_once(depot: Depot) -> None:
    lines = [item(n) for n in range(1, 31)]
    first = await depot.load(export(*lines[:20]))
    second = await depot.load(export(*lines[10:]))
    third = await depot.load(export(*lines))
    assert [(o.loaded, o.unchanged) for o in (first, second, third)] == [(20, 0), (10, 10), (0, 30)]
    assert third.status is FileStatus.UNCHANGED
    assert await depot.numbers() == [*range(1, 31)]


async def test_a_line_that_comes_twice_counts_once(depot: Depot) -> None:
    outcome = await depot.load(export(item(5), item(6), item(5), item(5)))
    assert (outcome.read, outcome.loaded, outcome.unchanged) == (4, 2, 2)
    assert await depot.rows("SELECT transaction_id_unique, line_number FROM transactions ORDER BY 1") == [
        (5, 4),
        (6, 5),
    ]


@both_versions
async def test_of_two_lines_with_one_key_the_later_stands_and_the_earlier_is_kept(depot: Depot) -> None:
    outcome = await depot.load(export(item(5), item(6), item(5, quantity="2"), item(5, kind=12)))
    assert (outcome.read, outcome.loaded, outcome.unchanged) == (4, 4, 0)
    assert await depot.rows("SELECT table_name, transaction_id_unique, line_number FROM transactions ORDER BY 2") == [
        ("tx_item_storno_2_12", 5, 7),
        ("tx_item_registration_1_11", 6, 5),
    ]
    assert await depot.rows(
        "SELECT line_number, version->>'quantity', reason, superseded_by = file_id FROM superseded ORDER BY 1"
    ) == [(4, "1", "replaced", True), (6, "2", "replaced", True)]


async def test_lines_with_one_key_again_in_a_grown_file(depot: Depot) -> None:
    lines = [item(5), item(6), item(5, quantity="2")]
    await depot.load(export(*lines))
    once = await depot.snapshot()
    again = await depot.load(export(*lines, item(7)))
    twice = await depot.snapshot()
    assert again.read == 4
    assert len(twice.transactions) == 3
    assert once.transactions <= twice.transactions
    assert twice.superseded == once.superseded


async def test_a_repeat_under_another_encoding_is_read_again(depot: Depot) -> None:
    data = export(line(11, item_identifier="Чай"), encoding="windows-1251")
    first = await depot.load(data, asked=ASKED, encoding="windows-1251")
    again = await depot.load(data, asked=ASKED, encoding="utf-8")
    assert (first.loaded, again.unchanged, again.quarantined) == (1, 0, 1)
