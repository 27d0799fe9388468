"""Which lines take the quick way: every ordinary one, and only those whose text can go to the database as it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from frontol_desk.format.canonical import CanonicalType, Prepared
from frontol_desk.format.careful import REQUIRED
from frontol_desk.format.dialect import Dialect
from frontol_desk.format.reader import ExportReader
from frontol_desk.format.registry import default_registry
from frontol_desk.format.rows import QuarantinedLine
from tests.builders import export_file, line, numbered
from tests.unit.format.reading import read

SALE = line(11, quantity="1,5", price_without_discounts="-10,25")


class Watched(ExportReader):
    """Notes which lines of the file go the careful way."""

    careful: tuple[int, ...] = ()

    def _read_carefully(
        self, indexes: list[int], lines: list[bytes], ends: dict[int, bytes], first: int, batches: Any
    ) -> list[QuarantinedLine]:
        self.careful += tuple(first + index for index in indexes)
        return super()._read_carefully(indexes, lines, ends, first, batches)


def careful_lines(lines: Iterable[str | bytes], *, line_end: bytes = b"\r\n") -> tuple[int, ...]:
    """Read a file of these lines; return which of them, from 0, went the careful way."""
    whole = [text if isinstance(text, bytes) else text.encode() for text in lines]
    data = export_file([], line_end=line_end.decode()) + b"".join(text + line_end for text in whole)
    reader = read(data, forced="utf-8", reader=Watched).reader
    assert isinstance(reader, Watched)
    return tuple(number - 4 for number in reader.careful)


def prepared(lines: Iterable[str], transaction_type: int = 11, dialect: Dialect | None = None) -> Prepared:
    layout = default_registry().layout_of(transaction_type)
    kind = CanonicalType(layout, transaction_type, dialect or Dialect(), frozenset(REQUIRED))
    return kind.prepare([text.encode() for text in lines])


def test_ordinary_lines_are_quick() -> None:
    lines = [SALE, line(55, document_total_amount="0,00"), line(42), line(11, transaction_time="09:08:07")]
    assert careful_lines(numbered(lines * 3)) == ()
    assert careful_lines([line(11, cashier_code="0007")] * 3) == ()
    assert careful_lines([line(11, count=27)] * 3) == ()
    assert careful_lines([line(11, transaction_time="8:00:00"), line(11, transaction_time="18:00:00")]) == ()


@pytest.mark.parametrize(
    "odd",
    [
        SALE + "x;",
        SALE.removesuffix(";") + "1",
        line(11, marking_code="a\\b"),
        line(11, marking_code="a¦b"),
        line(11, marking_code="a\rb"),
        line(11, marking_code="a\0b"),
        line(11).encode().replace(b"10:00:00", b"10:00:00\xff"),
        line(11, quantity="1.5"),
        line(11, quantity="-0,0"),
        line(11, transaction_date="31.02.2025"),
        line(11, transaction_date="30.12.1899"),
        line(11, transaction_date=""),
        line(11, transaction_time="24:00:00"),
        line(11, stoloto_registration_time="31.02.2025 10:00:00"),
        line(11, stoloto_registration_time="30.12.1899"),
        line(11, stoloto_registration_time="28.12.2025 00:00:00"),
        line(11, transaction_id_unique=""),
        line(11, cash_register_code="01"),
        line(999),
        "",
        "a;b",
    ],
)
def test_only_the_odd_line_is_careful(odd: str | bytes) -> None:
    assert careful_lines([SALE, SALE, odd, SALE, line(11, stoloto_registration_time="27.12.2025 10:00:00")]) == (2,)


def test_a_bare_line_feed_among_others_is_odd() -> None:
    assert careful_lines([SALE, SALE.encode() + b"\r\n" + SALE.encode() + b"\n" + SALE.encode(), SALE]) == (2,)


def test_texts_with_the_decimal_mark_are_quick_too() -> None:
    marked = line(11, quantity="1,5", marking_code="a,b")
    assert careful_lines([SALE, marked, SALE]) == ()
    ready = prepared([SALE, marked, line(11, quantity="1.5"), line(11, marking_code=",")])
    assert list(ready.positions) == [0, 1, 3]
    cells = [text.split(b";") for text in ready.texts]
    layout = default_registry().layout_of(11)
    quantity, marking = layout.positions["quantity"], layout.positions["marking_code"]
    assert [row[quantity] for row in cells] == [b"1.5", b"1.5", b""]
    assert [row[marking] for row in cells] == [b"", b"a,b", b","]


def test_only_days_of_the_calendar_are_taken_with_their_keys() -> None:
    lines = [
        line(11, transaction_id_unique="7", cash_register_code="3"),
        line(11, transaction_date="30.02.2025"),
        line(11, transaction_date="29.02.2024", transaction_id_unique="8"),
        line(11, transaction_date="30.02.2025", transaction_id_unique="9"),
        line(11, stoloto_registration_time="31.04.2025 10:00:00"),
    ]
    ready = prepared(lines)
    assert list(ready.positions) == [0, 2]
    assert (ready.numbers, ready.days, ready.workplaces) == (
        (b"7", b"8"),
        (b"28.12.2025", b"29.02.2024"),
        (b"3", b"1"),
    )
    width = len(default_registry().layout_of(11).fields)
    assert [text.count(b";") for text in ready.texts] == [width, width]


def test_no_line_at_all() -> None:
    ready = prepared(["x"])
    assert (list(ready.positions), list(ready.texts), list(ready.days)) == ([], [], [])


@pytest.mark.parametrize("count", [36, 42, 44, 50])
def test_lines_of_every_length_fill_the_table(count: int) -> None:
    layout = default_registry().layout_of(11)
    (text,) = prepared([line(11, count=count, quantity="2,5")], dialect=Dialect(lengths={11: count})).texts
    cells = text.split(b";")
    assert (len(cells) - 1, cells[-1]) == (len(layout.fields), b"")
    assert cells[layout.positions["quantity"]] == b"2.5"
