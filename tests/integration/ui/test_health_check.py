"""The full check in the window, over real servers."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from frontol_desk.console.desk import LoadOrder
from frontol_desk.domain.overview import ProbeStatus
from frontol_desk.domain.values import DateRange
from frontol_desk.ui.dialogs.health_check import FindingRow, HealthCheck
from frontol_desk.ui.presenters.connection import AttemptState
from frontol_desk.ui.shell import Shell
from frontol_desk.ui.theme.states import WorkState
from frontol_desk.ui.views.dashboard_page import DashboardPage
from frontol_desk.ui.views.pages import Page
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import DAY, SILENT
from tests.integration.ui.desk_window import click, play, row_of, until


def rows(dialog: HealthCheck) -> list[str]:
    return [row.accessibleName() for row in dialog.findChildren(FindingRow) if row.parent()]


async def opened(shell: Shell) -> HealthCheck:
    dialog = await until(lambda: shell.window.findChild(HealthCheck))
    assert dialog is not None
    return dialog


def test_the_full_check(shop: OpenShop) -> None:
    place = shop({"P13/P13": SILENT})

    async def script(shell: Shell) -> None:
        shell.toolbar.health.full.trigger()
        dialog = await opened(shell)
        check = dialog.examination
        await until(lambda: check.state is AttemptState.DONE)
        await until(lambda: dialog.again.isVisible())
        wrong = [probe for probe in check.probes if probe.status is ProbeStatus.ERROR]
        assert wrong == []
        assert any("Files can be created, renamed and deleted in 2 of 2 folders" in row for row in rows(dialog))
        place.responses("P13/P13").rmdir()
        click(dialog.again)
        await until(lambda: rows(dialog) and rows(dialog)[0].startswith("error: Response folder P13/P13"))
        await until(lambda: "1 thing does not work." in dialog.summary.text())
        click(dialog.copy)
        assert "error: Response folder P13/P13" in QApplication.clipboard().text()
        place.responses("P13/P13").mkdir()
        click(dialog.leave)
        await until(lambda: shell.window.findChild(HealthCheck) is None)
        shell.window.show_page(Page.DASHBOARD)
        page = shell.window.page_widget(Page.DASHBOARD)
        assert isinstance(page, DashboardPage)
        page.health.full.click()  # the card is seen once there is a run
        again = shell.window.findChild(HealthCheck)
        assert again is not None
        click(again.stop)
        assert again.examination.state is AttemptState.STOPPED
        again.close()

    play(place, script)


def test_a_request_without_a_load_is_seen_as_such(shop: OpenShop) -> None:
    place = shop({"P13/P13": SILENT})

    async def script(shell: Shell) -> None:
        desk = shell.session.desk
        assert desk is not None
        await desk.tools.send_requests(LoadOrder(dates=DateRange.day(DAY)))
        await until(lambda: row_of(shell, "P13/P13").state is WorkState.REQUESTED)
        assert not row_of(shell, "P13/P13").is_active

    play(place, script)
