"""Every way an operation on an exchange folder fails, as the `DeskError` it means; the texts speak of no server."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from frontol_desk.domain.errors import DeskError, ErrorCode

Meaning = tuple[ErrorCode, str]
_AWAY: Meaning = (ErrorCode.FTP_CONNECTION, "folder")
_IN_USE: Meaning = (ErrorCode.FTP_BUSY, "in_use")
_DENIED: Meaning = (ErrorCode.FTP_DENIED, "folder")
_MISSING: Meaning = (ErrorCode.FTP_MISSING, "folder")
_FULL: Meaning = (ErrorCode.FTP_DENIED, "full")
_LATE: Meaning = (ErrorCode.FTP_TIMEOUT, "folder")

_BY_ERRNO = {
    **dict.fromkeys((errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG), _MISSING),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS, errno.ELOOP), _DENIED),
    **dict.fromkeys((errno.EBUSY, errno.ETXTBSY, errno.EAGAIN, errno.EDEADLK), _IN_USE),
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), _FULL),
    **dict.fromkeys((errno.ETIMEDOUT,), _LATE),
    **dict.fromkeys(
        (
            *(errno.EIO, errno.ESTALE, errno.ENODEV, errno.ENXIO, errno.ENOTCONN, errno.EPIPE),
            *(errno.ENETDOWN, errno.ENETUNREACH, errno.ENETRESET, errno.EHOSTDOWN, errno.EHOSTUNREACH),
            *(errno.ECONNABORTED, errno.ECONNREFUSED, errno.ECONNRESET, errno.ESHUTDOWN),
        ),
        _AWAY,
    ),
}
_BY_WINDOWS = {
    # sharing and lock violation, mapped section
    **dict.fromkeys((32, 33, 1224), _IN_USE),
    # device not ready, network path, busy or gone, name deleted, name unknown, no more connections, timed out, ...
    **dict.fromkeys((21, 51, 53, 54, 55, 58, 59, 64, 65, 67, 71, 121, 1222, 1231, 1232, 1236, 1256), _AWAY),
    # access denied; wrong password, no rights to sign in
    **dict.fromkeys((5, 86, 1219, 1326, 1327, 1331), _DENIED),
    **dict.fromkeys((39, 112), _FULL),
}
"""Windows says more by its own numbers: a share that is away comes as "file not found"."""


def meaning_of(error: OSError) -> Meaning:
    """Return code and reason of a failure."""
    windows = getattr(error, "winerror", None)
    if windows in _BY_WINDOWS:
        return _BY_WINDOWS[windows]
    if error.errno in _BY_ERRNO:
        return _BY_ERRNO[error.errno]
    return _LATE if isinstance(error, TimeoutError) else (ErrorCode.FTP_PROTOCOL, "folder")


@contextmanager
def translated(root: Path, path: str) -> Iterator[None]:
    """Raise every failure of a file system, and a deadline that has come, as the `DeskError` it means."""
    try:
        yield
    except OSError as error:
        code, reason = meaning_of(error)
        detail = error.strerror or type(error).__name__
        raise DeskError(code, reason=reason, root=str(root), path=path, detail=detail) from error
