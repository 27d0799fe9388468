"""The three header lines of an export: their form, where they stand among lines, and blocks that never cut one apart.

The scan and the reader must agree: what the scan leaves out of the content hash is always a header for the reader, else
a change of data could pass for a repeat.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from frontol_desk.format.rows import DELIMITER

FLAGS = (b"#", b"@")
LINES = 3
LONGEST_BYTES = 4096
"""No header of the scan is longer, in any encoding."""

_VALUE_UNITS = 255
_VALUE_BYTES = 3 * _VALUE_UNITS


def header_fault(lines: Sequence[bytes]) -> int | None:
    """Return which of the first three lines (from 1) is no header line; None when they are a header.

    A header is a flag, a database identifier (which may be left empty) and a report number.
    """
    if not lines or lines[0] not in FLAGS:
        return 1
    if len(lines) < 2 or not _is_value(lines[1]):
        return 2
    return None if len(lines) >= LINES and lines[2] and _is_value(lines[2]) else 3


def _is_value(line: bytes) -> bool:
    return (
        len(line) <= _VALUE_BYTES and line not in FLAGS and not any(sign in line for sign in (DELIMITER, b"\r", b"\0"))
    )


def header_starts(lines: list[bytes]) -> list[int]:
    """Return the positions where a header begins; a lone flag is none."""
    return sorted(
        start
        for flag in FLAGS
        for start in _positions(lines, flag)
        if header_fault(lines[start : start + LINES]) is None
    )


def _positions(lines: list[bytes], wanted: bytes) -> Iterator[int]:
    position = -1
    try:
        while True:
            position = lines.index(wanted, position + 1)
            yield position
    except ValueError:
        return


def with_whole_headers(blocks: Iterable[tuple[bytes, int]]) -> Iterator[tuple[bytes, int]]:
    """Pass on blocks of whole lines; a header that only begins in one is kept for the next."""
    held, done = b"", 0
    for fresh, done in blocks:
        block = held + fresh
        cut = _begun_header(block)
        held = block[cut:]
        if cut:
            yield block[:cut], done
    if held:
        yield held, done


def _begun_header(block: bytes) -> int:
    """Return where the last one or two lines of a block begin a header, else the block's length."""
    last = block.rfind(b"\n", 0, len(block) - 1) + 1
    if block[last : last + 3].rstrip(b"\r\n") in FLAGS:
        return last
    before = block.rfind(b"\n", 0, max(last - 1, 0)) + 1
    if block[before:last].rstrip(b"\r\n") in FLAGS:
        return before
    return len(block)


def header_pattern(codec: str) -> re.Pattern[bytes]:
    """Return an expression that matches a header in the bytes of `codec`, its line ends included."""

    def sign(text: str) -> bytes:
        return re.escape(text.encode(codec))

    unit = b"." * len("\n".encode(codec))
    flag = b"(?:%b|%b)" % (sign("#"), sign("@"))
    end = b"(?:%b)?%b" % (sign("\r"), sign("\n"))
    no_flag = rb"(?!%b(?:%b|\Z))" % (flag, end)
    inner = b"(?:(?!%b|%b|%b|%b)%b)" % (sign(";"), sign("\r"), sign("\n"), sign("\0"), unit)
    identifier = b"%b%b{0,%d}%b" % (no_flag, inner, _VALUE_UNITS, end)
    number = rb"%b%b{1,%d}(?:%b|\Z)" % (no_flag, inner, _VALUE_UNITS, end)
    return re.compile(flag + end + identifier + number, re.DOTALL)
