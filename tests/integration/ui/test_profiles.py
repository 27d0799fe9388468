"""The window comes back with the profile that was in use last."""

from __future__ import annotations

import asyncio

from frontol_desk.settings.model import PipelineSettings, Settings
from frontol_desk.ui.app import open_window
from frontol_desk.ui.shell import Shell, WindowOptions
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import QUICK
from tests.integration.ui.desk_window import play, until


def test_the_last_profile_is_opened_again_unless_another_is_asked_for(shop: OpenShop) -> None:
    place = shop({"P13/P13": QUICK})
    folder = place.home / "profiles"
    folder.mkdir(parents=True)
    for name in ("default", "north"):
        (folder / f"{name}.toml").write_text("")

    def read(profile: str | None, _demo: bool) -> Settings:
        return place.settings.model_copy(update={"profile": profile or "default"})

    opened: list[str] = []

    async def note(shell: Shell) -> None:
        await until(lambda: shell.session.is_open)
        opened.append(shell.session.settings.profile)

    async def change(shell: Shell) -> None:
        await note(shell)
        shell.opening.open_profile("north")
        await until(lambda: shell.session.is_open and shell.session.settings.profile == "north")

    assert open_window(WindowOptions(language="en"), read, work=change) == 0
    assert open_window(WindowOptions(language="en"), read, work=note) == 0
    (folder / "north.toml").unlink()
    assert open_window(WindowOptions(language="en"), read, work=note) == 0
    assert opened == ["default", "north", "default"]


def test_closing_waits_no_longer_than_the_settings_allow(shop: OpenShop) -> None:
    place = shop({"P13/P13": QUICK})
    hasty = place.settings.model_copy(update={"pipeline": PipelineSettings(shutdown_seconds=0.3)})

    async def script(shell: Shell) -> None:
        async def stubborn() -> None:
            for _ in range(40):
                try:
                    await asyncio.sleep(0.1)
                except asyncio.CancelledError:
                    continue

        task = shell.session.run(stubborn(), "stubborn")
        await asyncio.sleep(0.1)
        began = asyncio.get_running_loop().time()
        shell.leave()
        await shell.left.wait()
        assert asyncio.get_running_loop().time() - began < 2.0
        await asyncio.wait([task])

    play(place, script, settings=hasty)
