"""Reading ahead: a blocking iterator runs in threads, some items before they are wanted, and never beyond its owner."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")
_DEPTH = 3


@asynccontextmanager
async def read_ahead(items: Iterator[T], prepare: Callable[[T], R]) -> AsyncIterator[AsyncIterator[R]]:
    """Give an asynchronous iterator over ``prepare(item)``; both steps run off the event loop.

    On leaving, whatever the reason, the step under way is waited for, so nothing still reads a file that is closed.
    """
    queue: asyncio.Queue[R | None] = asyncio.Queue(_DEPTH)

    def step() -> R | None:
        item = next(items, None)
        return None if item is None else prepare(item)

    async def produce() -> None:
        while True:
            thread = asyncio.create_task(asyncio.to_thread(step))
            try:
                result = await asyncio.shield(thread)
            except asyncio.CancelledError:
                await asyncio.wait([thread])
                raise
            await queue.put(result)
            if result is None:
                return

    producer = asyncio.create_task(produce(), name="read-ahead")
    try:
        yield _consume(queue, producer)
    finally:
        producer.cancel()
        await asyncio.gather(producer, return_exceptions=True)


async def _consume(queue: asyncio.Queue[R | None], producer: asyncio.Task[None]) -> AsyncIterator[R]:
    while True:
        getter = asyncio.ensure_future(queue.get())
        try:
            await asyncio.wait([getter, producer], return_when=asyncio.FIRST_COMPLETED)
            if not getter.done() and queue.empty():
                producer.result()
            result = await getter
        finally:
            getter.cancel()
        if result is None:
            return
        yield result
