"""The demo of the window, end to end: what fails at first is mended by asking again."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from frontol_desk.console import demo_settings
from frontol_desk.console.desk import Desk, LoadOrder
from frontol_desk.domain.overview import FailureKind, HistoryQuery
from frontol_desk.domain.report import FileStatus, RunReport, RunStatus, Trigger
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.settings.model import Settings
from frontol_desk.simulator import demo

SILENT, BROKEN = SourceFolder("S6", "S6"), SourceFolder("O49", "O49")
DAY = DateRange.day(date(2025, 12, 28))


def statuses(report: RunReport) -> dict[str, set[FileStatus]]:
    found: dict[str, set[FileStatus]] = {}
    for detail in report.details:
        found.setdefault(detail.source_folder, set()).add(detail.status)
    return found


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home, and a demo in less of a hurry to teach patience."""
    monkeypatch.setattr(demo_settings, "WAIT_SECONDS", 4)
    monkeypatch.setattr(demo, "WINDOW_FAULTS", ("S6/S6=silent:6", "O49/O49=broken-line:1"))
    return tmp_path


async def test_what_fails_at_first_is_mended_by_asking_again(home: Path) -> None:
    async with Desk.open(Settings(home=home), demo=True, window=True) as desk:
        assert desk.folders() == demo.WINDOW_FOLDERS
        assert await desk.prepare() == ()
        assert {state.status for state in (await desk.folder_states()).values()} == {None}
        first = await desk.load(LoadOrder(dates=DAY, trigger=Trigger.MANUAL))
        assert statuses(first).pop("S6/S6") == {FileStatus.NO_RESPONSE}
        assert statuses(first).pop("O49/O49") == {FileStatus.PARTIAL}
        assert first.folders.loaded == 5
        found = await desk.failures()
        assert {(failure.kind, failure.folder, failure.dates) for failure in found.items} == {
            (FailureKind.NO_RESPONSE, SILENT, DAY),
            (FailureKind.QUARANTINED_LINE, BROKEN, DAY),
        }
        states = await desk.folder_states()
        assert (states[SILENT].status, states[SILENT].last_day) == (FileStatus.NO_RESPONSE, None)
        assert (states[BROKEN].status, states[BROKEN].last_day) == (FileStatus.PARTIAL, DAY.first)
        assert states[BROKEN].discrepancies > 0
        board = await desk.dashboard()
        assert (board.today, board.files_today, board.failed_today) == (desk.today(), 5, 1)
        assert {count for _, count in board.causes} == {1}

        folders = tuple(str(failure.folder) for failure in found.items)
        again = await desk.load(LoadOrder(dates=DAY, kassas=folders, trigger=Trigger.MANUAL))
        assert again.status is RunStatus.COMPLETED
        assert statuses(again).keys() == {"S6/S6", "O49/O49"}
        assert FileStatus.LOADED in statuses(again)["S6/S6"] & statuses(again)["O49/O49"]
        assert (await desk.failures()).total == 0
        assert {state.discrepancies for state in (await desk.folder_states()).values()} == {0}

        newest, oldest = await desk.runs(HistoryQuery(triggers=frozenset({Trigger.MANUAL})))
        assert (newest.report.run_id, oldest.report.run_id) == (again.run_id, first.run_id)
        assert await desk.runs(HistoryQuery(since=desk.today(), kassa="P13")) == [oldest]
        kept = await desk.run_report(first.run_id)
        assert kept is not None
        assert json.loads(kept.as_json()) == json.loads(first.as_json())


@pytest.mark.parametrize(("window", "kassas", "count"), [(False, "", 4), (True, "S6:S6;P13:P13", 2)])
async def test_only_the_window_without_kassas_of_its_own_has_faults(
    home: Path, window: bool, kassas: str, count: int
) -> None:
    async with Desk.open(Settings(home=home, kassas=kassas), demo=True, window=window) as desk:
        report = await desk.load(LoadOrder(dates=DAY, wait_seconds=15))
    assert (report.status, report.folders.loaded) == (RunStatus.COMPLETED, count)
