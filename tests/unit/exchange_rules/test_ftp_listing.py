"""Lines of folder listings, as servers in the field write them."""

from __future__ import annotations

import pytest

from frontol_desk.domain.files import RemoteFile
from frontol_desk.exchange.ftp_listing import folder_of_list_line, parse_list_line

FILES = {
    "-rw-r--r--    1 0        0            1000 Nov 23 01:51 response.txt": ("response.txt", 1000),
    "-rw-r--r--   1 desk     0            1000 Nov 23 01:51 отчёт 1.rep": ("отчёт 1.rep", 1000),
    "-rw-r--r--   1 kassa    12           2025 Dec  8  2024 x": ("x", 2025),
    "-rw-r--r-- 1 owner 1234 Dec 28 10:11 no group.txt": ("no group.txt", 1234),
    "-rw-r--r-- 1 owner group 1234 28 дек 10:11 x": ("x", 1234),
    "-rw-r--r-- 1 owner group 1234 2025-12-28 10:11 x": ("x", 1234),
    "-rw-r--r-- 1 Domain Users staff 77 Dec 28 10:11 x": ("x", 77),
    "-rwxrwxrwx   1 owner    group   77 Dec 28 10:11  leading blank": (" leading blank", 77),
    "-rw-r--r--   1 desk 0 5 Dec 28 10:11 a 7 Dec 29 11:12 b": ("a 7 Dec 29 11:12 b", 5),
    "12-28-25  10:11AM                 1234 response.txt": ("response.txt", 1234),
    "12-28-2025  10:11              1,234 a b.txt": ("a b.txt", 1234),
    "28.12.25  10:11                    1 x": ("x", 1),
}


@pytest.mark.parametrize("line", FILES)
def test_a_file(line: str) -> None:
    assert parse_list_line(line) == RemoteFile(*FILES[line])
    assert folder_of_list_line(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "drwxr-xr-x   2 desk     0            4096 Nov 23 01:51 два слова",
        "drwxr-xr-x    2 0        0            4096 Nov 23 01:51 два слова",
        "drwxr-xr-x 2 owner 4096 Nov 23  2025 два слова",
        "12-28-25  10:11AM       <DIR>          два слова",
    ],
)
def test_a_folder(line: str) -> None:
    assert folder_of_list_line(line) == "два слова"
    assert parse_list_line(line) is None


@pytest.mark.parametrize("line", ["total 12", "итого 12", "lrwxrwxrwx 1 o g 4 Dec 28 10:11 x -> y"])
def test_neither(line: str) -> None:
    assert parse_list_line(line) is None
    assert folder_of_list_line(line) is None


@pytest.mark.parametrize("line", ["what is this", "28 Dec 2025", "-rw-r--r-- 1 owner group much Dec 28 10:11 x"])
def test_a_style_nobody_knows_is_not_passed_over(line: str) -> None:
    with pytest.raises(ValueError, match="LIST"):
        parse_list_line(line)
