"""Files of the archive: compressed copies that appear whole and synced to disk, or not at all."""

from __future__ import annotations

import gzip
import hashlib
import os
import struct
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Event
from typing import BinaryIO, cast

from isal import isal_zlib

from frontol_desk.domain.disk import disk_error
from frontol_desk.domain.errors import DeskError, ErrorCode

_BLOCK = 1 << 20
_GZIP = 31
_LEVEL = 1
"""Twice the speed of level 3 for a tenth more room."""
_REPLACE_ATTEMPTS = 10
_TRAILER = struct.Struct("<II")


Seal = Callable[[Iterator[bytes], BinaryIO], None]
"""Writes the pieces of a compressed original to a file in another form."""


def compress(source: Path, target: Path, stop: Event, seal: Seal | None = None) -> tuple[str, int, int]:
    """Write `source` compressed, and sealed, to `target`, synced; return SHA-256 (hex), size and CRC-32 of its bytes.

    Raises `InterruptedError` when told to stop.
    """
    with source.open("rb") as plain, target.open("xb") as packed:
        packing = _Packing(plain, stop)
        if seal:
            seal(packing.pieces(), packed)
        else:
            packed.writelines(packing.pieces())
        if stop.is_set():
            raise InterruptedError
        packed.flush()
        os.fsync(packed.fileno())
    return packing.digest.hexdigest(), packing.size, packing.checksum


class _Packing:
    """Compresses a file; what it held is known at the end."""

    def __init__(self, plain: BinaryIO, stop: Event) -> None:
        self.digest, self.size, self.checksum = hashlib.sha256(), 0, 0
        self._plain = plain
        self._stop = stop

    def pieces(self) -> Iterator[bytes]:
        """Yield the compressed file; told to stop, it just ends: an exception would have to pass foreign code."""
        compressor = isal_zlib.compressobj(_LEVEL, wbits=_GZIP)
        while not self._stop.is_set() and (block := self._plain.read(_BLOCK)):
            self.digest.update(block)
            self.checksum = isal_zlib.crc32(block, self.checksum)
            self.size += len(block)
            yield compressor.compress(block)
        yield compressor.flush()


Opened = Callable[[Path], AbstractContextManager[BinaryIO]]
"""Opens a copy for reading its compressed bytes."""


def blocks(copy: Path, sha256: str, opened: Opened = lambda copy: copy.open("rb")) -> Iterator[bytes]:
    """Yield an original's bytes as they came; only with the last of them it is known that they are.

    Raises ARCHIVE_MISSING, ARCHIVE_DAMAGED, or ARCHIVE_FAILED when the copy is there but cannot be read.
    """
    digest = hashlib.sha256()
    try:
        with opened(copy) as compressed, gzip.open(compressed, "rb") as packed:
            while block := packed.read(_BLOCK):
                digest.update(block)
                yield block
    except FileNotFoundError as error:
        raise DeskError(ErrorCode.ARCHIVE_MISSING, path=str(copy), sha256=sha256) from error
    except (gzip.BadGzipFile, EOFError, zlib.error, ValueError) as error:
        raise _damaged(copy, sha256, str(error)) from error
    except OSError as error:
        raise disk_error(error, copy, reason="read") from error
    if digest.hexdigest() != sha256:
        raise _damaged(copy, sha256, f"SHA-256 {digest.hexdigest()}")


def _damaged(copy: Path, sha256: str, detail: str) -> DeskError:
    return DeskError(ErrorCode.ARCHIVE_DAMAGED, path=str(copy), sha256=sha256, detail=detail)


def looks_sound(path: Path, checksum: int, size: int) -> bool:
    """Compare CRC-32 and size in a gzip file's last eight bytes: a truncated or foreign copy is found cheaply."""
    try:
        with path.open("rb") as file:
            file.seek(-_TRAILER.size, os.SEEK_END)
            return cast("tuple[int, int]", _TRAILER.unpack(file.read())) == (checksum, size & 0xFFFFFFFF)
    except OSError:
        return False


def touch(copy: Path) -> bool:
    """Mark a copy as needed now, which keeps it from being removed at this very moment; False when it is not there."""
    try:
        os.utime(copy)
    except FileNotFoundError:
        return False
    return True


def publish(temporary: Path, target: Path) -> None:
    """Give a synced file its name, in place of one that is there, so that a power cut cannot take it away again."""
    target.parent.mkdir(exist_ok=True)
    for attempt in range(_REPLACE_ATTEMPTS):
        try:
            temporary.replace(target)
            break
        except PermissionError:  # Windows, while a virus scanner or another reader holds the file
            if attempt == _REPLACE_ATTEMPTS - 1:
                raise
            time.sleep(0.05)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make a new name itself survive a power cut; Windows has no such call."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
