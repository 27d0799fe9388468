"""Settings files that are whole at every moment, even if the power fails."""

from __future__ import annotations

import os
import time
from errno import EACCES
from itertools import count
from pathlib import Path
from shutil import copymode
from uuid import uuid4

_PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8)
"""Seconds between attempts to replace a file that a scanner or an editor of Windows holds open."""


def replace_file(path: Path, text: str) -> None:
    """Put a text, in UTF-8, in the place of a file; raises OSError and then leaves what was there.

    A new file is for this account only; one that was there keeps its rights, and a link stays a link. One that is
    write-protected is not replaced, though its folder would let it be.
    """
    path = path.resolve()
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError(EACCES, os.strerror(EACCES), str(path))
    fresh = path.with_name(f"{path.name}.{uuid4().hex}.new")
    try:
        with open(fresh, "x", encoding="utf-8", newline="\n", opener=_for_us_only) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            copymode(path, fresh)
        _move(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)


def keep_beside(path: Path, content: bytes, label: str = "") -> Path:
    """Write what a file holds beside it, ``NAME.bak`` with a label before the ending; returns that copy.

    A copy that is there already is never written over: the same one serves again, another gets a number.
    """
    copies = (path.with_name(f"{path.name}{label}{f'.{number}' if number else ''}.bak") for number in count())
    return next(copy for copy in copies if _holds(copy, content, path))


def _holds(copy: Path, content: bytes, original: Path) -> bool:
    """Write a copy with the rights of the original; tells whether it holds that now, or did before."""
    try:
        with open(copy, "xb", opener=_for_us_only) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        return copy.read_bytes() == content
    copymode(original, copy)
    return True


def _for_us_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _move(fresh: Path, path: Path) -> None:
    for pause in _PAUSES:
        try:
            fresh.replace(path)
        except PermissionError:
            time.sleep(pause)
        else:
            return
    fresh.replace(path)
