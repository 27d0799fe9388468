"""A window in a process of its own that loads the day its kassas have, says so, and stays open until it is told to end.

``python -m tests.integration.ui.loading_window asked|rows``: it says "loading" once the kassas are asked, or once the
first rows are on their way into the database.
"""

from __future__ import annotations

import asyncio
import sys

from frontol_desk.domain.values import DateRange
from frontol_desk.settings.load import EVERYTHING, load_settings
from frontol_desk.ui.app import open_window
from frontol_desk.ui.models.queue_row import Mark
from frontol_desk.ui.shell import Shell, WindowOptions
from tests.integration.pipeline.shop import DAY


async def _load(shell: Shell) -> None:
    while (desk := shell.session.desk) is None:
        await asyncio.sleep(0.02)
    shell.loads.load(DateRange.day(DAY), desk.folders())
    while not _so_far(shell):
        await asyncio.sleep(0.01)
    print("loading", flush=True)
    await shell.left.wait()


def _so_far(shell: Shell) -> bool:
    """Tell whether the load is where it shall be."""
    rows = shell.queue.model.rows
    if sys.argv[1] == "rows":
        return any(row.rows for row in rows)
    return bool(rows) and all(Mark.REQUESTED in row.marks for row in rows)


sys.exit(open_window(WindowOptions(language="en"), lambda *_: load_settings(needs=EVERYTHING), work=_load))
