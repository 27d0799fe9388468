"""Files and lines that are not as they should be: each gets its named error or its place, and nothing is lost."""

from __future__ import annotations

from typing import BinaryIO, cast

import pytest

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.format.encoding import encoding_named
from frontol_desk.format.lines import LONGEST_LINE_BYTES
from frontol_desk.format.reader import ExportReader
from frontol_desk.format.registry import default_registry
from frontol_desk.format.rows import Header
from tests.builders import UNKNOWN_TYPE, export_file, line
from tests.unit.format.reading import read, restored

HEADER = b"#\r\n1\r\n24335\r\n"
SALE = line(11).encode()


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"])
def test_an_empty_file_is_named_so(data: bytes) -> None:
    with pytest.raises(DeskError) as caught:
        read(data)
    assert caught.value.code is ErrorCode.FILE_EMPTY


@pytest.mark.parametrize(
    "data",
    [
        SALE + b"\r\n",
        b"\r\n" + HEADER,
        b" #\r\n1\r\n2\r\n",
        b"##\r\n1\r\n2\r\n",
        b"PK\x03\x04\x14\x00\x00\x00\x08\x00" * 50,
        bytes(range(256)) * 20,
        b"\0" * 100,
        b"<html><body>502 Bad Gateway</body></html>\n",
        "#\r\n1\r\n2\r\n".encode("utf-32"),
    ],
)
def test_what_does_not_begin_with_a_flag_is_no_export(data: bytes) -> None:
    with pytest.raises(DeskError) as caught:
        read(data)
    assert (caught.value.code, caught.value.reason) == (ErrorCode.PARSE_INVALID, "no_header")
    assert caught.value.context["line"] == 1


@pytest.mark.parametrize("block", [1, 5, 1 << 20])
@pytest.mark.parametrize(
    ("data", "at"),
    [
        (b"#", 2),
        (b"#\r\n", 2),
        (b"#\r\n1", 3),
        (b"#\r\n1\r\n", 3),
        (b"#\r\n1\r\n\r\n" + SALE + b"\r\n", 3),
        (b"#\r\n1\r\n" + SALE + b"\r\n", 3),
        (b"#\r\n" + SALE + b"\r\n", 2),
        (b"#\r\n" + HEADER, 2),
        (b"#\r\n1\r\n#\r\n2\r\n3\r\n", 3),
        (b"#\r\n\0\r\n1\r\n", 2),
        (b"#\r\n1\r\n" + b"2" * 800 + b"\r\n", 3),
    ],
)
def test_a_cut_header_is_named_with_its_line(data: bytes, at: int, block: int) -> None:
    with pytest.raises(DeskError) as caught:
        read(data, block=block)
    assert (caught.value.code, caught.value.reason) == (ErrorCode.PARSE_INVALID, "header_cut")
    assert caught.value.context["line"] == at


def test_a_header_that_does_not_end_is_cut() -> None:
    with pytest.raises(DeskError) as caught:
        read(b"#\r\n" + b"1" * 600_000 + b"\r\n2\r\n")
    assert (caught.value.reason, caught.value.context["line"]) == ("header_cut", 2)


@pytest.mark.parametrize("flag", ["#", "@"])
@pytest.mark.parametrize("closed", [True, False])
def test_a_file_of_its_header_alone_has_no_rows(flag: str, closed: bool) -> None:
    result = read(export_file([], flag=flag, closed=closed))
    assert (result.lines, result.reader.headers) == (0, [Header(flag, "1", "24335", 1)])


def test_a_database_without_identifier_is_read() -> None:
    result = read(export_file([line(11)], database_id=""))
    assert (len(result.rows), result.reader.headers) == (1, [Header("#", "", "24335", 1)])


def test_a_processed_file_is_read_too() -> None:
    result = read(export_file([line(11)], flag="@"))
    assert (len(result.rows), result.reader.headers[0].flag) == (1, "@")


@pytest.mark.parametrize("count", [1, 3, 4, 5, 26])
def test_fewer_than_27_fields_are_refused(count: int) -> None:
    data = export_file([line(11, count=count)] * 3 + [line(11)])
    result = read(data)
    assert [(found.line, found.reason) for found in result.quarantined] == [(n, "too_few_fields") for n in (4, 5, 6)]
    assert len(result.rows) == 1
    assert restored(result) == data


@pytest.mark.parametrize("count", [27, 30, 43])
def test_missing_fields_from_27_on_are_null(count: int) -> None:
    row = read(export_file([line(11)] * 3 + [line(11, count=count, quantity="1")])).rows[3]
    assert row.residue == {"count": count}
    assert row.values[count:] == [None] * (44 - count)


def test_a_file_may_have_its_own_length() -> None:
    result = read(export_file([line(11, count=42), line(40, count=42), line(55, count=42), line(41, count=42)]))
    assert [row.residue for row in result.rows] == [{}] * 4
    assert result.reader.dialect.every_length == 42
    assert result.reader.unknown_length is None


def test_an_unknown_length_of_an_unseen_type_is_noted() -> None:
    result = read(export_file([line(9)] * 3 + [line(9, count=40), line(9, count=30)]))
    assert [row.residue for row in result.rows] == [{}] * 3 + [{"count": 40}, {"count": 30}]
    noted = result.reader.unknown_length
    assert noted is not None
    assert (noted.count, noted.line) == (2, 7)


@pytest.mark.parametrize("transaction_type", [UNKNOWN_TYPE, 0, -5, 2**62])
def test_an_unknown_type_is_kept_and_noted(transaction_type: int) -> None:
    values = {"field_11": "0,325", "field_40": "30.12.1899", "field_8": "¦x\\"}
    data = export_file([line(11), line(transaction_type, values), line(transaction_type)])
    result = read(data)
    assert {row.layout.table for row in result.rows[1:]} == {"tx_unrecognized"}
    assert {column: result.rows[1][column] for column in values} == values
    tally = result.reader.unknown_types[transaction_type]
    assert (tally.count, tally.line) == (2, 5)
    assert restored(result) == data


@pytest.mark.parametrize("transaction_type", [40, 11, UNKNOWN_TYPE])
def test_surplus_fields_are_kept_and_noted_where_they_hold_something(transaction_type: int) -> None:
    usual = line(transaction_type)
    empty, filled = usual + ";;", usual + ";;значение;"
    data = export_file([usual] * 5 + [empty, filled, filled])
    result = read(data)
    assert restored(result) == data
    assert "surplus" not in result.rows[5].residue
    assert result.rows[6].residue["surplus"] == ["", "", "значение"]
    assert result.reader.surplus is not None
    assert (result.reader.surplus.count, result.reader.surplus.line) == (2, 10)


@pytest.mark.parametrize(
    ("tail", "reason"),
    [
        (SALE, None),
        (SALE + b"\r", "cut_off"),
        (SALE[:-1], "cut_off"),
        (SALE[:-5], "cut_off"),
        (SALE[:20], "cut_off"),
        (b"7", "cut_off"),
        (line(11, marking_code="мо").encode().partition("мо".encode())[0] + b"\xd0", "cut_off"),
        (line(UNKNOWN_TYPE, count=40).encode(), "cut_off"),
    ],
)
def test_only_a_whole_last_line_is_believed_without_its_end(tail: bytes, reason: str | None) -> None:
    data = HEADER + (SALE + b"\r\n") * 3 + tail
    result = read(data)
    assert restored(result) == data
    if reason is None:
        assert result.rows[3].residue == {"end": ""}
    else:
        assert (result.refused.reason, result.refused.line, result.refused.raw) == (reason, 7, tail)


@pytest.mark.parametrize("text", ["", " ", "x", "привет", "#", "@", "#\r\n1;", ";" * 26, "\r", "#\r\n\r\n1;"])
def test_lines_that_are_no_transactions_are_refused(text: str) -> None:
    data = export_file([line(11), text, line(11)])
    result = read(data)
    assert restored(result) == data
    assert len(result.rows) == 2
    assert {found.reason for found in result.quarantined} == {"too_few_fields"}


def test_a_line_without_its_closing_semicolon_is_read() -> None:
    open_line = line(40, count=36, closed=False)[:-1] + ";x"
    data = export_file([line(40), open_line])
    result = read(data)
    assert result.rows[1].residue == {"fields": {"36": "x"}, "open": True} or result.rows[1].residue == {"open": True}
    assert restored(result) == data


def test_appended_exports_are_read_one_after_the_other() -> None:
    first = export_file([line(11)] * 2, report_number="1")
    data = first + export_file([line(55)], report_number="2", flag="@") + export_file([line(42)], report_number="3")
    result = read(data)
    assert restored(result) == data
    assert result.reader.headers == [Header("#", "1", "1", 1), Header("@", "1", "2", 6), Header("#", "1", "3", 10)]
    assert [row.line_number for row in result.rows] == [4, 5, 9, 13]


def test_a_nul_in_the_second_field_of_a_line_that_begins_with_a_delimiter() -> None:
    refused = read(export_file([line(11), ";\0" + ";" * 40])).refused
    assert (refused.reason, refused.field, refused.column) == ("nul_character", 2, "transaction_date")


def test_a_refused_line_tells_as_much_of_its_key_as_can_be_read() -> None:
    texts = [
        line(11, transaction_id_unique="7¦имя", cash_register_code="3", quantity="x"),
        line(11, transaction_id_unique="x", transaction_date="", cash_register_code=""),
        line(11, transaction_date="31.02.2025"),
        "7",
    ]
    found = [(item.number, item.day, item.workplace) for item in read(export_file(texts)).quarantined]
    assert found == [(7, "2025-12-28", 3), (None, None, None), (1, None, 1), (7, None, None)]


def test_a_nul_names_its_field() -> None:
    refused = read(export_file([line(11, marking_code="a\0b")])).refused
    assert (refused.reason, refused.field, refused.raw.count(b"\0")) == ("nul_character", 33, 1)


class Endless:
    """A file that never ends its line."""

    def __init__(self, start: bytes) -> None:
        self.start, self.given = start, 0

    def read(self, size: int = -1) -> bytes:
        block = self.start + b"x" * (size - len(self.start))
        self.start, self.given = b"", self.given + size
        return block


@pytest.mark.parametrize("start", [b"", HEADER])
def test_a_file_without_lines_is_refused_and_not_held_in_memory(start: bytes) -> None:
    stream = Endless(start)
    reader = ExportReader(cast("BinaryIO", stream), default_registry(), encoding_named("utf-8"))
    with pytest.raises(DeskError) as caught:
        for _ in reader:
            pass
    assert (caught.value.code, caught.value.reason) == (ErrorCode.PARSE_INVALID, "undecodable_file")
    assert caught.value.context["line"] == (4 if start else 1)
    assert stream.given < 2 * LONGEST_LINE_BYTES


def test_refused_lines_come_in_the_order_of_the_file_whatever_is_wrong_with_them() -> None:
    """Lines are read by type and length, so the order has to be made."""
    texts = [line(11, quantity="x"), "rubbish", line(12, quantity="x"), line(11, count=26), line(11, quantity="y")]
    assert [found.line for found in read(export_file(texts)).quarantined] == [4, 5, 6, 7, 8]


def test_a_warning_names_the_first_line_of_its_kind() -> None:
    texts = [line(UNKNOWN_TYPE, count=30), line(UNKNOWN_TYPE), line(UNKNOWN_TYPE, count=30)]
    assert read(export_file([line(11), *texts])).reader.unknown_types[UNKNOWN_TYPE].line == 5


def test_the_last_cell_of_a_cut_line_is_not_trusted() -> None:
    whole = line(11, transaction_id_unique="733684", cash_register_code="12")
    until_number, until_workplace = whole[:3], whole[: whole.index(";12;") + 2]
    (by_number,) = read(export_file([until_number], closed=False)).quarantined
    (by_workplace,) = read(export_file([until_workplace], closed=False)).quarantined
    assert by_number.number is None
    assert (by_workplace.number, by_workplace.workplace) == (733684, None)
