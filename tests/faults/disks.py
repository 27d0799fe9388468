"""Disks that can be filled, shrunk and made read-only at will: file systems in memory. Mounting needs root."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from frontol_desk.domain.events import Event, StageStarted
from frontol_desk.domain.report import Stage

ROOMY = "size=300m,nr_inodes=10000,rw"


class Disk:
    """A file system in memory on a folder."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._filling = path / ".filling"
        path.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", ROOMY, "tmpfs", path], capture_output=True, check=False)
        if done.returncode:
            pytest.skip("needs the right to mount")

    def full(self, room: int = 0) -> None:
        """Leave no more room than so many bytes beside what is used."""
        if not self._used:  # a size of 0 would mean: as large as you like
            self._filling.write_bytes(b"full")
        self._remount(f"size={self._used + room}")

    @property
    def _used(self) -> int:
        found = os.statvfs(self.path)
        return (found.f_blocks - found.f_bfree) * found.f_frsize

    def no_names(self) -> None:
        """Leave no room for another file's name; what is there may grow."""
        used = os.statvfs(self.path)
        self._remount(f"nr_inodes={used.f_files - used.f_ffree}")

    def read_only(self) -> None:
        """Let nothing be written; refused while something is."""
        self._remount("ro")

    def roomy(self) -> None:
        """Give room again."""
        self._remount(ROOMY)
        self._filling.unlink(missing_ok=True)

    def _remount(self, options: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{options}", self.path], check=True, capture_output=True)

    def away(self) -> None:
        """Unmount, at once even if it is in use."""
        subprocess.run(["umount", "-l", self.path], check=False, capture_output=True)


@contextmanager
def disk_at(path: Path) -> Iterator[Disk]:
    """Mount for a while."""
    disk = Disk(path)
    try:
        yield disk
    finally:
        disk.away()


class Once:
    """A listener that acts once, when a stage begins."""

    def __init__(self, stage: Stage, act: Callable[[], None]) -> None:
        self.done = False
        self._stage, self._act = stage, act

    def __call__(self, event: Event) -> None:
        if isinstance(event, StageStarted) and event.stage is self._stage and not self.done:
            self.done = True
            self._act()
