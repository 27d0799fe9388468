"""The whole table of bad input: through `load-file`, and through an exchange folder where that makes sense."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from pathlib import Path

import pytest

from frontol_desk.domain.errors import ExitCode
from frontol_desk.domain.report import FileStatus, RunReport, RunStatus
from frontol_desk.domain.resources import resource
from tests.builders import UNKNOWN_TYPE, export_file, line, numbered
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import SILENT, Shop, assert_adds_up, codes_of, problems_of

FOLDER = "N22/N22_FURN"
REAL = resource("demo/response.txt").read_bytes()
GOOD = numbered([line(11), line(55), line(49)])
TYPE_11 = "tx_item_registration_1_11"


class Intake:
    """Loads one file's bytes, named on the command line or lying in the exchange folder."""

    def __init__(self, place: Shop, directory: Path, *, exchange: bool) -> None:
        self.place, self.exchange = place, exchange
        self._directory = directory

    async def load(self, data: bytes, name: str = "response.txt") -> RunReport:
        """Load a file of that name."""
        return await self.load_all({name: data})

    async def load_all(self, files: Mapping[str, bytes]) -> RunReport:
        """Load several files, by name, at once."""
        directory = self.place.responses(FOLDER) if self.exchange else self._directory
        for name, data in files.items():
            (directory / name).write_bytes(data)
        if self.exchange:
            report = await self.place.load(request=False, wait=0.7)
        else:
            report = await self.place.load_file(*(directory / name for name in files), folder=FOLDER)
            assert {name: (directory / name).read_bytes() for name in files} == files
        assert_adds_up(report)
        return report

    def archived(self, data: bytes) -> bytes:
        name = hashlib.sha256(data).hexdigest()
        with gzip.open(self.place.home / "archive" / name[:2] / f"{name}.gz") as kept:
            return kept.read()


@pytest.fixture(params=["load-file", "exchange"])
def intake(request: pytest.FixtureRequest, shop: OpenShop, tmp_path: Path) -> Intake:
    directory = tmp_path / "files"
    directory.mkdir()
    return Intake(shop({FOLDER: SILENT}), directory, exchange=request.param == "exchange")


@pytest.fixture
def place(shop: OpenShop) -> Shop:
    return shop({FOLDER: SILENT})


async def test_a_missing_file(place: Shop, tmp_path: Path) -> None:
    report = await place.load_file(tmp_path / "nowhere.txt", tmp_path, folder=FOLDER)
    assert_adds_up(report)
    assert codes_of(report) == {"FILE_MISSING"}
    assert (report.status, report.exit_code) == (RunStatus.FAILED, ExitCode.FAILED)
    assert [detail.status for detail in report.details] == [FileStatus.FAILED] * 2
    assert all(str(tmp_path) in problem.message for problem in report.errors)


async def test_a_bad_file_among_good_ones(place: Shop, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_bytes(REAL)
    bad.write_bytes(b"\x00\xff rubbish")
    report = await place.load_file(bad, good, folder=FOLDER)
    assert_adds_up(report)
    assert (report.status, report.exit_code) == (RunStatus.PARTIAL, ExitCode.PARTIAL)
    assert (report.files.loaded, report.files.failed, report.rows.loaded) == (1, 1, 1346)
    assert (str(report.date_from), str(report.date_to)) == ("2025-12-28", "2025-12-28")


async def test_files_that_are_no_export(intake: Intake) -> None:
    """Empty, no header, half a header, rubbish, a hopeless encoding."""
    expected = {
        "empty.txt": (b"", "FILE_EMPTY", None),
        "no-header.txt": (b"hello\r\n1\r\n2\r\n", "PARSE_INVALID", 1),
        "half-a-header.txt": (b"#\r\n1\r\n", "PARSE_INVALID", 3),
        "rubbish.txt": (bytes(range(256)) * 20, "PARSE_INVALID", 1),
        "hopeless.txt": (b"#\r\n1\r\n2\r\n" + b"1;28.12.2025;\x00\x00\x01\x98" * 50 + b"\r\n", "PARSE_INVALID", 4),
    }
    report = await intake.load_all({name: data for name, (data, _, _) in expected.items()})
    assert report.rows.loaded == 0
    assert report.exit_code in (ExitCode.FAILED, ExitCode.PARTIAL)
    for name, (data, code, number) in expected.items():
        (problem,) = [problem for problem in report.errors if problem.file == name]
        assert (problem.code, problem.line) == (code, number), name
        assert intake.archived(data) == data
    assert await intake.place.fetch("SELECT 1 FROM transactions") == []


async def test_a_header_and_nothing_else(intake: Intake) -> None:
    report = await intake.load(export_file([]))
    assert (report.status, report.rows.read, report.errors) == (RunStatus.COMPLETED, 0, [])
    assert report.details[0].status is FileStatus.LOADED


async def test_a_file_marked_as_processed(intake: Intake) -> None:
    data = export_file(GOOD, flag="@")
    report = await intake.load(data)
    if intake.exchange:
        assert codes_of(report, severity="warning") == {"ALREADY_PROCESSED"}
        assert (report.rows.read, report.files.found, report.exit_code) == (0, 0, ExitCode.OK)
        assert (intake.place.responses(FOLDER) / "response.txt").read_bytes() == data
    else:
        assert (report.status, report.rows.loaded) == (RunStatus.COMPLETED, 3)


@pytest.mark.parametrize(
    ("broken", "field"),
    [
        (line(11, quantity="1,2,3"), 11),
        (line(11, transaction_date="31.02.2025"), 2),
        (line(11, count=26), None),
        (line(11, transaction_id_unique=""), 1),
    ],
    ids=["number", "date", "26 fields", "no key"],
)
async def test_a_bad_line_among_good_ones(intake: Intake, broken: str, field: int | None) -> None:
    bad = broken if broken.startswith(";") else f"2;{broken.partition(';')[2]}"
    report = await intake.load(export_file([GOOD[0], bad, GOOD[2]]))
    assert (report.status, report.exit_code) == (RunStatus.PARTIAL, ExitCode.PARTIAL)
    assert (report.rows.loaded, report.rows.quarantined, report.details[0].status) == (2, 1, FileStatus.PARTIAL)
    (problem,) = [problem for problem in report.errors if problem.severity == "error"]
    assert (problem.code, problem.line, problem.field) == ("PARSE_INVALID", 5, field)
    assert problem.message
    assert problem.hint
    ((number, kept_field, reason, raw),) = await intake.place.fetch(
        "SELECT line_number, field, reason, raw FROM quarantine"
    )
    assert (number, kept_field, raw) == (5, field, bad.encode())
    assert reason


async def test_what_nobody_knows_is_kept_and_told(intake: Intake) -> None:
    lines = [*GOOD, f"4;{line(UNKNOWN_TYPE, count=30).partition(';')[2]}", f"5;{line(55).partition(';')[2]}surplus;"]
    report = await intake.load(export_file(lines))
    assert (report.status, report.exit_code, report.rows.loaded) == (RunStatus.COMPLETED, ExitCode.OK, 5)
    assert codes_of(report, severity="warning") >= {"UNKNOWN_TYPE", "SURPLUS_FIELDS"}
    assert (await intake.place.fetch("SELECT count(*) FROM tx_unrecognized")) == [(1,)]


async def test_a_last_line_cut_off(intake: Intake) -> None:
    report = await intake.load(export_file(GOOD)[:-30])
    assert (report.status, report.rows.loaded, report.rows.quarantined) == (RunStatus.PARTIAL, 2, 1)
    (problem,) = [problem for problem in problems_of(report) if problem.severity == "error"]
    assert (problem.code, problem.line) == ("PARSE_INVALID", 6)
    whole = await intake.load(export_file(GOOD), "whole.txt")
    assert (whole.status, whole.rows.loaded, whole.rows.unchanged) == (RunStatus.COMPLETED, 1, 2)
    assert await intake.place.fetch("SELECT 1 FROM quarantine") == []


async def test_the_same_a_corrected_and_an_overlapping_file(intake: Intake) -> None:
    lines = numbered([line(11, quantity=str(number)) for number in range(1, 21)])
    await intake.load(export_file(lines))
    same = await intake.load(export_file(lines))
    assert (same.rows.unchanged, same.rows.loaded, same.details[0].status) == (20, 0, FileStatus.UNCHANGED)
    corrected = [*lines[:4], lines[4].replace(";5;", ";5,5;"), *lines[6:]]
    changed = await intake.load(export_file(corrected))
    assert (changed.rows.loaded, changed.rows.unchanged, changed.rows.removed) == (1, 18, 1)
    later = numbered([line(11, quantity="7") for _ in range(10)], first=16)
    overlapping = await intake.load(export_file([*lines[15:], *later[5:]]))
    assert (overlapping.rows.loaded, overlapping.rows.unchanged, overlapping.rows.removed) == (5, 5, 0)
    assert await intake.place.fetch(f"SELECT count(*) FROM {TYPE_11}") == [(24,)]
    assert await intake.place.fetch("SELECT reason, count(*) FROM superseded GROUP BY 1 ORDER BY 1") == [
        ("removed", 1),
        ("replaced", 1),
    ]
