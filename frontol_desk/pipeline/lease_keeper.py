"""Holds the leases of a run and renews them while their folders are worked on."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from typing import Self

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.loads import Lease
from frontol_desk.domain.messages import told_time
from frontol_desk.domain.values import SourceFolder
from frontol_desk.pipeline.ports import Loader
from frontol_desk.pipeline.retrying import Repeater
from frontol_desk.pipeline.uninterrupted import uninterrupted

_log = logging.getLogger(__name__)
_RELEASE_SECONDS = 5.0
_GRANT_SECONDS = 0.7
"""So long somebody who stops waits for a lease under way; one that is granted all the same expires by itself."""


class LeaseKeeper:
    """Owns the heartbeat of a run. Use it as an asynchronous context; `every` is the pause between renewals in seconds.

    `busy` tells the runs of one console apart, which are one holder to the database: folders, and since when.

    A lost lease stops nothing by itself: the load's own transaction checks the fence, and `check` is asked before the
    kassa's file is touched.
    """

    def __init__(
        self, loader: Loader, repeater: Repeater, busy: dict[SourceFolder, datetime], every: float = 8.0
    ) -> None:
        self._loader = loader
        self._repeater = repeater
        self._busy = busy
        self._every = every
        self._held: dict[SourceFolder, Lease] = {}
        self._lost: set[SourceFolder] = set()
        self._heart: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._heart = asyncio.create_task(self._beat(), name="lease-heartbeat")
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._heart is not None:
            self._heart.cancel()
            await asyncio.gather(self._heart, return_exceptions=True)

    @asynccontextmanager
    async def hold(self, folder: SourceFolder) -> AsyncIterator[Lease]:
        """Take the lease of a folder and give it back; raises LOCKED."""
        with self._alone(folder):
            lease = await self._repeater.carry_out("lease", folder, lambda _: self._acquire(folder))
            self._held[folder] = lease
            try:
                yield lease
            finally:
                del self._held[folder]
                await uninterrupted(self._release(lease))

    async def _acquire(self, folder: SourceFolder) -> Lease:
        """Take the lease; when cancelled meanwhile, give back what the database may have granted already."""
        asking = asyncio.ensure_future(self._loader.acquire(folder))
        try:
            return await asyncio.shield(asking)
        except asyncio.CancelledError:
            await uninterrupted(self._give_back(asking))
            raise

    async def _give_back(self, asking: asyncio.Future[Lease]) -> None:
        try:
            async with asyncio.timeout(_GRANT_SECONDS):
                lease = await asking
        except (DeskError, TimeoutError):
            return
        await self._release(lease)

    @contextmanager
    def _alone(self, folder: SourceFolder) -> Iterator[None]:
        since = self._busy.get(folder)
        if since is not None:
            at = told_time(since)
            raise DeskError(ErrorCode.LOCKED, folder=str(folder), host=socket.gethostname(), since=at)
        self._busy[folder] = datetime.now(UTC)
        try:
            yield
        finally:
            del self._busy[folder]

    async def _release(self, lease: Lease) -> None:
        """Give back; a lease that cannot be given back expires by itself."""
        try:
            async with asyncio.timeout(_RELEASE_SECONDS):
                await self._loader.release(lease)
        except (DeskError, TimeoutError) as error:
            _log.warning("lease not given back: %s", error, extra={"folder": str(lease.folder)})

    async def check(self, lease: Lease) -> None:
        """Raise LEASE_LOST unless the lease is still ours, asking the database."""
        if lease.folder in self._lost or lease.folder not in await self._loader.renew([lease]):
            raise DeskError(ErrorCode.LEASE_LOST, folder=str(lease.folder))

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(self._every)
            held = list(self._held.values())
            if not held:
                continue
            try:
                ours = await self._loader.renew(held)
            except DeskError as error:
                _log.warning("leases not renewed: %s", error)
                continue
            self._lost |= {lease.folder for lease in held} - ours
