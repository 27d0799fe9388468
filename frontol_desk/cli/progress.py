"""Shows on standard error how a run is getting on: bars on a terminal, a line per finished file elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from frontol_desk.cli.output import number, say
from frontol_desk.domain.events import Event, FileFinished, FolderFinished, StageProgress, StageStarted
from frontol_desk.domain.messages import text
from frontol_desk.domain.report import FileDetail
from frontol_desk.domain.values import SourceFolder
from frontol_desk.services.event_log import log_event


class Bus(Protocol):
    """What is needed of the event bus."""

    def subscribe(self, subscriber: Any, /) -> Any:
        """Call `subscriber` with every event until the returned callable is called."""


@contextmanager
def watched(bus: Bus, *, quiet: bool) -> Iterator[None]:
    """Log the events of a run and show its progress; `quiet` keeps plain lines back (a program reads the output)."""
    stops = [bus.subscribe(log_event)]
    bars = _Bars() if sys.stderr.isatty() else None
    if bars:
        stops.append(bus.subscribe(bars.show))
    elif not quiet:
        stops.append(bus.subscribe(_show_line))
    try:
        yield
    finally:
        for stop in reversed(stops):
            stop()
        if bars:
            bars.close()


def describe(detail: FileDetail) -> str:
    """Return a file's fate in one line."""
    place = f"{detail.source_folder} {detail.file}" if detail.file else detail.source_folder
    rows = text("rows_short", rows=number(detail.rows), loaded=number(detail.loaded)) if detail.rows else ""
    left = text("quarantined_short", count=number(detail.quarantined)) if detail.quarantined else ""
    return f"{place}: {text(f'file_{detail.status}')}{rows}{left}"


def _show_line(event: Event) -> None:
    if isinstance(event, FileFinished):
        say(describe(event.detail), err=True)


class _Bars:
    """A bar per folder: where it is, how far, how many rows."""

    def __init__(self) -> None:
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        from frontol_desk.cli.output import console_for

        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[state]}"),
            TimeElapsedColumn(),
            console=console_for(sys.stderr),
        )
        self._tasks: dict[SourceFolder, Any] = {}
        self._bars.start()

    def show(self, event: Event) -> None:
        """Bring the bar of the event's folder up to date."""
        match event:
            case StageStarted():
                self._bars.update(self._task(event.folder), total=None, state=text(f"stage_{event.stage}"))
            case StageProgress():
                state = f"{text(f'stage_{event.stage}')} {number(event.rows) if event.rows else ''}"
                self._bars.update(
                    self._task(event.folder), total=event.total or None, completed=event.done, state=state
                )
            case FileFinished():
                self._bars.print(describe(event.detail))
            case FolderFinished() if event.folder in self._tasks:
                self._bars.remove_task(self._tasks.pop(event.folder))
            case _:
                pass

    def close(self) -> None:
        """Take the bars off the screen."""
        for task in self._tasks.values():
            self._bars.remove_task(task)
        self._bars.stop()

    def _task(self, folder: SourceFolder) -> Any:
        if folder not in self._tasks:
            self._tasks[folder] = self._bars.add_task(str(folder), total=None, state="")
        return self._tasks[folder]
