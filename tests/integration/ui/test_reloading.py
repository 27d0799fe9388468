"""Settings changed outside while the window is open: taken over from the next load on, or kept out and told why."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from frontol_desk.cli.call import Call
from frontol_desk.cli.commands.window import _read as read_as_the_program_does
from frontol_desk.console.profiles import write_values
from frontol_desk.domain.values import DateRange
from frontol_desk.settings.model import Settings
from frontol_desk.ui import notices, reloading
from frontol_desk.ui.app import open_window
from frontol_desk.ui.dialogs.settings import SettingsDialog
from frontol_desk.ui.shell import Shell, WindowOptions
from frontol_desk.ui.views.parts import Banner
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import DAY, QUICK, Shop, faulty
from tests.integration.ui.desk_window import banner_button, click, loaded, until
from tests.keyrings import MemoryKeyring

pytestmark = pytest.mark.usefixtures("vault")


def start(place: Shop, home: Path, monkeypatch: pytest.MonkeyPatch, work: Callable[[Shell], Awaitable[None]]) -> None:
    """Start the program on a profile's file; the servers come from the environment."""
    write_values(home, "default", {"kassas": place.kassas_text, "environment": "staging", "pipeline": {"workers": 3}})
    for name, value in place.environment.items():
        if not name.endswith(("_HOME", "_KASSAS")):
            monkeypatch.setenv(name, value)
    monkeypatch.setattr(reloading, "_LOOK_SECONDS", 0.05)

    def read(profile: str | None, demo: bool) -> Settings:
        return read_as_the_program_does(Call(), profile, demo=demo)

    async def opened(shell: Shell) -> None:
        await until(lambda: shell.session.is_open)
        await work(shell)

    assert open_window(WindowOptions(language="en"), read, work=opened) == 0


def told(shell: Shell, key: str) -> str:
    """Return what a banner says."""
    banner = shell.window.banners.findChild(Banner, f"banner-{key}")
    assert banner is not None, shell.window.banners.shown()
    return f"{banner.text.text()}\n{banner.detail.text()}"


def test_a_changed_file_counts_and_a_bad_one_is_kept_out(
    shop: OpenShop, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = shop({"P13/P13": QUICK})
    file = home / "profiles" / "default.toml"

    async def script(shell: Shell) -> None:
        banners, session = shell.window.banners, shell.session
        assert session.settings.pipeline.workers == 3
        assert shell.toolbar.environment.text() == "Staging"
        assert "Staging" in shell.window.windowTitle()
        sound = file.read_text()
        file.write_text(sound.replace("workers = 3", "workers = 300"))
        await until(lambda: notices.SETTINGS_REJECTED in banners.shown())
        assert "pipeline.workers" in told(shell, notices.SETTINGS_REJECTED)
        assert session.settings.pipeline.workers == 3
        click(banner_button(shell, notices.SETTINGS_REJECTED))
        (dialog,) = await until(lambda: shell.window.findChildren(SettingsDialog))
        assert dialog.pages[dialog.list.currentRow()].kind.key == "load", "where the field is that is wrong"
        dialog.reject()
        changed = sound.replace("workers = 3", "workers = 2").replace('environment = "staging"\n', "")
        file.write_text(changed)
        await until(lambda: session.is_open and session.settings.pipeline.workers == 2)
        assert notices.SETTINGS_REJECTED not in banners.shown()
        assert "Folders at once" in told(shell, "settings-reloaded")
        await until(shell.toolbar.environment.isHidden)
        assert "Staging" not in shell.window.windowTitle()

    start(place, home, monkeypatch, script)


def test_a_load_under_way_keeps_the_settings_it_began_with(
    shop: OpenShop, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = shop({"P13/P13": faulty("silent")})
    file = home / "profiles" / "default.toml"

    async def script(shell: Shell) -> None:
        session = shell.session
        shell.loads.load(DateRange.day(DAY), place.settings.folders)
        await until(lambda: shell.loads.running and shell.queue.model.rows)
        desk = session.desk
        file.write_text(file.read_text().replace("workers = 3", "workers = 2"))
        await until(lambda: "settings-reloaded" in shell.window.banners.shown())
        assert session.desk is desk
        assert shell.loads.running
        shell.loads.stop()
        await loaded(shell)
        await until(lambda: session.is_open and session.settings.pipeline.workers == 2)

    start(place, home, monkeypatch, script)


def test_a_file_that_turns_bad_during_a_load_closes_nothing(
    shop: OpenShop, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = shop({"P13/P13": faulty("silent")})
    file = home / "profiles" / "default.toml"

    async def script(shell: Shell) -> None:
        session, banners = shell.session, shell.window.banners
        shell.loads.load(DateRange.day(DAY), place.settings.folders)
        await until(lambda: shell.loads.running and shell.queue.model.rows)
        sound = file.read_text().replace("workers = 3", "workers = 2")
        file.write_text(sound)
        await until(lambda: "settings-reloaded" in banners.shown())
        file.write_text(sound.replace("workers = 2", "workers = 300"))
        await until(lambda: notices.SETTINGS_REJECTED in banners.shown())
        assert f"{file}:" in told(shell, notices.SETTINGS_REJECTED), "where it says so"
        shell.loads.stop()
        await loaded(shell)
        await until(lambda: session.is_open and session.settings.pipeline.workers == 2)
        assert "not-opened" not in banners.shown()
        file.write_text(sound.replace("workers = 2", "workers = 4"))
        await until(lambda: session.is_open and session.settings.pipeline.workers == 4)

    start(place, home, monkeypatch, script)


def test_a_profile_that_is_wrong_leaves_the_open_one_at_work(
    shop: OpenShop, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = shop({"P13/P13": QUICK})
    write_values(home, "north", {"kassas": "P13:P13"})
    north = home / "profiles" / "north.toml"
    north.write_text(north.read_text() + "\n[pipeline]\nworkers = 300\n")

    async def script(shell: Shell) -> None:
        shell.opening.open_profile("north")
        await until(lambda: "not-opened" in shell.window.banners.shown())
        assert shell.session.is_open
        assert shell.session.settings.profile == "default"
        assert "Not connected" not in shell.window.status.sentence
        file = home / "profiles" / "default.toml"
        file.write_text(file.read_text().replace("workers = 3", "workers = 2"))
        await until(lambda: shell.session.is_open and shell.session.settings.pipeline.workers == 2)
        assert shell.session.settings.profile == "default"

    start(place, home, monkeypatch, script)


def test_what_the_window_saves_itself_is_no_change_from_outside(
    shop: OpenShop, home: Path, monkeypatch: pytest.MonkeyPatch, vault: MemoryKeyring
) -> None:
    place = shop({"P13/P13": QUICK})
    assert not vault.entries

    async def script(shell: Shell) -> None:
        session, opened = shell.session, []
        session.opened.connect(lambda: opened.append(session.settings.pipeline.workers))
        dialog = shell.dialogs.open_settings()
        await until(lambda: dialog.form.value("pipeline.workers") == 3)
        dialog.form.set_value("pipeline.workers", 1)
        keep = dialog.form.secrets.keep

        async def keep_slowly(*what: Any) -> None:
            await asyncio.sleep(0.5)  # ten looks at the file that is written already
            await keep(*what)

        monkeypatch.setattr(dialog.form.secrets, "keep", keep_slowly)
        dialog.ok.click()
        await until(lambda: opened)
        await until(lambda: session.is_open and "missing-day" in shell.window.banners.shown())
        assert opened == [1]
        assert "settings-reloaded" not in shell.window.banners.shown()

    start(place, home, monkeypatch, script)
