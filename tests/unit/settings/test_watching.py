"""Changed settings files are found once they are whole, taken over if they are sound, and kept out if not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from frontol_desk.console.reloading import CurrentSettings, keep_current
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.events import Event, SettingsRejected, SettingsReloaded
from frontol_desk.settings.load import read_settings
from frontol_desk.settings.model import Settings
from frontol_desk.settings.problems import SettingProblem
from frontol_desk.settings.watching import Reading, SettingsWatch, changed_settings
from tests.unit.settings.test_load import write_profile

Until = Callable[[Callable[[], bool]], Awaitable[None]]


def read() -> tuple[Settings, list[SettingProblem]]:
    return read_settings()


def watch() -> SettingsWatch:
    settings, _ = read()
    return SettingsWatch(settings.files, read, settings.fingerprint)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.005)


def kept_out(current: CurrentSettings) -> DeskError | None:
    return current.rejected


def test_what_did_not_change_is_not_told(home: Path) -> None:
    path = write_profile(home, 'language = "ru"')
    looking = watch()
    assert looking.look() is looking.look() is None
    path.write_text('language = "ru"', "utf-8")  # another time, the same content
    assert looking.look() is looking.look() is None


def test_a_change_is_told_once_two_looks_agree(home: Path) -> None:
    path = write_profile(home, 'language = "ru"')
    looking = watch()
    path.write_text("langu", "utf-8")  # an editor is in the middle of it
    assert looking.look() is None
    path.write_text('language = "en"', "utf-8")
    assert looking.look() is None
    reading = looking.look()
    assert reading is not None
    assert (reading.settings.language, reading.problems) == ("en", ())
    assert looking.look() is looking.look() is None


def test_a_change_between_reading_and_watching_is_found(home: Path) -> None:
    path = write_profile(home, 'language = "ru"')
    settings, _ = read()
    path.write_text('language = "en"', "utf-8")
    looking = SettingsWatch(settings.files, read, settings.fingerprint)
    assert looking.look() is None
    reading = looking.look()
    assert reading is not None
    assert reading.settings.language == "en"


def test_profiles_beneath_are_watched_and_so_is_one_that_is_named_later(home: Path) -> None:
    path = write_profile(home, "")
    looking = watch()
    path.write_text('extends = "base"', "utf-8")
    looking.look()
    reading = looking.look()
    assert reading is not None
    assert [problem.error.reason for problem in reading.problems] == ["extends_missing"]
    write_profile(home, 'language = "ru"', "base")
    looking.look()
    reading = looking.look()
    assert reading is not None
    assert (reading.settings.language, reading.problems) == ("ru", ())


def test_a_file_that_comes_and_goes_is_told(home: Path) -> None:
    looking = watch()
    path = write_profile(home, 'language = "ru"')
    looking.look()
    reading = looking.look()
    assert reading is not None
    assert reading.settings.language == "ru"
    path.unlink()
    looking.look()
    reading = looking.look()
    assert reading is not None
    assert reading.settings.language == "auto"


def test_the_names_of_what_changed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, _ = read()
    monkeypatch.setenv("FRONTOL_DESK_DATABASE__DSN", "postgresql://u:pw@h/d")
    monkeypatch.setenv("FRONTOL_DESK_KASSA__N22__ENCODING", "utf-8")
    new, _ = read()
    assert changed_settings(old, new) == (
        "kassa",
        "database.host",
        "database.user",
        "database.password",
        "database.name",
    )
    assert changed_settings(new, new) == ()


async def test_the_next_run_gets_changed_settings_and_a_bad_file_is_kept_out(home: Path) -> None:
    path = write_profile(home, "[pipeline]\nworkers = 3")
    settings, _ = read()
    told: list[Event] = []
    async with keep_current(settings, read, told.append, seconds=0.01) as current:
        of_this_run = current.settings
        path.write_text("[pipeline]\nworkers = 5", "utf-8")
        await until(lambda: bool(told))
        assert told == [SettingsReloaded(at=told[0].at, file=str(path), changed=("pipeline.workers",))]
        assert (current.settings.pipeline.workers, of_this_run.pipeline.workers) == (5, 3)

        path.write_text("[pipeline]\nworkers = 500", "utf-8")
        await until(lambda: len(told) == 2)
        assert isinstance(told[1], SettingsRejected)
        assert told[1].error is current.rejected
        assert current.rejected is not None
        assert "pipeline.workers" in current.rejected.message
        assert current.settings.pipeline.workers == 5

        path.write_text("[pipeline]\nworkers = 5", "utf-8")
        await until(lambda: len(told) == 3)
        assert isinstance(told[2], SettingsReloaded)
        assert told[2].changed == ()
        assert kept_out(current) is None
        assert current.settings.pipeline.workers == 5


async def test_every_mistake_in_a_rejected_file_is_named(home: Path) -> None:
    path = write_profile(home, "")
    settings, _ = read()
    told: list[Event] = []
    current = CurrentSettings(settings, told.append)
    path.write_text('[ftp]\nport = "many"\nhots = 1', "utf-8")
    looking = SettingsWatch(settings.files, read, settings.fingerprint)
    looking.look()
    reading = looking.look()
    assert reading is not None
    current.consider(reading)
    (event,) = told
    assert isinstance(event, SettingsRejected)
    assert f"{path}:2" in event.error.message
    assert f"{path}:3" in event.error.message
    assert current.settings is settings


async def test_nothing_is_watched_if_the_settings_say_so(home: Path) -> None:
    path = write_profile(home, "[features]\nreload_settings = false")
    settings, _ = read()
    async with keep_current(settings, read, seconds=0.001) as current:
        path.write_text("[pipeline]\nworkers = 5", "utf-8")
        assert [task.get_name() for task in asyncio.all_tasks() if task.get_name() == "settings watch"] == []
    assert current.settings is settings


async def test_a_change_of_comments_is_no_change(home: Path) -> None:
    path = write_profile(home, "")
    settings, _ = read()
    told: list[Event] = []
    async with keep_current(settings, read, told.append, seconds=0.001) as current:
        path.write_text("# only a comment", "utf-8")
        await until(lambda: current.settings is not settings)
    assert told == []


async def test_watching_ends_at_once(home: Path) -> None:
    async with asyncio.timeout(1):
        async with keep_current(read()[0], read, seconds=3600):
            pass
    assert len(asyncio.all_tasks()) == 1


async def test_once_switched_off_only_switching_on_counts(home: Path) -> None:
    path = write_profile(home, "")
    settings, _ = read()
    current = CurrentSettings(settings)
    off = "[features]\nreload_settings = false\n"
    workers = []
    for text in (off, f"{off}[pipeline]\nworkers = 7", "[pipeline]\nworkers = 8"):
        path.write_text(text, "utf-8")
        current.consider(Reading(read()[0]))
        workers.append(current.settings.pipeline.workers)
    assert workers == [4, 4, 8]


def test_what_a_passing_failure_kept_out_is_read_again_later(home: Path) -> None:
    path = write_profile(home, 'language = "ru"')
    settings, _ = read()
    away = [SettingProblem("ftp.password", DeskError(ErrorCode.SECRETS_CONNECTION, reason="vault", where="here"))]
    looking = SettingsWatch(settings.files, lambda: (read()[0], away), settings.fingerprint)
    path.write_text('language = "en"', "utf-8")
    first = [reading for _ in range(3) if (reading := looking.look())]
    assert [len(reading.problems) for reading in first] == [1]
    away.clear()
    later = [reading for _ in range(200) if (reading := looking.look())]
    assert [(reading.settings.language, reading.problems) for reading in later] == [("en", ())]
