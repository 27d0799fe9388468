"""One run over kassas of every behaviour and fault at once: each gets what it deserves, none disturbs another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from frontol_desk.domain.errors import ExitCode
from frontol_desk.domain.report import FileStatus, RunReport, RunStatus, Stage
from frontol_desk.simulator.behaviour import EXPORT_FAILED
from tests.integration.pipeline.shop import (
    QUICK,
    SILENT,
    Shop,
    assert_adds_up,
    codes_of,
    detail_of,
    details_of,
    open_shop,
    problems_of,
    run_sync,
)
from tests.integration.pipeline.shop import faulty as kassa

WAIT = 5.0
OTHERS_REQUEST = b"$$$NEWTRANSACTIONS\r\n"
KASSAS = {
    "P13/P13": QUICK,
    "A/SILENT": SILENT,
    "A/SLOW": kassa("slow:2"),
    "A/GROWING": kassa("growing:1.5"),
    "A/TRUNCATED": kassa("truncated"),
    "A/BROKEN": kassa("broken-line"),
    "A/UNKNOWN": kassa("unknown-type"),
    "A/APPENDED": kassa("appended"),
    "A/LEFT": kassa("left-over"),
    "A/MOVED": kassa("request-moved"),
    "A/KEPT": kassa("request-kept"),
    "A/REPORTS": kassa("save-result"),
    "A/PROCESSED": kassa(flag="@"),
    "A/OTHERS": SILENT,
    "A/NAMED": kassa(response_name="Enterprise8_report.rep", save_result="OK"),
}


@dataclass(frozen=True)
class Seen:
    """The run that all tests of a server look at."""

    shop: Shop
    report: RunReport


@pytest.fixture(scope="module", params=["folder", "vsftpd"])
def seen(request: pytest.FixtureRequest, dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    with open_shop(tmp_path_factory.mktemp("faults"), dsn, KASSAS, kind=request.param) as shop:
        (shop.requests("A/OTHERS") / "request.txt").write_bytes(OTHERS_REQUEST)
        yield Seen(shop, run_sync(shop, wait=WAIT))


async def lines_of(seen: Seen, folder: str) -> int:
    ((count,),) = await seen.shop.fetch("SELECT count(*) FROM transactions WHERE source_folder = $1", folder)
    return int(count)


def test_the_report_adds_up(seen: Seen) -> None:
    assert_adds_up(seen.report)
    assert seen.report.status is RunStatus.PARTIAL
    assert seen.report.exit_code is ExitCode.PARTIAL
    assert seen.report.folders.total == len(KASSAS)
    assert seen.report.duration_seconds < WAIT + 4


@pytest.mark.parametrize("folder", ["P13/P13", "A/SLOW", "A/GROWING", "A/APPENDED", "A/MOVED", "A/KEPT", "A/NAMED"])
async def test_answers_come_in_whole(seen: Seen, folder: str) -> None:
    detail = detail_of(seen.report, folder)
    assert detail.status is FileStatus.LOADED
    assert detail.quarantined == 0
    assert codes_of(seen.report, folder) == set()
    assert await lines_of(seen, folder) == detail.loaded > 1000
    name = KASSAS[folder].response_name
    assert f"{name}.processed" in seen.shop.names(folder)
    assert name not in seen.shop.names(folder)


def test_the_real_day_has_its_rows(seen: Seen) -> None:
    assert detail_of(seen.report, "P13/P13").rows == 1346


def test_a_silent_kassa_is_named(seen: Seen) -> None:
    assert detail_of(seen.report, "A/SILENT").status is FileStatus.NO_RESPONSE
    assert codes_of(seen.report, "A/SILENT") == {"NO_RESPONSE"}
    assert (seen.shop.requests("A/SILENT") / "request.txt").exists()


def test_a_slow_kassa_is_waited_for(seen: Seen) -> None:
    assert 2 <= detail_of(seen.report, "A/SLOW").stages[Stage.WAIT] < WAIT


def test_a_growing_file_is_not_read_too_early(seen: Seen) -> None:
    detail = detail_of(seen.report, "A/GROWING")
    assert detail.bytes == (seen.shop.responses("A/GROWING") / "response.txt.processed").stat().st_size
    assert detail.stages[Stage.WAIT] >= 1.5


async def test_a_cut_last_line_goes_to_quarantine_when_nothing_more_comes(seen: Seen) -> None:
    detail = detail_of(seen.report, "A/TRUNCATED")
    assert (detail.status, detail.quarantined) == (FileStatus.PARTIAL, 1)
    assert detail.stages[Stage.WAIT] > WAIT - 1
    (problem,) = [problem for problem in problems_of(seen.report, "A/TRUNCATED") if problem.severity == "error"]
    assert (problem.code, problem.line) == ("PARSE_INVALID", detail.read + 3)
    ((raw, reason),) = await seen.shop.fetch(
        "SELECT raw, reason FROM quarantine WHERE source_folder = $1", "A/TRUNCATED"
    )
    file = (seen.shop.responses("A/TRUNCATED") / "response.txt.processed").read_bytes()
    assert file.endswith(raw)
    assert reason == "cut_off"
    assert await lines_of(seen, "A/TRUNCATED") == detail.read - 1


async def test_a_broken_line_goes_to_quarantine_and_the_others_load(seen: Seen) -> None:
    detail = detail_of(seen.report, "A/BROKEN")
    assert (detail.status, detail.quarantined) == (FileStatus.PARTIAL, 1)
    (problem,) = [problem for problem in problems_of(seen.report, "A/BROKEN") if problem.severity == "error"]
    assert (problem.code, problem.field) == ("PARSE_INVALID", 11)
    assert await lines_of(seen, "A/BROKEN") == detail.read - 1


async def test_an_unknown_type_is_kept_and_reported(seen: Seen) -> None:
    detail = detail_of(seen.report, "A/UNKNOWN")
    assert (detail.status, detail.quarantined) == (FileStatus.LOADED, 0)
    assert codes_of(seen.report, "A/UNKNOWN") == set()
    assert "UNKNOWN_TYPE" in codes_of(seen.report, "A/UNKNOWN", "warning")
    ((count,),) = await seen.shop.fetch("SELECT count(*) FROM tx_unrecognized WHERE source_folder = 'A/UNKNOWN'")
    assert count == 1


def test_overlapping_exports_count_each_transaction_once(seen: Seen) -> None:
    detail = detail_of(seen.report, "A/APPENDED")
    assert detail.unchanged == int(detail.loaded * 0.6)
    assert detail.read == detail.loaded + detail.unchanged


async def test_a_left_over_answer_is_loaded_before_the_kassa_is_asked(seen: Seen) -> None:
    answer, left = sorted(details_of(seen.report, "A/LEFT"), key=lambda detail: str(detail.first_date))
    assert str(answer.first_date) == "2025-12-28"
    assert (left.status, answer.status) == (FileStatus.LOADED, FileStatus.LOADED)
    assert "request" not in left.stages
    assert await lines_of(seen, "A/LEFT") == left.loaded + answer.loaded
    assert seen.shop.names("A/LEFT")[0] == "response.txt.processed"
    assert len(seen.shop.names("A/LEFT")) == 2


def test_a_moved_request_is_no_answer(seen: Seen) -> None:
    assert [path.name for path in seen.shop.requests("A/MOVED").iterdir()] == ["done"]


async def test_it_is_learnt_which_kassas_remove_their_request(seen: Seen) -> None:
    known = dict(await seen.shop.fetch("SELECT source_folder, removes_request FROM folders"))
    assert known["A/KEPT"] is False
    assert known["A/MOVED"] is True
    assert known["P13/P13"] is True
    assert "A/SILENT" not in known


def test_what_a_kassa_writes_of_its_export_is_shown_and_not_loaded(seen: Seen) -> None:
    detail = detail_of(seen.report, "A/REPORTS")
    assert detail.status is FileStatus.NO_RESPONSE
    assert codes_of(seen.report, "A/REPORTS") == {"NO_RESPONSE", "KASSA_REPORTED"}
    (told,) = [problem for problem in problems_of(seen.report, "A/REPORTS") if problem.code == "KASSA_REPORTED"]
    assert EXPORT_FAILED in told.message
    assert seen.shop.names("A/REPORTS") == ["SaveResult1.txt"]


def test_the_log_beside_an_answer_is_told_once_and_harms_nothing(seen: Seen) -> None:
    told = [problem for problem in problems_of(seen.report, "A/NAMED") if problem.code == "KASSA_REPORTED"]
    assert [problem.severity for problem in told] == ["warning"]


def test_a_processed_file_is_left_alone_and_reported_once(seen: Seen) -> None:
    (found, *rest) = [p for p in problems_of(seen.report, "A/PROCESSED") if p.code == "ALREADY_PROCESSED"]
    assert (found.severity, rest) == ("warning", [])
    assert seen.shop.names("A/PROCESSED") == ["response.txt"]
    assert (seen.shop.responses("A/PROCESSED") / "response.txt").read_bytes().startswith(b"@")


def test_somebody_elses_request_is_waited_for_and_never_touched(seen: Seen) -> None:
    assert codes_of(seen.report, "A/OTHERS") == {"REQUEST_PENDING"}
    assert detail_of(seen.report, "A/OTHERS").status is FileStatus.FAILED
    assert [path.read_bytes() for path in seen.shop.requests("A/OTHERS").iterdir()] == [OTHERS_REQUEST]
    assert detail_of(seen.report, "A/OTHERS").stages[Stage.REQUEST] > WAIT - 1.5


async def test_nothing_is_left_behind(seen: Seen) -> None:
    assert await seen.shop.leases_held() == []
    assert seen.shop.spooled() == []
    kept = [path for path in (seen.shop.home / "archive").rglob("*") if path.is_file()]
    assert sum(path.suffix == ".gz" for path in kept) == seen.report.files.found
    assert {path.suffix for path in kept} == {".gz", ".jsonl"}


@pytest.mark.slow
def test_the_second_run_finds_nothing_new(dsn: str, tmp_path: Path) -> None:
    kassas = {"P13/P13": QUICK, "A/BROKEN": kassa("broken-line"), "A/SLOW": replace(QUICK, delay=0.5)}
    with open_shop(tmp_path, dsn, kassas) as shop:
        first, second = run_sync(shop), run_sync(shop)
    assert_adds_up(second)
    assert (second.rows.read, second.rows.quarantined) == (first.rows.read, first.rows.quarantined)
    assert (second.rows.loaded, second.rows.removed) == (0, 0)
