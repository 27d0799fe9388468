"""The log says when, what, about which kassa, and never a secret."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.events import FileFinished
from frontol_desk.domain.report import FileDetail, FileStatus, Problem
from frontol_desk.domain.values import SourceFolder
from frontol_desk.services.event_log import log_event
from frontol_desk.services.logging import bound, configure_logging

log = logging.getLogger("frontol_desk.tests")


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    root, ours = logging.getLogger(), logging.getLogger("frontol_desk")
    before = (list(root.handlers), root.level, ours.level)
    yield
    for handler in root.handlers[:]:
        if handler not in before[0]:
            root.removeHandler(handler)
            handler.close()
    root.setLevel(before[1])
    ours.setLevel(before[2])
    logging.captureWarnings(False)


def lines(text: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in text.splitlines()]


def test_json_lines_carry_what_is_bound(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("info", "json")
    with bound(run="R1"), bound(kassa="N22/N22_FURN", file="response.txt"):
        log.info("loaded %d", 5)
    log.info("after")
    first, second = lines(capsys.readouterr().err)
    assert first | {"time": ""} == {
        "time": "", "level": "info", "logger": "frontol_desk.tests", "message": "loaded 5",
        "run": "R1", "kassa": "N22/N22_FURN", "file": "response.txt",
    }  # fmt: skip
    assert datetime.fromisoformat(first["time"]).utcoffset() is not None
    assert abs(datetime.now(UTC) - datetime.fromisoformat(first["time"])).total_seconds() < 60
    assert "kassa" not in second


def test_tasks_started_inside_keep_what_is_bound(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("info", "json")

    async def work(kassa: str) -> None:
        with bound(kassa=kassa):
            await asyncio.sleep(0)
            log.info("here")

    async def main() -> None:
        with bound(run="R2"):
            await asyncio.gather(work("A"), work("B"))

    asyncio.run(main())
    assert [(line["run"], line["kassa"]) for line in lines(capsys.readouterr().err)] == [("R2", "A"), ("R2", "B")]


def test_the_level_holds_for_screen_and_file_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "logs" / "desk.log"
    configure_logging("warning", "text", path)
    log.debug("quiet")
    log.info("for the file")
    log.warning("for both")
    logging.getLogger("aioftp").info("library talk")
    screen, file = capsys.readouterr().err, path.read_text("utf-8")
    assert "for the file" not in screen
    assert "for both" in screen
    assert "for the file" in file
    assert "quiet" not in file + screen
    assert "library talk" not in file + screen


def test_secrets_are_masked_in_messages_and_tracebacks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "desk.log"
    configure_logging("info", "json", path, ["opensesame"])
    try:
        int("opensesame")
    except ValueError:
        log.exception("login of +79991234567 with %s failed", "opensesame")
    text = path.read_text("utf-8")
    assert "opensesame" not in text
    assert "79991234567" not in text
    assert "Traceback" in json.loads(text)["error"]
    assert "Traceback" not in capsys.readouterr().err


def test_without_a_file_the_screen_gets_the_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("info")
    try:
        int("boom")
    except ValueError:
        log.exception("failed")
    assert "ValueError: invalid literal" in capsys.readouterr().err


def test_setting_up_again_replaces_the_handlers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("info", "text", tmp_path / "one.log")
    configure_logging("info", "text", tmp_path / "two.log")
    log.info("once")
    assert capsys.readouterr().err.count("once") == 1
    assert (tmp_path / "one.log").read_text() == ""
    assert "once" in (tmp_path / "two.log").read_text()


def test_the_file_is_rotated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("frontol_desk.services.logging._FILE_BYTES", 2000)
    path = tmp_path / "desk.log"
    configure_logging("info", "text", path)
    for number in range(60):
        log.info("line %d of a long story", number)
    assert (tmp_path / "desk.log.1").exists()
    assert path.stat().st_size < 2500


def test_events_are_logged_with_their_problems(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("info", "json")
    problem = Problem.of(DeskError(ErrorCode.PARSE_INVALID, reason="too_few_fields", line=7))
    detail = FileDetail(source_folder="P13/P13", file="response.txt", status=FileStatus.PARTIAL, read=3, quarantined=1)
    folder = SourceFolder("P13", "P13")
    log_event(FileFinished(run_id="R3", folder=folder, file="response.txt", detail=detail, problems=(problem,)))
    first, second = lines(capsys.readouterr().err)
    assert (first["level"], first["kassa"], first["run"]) == ("error", "P13/P13", "R3")
    assert "Line 7" in first["message"]
    assert second["message"] == "partial: 3 rows read, 0 loaded, 0 unchanged, 1 quarantined"


def test_what_is_handed_to_threads_is_not_logged(capsys: pytest.CaptureFixture[str]) -> None:
    """Among it are passwords that were just typed: nobody could mask them."""
    configure_logging("debug")
    logging.getLogger("qasync.QThreadExecutor").debug("Submitting callback with args ('typed',)")
    logging.getLogger("qasync").warning("trouble")
    told = capsys.readouterr().err
    assert ("typed" in told, "trouble" in told) == (False, True)
