"""The operator's small tools in the window: requests only, clearing them away, days that are missing."""

from __future__ import annotations

from datetime import timedelta

from frontol_desk.domain.values import DateRange
from frontol_desk.ui.dialogs.clear_requests import ClearRequests
from frontol_desk.ui.dialogs.health_check import HealthCheck
from frontol_desk.ui.dialogs.missing_days import FindMissingDays
from frontol_desk.ui.dialogs.send_requests import SendRequests
from frontol_desk.ui.shell import Shell
from frontol_desk.ui.theme.states import WorkState
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import DAY, QUICK, SILENT
from tests.integration.ui.desk_window import click, loaded, play, row_of, until


def test_requests_are_sent_without_waiting_and_cleared_away(shop: OpenShop) -> None:
    place = shop({"P13/P13": SILENT, "N22/N22_Inter": SILENT})

    async def script(shell: Shell) -> None:
        tools = shell.toolbar.tools
        await until(lambda: tools.entries["send"].isEnabled())
        shell.toolbar.dates.set_dates(DateRange.day(DAY))
        tools.entries["send"].trigger()
        (question,) = await until(lambda: shell.window.findChildren(SendRequests))
        click(question.send)
        await until(lambda: shell.queue.model.rows)
        await loaded(shell)
        assert row_of(shell, "P13/P13").state is WorkState.REQUESTED
        assert shell.window.status.sentence == "Requests sent to 2 folders for 28 Dec 2025"
        assert [path.name for path in place.requests("P13/P13").iterdir()] == ["request.txt"]
        stranger = place.requests("P13/P13") / "notes.txt"
        stranger.write_text("not ours")

        tools.entries["clear"].trigger()
        (dialog,) = await until(lambda: shell.window.findChildren(ClearRequests))
        await until(lambda: dialog.model.rowCount() == 2)
        assert dialog.act.text() == "Remove 2 requests"
        assert "$$$" not in str(dialog.model.index(0, 3).data()), "an operator does not know the commands of Frontol"
        assert DAY.strftime("%d.%m.%Y") in str(dialog.model.index(0, 3).data())
        click(dialog.act)
        await until(lambda: dialog.model.rowCount() == 0)
        assert "2 requests removed" in dialog.note.text.text()
        assert [path.name for path in place.requests("P13/P13").iterdir()] == ["notes.txt"]
        assert not list(place.requests("N22/N22_Inter").iterdir())
        dialog.close()

    play(place, script)


def test_missing_days_are_found_and_loaded(shop: OpenShop) -> None:
    place = shop({"P13/P13": QUICK})

    async def script(shell: Shell) -> None:
        desk = shell.session.desk
        assert desk is not None
        shell.toolbar.tools.entries["missing"].trigger()
        (dialog,) = await until(lambda: shell.window.findChildren(FindMissingDays))
        await until(lambda: dialog.model.rowCount() == 30)
        assert dialog.act.text() == "Load the checked (30)"
        yesterday = DateRange.day(desk.today() - timedelta(days=1))
        dialog.dates.set_dates(yesterday)
        dialog.dates.changed.emit(yesterday)
        await until(lambda: dialog.model.rowCount() == 1)
        click(dialog.act)
        await until(lambda: shell.loads.running)
        await loaded(shell)
        assert row_of(shell, "P13/P13").state is WorkState.LOADED
        again = shell.dialogs.open_missing_days(desk.today())
        again.dates.set_dates(yesterday)
        again.dates.changed.emit(yesterday)
        await until(lambda: again.empty.isVisible() and again.empty.title.text() == "No day is missing")

    play(place, script)


def test_the_connections_are_checked_from_the_menu(shop: OpenShop) -> None:
    place = shop({"P13/P13": QUICK})

    async def script(shell: Shell) -> None:
        shell.toolbar.tools.entries["check"].trigger()
        await until(lambda: shell.window.findChildren(HealthCheck))

    play(place, script)
