"""Lines end at LF, with or without CR before it, and at nothing else."""

from __future__ import annotations

import pytest

from tests.builders import export_file, line
from tests.unit.format.reading import read, restored
from tests.unit.format.strategies import UNUSUAL_SIGNS


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_the_first_line_tells_the_usual_end(line_end: str) -> None:
    result = read(export_file([line(11)] * 2, line_end=line_end))
    assert result.reader.dialect.line_end == line_end
    assert [row.residue for row in result.rows] == [{}, {}]


@pytest.mark.parametrize(("usual", "other"), [("\n", "\r\n"), ("\r\n", "\n")])
def test_other_ends_are_kept_line_by_line(usual: str, other: str) -> None:
    data = export_file([], line_end=usual) + f"{line(11)}{other}{line(11)}{usual}x{other}{line(11)}{usual}".encode()
    result = read(data)
    assert [row.residue for row in result.rows] == [{"end": other}, {}, {}]
    assert result.refused.line_end == other
    assert restored(result) == data


@pytest.mark.parametrize("sign", UNUSUAL_SIGNS)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_nothing_else_ends_a_line(sign: str, line_end: str) -> None:
    data = export_file([line(11, marking_code=f"x{sign}y")] * 2, line_end=line_end)
    result = read(data)
    assert result.lines == 2
    assert restored(result) == data
    if sign == "\0":
        assert [refused.reason for refused in result.quarantined] == ["nul_character"] * 2
    else:
        assert [row["marking_code"] for row in result.rows] == [f"x{sign}y"] * 2


@pytest.mark.parametrize("tail", ["\r", "\r\r", ";\r"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_carriage_returns_before_the_end_are_kept(tail: str, line_end: str) -> None:
    data = export_file([line(11), line(11) + tail, line(11)], line_end=line_end)
    result = read(data)
    assert (result.lines, len(result.rows)) == (3, 3)
    assert restored(result) == data
