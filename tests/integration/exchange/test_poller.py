"""Waiting for answers, with kassas played by tasks that write into the served folders."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic

import pytest

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.files import Sighting
from frontol_desk.domain.values import SourceFolder
from frontol_desk.exchange.folder import FolderTransport
from frontol_desk.exchange.ftp import FtpAddress, FtpTransport
from frontol_desk.exchange.poller import Poller
from frontol_desk.exchange.service import ExchangeService
from tests.integration.exchange.conftest import Desk, Place, open_place
from tests.integration.ftp_servers import FtpServer, free_port, pyftpdlib_server
from tests.integration.shared_folder import SharedFolder

HEADER = b"#\r\n1\r\n24335\r\n"
LINE = b"733684;28.12.2025;10:02:50;64;1;63070;90000001;\r\n"
EXPORT = HEADER + LINE * 3
Kassa = Callable[[Desk], Awaitable[None]]


@asynccontextmanager
async def kassa(work: Awaitable[None]) -> AsyncIterator[asyncio.Task[None]]:
    """Have a kassa work in the background; it is done, or stopped, at the end."""

    async def working() -> None:
        await work

    task = asyncio.create_task(working())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture(params=["folder", "pyftpdlib"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """One of either kind is enough: what a look is made of is each transport's affair, and tested with it."""
    with open_place(request.param, tmp_path) as running:
        yield running


@pytest.fixture
def desk(desk: Desk) -> Desk:
    (desk.requests / "request.txt").write_bytes(b"$$$NEWTRANSACTIONS\r\n")
    return desk


def take_request(desk: Desk) -> None:
    (desk.requests / "request.txt").unlink()


async def answers_and_takes_the_request(desk: Desk) -> None:
    await asyncio.sleep(0.2)
    desk.answer(EXPORT)
    take_request(desk)


async def writes_slowly(desk: Desk) -> None:
    for part in (HEADER, LINE, LINE, LINE):
        await asyncio.sleep(0.15)
        with (desk.responses / "response.txt").open("ab") as file:
            file.write(part)
    take_request(desk)


async def takes_the_request_before_it_answers(desk: Desk) -> None:
    take_request(desk)
    await asyncio.sleep(0.3)
    desk.answer(EXPORT[:-2])
    await asyncio.sleep(0.5)
    desk.answer(EXPORT)


@pytest.mark.parametrize(
    ("work", "removes"),
    [
        (answers_and_takes_the_request, None),
        (writes_slowly, True),
        (takes_the_request_before_it_answers, False),
    ],
)
async def test_an_answer_is_reported_when_it_is_complete(desk: Desk, work: Kassa, removes: bool | None) -> None:
    async with kassa(work(desk)):
        result = await Poller(desk.service).wait(desk.folder, 20, removes)
    assert [(file.name, file.size) for file in result.answers] == [("response.txt", len(EXPORT))]
    assert result.complete
    assert result.request_gone
    assert result.removes_request is True
    assert not result.silent


async def test_a_request_that_stays_costs_a_quiet_time(desk: Desk) -> None:
    desk.answer(EXPORT)
    began = monotonic()
    result = await Poller(desk.service, quiet_seconds=0.6).wait(desk.folder, 20)
    assert 0.6 <= monotonic() - began < 1.8
    assert result.complete
    assert not result.request_gone
    assert result.removes_request is False


@pytest.mark.parametrize("data", [b"", EXPORT[:-9]])
async def test_an_unfinished_answer_is_delivered_at_the_deadline(desk: Desk, data: bytes) -> None:
    desk.answer(data)
    take_request(desk)
    result = await Poller(desk.service).wait(desk.folder, 0.5)
    assert [file.size for file in result.answers] == [len(data)]
    assert not result.complete


@pytest.mark.parametrize("deadline", [0.0, 0.5])
async def test_what_somebody_processed_is_reported_and_no_answer(desk: Desk, deadline: float) -> None:
    desk.answer(b"@" + EXPORT[1:])
    desk.answer(EXPORT, "old.txt.processed")
    take_request(desk)
    result = await Poller(desk.service).wait(desk.folder, deadline)
    assert result.silent
    assert [file.name for file in result.already_processed] == ["response.txt"]


async def test_a_silent_kassa_with_its_log(desk: Desk) -> None:
    desk.answer("Ошибка выгрузки".encode("cp1251"), "SaveResult1.txt")
    result = await Poller(desk.service).wait(desk.folder, 0.5, False)
    assert result.silent
    assert not result.request_gone
    assert result.removes_request is False
    assert [(text.name, text.text) for text in result.service_texts] == [("SaveResult1.txt", "Ошибка выгрузки")]


async def test_a_left_over_that_could_not_be_moved_is_no_answer(desk: Desk) -> None:
    desk.answer(EXPORT)
    known = (await desk.service.list_unprocessed(desk.folder)).candidates
    take_request(desk)
    assert (await Poller(desk.service).wait(desk.folder, 0.5, known=known)).silent
    desk.answer(EXPORT + LINE)
    assert (await Poller(desk.service).wait(desk.folder, 5, known=known)).complete


async def test_a_wait_ends_at_once_when_it_is_cancelled(desk: Desk) -> None:
    before = asyncio.all_tasks()
    waits = [asyncio.create_task(Poller(desk.service).wait(desk.folder, 60)) for _ in range(20)]
    await asyncio.sleep(0.3)
    began = monotonic()
    for wait in waits:
        wait.cancel()
    assert all(isinstance(end, asyncio.CancelledError) for end in await asyncio.gather(*waits, return_exceptions=True))
    assert monotonic() - began < 0.5
    assert await desk.service.request_pending(desk.folder)
    await desk.transport.aclose()
    assert asyncio.all_tasks() == before


@pytest.fixture
def pyftpdlib(tmp_path: Path) -> Iterator[FtpServer]:
    with pyftpdlib_server(tmp_path) as server:
        yield server


async def test_a_hundred_silent_kassas_do_not_delay_an_answer(pyftpdlib: FtpServer) -> None:
    folders = [SourceFolder(f"K{number}", f"K{number}") for number in range(101)]
    paths = [pyftpdlib.make_folder(str(folder)) for folder in folders]
    for requests, _ in paths:
        (requests / "request.txt").write_bytes(b"$$$NEWTRANSACTIONS\r\n")
    transport = FtpTransport(pyftpdlib.address())
    poller = Poller(ExchangeService(transport))
    silent = [asyncio.create_task(poller.wait(folder, 60)) for folder in folders[:-1]]
    answering = asyncio.create_task(poller.wait(folders[-1], 60))
    await asyncio.sleep(3.0)
    requests, responses = paths[-1]
    (responses / "response.txt").write_bytes(EXPORT)
    (requests / "request.txt").unlink()
    complete_at = monotonic()
    result = await answering
    late = monotonic() - complete_at
    assert result.complete
    assert late < 1.0
    assert not any(wait.done() for wait in silent)
    for wait in silent:
        wait.cancel()
    await asyncio.gather(*silent, return_exceptions=True)
    await transport.aclose()


async def test_movement_has_places_of_its_own(desk: Desk) -> None:
    poller = Poller(desk.service)
    desk.answer(HEADER)
    async with kassa(writes_slowly(desk)):
        wait = asyncio.create_task(poller.wait(desk.folder, 20))
        await asyncio.sleep(0.2)
        for _ in range(2):
            await poller._still_places.acquire()
        async with asyncio.timeout(3):
            assert (await wait).complete


async def test_a_wait_survives_a_server_that_goes_and_comes_back(tmp_path: Path) -> None:
    folder = SourceFolder("P13", "P13")
    with pyftpdlib_server(tmp_path) as server:
        port = server.port
        requests, responses = server.make_folder(str(folder))
        (requests / "request.txt").write_bytes(b"$$$NEWTRANSACTIONS\r\n")
        transport = FtpTransport(server.address())
        wait = asyncio.create_task(Poller(ExchangeService(transport)).wait(folder, 20))
        await asyncio.sleep(0.5)
    await asyncio.sleep(0.5)
    with pyftpdlib_server(tmp_path, port=port):
        (responses / "response.txt").write_bytes(EXPORT)
        (requests / "request.txt").unlink()
        assert (await wait).complete
        await transport.aclose()


async def test_a_server_that_stays_away_is_reported_at_the_deadline() -> None:
    transport = FtpTransport(FtpAddress("127.0.0.1", free_port()))
    began = monotonic()
    with pytest.raises(DeskError) as caught:
        await Poller(ExchangeService(transport)).wait(SourceFolder("P13", "P13"), 1.5)
    assert caught.value.code is ErrorCode.FTP_CONNECTION
    assert 1.5 <= monotonic() - began < 2.5


async def test_a_wait_survives_a_share_that_goes_and_comes_back(tmp_path: Path) -> None:
    shared, away = SharedFolder(tmp_path / "share"), tmp_path / "away"
    requests, responses = shared.make_folder("P13/P13")
    (requests / "request.txt").write_bytes(b"$$$NEWTRANSACTIONS\r\n")
    wait = asyncio.create_task(
        Poller(ExchangeService(FolderTransport(shared.root))).wait(SourceFolder("P13", "P13"), 20)
    )
    await asyncio.sleep(0.5)
    shared.root.rename(away)
    await asyncio.sleep(0.5)
    assert not wait.done()
    away.rename(shared.root)
    (responses / "response.txt").write_bytes(EXPORT)
    (requests / "request.txt").unlink()
    assert (await wait).complete


async def test_a_share_that_stays_away_is_reported_at_the_deadline(tmp_path: Path) -> None:
    poller = Poller(ExchangeService(FolderTransport(tmp_path / "away")))
    with pytest.raises(DeskError) as caught:
        await poller.wait(SourceFolder("P13", "P13"), 1.0)
    assert (caught.value.code, caught.value.reason) == (ErrorCode.FTP_CONNECTION, "folder")


async def test_a_wrong_password_is_not_tried_again_and_again(pyftpdlib: FtpServer) -> None:
    transport = FtpTransport(pyftpdlib.address(password="wrong"))
    began = monotonic()
    with pytest.raises(DeskError) as caught:
        await Poller(ExchangeService(transport)).wait(SourceFolder("P13", "P13"), 20)
    assert caught.value.code is ErrorCode.FTP_LOGIN
    assert monotonic() - began < 1.5


async def test_a_kassa_at_work_is_noticed(desk: Desk) -> None:
    seen: list[Sighting] = []
    async with kassa(takes_the_request_before_it_answers(desk)):
        await Poller(desk.service).wait(desk.folder, 20, None, notice=seen.append)
    assert seen == [Sighting.PICKED_UP, Sighting.APPEARED]
