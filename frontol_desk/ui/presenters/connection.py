"""Checks that a person starts and may stop: is the database there, is the exchange server there, what lies on it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from frontol_desk.console.doctor import discover_folders, examine_one
from frontol_desk.domain.errors import DeskError
from frontol_desk.domain.overview import Probe, ProbeStatus
from frontol_desk.domain.values import SourceFolder
from frontol_desk.ui.presenters.profile_form import ProfileForm
from frontol_desk.ui.session import Session

Result = TypeVar("Result")


class AttemptState(StrEnum):
    """How it stands with an attempt."""

    IDLE = "idle"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


class Attempt(QObject, Generic[Result]):
    """Something that takes a while, may fail with a reason, and can be stopped: at most once at a time.

    `result` is there when it is done, `error` when it failed. A new start forgets both.
    """

    changed = Signal()

    def __init__(
        self, session: Session, work: Callable[[], Awaitable[Result]], name: str, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._work = work
        self._name = name
        self._task: asyncio.Task[None] | None = None
        self.state = AttemptState.IDLE
        self.result: Result | None = None
        self.error: DeskError | None = None

    def start(self) -> None:
        """Begin, unless it is under way."""
        if self.state is not AttemptState.RUNNING:
            self._become(AttemptState.RUNNING)
            self._task = self._session.run(self._try(), self._name)

    def stop(self) -> None:
        """Give up what is under way."""
        if self.state is AttemptState.RUNNING and self._task:
            self._task.cancel()
            self._become(AttemptState.STOPPED)

    def forget(self) -> None:
        """Stop and forget how the last one ended: what it was about has changed."""
        if self.state is not AttemptState.IDLE:
            self.stop()
            self._become(AttemptState.IDLE)

    async def _try(self) -> None:
        """Work; an attempt that was stopped or begun anew meanwhile says nothing."""
        mine = asyncio.current_task()
        try:
            result = await self._work()
        except asyncio.CancelledError:
            if self._task is mine:  # the session ended, nobody asked us
                self._become(AttemptState.STOPPED)
            raise
        except DeskError as error:
            if self._task is mine:
                self._become(AttemptState.FAILED, error=error)
        else:
            if self._task is mine:
                self._finish(result)

    def _finish(self, result: Result) -> None:
        error = result.error if isinstance(result, Probe) and result.status is ProbeStatus.ERROR else None
        self._become(AttemptState.FAILED if error else AttemptState.DONE, result, error)

    def _become(self, state: AttemptState, result: Result | None = None, error: DeskError | None = None) -> None:
        if state is not AttemptState.RUNNING:
            self._task = None
        self.state, self.result, self.error = state, result, error
        self.changed.emit()


def database_check(session: Session, form: ProfileForm, parent: QObject | None = None) -> Attempt[Probe]:
    """Return the check of the database that the form describes now."""

    async def check() -> Probe:
        return await examine_one(await form.settings("database.password"), "database")

    return Attempt(session, check, "check of the database", parent)


def ftp_check(session: Session, form: ProfileForm, parent: QObject | None = None) -> Attempt[Probe]:
    """Return the check of the exchange server that the form describes now."""

    async def check() -> Probe:
        return await examine_one(await form.settings(*_of_exchange(form)), "ftp")

    return Attempt(session, check, "check of the exchange server", parent)


def folder_search(
    session: Session, form: ProfileForm, parent: QObject | None = None
) -> Attempt[tuple[SourceFolder, ...]]:
    """Return the search for kassas and their folders on the exchange server that the form describes now."""

    async def search() -> tuple[SourceFolder, ...]:
        return await discover_folders(await form.settings(*_of_exchange(form)))

    return Attempt(session, search, "search for kassas", parent)


def _of_exchange(form: ProfileForm) -> tuple[str, ...]:
    """Return which password the exchange needs: a folder has none, and nobody's account neither."""
    without = form.value("exchange.transport") == "folder" or form.value("ftp.user") == "anonymous"
    return () if without else ("ftp.password",)
