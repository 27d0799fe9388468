"""An operator's small tools: send requests only, clear request folders, find days that were never loaded whole."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Protocol

from frontol_desk.console.audit import AuditTrail
from frontol_desk.console.exchange_port import ExchangeKassas
from frontol_desk.console.orders import LoadOrder
from frontol_desk.domain.audit import AuditAction, Outcome
from frontol_desk.domain.errors import DeskError
from frontol_desk.domain.report import RunReport
from frontol_desk.domain.tools import ClearedRequests, LyingRequest, MissingDay, RequestFolders
from frontol_desk.domain.values import DateRange, SourceFolder, select_folders
from frontol_desk.pipeline.lease_keeper import LeaseKeeper
from frontol_desk.pipeline.run import Runner
from frontol_desk.settings.clock import zone_of
from frontol_desk.settings.model import Settings
from frontol_desk.warehouse.missing_days import Awaited
from frontol_desk.warehouse.warehouse import Warehouse

_DAY = timedelta(days=1)
_Kept = tuple[LyingRequest, DeskError]


class Sending(Protocol):
    """What is needed of the console besides its parts."""

    settings: Settings

    async def prepare(self) -> object:
        """Make sure that the schema is this program's."""

    async def send(self, order: LoadOrder) -> RunReport:
        """Place the requests of an order as one run."""


class Tools:
    """The tools of one console."""

    def __init__(
        self, desk: Sending, warehouse: Warehouse, kassas: ExchangeKassas, runner: Runner, audit: AuditTrail
    ) -> None:
        self._desk = desk
        self._warehouse = warehouse
        self._kassas = kassas
        self._runner = runner
        self._audit = audit

    async def send_requests(self, order: LoadOrder) -> RunReport:
        """Ask the kassas of an order for its days and wait for nothing; a later load finds what they answer.

        A folder whose earlier request still lies there fails with REQUEST_PENDING.
        """
        return await self._desk.send(order)

    async def lying_requests(self, kassas: tuple[str, ...] = ()) -> RequestFolders:
        """Look into the request folders, of all kassas or of these; a folder that cannot be looked into is named."""
        folders = select_folders(self._desk.settings.folders, kassas)
        found = await asyncio.gather(*map(self._look, folders))
        failed = {folder: one for folder, one in zip(folders, found, strict=True) if isinstance(one, DeskError)}
        lying = [request for one in found if not isinstance(one, DeskError) for request in one]
        return RequestFolders(lying=tuple(lying), failed=failed)

    async def _look(self, folder: SourceFolder) -> list[LyingRequest] | DeskError:
        try:
            return await self._kassas.request_folder(folder).lying()
        except DeskError as error:
            return error

    async def clear_requests(self, requests: Collection[LyingRequest]) -> ClearedRequests:
        """Take away exactly these requests, each if it is still the one that was seen and nobody works on its folder.

        What is no request is never removed. The kassa may have taken one meanwhile: its answer will come.
        """
        await self._desk.prepare()
        by_folder: dict[SourceFolder, list[LyingRequest]] = defaultdict(list)
        for request in requests:
            by_folder[request.folder].append(request)
        cleared = _Cleared()
        async with self._runner.leases() as leases:
            await asyncio.gather(*(self._clear(leases, folder, of, cleared) for folder, of in by_folder.items()))
        return cleared.result()

    async def _clear(
        self, leases: LeaseKeeper, folder: SourceFolder, requests: list[LyingRequest], cleared: _Cleared
    ) -> None:
        left = [*requests]
        try:
            async with leases.hold(folder):
                while left:
                    await self._remove(left[0], cleared)
                    left.pop(0)
        except DeskError as error:
            cleared.kept += [(request, error) for request in left]

    async def _remove(self, request: LyingRequest, cleared: _Cleared) -> None:
        outcome: Outcome = "done"
        try:
            removed = await self._kassas.request_folder(request.folder).remove(request)
            (cleared.removed if removed else cleared.gone).append(request)
            if not removed:
                return
        except DeskError as error:
            cleared.kept.append((request, error))
            outcome = "failed"
        await self._audit.record(
            AuditAction.CLEAR_REQUEST, str(request.folder), outcome, file=request.name, asked=request.text
        )

    async def missing_days(self, dates: DateRange, kassas: tuple[str, ...] = ()) -> tuple[MissingDay, ...]:
        """Return which of these days, as far as they are over at their kassa, lack a complete load."""
        await self._desk.prepare()
        folders = select_folders(self._desk.settings.folders, kassas)
        awaited = await asyncio.to_thread(lambda: [*over(self._desk.settings, folders, dates, datetime.now(UTC))])
        return tuple(await self._warehouse.missing_days(awaited))


def over(settings: Settings, folders: Collection[SourceFolder], dates: DateRange, now: datetime) -> Iterator[Awaited]:
    """Yield for every folder the days that are over there at the (aware) moment `now`, and the moment they were."""
    for folder in folders:
        zone = zone_of(settings, folder.kassa)
        for day in dates.days():
            midnight = datetime.combine(day + _DAY, time.min, zone)
            ends = midnight if zone else midnight.astimezone()
            if ends <= now:
                yield folder, day, ends


class _Cleared:
    """Collects what became of requests."""

    def __init__(self) -> None:
        self.removed: list[LyingRequest] = []
        self.gone: list[LyingRequest] = []
        self.kept: list[_Kept] = []

    def result(self) -> ClearedRequests:
        return ClearedRequests(removed=tuple(self.removed), gone=tuple(self.gone), kept=tuple(self.kept))
