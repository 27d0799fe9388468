"""Wrong turns of an operator, each of which leads on: no shop, no password, a question that has become pointless."""

from __future__ import annotations

import asyncio
import logging
import os
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QTableView

from frontol_desk.cli.call import Call
from frontol_desk.cli.commands.window import _read as read_as_the_program_does
from frontol_desk.domain.report import RunReport
from frontol_desk.domain.values import DateRange
from frontol_desk.settings.model import Settings
from frontol_desk.ui.app import open_window
from frontol_desk.ui.dialogs.close_during_load import CloseDuringLoad
from frontol_desk.ui.dialogs.first_start import FirstStart
from frontol_desk.ui.shell import Shell, WindowOptions
from frontol_desk.ui.views.pages import Page
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import DAY, QUICK, faulty
from tests.integration.ui.desk_window import banner_button, click, focused, loaded, play, press, until

PROFILE = """
language = "ru"
kassas = "P13:P13"
[database]
host = "127.0.0.1"
port = 1
name = "sales"
user = "desk"
[ftp]
host = "127.0.0.1"
user = "kassa"
"""


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home of one's own, no keyring, and nothing set outside."""
    for name in [name for name in os.environ if name.startswith("FRONTOL_DESK_")]:
        monkeypatch.delenv(name)
    before, root = keyring.get_keyring(), logging.getLogger()
    handlers = list(root.handlers)
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]
    with tempfile.TemporaryDirectory(prefix="desk-") as name:
        monkeypatch.setenv("FRONTOL_DESK_HOME", name)
        yield Path(name)
        for handler in [handler for handler in root.handlers if handler not in handlers]:
            root.removeHandler(handler)
            handler.close()
    keyring.set_keyring(before)


def start(work: Callable[[Shell], Awaitable[None]]) -> None:
    """Start the program without any option."""

    def read(profile: str | None, demo: bool) -> Settings:
        return read_as_the_program_does(Call(), profile, demo=demo)

    assert open_window(WindowOptions(), read, work=work) == 0


def wizards(shell: Shell) -> list[FirstStart]:
    """Return the wizards that are open."""
    return [wizard for wizard in shell.window.findChildren(FirstStart) if wizard.isVisible()]


@pytest.mark.usefixtures("home")
def test_a_newcomer_who_closes_the_wizard_finds_back() -> None:
    async def script(shell: Shell) -> None:
        (wizard,) = await until(lambda: wizards(shell))
        wizard.reject()
        await until(lambda: not wizards(shell))
        assert not shell.toolbar.load.isEnabled()
        click(banner_button(shell, "no-shop"))
        (wizard,) = await until(lambda: wizards(shell))
        wizard.reject()
        await until(lambda: not wizards(shell))
        click(shell.queue_page.nothing.action)
        await until(lambda: wizards(shell))

    start(script)


def test_a_password_that_is_not_stored_is_asked_for_in_the_operators_language(home: Path) -> None:
    (home / "profiles").mkdir()
    (home / "profiles" / "default.toml").write_text(PROFILE, encoding="utf-8")

    async def script(shell: Shell) -> None:
        assert shell.window.banners.shown() == ["not-opened"]
        assert shell.toolbar.load.text() == "Загрузить"
        assert not shell.toolbar.load.isEnabled()
        click(banner_button(shell, "not-opened"))
        dialog = shell.dialogs.open_settings()
        await until(lambda: dialog.form.value("ftp.user") == "kassa")

    start(script)
    assert (home / "window.ini").exists()


def test_a_profile_that_cannot_be_read_is_still_looked_for_in_its_home(home: Path) -> None:
    (home / "profiles").mkdir()
    (home / "profiles" / "default.toml").write_text("this is no TOML", encoding="utf-8")

    async def script(shell: Shell) -> None:
        assert shell.window.banners.shown() == ["not-opened"]
        assert shell.session.settings.home == home

    start(script)


def test_the_question_about_a_load_goes_with_the_load(shop: OpenShop) -> None:
    place = shop({"P13/P13": QUICK})

    async def script(shell: Shell) -> None:
        shell.loads.load(DateRange.day(DAY), place.settings.folders)
        await until(lambda: shell.loads.running)
        shell.window.close()
        (question,) = await until(lambda: shell.window.findChildren(CloseDuringLoad))
        assert question.isVisible()
        await loaded(shell)
        await until(lambda: not shell.window.findChildren(CloseDuringLoad))
        assert shell.window.isVisible()
        assert not shell.leaving.begun

    play(place, script)


def test_yesterday_loaded_in_another_way_is_not_missing_any_more(shop: OpenShop) -> None:
    place = shop({"P13/P13": QUICK, "N22/N22_Inter": QUICK})

    async def script(shell: Shell) -> None:
        banners = shell.window.banners
        await until(lambda: "missing-day" in banners.shown())
        desk = shell.session.desk
        assert desk is not None
        click(shell.toolbar.load)
        await until(lambda: shell.loads.running)
        assert "missing-day" not in banners.shown()
        await loaded(shell)
        await asyncio.sleep(0.3)
        assert "missing-day" not in banners.shown()

    play(place, script)


def test_yesterday_that_one_kassa_still_lacks_is_told_again(shop: OpenShop) -> None:
    place = shop({"P13/P13": QUICK, "N22/N22_Inter": QUICK})

    async def script(shell: Shell) -> None:
        banners = shell.window.banners
        await until(lambda: "missing-day" in banners.shown())
        shell.loads.load(shell.toolbar.dates.dates(), place.settings.folders[:1])
        await until(lambda: shell.loads.running)
        await loaded(shell)
        await until(lambda: "missing-day" in banners.shown())

    play(place, script)


def test_the_keyboard_goes_along_with_the_page(shop: OpenShop) -> None:
    place = shop({"P13/P13": QUICK})

    async def script(shell: Shell) -> None:
        window = shell.window
        window.activateWindow()
        shell.loads.load(DateRange.day(DAY), place.settings.folders)
        await until(lambda: shell.loads.running)
        await loaded(shell)
        window.show_page(Page.HISTORY)
        await until(lambda: shell.history.model.rowCount() == 1)
        window.show_page(Page.QUEUE)
        shell.queue_page.table.setFocus()
        await until(lambda: QApplication.focusWidget() is shell.queue_page.table)
        window.show_page(Page.HISTORY)
        assert isinstance(focused(), QTableView)
        assert window.page_widget(Page.HISTORY).isAncestorOf(focused())
        shell.panel.focus_search()
        window.show_page(Page.QUEUE)
        assert focused() is shell.panel.search

    play(place, script)


def test_what_is_being_loaded_is_not_asked_for_twice(shop: OpenShop) -> None:
    place = shop({"P13/P13": faulty("silent"), "N22/N22_Inter": QUICK})

    async def script(shell: Shell) -> None:
        ended: list[RunReport] = []
        shell.loads.finished.connect(ended.append)
        await until(shell.toolbar.load.isEnabled)
        for _ in range(2):
            click(shell.toolbar.load)
        await until(lambda: any(not row.is_active for row in shell.queue.model.rows))
        await asyncio.sleep(0.5)
        assert not any(row.is_failed for row in shell.queue.model.rows)
        click(shell.toolbar.load)
        (again,) = await until(lambda: ended)
        assert [detail.source_folder for detail in again.details] == ["N22/N22_Inter"]
        shell.loads.stop()
        await loaded(shell)

    play(place, script)


def test_the_keyboard_is_not_lost_with_a_load_that_is_stopped(shop: OpenShop) -> None:
    place = shop({"P13/P13": faulty("silent")})

    async def script(shell: Shell) -> None:
        shell.window.activateWindow()
        shell.loads.load(DateRange.day(DAY), place.settings.folders)
        await until(lambda: shell.loads.running)
        shell.toolbar.stop.setFocus()
        await until(lambda: QApplication.focusWidget() is shell.toolbar.stop)
        press(focused(), Qt.Key.Key_Escape)
        await loaded(shell)
        assert focused() is shell.toolbar.load

    play(place, script)
