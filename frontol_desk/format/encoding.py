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

BLOCK = 1 << 20
_HEADER = re.compile(rb"[#@]\r?\n[^;\n]*\n[^;\n]*\n")


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec with or without its byte order mark. `escape` keeps undecodable bytes so that they can be given back."""

    label: str
    codec: str
    mark: bytes
    escape: str

    def to_internal(self, data: bytes) -> bytes:
        """Turn whole lines of the file into UTF-8; what cannot be decoded becomes bytes that are no valid UTF-8."""
        if self.codec == "utf-8":
            return data
        return data.decode(self.codec, self.escape).encode("utf-8", self.escape)

    def from_internal(self, data: bytes) -> bytes:
        """Give back the very bytes that `to_internal` was given."""
        if self.codec == "utf-8":
            return data
        return data.decode("utf-8", self.escape).encode(self.codec, self.escape)


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
    only this tells a repeat. `ends_with_line_end` is False when the last line may be cut.
    """

    encoding: Encoding
    size: int
    content_hash: str
    ends_with_line_end: bool


def scan_export(stream: BinaryIO, forced: str | None = None) -> Scan:
    """Read `stream` to its end in blocks and tell its encoding and content hash. No line is judged."""
    head = stream.read(4)
    known = encoding_named(forced) if forced else _marked(head)
    wide = known is not None and known.codec.startswith("utf-16")
    checker = codecs.getincrementaldecoder("utf-8")()
    valid_utf8, size, last = known is None, 0, b""
    digest = hashlib.blake2b(digest_size=16)
    rest = b""
    for block in _blocks(stream, head):
        size += len(block)
        last = (last + block)[-2:]
        if valid_utf8:
            valid_utf8 = _still_valid(checker, block)
        whole, rest = _cut_before_last_lines(rest + block)
        _hash_without_headers(digest, whole, wide=wide)
    _hash_without_headers(digest, rest, wide=wide)
    if valid_utf8:
        valid_utf8 = _still_valid(checker, b"", final=True)
    encoding = known or _ENCODINGS["utf-8" if valid_utf8 else "windows-1251"]
    return Scan(encoding, size, digest.hexdigest(), b"\n" in (last if wide else last[-1:]))


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


def _still_valid(checker: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    try:
        checker.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def _cut_before_last_lines(data: bytes) -> tuple[bytes, bytes]:
    """Keep the last three lines back: a header may continue in the next block."""
    end = len(data)
    for _ in range(4):
        end = data.rfind(b"\n", 0, max(end, 0))
        if end < 0:
            return b"", data
    return data[: end + 1], data[end + 1 :]


def _hash_without_headers(digest: hashlib.blake2b, data: bytes, *, wide: bool) -> None:
    if wide:
        data = data.replace(b"\0", b"")
    view, start = memoryview(data), 0
    for header in _headers(data):
        digest.update(view[start : header.start()])
        start = header.end()
    digest.update(view[start:])


def _headers(data: bytes) -> list[re.Match[bytes]]:
    """Find the headers among whole lines; plain searches for a flag are many times quicker than one expression."""
    starts = [0]
    for flag in (b"\n#", b"\n@"):
        at = data.find(flag)
        while at >= 0:
            starts.append(at + 1)
            at = data.find(flag, at + 1)
    return [header for start in sorted(starts) if (header := _HEADER.match(data, start))]
