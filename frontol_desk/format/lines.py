"""Physical lines: a block of bytes cut at LF and nowhere else, and each line's own line end where it is unusual."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from frontol_desk.format.encoding import Encoding

LONGEST_LINE_BYTES = 1 << 24


class LineTooLongError(Exception):
    """Line number `line` is so long that the file is not what it is taken for: another encoding, or no text at all."""

    def __init__(self, line: int) -> None:
        self.line = line
        super().__init__(line)


def whole_line_blocks(stream: BinaryIO, encoding: Encoding, size: int) -> Iterator[tuple[bytes, int]]:
    """Yield (UTF-8 bytes of whole lines, bytes of the file read so far); the last block may lack its line end.

    `size` is the number of bytes read at once; a line longer than that is put together again. Raises
    `LineTooLongError` rather than hold a whole file that has no lines.
    """
    newline = encoding.newline
    rest = stream.read(len(encoding.mark))
    done, lines = len(rest), 0
    if rest == encoding.mark:
        rest = b""
    while data := stream.read(size):
        done += len(data)
        data = rest + data
        cut = _last_newline(data, newline) + len(newline)
        if cut < len(newline):
            if len(data) > LONGEST_LINE_BYTES:
                raise LineTooLongError(lines + 1)
            rest = data
            continue
        block = encoding.to_internal(data[:cut])
        lines += block.count(b"\n")
        yield block, done
        rest = data[cut:]
    if rest:
        yield encoding.to_internal(rest), done


def _last_newline(data: bytes, newline: bytes) -> int:
    """Return where the last newline starts, `-len(newline)` if nowhere; in UTF-16 only even positions count."""
    position = data.rfind(newline)
    while position > 0 and position % len(newline):
        position = data.rfind(newline, 0, position + len(newline) - 1)
    return position if position >= 0 else -len(newline)


def split_lines(block: bytes, usual_end: bytes) -> tuple[list[bytes], dict[int, bytes]]:
    """Return the lines of a block without line ends, and by index the ends that differ from `usual_end`."""
    lines = block.split(usual_end)
    if not lines[-1] and block.count(b"\n") == len(lines) - 1 and (usual_end != b"\n" or b"\r\n" not in block):
        lines.pop()
        return lines, {}
    return _split_mixed(block, usual_end)


def _split_mixed(block: bytes, usual_end: bytes) -> tuple[list[bytes], dict[int, bytes]]:
    lines = block.split(b"\n")
    ends: dict[int, bytes] = {}
    last = lines.pop()
    for index, line in enumerate(lines):
        end = b"\r\n" if line.endswith(b"\r") else b"\n"
        lines[index] = line.removesuffix(b"\r")
        if end != usual_end:
            ends[index] = end
    if last:
        ends[len(lines)] = b""
        lines.append(last)
    return lines, ends
