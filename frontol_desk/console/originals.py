"""Copies of archived originals for people to look at: whatever they do with a copy, the original stays as it came."""

from __future__ import annotations

import re
from pathlib import Path

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.exchange.archive import Archive

_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


def copy_original(archive: Archive, sha256: str, folder: Path, name: str) -> Path:
    """Write the original with this hash into `folder` under `name`, in place of an earlier copy; returns its path.

    Raises ARCHIVE_MISSING, ARCHIVE_DAMAGED; OUTPUT_FAILED when the copy cannot be written.
    """
    target = folder / _NOT_IN_NAMES.sub(" ", name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        archive.copy(sha256, target)
    except OSError as error:
        raise DeskError(ErrorCode.OUTPUT_FAILED, path=str(target), cause=error.strerror or str(error)) from error
    return target
