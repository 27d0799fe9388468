"""Settings files that are watched: a change is told once it is whole, as new settings or as what is wrong with them."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from frontol_desk.settings.catalogue import catalogue
from frontol_desk.settings.model import Settings
from frontol_desk.settings.problems import SettingProblem

Read = Callable[[], tuple[Settings, list[SettingProblem]]]
Fingerprint = tuple[tuple[Path, str | None], ...]

LOOK_SECONDS = 1.0
"""Between two looks; a change counts when two looks in a row saw the same content."""
_AGAIN_AFTER = 60
"""So many looks later it is read again what only a passing failure kept out, such as a store that was away."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What changed files say: settings as far as they are sound, and everything that is wrong with the rest."""

    settings: Settings
    problems: tuple[SettingProblem, ...] = ()


def fingerprint(files: Iterable[Path]) -> Fingerprint:
    """Return what tells whether files are as they were; None stands for one that cannot be read now."""
    return tuple((file, _hash(file)) for file in files)


def _hash(file: Path) -> str | None:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return None


class SettingsWatch:
    """Looks at settings files now and then. `read` reads them anew; `known` is how they were when they were read.

    Editors write a file in several steps, or put another in its place: what two looks in a row did not see alike is
    left for the next look. Everything blocks for a moment, on the disk.
    """

    def __init__(self, files: Iterable[Path], read: Read, known: Fingerprint = ()) -> None:
        self._read = read
        self._taken = known or fingerprint(files)
        self._seen = self._taken
        self._again_in = 0

    def look(self) -> Reading | None:
        """Return what the files say when they have changed and stay so; None when there is nothing new."""
        now = fingerprint(file for file, _ in self._taken)
        settled, self._seen = now == self._seen, now
        self._again_in -= 1
        if not settled or (now == self._taken and self._again_in != 0):
            return None
        settings, problems = self._read()
        self._taken = self._seen = settings.fingerprint or now
        self._again_in = _AGAIN_AFTER if any(problem.error.retryable for problem in problems) else 0
        return Reading(settings, tuple(problems))

    async def keep_looking(self, tell: Callable[[Reading], object], seconds: float = LOOK_SECONDS) -> None:
        """Look in a thread until cancelled, and tell every change."""
        while True:
            await asyncio.sleep(seconds)
            reading = await asyncio.to_thread(self.look)
            if reading is not None:
                tell(reading)


def changed_settings(old: Settings, new: Settings) -> tuple[str, ...]:
    """Return the names of the settings that differ, ``ftp.port``, in the order of the model; of secrets, too.

    The database's address is told by its parts.
    """
    names = (info.name for info in catalogue() if info.name != "database.dsn")
    return tuple(name for name in names if value_of(old, name) != value_of(new, name))


def value_of(settings: Settings, name: str) -> object:
    """Return the value of a setting by its whole name; raises AttributeError for an unknown one."""
    value: object = settings
    for key in name.split("."):
        value = getattr(value, "schema_" if key == "schema" else key)
    return value
