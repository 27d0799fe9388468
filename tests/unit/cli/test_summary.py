"""What people read after a load."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from frontol_desk.cli.call import Call
from frontol_desk.cli.finish import finish
from frontol_desk.cli.summary import print_summary
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.messages import set_language
from frontol_desk.domain.report import (
    FileDetail,
    FileStatus,
    Problem,
    Reconciliation,
    RowCounts,
    RunReport,
    RunStatus,
    Stage,
    Trigger,
)


def report(**changes: object) -> RunReport:
    detail = FileDetail(
        source_folder="P13/P13", file="response.txt", status=FileStatus.LOADED, rows=1346, read=1346, loaded=1346,
        stages={Stage.WAIT: 2.0, Stage.LOAD: 0.25},
    )  # fmt: skip
    values: dict[str, object] = {
        "run_id": "R1",
        "trigger": Trigger.CLI,
        "status": RunStatus.COMPLETED,
        "date_from": date(2025, 12, 28),
        "date_to": date(2025, 12, 28),
        "started_at": datetime(2025, 12, 29, tzinfo=UTC),
        "duration_seconds": 3.25,
        "rows": RowCounts(read=1346, loaded=1346),
        "reconciliation": Reconciliation(documents=80, balanced=80, shifts=3, shifts_balanced=3),
        "details": [detail],
    }
    return RunReport.model_validate(values | changes)


def quarantined(line: int) -> Problem:
    error = DeskError(ErrorCode.PARSE_INVALID, reason="bad_number", line=line, field=11, column="quantity", value="x")
    return Problem.of(error, source_folder="P13/P13", file="response.txt", stage=Stage.PARSE)


def test_files_rows_seconds_and_balance(capsys: pytest.CaptureFixture[str]) -> None:
    print_summary(report())
    out = capsys.readouterr().out
    assert "Load of 2025-12-28: completed, 3.2 s" in out
    line = next(line for line in out.splitlines() if line.startswith("P13/P13"))
    assert line.split() == ["P13/P13", "response.txt", "loaded", "1,346", "1,346", "0", "0", "2.2"]
    assert "All 80 documents balance, all 3 shifts agree" in out
    assert "Problems" not in out


def test_numbers_are_written_as_russians_write_them(capsys: pytest.CaptureFixture[str]) -> None:
    set_language("ru")
    print_summary(report())
    out = capsys.readouterr().out
    assert "1\u00a0346" in out
    assert "3,2 с" in out


def test_discrepancies_are_not_hidden(capsys: pytest.CaptureFixture[str]) -> None:
    print_summary(report(reconciliation=Reconciliation(documents=80, balanced=79, discrepancies=1, shifts=3, gaps=2)))
    out = capsys.readouterr().out
    assert "All 80" not in out
    assert "79 of 80" in out
    assert "Gaps in numbering: 2" in out


def test_problems_have_place_and_hint_errors_first(capsys: pytest.CaptureFixture[str]) -> None:
    warning = Problem.of(DeskError(ErrorCode.UNKNOWN_TYPE, type=999, count=2, line=9), severity="warning")
    print_summary(report(status=RunStatus.PARTIAL, errors=[warning, quarantined(150), quarantined(151)]))
    out = capsys.readouterr().out
    assert "P13/P13 response.txt – Error: Line 150, field 11 (quantity): “x” is not a number." in out
    assert out.index("Line 151") < out.index("unknown type 999")
    assert out.count("kept in quarantine; all others") == 1


def test_a_flood_of_problems_is_cut_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    print_summary(report(errors=[quarantined(line) for line in range(1, 101)]))
    out = capsys.readouterr().out
    assert out.count("is not a number") == 30
    assert "70 more" in out


def test_the_report_is_printed_and_written(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    assert finish(Call(json=True), report(), path) == 0
    printed = RunReport.model_validate_json(capsys.readouterr().out)
    assert printed == RunReport.model_validate_json(path.read_text("utf-8")) == report()


def test_a_report_that_cannot_be_written_is_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert finish(Call(), report(), tmp_path / "no" / "report.json") == 1
    assert "could not be written" in capsys.readouterr().err
