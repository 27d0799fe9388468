"""Encodings of export files: found by looking, or forced. Inside the program a line is always UTF-8 bytes.

The manual names no encoding; the single-byte codes it mentions fit Windows-1251, real files are UTF-8. So: a byte order
mark or the zero bytes of UTF-16 decide, else strict UTF-8, else Windows-1251.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.format import headers

BLOCK = 1 << 16
"""So much is read at once: decoding holds the interpreter, and the event loop beside it wants its turn soon."""

_HALF = b"\xff"
"""Stands in UTF-8, which never has this byte, before the digits of half a UTF-16 unit at the end of a cut file."""

_ESCAPED = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec with or without its byte order mark. `escape` keeps undecodable bytes so that they can be given back."""

    label: str
    codec: str
    mark: bytes
    escape: str

    @property
    def newline(self) -> bytes:
        """LF as the file writes it; its length is that of one code unit."""
        return "\n".encode(self.codec)

    def to_internal(self, data: bytes) -> bytes:
        """Turn whole lines of the file into UTF-8; what cannot be decoded becomes bytes that are no valid UTF-8."""
        if self.codec == "utf-8":
            return data
        whole = len(data) - len(data) % len(self.newline)
        half = _HALF + data[whole:].hex().encode() if whole < len(data) else b""
        return data[:whole].decode(self.codec, self.escape).encode("utf-8", self.escape) + half

    def from_internal(self, data: bytes) -> bytes:
        """Give back the very bytes that `to_internal` was given."""
        if self.codec == "utf-8":
            return data
        whole, _, half = data.partition(_HALF)
        return whole.decode("utf-8", self.escape).encode(self.codec, self.escape) + bytes.fromhex(half.decode())


_ENCODINGS = {
    item.label: item
    for item in (
        Encoding("utf-8", "utf-8", b"", "surrogateescape"),
        Encoding("utf-8-bom", "utf-8", codecs.BOM_UTF8, "surrogateescape"),
        Encoding("windows-1251", "cp1251", b"", "surrogateescape"),
        Encoding("utf-16-le", "utf-16-le", codecs.BOM_UTF16_LE, "surrogatepass"),
        Encoding("utf-16-be", "utf-16-be", codecs.BOM_UTF16_BE, "surrogatepass"),
        Encoding("utf-16-le-no-bom", "utf-16-le", b"", "surrogatepass"),
        Encoding("utf-16-be-no-bom", "utf-16-be", b"", "surrogatepass"),
    )
}
_ALIASES = {"cp1251": "windows-1251", "utf8": "utf-8", "utf-8-sig": "utf-8-bom", "utf-16": "utf-16-le"}
LABELS = tuple(_ENCODINGS)


def encoding_named(label: str) -> Encoding:
    """Return the encoding of that name (or a usual alias); raises CONFIG_SETTING for one we do not read."""
    name = label.strip().lower()
    if found := _ENCODINGS.get(_ALIASES.get(name, name)):
        return found
    raise DeskError(ErrorCode.CONFIG_SETTING, setting="encoding", value=label[:40], allowed=", ".join(LABELS))


@dataclass(frozen=True, slots=True)
class Scan:
    """What one look over the whole file tells before it is parsed.

    `content_hash` (hex) is of its lines without headers: the report number in a header grows with each export, so
    only this tells a repeat. `ends_with_line_end` is False when the last line may be cut. `header` is the last header:
    flag, database identifier, report number.
    """

    encoding: Encoding
    size: int
    content_hash: str
    ends_with_line_end: bool
    header: tuple[str, str, str] | None = None


def scan_export(stream: BinaryIO, forced: str | None = None) -> Scan:
    """Read `stream` to its end in blocks and tell its encoding and content hash. No line is judged."""
    head = stream.read(4)
    known = _forced(forced, head) if forced else _marked(head)
    start = known or _ENCODINGS["utf-8"]
    evidence, size, last = _Utf8Evidence(), 0, b""
    content = _ContentHash(start)
    for block in _blocks(stream, head):
        content.feed(block if size else block.removeprefix(start.mark))
        size += len(block)
        last = (last + block)[-2:]
        if known is None:
            evidence.feed(block)
    encoding = known or _ENCODINGS["utf-8" if evidence.prevails else "windows-1251"]
    ended = last.endswith(encoding.newline) and size % len(encoding.newline) == 0
    return Scan(encoding, size, content.finish(), ended, content.last_header(encoding))


def _forced(label: str, head: bytes) -> Encoding:
    """Return the encoding asked for; whether it has a byte order mark, and which, the file itself tells."""
    wanted, found = encoding_named(label), _marked(head)
    if found and (found.codec == wanted.codec or label.strip().lower() == "utf-16"):
        return found
    return next(item for item in _ENCODINGS.values() if item.codec == wanted.codec and not item.mark)


def _marked(head: bytes) -> Encoding | None:
    for label in ("utf-8-bom", "utf-16-le", "utf-16-be"):
        if head.startswith(_ENCODINGS[label].mark):
            return _ENCODINGS[label]
    if head[:2] in (b"#\0", b"@\0"):
        return _ENCODINGS["utf-16-le-no-bom"]
    if head[:2] in (b"\0#", b"\0@"):
        return _ENCODINGS["utf-16-be-no-bom"]
    return None


def _blocks(stream: BinaryIO, head: bytes) -> Iterator[bytes]:
    block = head + stream.read(BLOCK)
    while block:
        yield block
        block = stream.read(BLOCK)


class _Utf8Evidence:
    """Whether a file is UTF-8: whole characters beyond ASCII against bytes that belong to none.

    One damaged line must not turn the texts of all others into nonsense. In Windows-1251 hardly two letters in a row
    make a character of UTF-8; a character cut at the very end counts for neither.
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self._whole = self._broken = 0

    def feed(self, block: bytes) -> None:
        """Add a block, cut anywhere."""
        text = self._decoder.decode(block)
        self._whole += len(block) - len(text)
        if not text.isascii():
            self._broken += len(_ESCAPED.findall(text))

    @property
    def prevails(self) -> bool:
        """Tell whether the file is UTF-8."""
        return self._broken == 0 or self._whole > 2 * self._broken


class _ContentHash:
    """The hash of a file's lines without headers, fed in blocks that may be cut anywhere."""

    def __init__(self, encoding: Encoding) -> None:
        self._newline = encoding.newline
        self._flags = [flag.decode().encode(encoding.codec) for flag in headers.FLAGS]
        self._header = headers.header_pattern(encoding.codec)
        self._digest = hashlib.blake2b(digest_size=16)
        self._last_header = b""
        self._waiting = self._newline
        """What is not hashed yet, after one character that is: a file begins as if a line had just ended."""

    def feed(self, block: bytes) -> None:
        """Add a block; the part in which a header might not have ended is kept for the next."""
        reach = max(len(self._waiting) + len(block) - headers.LONGEST_BYTES, 0)
        self._hash_to(self._waiting + block, reach - reach % len(self._newline))

    def finish(self) -> str:
        """Return the hash, in hex."""
        self._hash_to(self._waiting, len(self._waiting))
        return self._digest.hexdigest()

    def last_header(self, encoding: Encoding) -> tuple[str, str, str] | None:
        """Return the last header's three values, None where there is no header."""
        lines = self._last_header.decode(encoding.codec, "replace").splitlines()
        return (lines[0], lines[1], lines[2]) if len(lines) == headers.LINES else None

    def _hash_to(self, data: bytes, reach: int) -> None:
        """Hash what begins before `reach`."""
        view, done = memoryview(data), len(self._newline)
        for header in self._headers(data, reach):
            self._digest.update(view[done : header.start()])
            self._last_header = header.group()
            done = header.end()
        if done < reach:
            self._digest.update(view[done:reach])
            done = reach
        self._waiting = data[done - len(self._newline) :]

    def _headers(self, data: bytes, reach: int) -> list[re.Match[bytes]]:
        """Find headers that begin before `reach`; one byte is looked for many times quicker than a line's beginning."""
        unit = len(self._newline)
        starts: list[int] = []
        for flag in self._flags:
            at = data.find(flag, unit, reach + unit)
            while at >= 0:
                if at % unit == 0 and data.startswith(self._newline, at - unit):
                    starts.append(at)
                at = data.find(flag, at + 1, reach + unit)
        return [found for start in sorted(starts) if (found := self._header.match(data, start))]
