"""Looking after the archive: what is wrong is found, and nothing goes that somebody has begun to rely on."""

from __future__ import annotations

import gzip
import os
import time
from pathlib import Path
from threading import Event

import pytest

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.files import Origin
from frontol_desk.domain.upkeep import ArchiveCheck
from frontol_desk.domain.values import SourceFolder
from frontol_desk.exchange import archive_upkeep
from frontol_desk.exchange.archive import Archive
from frontol_desk.exchange.archive_upkeep import Copy, copies, remove, tidy

ORIGIN = Origin(SourceFolder("P13", "P13"), "response.txt")
DATA = [b"#\r\n1\r\n24335\r\n%d" % number * 1000 for number in range(3)]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


async def keep(archive: Archive, data: bytes, origin: Origin | None = ORIGIN) -> str:
    path = archive.root.parent / "spooled"
    path.write_bytes(data)
    return (await archive.store(path, origin)).sha256


@pytest.fixture
async def kept(archive: Archive) -> list[str]:
    found = [await keep(archive, data) for data in DATA]
    for age, sha256 in enumerate(reversed(found), start=2):
        os.utime(archive.path(sha256), (time.time() - age * 86_400,) * 2)
    return found


def check(archive: Archive, *known: str) -> ArchiveCheck:
    return archive_upkeep.check(archive, known, Event())


def copy_of(archive: Archive, sha256: str) -> Copy:
    (found,) = [copy for copy in copies(archive)[0] if copy.sha256 == sha256]
    return found


async def test_a_sound_archive(archive: Archive, kept: list[str]) -> None:
    found = check(archive, *kept)
    assert found.sound
    assert (found.copies, found.unlisted) == (3, 0)
    assert found.bytes == sum(archive.path(sha256).stat().st_size for sha256 in kept)


def test_no_archive_at_all(archive: Archive) -> None:
    assert check(archive) == ArchiveCheck()


async def test_damage_of_every_kind_is_found(archive: Archive, kept: list[str]) -> None:
    archive.path(kept[0]).write_bytes(gzip.compress(b"something else"))
    archive.path(kept[1]).unlink()
    (archive.root / "ab").mkdir(exist_ok=True)
    (archive.root / "ab" / "notes.txt").write_bytes(b"mine")
    misplaced = archive.root / "ab" / archive.path(kept[2]).name
    misplaced.write_bytes(archive.path(kept[2]).read_bytes())
    found = check(archive)
    assert found.damaged == (str(archive.path(kept[0])),)
    assert found.missing == (str(archive.path(kept[1])),)
    assert set(found.foreign) == {str(misplaced), str(archive.root / "ab" / "notes.txt")}
    assert not found.sound


async def test_what_only_the_database_knows_is_missed_too(archive: Archive) -> None:
    sha256 = await keep(archive, DATA[0], None)
    assert check(archive).unlisted == 1
    assert check(archive).sound
    assert check(archive, sha256).unlisted == 0
    archive.path(sha256).unlink()
    assert check(archive, sha256).missing


async def test_what_was_removed_on_purpose_is_not_missed(archive: Archive, kept: list[str]) -> None:
    assert remove(archive, copy_of(archive, kept[0]))
    assert not archive.path(kept[0]).exists()
    assert check(archive, *kept).sound
    await keep(archive, DATA[0])
    archive.path(kept[0]).unlink()
    assert check(archive, *kept).missing, "it came once more since"


async def test_a_copy_that_a_load_needs_meanwhile_stays(archive: Archive, kept: list[str]) -> None:
    """The same answer has come again between choosing a copy and removing it."""
    chosen = copy_of(archive, kept[0])
    await keep(archive, DATA[0])
    assert not remove(archive, chosen)
    assert await archive.verify(kept[0])
    assert check(archive).sound


async def test_a_copy_that_is_stored_anew_while_it_is_set_aside_stays(
    archive: Archive, kept: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen, replace = copy_of(archive, kept[0]), Path.replace
    source = archive.root.parent / "again"
    source.write_bytes(DATA[0])

    def set_aside_and_store(path: Path, target: Path) -> Path:
        moved = replace(path, target)
        if path == chosen.path:
            monkeypatch.setattr(Path, "replace", replace)
            archive._store(source, ORIGIN, Event())
        return moved

    monkeypatch.setattr(Path, "replace", set_aside_and_store)
    remove(archive, chosen)
    assert await archive.verify(kept[0])
    assert check(archive).sound


async def test_a_copy_goes_back_when_its_removal_cannot_be_noted(
    archive: Archive, kept: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive.index, "add", full)
    with pytest.raises(DeskError) as refused:
        remove(archive, copy_of(archive, kept[0]))
    assert refused.value.code is ErrorCode.DISK_FULL
    assert await archive.verify(kept[0])


async def test_killed_processes_leave_nothing_for_good(archive: Archive, kept: list[str]) -> None:
    """One killed while storing, one while removing: its copy is there again."""
    (archive.root / "0123456789abcdef.tmp").write_bytes(b"half")
    archive.path(kept[0]).replace(archive.path(kept[0]).with_suffix(".removing"))
    tidy(archive)
    assert (archive.root / "0123456789abcdef.tmp").exists(), "perhaps it is still being written"
    later = time.time() + 2 * 86_400
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("frontol_desk.exchange.archive_upkeep.time.time", lambda: later)
        tidy(archive)
    assert not list(archive.root.glob("*.tmp"))
    assert check(archive).sound


def test_a_stop_ends_the_check(archive: Archive) -> None:
    archive.root.mkdir()
    stop = Event()
    stop.set()
    (archive.root / "ab").mkdir()
    (archive.root / "ab" / f"{'ab' * 32}.gz").write_bytes(gzip.compress(b"x"))
    with pytest.raises(InterruptedError):
        archive_upkeep.check(archive, (), stop)
