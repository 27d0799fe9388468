"""The archive's own index: nothing that was added is lost, whatever happened to the file before or beside it."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from frontol_desk.domain.files import Origin
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.exchange.archive_index import ArchiveIndex, Came, Removed

DAYS = DateRange(date(2025, 12, 27), date(2025, 12, 28))
ORIGIN = Origin(SourceFolder("N22", "N22_FURN"), "response.txt", DAYS)


def came(number: int, origin: Origin = ORIGIN) -> Came:
    return Came.of(hashlib.sha256(b"%d" % number).hexdigest(), "default", origin)


@pytest.fixture
def index(tmp_path: Path) -> ArchiveIndex:
    return ArchiveIndex(tmp_path / "index")


@pytest.mark.parametrize("origin", [ORIGIN, Origin(ORIGIN.folder, "ответ 1.txt", None, trusted=True)])
def test_what_is_added_is_read_in_order(index: ArchiveIndex, origin: Origin) -> None:
    lines: list[Came | Removed] = [
        came(1, origin),
        came(2),
        Removed(at=datetime.now(UTC), sha256="ab" * 32),
        came(1, origin),
    ]
    index.add(lines[:2])
    index.add(lines[2:])
    assert list(ArchiveIndex(index.folder).read()) == lines
    first = next(index.read())
    assert isinstance(first, Came)
    assert first.origin == origin


def test_a_line_that_was_cut_takes_nothing_with_it(index: ArchiveIndex) -> None:
    """A process killed while it wrote, or a disk that was full: the next line begins on a line of its own."""
    index.add([came(1), came(2)])
    (path,) = index.files()
    path.write_bytes(path.read_bytes()[:-30])
    index.add([came(3)])
    assert list(index.read()) == [line for line in index.read() if line.sha256 != came(2).sha256]
    assert [line.sha256 for line in index.read()] == [came(1).sha256, came(3).sha256]


@pytest.mark.parametrize(
    "rubbish",
    [b"\n", b"null\n", b"{}\n", b"\x00\xff\n", b'{"at":"2026-01-01T00:00:00Z","sha256":"../x","event":"removed"}\n'],
)
def test_rubbish_is_passed_over(index: ArchiveIndex, rubbish: bytes) -> None:
    index.add([came(1)])
    (path,) = index.files()
    path.write_bytes(rubbish + path.read_bytes() + rubbish)
    assert [line.sha256 for line in index.read()] == [came(1).sha256]


def test_a_clock_that_was_put_back_does_not_change_the_order(index: ArchiveIndex) -> None:
    index.folder.mkdir()
    (index.folder / "2099-01.jsonl").touch()
    index.add([came(1)])
    index.add([came(2)])
    assert [path.name for path in index.files()] == ["2099-01.jsonl"]
    assert [line.sha256 for line in index.read()] == [came(1).sha256, came(2).sha256]


def test_many_writers_at_once(index: ArchiveIndex) -> None:
    """Each with an index object of its own, as processes have."""
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: ArchiveIndex(index.folder).add([came(number)]), range(200)))
    assert sorted(line.sha256 for line in index.read()) == sorted(came(number).sha256 for number in range(200))
