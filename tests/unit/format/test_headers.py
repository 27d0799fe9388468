"""Headers inside a file: found wherever blocks end, and never taken for one when they are none."""

from __future__ import annotations

import pytest

from frontol_desk.format.headers import header_fault, header_pattern, header_starts
from frontol_desk.format.rows import Header
from frontol_desk.format.writer import header
from tests.builders import export_file, line
from tests.unit.format.reading import read, restored


@pytest.mark.parametrize("block", range(1, 40))
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_header_cut_by_blocks_is_one_header(block: int, line_end: str) -> None:
    first = export_file([line(11)], line_end=line_end)
    data = first + export_file([line(55)], line_end=line_end, report_number="24336")
    result = read(data, block=len(first) - 3 + block % 13 if block > 13 else block)
    assert result.reader.headers == [Header("#", "1", "24335", 1), Header("#", "1", "24336", 5)]
    assert (len(result.rows), result.quarantined) == (2, [])
    assert restored(result) == data


CASES = [
    ([b"#", b"1", b"24335"], None),
    ([b"@", b"1", b"24335", b"x"], None),
    ([b"#", b"", b"24335"], None),
    ([b"#", b"\xff", b"24335"], None),
    ([], 1),
    ([b""], 1),
    ([b"##", b"1", b"2"], 1),
    ([b"#"], 2),
    ([b"#", b"1;"], 2),
    ([b"#", b"#", b"1"], 2),
    ([b"#", b"\0", b"1"], 2),
    ([b"#", b"a\rb", b"1"], 2),
    ([b"#", b"1"], 3),
    ([b"#", b"1", b""], 3),
    ([b"#", b"1", b"2;3"], 3),
    ([b"#", b"1", b"@"], 3),
    ([b"#", b"1", b"2" * 766], 3),
]


@pytest.mark.parametrize(("lines", "fault"), CASES)
def test_the_line_at_fault_is_told(lines: list[bytes], fault: int | None) -> None:
    assert header_fault(lines) == fault


@pytest.mark.parametrize(("lines", "fault"), CASES)
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_the_pattern_of_the_scan_agrees(lines: list[bytes], fault: int | None, end: bytes) -> None:
    found = header_pattern("cp1251").match(b"".join(text + end for text in lines))
    assert (found is None) == (fault is not None)


def test_the_longest_values_of_a_header() -> None:
    """The scan is stricter than the reader, which counts bytes: what it leaves out is a header for both."""
    longest = b"2" * 765
    assert header_fault([b"#", longest, longest]) is None
    assert header_fault([b"#", longest + b"2", b"1"]) == 2
    pattern = header_pattern("cp1251")
    assert pattern.fullmatch(b"#\n" + b"1" * 255 + b"\n" + b"2" * 255 + b"\n")
    assert not pattern.match(b"#\n" + b"1" * 256 + b"\n2\n")
    assert not pattern.match(b"#\n1\n" + b"2" * 256 + b"\n")


def test_a_header_is_written_as_windows_does() -> None:
    assert header("#", "1", "24335") == "#\r\n1\r\n24335\r\n"


def test_positions_of_several_headers() -> None:
    lines = [b"#", b"1", b"2", b"x;", b"@", b"1", b"3", b"#", b"x;", b"#", b"#", b"1", b"4"]
    assert header_starts(lines) == [0, 4, 10]


def test_a_header_may_follow_a_lone_flag() -> None:
    data = export_file([line(11), "#"]) + export_file([line(11)], report_number="2")
    result = read(data)
    assert [header.line for header in result.reader.headers] == [1, 6]
    assert (result.refused.line, result.refused.raw) == (5, b"#")
