"""Finds the kassas and their folders on the exchange server."""

from __future__ import annotations

import asyncio
from pathlib import PurePosixPath

from frontol_desk.console.doctor.line import impatient, late, root
from frontol_desk.domain.errors import DeskError
from frontol_desk.domain.values import SourceFolder
from frontol_desk.settings.model import Settings

_SECONDS = 60.0


async def discover_folders(settings: Settings) -> tuple[SourceFolder, ...]:
    """Return the exchange folders that lie on the server, RESPONSE_DIR/KASSA/FOLDER; raises as the server fails.

    Folders whose names no kassa can have are passed over.
    """
    transport, top = impatient(settings), root(settings.ftp.response_dir)
    try:
        async with asyncio.timeout(_SECONDS):
            kassas = await transport.folders(top)
            inner = await asyncio.gather(*(transport.folders(str(PurePosixPath(top, kassa))) for kassa in kassas))
    except TimeoutError:
        raise late(settings) from None
    finally:
        await transport.aclose()
    found = [_folder(kassa, name) for kassa, names in zip(kassas, inner, strict=True) for name in names]
    return tuple(sorted(folder for folder in found if folder is not None))


def _folder(kassa: str, name: str) -> SourceFolder | None:
    try:
        return SourceFolder(kassa, name)
    except DeskError:
        return None
