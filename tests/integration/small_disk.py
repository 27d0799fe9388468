"""A disk with hardly any room: a file system of its own, in memory, mounted by the test."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest


@contextmanager
def small_disk(place: Path, kilobytes: int) -> Iterator[Path]:
    """Mount a disk of this size at a folder, which is made; skips the test where nobody may mount anything."""
    if sys.platform == "win32" or os.geteuid() != 0:
        pytest.skip("mounting a small disk takes root")
    place.mkdir(parents=True, exist_ok=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"nothing can be mounted here: {mounted.stderr.decode(errors='replace').strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True, capture_output=True)


def fill(place: Path) -> Path:
    """Fill a disk to the last byte; returns the file to remove for room."""
    path = place / "filler"
    with path.open("wb", buffering=0) as file:
        for size in (65_536, 4_096, 1):
            with suppress(OSError):
                while file.write(b"\0" * size):
                    pass
    assert os.statvfs(place).f_bavail == 0
    return path
