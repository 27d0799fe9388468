"""Writes the application's icon as a Windows ``.ico``, with one PNG for each size; run when the program is bundled."""

from __future__ import annotations

import struct
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgRenderer

from frontol_desk.domain.resources import resource

SIZES: Final = (16, 20, 24, 32, 40, 48, 64, 128, 256)

_HEADER: Final = struct.Struct("<HHH")
_ENTRY: Final = struct.Struct("<BBBBHHII")
_ICON: Final = 1


def write_ico(path: Path, sizes: Sequence[int] = SIZES) -> None:
    """Write the icon; the folder must exist. Needs no window and no screen."""
    path.write_bytes(ico_of([(size, _png(size)) for size in sizes]))


def ico_of(pictures: Sequence[tuple[int, bytes]]) -> bytes:
    """Put PNG pictures of the given sizes into one ``.ico``; a size of 256 is written as 0, as the format has it."""
    offset = _HEADER.size + _ENTRY.size * len(pictures)
    entries = b""
    for size, png in pictures:
        entries += _ENTRY.pack(size % 256, size % 256, 0, 0, 1, 32, len(png), offset)
        offset += len(png)
    return _HEADER.pack(0, _ICON, len(pictures)) + entries + b"".join(png for _, png in pictures)


def _png(size: int) -> bytes:
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(resource("icons/app.svg"))).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(image)
    return bytes(buffer.data().data())


if __name__ == "__main__":
    write_ico(Path(sys.argv[1]))
