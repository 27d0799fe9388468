"""Encrypted copies: they hold what came, stream, and open with their own key only."""

from __future__ import annotations

import asyncio
import errno
import io
import os
import sys
import time
import tracemalloc
from pathlib import Path
from threading import Event

import pyrage
import pytest

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.files import Origin
from frontol_desk.domain.values import SourceFolder
from frontol_desk.exchange import archive_upkeep
from frontol_desk.exchange.archive import Archive
from frontol_desk.exchange.archive_files import compress
from frontol_desk.exchange.archive_lock import ArchiveLock

MEGABYTE = 1 << 20
ORIGIN = Origin(SourceFolder("P13", "P13"), "response.txt")


class Store:
    """A store of secrets with nothing but the archive's key."""

    kind, where = "memory", "memory"

    def __init__(self, key: str | None = None, *, writable: bool = True) -> None:
        self.key, self.writable = key, writable

    def get(self, name: str) -> str | None:
        assert name == "archive.key"
        return self.key

    def set(self, name: str, value: str) -> None:  # noqa: ARG002
        self.key = value

    def delete(self, name: str) -> bool:
        raise NotImplementedError

    def names(self) -> list[str]:
        raise NotImplementedError


class BrokenDisk(io.BytesIO):
    """A file on a disk that is about to die."""

    def read(self, _size: int | None = -1) -> bytes:
        raise OSError(errno.EIO, os.strerror(errno.EIO))


def locked_archive(root: Path, store: Store, *, profile: str = "default", encrypts: bool = True) -> Archive:
    return Archive(root / "archive", profile, ArchiveLock(store, encrypts=encrypts))


def ready(root: Path, store: Store, *, profile: str = "default") -> Archive:
    archive = locked_archive(root, store, profile=profile)
    archive.make_ready()
    return archive


def file_with(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


async def test_a_copy_comes_back_and_holds_nothing_plain(tmp_path: Path) -> None:
    archive = ready(tmp_path, Store())
    data = b"+79161234567;" * 300_000
    kept = await archive.store(file_with(tmp_path / "original", data), ORIGIN)
    copy = Path(kept.path)
    assert copy.name == f"{kept.sha256}.{archive.lock.key_id}.gz.age"
    assert copy.read_bytes().startswith(b"age-encryption.org/v1")
    assert b"9161234567" not in copy.read_bytes()
    await archive.fetch(kept.sha256, tmp_path / "back")
    assert (tmp_path / "back").read_bytes() == data
    assert await archive.verify(kept.sha256)
    again = await archive.store(tmp_path / "original", ORIGIN)
    assert again == kept
    assert len(archive_upkeep.copies(archive)[0]) == 1


@pytest.mark.parametrize("damage", ["cut", "flipped", "end", "header", "empty"])
async def test_damage_is_told(tmp_path: Path, damage: str) -> None:
    archive = ready(tmp_path, Store())
    kept = await archive.store(file_with(tmp_path / "original", os.urandom(300_000)), ORIGIN)
    copy = Path(kept.path)
    whole = copy.read_bytes()
    flipped = bytes([whole[-100_000] ^ 1])
    spoilt = {
        "cut": whole[:-70_000],
        "flipped": whole[:-100_000] + flipped + whole[-99_999:],
        "end": whole[:-1],
        "header": whole[10:],
        "empty": b"",
    }
    copy.write_bytes(spoilt[damage])
    with pytest.raises(DeskError) as refused:
        await archive.fetch(kept.sha256, tmp_path / "back")
    assert refused.value.code is ErrorCode.ARCHIVE_DAMAGED
    assert not (tmp_path / "back").exists()
    assert archive_upkeep.check(archive, set(), Event()).damaged == (str(copy),)


async def test_memory_is_flat_and_stopping_quick(tmp_path: Path) -> None:
    archive = ready(tmp_path, Store())
    source = tmp_path / "original"
    with source.open("wb") as file:
        for _ in range(24):
            file.write(os.urandom(MEGABYTE))
    tracemalloc.start()
    try:
        kept = await archive.store(source, ORIGIN)
        await archive.fetch(kept.sha256, tmp_path / "back")
        assert tracemalloc.get_traced_memory()[1] < 12 * MEGABYTE
    finally:
        tracemalloc.stop()
    for work in (archive.store(source), archive.verify(kept.sha256)):
        task = asyncio.ensure_future(work)
        await asyncio.sleep(0.02)
        started = time.monotonic()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert time.monotonic() - started < 1
    assert list((tmp_path / "archive").glob("*.tmp")) == []


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="nothing here has no end")
def test_encrypting_ends_when_it_is_told_to(tmp_path: Path) -> None:
    archive, stopped = ready(tmp_path, Store()), Event()
    stopped.set()
    with pytest.raises(InterruptedError):
        compress(Path("/dev/zero"), tmp_path / "half", stopped, archive.lock.seal)


async def test_a_disk_that_cannot_be_read_is_no_damaged_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = ready(tmp_path, Store())
    kept = await archive.store(file_with(tmp_path / "original", b"x" * 1000), ORIGIN)
    monkeypatch.setattr(Path, "open", lambda *_, **__: BrokenDisk())
    with pytest.raises(DeskError) as refused:
        list(archive.blocks(Path(kept.path), kept.sha256))
    assert (refused.value.code, refused.value.reason) == (ErrorCode.ARCHIVE_FAILED, "read")


async def test_profiles_that_share_an_archive_have_keys_of_their_own(tmp_path: Path) -> None:
    ours, theirs = ready(tmp_path, Store(), profile="ours"), ready(tmp_path, Store(), profile="theirs")
    source = file_with(tmp_path / "original", b"x" * 1000)
    kept = await ours.store(source, ORIGIN)
    only_theirs = await theirs.store(file_with(tmp_path / "other", b"y" * 1000), ORIGIN)
    await theirs.store(source, ORIGIN)
    assert len(archive_upkeep.copies(ours)[0]) == 3
    for archive in (ours, theirs):
        assert await archive.verify(kept.sha256)
        assert archive_upkeep.check(archive, set(), Event()).sound
    with pytest.raises(DeskError) as locked:
        await ours.fetch(only_theirs.sha256, tmp_path / "back")
    assert (locked.value.code, locked.value.reason) == (ErrorCode.ARCHIVE_LOCKED, None)


async def test_copies_are_removed_one_by_one_and_put_back_as_they_were(tmp_path: Path) -> None:
    store = Store()
    archive = ready(tmp_path, store)
    plain = locked_archive(tmp_path, store, encrypts=False)
    source = file_with(tmp_path / "original", b"x" * 1000)
    kept = await archive.store(source, ORIGIN)
    await plain.store(source, ORIGIN)
    there, foreign = archive_upkeep.copies(archive)
    assert (sorted(copy.key is None for copy in there), foreign) == ([False, True], [])
    assert archive.path(kept.sha256).suffix == ".gz"
    sealed = next(copy for copy in there if copy.key)
    os.utime(sealed.path, (1, 1))
    assert not archive_upkeep.remove(archive, sealed), "it was needed again meanwhile"
    assert sealed.path.exists()
    assert archive_upkeep.remove(archive, next(copy for copy in there if copy.key is None))
    assert await archive.verify(kept.sha256)
    assert archive_upkeep.expected(archive)[1] == set()
    (last,) = archive_upkeep.copies(archive)[0]
    assert archive_upkeep.remove(archive, last)
    assert archive_upkeep.expected(archive)[1] == {kept.sha256}


def test_what_killed_processes_had_set_aside_comes_back(tmp_path: Path) -> None:
    archive = ready(tmp_path, Store())
    kept = asyncio.run(archive.store(file_with(tmp_path / "original", b"x"), ORIGIN))
    copy = Path(kept.path)
    aside = copy.replace(copy.with_suffix(".removing"))
    archive_upkeep._put_back(aside)
    assert copy.exists()


@pytest.mark.parametrize(
    ("store", "reason"), [(Store(writable=False), "not_kept"), (Store("no key"), "bad_key"), (Store(""), "bad_key")]
)
def test_a_key_that_is_not_to_be_had(tmp_path: Path, store: Store, reason: str) -> None:
    with pytest.raises(DeskError) as refused:
        ready(tmp_path, store)
    assert (refused.value.code, refused.value.reason) == (ErrorCode.ARCHIVE_LOCKED, reason)


async def test_a_lost_key_is_not_replaced_silently(tmp_path: Path) -> None:
    await ready(tmp_path, Store()).store(file_with(tmp_path / "original", b"x"), ORIGIN)
    empty = Store()
    with pytest.raises(DeskError) as refused:
        ready(tmp_path, empty)
    assert (refused.value.code, refused.value.reason, empty.key) == (ErrorCode.ARCHIVE_LOCKED, "missing", None)
    ready(tmp_path, empty, profile="another")
    chosen = Store(str(pyrage.x25519.Identity.generate()) + "\n")
    assert ready(tmp_path, chosen).lock.key_id


def test_without_the_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyrage", None)
    with pytest.raises(DeskError) as refused:
        ready(tmp_path, Store())
    assert (refused.value.reason, "frontol-desk[privacy]" in refused.value.hint) == ("no_library", True)
