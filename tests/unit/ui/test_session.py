"""Opening, closing and reopening a console, and what becomes of tasks whose listener is gone."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.events import Event, FolderFinished
from frontol_desk.domain.report import RunReport
from frontol_desk.domain.values import SourceFolder
from frontol_desk.pipeline.bus import EventBus
from frontol_desk.settings.model import Settings
from frontol_desk.ui import session as session_module
from frontol_desk.ui.crash import CrashHandler
from frontol_desk.ui.presenters.connection import Attempt
from frontol_desk.ui.presenters.following import Following
from frontol_desk.ui.presenters.history import RunPresenter
from frontol_desk.ui.presenters.refreshing import Refresher
from frontol_desk.ui.session import Session


class Desks:
    """Stands in for the desk; knows which were opened and closed."""

    def __init__(self) -> None:
        self.opened: list[str] = []
        self.closed: list[str] = []
        self.refusal: DeskError | None = None

    @asynccontextmanager
    async def open(self, settings: Settings, *, demo: bool, window: bool) -> AsyncIterator[Desk]:
        assert window
        assert not demo
        await asyncio.sleep(0.01)
        if self.refusal:
            raise self.refusal
        self.opened.append(settings.profile)
        try:
            yield Desk()
        finally:
            await asyncio.sleep(0.01)
            self.closed.append(settings.profile)


class Desk:
    def __init__(self) -> None:
        self.events = EventBus()

    async def prepare(self) -> tuple[RunReport, ...]:
        return ()

    async def run_report(self, run_id: str) -> RunReport | None:
        assert run_id
        await asyncio.sleep(0.02)
        return None


@pytest.fixture
def desks(monkeypatch: pytest.MonkeyPatch) -> Desks:
    made = Desks()
    monkeypatch.setattr(session_module, "Desk", made)
    return made


class Opened:
    """A session with what it told."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.crashes = CrashHandler()
        self.session = Session(self.settings("zero"), demo=False, crashes=self.crashes)
        self.told: list[str] = []
        for name in ("opening", "opened", "closed", "open_failed"):
            getattr(self.session, name).connect(lambda *_, name=name: self.told.append(name))
        self.crashed: list[str] = []
        self.crashes._heard.connect(lambda place, _text: self.crashed.append(place))

    def settings(self, profile: str) -> Settings:
        return Settings(home=self.home, profile=profile)

    async def until_open(self) -> None:
        self.session.open()
        while not self.session.is_open:
            await asyncio.sleep(0.005)


@pytest.fixture
def place(qapp: object, desks: Desks, tmp_path: Path) -> Opened:
    return Opened(tmp_path / "дом с пробелом")


def test_of_two_profiles_chosen_at_once_the_last_stays_and_none_is_left_open(place: Opened, desks: Desks) -> None:
    async def play() -> None:
        await place.until_open()
        session = place.session
        wishes = [session.reopen(place.settings(name), demo=False) for name in "ABC"]
        await asyncio.gather(*wishes)
        while not session.is_open:
            await asyncio.sleep(0.005)
        assert session.settings.profile == "C"
        await session.close()
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(play())
    assert desks.opened[0] == "zero"
    assert desks.opened[-1] == "C"
    assert desks.opened == desks.closed


def test_closing_ends_every_task_even_without_a_console(place: Opened) -> None:
    async def play() -> None:
        check = place.session.run(asyncio.sleep(60), "check")
        await place.session.close()
        assert check.cancelled()
        await place.session.close()

    asyncio.run(play())
    assert place.told == []


def test_closing_while_it_opens_leaves_nothing(place: Opened, desks: Desks) -> None:
    async def play() -> None:
        place.session.open()
        await asyncio.sleep(0)
        await place.session.close()

    asyncio.run(play())
    assert desks.opened == []
    assert place.told == ["opening", "closed"]
    assert place.crashed == []


def test_a_console_that_cannot_be_opened_says_so_and_can_be_tried_again(place: Opened, desks: Desks) -> None:
    desks.refusal = DeskError(ErrorCode.DB_CONNECTION, host="db", port=5432)

    async def play() -> None:
        place.session.open()
        while "closed" not in place.told:
            await asyncio.sleep(0.005)
        desks.refusal = None
        await place.session.reopen(place.settings("A"), demo=False)
        while not place.session.is_open:
            await asyncio.sleep(0.005)
        await place.session.close()

    asyncio.run(play())
    assert place.told == ["opening", "open_failed", "closed", "opening", "opened", "closed"]


def test_what_a_closed_dialog_had_asked_is_no_failure(place: Opened) -> None:
    async def slow() -> int:
        await asyncio.sleep(0.02)
        return 1

    async def play() -> None:
        await place.until_open()
        run, dialog = RunPresenter(place.session, "R"), QObject()
        check = Attempt(place.session, slow, "check", dialog)
        run.refresh()
        run.refresh()
        check.start()
        await asyncio.sleep(0)
        delete(run)
        delete(dialog)
        await asyncio.sleep(0.06)
        desk = place.session.desk
        assert desk is not None
        assert len(desk.events._subscribers) == 1, "only the log still listens"
        await place.session.close()

    asyncio.run(play())
    assert place.crashed == []


def test_who_fails_on_an_event_is_a_crash_and_no_end_of_the_load(place: Opened) -> None:
    heard: list[str] = []

    def stumble(event: Event) -> None:
        heard.append(event.run_id)
        raise KeyError(event.run_id)

    async def play() -> None:
        await place.until_open()
        following = Following(place.session, stumble, place.session)
        desk = place.session.desk
        assert desk is not None
        for run in "AB":
            desk.events.publish(FolderFinished(run_id=run, folder=SourceFolder("P13", "P13"), outcome="loaded"))
        await place.session.close()
        delete(following)

    asyncio.run(play())
    assert heard == ["A", "B"]
    assert len(set(place.crashed)) == 1
    assert place.crashed[0].startswith("KeyError stumble")


def test_a_refresh_cut_off_before_it_began_is_done_in_the_next_console(place: Opened) -> None:
    done: list[str] = []

    async def work() -> None:
        await asyncio.sleep(0)
        done.append(place.session.settings.profile)

    async def play() -> None:
        refresher = Refresher(place.session, work, "figures")
        await place.until_open()
        await asyncio.sleep(0.02)
        refresher.now()
        await place.session.reopen(place.settings("A"), demo=False)
        while "A" not in done:
            await asyncio.sleep(0.005)
        await place.session.close()

    asyncio.run(play())
    assert done == ["zero", "A"]


class Sender(QObject):
    sent = Signal()


def test_a_failing_slot_is_told_once_and_without_values(
    place: Opened, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts: list[str] = []
    place.crashes.crashed.connect(texts.append)

    def fails() -> None:
        raise ValueError("Иванов, +7 912 345-67-89, /home/ivanov")

    sender = Sender()
    sender.sent.connect(fails)
    with qtbot.captureExceptions():
        monkeypatch.setattr("sys.excepthook", place.crashes._from_interpreter)
        for _ in range(3):
            sender.sent.emit()
    qtbot.waitUntil(lambda: bool(texts))
    (text,) = texts
    assert "ValueError" in text
    assert "test_session.py" in text
    assert "Иванов" not in text
    assert "/home" not in text
    assert str(Path(__file__).parent) not in text


def test_a_crash_text_keeps_the_secrets_of_the_console(place: Opened) -> None:
    place.crashes.hide(["s3cret word"])
    text = place.crashes.text_of(TypeError("cannot join 's3cret word' and int"))
    assert "cannot join" in text
    assert "s3cret" not in text


def test_a_crash_text_cuts_no_secret_in_two(place: Opened) -> None:
    place.crashes.hide(["s3cret word"])
    assert "s3c" not in place.crashes.text_of(TypeError(f"{'x' * 490} s3cret word"))


def test_a_cancelled_task_and_words_for_people_are_no_crash(place: Opened, caplog: pytest.LogCaptureFixture) -> None:
    problems: list[DeskError] = []
    place.session.problem.connect(problems.append)

    async def refuse() -> None:
        raise DeskError(ErrorCode.DB_CONNECTION, host="db", port=5432)

    async def break_down() -> None:
        raise KeyError("x")

    async def play() -> None:
        with caplog.at_level(logging.CRITICAL):
            place.session.run(refuse(), "refused")
            place.session.run(break_down(), "broken")
            place.session.run(asyncio.sleep(60), "cancelled")
            await asyncio.sleep(0.01)
            await place.session.close()

    asyncio.run(play())
    assert [problem.code for problem in problems] == [ErrorCode.DB_CONNECTION]
    assert len(place.crashed) == 1
    assert place.crashed[0].startswith("KeyError break_down")
