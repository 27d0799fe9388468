from __future__ import annotations

import codecs
import re
from datetime import UTC, datetime

import pytest

from frontol_desk.domain.files import RemoteFile
from frontol_desk.exchange.flag import Flag, ends_with_line_end, flag_of, marked_processed
from frontol_desk.exchange.ftp_listing import (
    folder_of_list_line,
    folder_of_mlsd_line,
    parse_list_line,
    parse_mlsd_line,
)
from frontol_desk.exchange.names import sort_out, temporary_name
from frontol_desk.exchange.service import decode_text


def test_a_folder_is_sorted_out_by_names() -> None:
    names = [
        "response.txt", "отчёт.rep", "Enterprise8_report.rep", "response.txt.bak", "processed",
        "SaveResult1.txt", "saveresult12.TXT", "LoadResult3.txt",
        "response.txt.processed", "a.processed.20251228T101112", "a.processed.20251228T101112-2", "B.PROCESSED",
        temporary_name("response.txt"), "request.txt", "REQUEST.TXT",
    ]  # fmt: skip
    listing = sort_out([RemoteFile(name, 1) for name in names], request_name="request.txt")
    assert {file.name for file in listing.candidates} == set(names[:5])
    assert {file.name for file in listing.service_files} == set(names[5:8])
    assert {file.name for file in listing.processed} == set(names[8:12])


def test_a_temporary_name_is_short_and_never_the_same() -> None:
    names = {temporary_name("response.txt") for _ in range(20)}
    assert len(names) == 20
    assert all(re.fullmatch(r"response\.txt\.[0-9a-f]{8}\.desk-tmp", name) for name in names)


@pytest.mark.parametrize(
    ("line", "file"),
    [
        ("-rw-r--r--    1 0        0          181946 Dec 28 10:11 response.txt", RemoteFile("response.txt", 181946)),
        ("-rw-r--r--   1 ftp ftp           0 Dec  8  2024  leading blank.txt", RemoteFile(" leading blank.txt", 0)),
        ("-rw-r--r--+  1 user domain users 12 Dec  8  2024 a b 7 c.txt", RemoteFile("a b 7 c.txt", 12)),
        ("-rw-rw-rw- 1 owner group 5 28 дек 10:11 отчёт.rep", RemoteFile("отчёт.rep", 5)),
        ("-rw-r--r-- 1 root root 7 2025-12-28 10:11 x.txt", RemoteFile("x.txt", 7)),
        ("12-28-25  10:11AM               181946 response.txt", RemoteFile("response.txt", 181946)),
        ("12-28-2025  10:11AM            1,181,946 два слова.txt", RemoteFile("два слова.txt", 1181946)),
        ("28.12.2025  10:11                   12 x.txt", RemoteFile("x.txt", 12)),
        ("12-28-25  10:11AM       <DIR>          old", None),
        ("drwxr-xr-x    2 0        0            4096 Dec 28 10:11 old", None),
        ("lrwxrwxrwx    1 0        0               3 Dec 28 10:11 x -> y", None),
        ("total 12", None),
    ],
)
def test_lines_of_list(line: str, file: RemoteFile | None) -> None:
    assert parse_list_line(line) == file


def test_lines_of_mlsd() -> None:
    at = datetime(2025, 12, 28, 10, 11, 12, tzinfo=UTC)
    assert parse_mlsd_line("type=file;size=5;modify=20251228101112; a b.txt ") == RemoteFile("a b.txt ", 5, at)
    assert parse_mlsd_line("Size=5;Type=file;Modify=20251228101112.345;UNIX.mode=0644; x") == RemoteFile("x", 5, at)
    assert parse_mlsd_line("type=file;size=5; x") == RemoteFile("x", 5)
    assert parse_mlsd_line("type=cdir;modify=20251228101112; .") is None
    assert parse_mlsd_line("type=dir; x") is None


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("drwxr-xr-x    2 0        0            4096 Dec 28 10:11 N22_FURN", "N22_FURN"),
        ("drwxrwxr-x+  1 user domain users 12 Dec  8  2024 a b 7 c", "a b 7 c"),
        ("drwxrwxrwx 1 owner group 0 28 дек 10:11 Касса", "Касса"),
        ("12-28-25  10:11AM       <DIR>          SH54", "SH54"),
        ("28.12.2025  10:11       <DIR>          SH54", "SH54"),
        ("drwxr-xr-x    2 0        0            4096 Dec 28 10:11 ..", None),
        ("-rw-r--r--    1 0        0          181946 Dec 28 10:11 response.txt", None),
        ("12-28-25  10:11AM               181946 response.txt", None),
        ("total 12", None),
    ],
)
def test_folders_in_lines_of_list(line: str, name: str | None) -> None:
    assert folder_of_list_line(line) == name


def test_folders_in_lines_of_mlsd() -> None:
    assert folder_of_mlsd_line("Type=dir;modify=20251228101112; N22 Inter") == "N22 Inter"
    assert folder_of_mlsd_line("modify=20251228101112;type=dir; /response/P13") == "P13"
    assert folder_of_mlsd_line("type=cdir;modify=20251228101112; .") is None
    assert folder_of_mlsd_line("type=pdir;modify=20251228101112; ..") is None
    assert folder_of_mlsd_line("type=file;size=5; x") is None


@pytest.mark.parametrize("line", ["", "what is this", "-rw-r--r-- no size", "type=file; no size"])
def test_lines_nobody_understands_are_refused_not_skipped(line: str) -> None:
    with pytest.raises(ValueError):
        parse_list_line(line)
    with pytest.raises(ValueError):
        parse_mlsd_line(line)


TEXT = "#\r\n1\r\n24335\r\n733684;28.12.2025;\r\n"
WRITINGS = {
    "plain": TEXT.encode("cp1251"),
    "utf-8 with mark": codecs.BOM_UTF8 + TEXT.encode(),
    "utf-16-le with mark": codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
    "utf-16-be with mark": codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    "utf-16-le": TEXT.encode("utf-16-le"),
    "utf-16-be": TEXT.encode("utf-16-be"),
    "line feeds only": TEXT.replace("\r", "").encode(),
}


@pytest.mark.parametrize("data", WRITINGS.values(), ids=WRITINGS.keys())
def test_the_flag_in_every_encoding(data: bytes) -> None:
    assert flag_of(data) is Flag.NEW
    marked = marked_processed(data)
    assert flag_of(marked) is Flag.PROCESSED
    assert len(marked) == len(data)
    assert marked_processed(marked) == marked
    assert sum(old != new for old, new in zip(data, marked, strict=True)) == 1
    assert ends_with_line_end(data[:64], data[-4:])
    cut = data[:-2] if "utf-16" in _encoding(data) else data[:-1]
    assert not ends_with_line_end(cut[:64], cut[-4:])


def _encoding(data: bytes) -> str:
    return next(name for name, other in WRITINGS.items() if other == data)


@pytest.mark.parametrize(
    "head", [b"", b"#", b"##\r\n1", b"#1\r\n", b"\r\n#\r\n", b"$$$NEW\r\n", b"MZ\x90\0\n", b"\xff\xfe#"]
)
def test_what_is_no_header(head: bytes) -> None:
    assert flag_of(head) is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_texts_of_unknown_encoding(encoding: str) -> None:
    assert decode_text("Ошибка выгрузки".encode(encoding)) == "Ошибка выгрузки"
