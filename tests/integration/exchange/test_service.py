"""The protocol of a kassa's folders, on real servers."""

from __future__ import annotations

import asyncio
import hashlib
import io
import os
from collections.abc import AsyncIterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.files import Acknowledge, CleanedUp, RemoteFile
from frontol_desk.domain.values import DateRange
from frontol_desk.exchange.clean_up import MOST_FILES
from frontol_desk.exchange.requests import RequestCommand
from tests.integration.exchange.conftest import Desk

HEADER = b"#\r\n1\r\n24335\r\n"
LINE = b"733684;28.12.2025;10:02:50;64;1;63070;90000001;\r\n"
EXPORT = HEADER + LINE * 3
COMMAND = RequestCommand.by_dates(DateRange.day(date(2025, 12, 28)))


async def sound() -> bool:
    return True


async def broken() -> bool:
    return False


async def test_a_request_is_placed_whole_and_under_its_name(desk: Desk) -> None:
    assert not await desk.service.request_pending(desk.folder)
    await desk.service.place_request(desk.folder, COMMAND)
    (request,) = desk.requests.iterdir()
    assert request.name == "request.txt"
    assert request.read_bytes() == COMMAND.encode()
    assert await desk.service.request_pending(desk.folder)


async def test_a_request_that_lies_there_is_never_touched(desk: Desk) -> None:
    (desk.requests / "request.txt").write_bytes(b"of another program")
    with pytest.raises(DeskError) as caught:
        await desk.service.place_request(desk.folder, COMMAND)
    assert caught.value.code is ErrorCode.REQUEST_PENDING
    assert [path.read_bytes() for path in desk.requests.iterdir()] == [b"of another program"]


async def test_a_missing_request_folder_is_named(desk: Desk) -> None:
    desk.requests.rmdir()
    with pytest.raises(DeskError) as caught:
        await desk.service.place_request(desk.folder, COMMAND)
    assert caught.value.code is ErrorCode.FTP_MISSING


async def test_a_folder_is_sorted_out(desk: Desk) -> None:
    for name in ("response.txt", "выгрузка.rep", "SaveResult1.txt", "old.txt.processed", "x.0123abcd.desk-tmp"):
        desk.answer(EXPORT, name)
    listing = await desk.service.list_unprocessed(desk.folder)
    assert [file.name for file in listing.candidates] == ["response.txt", "выгрузка.rep"]
    assert [file.size for file in listing.candidates] == [len(EXPORT)] * 2
    assert [file.name for file in listing.service_files] == ["SaveResult1.txt"]
    assert [file.name for file in listing.processed] == ["old.txt.processed"]


@pytest.mark.parametrize("size", [0, 1, 5_000_000])
async def test_download(desk: Desk, size: int) -> None:
    data = os.urandom(1000) * (size // 1000) + b"x" * (size % 1000)
    desk.answer(data)
    (file,) = (await desk.service.list_unprocessed(desk.folder)).candidates
    target, progress = io.BytesIO(), list[int]()
    assert await desk.service.download(desk.folder, file, target, progress.append) == size
    assert target.getvalue() == data
    assert progress == sorted(progress)
    assert progress[-1:] == ([size] if size else [])


async def test_a_file_grown_between_listing_and_download_is_loaded_as_it_is_now(desk: Desk) -> None:
    path = desk.answer(EXPORT)
    (file,) = (await desk.service.list_unprocessed(desk.folder)).candidates
    path.write_bytes(EXPORT + LINE)
    target = io.BytesIO()
    assert await desk.service.download(desk.folder, file, target) == len(EXPORT + LINE)
    assert target.getvalue() == EXPORT + LINE


async def test_a_file_that_grows_while_it_is_downloaded_does_not_count(desk: Desk) -> None:
    path = desk.answer(EXPORT)
    (file,) = (await desk.service.list_unprocessed(desk.folder)).candidates

    def grow(_received: int) -> None:
        path.write_bytes(EXPORT + LINE)

    with pytest.raises(DeskError) as caught:
        await desk.service.download(desk.folder, file, io.BytesIO(), progress=grow)
    assert caught.value.code is ErrorCode.RESPONSE_GREW
    assert caught.value.context["actual"] == len(EXPORT)


async def test_head_and_tail(desk: Desk) -> None:
    desk.answer(EXPORT * 50_000)
    head = await desk.service.peek(desk.folder, "response.txt")
    assert head.startswith(HEADER)
    assert await desk.service.tail(desk.folder, "response.txt", len(EXPORT) * 50_000) == b"01;\r\n"[-4:]
    desk.answer(b"#\n", "tiny.txt")
    assert await desk.service.tail(desk.folder, "tiny.txt", 2) == b"#\n"


async def test_service_files_are_read_to_their_end(desk: Desk) -> None:
    desk.answer("Ошибка: нет данных\r\n".encode("cp1251"), "SaveResult1.txt")
    assert await desk.service.read_service_file(desk.folder, "SaveResult1.txt") == "Ошибка: нет данных\r\n"
    desk.answer("Строка отчёта\n".encode() * 5_000 + "Конец".encode(), "SaveResult2.txt")
    text = await desk.service.read_service_file(desk.folder, "SaveResult2.txt")
    assert text.endswith("Строка отчёта\nКонец")
    assert text.startswith("Строка отчёта\n")
    assert 15_000 < len(text.encode()) <= 16 * 1024


@pytest.mark.parametrize(
    ("mode", "left"),
    [
        (Acknowledge.RENAME, {"response.txt.processed": EXPORT}),
        (Acknowledge.FLAG, {"response.txt": b"@" + EXPORT[1:]}),
        (Acknowledge.DELETE, {}),
    ],
)
async def test_acknowledge(desk: Desk, mode: Acknowledge, left: dict[str, bytes]) -> None:
    desk.answer(EXPORT)
    result = await desk.service.acknowledge(desk.folder, "response.txt", len(EXPORT), mode, archived_ok=sound)
    assert not result.grew
    assert {path.name: path.read_bytes() for path in desk.responses.iterdir()} == left
    assert (result.file.name if result.file else None) == next(iter(left), None)


async def test_acknowledging_twice_does_no_harm(desk: Desk) -> None:
    desk.answer(EXPORT)
    for mode in (Acknowledge.FLAG, Acknowledge.FLAG, Acknowledge.RENAME):
        assert not (await desk.service.acknowledge(desk.folder, "response.txt", len(EXPORT), mode)).grew
    again = await desk.service.acknowledge(desk.folder, "response.txt.processed", len(EXPORT), Acknowledge.RENAME)
    assert again.file == RemoteFile("response.txt.processed", len(EXPORT))
    assert desk.names() == {"response.txt.processed"}


@pytest.mark.parametrize("mode", list(Acknowledge))
async def test_a_file_that_grew_before_is_not_touched(desk: Desk, mode: Acknowledge) -> None:
    desk.answer(EXPORT + LINE)
    result = await desk.service.acknowledge(desk.folder, "response.txt", len(EXPORT), mode, archived_ok=sound)
    assert result.grew
    assert result.file == RemoteFile("response.txt", len(EXPORT + LINE))
    assert {path.name: path.read_bytes() for path in desk.responses.iterdir()} == {"response.txt": EXPORT + LINE}


def meddling(desk: Desk, *, after_rename: bool = False, after_write: bool = False) -> None:
    """Have the kassa write on after the first renaming, or after every writing."""
    transport = desk.transport
    rename, write = transport.rename, transport.write
    due = after_rename

    async def renamed(old: str, new: str) -> None:
        nonlocal due
        await rename(old, new)
        if due:
            due = False
            append(desk.responses / new.rpartition("/")[2])

    async def written(path: str, data: bytes | AsyncIterable[bytes], *, overwrite: bool = False) -> int:
        size = await write(path, data, overwrite=overwrite)
        if after_write:
            append(desk.responses / "response.txt")
        return size

    vars(transport).update(rename=renamed, write=written)


def append(path: Path) -> None:
    with path.open("ab") as file:
        file.write(LINE)


@pytest.mark.parametrize("mode", [Acknowledge.RENAME, Acknowledge.DELETE])
async def test_growth_in_the_last_moment_is_found_after_the_rename(desk: Desk, mode: Acknowledge) -> None:
    desk.answer(EXPORT)
    meddling(desk, after_rename=True)
    result = await desk.service.acknowledge(desk.folder, "response.txt", len(EXPORT), mode, archived_ok=sound)
    assert result.grew
    assert result.file == RemoteFile("response.txt", len(EXPORT + LINE))  # its name again: no later look overlooks it
    assert (desk.responses / "response.txt").read_bytes() == EXPORT + LINE


async def test_growth_while_the_flag_is_set_keeps_the_kassas_file(desk: Desk) -> None:
    desk.answer(EXPORT)
    meddling(desk, after_write=True)
    result = await desk.service.acknowledge(desk.folder, "response.txt", len(EXPORT), Acknowledge.FLAG)
    assert result.grew
    assert {path.name: path.read_bytes() for path in desk.responses.iterdir()} == {"response.txt": EXPORT + LINE}


async def test_an_older_processed_file_gets_its_time_appended(desk: Desk) -> None:
    older = desk.answer(b"older", "response.txt.processed")
    desk.answer(b"oldest", "response.txt.processed.20251227T101112")
    os.utime(older, (datetime(2025, 12, 27, 10, 11, 12, tzinfo=UTC).timestamp(),) * 2)
    desk.answer(EXPORT)
    await desk.service.acknowledge(desk.folder, "response.txt", len(EXPORT), Acknowledge.RENAME)
    assert {path.name: path.read_bytes() for path in desk.responses.iterdir()} == {
        "response.txt.processed": EXPORT,
        "response.txt.processed.20251227T101112": b"oldest",
        "response.txt.processed.20251227T101112-2": b"older",
    }
    assert not (await desk.service.list_unprocessed(desk.folder)).candidates


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
async def test_the_flag_in_other_encodings(desk: Desk, encoding: str) -> None:
    data = EXPORT.decode().encode(encoding)
    desk.answer(data)
    await desk.service.acknowledge(desk.folder, "response.txt", len(data), Acknowledge.FLAG)
    written = (desk.responses / "response.txt").read_bytes()
    assert written == ("@" + EXPORT.decode()[1:]).encode(encoding)


@pytest.mark.parametrize("mode", list(Acknowledge))
@pytest.mark.parametrize("data", [b"", b"MZ\x90\0 binary rubbish", b"$$$NEWTRANSACTIONS\r\n"])
async def test_only_files_with_a_valid_header_are_touched(desk: Desk, mode: Acknowledge, data: bytes) -> None:
    desk.answer(data)
    with pytest.raises(DeskError) as caught:
        await desk.service.acknowledge(desk.folder, "response.txt", len(data), mode, archived_ok=sound)
    assert (caught.value.code, caught.value.reason) == (ErrorCode.ACKNOWLEDGE_FAILED, "header")
    assert {path.name: path.read_bytes() for path in desk.responses.iterdir()} == {"response.txt": data}


@pytest.mark.parametrize("archived_ok", [None, broken])
async def test_nothing_is_deleted_without_a_sound_copy(desk: Desk, archived_ok: None) -> None:
    desk.answer(EXPORT)
    with pytest.raises(DeskError) as caught:
        await desk.service.acknowledge(
            desk.folder, "response.txt", len(EXPORT), Acknowledge.DELETE, archived_ok=archived_ok
        )
    assert (caught.value.code, caught.value.reason) == (ErrorCode.ACKNOWLEDGE_FAILED, "archive")
    assert desk.names() == {"response.txt"}


async def test_an_answer_that_is_gone_cannot_be_acknowledged(desk: Desk) -> None:
    with pytest.raises(DeskError) as caught:
        await desk.service.acknowledge(desk.folder, "response.txt", 5, Acknowledge.RENAME)
    assert caught.value.code is ErrorCode.ACKNOWLEDGE_FAILED


NOW = datetime.now(UTC)
A_WEEK_AGO = NOW - timedelta(days=7)
KEPT = {hashlib.sha256(EXPORT).hexdigest()}


async def is_kept(sha256: str) -> bool:
    return sha256 in KEPT


def aged(path: Path, days: float) -> Path:
    os.utime(path, ((NOW - timedelta(days=days)).timestamp(),) * 2)
    return path


async def test_old_processed_files_go(desk: Desk) -> None:
    ages = {
        "old.txt.processed": 8,
        "older.txt.processed.20250101T101112": 300,
        "x.0123abcd.desk-tmp": 9,
        "young.txt.processed": 6,
        "young.0123abcd.desk-tmp": 6,
        "response.txt": 100,
        "SaveResult1.txt": 100,
    }
    for name, days in ages.items():
        aged(desk.answer(EXPORT, name), days)
    (desk.requests / "request.txt.0123abcd.desk-tmp").write_bytes(b"$$$")
    aged(desk.requests / "request.txt.0123abcd.desk-tmp", 8)
    assert await desk.service.clean_up(desk.folder, A_WEEK_AGO, is_kept) == CleanedUp(deleted=2)
    assert desk.names() == {"young.txt.processed", "young.0123abcd.desk-tmp", "response.txt", "SaveResult1.txt"}
    assert not list(desk.requests.iterdir())
    assert await desk.service.clean_up(desk.folder, A_WEEK_AGO, is_kept) == CleanedUp()


@pytest.mark.parametrize("data", [EXPORT + LINE, EXPORT[:-1], b""])
async def test_what_the_archive_does_not_hold_byte_for_byte_stays(desk: Desk, data: bytes) -> None:
    aged(desk.answer(data, "odd.txt.processed"), 8)
    aged(desk.answer(EXPORT, "kept.txt.processed"), 9)
    assert await desk.service.clean_up(desk.folder, A_WEEK_AGO, is_kept) == CleanedUp(deleted=1, kept=1)
    assert desk.names() == {"odd.txt.processed"}


async def test_what_has_to_stay_does_not_crowd_out_what_can_go(desk: Desk) -> None:
    for number in range(MOST_FILES + 1):
        aged(desk.answer(b"of another program", f"{number}.processed"), 10 + number)
    aged(desk.answer(EXPORT, "ours.processed"), 8)
    assert await desk.service.clean_up(desk.folder, A_WEEK_AGO, is_kept) == CleanedUp(deleted=1, kept=MOST_FILES - 1)
    assert "ours.processed" not in desk.names()


async def test_a_large_download_does_not_hold_up_the_event_loop(desk: Desk) -> None:
    desk.answer(EXPORT * 100_000)
    (file,) = (await desk.service.list_unprocessed(desk.folder)).candidates
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.001)
            ticks += 1

    ticking = asyncio.create_task(tick())
    await desk.service.download(desk.folder, file, io.BytesIO())
    ticking.cancel()
    assert ticks >= 3
