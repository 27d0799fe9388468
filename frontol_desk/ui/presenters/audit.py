"""The audit log, asked as the filter wants it."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from frontol_desk.domain.audit import AuditEntry
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.ui.models.audit import AuditModel, table_heading, table_row
from frontol_desk.ui.models.audit_filter import AuditFilter
from frontol_desk.ui.presenters.refreshing import Refresher
from frontol_desk.ui.presenters.table_file import write_table
from frontol_desk.ui.session import Session

SHOWN = 500
"""So many of the newest entries are shown; the filter finds older ones."""
_EXPORTED = 1_000_000
_AWAY = frozenset({ErrorCode.DB_CONNECTION, ErrorCode.DB_TIMEOUT})


class AuditPresenter(QObject):
    """Keeps the entries as the filter wants them, `people` being those met so far; `away`: the database is.

    `changed`: the entries or the filter are different now. `exported` carries the path of a list that was written.
    """

    changed = Signal()
    exported = Signal(str)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.model = AuditModel(self)
        self.filter = AuditFilter()
        self.people: set[str] = set()
        self.answered = self.away = self.more = False
        self._refresher = Refresher(session, self._refresh, "audit log", self)
        self._refresher.after_loads()
        session.closed.connect(self._forget)

    def set_filter(self, wish: AuditFilter) -> None:
        """Show other entries."""
        if wish != self.filter:
            self.filter = wish
            self.answered = False
            self.refresh()

    def refresh(self) -> None:
        """Ask the log again."""
        self._refresher.now()

    def export(self, path: Path) -> None:
        """Write every entry that the filter lets through, not only those shown."""
        self.session.run(self._export(path), "export the audit log")

    async def _refresh(self) -> None:
        wish = self.filter
        try:
            entries = await self._ask(SHOWN)
        except DeskError as error:
            if error.code in _AWAY:
                self.answered = self.away = True
                self.changed.emit()
            raise
        if wish == self.filter:
            self.answered, self.away, self.more = True, False, len(entries) == SHOWN
            self.people |= {str(entry.actor) for entry in entries}
            self.model.show(entries)
            self.changed.emit()

    async def _export(self, path: Path) -> None:
        entries = await self._ask(_EXPORTED)
        rows = [table_heading(), *map(table_row, entries)]
        await asyncio.to_thread(write_table, path, rows)
        self.exported.emit(str(path))

    async def _ask(self, limit: int) -> tuple[AuditEntry, ...]:
        desk = self.session.desk
        return await desk.audit.entries(self.filter.query(_today(), limit=limit)) if desk is not None else ()

    def _forget(self) -> None:
        """Another profile has another log."""
        self.model.show(())
        self.people.clear()
        self.answered = self.away = self.more = False
        self.changed.emit()


def _today() -> date:
    return datetime.now(UTC).astimezone().date()
