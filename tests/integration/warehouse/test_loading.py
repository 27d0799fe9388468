"""A file into an empty database: every line in its table, every value exact, every row with its origin."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path

import pytest

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.report import FileStatus
from frontol_desk.domain.values import SourceFolder
from frontol_desk.format.registry import default_registry
from frontol_desk.simulator.bulk import write_bulk_export
from tests.builders import UNKNOWN_TYPE, line
from tests.integration.warehouse.depot import ASKED, DAY, FOLDER, Depot, both_versions, export, item, sample

SAMPLE_TYPES = {11: 144, 55: 80, 42: 82, 64: 3, 63: 6, 61: 3, 121: 80}
"""Counted in the file by hand."""


@both_versions
async def test_the_sample_lies_in_the_tables_as_the_file_has_it(depot: Depot) -> None:
    outcome = await depot.load(sample(), asked=ASKED)
    assert (outcome.status, outcome.read, outcome.loaded, outcome.quarantined) == (FileStatus.LOADED, 1346, 1346, 0)
    assert (outcome.dates, outcome.problems, outcome.warnings) == (ASKED, [], [])
    types = Counter(int(text.split(";")[3]) for text in sample().decode().split("\r\n")[3:-1])
    assert {number: types[number] for number in SAMPLE_TYPES} == SAMPLE_TYPES
    expected: Counter[str] = Counter()
    for number, count in types.items():
        expected[default_registry().layout_of(number).table] += count
    assert await depot.tables() == expected == outcome.by_table
    stored = "SELECT transaction_type::int, count(*)::int FROM transactions GROUP BY 1"
    assert dict(await depot.rows(stored)) == types


@both_versions
async def test_every_number_of_the_sample_is_the_exact_decimal_of_the_file(depot: Depot) -> None:
    await depot.load(sample(), asked=ASKED)
    expected = []
    for text in sample().decode().split("\r\n")[3:-1]:
        cells = text.split(";")
        if cells[3] == "11":
            amounts = (Decimal(cells[n - 1].replace(",", ".")) for n in (10, 11, 12, 16))
            expected.append((int(cells[0]), cells[7], *map(str, amounts)))
    columns = [default_registry().layout_of(11).fields[n - 1].name for n in (1, 8, 10, 11, 12, 16)]
    found = await depot.rows(f"SELECT {', '.join(columns)} FROM tx_item_registration_1_11")
    assert sorted((row[0], row[1], *map(str, row[2:])) for row in found) == sorted(expected)


@both_versions
async def test_values_are_what_the_kassa_wrote(depot: Depot) -> None:
    values = {"quantity": "0,325", "position_total_amount": "-0,05", "final_price": "1,50"}
    first = line(11, values, transaction_time="8:05:09")
    await depot.load(export(first, line(63, transaction_id_unique="2", settlement_at="30.12.1899")))
    (row,) = await depot.rows(
        "SELECT transaction_date, transaction_time, quantity, position_total_amount, final_price"
        " FROM tx_item_registration_1_11"
    )
    assert row == (DAY, time(8, 5, 9), Decimal("0.325"), Decimal("-0.05"), Decimal("1.50"))
    assert [str(part) for part in row[2:]] == ["0.325", "-0.05", "1.50"]
    table = default_registry().layout_of(63).table
    assert await depot.rows(f"SELECT settlement_at, shift_revenue FROM {table}") == [(None, None)]


async def test_a_moment_keeps_its_time(depot: Depot) -> None:
    await depot.load(
        export(
            line(63, transaction_id_unique="1", settlement_at="28.12.2025 21:03:04"),
            line(63, transaction_id_unique="2", settlement_at="28.12.2025"),
        )
    )
    table = default_registry().layout_of(63).table
    found = await depot.rows(f"SELECT settlement_at FROM {table} ORDER BY transaction_id_unique")
    assert found == [(datetime(2025, 12, 28, 21, 3, 4),), (datetime(2025, 12, 28),)]  # noqa: DTZ001 - the kassa's own


async def test_a_code_with_a_name_is_split_and_both_stay(depot: Depot) -> None:
    await depot.load(export(line(11, cashier_code="7\u00a6Иванова", item_identifier="00012\u00a6Чай \\ x")))
    found = await depot.rows("SELECT cashier_code, item_identifier, names FROM tx_item_registration_1_11")
    assert [(code, item, json.loads(names)) for code, item, names in found] == [
        (7, "00012", {"cashier_code": "Иванова", "item_identifier": "Чай \\ x"})
    ]


async def test_every_row_knows_its_file_and_line(depot: Depot) -> None:
    outcome = await depot.load(export(item(7), item(8), line(55, transaction_id_unique="9")))
    found = await depot.rows(
        "SELECT transaction_id_unique, line_number, file_id, source_folder FROM transactions ORDER BY 1"
    )
    assert found == [(n, at, outcome.file_id, str(FOLDER)) for n, at in ((7, 4), (8, 5), (9, 6))]
    (journal,) = await depot.rows(
        "SELECT file_id, name, status, bytes, encoding, rows_read, rows_loaded, first_date FROM files"
    )
    size = len(export(item(7), item(8), line(55, transaction_id_unique="9")))
    assert journal == (outcome.file_id, "response.txt", "loaded", size, "utf-8", 3, 3, DAY)
    assert await depot.value(
        "SELECT bool_and(processed_at > now() - interval '1 minute') FROM tx_item_registration_1_11"
    )


async def test_lines_are_numbered_physically_across_appended_exports(depot: Depot) -> None:
    await depot.load(export(item(7)) + export(item(8)))
    assert await depot.rows("SELECT transaction_id_unique, line_number FROM transactions ORDER BY 1") == [
        (7, 4),
        (8, 8),
    ]


@both_versions
async def test_characters_that_copy_or_text_splitters_would_trip_over(depot: Depot) -> None:
    odd = ["\\", "\\N", "\\.", "a\\tb", "\t", "\v\f\x1c\x85\u2028", '"', "'", "¤", "{}", "x\ry"]
    await depot.load(
        export(*(line(11, transaction_id_unique=str(n), marking_code=text) for n, text in enumerate(odd, 1)))
    )
    found = await depot.rows("SELECT marking_code FROM tx_item_registration_1_11 ORDER BY transaction_id_unique")
    assert [text for (text,) in found] == odd


async def test_two_workplaces_with_one_number_both_stay(depot: Depot) -> None:
    await depot.load(export(item(5, workplace=1), item(5, workplace=2)))
    assert await depot.rows("SELECT cash_register_code FROM transactions ORDER BY 1") == [(1,), (2,)]


async def test_two_folders_do_not_meet(depot: Depot) -> None:
    other = SourceFolder("N22", "N22_Inter")
    await depot.load(export(item(5), item(6)), asked=ASKED)
    outcome = await depot.load(export(item(5, quantity="2")), folder=other, asked=ASKED)
    assert (outcome.loaded, outcome.removed) == (1, 0)
    assert await depot.rows("SELECT source_folder FROM transactions ORDER BY 1") == [
        (str(other),),
        ("P13/P13",),
        ("P13/P13",),
    ]


async def test_a_header_alone_is_no_rows_and_removes_none(depot: Depot) -> None:
    await depot.load(export(item(5)), asked=ASKED)
    outcome = await depot.load(export(), asked=ASKED)
    assert (outcome.status, outcome.read, outcome.removed, outcome.dates) == (FileStatus.LOADED, 0, 0, None)
    assert await depot.numbers() == [5]


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", ErrorCode.FILE_EMPTY), (b"1;2;3\r\n", ErrorCode.PARSE_INVALID), (b"#\r\n1\r\n", ErrorCode.PARSE_INVALID)],
)
async def test_what_is_no_export_leaves_nothing(depot: Depot, data: bytes, code: ErrorCode) -> None:
    with pytest.raises(DeskError) as caught:
        await depot.load(data)
    assert caught.value.code is code
    assert await depot.value("SELECT count(*) FROM files") == 0


async def test_an_unknown_type_is_kept_and_reported(depot: Depot) -> None:
    outcome = await depot.load(export(line(UNKNOWN_TYPE, field_30="kept"), item(2)))
    assert outcome.by_table == {"tx_unrecognized": 1, "tx_item_registration_1_11": 1}
    assert [(warning.code, warning.context["type"]) for warning in outcome.warnings] == [
        (ErrorCode.UNKNOWN_TYPE, UNKNOWN_TYPE)
    ]
    assert await depot.rows("SELECT transaction_type, field_30 FROM tx_unrecognized") == [(UNKNOWN_TYPE, "kept")]


async def test_a_file_of_many_blocks(depot: Depot, tmp_path: Path) -> None:
    lines = write_bulk_export(tmp_path / "big.txt", rows=9_000)
    data = (tmp_path / "big.txt").read_bytes()
    first = await depot.load(data)
    assert (first.loaded, first.by_table, lines) == (9_000, await depot.tables(), 9_000)
    again = await depot.load(data + export(item(1)))
    assert (again.loaded, again.unchanged) == (1, lines)


async def test_folders_load_at_the_same_time(depot: Depot) -> None:
    folders = [SourceFolder("K", f"{number}") for number in range(6)]
    outcomes = await asyncio.gather(*(depot.load(sample(), folder=folder, asked=ASKED) for folder in folders))
    assert [outcome.loaded for outcome in outcomes] == [1346] * 6
    assert await depot.rows("SELECT DISTINCT count(*)::int FROM transactions GROUP BY source_folder") == [(1346,)]
