"""Files that are whole or not there, whatever happens while they are written."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from frontol_desk.domain.disk import disk_error


def write_whole(path: Path, text: str) -> None:
    """Write a file that is whole even if the power fails; raises DISK_FULL, ARCHIVE_FAILED."""
    temporary = path.with_suffix(f".{uuid4().hex}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise disk_error(error, path) from error
