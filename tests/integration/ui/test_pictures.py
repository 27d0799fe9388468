"""The pictures of every page and dialog, taken by the program itself in a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from frontol_desk.ui.screenshots import SIZE
from tests.integration.commands.console import ROOT

WINDOW = {
    "queue_empty",
    "queue_loading",
    "queue_done",
    "queue",
    "history",
    "errors",
    "dashboard",
    "audit",
    "log",
    "date_picker",
}
RUN = {"run", "run_1", "run_2"}
WIZARD = {"first_start", "first_start_1", "first_start_2", "first_start_3"}
SETTINGS = {"settings", *(f"settings_{number}" for number in range(1, 9))}
TOOLS = {"send_requests", "clear_requests", "missing_days"}
OTHERS = {"queue_narrow", "details", "close_during_load", "health_check", "help", "crash"}
OF_THE_DEMO = re.compile(r"event_log .*(kassa=O49/O49 .*PARSE_INVALID|kassa=S6/S6 .*NO_RESPONSE)")
ALL = WINDOW | RUN | WIZARD | SETTINGS | TOOLS | OTHERS


@dataclass(frozen=True)
class Album:
    """What a run of the program left."""

    folder: Path
    said: str
    log: str

    def picture(self, name: str) -> QImage:
        return QImage(str(self.folder / f"{name}.png"))

    def size(self, name: str) -> tuple[int, int]:
        return self.picture(name).size().toTuple()

    def brightness(self, name: str) -> float:
        """Return how bright a picture is, 0 to 255."""
        small = self.picture(name).scaled(16, 16)
        lights = [small.pixelColor(x, y).lightness() for x in range(16) for y in range(16)]
        return sum(lights) / len(lights)


def taken(folder: Path, *options: str) -> Album:
    """Take the pictures; the program must end well."""
    with tempfile.TemporaryDirectory(prefix="desk-") as home:
        environment = {
            "PATH": os.defpath,
            "HOME": home,
            "LC_ALL": "C.UTF-8",
            "FRONTOL_DESK_HOME": home,
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        }
        command = [sys.executable, "-m", "frontol_desk", "--demo", "--screenshots", str(folder), *options]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=150)
        assert done.returncode == 0, done.stderr
        log = "".join(path.read_text("utf-8") for path in Path(home).glob("logs/*.log"))
    return Album(folder, done.stderr, log)


@pytest.fixture(scope="module")
def light(tmp_path_factory: pytest.TempPathFactory) -> Album:
    return taken(tmp_path_factory.mktemp("light") / "new", "--language", "ru", "--scheme", "light")


def assert_sound(album: Album) -> None:
    """Every picture is there, no text is cut off, and nobody complained."""
    assert {path.stem for path in album.folder.glob("*.png")} == ALL
    assert (album.folder / "cut.txt").read_text("utf-8") == ""
    said = [line for line in album.said.splitlines() if "This plugin does not support" not in line]
    assert not [line for line in said if "Traceback" in line or line.startswith(("Q", "qt."))], "\n".join(said)
    failures = [line for line in album.log.splitlines() if " ERROR " in line or " CRITICAL " in line]
    assert failures, "the demo has two of its own"
    assert not [line for line in failures if not OF_THE_DEMO.search(line)], "\n".join(failures)


def test_russian_and_light(light: Album) -> None:
    assert_sound(light)
    assert {light.size(name) for name in WINDOW} == {SIZE}
    assert len({(light.folder / f"{name}.png").read_bytes() for name in ALL}) == len(ALL), "no two are the same"
    assert all(light.brightness(name) > 128 for name in ALL)


@pytest.mark.slow
def test_english_dark_and_half_as_big_again(light: Album, tmp_path: Path) -> None:
    """The other language, scheme and size at once; all eight combinations are those of ``make screenshots``."""
    dark = taken(tmp_path / "dark", "--language", "en", "--scheme", "dark", "--scale", "1.5")
    assert_sound(dark)
    assert {dark.size(name) for name in WINDOW} == {(SIZE[0] * 3 // 2, SIZE[1] * 3 // 2)}
    assert all(dark.brightness(name) < 128 < light.brightness(name) for name in ALL)
