"""Nothing is lost: any file is given back byte for byte, however it is cut into blocks and whichever way it is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.resources import resource
from frontol_desk.format.encoding import LABELS, encoding_named
from tests.builders import export_file, line
from tests.unit.format.reading import CarefulOnly, Read, read, restored
from tests.unit.format.strategies import export_files

blocks = st.sampled_from((1, 2, 3, 7, 64, 1000, 1 << 20))


def sample() -> bytes:
    return Path(resource("demo/response.txt")).read_bytes()


def read_or_refused(data: bytes, block: int = 1 << 20, forced: str | None = None) -> Read | DeskError:
    try:
        return read(data, block=block, forced=forced)
    except DeskError as error:
        return error


def test_sample_comes_back_and_needs_hardly_any_residue() -> None:
    result = read(sample())
    assert restored(result) == sample()
    assert (result.lines, len(result.rows), result.quarantined) == (1346, 1346, [])
    noted = [(row["transaction_type"], row.residue, row.names) for row in result.rows if row.residue or row.names]
    assert noted == [(63, {"fields": {"44": "30.12.1899"}}, {})] * 3


@pytest.mark.parametrize("label", LABELS)
def test_sample_comes_back_in_every_encoding(label: str) -> None:
    encoding = encoding_named(label)
    data = encoding.mark + sample().decode().encode(encoding.codec)
    result = read(data)
    assert result.reader._encoding == encoding
    assert restored(result) == data
    assert {row.line_hash for row in result.rows} == {row.line_hash for row in read(sample()).rows}


@given(export_files())
def test_any_file_comes_back(data: bytes) -> None:
    assert restored(read(data)) == data


@given(export_files())
def test_quick_and_careful_way_agree(data: bytes) -> None:
    quick, careful = read(data), read(data, reader=CarefulOnly)
    assert quick.decoded() == careful.decoded()
    assert quick.quarantined == careful.quarantined
    assert quick.reader.headers == careful.reader.headers
    for name in ("unknown_types", "surplus", "unknown_length"):
        assert getattr(quick.reader, name) == getattr(careful.reader, name)


def test_ways_agree_on_the_sample() -> None:
    assert read(sample()).decoded() == read(sample(), reader=CarefulOnly).decoded()


@given(export_files(), blocks)
def test_blocks_do_not_matter(data: bytes, block: int) -> None:
    whole, cut = read(data), read(data, block=block)
    assert restored(cut) == data
    assert cut.decoded() == whole.decoded()
    assert cut.quarantined == whole.quarantined
    for name in ("headers", "dialect", "unknown_types", "surplus", "unknown_length"):
        assert getattr(cut.reader, name) == getattr(whole.reader, name)


@given(st.binary(max_size=300), blocks)
@example(b"", 1)
@example(b"#\n", 1)
@example(b"\xff\xfe#", 1)
@example(b"\xff\xfe", 7)
def test_random_bytes_are_refused_or_accounted_for(data: bytes, block: int) -> None:
    accounted_or_refused(data, read_or_refused(data, block))


@given(st.binary(max_size=300), st.sampled_from(LABELS), st.sampled_from(("\n", "\r\n")))
def test_random_bytes_after_a_header_are_accounted_for(tail: bytes, label: str, end: str) -> None:
    data = export_file([], encoding=label, line_end=end) + tail
    for forced in (None, label):
        result = read_or_refused(data, forced=forced)
        assert isinstance(result, Read)
        accounted_or_refused(data, result)


@given(export_files(), st.sampled_from(LABELS))
def test_a_wrong_encoding_forced_loses_nothing(data: bytes, label: str) -> None:
    accounted_or_refused(data, read_or_refused(data, forced=label))


@given(export_files(), st.integers(0), st.integers(0, 255))
def test_a_broken_byte_loses_nothing(data: bytes, position: int, byte: int) -> None:
    position %= len(data)
    spoilt = data[:position] + bytes([byte]) + data[position + 1 :]
    accounted_or_refused(spoilt, read_or_refused(spoilt))


def accounted_or_refused(data: bytes, result: Read | DeskError) -> None:
    """`read` has counted the lines already; bytes come back except for odd line ends and characters in headers."""
    if isinstance(result, DeskError):
        assert result.code in (ErrorCode.PARSE_INVALID, ErrorCode.FILE_EMPTY)
    else:
        assert body(restored(result), result) == body(data, result)


def body(data: bytes, result: Read) -> list[bytes]:
    encoding = result.reader._encoding
    lines = encoding.to_internal(data.removeprefix(encoding.mark)).split(b"\n")
    headers = {header.line + offset for header in result.reader.headers for offset in range(3)}
    return [text for number, text in enumerate(lines, 1) if number not in headers and text]


def test_a_line_longer_than_a_block_comes_back() -> None:
    data = export_file([line(11, marking_code="x" * 5000), line(11)])
    assert restored(read(data, block=100)) == data
