"""The processing flag in the first line of an export: ``#`` not yet processed, ``@`` processed.

Byte order marks and UTF-16 are seen through.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from enum import StrEnum

HEAD_SIZE = 64
"""So many first bytes are enough to find the flag."""
TAIL_SIZE = 4
"""So many last bytes are enough to see whether the last line is ended."""


class Flag(StrEnum):
    """What the kassa, or whoever loaded the file, says of it."""

    NEW = "#"
    PROCESSED = "@"


@dataclass(frozen=True, slots=True)
class _Writing:
    """How a file is written, as far as flag and line ends are concerned: its mark and the code of a character."""

    mark: bytes
    encoding: str


_WRITINGS = (
    _Writing(codecs.BOM_UTF8, "ascii"),
    _Writing(codecs.BOM_UTF16_LE, "utf-16-le"),
    _Writing(codecs.BOM_UTF16_BE, "utf-16-be"),
)


def _writing_of(head: bytes) -> _Writing:
    for writing in _WRITINGS:
        if head.startswith(writing.mark):
            return writing
    for flag in Flag:
        for encoding in ("utf-16-le", "utf-16-be"):
            if head.startswith(flag.encode(encoding)):
                return _Writing(b"", encoding)
    return _Writing(b"", "ascii")


def flag_of(head: bytes) -> Flag | None:
    """Read the flag from a file's first bytes (`HEAD_SIZE` suffice); None when its first line is no flag."""
    writing = _writing_of(head)
    rest = head[len(writing.mark) : HEAD_SIZE]
    rest = rest[: len(rest) - len(rest) % 2] if writing.encoding != "ascii" else rest
    line, end, _ = rest.decode(writing.encoding, "replace").partition("\n")
    line = line.rstrip("\r \t")
    return Flag(line) if end and line in tuple(Flag) else None


def marked_processed(head: bytes) -> bytes:
    """Return a file's first bytes with the flag set to processed; they must begin with a flag."""
    writing = _writing_of(head)
    old, new = (writing.mark + flag.encode(writing.encoding) for flag in (Flag.NEW, Flag.PROCESSED))
    return new + head[len(old) :] if head.startswith(old) else head


def ends_with_line_end(head: bytes, tail: bytes) -> bool:
    """Tell whether a file's last line is ended, from its first and its last bytes (`TAIL_SIZE` suffice)."""
    return tail.endswith("\n".encode(_writing_of(head).encoding))
