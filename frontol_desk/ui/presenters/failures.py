"""What waits for somebody, asked from the warehouse whenever a load may have changed it."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from frontol_desk.domain.errors import DeskError
from frontol_desk.domain.overview import Failure
from frontol_desk.domain.values import SourceFolder
from frontol_desk.ui.models.failures import FailureTreeModel, by_cause, table_heading, table_row
from frontol_desk.ui.presenters.refreshing import Refresher
from frontol_desk.ui.presenters.table_file import write_table
from frontol_desk.ui.session import Session


class FailuresPresenter(QObject):
    """Keeps the open failures, grouped by cause. `changed` follows every answer, `total_changed` a new number.

    While they are `unknown` nobody could be asked the last time: what is shown is from before, and none means nothing.
    """

    changed = Signal()
    total_changed = Signal(int)
    exported = Signal(str)
    dropped = Signal(int)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.model = FailureTreeModel(self)
        self.total = 0
        self.answered = self.unknown = False
        self._refresher = Refresher(session, self._refresh, "failures", self)
        self._refresher.after_loads()
        session.closed.connect(self._forget)

    @property
    def shown(self) -> tuple[Failure, ...]:
        """The failures of the list; of very many only the newest."""
        return self.model.all_items()

    def refresh(self) -> None:
        """Ask again."""
        self._refresher.now()

    @property
    def known(self) -> frozenset[SourceFolder]:
        """The folders whose kassas can be asked."""
        return frozenset(self.session.desk.folders()) if self.session.desk is not None else frozenset()

    def drop(self, keys: Collection[str], reason: str) -> None:
        """Give these up for a reason; they leave the list, nothing is deleted."""
        self.session.run(self._drop(keys, reason), "drop")

    async def _drop(self, keys: Collection[str], reason: str) -> None:
        if (desk := self.session.desk) is not None:
            count = await desk.letters.drop(keys, reason)
            await self._refresh()
            self.dropped.emit(count)

    def export(self, path: Path) -> None:
        """Write the list as a table."""
        rows = [table_row(failure) for failure in self.shown]
        self.session.run(self._export(path, [table_heading(), *rows]), "export the errors")

    async def _refresh(self) -> None:
        if (desk := self.session.desk) is None:
            return
        try:
            found = await desk.failures()
        except DeskError:
            self.unknown = True
            self.changed.emit()
            raise
        self.answered, self.unknown = True, False
        self.model.show(by_cause(found.items))
        self._set_total(found.total)
        self.changed.emit()

    async def _export(self, path: Path, rows: list[list[str]]) -> None:
        await asyncio.to_thread(write_table, path, rows)
        self.exported.emit(str(path))

    def _forget(self) -> None:
        self.answered = self.unknown = False
        self.model.show(())
        self._set_total(0)
        self.changed.emit()

    def _set_total(self, total: int) -> None:
        if total != self.total:
            self.total = total
            self.total_changed.emit(total)
