"""``parse``: what is in a file, as a document, without any database."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from frontol_desk.console.parsing import ParsedFile, ParseDocument, parse_files
from frontol_desk.domain.errors import DeskError, ErrorCode, ExitCode
from frontol_desk.domain.report import PROBLEMS_PER_FILE
from frontol_desk.domain.resources import resource
from tests.builders import UNKNOWN_TYPE, export_file, line


def parsed(tmp_path: Path, data: bytes, encoding: str | None = None) -> ParsedFile:
    path = tmp_path / "response.txt"
    path.write_bytes(data)
    (file,) = parse_files([path], encoding).files
    return file


def told(file: ParsedFile) -> list[tuple[str, str, int | None]]:
    return [(problem.code, problem.severity, problem.line) for problem in file.problems]


def test_the_sample() -> None:
    path = Path(resource("demo/response.txt"))
    document = parse_files([path])
    assert document.exit_code is ExitCode.OK
    shown = json.loads(document.model_dump_json())
    assert list(shown) == ["files"]
    (file,) = shown["files"]
    assert {name: file[name] for name in ("file", "encoding", "header", "rows", "problems")} == {
        "file": str(path),
        "encoding": "utf-8",
        "header": {"flag": "#", "database_id": "1", "report_number": "24335"},
        "rows": {"read": 1346, "quarantined": 0},
        "problems": [],
    }
    assert (file["rows_by_type"]["11"], file["rows_by_type"]["55"], len(file["rows_by_type"])) == (144, 80, 23)
    assert sum(file["rows_by_type"].values()) == 1346


def test_a_bad_line_is_a_problem_with_its_place(tmp_path: Path) -> None:
    file = parsed(tmp_path, export_file([line(11), line(11, quantity="много"), line(12)]))
    assert file.exit_code is ExitCode.PARTIAL
    assert file.rows.model_dump() == {"read": 3, "quarantined": 1}
    assert file.rows_by_type == {"11": 1, "12": 1}
    (problem,) = file.problems
    assert problem.model_dump() == {
        "line": 5,
        "field": 11,
        "code": "PARSE_INVALID",
        "severity": "error",
        "message": "Line 5, field 11 (quantity): “…” is not a number.",
    }


def test_types_are_counted_whichever_way_their_lines_took(tmp_path: Path) -> None:
    odd = line(11, item_identifier="1¦a;b\\".replace(";", ":"), quantity="007", marking_code="\\\\;".replace(";", ""))
    padded = line(1).replace(";1;1;", ";01;1;", 1)
    lines = [line(1), odd, odd, padded, line(-5), line(UNKNOWN_TYPE), line(UNKNOWN_TYPE, {"field_8": "\\"}), line(61)]
    surplus = line(11) + "\\;x;"
    file = parsed(tmp_path, export_file([*lines, surplus]))
    assert file.rows_by_type == {"-5": 1, "1": 2, "11": 3, "61": 1, "999": 2}
    assert list(file.rows_by_type) == ["-5", "1", "11", "61", "999"]


def test_warnings_are_told_and_leave_the_exit_code(tmp_path: Path) -> None:
    file = parsed(tmp_path, export_file([line(11), line(UNKNOWN_TYPE), line(11) + "x;"]))
    assert told(file) == [("UNKNOWN_TYPE", "warning", 5), ("SURPLUS_FIELDS", "warning", 6)]
    assert file.exit_code is ExitCode.OK


def test_many_problems_are_told_in_short(tmp_path: Path) -> None:
    file = parsed(tmp_path, export_file(["x"] * 300 + [line(UNKNOWN_TYPE)]))
    assert file.rows.quarantined == 300
    assert len(file.problems) == PROBLEMS_PER_FILE + 2
    assert told(file)[-2:] == [("PROBLEMS_OMITTED", "error", None), ("PROBLEMS_OMITTED", "warning", None)]
    assert file.exit_code is ExitCode.PARTIAL


@pytest.mark.parametrize("flag", ["#", "@"])
def test_a_header_alone_is_a_file_without_rows(tmp_path: Path, flag: str) -> None:
    file = parsed(tmp_path, export_file([], flag=flag))
    assert file.header is not None
    assert (file.header.flag, file.rows.read, file.problems, file.exit_code) == (flag, 0, [], ExitCode.OK)


@pytest.mark.parametrize(
    ("data", "code", "at"),
    [
        (b"", ErrorCode.FILE_EMPTY, None),
        (b"\xef\xbb\xbf", ErrorCode.FILE_EMPTY, None),
        (b"PK\x03\x04", ErrorCode.PARSE_INVALID, 1),
        (b"#\r\n1\r\n", ErrorCode.PARSE_INVALID, 3),
    ],
)
def test_what_is_no_export_is_unreadable(tmp_path: Path, data: bytes, code: ErrorCode, at: int | None) -> None:
    file = parsed(tmp_path, data)
    assert told(file) == [(code, "error", at)]
    assert (file.encoding, file.header, file.rows_by_type, file.exit_code) == (None, None, {}, ExitCode.FAILED)
    assert "—" not in file.problems[0].message


def test_unreadable_files_do_not_stop_the_rest(tmp_path: Path) -> None:
    good = tmp_path / "good.txt"
    good.write_bytes(export_file([line(11)]))
    missing = tmp_path / "missing.txt"
    document = parse_files([missing, tmp_path, good])
    assert [told(file) for file in document.files] == [
        [("FILE_MISSING", "error", None)],
        [("FILE_UNREADABLE", "error", None)],
        [],
    ]
    assert str(missing) in document.files[0].problems[0].message
    assert [file.exit_code for file in document.files] == [ExitCode.FAILED, ExitCode.FAILED, ExitCode.OK]
    assert document.exit_code is ExitCode.FAILED


def test_no_files_are_no_failure() -> None:
    assert ParseDocument(files=[]).exit_code is ExitCode.OK


def test_an_encoding_can_be_forced(tmp_path: Path) -> None:
    data = export_file([line(11, marking_code="Ж")])
    assert parsed(tmp_path, data, "windows-1251").encoding == "windows-1251"
    with pytest.raises(DeskError) as caught:
        parsed(tmp_path, data, "latin-1")
    assert caught.value.exit_code is ExitCode.CONFIG
