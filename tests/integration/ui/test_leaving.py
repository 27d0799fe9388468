"""Every way out of the window ends in order: asked twice, by a signal, after a load, with another profile waiting."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest

from frontol_desk.domain.values import DateRange
from frontol_desk.settings.model import Settings
from frontol_desk.ui import leaving
from frontol_desk.ui.app import open_window
from frontol_desk.ui.models.queue_row import Mark
from frontol_desk.ui.shell import Shell, WindowOptions
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import DAY, QUICK, SILENT
from tests.integration.ui.desk_window import click, loaded, play, row_of, until


async def waiting(shell: Shell) -> None:
    """Begin a load of a silent kassa and wait until it is asked."""
    desk = shell.session.desk
    assert desk is not None
    shell.loads.load(DateRange.day(DAY), desk.folders())
    await until(lambda: shell.queue.model.rows and Mark.REQUESTED in row_of(shell, "P13/P13").marks)


def test_signals_end_the_load_and_the_window_once(shop: OpenShop) -> None:
    place = shop({"P13/P13": SILENT})
    left: list[bool] = []

    async def script(shell: Shell) -> None:
        await waiting(shell)
        for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGTERM):
            os.kill(os.getpid(), sign)
        await shell.left.wait()
        left.append(shell.session.is_open or shell.window.isVisible())
        assert await place.leases_held() == []
        assert {task.get_name() for task in asyncio.all_tasks()} & {"session", "load", "leave", "reopen"} <= {"leave"}

    play(place, script)
    assert left == [False]


def test_a_profile_that_waits_for_the_load_is_not_opened_by_leaving(shop: OpenShop) -> None:
    place = shop({"P13/P13": SILENT})
    asked: list[str | None] = []

    def read(profile: str | None, _demo: bool) -> Settings:
        asked.append(profile)
        return place.settings

    async def script(shell: Shell) -> None:
        await until(lambda: shell.session.is_open)
        await waiting(shell)
        shell.opening.open_profile("other")
        assert "settings-later" in shell.window.banners.shown()
        shell.leave()
        await shell.left.wait()
        await asyncio.sleep(0.1)
        assert not shell.session.is_open

    assert open_window(WindowOptions(language="en"), read, work=script) == 0
    assert asked == [None]


def test_who_looks_at_the_window_again_keeps_it(shop: OpenShop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaving, "_READ_NOTIFICATION_MS", 50)
    place = shop({"P13/P13": QUICK})

    async def script(shell: Shell) -> None:
        shell.loads.load(DateRange.day(DAY), place.settings.folders)
        shell.window.close()
        click(shell.dialogs.ask_about_load(tray=True).background)
        shell.tray.open_window.emit()
        await loaded(shell)
        await asyncio.sleep(0.2)
        assert shell.window.isVisible()
        assert not shell.leaving.begun

        shell.loads.load(DateRange.day(DAY), place.settings.folders)
        shell.window.close()
        await asyncio.sleep(0.05)
        click(shell.dialogs.ask_about_load(tray=True).background)
        await until(shell.left.is_set)

    play(place, script)


def test_a_home_with_blanks_and_cyrillic(shop: OpenShop, tmp_path: Path) -> None:
    place = shop({"P13/P13": QUICK})
    home = tmp_path / "Магазин № 1 (новый)"
    settings = place.settings.model_copy(update={"home": home})

    async def script(shell: Shell) -> None:
        shell.loads.load(DateRange.day(DAY), settings.folders)
        await loaded(shell)
        desk, detail = shell.session.desk, row_of(shell, "P13/P13").detail
        assert desk is not None
        assert detail is not None
        assert detail.sha256 is not None
        copy = await desk.copy_original(detail.sha256, "P13 P13 response.txt")
        assert copy.stat().st_size == detail.bytes
        shell.failures.export(home / "ошибки за день.csv")
        await until((home / "ошибки за день.csv").exists)
        shell.window._remember()
        shell.remembered._settings.sync()
        assert (home / "window.ini").exists()

    play(place, script, settings=settings)
