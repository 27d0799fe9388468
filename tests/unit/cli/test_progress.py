"""What is shown while a run goes on."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from frontol_desk.cli.progress import watched
from frontol_desk.domain.events import Event, FileFinished, FolderFinished, StageProgress, StageStarted
from frontol_desk.domain.report import FileDetail, FileStatus, Stage
from frontol_desk.domain.values import SourceFolder

FOLDER = SourceFolder("P13", "P13")
DETAIL = FileDetail(source_folder="P13/P13", file="response.txt", status=FileStatus.PARTIAL, rows=1346, read=1346,
                    loaded=1340, quarantined=6)  # fmt: skip
EVENTS: tuple[Event, ...] = (
    StageStarted(run_id="R", folder=FOLDER, stage=Stage.WAIT, deadline_seconds=15),
    StageProgress(run_id="R", folder=FOLDER, file="response.txt", stage=Stage.LOAD, done=500, total=1000, rows=700),
    FileFinished(run_id="R", folder=FOLDER, file="response.txt", detail=DETAIL),
    FolderFinished(run_id="R", folder=FOLDER, outcome="loaded"),
)


@dataclass
class Bus:
    """The little of an event bus that is needed here."""

    subscribers: list[Callable[[Event], None]] = field(default_factory=list)

    def subscribe(self, subscriber: Callable[[Event], None]) -> Callable[[], None]:
        self.subscribers.append(subscriber)
        return lambda: self.subscribers.remove(subscriber)

    def publish(self, *events: Event) -> None:
        for event in events:
            for subscriber in self.subscribers:
                subscriber(event)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_line_per_file_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    bus = Bus()
    with watched(bus, quiet=False):
        bus.publish(*EVENTS)
    captured = capsys.readouterr()
    assert captured.err == "P13/P13 response.txt: partly loaded, rows: 1,346, new or changed: 1,340, in quarantine: 6\n"
    assert captured.out == ""
    assert bus.subscribers == []


def test_no_lines_when_a_program_reads_the_output(capsys: pytest.CaptureFixture[str]) -> None:
    bus = Bus()
    with watched(bus, quiet=True):
        bus.publish(*EVENTS)
    assert capsys.readouterr() == ("", "")


def test_bars_on_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    terminal, bus = Terminal(), Bus()
    monkeypatch.setattr(sys, "stderr", terminal)
    with watched(bus, quiet=True):
        bus.publish(*EVENTS)
    assert "response.txt: partly loaded" in terminal.getvalue()
    assert capsys.readouterr().out == ""
    assert bus.subscribers == []


def broken_load(bus: Bus) -> None:
    with watched(bus, quiet=True):
        bus.publish(EVENTS[0])
        raise RuntimeError


def test_everything_is_taken_down_after_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal, bus = Terminal(), Bus()
    monkeypatch.setattr(sys, "stderr", terminal)
    with pytest.raises(RuntimeError):
        broken_load(bus)
    assert bus.subscribers == []
    assert terminal.getvalue().endswith("\x1b[?25h")  # the cursor is back
