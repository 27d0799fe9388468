"""What is left of a load in the real window: the run in the history, its failures among the errors."""

from __future__ import annotations

import json
from typing import TypeVar

from PySide6.QtCore import Qt

from frontol_desk.domain.report import RunReport, RunStatus
from frontol_desk.domain.values import DateRange
from frontol_desk.ui.shell import Shell
from frontol_desk.ui.views.errors_page import ErrorsPage
from frontol_desk.ui.views.history_page import HistoryPage
from frontol_desk.ui.views.pages import Page
from frontol_desk.ui.views.run_dialog import RunDialog
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import DAY, QUICK, faulty
from tests.integration.ui.desk_window import click, loaded, play, press, until

PageKind = TypeVar("PageKind", HistoryPage, ErrorsPage)


def test_a_run_is_opened_repeated_and_its_errors_are_mended(shop: OpenShop) -> None:
    kassas = {"P13/P13": QUICK, "S6/S6": faulty("silent:5"), "O49/O49": faulty("broken-line:1")}
    place = shop(kassas, response_timeout=3.0)

    async def script(shell: Shell) -> None:
        shell.loads.load(DateRange.day(DAY), place.settings.folders)
        await until(lambda: shell.loads.running)
        await loaded(shell)
        await until(lambda: shell.failures.total == 2)

        history = page(shell, Page.HISTORY, HistoryPage)
        await until(lambda: history.chosen() is not None)
        press(history.table, Qt.Key.Key_Return)
        await until(lambda: shell.window.findChildren(RunDialog))
        (dialog,) = shell.window.findChildren(RunDialog)
        await until(lambda: dialog.files.model().rowCount() == 3)
        assert "abc" in dialog.problem_text.text()
        dialog.tabs.setCurrentIndex(2)
        assert json.loads(dialog.report.toPlainText())["status"] == "partial"
        dialog.close()

        errors = page(shell, Page.ERRORS, ErrorsPage)
        await until(lambda: len(shell.failures.model.groups) == 2)
        broken = next(group for group in shell.failures.model.groups if group.items[0].raw)
        errors.tree.setCurrentIndex(shell.failures.model.index(shell.failures.model.groups.index(broken), 0))
        assert "abc" in errors.details.line.toPlainText()
        click(errors.details.again.main)
        await until(lambda: shell.loads.running)
        await loaded(shell)
        await until(lambda: shell.failures.total == 1)
        click(errors.retry_all.main)
        await until(lambda: shell.loads.running)
        await loaded(shell)
        await until(lambda: shell.failures.total == 0)
        assert errors.pages.currentWidget() is errors.calm

        await until(lambda: shell.history.model.rowCount() == 3)
        first = shell.history.model.index(2, 0)
        history.table.setCurrentIndex(first)
        assert history.chosen() is not None
        shell.window.show_page(Page.HISTORY)
        click(history.repeat)
        await until(lambda: shell.loads.running)
        await loaded(shell)
        await until(lambda: shell.history.model.rowCount() == 4)
        await until(lambda: newest(shell).status is RunStatus.COMPLETED)
        assert newest(shell).folders.total == 3
        assert (newest(shell).date_from, newest(shell).date_to) == (DAY, DAY)

        history.show_kassa("S6")
        await until(lambda: shell.history.model.rowCount() == 3)
        history.show_kassa("nobody")
        await until(lambda: history.pages.currentWidget() is history.filtered_out)

    play(place, script)


def newest(shell: Shell) -> RunReport:
    """Return the run on top of the list."""
    entry = shell.history.model.entry(shell.history.model.index(0, 0))
    assert entry is not None
    return entry.report


def page(shell: Shell, which: Page, kind: type[PageKind]) -> PageKind:
    """Show a page as its key does."""
    shell.window.show_page(which)
    found = shell.window.findChild(kind)
    assert found is not None
    return found
