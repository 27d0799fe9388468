"""A picture of every page and dialog, taken from the demo: for the guide, the README, and for looking at with care."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QPoint
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.report import RunReport
from frontol_desk.domain.values import DateRange
from frontol_desk.ui.cut_texts import cut_texts
from frontol_desk.ui.presenters.connection import AttemptState
from frontol_desk.ui.shell import Shell
from frontol_desk.ui.theme.states import WorkState
from frontol_desk.ui.views.pages import Page

DAY: Final = date(2025, 12, 28)
SIZE: Final = (1360, 850)
_SETTLE = 0.25
_PATIENCE = 90.0


class Screenshots:
    """Plays an operator's morning and takes pictures into `directory`, as ``PAGE.png``.

    Beside them ``cut.txt`` names every text that has too little room; it is empty when all is well.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._cut: list[str] = []

    async def take(self, shell: Shell) -> None:
        """Take all pictures; the window may be closed afterwards."""
        self._directory.mkdir(parents=True, exist_ok=True)
        window = shell.window
        window.resize(*SIZE)
        await _until(lambda: shell.session.is_open)
        await self._picture(window, "queue_empty")
        await self._load(shell)
        await self._pages(shell)
        await self._dialogs(shell)
        (self._directory / "cut.txt").write_text("".join(f"{line}\n" for line in self._cut), "utf-8")

    async def _load(self, shell: Shell) -> None:
        """Load the demo's day; picture the queue on its way and at its end, the broken line selected."""
        desk, window = shell.session.desk, shell.window
        if desk is None:
            raise DeskError(ErrorCode.INTERNAL, cause="no desk")
        reports: list[RunReport] = []
        shell.loads.finished.connect(reports.append)
        shell.toolbar.dates.set_dates(DateRange.day(DAY))
        shell.loads.load(DateRange.day(DAY), desk.folders())
        await _until(lambda: shell.queue.overall().done >= len(desk.folders()) - 2)
        await self._picture(window, "queue_loading")
        await self._dialog(shell.dialogs.ask_about_load(tray=True), "close_during_load")
        await _until(lambda: bool(reports) and shell.failures.total > 1)
        await self._picture(window, "queue_done")
        broken = [row for row in shell.queue.model.rows if row.state is WorkState.PARTIAL]
        page = shell.queue_page
        for row in broken[:1]:
            page.table.select([row.id])
        await self._picture(window, "queue")
        await self._picture(page.panel, "details")

    async def _pages(self, shell: Shell) -> None:
        window = shell.window
        for page in (Page.HISTORY, Page.ERRORS, Page.DASHBOARD, Page.AUDIT):
            window.show_page(page)
            await asyncio.sleep(1.0)  # its figures come from the database
            await self._picture(window, page.name.lower())
        window.show_page(Page.QUEUE)
        if window.log_dock is not None:
            window.log_dock.show()
            await asyncio.sleep(0.5)
            await self._picture(window, "log")
            window.log_dock.hide()
        popup = shell.toolbar.dates.open_popup()
        await self._over(window, popup, "date_picker")
        window.resize(1024, 700)
        await self._picture(window, "queue_narrow")
        window.resize(*SIZE)

    async def _dialogs(self, shell: Shell) -> None:
        dialogs = shell.dialogs
        report = shell.queue.last_report
        if report is not None:
            run = dialogs.open_run(report.run_id)
            await asyncio.sleep(0.5)
            await self._steps(run, [partial(run.tabs.setCurrentIndex, tab) for tab in range(run.tabs.count())], "run")
        wizard = dialogs.open_first_start()
        await self._steps(
            wizard, [partial(wizard.show_step, step) for step in range(wizard.stack.count())], "first_start"
        )
        settings = dialogs.open_settings()
        await asyncio.sleep(0.5)
        await self._steps(
            settings, [partial(settings.list.setCurrentRow, row) for row in range(settings.list.count())], "settings"
        )
        check = dialogs.open_health_check()
        await _until(lambda: check.examination.state is AttemptState.DONE)
        await self._dialog(check, "health_check")
        await self._tools(shell)
        await self._dialog(dialogs.open_help("queue"), "help")
        await self._dialog(dialogs.show_crash(shell.session.crashes.text_of(ValueError("example"))), "crash")

    async def _tools(self, shell: Shell) -> None:
        """Picture the operator's small tools, two of which look for something first."""
        dialogs, desk = shell.dialogs, shell.session.desk
        if desk is None:
            return
        await self._dialog(dialogs.ask_to_send(DateRange.day(DAY), desk.folders()), "send_requests")
        for dialog, name in (
            (dialogs.open_lying_requests(), "clear_requests"),
            (dialogs.open_missing_days(desk.today()), "missing_days"),
        ):
            await _until(lambda dialog=dialog: not dialog.is_busy)  # type: ignore[misc]
            await self._dialog(dialog, name)

    async def _steps(self, dialog: QWidget, steps: Sequence[Callable[[], object]], name: str) -> None:
        """Picture a dialog of several pages, each as ``NAME_1``, ``NAME_2``; the first as ``NAME``."""
        for number, show in enumerate(steps):
            show()
            await self._picture(dialog, f"{name}_{number}" if number else name)
        await self._close(dialog)

    async def _dialog(self, dialog: QWidget, name: str) -> None:
        await self._picture(dialog, name)
        await self._close(dialog)

    @staticmethod
    async def _close(dialog: QWidget) -> None:
        dialog.close()
        await asyncio.sleep(_SETTLE)

    async def _picture(self, widget: QWidget, name: str) -> None:
        await asyncio.sleep(_SETTLE)
        self._note_cut(widget, name)
        self._save(widget, name)

    def _save(self, widget: QWidget, name: str) -> None:
        path = self._directory / f"{name}.png"
        if not widget.grab().save(str(path)):
            raise DeskError(ErrorCode.OUTPUT_FAILED, path=str(path), cause="PNG")

    async def _over(self, window: QWidget, popup: QWidget, name: str) -> None:
        """Picture a popup together with the window it stands over."""
        await asyncio.sleep(_SETTLE)
        self._note_cut(popup, name)
        picture = window.grab()
        place = window.mapFromGlobal(popup.mapToGlobal(QPoint(0, 0)))
        painter = QPainter(picture)
        painter.drawPixmap(place, popup.grab())
        painter.end()
        picture.save(str(self._directory / f"{name}.png"))
        popup.close()

    def _note_cut(self, widget: QWidget, name: str) -> None:
        self._cut += [f"{name}: {text}" for text in cut_texts(widget)]


async def _until(condition: Callable[[], bool]) -> None:
    """Wait for something that the demo is bound to do."""
    async with asyncio.timeout(_PATIENCE):
        while not condition():  # noqa: ASYNC110 - many signals may lead there
            await asyncio.sleep(0.05)
