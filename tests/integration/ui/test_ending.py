"""How a window ends while it loads: asked by the system, or in the background; and two windows beside each other."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtWidgets import QSystemTrayIcon

from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.simulator.bulk import write_bulk_export
from frontol_desk.ui import leaving
from frontol_desk.ui.shell import Shell
from frontol_desk.ui.theme.states import WorkState
from frontol_desk.ui.views.tray import Tray
from tests.integration.commands.console import ROOT
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import DAY, QUICK, SILENT, Shop, faulty
from tests.integration.ui.desk_window import click, loaded, play, row_of, until

BULK = "BULK/BULK"
BULK_ROWS = 100_000
LONGEST = 3.0
ENDED_WELL = (0, 130)


@contextmanager
def loading_window(place: Shop, until_what: str) -> Iterator[subprocess.Popen[str]]:
    """Start a window that loads; it is well under way when the context begins."""
    environment = {
        "PATH": os.defpath,
        "HOME": str(place.home),
        "LC_ALL": "C.UTF-8",
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        **place.environment,
    }
    command = [sys.executable, "-m", "tests.integration.ui.loading_window", until_what]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "loading\n"
            yield process
        finally:
            process.kill()


def statuses(place: Shop) -> list[str]:
    """Return the status of every run in the journal, oldest first."""
    return [row[0] for row in asyncio.run(place.fetch("SELECT status FROM runs ORDER BY started_at"))]


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("until_what", ["asked", "rows"])
def test_the_system_ends_a_window_that_loads(shop: OpenShop, until_what: str, sign: signal.Signals) -> None:
    place = shop({BULK: SILENT})
    if until_what == "rows":
        export = place.responses(BULK) / "response.txt"
        write_bulk_export(export, rows=BULK_ROWS, folder=SourceFolder.parse(BULK))
    with loading_window(place, until_what) as window:
        began = time.monotonic()
        window.send_signal(sign)
        _, said = window.communicate(timeout=20)
        took = time.monotonic() - began
    assert window.returncode in ENDED_WELL, said
    assert took < LONGEST
    assert "Traceback" not in said
    assert asyncio.run(place.leases_held()) == []
    assert statuses(place) == ["cancelled"]
    assert asyncio.run(place.stored.counts()) == {}, "nothing is half loaded"
    assert place.spooled() == []


def test_two_windows_on_one_home(shop: OpenShop) -> None:
    """The second one works, says who holds a folder that the first one loads, and disturbs nobody."""
    place = shop({"P13/P13": SILENT, "N22/N22_Inter": QUICK})

    async def script(shell: Shell) -> None:
        shell.loads.load(DateRange.day(DAY), place.settings.folders)
        await until(lambda: shell.loads.running)
        await loaded(shell)
        for folder in place.kassas:
            row = row_of(shell, folder)
            assert row.state is WorkState.FAILED
            (problem,) = row.problems
            assert folder in problem.message
            assert "is held by" in problem.message
            assert "since" in problem.message, "by whom it is held, and since when"
        assert first.poll() is None
        assert len(await place.leases_held()) == 2

    with loading_window(place, "asked") as first:
        play(place, script)
        first.send_signal(signal.SIGTERM)
        first.communicate(timeout=20)
        assert first.returncode in ENDED_WELL
    assert statuses(place) == ["cancelled", "failed"]


def pretend_tray(monkeypatch: pytest.MonkeyPatch, *, there: bool) -> None:
    """Let the system have a tray, or none, and whoever reads notifications be quick."""
    monkeypatch.setattr(Tray, "available", property(lambda _: there))
    monkeypatch.setattr(QSystemTrayIcon, "setVisible", lambda *_: None)  # this screen has none to show it in
    monkeypatch.setattr(leaving, "_READ_NOTIFICATION_MS", 100)


@pytest.mark.parametrize("tray", [True, False], ids=["tray", "minimised"])
def test_a_load_is_finished_in_the_background(shop: OpenShop, monkeypatch: pytest.MonkeyPatch, tray: bool) -> None:
    pretend_tray(monkeypatch, there=tray)
    place = shop({"P13/P13": faulty("slow:1")})
    seen: list[str] = []

    async def script(shell: Shell) -> None:
        shell.loads.load(DateRange.day(DAY), place.settings.folders)
        await until(lambda: shell.loads.running)
        shell.window.close()
        click(shell.dialogs.ask_about_load(tray=tray).background)
        await until(lambda: not shell.window.isVisible() if tray else shell.window.isMinimized())
        assert shell.loads.running, "the load goes on"
        await asyncio.wait_for(shell.left.wait(), 20)
        seen.append("left by itself")

    play(place, script)
    assert seen == ["left by itself"]
    assert statuses(place) == ["completed"]
    assert sum(asyncio.run(place.stored.counts()).values()) == 1346


def test_who_opens_the_window_again_keeps_it(shop: OpenShop, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend_tray(monkeypatch, there=True)
    place = shop({"P13/P13": faulty("slow:1")})

    async def script(shell: Shell) -> None:
        shell.loads.load(DateRange.day(DAY), place.settings.folders)
        await until(lambda: shell.loads.running)
        shell.window.close()
        click(shell.dialogs.ask_about_load(tray=True).background)
        await until(lambda: not shell.window.isVisible())
        shell.tray.open_window.emit()
        assert shell.window.isVisible()
        await loaded(shell)
        await asyncio.sleep(0.5)
        assert not shell.left.is_set()

    play(place, script)
