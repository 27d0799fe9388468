"""What the window does besides loading: languages, banners, crashes, history, one run in detail."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.values import DateRange
from frontol_desk.settings.model import DatabaseSettings, Settings
from frontol_desk.ui.app import open_window
from frontol_desk.ui.shell import Shell, WindowOptions
from frontol_desk.ui.views.pages import Page
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import DAY, QUICK
from tests.integration.ui.desk_window import banner_button, click, loaded, play, press, row_of, until

ABANDONED = "01K00000000000000000000000"


def test_the_language_is_switched_without_a_restart(shop: OpenShop) -> None:
    place = shop({"P13/P13": QUICK})

    async def script(shell: Shell) -> None:
        window, toolbar = shell.window, shell.toolbar
        shell.loads.load(DateRange.day(DAY), place.settings.folders)
        await until(lambda: shell.loads.running)
        await loaded(shell)
        assert (toolbar.load.text(), window.tabs.tabText(0)) == ("Load", "Queue")
        assert "1,346 rows" in window.status.sentence
        shell.set_language("ru")
        await asyncio.sleep(0.1)
        assert (toolbar.load.text(), window.tabs.tabText(0)) == ("Загрузить", "Очередь")
        assert "1 346 строк" in window.status.sentence.replace("\N{NO-BREAK SPACE}", " ")
        header = shell.queue.model.headerData(0, Qt.Orientation.Horizontal)
        assert header == "Папка"
        error = DeskError(ErrorCode.NO_RESPONSE, folder="P13/P13", seconds=3)
        assert "Касса" in error.message
        shell.set_language("en")
        await asyncio.sleep(0.1)
        assert (toolbar.load.text(), window.tabs.tabText(0)) == ("Load", "Queue")
        assert "kassa" in error.message

    play(place, script)


def test_a_run_of_the_history_opens_into_its_files(shop: OpenShop) -> None:
    place = shop({"P13/P13": QUICK, "N22/N22_Inter": QUICK})

    async def script(shell: Shell) -> None:
        shell.loads.load(DateRange.day(DAY), place.settings.folders)
        await until(lambda: shell.loads.running)
        await loaded(shell)
        run_id = row_of(shell, "P13/P13").run_id
        shell.window.show_page(Page.HISTORY)
        await until(lambda: shell.history.model.rowCount() == 1)
        dialog = shell.dialogs.open_run(run_id)
        model = await until(lambda: dialog.files.model())
        await until(lambda: model.rowCount() == 2)
        dialog.tabs.setCurrentIndex(2)
        await until(lambda: '"run_id"' in dialog.report.toPlainText())
        dialog.close()

    play(place, script)


def test_a_run_broken_off_by_a_crash_is_a_banner_that_repeats_it(shop: OpenShop) -> None:
    place = shop({"P13/P13": QUICK})
    dead = 2**22 + 1  # above the system's largest process number

    async def prepare() -> None:
        async with place.desk() as desk:
            await desk.prepare()
        await place.fetch(
            "INSERT INTO runs (run_id, trigger, status, date_from, date_to, started_at, host, process_id)"
            " VALUES ($1, 'schedule', 'running', $2, $2, now(), $3, $4)",
            ABANDONED,
            DAY,
            socket.gethostname(),
            dead,
        )

    asyncio.run(prepare())

    async def script(shell: Shell) -> None:
        await until(lambda: "abandoned" in shell.window.banners.shown())
        click(banner_button(shell, "abandoned"))
        await until(lambda: shell.loads.running)
        await loaded(shell)
        assert row_of(shell, "P13/P13").rows == 1346
        assert "abandoned" not in shell.window.banners.shown()

    play(place, script)


def test_yesterday_missing_is_a_banner_that_loads_it(shop: OpenShop) -> None:
    place = shop({"P13/P13": QUICK})

    async def script(shell: Shell) -> None:
        await until(lambda: "missing-day" in shell.window.banners.shown())
        click(banner_button(shell, "missing-day"))
        await until(lambda: shell.loads.running)
        await loaded(shell)
        assert row_of(shell, "P13/P13").rows > 0

    play(place, script)


def test_an_unexpected_failure_is_told_once_and_the_window_lives_on(shop: OpenShop) -> None:
    place = shop({"P13/P13": QUICK})

    async def script(shell: Shell) -> None:
        told: list[str] = []
        shell.session.crashes.crashed.connect(told.append)

        async def fails() -> None:
            raise ValueError("user +7 912 345-67-89 at /home/somebody/file")

        for _ in range(3):
            shell.session.run(fails(), "example")
            await asyncio.sleep(0.05)
        await until(lambda: told)
        assert len(told) == 1
        assert "345-67" not in told[0]
        dialog = shell.dialogs.show_crash(told[0])
        assert dialog.isVisible()
        click(dialog.copy)
        clipboard = QApplication.clipboard().text()
        assert "ValueError" in clipboard
        assert str(Path.home()) not in clipboard
        click(dialog.go_on)
        shell.loads.load(DateRange.day(DAY), place.settings.folders)
        await until(lambda: shell.loads.running)
        await loaded(shell)
        assert row_of(shell, "P13/P13").rows == 1346

    play(place, script)


def test_a_database_that_cannot_be_reached_is_a_banner_with_the_next_step(shop: OpenShop) -> None:
    place = shop({"P13/P13": QUICK})
    nowhere = DatabaseSettings(host="127.0.0.1", port=1, user="desk", name="desk")
    settings: Settings = place.settings.model_copy(update={"database": nowhere})

    async def script(shell: Shell) -> None:
        await until(lambda: "not-opened" in shell.window.banners.shown())
        assert not shell.toolbar.load.isEnabled()
        click(banner_button(shell, "not-opened"))
        assert shell.dialogs.open_settings().isVisible()

    assert open_window(WindowOptions(language="en"), lambda *_: settings, work=script) == 0


def test_geometry_and_filter_are_remembered(shop: OpenShop) -> None:
    place = shop({"P13/P13": QUICK, "N22/N22_Inter": QUICK})

    async def leave_marks(shell: Shell) -> None:
        shell.window.resize(1000, 700)  # the screen of the tests is 800 pixels high
        shell.kassas.model.setData(
            shell.kassas.model.index(0, 0), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole
        )
        await asyncio.sleep(0.1)

    async def find_them(shell: Shell) -> None:
        assert shell.window.height() == 700
        await until(lambda: len(shell.kassas.checked()) == 1)

    play(place, leave_marks)
    play(place, find_them)


def test_search_and_refresh_keys_reach_what_they_name(shop: OpenShop) -> None:
    place = shop({"P13/P13": QUICK})

    async def script(shell: Shell) -> None:
        shell.window.activateWindow()
        press(shell.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        focus = QApplication.focusWidget()
        assert focus is not None
        assert shell.window.isAncestorOf(focus)
        assert type(focus).__name__.endswith("Edit") or "Search" in type(focus).__name__

    play(place, script)
