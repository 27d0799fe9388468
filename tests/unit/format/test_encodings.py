"""Encodings: found by looking or forced, and never a byte lost."""

from __future__ import annotations

import io

import pytest

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.format.encoding import LABELS, encoding_named, scan_export
from tests.builders import export_file, line
from tests.unit.format.reading import read, restored

CYRILLIC = line(11, item_identifier="7¦Молоко", marking_code="0104¤№")
ASCII = line(11, marking_code="0104")
WIDE = [label for label in LABELS if label.startswith("utf-16")]


def found(data: bytes, forced: str | None = None) -> str:
    return scan_export(io.BytesIO(data), forced).encoding.label


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("text", [CYRILLIC, ASCII])
def test_found_by_looking(label: str, text: str) -> None:
    data = export_file([text] * 3, encoding=label)
    assert found(data) == ("utf-8" if (label, text) == ("windows-1251", ASCII) else label)
    result = read(data)
    assert result.rows[0]["marking_code"] == ("0104¤№" if text is CYRILLIC else "0104")
    assert restored(result) == data


@pytest.mark.parametrize(
    ("forced", "written", "taken"),
    [
        ("windows-1251", "windows-1251", "windows-1251"),
        ("CP1251", "windows-1251", "windows-1251"),
        ("utf8", "utf-8", "utf-8"),
        ("utf-8", "utf-8-bom", "utf-8-bom"),
        ("utf-8-sig", "utf-8", "utf-8"),
        ("utf-16", "utf-16-le", "utf-16-le"),
        ("utf-16", "utf-16-be", "utf-16-be"),
        ("utf-16", "utf-16-be-no-bom", "utf-16-be-no-bom"),
        ("utf-16-le", "utf-16-le-no-bom", "utf-16-le-no-bom"),
        ("utf-16-be-no-bom", "utf-16-be", "utf-16-be"),
    ],
)
def test_forced_and_the_file_tells_whether_it_has_a_mark(forced: str, written: str, taken: str) -> None:
    data = export_file([CYRILLIC], encoding=written)
    assert found(data, forced) == taken
    result = read(data, forced=forced)
    assert (len(result.rows), restored(result)) == (1, data)
    assert result.row.names == {"item_identifier": "Молоко"}


def test_forced_against_what_looking_would_find() -> None:
    data = export_file([CYRILLIC])
    result = read(data, forced="windows-1251")
    assert result.row["marking_code"] == CYRILLIC.encode().decode("cp1251").split(";")[32]
    assert restored(result) == data


@pytest.mark.parametrize("name", [" Windows-1251 ", "CP1251", "UTF-8-SIG"])
def test_names_are_taken_in_any_case_and_with_blanks(name: str) -> None:
    assert encoding_named(name).label in {"windows-1251", "utf-8-bom"}


@pytest.mark.parametrize(("whole", "label"), [(0, "windows-1251"), (2, "windows-1251"), (3, "utf-8")])
def test_whole_characters_must_be_more_than_twice_as_many_as_broken_bytes(whole: int, label: str) -> None:
    data = export_file([line(11, marking_code="я" * whole)]) + b"\xff"
    assert found(data) == label


@pytest.mark.parametrize("label", ["latin-1", "", "utf-7", "koi8-r"])
def test_an_encoding_that_is_not_read_is_a_wrong_setting(label: str) -> None:
    with pytest.raises(DeskError) as caught:
        encoding_named(label * 9)
    assert caught.value.code is ErrorCode.CONFIG_SETTING
    assert caught.value.context == {"setting": "encoding", "value": (label * 9)[:40], "allowed": ", ".join(LABELS)}


@pytest.mark.parametrize(
    ("forced", "spoilt"),
    [
        ("utf-8", b"\xff"),
        ("utf-8", b"\xd0"),
        ("utf-8", b"\xc0\x80"),
        ("utf-8", b"\xed\xa0\x80"),
        ("windows-1251", b"\x98"),
    ],
)
def test_an_undecodable_byte_spoils_only_its_line(forced: str, spoilt: bytes) -> None:
    usual, other = ASCII.encode(), line(11, marking_code="@").encode().replace(b"@", b"a" + spoilt + b"z")
    data = b"#\r\n1\r\n2\r\n" + b"\r\n".join([usual, other, usual, b""])
    result = read(data, forced=forced)
    refused = result.refused
    assert (refused.line, refused.reason, refused.field, refused.raw) == (5, "bad_encoding", 33, other)
    assert len(result.rows) == 2
    assert restored(result) == data


@pytest.mark.parametrize("label", WIDE)
@pytest.mark.parametrize("unit", [0xD800, 0xDC00, 0xDBFF])
def test_half_a_surrogate_pair_spoils_only_its_line(label: str, unit: int) -> None:
    encoding = encoding_named(label)
    data = export_file([CYRILLIC, line(11, marking_code="\ue000"), CYRILLIC], encoding=label)
    data = data.replace("\ue000".encode(encoding.codec), chr(unit).encode(encoding.codec, "surrogatepass"))
    result = read(data)
    assert (result.refused.line, result.refused.reason, len(result.rows)) == (5, "bad_encoding", 2)
    assert restored(result) == data


@pytest.mark.parametrize("label", WIDE)
@pytest.mark.parametrize("cut", [1, 2, 3, 4, 5, 6, 7, 40, 41])
def test_an_odd_number_of_bytes_cuts_only_the_last_line(label: str, cut: int) -> None:
    data = export_file([CYRILLIC] * 3, encoding=label)[:-cut]
    result = read(data)
    assert len(result.rows) == (3 if cut == 4 else 2)
    assert all(refused.reason == "cut_off" for refused in result.quarantined)
    assert restored(result) == data


@pytest.mark.parametrize("label", WIDE)
def test_only_a_real_newline_ends_a_line(label: str) -> None:
    """U+0A00 and U+0D0A hold the byte of a newline, next to each other at odd positions even its two."""
    marking = "\u0a00\u000b\u0d0a\u0a0d\u0a0a\u0a00"
    data = export_file([line(11, marking_code=marking)] * 2, encoding=label)
    for block in (1, 2, 3, 5, 1 << 20):
        result = read(data, block=block)
        assert [row["marking_code"] for row in result.rows] == [marking] * 2
        assert restored(result) == data


@pytest.mark.parametrize("cut", range(1, 12))
def test_a_file_cut_inside_a_character_stays_utf8(cut: int) -> None:
    data = export_file([CYRILLIC, line(11, stoloto_registration_time="", article_sku="Пакет", count=27)])
    data = data[: data.rindex("Пакет".encode()) + cut - 1]
    assert found(data) == "utf-8"
    result = read(data)
    assert (result.row.names, result.refused.reason) == ({"item_identifier": "Молоко"}, "cut_off")
    assert restored(result) == data
