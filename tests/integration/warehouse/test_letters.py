"""Dead letters: counted once per run, closed by what makes them good only; dropped lines stay, nothing old returns."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from frontol_desk.domain.asks import Attempt, KeptOriginal, NumberRange
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.loads import LoadOutcome
from frontol_desk.domain.overview import Failure, FailureKind
from frontol_desk.domain.report import FileDetail, FileStatus, Problem, RunReport, Stage
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.warehouse.journal import write_failure
from tests.integration.warehouse.depot import DAY, FOLDER, Depot, both_versions, export, item
from tests.integration.warehouse.past import Past, days, problem

OTHER = SourceFolder("N22", "N22_FURN")
ONE_DAY = timedelta(days=1)
NEXT = DAY + ONE_DAY
NEXT_TEXT = "29.12.2025"
OLD, NEW = export(item(5), item(6, quantity="1")), export(item(5), item(6, quantity="2"))


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


async def open_of(depot: Depot) -> list[Failure]:
    return [*(await depot.warehouse.failures(100)).items]


async def the_one(depot: Depot) -> Failure:
    (found,) = await open_of(depot)
    return found


async def fails(depot: Depot, run: RunReport, data: bytes | None, asked: Attempt | None, name: str = "a.txt") -> None:
    """Write that an answer could not be loaded (its original is kept) or, with None, that it never came whole."""
    detail = FileDetail(source_folder=str(FOLDER), file=name, sha256=sha256(data) if data else None)
    found = Problem.of(DeskError(ErrorCode.DB_FULL, host="h", cause="x"), stage=Stage.LOAD)
    await depot.warehouse.record_failure(run.run_id, detail, [found], asked)


async def takes(depot: Depot, data: bytes, run: str = "later", **how: Any) -> LoadOutcome:
    """Load a file as a run does; `how` are fields of the order."""
    asked = how.pop("asked", None)
    order = replace(await depot.request(data, asked=asked), run_id=run, **how)
    try:
        return await depot.warehouse.load(order, lambda _done, _rows: None)
    finally:
        await depot.warehouse.release(order.lease)


async def first_file(depot: Depot) -> int:
    found: int = await depot.value("SELECT min(file_id) FROM files")
    return found


async def kept(depot: Depot) -> KeptOriginal:
    """Return the original of the one thing that is open."""
    (letter,) = await depot.warehouse.letters.open(None)
    assert letter.original is not None
    return letter.original


@both_versions
async def test_every_run_counts_once_whatever_is_told_twice(depot: Depot) -> None:
    past = Past(depot)
    first, second = await past.run(days(DAY)), await past.run(days(DAY))
    for run in (first, second, first, second, second):
        await past.silent(run, FOLDER)
    found = await the_one(depot)
    assert (found.kind, found.key, found.attempts, found.run_id) == (
        FailureKind.NO_RESPONSE, f"F{found.id}", 2, "run-1",
    )  # fmt: skip
    assert found.first_at is not None
    assert found.first_at < found.at
    assert await depot.value("SELECT count(*) FROM files") == 2


async def test_two_ways_to_fail_in_one_run_are_one_attempt(depot: Depot) -> None:
    past = Past(depot)
    run = await past.run(days(DAY))
    await fails(depot, run, OLD, days(DAY))
    await past.silent(run, FOLDER)
    found = await the_one(depot)
    assert (found.kind, found.attempts, found.sha256) == (FailureKind.NO_RESPONSE, 1, sha256(OLD))
    assert await kept(depot) == KeptOriginal(sha256(OLD), "a.txt", days(DAY), since=await first_file(depot))


@pytest.mark.parametrize("code", [ErrorCode.LOCKED, ErrorCode.LEASE_LOST])
async def test_a_folder_held_by_who_loads_these_very_days_is_no_failure(depot: Depot, code: ErrorCode) -> None:
    past = Past(depot)
    run = await past.run(days(DAY))
    await depot.load(OLD, asked=days(DAY))
    held = problem(code, FOLDER, folder="x", owner="y", since="z")
    await past.failed(run, FOLDER, held, asked=days(NEXT))
    await past.failed(run, FOLDER, held, asked=days(DAY))
    assert (await the_one(depot)).dates == days(NEXT)
    await past.failed(await past.run(days(DAY)), FOLDER, held)
    assert len(await open_of(depot)) == 2


async def test_a_failure_told_late_opens_nothing_that_is_loaded_since(depot: Depot) -> None:
    past = Past(depot)
    run = await past.run(days(DAY))
    await depot.load(OLD, asked=days(DAY))
    detail = FileDetail(source_folder=str(FOLDER), status=FileStatus.NO_RESPONSE)
    found = [problem(ErrorCode.NO_RESPONSE, FOLDER, seconds=1)]
    async with depot.warehouse._database.transaction() as connection:
        await write_failure(connection, run.run_id, detail, found, days(DAY), datetime.now(UTC) - timedelta(hours=1))
        assert await depot.warehouse.letters.open(None) == []
        await write_failure(connection, run.run_id, detail, found, days(DAY, 2), datetime.now(UTC) - timedelta(hours=1))
        left_over = FileDetail(source_folder=str(FOLDER), file="response.txt", sha256=sha256(OLD))
        await write_failure(connection, run.run_id, left_over, found, None, datetime.now(UTC) - timedelta(hours=1))
    assert (await the_one(depot)).dates == days(DAY, 2)


async def test_a_load_that_does_not_cover_the_days_closes_nothing(depot: Depot) -> None:
    past = Past(depot)
    await past.silent(await past.run(days(DAY, 2)), FOLDER)
    await takes(depot, OLD, asked=days(DAY))
    await takes(depot, OLD, asked=days(NEXT))
    await takes(depot, OLD)
    await takes(depot, OLD, trust_dates_found=True)
    assert len(await open_of(depot)) == 1
    await takes(depot, OLD, asked=days(DAY, 2))
    assert await open_of(depot) == []
    assert await depot.rows("SELECT closed_as, closed_by FROM dead_letters") == [("loaded", "later")]


async def test_an_unfinished_answer_closes_nothing(depot: Depot) -> None:
    past = Past(depot)
    await past.silent(await past.run(days(DAY)), FOLDER)
    await takes(depot, OLD, asked=days(DAY), whole=False)
    assert len(await open_of(depot)) == 1


async def test_one_answer_of_a_request_does_not_make_another_good(depot: Depot) -> None:
    run = await Past(depot).run(days(DAY))
    await fails(depot, run, NEW, days(DAY), "1.txt")
    await takes(depot, OLD, run.run_id, asked=days(DAY))
    assert (await the_one(depot)).file == "1.txt"


async def test_an_answer_nobody_knows_the_days_of_is_made_good_by_itself_only(depot: Depot) -> None:
    run = await Past(depot).run(days(DAY))
    await fails(depot, run, OLD, None)
    await takes(depot, NEW, asked=days(DAY))
    found = await the_one(depot)
    assert (found.sha256, found.dates, found.stage) == (sha256(OLD), days(DAY), Stage.LOAD)
    assert (await kept(depot)).asked is None
    await takes(depot, OLD)
    assert await open_of(depot) == []


async def test_an_answer_that_never_came_whole_is_made_good_by_one_of_its_name(depot: Depot) -> None:
    run = await Past(depot).run(days(DAY))
    await fails(depot, run, None, None, "response.txt")
    await fails(depot, run, None, None, "other.txt")
    await takes(depot, NEW)
    assert (await the_one(depot)).file == "other.txt"


async def test_numbers_that_did_not_come_are_the_business_of_their_gap(depot: Depot) -> None:
    past = Past(depot)
    run = await past.run(days(DAY))
    missing = problem(ErrorCode.NO_RESPONSE, FOLDER, seconds=1)
    await past.failed(run, FOLDER, missing, status=FileStatus.NO_RESPONSE, asked=NumberRange(5, 9))
    assert await open_of(depot) == []
    assert await depot.rows("SELECT requested_from, letter_id FROM files") == [(None, None)]
    await fails(depot, run, OLD, NumberRange(5, 9))
    assert (await kept(depot)).asked is None


async def test_an_original_taken_again_closes_its_letter(depot: Depot) -> None:
    run = await Past(depot).run(days(DAY))
    await fails(depot, run, OLD, days(DAY))
    original = await kept(depot)
    await takes(depot, OLD, asked=original.asked, again=original)
    assert await open_of(depot) == []
    assert await depot.rows("SELECT came_as FROM files ORDER BY file_id") == [(None,), (original.since,)]


@both_versions
async def test_an_old_original_never_brings_old_rows_back(depot: Depot) -> None:
    past = Past(depot)
    await fails(depot, await past.run(days(DAY, 2)), OLD, days(DAY, 2))
    await takes(depot, NEW, asked=days(DAY))
    before, original = await depot.snapshot(), await kept(depot)
    assert [letter.outdated for letter in await depot.warehouse.letters.open(None)] == [True]
    for asked, told in ((original.asked, days(DAY, 2)), (None, days(DAY))):
        with pytest.raises(DeskError) as caught:
            await takes(depot, OLD, asked=asked, again=original)
        assert (caught.value.code, caught.value.context["dates"]) == (ErrorCode.RETRY_OUTDATED, str(told))
    assert await depot.snapshot() == before
    assert len(await open_of(depot)) == 1
    await fails(depot, await past.run(days(DAY)), OLD, original)
    assert (await the_one(depot)).attempts == 2


async def test_the_same_content_is_no_later_answer(depot: Depot) -> None:
    await fails(depot, await Past(depot).run(days(DAY)), OLD, days(DAY))
    original = await kept(depot)
    await takes(depot, export(item(5), item(6, quantity="1"), report_number="7"))
    await takes(depot, OLD, asked=original.asked, again=original)
    assert await open_of(depot) == []


async def test_originals_taken_again_keep_their_order(depot: Depot) -> None:
    """Of two that failed one after the other the older one must give way, whichever is tried first."""
    older = export(item(5), item(6, day=NEXT_TEXT, quantity="1"))
    newer = export(item(6, day=NEXT_TEXT, quantity="2"), item(7, day=NEXT_TEXT))
    past = Past(depot)
    await fails(depot, await past.run(days(DAY, 2)), older, days(DAY, 2))
    await fails(depot, await past.run(days(NEXT)), newer, days(NEXT))
    one, two = (letter.original for letter in await depot.warehouse.letters.open(None))
    assert one is not None
    assert two is not None
    await takes(depot, older, asked=one.asked, again=one)
    await takes(depot, newer, asked=two.asked, again=two)
    assert await open_of(depot) == []
    found = await depot.rows("SELECT quantity::int FROM tx_item_registration_1_11 ORDER BY transaction_id_unique")
    assert found == [(1,), (2,), (1,)]
    with pytest.raises(DeskError, match="RETRY_OUTDATED"):
        await takes(depot, older, asked=one.asked, again=one)


async def test_an_older_original_does_not_answer_for_a_kassa_that_is_silent_since(depot: Depot) -> None:
    """A line of an answer is tried again; what the kassa was asked later, and did not say, stays open."""
    partial = export(item(5), item(6, quantity="abc"))
    await takes(depot, partial, asked=days(DAY))
    past = Past(depot)
    await past.silent(await past.run(days(DAY)), FOLDER)
    silent, line = sorted(await depot.warehouse.letters.open(None), key=lambda letter: letter.key)
    assert (silent.key[0], line.key[0]) == ("F", "L")
    assert line.original == KeptOriginal(sha256(partial), "response.txt", days(DAY), since=await first_file(depot))
    await takes(depot, partial, asked=days(DAY), again=line.original)
    assert [letter.key for letter in await depot.warehouse.letters.open(None)] == [silent.key, line.key]
    await fails(depot, await past.run(days(DAY)), partial, line.original)
    assert [failure.attempts for failure in await open_of(depot)] == [1, 1]


@both_versions
async def test_a_dropped_line_stays_stored_and_exported(depot: Depot) -> None:
    data = export(item(5), item(6, quantity="abc"), item(7, quantity="x"), item(8))
    await takes(depot, data, asked=days(DAY))
    box = depot.warehouse.letters
    one, two = sorted(await open_of(depot), key=lambda failure: failure.id)
    assert await box.drop([one.key, "L99999", f"F{two.id}", "nonsense"], "me@here", "known") == 1
    assert [failure.key for failure in await open_of(depot)] == [two.key]
    assert await box.drop([one.key], "other@there", "again") == 0
    assert await depot.rows("SELECT dropped_by, drop_reason FROM quarantine ORDER BY 1 NULLS LAST") == [
        ("me@here", "known"), (None, None),
    ]  # fmt: skip
    assert await depot.export() == data
    board = await depot.warehouse.dashboard(DAY, UTC)
    assert board.causes == (("Not a number where a number belongs", 1),)
    await takes(depot, data, asked=days(DAY))
    assert [failure.key for failure in await open_of(depot)] == [two.key]
    assert await depot.export() == data
    await takes(depot, export(item(5), item(6), item(7), item(8)), asked=days(DAY))
    versions = await depot.rows(
        "SELECT version->>'drop_reason', version ? 'dropped_at' FROM superseded WHERE table_name = 'quarantine'"
        " ORDER BY line_number"
    )
    assert versions == [("known", True), (None, False)]


async def test_a_dropped_letter_is_closed_with_its_reason_and_a_new_failure_opens_a_new_one(depot: Depot) -> None:
    past = Past(depot)
    await past.silent(await past.run(days(DAY)), FOLDER)
    found = await the_one(depot)
    assert await depot.warehouse.letters.drop([found.key], "me@here", "closed shop") == 1
    assert await open_of(depot) == []
    assert await depot.rows("SELECT closed_as, closed_by, reason FROM dead_letters") == [
        ("dropped", "me@here", "closed shop")
    ]
    await past.silent(await past.run(days(DAY)), FOLDER)
    again = await the_one(depot)
    assert (again.attempts, again.id != found.id) == (1, True)
    assert await depot.warehouse.letters.drop([found.key], "me@here", "x") == 0


async def test_what_failed_in_a_run_is_found_even_when_it_was_tried_since(depot: Depot) -> None:
    past = Past(depot)
    first, second = await past.run(days(DAY)), await past.run(days(DAY))
    await past.silent(first, FOLDER)
    await past.silent(second, FOLDER)
    await past.silent(second, OTHER)
    await takes(depot, export(item(5), item(6, quantity="abc")), first.run_id, asked=days(NEXT))
    here, there, line = sorted(await open_of(depot), key=lambda failure: (failure.key[0], failure.id))
    assert await depot.warehouse.letters.of_run(first.run_id) == [here.key, line.key]
    assert await depot.warehouse.letters.of_run(second.run_id) == [here.key, there.key]
    assert await depot.warehouse.letters.of_run("nobody's") == []


async def test_lines_of_a_file_are_tried_together(depot: Depot) -> None:
    await takes(depot, export(*(item(number, quantity="abc") for number in range(1, 8))), asked=DateRange(DAY, NEXT))
    lines = sorted(failure.id for failure in await open_of(depot))
    (found,) = await depot.warehouse.letters.open(None)
    assert (found.key, found.dates) == (f"L{lines[0]}", days(DAY))
    assert (found.stage, found.outdated) == (Stage.PARSE, False)
    (found,) = await depot.warehouse.letters.open([f"L{lines[2]}", f"L{lines[5]}", f"F{lines[0]}"])
    assert found.key == f"L{lines[2]}"
    assert await depot.warehouse.letters.open([f"G{lines[0]}", "L99999", "x"]) == []
