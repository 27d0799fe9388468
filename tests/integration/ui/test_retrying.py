"""What failed is tried again or given up in the real window: a file from the archive, a line, a gap."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from frontol_desk.domain.overview import Failure, FailureKind
from frontol_desk.domain.report import RunReport, RunStatus, Stage
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.simulator.behaviour import RequestEnd
from frontol_desk.ui.dialogs.drop_failures import DropFailures
from frontol_desk.ui.models.failures import key_of
from frontol_desk.ui.models.queue_row import Mark
from frontol_desk.ui.shell import Shell
from frontol_desk.ui.theme.states import WorkState
from frontol_desk.ui.views.errors_page import ErrorsPage
from frontol_desk.ui.views.notices import Banner
from frontol_desk.ui.views.pages import Page
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import DAY, QUICK, Shop, broken_database, faulty
from tests.integration.ui.desk_window import click, focused, loaded, play, press, row_of, until

FILED, LINED, HOLED = "N22/N22_FURN", "O49/O49", "P13/P13"
HOLE = "733692-733696"


async def ended(shell: Shell, left: int) -> RunReport:
    """Wait until what was just clicked has run, and so many failures are open; return how it went."""
    await until(lambda: shell.loads.running)
    await loaded(shell)
    await until(lambda: shell.failures.total == left)
    report = shell.queue.last_report
    assert report is not None
    return report


async def errors_page(shell: Shell, count: int) -> ErrorsPage:
    await until(lambda: shell.failures.total == count)
    shell.window.show_page(Page.ERRORS)
    page = shell.window.findChild(ErrorsPage)
    assert page is not None
    return page


def choose(page: ErrorsPage, shell: Shell, kind: FailureKind) -> Failure:
    """Choose the one failure of a kind."""
    (failure,) = [failure for failure in shell.failures.shown if failure.kind is kind]
    page.tree.clearSelection()
    page.tree.setCurrentIndex(shell.failures.model.index_of(key_of(failure)))
    assert page.tree.chosen() == (failure,)
    return failure


def banner_texts(shell: Shell) -> list[str]:
    return [banner.text.text() for banner in shell.window.banners.findChildren(Banner)]


async def load_in_vain(shell: Shell, place: Shop, left: int) -> None:
    """Let the one kassa's file fail in the database, so that so many failures are open."""
    async with broken_database(place):
        shell.loads.load(DateRange.day(DAY), [SourceFolder.parse(FILED)])
        await ended(shell, left)


def test_a_file_is_taken_from_the_archive_a_line_dropped_a_gap_asked_for(shop: OpenShop) -> None:
    holed = replace(faulty(f"hole:{HOLE}"), request_end=RequestEnd.MOVED)
    place = shop({HOLED: holed, FILED: QUICK, LINED: faulty("broken-line")}, quiet_seconds=0.3)

    async def script(shell: Shell) -> None:
        page = await fail_all(shell, place)
        filed = choose(page, shell, FailureKind.FILE)
        assert (filed.stage, filed.attempts) == (Stage.LOAD, 1)
        menu = QMenu(page)
        page.details.again.fill(menu)
        next(action for action in menu.actions() if action.text() == "Read the kept file again").trigger()
        report = await ended(shell, 2)
        assert (report.status, report.trigger.value) == (RunStatus.COMPLETED, "manual")
        row = row_of(shell, FILED)
        assert (row.state, Mark.REQUESTED in row.marks) == (WorkState.LOADED, False)
        await until(lambda: shell.history.model.rowCount() == 3)

        choose(page, shell, FailureKind.QUARANTINED_LINE)
        click(page.details.give_up)
        (dialog,) = await until(lambda: shell.window.findChildren(DropFailures))
        assert not dialog.drop.isEnabled()
        dialog.reason.setFocus()
        QTest.keyClicks(dialog.reason, "known")
        press(dialog.reason, Qt.Key.Key_Return)
        await until(lambda: shell.failures.total == 1)
        assert await place.fetch("SELECT drop_reason FROM quarantine") == [("known",)]

        gap = choose(page, shell, FailureKind.GAP)
        assert page.details.again.main.text() == "Ask for exactly the missing numbers"
        click(page.details.again.main)
        report = await ended(shell, 0)
        request = (place.requests(HOLED) / "done" / "request.txt").read_bytes().decode()
        assert request.split() == ["$$$TRANSACTIONSBYTRANSRANGE", HOLE.replace("-", ";")]
        assert gap.dates == DateRange(report.date_from, report.date_to)
        assert page.pages.currentWidget() is page.calm

    play(place, script)


async def fail_all(shell: Shell, place: Shop) -> ErrorsPage:
    """Leave a gap, a line and a file that the database refused."""
    shell.loads.load(DateRange.day(DAY), [folder for folder in place.settings.folders if str(folder) != FILED])
    await ended(shell, 2)
    await load_in_vain(shell, place, 3)
    return await errors_page(shell, 3)


def test_a_row_goes_on_where_it_failed_one_key_tries_all_and_refusals_are_told(shop: OpenShop) -> None:
    place = shop({FILED: QUICK, LINED: faulty("broken-line:1")}, quiet_seconds=0.3)

    async def script(shell: Shell) -> None:
        shell.loads.load(DateRange.day(DAY), [SourceFolder.parse(LINED)])
        await ended(shell, 1)
        page = await errors_page(shell, 1)
        line = choose(page, shell, FailureKind.QUARANTINED_LINE)
        page.details.again.wished.emit([line], Stage.PARSE)
        await ended(shell, 1)
        assert page.notice.isVisible(), "the same bytes are read the same"
        assert "abc" in page.notice.text.text()

        await load_in_vain(shell, place, 2)
        shell.window.show_page(Page.QUEUE)
        queue = shell.queue_page
        queue.table.select([row_of(shell, FILED).id])
        await until(lambda: queue.panel.row is row_of(shell, FILED))
        click(queue.panel.footer.retry)
        await ended(shell, 1)
        assert Mark.REQUESTED not in row_of(shell, FILED).marks
        assert row_of(shell, FILED).state is WorkState.LOADED

        await until(lambda: shell.retries.count() == 1)
        shell.window.activateWindow()
        press(focused(), Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
        await ended(shell, 0)
        assert Mark.REQUESTED in row_of(shell, LINED).marks
        assert row_of(shell, LINED).state is WorkState.LOADED
        assert not shell.toolbar.retry.isEnabled()

        page.details.again.wished.emit([line], Stage.LOAD)
        await until(lambda: shell.loads.running)
        await until(lambda: not shell.loads.running)
        assert any("not open" in told for told in banner_texts(shell)), "another page is in front"
        await until(lambda: shell.failures.total == 0)

    play(place, script)


def test_what_another_console_has_mended_leaves_the_list_when_it_is_tried(shop: OpenShop) -> None:
    place = shop({FILED: QUICK}, quiet_seconds=0.3)

    async def script(shell: Shell) -> None:
        await load_in_vain(shell, place, 1)
        assert (await place.load()).status is RunStatus.COMPLETED
        assert shell.failures.total == 1, "nobody has told this window"
        shell.retries.everything()
        await until(lambda: shell.failures.total == 0)
        assert any("not open" in told for told in banner_texts(shell))
        assert not shell.toolbar.retry.isEnabled()

    play(place, script)
