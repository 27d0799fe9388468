"""Work that must not be left half done when its task is cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any


async def uninterrupted(work: Coroutine[Any, Any, None]) -> None:
    """Await `work` to its end; a cancellation meanwhile is raised afterwards. `work` needs a time-out of its own."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        while not task.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait([task])
        task.result()
        raise
