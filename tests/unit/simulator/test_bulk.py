from __future__ import annotations

from pathlib import Path

import pytest

from frontol_desk.simulator.bulk import write_bulk_export
from tests.unit.simulator.books import Line, by_till
from tests.unit.simulator.test_day_equations import check_document, check_shift, sales


def read(path: Path) -> list[str]:
    text = path.read_bytes().decode("utf-8-sig" if path.read_bytes()[:1] == b"\xef" else "windows-1251")
    assert text.endswith("\r\n")
    return text.split("\r\n")[:-1]


def test_rows_are_met_exactly_and_every_day_is_valid(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    assert write_bulk_export(path, rows=40_000) == 40_000
    header, lines = read(path)[:3], read(path)[3:]
    assert header[0] == "#"
    assert len(lines) == 40_000
    for made in by_till(lines).values():
        assert [line.number for line in made] == [*range(made[0].number, made[0].number + len(made))]
        for shift in whole_shifts(made):
            check_shift(shift)
            for document in sales(shift):
                check_document(document)


def whole_shifts(lines: list[Line]) -> list[list[Line]]:
    days: dict[str, list[Line]] = {}
    for line in lines:
        days.setdefault(line[2], []).append(line)
    assert len(days) == len({line[14] for line in lines}) > 20
    return [made for made in days.values() if made[-1].type == 61]


def test_size_is_reached_with_whole_lines(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    written = write_bulk_export(path, size=3_000_000)
    assert 3_000_000 <= path.stat().st_size < 3_600_000
    assert len(read(path)) == written + 3


def test_one_measure_must_be_given(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="either"):
        write_bulk_export(tmp_path / "x")
