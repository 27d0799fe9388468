"""Types nobody knew: kept loss-free, and moved to their own table once a plug-in declares it, without any archive."""

from __future__ import annotations

import importlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.report import FileStatus
from frontol_desk.format.layout import decimal_field, layout
from frontol_desk.format.registry import Registry, builtin_layouts, default_registry
from tests.builders import UNKNOWN_TYPE, line
from tests.integration.warehouse.depot import ASKED, Depot, both_versions, export, item

TABLE = "tx_loyalty_999"
PLUGIN = f'''
from frontol_desk.format.layout import decimal_field, layout

LAYOUTS = [
    layout("{TABLE}", types=({UNKNOWN_TYPE},), ru="Лояльность", en="Loyalty", length=36,
           fields=(decimal_field(28, "points", "Баллы"),))
]
'''


LINEAGE = "SELECT transaction_id_unique, file_id, line_number, line_hash FROM transactions ORDER BY 1"


def loyalty(number: int, points: str, **more: str) -> str:
    return line(UNKNOWN_TYPE, {"transaction_id_unique": str(number), "field_28": points} | more)


LINES = (
    item(1),
    loyalty(2, "1,50"),
    loyalty(3, "-0,05", field_44="surplus"),
    loyalty(4, "", field_40="\\N \\ \u2028"),
    line(UNKNOWN_TYPE, transaction_id_unique="5", count=30),
    line(UNKNOWN_TYPE, transaction_id_unique="6", field_28="2", closed=False),
    line(998, transaction_id_unique="7"),
)


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A real distribution with an entry point, installed into a folder on the path."""
    site = tmp_path / "site"
    information = site / "tiny_loyalty-1.0.dist-info"
    information.mkdir(parents=True)
    (site / "tiny_loyalty.py").write_text(PLUGIN, "utf-8")
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: tiny-loyalty\nVersion: 1.0\n")
    (information / "entry_points.txt").write_text("[frontol_desk.layouts]\nloyalty = tiny_loyalty:LAYOUTS\n")
    monkeypatch.syspath_prepend(str(site))
    importlib.invalidate_caches()
    default_registry.cache_clear()
    yield
    default_registry.cache_clear()


@asynccontextmanager
async def later(depot: Depot, room: Path, registry: Registry | None = None) -> AsyncIterator[Depot]:
    """The same database, seen by a program that knows what is installed now."""
    async with Depot.open(depot.dsn, room, registry) as opened:
        yield opened


@both_versions
async def test_a_plugin_gives_its_types_a_table_and_their_rows(
    depot: Depot, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    data = export(*LINES)
    first = await depot.load(data, asked=ASKED)
    assert first.by_table == {"tx_item_registration_1_11": 1, "tx_unrecognized": 6}
    hashes = await depot.rows(
        "SELECT transaction_id_unique, file_id, line_number, line_hash FROM transactions ORDER BY 1"
    )
    request.getfixturevalue("installed")
    async with later(depot, tmp_path) as known:
        assert await known.warehouse.migrate() == [f"table {TABLE}", f"5 rows of type {UNKNOWN_TYPE} moved to {TABLE}"]
        assert await known.warehouse.migrate() == []
        assert await known.tables() == {"tx_item_registration_1_11": 1, "tx_unrecognized": 1, TABLE: 5}
        points = f"SELECT transaction_id_unique, points::text FROM {TABLE} ORDER BY 1"
        assert await known.rows(points) == [(2, "1.50"), (3, "-0.05"), (4, None), (5, None), (6, "2")]
        assert await known.export(ASKED) == data
        again = await known.load(data.replace(b"24335", b"24336") + item(8).encode() + b"\r\n", asked=ASKED)
        assert (again.loaded, again.unchanged, again.removed) == (1, 7, 0)
    moved = await depot.rows(
        "SELECT transaction_id_unique, file_id, line_number, line_hash FROM transactions ORDER BY 1"
    )
    assert moved[:-1] == hashes
    assert await depot.value("SELECT count(*) FROM superseded") == 0


@pytest.mark.usefixtures("installed")
async def test_new_lines_of_the_type_go_to_its_table(depot: Depot, tmp_path: Path) -> None:
    async with later(depot, tmp_path) as known:
        await known.warehouse.migrate()
        data = export(*LINES)
        outcome = await known.load(data, asked=ASKED)
        assert outcome.by_table == {"tx_item_registration_1_11": 1, TABLE: 5, "tx_unrecognized": 1}
        assert await known.export(ASKED) == data
        text = "SELECT col_description('tx_loyalty_999'::regclass, 28)"
        assert await known.value(text) == "28: Баллы"


async def test_a_program_without_the_plugin_takes_the_rows_back_when_it_meets_their_lines(
    depot: Depot, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue("installed")
    async with later(depot, tmp_path) as known:
        await known.warehouse.migrate()
        await known.load(export(*LINES), asked=ASKED)
    with pytest.raises(DeskError) as refused:  # an export would leave lines out
        await depot.export(ASKED)
    assert (refused.value.code, refused.value.context["what"]) == (ErrorCode.DB_SCHEMA_CHANGED, TABLE)
    longer = export(*LINES, item(8))
    outcome = await depot.load(longer, asked=ASKED)
    assert (outcome.loaded, outcome.unchanged, outcome.removed) == (6, 2, 0)
    assert await depot.tables() == {"tx_item_registration_1_11": 2, "tx_unrecognized": 6}
    assert sorted((await depot.export(ASKED)).split(b"\r\n")) == sorted(longer.split(b"\r\n"))


async def test_rows_that_their_new_table_would_refuse_stay(depot: Depot, tmp_path: Path) -> None:
    data = export(loyalty(2, "1,50"), loyalty(3, "many"))
    await depot.load(data, asked=ASKED)
    fields = (decimal_field(28, "points", "Баллы"),)
    declared = layout(TABLE, types=(UNKNOWN_TYPE,), ru="Лояльность", en="Loyalty", length=36, fields=fields)
    async with later(depot, tmp_path, Registry((*builtin_layouts(), declared))) as known:
        assert (await known.warehouse.migrate())[-1].startswith("1 rows")
        assert await known.tables() == {TABLE: 1, "tx_unrecognized": 1}
        assert await known.export(ASKED) == data


async def test_many_rows_move(depot: Depot, tmp_path: Path) -> None:
    lines = [loyalty(n, f"{n},25") for n in range(1, 6001)]
    assert (await depot.load(export(*lines), asked=ASKED)).status is FileStatus.LOADED
    fields = (decimal_field(28, "points", "Баллы"),)
    declared = layout(TABLE, types=(UNKNOWN_TYPE,), ru="Лояльность", en="Loyalty", length=36, fields=fields)
    async with later(depot, tmp_path, Registry((*builtin_layouts(), declared))) as known:
        await known.warehouse.migrate()
        assert await known.tables() == {TABLE: 6000}
        assert await known.export(ASKED) == export(*lines)
