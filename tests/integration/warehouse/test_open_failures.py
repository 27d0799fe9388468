"""What is still open: lines in quarantine and days that nobody has loaded since they failed; settled ones are gone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, timedelta

import pytest

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.kept import KeptFailure
from frontol_desk.domain.messages import set_language
from frontol_desk.domain.overview import Failure, FailureKind
from frontol_desk.domain.report import FileDetail, FileStatus, Problem, RunStatus
from frontol_desk.domain.values import DateRange, SourceFolder
from tests.builders import line
from tests.integration.warehouse.depot import DAY, FOLDER, Depot, both_versions, export, item
from tests.integration.warehouse.past import Past, days, problem

OTHER = SourceFolder("N22", "N22_FURN")
ONE_DAY = timedelta(days=1)
NAME = "Иванова"


@pytest.fixture(autouse=True)
def _back_to_english() -> Iterator[None]:
    yield
    set_language("en")


async def open_of(depot: Depot, limit: int = 5000) -> list[Failure]:
    found = await depot.warehouse.failures(limit)
    assert len(found.items) == min(found.total, limit)
    return [*found.items]


@both_versions
async def test_a_line_in_quarantine_tells_everything(depot: Depot) -> None:
    broken = line(11, {"transaction_id_unique": "6"}, quantity="abc", cashier_code=f"7¦{NAME}")
    data = export(item(5), broken, encoding="cp1251")
    await depot.load(data, asked=days(DAY - ONE_DAY, 3))
    (found,) = await open_of(depot)
    assert (found.kind, found.folder, found.file) == (FailureKind.QUARANTINED_LINE, FOLDER, "response.txt")
    assert (found.code, found.cause) == ("PARSE_INVALID", "PARSE_INVALID.bad_number")
    assert (found.line, found.field, found.column, found.value) == (5, 11, "quantity", "abc")
    assert found.raw == broken
    assert found.dates == DateRange.day(DAY)
    assert found.message == "Line 5, field 11 (quantity): “abc” is not a number."
    assert found.cause_text == "Not a number where a number belongs"
    assert found.sha256 is not None
    set_language("ru")
    (found,) = await open_of(depot)
    assert found.message == "Строка 5, поле 11 (Количество товара): «abc» — не число."
    assert found.cause_text == "Не число там, где нужно число"
    set_language("en")
    await depot.load(export(item(5), item(6)), asked=days(DAY))
    assert await open_of(depot) == []


async def test_a_value_that_may_be_personal_is_in_the_line_but_not_in_the_message(depot: Depot) -> None:
    await depot.load(export(line(11, {"transaction_id_unique": "6"}, quantity=NAME)), asked=days(DAY))
    (found,) = await open_of(depot)
    assert (found.value, NAME in str(found.raw)) == (NAME, True)
    assert NAME not in found.message + found.hint + found.cause_text


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "utf-16"])
async def test_lines_are_shown_in_the_encoding_of_their_file(depot: Depot, encoding: str) -> None:
    broken = line(11, quantity="abc", cashier_code=f"7¦{NAME}")
    await depot.load(export(item(5), broken, encoding=encoding))
    (found,) = await open_of(depot)
    assert found.raw == broken


async def test_a_line_without_a_readable_date_asks_for_all_days_again(depot: Depot) -> None:
    await depot.load(export(item(5), item(6, day="31.31.2025")), asked=days(DAY, 3))
    (found,) = await open_of(depot)
    assert (found.cause, found.dates) == ("PARSE_INVALID.bad_date", days(DAY, 3))
    assert found.message.startswith("Line 5, field 2")


@both_versions
async def test_a_failed_file_and_a_silent_kassa(depot: Depot) -> None:
    past = Past(depot)
    run = await past.run(days(DAY, 2), status=RunStatus.FAILED)
    reported = problem(ErrorCode.KASSA_REPORTED, OTHER, file="SaveResult1.txt", text="no paper")
    seen = problem(ErrorCode.ALREADY_PROCESSED, OTHER, warning=True, file="x", folder="y")
    await past.failed(run, FOLDER, problem(ErrorCode.FILE_EMPTY, FOLDER), file="response.txt")
    silent = problem(ErrorCode.NO_RESPONSE, OTHER, seconds=15)
    await past.failed(run, OTHER, silent, reported, seen, status=FileStatus.NO_RESPONSE)
    quiet, empty = await open_of(depot)
    assert (empty.kind, empty.file, empty.dates) == (FailureKind.FILE, "response.txt", days(DAY, 2))
    assert (empty.code, empty.cause, empty.cause_text) == ("FILE_EMPTY", "FILE_EMPTY", "The file was empty")
    assert (empty.message, empty.run_id, empty.line, empty.raw) == ("The file is empty.", "run-0", None, None)
    assert (quiet.kind, quiet.folder, quiet.file, quiet.cause) == (FailureKind.NO_RESPONSE, OTHER, None, "NO_RESPONSE")
    assert quiet.message.splitlines() == [silent.message, reported.message]


@both_versions
async def test_a_failure_is_open_until_its_days_are_loaded(depot: Depot) -> None:
    past, week = Past(depot), days(DAY, 7)
    failing = await past.run(week, status=RunStatus.FAILED)
    await past.silent(failing, FOLDER)
    await past.silent(failing, OTHER)

    async def still_open() -> set[SourceFolder]:
        return {failure.folder for failure in await open_of(depot)}

    part = await past.run(days(DAY, 6))
    await past.loaded(part, FOLDER)
    assert await still_open() == {FOLDER, OTHER}
    whole = await past.run(days(DAY - ONE_DAY, 8))
    await past.loaded(whole, FOLDER, status=FileStatus.PARTIAL)
    assert await still_open() == {OTHER}
    await past.loaded(whole, OTHER, status=FileStatus.UNCHANGED)
    assert await still_open() == set()
    again = await past.run(week, status=RunStatus.FAILED)
    await past.silent(again, FOLDER)
    assert await still_open() == {FOLDER}


async def test_an_answer_to_nobody_knows_what_settles_nothing(depot: Depot) -> None:
    past = Past(depot)
    await past.silent(await past.run(days(DAY), status=RunStatus.FAILED), FOLDER)
    await depot.load(export(item(5)), asked=None)
    assert len(await open_of(depot)) == 1
    await depot.load(export(item(5)), asked=days(DAY))
    assert await open_of(depot) == []


async def test_of_several_attempts_the_last_counts(depot: Depot) -> None:
    past = Past(depot)
    for _ in range(3):
        run = await past.run(days(DAY), status=RunStatus.FAILED)
        await past.failed(run, FOLDER, problem(ErrorCode.FILE_EMPTY, FOLDER), file="response.txt")
    last = await past.run(days(DAY), status=RunStatus.FAILED)
    await past.silent(last, FOLDER)
    other_days = await past.run(days(DAY + ONE_DAY), status=RunStatus.FAILED)
    await past.silent(other_days, FOLDER)
    found = await open_of(depot)
    assert [(failure.run_id, failure.code) for failure in found] == [("run-4", "NO_RESPONSE"), ("run-3", "NO_RESPONSE")]


async def test_a_failure_of_an_older_version_takes_its_days_from_the_run(depot: Depot) -> None:
    past = Past(depot)
    await past.silent(await past.run(days(DAY, 2), status=RunStatus.FAILED), FOLDER)
    await depot.rows("UPDATE files SET requested_from = NULL, requested_to = NULL RETURNING 1")
    (found,) = await open_of(depot)
    assert found.dates == days(DAY, 2)
    await past.loaded(await past.run(days(DAY, 2)), FOLDER)
    assert await open_of(depot) == []


async def test_the_newest_are_listed_and_all_are_counted(depot: Depot) -> None:
    past = Past(depot)
    await past.silent(await past.run(days(DAY), status=RunStatus.FAILED), FOLDER)
    await past.silent(await past.run(days(DAY), status=RunStatus.FAILED), OTHER)
    await depot.load(export(*(item(number, quantity="abc") for number in range(1, 8))), asked=days(DAY - ONE_DAY))
    found = await depot.warehouse.failures(3)
    assert (len(found.items), found.total) == (3, 9)
    assert {failure.kind for failure in found.items} == {FailureKind.QUARANTINED_LINE}
    board = await depot.warehouse.dashboard(DAY, UTC)
    assert board.causes == (("Not a number where a number belongs", 7), ("The kassa gave no answer in time", 2))


async def test_the_cause_is_as_fine_as_what_is_known_of_it(depot: Depot) -> None:
    """An exchange folder is no FTP server; in the report a finer reason is no part of an entry."""
    past = Past(depot)
    away = Problem.of(DeskError(ErrorCode.FTP_CONNECTION, reason="folder", root="/mnt/exchange"))
    plain = Problem.of(DeskError(ErrorCode.NO_RESPONSE, reason="never heard of", seconds=15))
    assert "reason" not in away.model_dump()
    await past.failed(await past.run(days(DAY), status=RunStatus.FAILED), FOLDER, away)
    kept = KeptFailure(detail=FileDetail(source_folder=str(OTHER)), problems=[away], asked=days(DAY))
    assert KeptFailure.model_validate_json(kept.model_dump_json()).problems == [away]
    await past.failed(await past.run(days(DAY), status=RunStatus.FAILED), OTHER, plain)
    coarse, fine = await open_of(depot)
    assert (fine.code, fine.cause) == ("FTP_CONNECTION", "FTP_CONNECTION.folder")
    assert fine.cause_text == "The exchange folder could not be reached"
    assert coarse.cause == "NO_RESPONSE"
    board = await depot.warehouse.dashboard(DAY, UTC)
    assert dict(board.causes) == {fine.cause_text: 1, coarse.cause_text: 1}
