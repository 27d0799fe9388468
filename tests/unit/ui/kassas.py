"""Kassas to test with, and a session that is open without a server."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
from datetime import UTC, date, datetime
from typing import Any

from PySide6.QtCore import QObject, Signal

from frontol_desk.domain.overview import FolderState
from frontol_desk.domain.report import FileStatus
from frontol_desk.domain.values import SourceFolder, parse_kassas
from frontol_desk.pipeline.bus import EventBus

FOLDERS = parse_kassas("P13:P13;N22:N22_Inter,N22_FURN;SH54:SH54;S6:S6;O49:O49")
P13, INTER, FURN, SH54, S6, O49 = FOLDERS


def state(
    folder: SourceFolder, status: FileStatus, day: date | None = date(2025, 12, 28), *, discrepancies: int = 0
) -> FolderState:
    """Return a folder as the journal may tell it."""
    return FolderState(
        folder=folder,
        last_day=day,
        rows=1346,
        status=status,
        at=datetime(2025, 12, 29, 7, 2, 11, tzinfo=UTC),
        discrepancies=discrepancies,
    )


class FakeDesk:
    """What the kassa tree needs of a desk."""

    def __init__(self, folders: tuple[SourceFolder, ...] = FOLDERS) -> None:
        self.events = EventBus()
        self.states: Mapping[SourceFolder, FolderState] = {}
        self._folders = folders

    def folders(self) -> tuple[SourceFolder, ...]:
        return self._folders

    async def folder_states(self) -> Mapping[SourceFolder, FolderState]:
        return self.states


class FakeSession(QObject):
    """A session that can be opened at once; what it is given to run has ended when `run` returns."""

    opened = Signal()
    closed = Signal()

    def __init__(self, desk: FakeDesk | None = None) -> None:
        super().__init__()
        self.desk = desk

    @property
    def is_open(self) -> bool:
        return self.desk is not None

    def open(self, desk: FakeDesk) -> None:
        self.desk = desk
        self.opened.emit()

    def close(self) -> None:
        self.desk = None
        self.closed.emit()

    def run(self, work: Coroutine[Any, Any, Any], name: str) -> None:
        assert name
        asyncio.run(work)
