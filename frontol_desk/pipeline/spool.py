"""A run's own folder for files on their way; gone with the run, however that ends."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from frontol_desk.domain.disk import disk_error

_STALE_SECONDS = 86_400.0
"""So old a folder is that of a run whose process was killed."""


@asynccontextmanager
async def spool_folder(root: Path, run_id: str) -> AsyncIterator[Path]:
    """Give the folder of a run below `root`; raises ARCHIVE_FAILED or DISK_FULL when it cannot be made."""
    folder = root / run_id
    try:
        await asyncio.to_thread(_make, folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise disk_error(error, folder, reason="spool") from error
    for other in folder.parent.iterdir():
        with suppress(OSError):
            if other != folder and time.time() - other.stat().st_mtime > _STALE_SECONDS:  # the clocks may differ
                shutil.rmtree(other, ignore_errors=True)


async def forget_runs(root: Path, run_ids: Iterable[str]) -> None:
    """Remove what runs have left below `root` whose process is known to be gone."""
    for run_id in run_ids:
        await asyncio.to_thread(shutil.rmtree, root / run_id, ignore_errors=True)
