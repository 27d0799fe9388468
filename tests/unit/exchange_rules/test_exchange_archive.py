from __future__ import annotations

import asyncio
import gzip
import hashlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.exchange.archive import Archive

DATA = b"#\r\n1\r\n24335\r\n" + b"733684;28.12.2025;10:02:50;64;1;63070;\r\n" * 50_000


@pytest.fixture
def original(tmp_path: Path) -> Path:
    path = tmp_path / "spooled"
    path.write_bytes(DATA)
    return path


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def files_of(archive: Archive) -> list[Path]:
    return [path for path in archive.root.rglob("*") if path.is_file()]


@pytest.mark.parametrize("data", [b"", b"#", DATA])
async def test_what_is_stored_comes_back(archive: Archive, original: Path, tmp_path: Path, data: bytes) -> None:
    original.write_bytes(data)
    stored = await archive.store(original)
    sha256 = hashlib.sha256(data).hexdigest()
    assert (stored.sha256, stored.size) == (sha256, len(data))
    assert Path(stored.path) == archive.path(sha256)
    assert archive.path(sha256).parent.name == sha256[:2]
    await archive.fetch(sha256, fetched := tmp_path / "fetched")
    assert fetched.read_bytes() == data
    assert gzip.decompress(archive.path(sha256).read_bytes()) == data
    assert await archive.verify(sha256)
    assert original.read_bytes() == data, "the spooled file is the caller's"


async def test_the_same_file_again_is_not_written_again(archive: Archive, original: Path) -> None:
    first = await archive.store(original)
    os.utime(first.path, (1, 1))
    before = Path(first.path).stat()
    assert await archive.store(original) == first
    after = Path(first.path).stat()
    assert before.st_ino == after.st_ino
    assert after.st_mtime > 1, "it says when it was needed last"
    assert len(files_of(archive)) == 1


@pytest.mark.parametrize("damage", [b"", b"rubbish", None])
async def test_a_damaged_copy_is_noticed_and_replaced(archive: Archive, original: Path, damage: bytes | None) -> None:
    stored = await archive.store(original)
    path = Path(stored.path)
    path.write_bytes(path.read_bytes()[:-20] if damage is None else damage)
    assert not await archive.verify(stored.sha256)
    await archive.store(original)
    assert await archive.verify(stored.sha256)


async def test_a_flipped_bit_is_noticed(archive: Archive, original: Path) -> None:
    stored = await archive.store(original)
    data = bytearray(Path(stored.path).read_bytes())
    data[len(data) // 2] ^= 1
    Path(stored.path).write_bytes(data)
    assert not await archive.verify(stored.sha256)


async def test_what_is_not_there(archive: Archive, tmp_path: Path) -> None:
    assert not await archive.verify("ab" * 32)
    with pytest.raises(DeskError) as caught:
        await archive.fetch("ab" * 32, tmp_path / "fetched")
    assert caught.value.code is ErrorCode.ARCHIVE_MISSING
    with pytest.raises(DeskError) as caught:
        await archive.store(tmp_path / "missing")
    assert caught.value.code is ErrorCode.ARCHIVE_FAILED
    assert files_of(archive) == []


async def test_no_place_to_write(original: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DeskError) as caught:
        await Archive(tmp_path / "file" / "archive").store(original)
    assert caught.value.code is ErrorCode.ARCHIVE_FAILED


async def test_many_at_once(archive: Archive, tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}" for number in range(16)]
    for number, path in enumerate(paths):
        path.write_bytes(DATA + b"%d" % (number % 4))
    stored = await asyncio.gather(*(archive.store(path) for path in paths))
    assert len({item.sha256 for item in stored}) == 4
    assert len(files_of(archive)) == 4
    assert all([await archive.verify(item.sha256) for item in stored])


async def test_the_fingerprint_is_what_storing_gives(archive: Archive, original: Path) -> None:
    found = await archive.fingerprint(original)
    assert files_of(archive) == []
    assert found == await archive.store(original)


async def test_an_original_that_cannot_be_read_is_named(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(DeskError) as refused:
        await archive.fingerprint(tmp_path / "gone.txt")
    assert refused.value.code is ErrorCode.FILE_UNREADABLE
    assert refused.value.context["file"] == "gone.txt"


async def test_a_stop_ends_storing_at_once_and_leaves_nothing(archive: Archive, tmp_path: Path) -> None:
    large = tmp_path / "large"
    large.write_bytes(DATA * 100)
    storing = asyncio.create_task(archive.store(large))
    while not files_of(archive):
        await asyncio.sleep(0.001)
    storing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await storing
    async with asyncio.timeout(1):
        while files_of(archive):
            await asyncio.sleep(0.001)


async def test_a_stop_ends_hashing_again_at_once(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread that goes on would keep the program from ending."""
    read, ended = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def endless(*_: object) -> Iterator[bytes]:
        try:
            while not ended.is_set():
                loop.call_soon_threadsafe(read.set)
                yield DATA
        finally:
            ended.set()

    monkeypatch.setattr("frontol_desk.exchange.archive.blocks", endless)
    hashing = asyncio.create_task(archive.verify("0" * 64))
    await read.wait()
    hashing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await hashing
    try:
        assert await asyncio.to_thread(ended.wait, 1)
    finally:
        ended.set()
