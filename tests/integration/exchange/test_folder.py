"""What only an exchange folder does: paths that lead out of it, shares that hang, are full, in use or away."""

from __future__ import annotations

import asyncio
import errno
import os
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from time import monotonic

import pytest

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.values import SourceFolder
from frontol_desk.exchange import folder_files
from frontol_desk.exchange.folder import FolderTimeouts, FolderTransport
from frontol_desk.exchange.folder_errors import meaning_of
from frontol_desk.exchange.requests import RequestCommand
from frontol_desk.exchange.service import ExchangeService

IMPATIENT = FolderTimeouts(block=0.3, operation=0.3)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "secret").write_bytes(b"secret")
    (tmp_path / "exchange").mkdir()
    return tmp_path / "exchange"


async def refusal(work: Callable[[], Awaitable[object]]) -> DeskError:
    with pytest.raises(DeskError) as caught:
        await work()
    return caught.value


@pytest.mark.parametrize(
    "path", ["/../secret", "/a/../../secret", "/..", "/link/secret", "/loop/x", "/a/\0", "/.", "secret/.."]
)
async def test_nothing_outside_is_touched(root: Path, path: str) -> None:
    (root / "a").mkdir()
    (root / "link").symlink_to(root.parent)
    (root / "loop").symlink_to(root / "loop")
    transport = FolderTransport(root)
    for work in (
        lambda: transport.size(path),
        lambda: transport.delete(path),
        lambda: transport.rename(path, "/a/x"),
        lambda: transport.rename("/a/y", path),
        lambda: transport.write(path, b"x", overwrite=True),
        lambda: transport.list(path + "/.."),
    ):
        (root / "a" / "y").write_bytes(b"y")
        error = await refusal(work)
        assert (error.code, error.reason) == (ErrorCode.FTP_DENIED, "outside")
    assert sorted(path.name for path in root.parent.iterdir()) == ["exchange", "secret"]
    assert (root.parent / "secret").read_bytes() == b"secret"


async def test_links_and_pipes_are_no_files(root: Path) -> None:
    (root / "link").symlink_to(root.parent / "secret")
    os.mkfifo(root / "pipe")
    transport = FolderTransport(root, timeouts=IMPATIENT)
    assert await transport.list("/") == []
    for path in ("/link", "/pipe"):
        for work in (partial(transport.size, path), partial(transport.delete, path), partial(transport.modified, path)):
            assert (await refusal(work)).code is ErrorCode.FTP_MISSING
    assert (root.parent / "secret").exists()


async def test_a_root_may_be_a_link_itself(root: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(root)
    transport = FolderTransport(tmp_path / "link")
    assert await transport.write("/x", b"abc") == 3
    assert (root / "x").read_bytes() == b"abc"


async def test_a_share_that_is_away_is_no_missing_file(root: Path) -> None:
    transport = FolderTransport(root / "share")
    for work in (lambda: transport.list("/response"), lambda: transport.write("/x", b""), lambda: transport.size("/x")):
        error = await refusal(work)
        assert (error.code, error.reason) == (ErrorCode.FTP_CONNECTION, "folder")
        assert str(root / "share") in error.message
        assert "FTP" not in error.message + error.hint
    assert not (root / "share").exists()


class Hanging:
    """A file system whose calls hang until they are let go."""

    def __init__(self) -> None:
        self.freed = threading.Event()
        self.begun = threading.Event()

    def wait(self, *_: object, **__: object) -> None:
        self.begun.set()
        self.freed.wait(20)


@pytest.fixture
def hanging() -> Iterator[Hanging]:
    share = Hanging()
    yield share
    share.freed.set()


async def test_a_share_that_hangs_is_late_and_never_blocks(
    root: Path, hanging: Hanging, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "x").write_bytes(b"abc")
    transport = FolderTransport(root, timeouts=IMPATIENT, calls=2)
    with monkeypatch.context() as hung:
        hung.setattr(folder_files, "state", hanging.wait)
        began = monotonic()
        for error in await asyncio.gather(*(transport.size("/x") for _ in range(5)), return_exceptions=True):
            assert isinstance(error, DeskError)
            assert (error.code, error.reason) == (ErrorCode.FTP_TIMEOUT, "folder")
        assert monotonic() - began < 2
        assert (await refusal(lambda: transport.list("/"))).code is ErrorCode.FTP_TIMEOUT  # both places hang
    hanging.freed.set()
    assert await transport.size("/x") == 3


async def test_a_hanging_call_is_cancelled_at_once(
    root: Path, hanging: Hanging, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_files, "listing", hanging.wait)
    task = asyncio.create_task(FolderTransport(root).list("/"))
    await asyncio.to_thread(hanging.begun.wait)
    began = monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert monotonic() - began < 0.5


async def test_a_file_opened_too_late_is_closed(root: Path, hanging: Hanging, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "x").write_bytes(b"abc")
    opened = folder_files.opened
    late: list[object] = []

    def open_late(place: Path, offset: int) -> object:
        hanging.wait()
        late.append(opened(place, offset))
        return late[0]

    monkeypatch.setattr(folder_files, "opened", open_late)
    transport = FolderTransport(root, timeouts=IMPATIENT)

    async def read() -> None:
        async with transport.read("/x"):
            pass

    assert (await refusal(read)).code is ErrorCode.FTP_TIMEOUT
    hanging.freed.set()
    async with asyncio.timeout(5):
        while not (late and late[0].closed):  # type: ignore[attr-defined]
            await asyncio.sleep(0.01)


async def test_a_request_that_hung_is_never_placed_later(
    root: Path, hanging: Hanging, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its repetition recognizes by the temporary file that it was not placed, and takes that away."""
    requests = root / "request" / "P13" / "P13"
    requests.mkdir(parents=True)
    published, folder = folder_files.published, SourceFolder("P13", "P13")
    ended = threading.Event()

    def publish_late(*args: object, **options: object) -> None:
        hanging.wait()
        try:
            published(*args, **options)  # type: ignore[arg-type]
        finally:
            ended.set()

    service = ExchangeService(FolderTransport(root, timeouts=IMPATIENT))
    with monkeypatch.context() as hung:
        hung.setattr(folder_files, "published", publish_late)
        error = await refusal(lambda: service.place_request(folder, RequestCommand.new()))
        assert error.code is ErrorCode.FTP_TIMEOUT
    await service.place_request(folder, RequestCommand.last_shift(), repeated=True)
    hanging.freed.set()
    assert await asyncio.to_thread(ended.wait, 5)
    (request,) = requests.iterdir()
    assert request.read_bytes() == RequestCommand.last_shift().encode()


async def test_a_write_that_breaks_off_leaves_nothing(root: Path) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"first"
        raise OSError(errno.EIO, "our own disk")

    with pytest.raises(OSError, match="our own disk"):
        await FolderTransport(root).write("/x", broken())
    async with asyncio.timeout(5):
        while list(root.iterdir()):
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("knows_links", [True, False])
async def test_a_name_taken_in_the_last_moment_is_never_replaced(
    root: Path, knows_links: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not knows_links:
        monkeypatch.setattr(Path, "hardlink_to", without_links)

    async def slow() -> AsyncIterator[bytes]:
        yield b"ours"
        (root / "x").write_bytes(b"of another program")

    error = await refusal(lambda: FolderTransport(root).write("/x", slow()))
    assert (error.code, error.reason) == (ErrorCode.FTP_DENIED, "exists")
    assert (root / "x").read_bytes() == b"of another program"


def without_links(*_: object) -> None:
    raise PermissionError(errno.EPERM, "links are not known here")


async def test_a_file_system_without_links_renames(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "hardlink_to", without_links)
    transport = FolderTransport(root)
    assert await transport.write("/x", b"abc") == 3
    assert [path.name for path in root.iterdir()] == ["x"]
    assert (await refusal(lambda: transport.write("/x", b"new"))).reason == "exists"


@contextmanager
def small_disk(place: Path) -> Iterator[None]:
    """Mount a file system of 1 MB; skips without the right to."""
    place.mkdir()
    if os.system(f"mount -t tmpfs -o size=1m tmpfs '{place}' 2>/dev/null"):
        pytest.skip("no right to mount")
    try:
        yield
    finally:
        os.system(f"umount -l '{place}'")


async def test_a_full_disk_is_named(tmp_path: Path) -> None:
    with small_disk(tmp_path / "small"):
        transport = FolderTransport(tmp_path / "small")
        error = await refusal(lambda: transport.write("/x", bytes(3 << 20)))
        assert (error.code, error.reason) == (ErrorCode.FTP_DENIED, "full")


def windows(number: int, code: int = errno.EACCES) -> OSError:
    error = OSError(code, "as Windows says it")
    error.winerror = number  # type: ignore[attr-defined, unused-ignore]
    return error


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (windows(32), (ErrorCode.FTP_BUSY, "in_use")),
        (windows(33), (ErrorCode.FTP_BUSY, "in_use")),
        (windows(53, errno.ENOENT), (ErrorCode.FTP_CONNECTION, "folder")),
        (windows(64, errno.ENOENT), (ErrorCode.FTP_CONNECTION, "folder")),
        (windows(5), (ErrorCode.FTP_DENIED, "folder")),
        (windows(1326), (ErrorCode.FTP_DENIED, "folder")),
        (windows(112), (ErrorCode.FTP_DENIED, "full")),
        (windows(2, errno.ENOENT), (ErrorCode.FTP_MISSING, "folder")),
        (PermissionError(errno.EACCES, ""), (ErrorCode.FTP_DENIED, "folder")),
        (OSError(errno.EROFS, ""), (ErrorCode.FTP_DENIED, "folder")),
        (OSError(errno.EBUSY, ""), (ErrorCode.FTP_BUSY, "in_use")),
        (OSError(errno.ENOSPC, ""), (ErrorCode.FTP_DENIED, "full")),
        (OSError(errno.ESTALE, ""), (ErrorCode.FTP_CONNECTION, "folder")),
        (OSError(errno.EHOSTDOWN, ""), (ErrorCode.FTP_CONNECTION, "folder")),
        (OSError(errno.ETIMEDOUT, ""), (ErrorCode.FTP_TIMEOUT, "folder")),
        (TimeoutError(), (ErrorCode.FTP_TIMEOUT, "folder")),
        (OSError(errno.EINVAL, ""), (ErrorCode.FTP_PROTOCOL, "folder")),
    ],
)
def test_failures_mean_what_they_mean(error: OSError, meaning: tuple[ErrorCode, str]) -> None:
    assert meaning_of(error) == meaning
