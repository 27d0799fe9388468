"""Makes the pages of the main window when they are first shown, and leads their wishes to where they come true."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from frontol_desk.ui.originals import show_original
from frontol_desk.ui.presenters.audit import AuditPresenter
from frontol_desk.ui.presenters.dashboard import DashboardPresenter
from frontol_desk.ui.views.audit_page import AuditPage
from frontol_desk.ui.views.dashboard_page import DashboardPage
from frontol_desk.ui.views.errors_page import ErrorsPage
from frontol_desk.ui.views.history_page import HistoryPage
from frontol_desk.ui.views.pages import Page
from frontol_desk.ui.views.queue_page import QueuePage

if TYPE_CHECKING:
    from frontol_desk.ui.shell import Shell


def page_makers(shell: Shell) -> dict[Page, Callable[[], QWidget]]:
    """Return how each page is made, in the order of their tabs."""
    return {
        Page.QUEUE: partial(_queue_page, shell),
        Page.HISTORY: partial(_history_page, shell),
        Page.ERRORS: partial(_errors_page, shell),
        Page.DASHBOARD: partial(_dashboard_page, shell),
        Page.AUDIT: partial(_audit_page, shell),
    }


def _queue_page(shell: Shell) -> QueuePage:
    page = QueuePage(shell.queue, shell.loads, shell.remembered)
    page.retry_rows.connect(shell.retries.rows)
    page.open_original.connect(lambda row: show_original(shell.session, row.detail))
    page.load_yesterday.connect(shell.load_yesterday)
    page.show_history.connect(shell.show_history)
    shell.queue_page = page
    return page


def _history_page(shell: Shell) -> HistoryPage:
    page = HistoryPage(shell.history, shell.remembered)
    page.repeat_run.connect(shell.repeat)
    page.open_run.connect(shell.dialogs.open_run)
    page.show_log.connect(shell.show_log)
    page.load_yesterday.connect(shell.load_yesterday)
    return page


def _errors_page(shell: Shell) -> ErrorsPage:
    page = ErrorsPage(shell.failures, shell.remembered)
    page.retry.connect(shell.retries.failures)
    page.drop.connect(lambda failures: shell.dialogs.ask_to_drop(failures, shell.failures))
    shell.retries.busy.connect(page.notice.tell_busy)
    shell.loads.retried.connect(page.notice.tell_report)
    shell.loads.refused.connect(page.notice.tell_refused)
    return page


def _dashboard_page(shell: Shell) -> DashboardPage:
    page = DashboardPage(DashboardPresenter(shell.session, shell), shell.health)
    page.open_errors.connect(lambda: shell.window.show_page(Page.ERRORS))
    page.open_run.connect(shell.dialogs.open_run)
    page.load_yesterday.connect(shell.load_yesterday)
    return page


def _audit_page(shell: Shell) -> AuditPage:
    page = AuditPage(AuditPresenter(shell.session, shell), shell.remembered)
    page.open_run.connect(shell.dialogs.open_run)
    return page
