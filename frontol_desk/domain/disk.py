"""What fails on our own disk, told as one of our failures: a full one always by its own name."""

from __future__ import annotations

import errno

from frontol_desk.domain.errors import DeskError, ErrorCode

_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}


def is_full(error: OSError) -> bool:
    """Tell whether there was no room: on the disk, or in what this account may use of it."""
    return error.errno in _FULL


def disk_error(error: OSError, path: object, *, reason: str | None = None) -> DeskError:
    """Return DISK_FULL when there was no room at `path`, else ARCHIVE_FAILED; both name path and detail."""
    detail = error.strerror or str(error) or type(error).__name__
    if is_full(error):
        return DeskError(ErrorCode.DISK_FULL, path=str(path), detail=detail)
    return DeskError(ErrorCode.ARCHIVE_FAILED, reason=reason, path=str(path), detail=detail)
