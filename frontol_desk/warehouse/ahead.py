"""Reading ahead: a blocking iterator runs in a thread of its own, some items before they are wanted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")
_DEPTH = 4


@asynccontextmanager
async def read_ahead(items: Iterator[T], prepare: Callable[[T], R]) -> AsyncIterator[AsyncIterator[R]]:
    """Give an asynchronous iterator over ``prepare(item)``; both steps run off the event loop.

    On leaving, whatever the reason, the step under way is waited for, so nothing still reads a file that is closed.
    One thread for all steps keeps their memory in one place: each thread has an arena that it does not give back.
    """
    queue: asyncio.Queue[R | None] = asyncio.Queue(_DEPTH)
    loop = asyncio.get_running_loop()
    executor = ThreadPoolExecutor(1, "read-ahead")

    def step() -> R | None:
        item = next(items, None)
        return None if item is None else prepare(item)

    async def produce() -> None:
        while (result := await loop.run_in_executor(executor, step)) is not None:
            await queue.put(result)
        await queue.put(None)

    producer = asyncio.create_task(produce(), name="read-ahead")
    try:
        yield _consume(queue, producer)
    finally:
        producer.cancel()
        await asyncio.gather(producer, return_exceptions=True)
        await asyncio.to_thread(executor.shutdown, cancel_futures=True)


async def _consume(queue: asyncio.Queue[R | None], producer: asyncio.Task[None]) -> AsyncIterator[R]:
    """Yield until the end; when the producer has failed, raise its error after what it had made before."""
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
