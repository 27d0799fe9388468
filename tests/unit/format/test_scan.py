"""The look over the whole file: its content hash tells a repeat from a change, however the blocks fall."""

from __future__ import annotations

import io
import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from frontol_desk.format import encoding as module
from frontol_desk.format import headers
from frontol_desk.format.encoding import LABELS, Scan, scan_export
from tests.builders import export_file, line
from tests.unit.format.reading import read
from tests.unit.format.strategies import export_files

SALES = [line(11, transaction_id_unique=str(number), marking_code="0104¤") for number in range(1, 6)]


def scan(data: bytes, forced: str | None = None) -> Scan:
    return scan_export(io.BytesIO(data), forced)


def content(data: bytes, forced: str | None = None) -> str:
    return scan(data, forced).content_hash


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BLOCK", 5)


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("line_end", ["\r\n", "\n"])
def test_a_new_report_number_is_a_repeat(label: str, line_end: str) -> None:
    first = export_file(SALES, encoding=label, line_end=line_end, report_number="9")
    again = export_file(SALES, encoding=label, line_end=line_end, report_number="10", flag="@", database_id="2")
    assert scan(first).encoding.label == label
    assert content(first) == content(again)


@pytest.mark.parametrize("label", LABELS)
def test_headers_between_exports_do_not_count(label: str) -> None:
    one = export_file(SALES, encoding=label)
    mark = scan(one).encoding.mark
    parts = [export_file(SALES[:2], encoding=label), export_file(SALES[2:], encoding=label, report_number="24336")]
    assert content(parts[0] + parts[1].removeprefix(mark)) == content(one)


@pytest.mark.parametrize("label", LABELS)
def test_any_change_of_a_line_counts(label: str) -> None:
    others = [
        SALES[:-1],
        [*SALES, SALES[0]],
        SALES[::-1],
        [*SALES[:-1], SALES[-1] + ";"],
        [*SALES, ""],
        [*SALES, "#"],
        [*SALES, "#", "1"],
        [*SALES, "#", "", ""],
        [*SALES, "#", "1;2", "3"],
        [text.replace("0104", "0105") for text in SALES],
        [text.replace("0104", "\u01000104") for text in SALES] if "utf" in label else [],
        [text.replace("0104", "\x010104") for text in SALES],
    ]
    files = [export_file(lines, encoding=label) for lines in (SALES, *others)]
    assert len({content(data, label) for data in files}) == len(files)


def test_characters_that_hold_the_bytes_of_a_header_count() -> None:
    """Read from an odd position these are: line end, #, 1, 2."""
    texts = ["\u0a78\u2300\u0a00\u3100\u0a00\u3200\u0a00\u7800", "\u0a78\u2300\u0a00\u3300\u0a00\u3200\u0a00\u7800"]
    files = [export_file([line(11, marking_code=text)], encoding="utf-16-le") for text in texts]
    assert content(files[0]) != content(files[1])


def test_a_line_end_counts() -> None:
    data = export_file(SALES)
    assert len({content(data), content(export_file(SALES, line_end="\n")), content(data[:-2])}) == 3


@given(export_files(), st.integers(1, 40))
@example("#\r\n0000000000\U00010000\U00010000\r\n0000000000\U00010000\U00010000\r\n".encode("utf-16"), 1)
def test_block_boundaries_do_not_matter(data: bytes, block: int) -> None:
    whole = scan(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "BLOCK", block)
        patch.setattr(headers, "LONGEST_BYTES", 128)
        assert scan(data) == whole


@pytest.mark.parametrize("label", LABELS)
def test_headers_are_found_from_any_block(label: str, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = [export_file(SALES[:3], encoding=label), export_file(SALES[3:], encoding=label, report_number="24336")]
    data = parts[0] + parts[1].removeprefix(scan(parts[0]).encoding.mark)
    whole = content(export_file(SALES, encoding=label))
    for longest, blocks in ((headers.LONGEST_BYTES, (1, 5, 1001)), (128, range(1, 400, 3))):
        monkeypatch.setattr(headers, "LONGEST_BYTES", longest)
        for block in blocks:
            monkeypatch.setattr(module, "BLOCK", block)
            assert content(data) == whole


@pytest.mark.parametrize("shift", range(-30, 12))
def test_a_header_across_a_real_block_boundary(shift: int) -> None:
    """The header of the second export begins `shift` bytes from the end of the first block, which is 4 bytes longer."""
    start = export_file(SALES)
    filler = line(11, count=27)
    room = module.BLOCK + 4 + shift - len(start) - len(filler) - 2
    first = start + (filler[:-1] + "x" * room + ";\r\n").encode()
    assert len(first) == module.BLOCK + 4 + shift
    first_lines = first.partition(b"24335\r\n")[2]
    assert content(first + export_file(SALES, report_number="1")) == content(
        export_file([], report_number="7")
        + first_lines
        + export_file(SALES, report_number="99").partition(b"99\r\n")[2]
    )


@given(export_files())
def test_what_the_scan_leaves_out_is_a_header_for_the_reader(data: bytes) -> None:
    """Else a change of data could pass for a repeat."""
    result = read(data)
    encoding = result.reader._encoding
    places = {header.line + offset for header in result.reader.headers for offset in range(3)}
    text = data.removeprefix(encoding.mark)
    lines = text.split(encoding.newline) if len(encoding.newline) == 1 else _wide_lines(text, encoding.newline)
    kept = encoding.newline.join(part for number, part in enumerate(lines, 1) if number not in places)
    assert scan(data).content_hash == _plain_hash(kept, encoding.label)


def _wide_lines(text: bytes, newline: bytes) -> list[bytes]:
    units = [text[at : at + 2] for at in range(0, len(text), 2)]
    lines = [b""]
    for unit in units:
        if unit == newline:
            lines.append(b"")
        else:
            lines[-1] += unit
    return lines


def _plain_hash(kept: bytes, label: str) -> str:
    """Hash text that has no header any more; a header before it is left out, so one can be put there."""
    named = module.encoding_named(label)
    return scan(named.mark + "#\n1\n2\n".encode(named.codec) + kept, label).content_hash


@pytest.mark.parametrize("label", LABELS)
def test_the_end_of_the_last_line_is_seen(label: str) -> None:
    data = export_file(SALES, encoding=label)
    unit = len(scan(data).encoding.newline)
    assert scan(data, label).ends_with_line_end
    assert not any(scan(data[:-cut], label).ends_with_line_end for cut in (*range(1, unit), unit, unit + 1))
    assert not scan(export_file([*SALES, "\u0a41"], encoding="utf-16-le", closed=False)).ends_with_line_end
    assert not scan(export_file([*SALES, "\u0a78\ue000"], encoding="utf-16-le")[:-5]).ends_with_line_end
    assert scan(export_file(SALES, encoding=label, line_end="\n"), label).ends_with_line_end


def test_an_empty_file_is_scanned() -> None:
    empty = scan(b"")
    assert (empty.size, empty.ends_with_line_end, empty.encoding.label) == (0, False, "utf-8")


@pytest.mark.usefixtures("small_blocks")
def test_size_is_that_of_the_file() -> None:
    data = export_file(SALES, encoding="utf-16-be")
    assert scan(data).size == len(data)


@pytest.mark.alone
def test_a_file_without_lines_is_scanned_in_flat_memory() -> None:
    """Quick because nothing is kept but the last few bytes; keeping all would take minutes."""
    block = random.Random(1).randbytes(1 << 20).replace(b"\n", b"x")
    stream = io.BytesIO(block * 60)
    assert scan_export(stream).size == 60 << 20


def test_one_damaged_byte_leaves_a_file_utf8() -> None:
    good = line(11, item_identifier="Чай чёрный")
    data = export_file([good, good.replace("чёрный", "чёрный?"), good]).replace(b"?", b"\xff")
    assert scan_export(io.BytesIO(data)).encoding.label == "utf-8"
    result = read(data)
    assert (len(result.rows), result.refused.reason) == (2, "bad_encoding")


def test_windows_1251_with_signs_that_look_like_utf8_stays_what_it_is() -> None:
    data = export_file([line(11, item_identifier="Тариф №1 «Чай» ¤")] * 3, encoding="windows-1251")
    assert scan_export(io.BytesIO(data)).encoding.label == "windows-1251"
