"""Past and present runs, asked from the journal page by page."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from frontol_desk.console.kept_runs import kept_report, kept_runs
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.overview import HistoryQuery, RunEntry
from frontol_desk.domain.report import RunReport, RunStatus
from frontol_desk.ui.models.history import HistoryModel, table_heading, table_row
from frontol_desk.ui.models.history_filter import HistoryFilter
from frontol_desk.ui.presenters.refreshing import Refresher
from frontol_desk.ui.presenters.table_file import write_table, write_text
from frontol_desk.ui.session import Session

PAGE = 200
_AWAY = frozenset({ErrorCode.DB_CONNECTION, ErrorCode.DB_TIMEOUT})
"""What says that the database cannot be asked, and that runs are kept here meanwhile."""


class HistoryPresenter(QObject):
    """Keeps the list of runs as the filter wants it; while the database is `away`, what is known without it.

    `changed`: the list, the filter or what is under way is different now. `repeat_ready` carries the whole report of
    a run that is to be repeated, `exported` the path of a list that was written.
    """

    changed = Signal()
    repeat_ready = Signal(object)
    exported = Signal(str)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.model = HistoryModel(self)
        self.filter = HistoryFilter()
        self.answered = self.away = False
        self._more: asyncio.Task[Any] | None = None
        self._refresher = Refresher(session, self._refresh, "history", self)
        self._refresher.after_loads()
        self.model.more_wanted.connect(self._want_more)
        session.closed.connect(self._forget)
        session.open_failed.connect(self._not_opened)

    def set_filter(self, wish: HistoryFilter) -> None:
        """Show other runs."""
        if wish != self.filter:
            self.filter = wish
            self.answered = False
            self.model.show((), complete=True)
            self.changed.emit()
            self.refresh()

    def refresh(self) -> None:
        """Ask the journal again for what is shown; without a console look at what is kept on this computer."""
        if self.session.is_open:
            self._refresher.now()
        elif self.away:
            self.session.run(self._show_kept(), "kept runs")

    def _not_opened(self, error: DeskError) -> None:
        if error.code in _AWAY:
            self.session.run(self._show_kept(), "kept runs")

    def repeat(self, run_id: str) -> None:
        """Get the whole report of a run, for `repeat_ready`."""
        self.session.run(self._fetch(run_id), "repeat a run")

    def export(self, path: Path) -> None:
        """Write every run that the filter lets through, not only those loaded so far."""
        self.session.run(self._export(path), "export the history")

    async def _refresh(self) -> None:
        wish = self.filter
        limit = max(PAGE, self.model.rowCount())
        try:
            entries = await self._ask(wish.query(_today(), limit=limit))
        except DeskError as error:
            if error.code in _AWAY:
                await self._show_kept()
            raise
        if wish == self.filter:
            self.answered, self.away = True, False
            self.model.show(entries, complete=len(entries) < limit)
            self.changed.emit()

    async def _show_kept(self) -> None:
        """Show the runs that wait on this computer for the database, before those that it has told of."""
        desk, wish = self.session.desk, self.filter
        kept = await (desk.outbox_runs() if desk is not None else kept_runs(self.session.settings))
        waiting = [entry for entry in kept if wish.lets_through(entry, _today())]
        mine = {entry.report.run_id for entry in kept}
        told = [entry for entry in self.model.entries() if entry.report.run_id not in mine]
        if wish == self.filter:
            self.answered = self.away = True
            self.model.show([*waiting, *told], complete=True)
            self.changed.emit()

    def _want_more(self) -> None:
        if self.session.is_open and (self._more is None or self._more.done()):
            self._more = self.session.run(self._append(), "more history")

    async def _append(self) -> None:
        wish = self.filter
        entries = await self._ask(wish.query(_today(), limit=PAGE, offset=self.model.rowCount()))
        if wish == self.filter:
            self.model.append(entries, complete=len(entries) < PAGE)
            self.changed.emit()

    async def _ask(self, query: HistoryQuery) -> list[RunEntry]:
        desk = self.session.desk
        return await desk.runs(query) if desk is not None else []

    async def _fetch(self, run_id: str) -> None:
        desk = self.session.desk
        report = await desk.run_report(run_id) if desk is not None else None
        if report is not None:
            self.repeat_ready.emit(report)

    async def _export(self, path: Path) -> None:
        rows = [table_row(entry) async for entry in self._all()]
        await asyncio.to_thread(write_table, path, [table_heading(), *rows])
        self.exported.emit(str(path))

    async def _all(self) -> AsyncIterator[RunEntry]:
        """Yield every run of the filter, each once though new ones may push the pages on."""
        wish, offset, seen = self.filter, 0, set[str]()
        while entries := await self._ask(wish.query(_today(), limit=PAGE, offset=offset)):
            for entry in entries:
                if entry.report.run_id not in seen:
                    seen.add(entry.report.run_id)
                    yield entry
            offset += PAGE

    def _forget(self) -> None:
        self.answered = self.away = False
        self.model.show((), complete=True)
        self.changed.emit()


class RunPresenter(QObject):
    """One run, opened: `loaded` follows every answer; there is no report as long as the run goes on."""

    loaded = Signal()
    saved = Signal(str)

    def __init__(self, session: Session, run_id: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.run_id = run_id
        self.report: RunReport | None = None
        self.text = ""
        self.answered = False
        self._session = session
        self._refresher = Refresher(session, self._load, "open a run", self)
        self._refresher.after_loads()

    def refresh(self) -> None:
        """Ask the journal for the report; without a console look whether it is kept on this computer."""
        if self._session.is_open:
            self._refresher.now()
        else:
            self._session.run(self._load(), "open a kept run")

    def save(self, path: Path) -> None:
        """Write the report as the document of the contract."""
        self._session.run(self._save(path, self.text), "save a report")

    async def _load(self) -> None:
        if self.report is not None:
            return
        desk = self._session.desk
        report = await (desk.run_report(self.run_id) if desk else kept_report(self._session.settings, self.run_id))
        ended = report is not None and report.status is not RunStatus.RUNNING
        if report is not None and ended:
            self.text = await asyncio.to_thread(report.as_json)
            self.report = report
        self.answered = True
        self.loaded.emit()

    async def _save(self, path: Path, text: str) -> None:
        await asyncio.to_thread(write_text, path, f"{text}\n")
        self.saved.emit(str(path))


def _today() -> date:
    return datetime.now(UTC).astimezone().date()
