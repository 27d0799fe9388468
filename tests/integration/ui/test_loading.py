"""An operator's morning in the real window, over a real database and FTP server with simulated kassas."""

from __future__ import annotations

import asyncio
import time
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.overview import HistoryQuery
from frontol_desk.domain.report import FileStatus, RunStatus, Trigger
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.ui.models.queue_row import Mark
from frontol_desk.ui.shell import Shell
from frontol_desk.ui.theme.states import WorkState
from frontol_desk.ui.views.pages import Page
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import DAY, QUICK, SILENT, faulty
from tests.integration.ui.desk_window import click, focused, loaded, play, press, row_of, until

WAIT = {"response_timeout": 3.0}
ALL_STATIONS = set(Mark)


def test_a_day_picked_and_loaded_shows_progress_errors_and_history(shop: OpenShop) -> None:
    place = shop(
        {"P13/P13": faulty("slow:0.5"), "N22/N22_Inter": QUICK, "S6/S6": SILENT, "O49/O49": faulty("broken-line")},
        **WAIT,
    )

    async def script(shell: Shell) -> None:
        states: set[tuple[str, WorkState]] = set()
        shell.queue.overall_changed.connect(
            lambda: states.update((str(row.folder), row.state) for row in shell.queue.model.rows)
        )
        type_the_day(shell, "28.12.2025")
        assert shell.toolbar.dates.dates() == DateRange.day(DAY)
        click(shell.toolbar.load)
        await until(lambda: len(shell.queue.model.rows) == 4)
        assert shell.toolbar.stop.isEnabled()
        await loaded(shell)
        assert {state for folder, state in states if folder == "P13/P13"} >= {WorkState.WAITING, WorkState.LOADED}

        p13 = row_of(shell, "P13/P13")
        assert (p13.state, p13.rows, p13.file) == (WorkState.LOADED, 1346, "response.txt")
        assert set(p13.marks) == ALL_STATIONS
        assert sorted(p13.marks.values()) == [p13.marks[mark] for mark in Mark]
        assert row_of(shell, "S6/S6").state is WorkState.NO_ANSWER
        broken = row_of(shell, "O49/O49")
        assert broken.state is WorkState.PARTIAL

        shell.queue_page.table.select([broken.id])
        line = await until(lambda: shell.queue_page.panel.problem.line.toPlainText())
        assert "abc" in line

        await until(lambda: shell.failures.total == 2)
        assert shell.window.tabs.badge(2) == (2, "red")
        await until(lambda: shell.toolbar.retry.isEnabled())

        press(shell.window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
        assert shell.window.page is Page.HISTORY
        await until(lambda: shell.history.model.rowCount() == 1)
        desk = shell.session.desk
        assert desk is not None
        (entry,) = await desk.runs(HistoryQuery())
        assert (entry.report.trigger, entry.report.status) == (Trigger.MANUAL, RunStatus.PARTIAL)

    play(place, script)


def type_the_day(shell: Shell, text: str) -> None:
    """Write a day into the date picker, as somebody does who knows which."""
    popup = shell.toolbar.dates.open_popup()
    entry = popup.findChild(QLineEdit)
    assert entry is not None
    entry.setText(text)
    press(entry, Qt.Key.Key_Return)
    shell.window.activateWindow()  # without a window manager nobody gives the window back its keys


def test_what_failed_is_retried_by_a_click(shop: OpenShop) -> None:
    place = shop({"P13/P13": QUICK, "S6/S6": faulty("silent:5"), "O49/O49": faulty("broken-line:1")}, **WAIT)

    async def script(shell: Shell) -> None:
        shell.toolbar.dates.set_dates(DateRange.day(DAY))
        click(shell.toolbar.load)
        await until(lambda: shell.loads.running)
        await loaded(shell)
        assert row_of(shell, "S6/S6").state is WorkState.NO_ANSWER
        assert row_of(shell, "O49/O49").state is WorkState.PARTIAL
        await until(lambda: shell.failures.total == 2)
        before = row_of(shell, "P13/P13").run_id

        click(shell.toolbar.retry)
        await until(lambda: shell.loads.running)
        await loaded(shell)
        answered = {WorkState.LOADED, WorkState.UNCHANGED}  # late, and once more to the second request
        assert {row.state for row in shell.queue.model.rows if row.folder.kassa == "S6"} <= answered
        assert row_of(shell, "O49/O49").state is WorkState.LOADED
        assert row_of(shell, "P13/P13").run_id == before, "what was loaded is not asked for again"
        await until(lambda: shell.failures.total == 0)
        await until(lambda: not shell.toolbar.retry.isEnabled())

    play(place, script)


def test_escape_stops_within_a_second(shop: OpenShop) -> None:
    place = shop({"P13/P13": SILENT, "A/SILENT": SILENT})

    async def script(shell: Shell) -> None:
        shell.toolbar.dates.set_dates(DateRange.day(DAY))
        press(shell.window, Qt.Key.Key_F5)
        await until(lambda: [row.state for row in shell.queue.model.rows] == [WorkState.WAITING] * 2)
        await until(lambda: all(Mark.REQUESTED in row.marks for row in shell.queue.model.rows))
        began = time.monotonic()
        press(shell.window, Qt.Key.Key_Escape)
        await loaded(shell)
        assert time.monotonic() - began < 1.2
        assert [row.state for row in shell.queue.model.rows] == [WorkState.CANCELLED] * 2
        assert await place.leases_held() == []
        assert "Stopped" in shell.window.status.sentence

    play(place, script)


def test_closing_during_a_load_asks_and_stops_in_order(shop: OpenShop) -> None:
    place = shop({"P13/P13": SILENT})
    seen: list[str] = []

    async def script(shell: Shell) -> None:
        shell.loads.load(DateRange.day(DAY), place.settings.folders)
        await until(lambda: shell.queue.model.rows and Mark.REQUESTED in row_of(shell, "P13/P13").marks)
        shell.window.close()
        dialog = shell.dialogs.ask_about_load(tray=False)
        assert dialog.isVisible()
        click(dialog.stay)
        await asyncio.sleep(0.05)
        assert shell.window.isVisible()
        assert shell.loads.running
        shell.window.close()
        click(shell.dialogs.ask_about_load(tray=False).stop)
        await shell.left.wait()
        seen.append("left")
        assert await place.leases_held() == []

    play(place, script)
    assert seen == ["left"]


def test_a_pause_holds_what_has_not_begun(shop: OpenShop) -> None:
    place = shop({"P13/P13": faulty("slow:0.5"), "N22/N22_Inter": faulty("slow:0.5")})

    async def script(shell: Shell) -> None:
        shell.loads.load(DateRange.day(DAY), place.settings.folders)
        await until(lambda: len(shell.queue.model.rows) == 2)
        await until(lambda: all(Mark.REQUESTED in row.marks for row in shell.queue.model.rows))
        click(shell.toolbar.pause)
        await asyncio.sleep(1.5)
        assert all(row.is_active and row.rows == 0 for row in shell.queue.model.rows)
        click(shell.toolbar.pause)
        await loaded(shell)
        assert [row.state for row in shell.queue.model.rows] == [WorkState.LOADED] * 2

    play(place, script)


def test_a_whole_morning_by_keyboard_alone(shop: OpenShop) -> None:
    place = shop({"P13/P13": QUICK, "N22/N22_Inter": QUICK})
    control = Qt.KeyboardModifier.ControlModifier

    async def script(shell: Shell) -> None:
        window = shell.window
        shell.toolbar.dates.day.setFocus()
        press(focused(), Qt.Key.Key_Space)
        entry = shell.toolbar.dates.popup.findChild(QLineEdit)
        assert entry is not None
        entry.setFocus()
        entry.selectAll()
        for letter in "28.12.2025":
            press(entry, Qt.Key(ord(letter)))
        press(entry, Qt.Key.Key_Return)
        window.activateWindow()
        assert shell.toolbar.dates.dates().first == date(2025, 12, 28)
        press(window, Qt.Key.Key_F5)
        await until(lambda: shell.loads.running)
        await loaded(shell)
        assert row_of(shell, "P13/P13").detail is not None
        press(window, Qt.Key.Key_1, control)
        shell.queue_page.table.setFocus()
        press(focused(), Qt.Key.Key_Home)
        press(focused(), Qt.Key.Key_Down)
        await until(lambda: shell.queue_page.panel.row is not None)
        for page in (Page.HISTORY, Page.ERRORS, Page.DASHBOARD, Page.AUDIT):
            press(window, Qt.Key(Qt.Key.Key_0 + page.value), control)
            assert window.page is page
        press(window, Qt.Key.Key_F1)
        guide = shell.dialogs.open_help()
        assert guide.isVisible()
        press(guide, Qt.Key.Key_Escape)
        reached = set()
        shell.toolbar.dates.earlier.setFocus()
        for _ in range(60):
            press(focused(), Qt.Key.Key_Tab)
            reached.add(focused().objectName() or type(focused()).__name__)
        assert {"load", "profile"} <= reached

    play(place, script)


def test_the_report_of_a_loaded_file_is_in_the_row(shop: OpenShop) -> None:
    place = shop({"P13/P13": QUICK})

    async def script(shell: Shell) -> None:
        shell.loads.load(DateRange.day(DAY), place.settings.folders)
        await until(lambda: shell.loads.running)
        await loaded(shell)
        detail = row_of(shell, "P13/P13").detail
        assert detail is not None
        assert (detail.status, detail.loaded, detail.quarantined) == (FileStatus.LOADED, 1346, 0)

    play(place, script)


def test_a_kassa_that_is_gone_from_the_settings_hinders_no_retry(shop: OpenShop) -> None:
    place = shop({"P13/P13": faulty("broken-line:1"), "S6/S6": SILENT}, response_timeout=1.0)
    asyncio.run(place.load(wait=3.0))
    without = place.settings.model_copy(update={"kassas": "P13:P13"})

    async def script(shell: Shell) -> None:
        told: list[DeskError] = []
        shell.session.problem.connect(told.append)
        await until(lambda: shell.failures.total == 2)
        shell.loads.load_again([(SourceFolder("S6", "S6"), DateRange.day(DAY))])
        assert [error.code for error in told] == [ErrorCode.CONFIG_UNKNOWN_KASSA]
        await until(shell.toolbar.retry.isEnabled)
        click(shell.toolbar.retry)
        await until(lambda: shell.loads.running)
        await loaded(shell)
        assert row_of(shell, "P13/P13").state is WorkState.LOADED
        await until(lambda: shell.failures.total == 1)
        await until(lambda: not shell.toolbar.retry.isEnabled())

    play(place, script, settings=without)
