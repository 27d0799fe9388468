"""Waiting for the answers of many kassas of one server, without a worker or a connection between two looks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.files import FolderListing, RemoteFile, Sighting
from frontol_desk.domain.values import SourceFolder
from frontol_desk.exchange.completeness import QUIET_SECONDS, TWO_LOOKS_SECONDS, AnswerWatch, Edges, Look, State
from frontol_desk.exchange.service import ExchangeService

SHORTEST_INTERVAL = TWO_LOOKS_SECONDS
LONGEST_INTERVAL = 5.0
_SHARE_OF_REST = 0.1
_AFTER_FAILURE = 1.0
_LATE_SECONDS = 10.0
"""So long after the deadline the last look may take; then a hanging server has had its time."""
_LOOKS_AT_ONCE = 2
"""Of each kind, still and moving: together fewer than a pool has connections."""


@dataclass(frozen=True, slots=True)
class ServiceText:
    """A kassa's own log of its export, to be shown."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class WaitResult:
    """How a wait ended. `answers` is empty when the kassa stayed silent or only wrote its log.

    `complete` is False when the deadline came while an answer was still empty, growing or cut: it is delivered as it
    is. `removes_request` is what to tell the next wait for this kassa.
    """

    answers: tuple[RemoteFile, ...] = ()
    complete: bool = False
    already_processed: tuple[RemoteFile, ...] = ()
    service_texts: tuple[ServiceText, ...] = ()
    request_gone: bool = False
    removes_request: bool | None = None

    @property
    def silent(self) -> bool:
        """Tell whether no answer came."""
        return not self.answers


class _Told:
    """Passes on what a watch has seen, each sighting once."""

    def __init__(self, notice: Callable[[Sighting], None]) -> None:
        self._notice = notice
        self._told: set[Sighting] = set()

    def of(self, watch: AnswerWatch) -> None:
        seen = ((Sighting.PICKED_UP, watch.request_gone), (Sighting.APPEARED, bool(watch.answers)))
        for sighting, there in seen:
            if there and sighting not in self._told:
                self._told.add(sighting)
                self._notice(sighting)


class Poller:
    """Looks at the waiting folders of one server, a few at a time.

    Each `wait` sleeps in its caller's task between two looks, so nothing has to be started or stopped. The longer
    nothing changed in a folder, the rarer it is looked at. Folders with movement have places of their own, so that any
    number of silent kassas delays none that answers.
    """

    def __init__(self, service: ExchangeService, *, quiet_seconds: float = QUIET_SECONDS) -> None:
        self._service = service
        self._quiet_seconds = quiet_seconds
        self._still_places = asyncio.Semaphore(_LOOKS_AT_ONCE)
        self._moving_places = asyncio.Semaphore(_LOOKS_AT_ONCE)

    async def wait(
        self,
        folder: SourceFolder,
        deadline_seconds: float,
        removes_request: bool | None = None,
        *,
        known: Iterable[RemoteFile] = (),
        notice: Callable[[Sighting], None] = lambda _: None,
    ) -> WaitResult:
        """Wait until the answer is complete, at most `deadline_seconds`; the request must have been placed.

        `notice` hears, once each, that the request has gone and that an answer has appeared.

        Files of `known` (left-overs that could not be moved away) are no answer unless they change. A failing look is
        repeated until the deadline; its `DeskError` is raised when the last look failed too and nothing is known of an
        answer, and at once when signing in was refused.
        """
        watch = AnswerWatch(monotonic(), removes_request, known, self._quiet_seconds)
        failure: DeskError | None = None
        try:
            async with asyncio.timeout(deadline_seconds + _LATE_SECONDS):
                failure = await self._watch(folder, watch, watch.started + deadline_seconds, _Told(notice))
        except TimeoutError:
            failure = DeskError(ErrorCode.FTP_TIMEOUT, reason="look", source_folder=str(folder), path=str(folder))
        if failure is not None and not watch.answers:
            raise failure
        return await self._result(folder, watch)

    async def _watch(self, folder: SourceFolder, watch: AnswerWatch, deadline: float, told: _Told) -> DeskError | None:
        """Look until the watch has decided or the deadline has come; return the last look's failure."""
        while True:
            last = monotonic() >= deadline
            failure: DeskError | None = None
            try:
                async with self._moving_places if watch.moving else self._still_places:
                    await self._look(folder, watch, last=last)
                told.of(watch)
            except DeskError as error:
                if error.code is ErrorCode.FTP_LOGIN:
                    raise
                failure = error
            if last or (failure is None and watch.state is not State.WAITING):
                return failure
            now = monotonic()
            interval = _interval(now - watch.changed_at, failed=failure is not None)
            await asyncio.sleep(max(0.0, min(interval, deadline - now)))

    async def _look(self, folder: SourceFolder, watch: AnswerWatch, *, last: bool) -> None:
        at = monotonic()
        pending = await self._service.request_pending(folder)
        listing: FolderListing | None = None
        if last or watch.needs_listing(at, request_pending=pending):
            listing = await self._service.list_unprocessed(folder)
        watch.see(Look(at, pending, listing, last))
        watch.read({file.name: await self._edges(folder, file) for file in watch.unread})

    async def _edges(self, folder: SourceFolder, file: RemoteFile) -> Edges:
        head = await self._service.peek(folder, file.name)
        return Edges(head, await self._service.tail(folder, file.name, file.size))

    async def _result(self, folder: SourceFolder, watch: AnswerWatch) -> WaitResult:
        return WaitResult(
            answers=watch.answers,
            complete=watch.state is State.COMPLETE,
            already_processed=watch.already_processed,
            service_texts=tuple([text async for text in self._service_texts(folder, watch)]),
            request_gone=watch.request_gone,
            removes_request=watch.removes_request,
        )

    async def _service_texts(self, folder: SourceFolder, watch: AnswerWatch) -> AsyncIterator[ServiceText]:
        for file in watch.service_files:
            with suppress(DeskError):
                yield ServiceText(file.name, await self._service.read_service_file(folder, file.name))


def _interval(rested: float, *, failed: bool) -> float:
    """Return the seconds until the next look at a folder in which nothing changed for `rested` seconds."""
    shortest = _AFTER_FAILURE if failed else SHORTEST_INTERVAL
    return min(LONGEST_INTERVAL, max(shortest, rested * _SHARE_OF_REST))
