"""What every transport promises, on every server at hand."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.files import RemoteFile
from frontol_desk.exchange.folder import FolderTransport
from frontol_desk.exchange.ftp import FtpTransport
from frontol_desk.exchange.transport import Transport, exists, first_bytes
from tests.integration.exchange.conftest import FURTHER_PLACES, PLACES, Place, open_place
from tests.integration.ftp_servers import vsftpd_server
from tests.integration.shared_folder import SharedFolder

LARGE = os.urandom(1 << 20) * 24


@pytest.fixture(scope="module", params=(*PLACES, *FURTHER_PLACES))
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with open_place(request.param, tmp_path_factory.mktemp("served")) as running:
        yield running


@pytest.fixture
def server(place: Place) -> Place:
    """A folder of the test's own on a server that runs for all of them."""
    root = place.root / secrets.token_hex(4)
    root.mkdir()
    root.chmod(0o777)  # some servers run as a user of their own
    if isinstance(place, SharedFolder):
        return SharedFolder(root)
    return replace(place, root=root, base=f"{place.base}/{root.name}")


async def read_all(transport: Transport, path: str, *, offset: int = 0) -> bytes:
    async with transport.read(path, offset=offset) as blocks:
        return b"".join([block async for block in blocks])


async def test_a_listing_holds_every_file_and_no_folder(server: Place, transport: Transport) -> None:
    names = {"response.txt", "два слова.rep", " leading", "a;b=c.txt", "№ 5 «чек».txt"}
    for name in names:
        (server.root / name).write_bytes(b"x" * len(name))
    (server.root / "folder").mkdir()
    files = await transport.list(f"{server.base}/")
    assert {file.name: file.size for file in files} == {name: len(name) for name in names}


async def test_folders_are_named_and_files_are_not(server: Place, transport: Transport) -> None:
    for name in ("P13", "два слова"):
        (server.root / name).mkdir()
    (server.root / "file").write_bytes(b"abc")
    assert set(await transport.folders(f"{server.base}/")) == {"P13", "два слова"}
    with pytest.raises(DeskError) as caught:
        await transport.folders(f"{server.base}/missing")
    assert caught.value.code is ErrorCode.FTP_MISSING


async def test_an_empty_folder_and_a_missing_one_differ(server: Place, transport: Transport) -> None:
    (server.root / "empty").mkdir()
    assert await transport.list(f"{server.base}/empty") == []
    with pytest.raises(DeskError) as caught:
        await transport.list(f"{server.base}/missing")
    assert caught.value.code is ErrorCode.FTP_MISSING
    assert caught.value.context["path"] == f"{server.base}/missing"


async def test_read_gives_back_what_was_written(server: Place, transport: Transport) -> None:
    path = f"{server.base}/файл.txt"
    assert await transport.write(path, LARGE) == len(LARGE)
    assert await read_all(transport, path) == LARGE
    assert await read_all(transport, path, offset=len(LARGE) - 3) == LARGE[-3:]
    assert await transport.size(path) == len(LARGE)
    assert [path.name for path in server.root.iterdir()] == ["файл.txt"]


async def test_blocks_can_be_written(server: Place, transport: Transport) -> None:
    async def blocks() -> AsyncIterator[bytes]:
        yield b"first "
        yield b"second"

    assert await transport.write(f"{server.base}/x", blocks()) == 12
    assert (server.root / "x").read_bytes() == b"first second"


async def test_writing_never_replaces_unless_told(server: Place, transport: Transport) -> None:
    await transport.write(f"{server.base}/x", b"old")
    with pytest.raises(DeskError) as caught:
        await transport.write(f"{server.base}/x", b"new")
    assert (caught.value.code, caught.value.reason) == (ErrorCode.FTP_DENIED, "exists")
    assert (server.root / "x").read_bytes() == b"old"
    await transport.write(f"{server.base}/x", b"new", overwrite=True)
    assert (server.root / "x").read_bytes() == b"new"
    assert len(list(server.root.iterdir())) == 1


async def test_rename_delete_and_times(server: Place, transport: Transport) -> None:
    old, new = f"{server.base}/old", f"{server.base}/new"
    (server.root / "old").write_bytes(b"abc")
    written = datetime(2025, 12, 28, 10, 11, 12, tzinfo=UTC)
    os.utime(server.root / "old", (written.timestamp(),) * 2)
    await transport.rename(old, new)
    assert await transport.modified(new) == written
    assert not await exists(transport, old)
    await transport.delete(new)
    assert not list(server.root.iterdir())


@pytest.mark.parametrize("operation", ["size", "delete", "read", "rename", "write", "modified"])
async def test_what_is_missing_is_named(server: Place, transport: Transport, operation: str) -> None:
    path = f"{server.base}/no such folder/x"
    operations: dict[str, Callable[[], Awaitable[object]]] = {
        "size": lambda: transport.size(path),
        "delete": lambda: transport.delete(path),
        "read": lambda: read_all(transport, path),
        "rename": lambda: transport.rename(path, path + "y"),
        "write": lambda: transport.write(path, b"abc"),
        "modified": lambda: transport.modified(path),
    }
    with pytest.raises(DeskError) as caught:
        await operations[operation]()
    assert caught.value.code is ErrorCode.FTP_MISSING
    assert caught.value.context["path"] == path
    where = ("root", str(server.root)) if isinstance(server, SharedFolder) else ("port", server.port)
    assert where in caught.value.context.items()


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "latin-1", "ascii"])
async def test_every_name_can_be_read_whatever_its_encoding(tmp_path: Path, encoding: str) -> None:
    raw = "отчёт №1\u00a0.rep".encode("cp1251")
    with vsftpd_server(tmp_path) as server:  # the other one shows such names as question marks
        (tmp_path / os.fsdecode(raw)).write_bytes(b"abc")
        transport = FtpTransport(server.address(encoding=encoding))
        try:
            (file,) = await transport.list(server.base)
            assert file.name.encode(encoding, "surrogateescape") == raw
            assert await read_all(transport, f"{server.base}/{file.name}") == b"abc"
        finally:
            await transport.aclose()


async def test_names_that_end_in_odd_blanks(server: Place, transport: Transport) -> None:
    name = "x.txt\u00a0\u0085"
    (server.root / name).write_bytes(b"abc")
    assert [file.name for file in await transport.list(f"{server.base}/")] == [name]
    assert await transport.size(f"{server.base}/{name}") == 3


async def test_a_name_cannot_smuggle_a_command(server: Place, transport: Transport) -> None:
    (server.root / "victim").write_bytes(b"abc")
    with pytest.raises(DeskError) as caught:
        await transport.delete(f"{server.base}/x\r\nDELE {server.base}/victim")
    assert caught.value.code in (ErrorCode.FTP_PROTOCOL, ErrorCode.FTP_MISSING)
    assert (server.root / "victim").exists()


async def test_reading_may_stop_early(server: Place, transport: Transport) -> None:
    (server.root / "large").write_bytes(LARGE)
    (server.root / "small").write_bytes(b"small")
    for _ in range(5):
        assert await first_bytes(transport, f"{server.base}/large", 3) == LARGE[:3]
        assert await read_all(transport, f"{server.base}/small") == b"small"
        assert await transport.size(f"{server.base}/small") == 5


async def test_an_error_while_reading_is_passed_on_as_it_is(server: Place, transport: Transport) -> None:
    (server.root / "large").write_bytes(LARGE)

    async def read_to_a_full_disk() -> None:
        async with transport.read(f"{server.base}/large") as blocks:
            async for _ in blocks:
                raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        await read_to_a_full_disk()
    assert await transport.size(f"{server.base}/large") == len(LARGE)


@pytest.mark.parametrize("steps", range(0, 12, 4))
async def test_a_cancelled_transfer_leaves_the_pool_in_order(server: Place, transport: Transport, steps: int) -> None:
    """Cancel at different moments, then use as many connections as the pool has."""
    (server.root / "large").write_bytes(LARGE)
    (server.root / "small").write_bytes(b"small")
    await transport.list(f"{server.base}/")
    for operation in (
        read_all(transport, f"{server.base}/large"),
        transport.write(f"{server.base}/new", LARGE),
        transport.list(f"{server.base}/"),
    ):
        task = asyncio.create_task(operation)
        await asyncio.sleep(steps / 1000)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        results = await asyncio.gather(*(read_all(transport, f"{server.base}/small") for _ in range(8)))
        assert results == [b"small"] * 8
    files = await transport.list(f"{server.base}/")
    assert RemoteFile("small", 5) in [RemoteFile(file.name, file.size) for file in files]


async def test_more_users_than_connections(server: Place) -> None:
    transport: Transport = (
        FolderTransport(server.root, calls=2)
        if isinstance(server, SharedFolder)
        else FtpTransport(server.address(), pool_size=2)
    )
    (server.root / "x").write_bytes(b"abc")
    try:
        assert await asyncio.gather(*(transport.size(f"{server.base}/x") for _ in range(50))) == [3] * 50
    finally:
        await transport.aclose()
