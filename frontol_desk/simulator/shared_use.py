"""Who uses a running server: a lock on a file, which the system gives back when a process dies, however it dies."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform != "win32":
    import fcntl

_LOOK_AGAIN = 0.02


class SharedUse:
    """One user's share of a thing that must end with its last user.

    Every user holds a shared lock on the file. Whoever leaves and then gets it exclusively was the last. On Windows
    there is no such lock: every user believes to be the last.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    @property
    def held(self) -> bool:
        """Tell whether this user holds its share."""
        return self._file is not None

    def join(self) -> None:
        """Become a user; waits while somebody ends the thing."""
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        if sys.platform != "win32":
            fcntl.flock(self._file, fcntl.LOCK_SH)

    @contextmanager
    def leave(self) -> Iterator[bool]:
        """Stop being a user; the block runs with True when this was the last one, and nobody can join until it ends."""
        if self._file is None:
            yield False
            return
        file, self._file = self._file, None
        try:
            yield _was_last(file)
        finally:
            os.close(file)


def _was_last(file: int) -> bool:
    """Try for the exclusive lock; false as soon as another user is seen. A guard that holds it is waited for."""
    if sys.platform == "win32":
        return True
    fcntl.flock(file, fcntl.LOCK_UN)
    while True:
        for wanted, answer in ((fcntl.LOCK_EX, True), (fcntl.LOCK_SH, False)):
            try:
                fcntl.flock(file, wanted | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            return answer
        time.sleep(_LOOK_AGAIN)


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold a lock file alone for the length of a block; waits for it."""
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if sys.platform != "win32":
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)


@contextmanager
def private_or_common(folder: Path) -> Iterator[Path]:
    """Give the folder itself to the first that asks, and to others at the same time one of their own, removed later."""
    file = os.open(folder.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if _free(file):
            folder.mkdir(exist_ok=True)
            yield folder
        else:
            own = Path(tempfile.mkdtemp(prefix=f"{folder.name}-", dir=folder.parent))
            try:
                yield own
            finally:
                shutil.rmtree(own, ignore_errors=True)
    finally:
        os.close(file)


def _free(file: int) -> bool:
    if sys.platform != "win32":
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True
