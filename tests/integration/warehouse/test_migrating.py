"""Migrations: once, whole or not at all, in our schema only, and never over tables that are not ours."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from unittest.mock import AsyncMock

import asyncpg
import pytest

from frontol_desk.domain.errors import DeskError, ErrorCode, ExitCode
from frontol_desk.domain.values import SourceFolder
from frontol_desk.format.layout import Layout, layout, text_field
from frontol_desk.format.registry import Registry, builtin_layouts, default_registry
from frontol_desk.warehouse import migrating
from frontol_desk.warehouse.database import DatabaseAddress
from frontol_desk.warehouse.migrating import shipped_migrations
from frontol_desk.warehouse.warehouse import Warehouse
from tests.integration.databases import JOURNAL, LEDGER, PostgresServer
from tests.integration.warehouse.depot import Depot, both_versions

TRANSACTION_TABLES = {item.table for item in default_registry().layouts}
KEY = ["source_folder", "transaction_date", "cash_register_code", "transaction_id_unique"]
SCRIPTS = [f"{script.version:04} {script.name}" for script in shipped_migrations()]
STEPS = len(SCRIPTS) + len(TRANSACTION_TABLES) + 1


class Bare:
    """A database to be migrated, and a connection to look into it."""

    def __init__(self, dsn: str, connection: asyncpg.Connection[asyncpg.Record]) -> None:
        self.dsn, self.connection = dsn, connection
        self.execute, self.fetch, self.value = connection.execute, connection.fetch, connection.fetchval

    def opened(self, schema: str = "desk", registry: Registry | None = None) -> AbstractAsyncContextManager[Warehouse]:
        return Warehouse.open(DatabaseAddress(self.dsn, schema=schema), registry or default_registry())

    async def migrate(
        self, schema: str = "desk", *, dry_run: bool = False, registry: Registry | None = None
    ) -> list[str]:
        async with self.opened(schema, registry) as warehouse:
            return await warehouse.migrate(dry_run=dry_run)

    async def refused(self, code: ErrorCode, registry: Registry | None = None) -> DeskError:
        """Try to migrate, see that nothing changes, and return why not."""
        before = await self.everything()
        with pytest.raises(DeskError) as caught:
            await self.migrate(registry=registry)
        assert caught.value.code is code
        assert await self.everything() == before
        return caught.value

    async def tables(self, schema: str = "desk") -> set[str]:
        query = "SELECT tablename FROM pg_tables WHERE schemaname = $1"
        return {record["tablename"] for record in await self.fetch(query, schema)}

    async def everything(self) -> list[tuple[object, ...]]:
        """Return every relation outside the catalogues, and every schema."""
        relations = await self.fetch(
            "SELECT relnamespace::regnamespace::text, relname, relkind::text, oid FROM pg_class"
            " WHERE relnamespace::regnamespace::text !~ '^(pg_|information_schema)' ORDER BY 1, 2"
        )
        schemas = await self.fetch("SELECT nspname::text FROM pg_namespace ORDER BY 1")
        return [tuple(record) for record in (*relations, *schemas)]


@pytest.fixture
async def bare(postgres: PostgresServer) -> AsyncIterator[Bare]:
    dsn = await postgres.create()
    connection = await asyncpg.connect(dsn, timeout=10)
    yield Bare(dsn, connection)
    await connection.close(timeout=5)
    await postgres.drop(dsn)


@both_versions
async def test_an_empty_database_gets_every_table_and_the_second_time_nothing(
    bare: Bare,
) -> None:
    done = await bare.migrate()
    assert done[: 1 + len(SCRIPTS)] == ["schema desk", *SCRIPTS]
    assert len(done) == 1 + STEPS
    assert len(TRANSACTION_TABLES) == 51
    assert "tx_fiscal_payment_41" in TRANSACTION_TABLES
    expected = TRANSACTION_TABLES | {"tx_unrecognized"} | JOURNAL | LEDGER
    assert await bare.tables("desk") == expected
    assert await bare.tables("public") == set()
    before = await bare.everything()
    assert await bare.migrate() == []
    assert await bare.everything() == before


@both_versions
async def test_a_schema_of_the_first_version_gets_what_it_lacks(bare: Bare) -> None:
    await bare.migrate()
    whole = [relation[:3] for relation in await bare.everything()]
    await bare.execute(
        "DROP INDEX desk.files_by_run, desk.files_by_last_day, desk.files_by_time, desk.files_failed,"
        " desk.files_loaded_days; DELETE FROM desk.frontol_desk_migrations WHERE version = 2"
    )
    assert [relation[:3] for relation in await bare.everything()] != whole
    assert await bare.migrate() == ["0002 overview"]
    assert [relation[:3] for relation in await bare.everything()] == whole


_PAST = """
INSERT INTO desk.runs SELECT 'r' || n, 'cli', 'failed', '2025-12-27', '2025-12-28', now(), now(), 'h', 1
    FROM generate_series(1, 3) n;
INSERT INTO desk.files (run_id, source_folder, name, status, sha256, requested_from, requested_to, error) VALUES
    ('r1', 'A/A', '', 'no_response', NULL, '2025-12-27', '2025-12-28', '[]'),
    ('r1', 'A/A', 'x.txt', 'failed', 'aa', '2025-12-27', '2025-12-28', '[]'),
    ('r2', 'A/A', '', 'no_response', NULL, NULL, NULL, '[]'),
    ('r1', 'B/B', '', 'no_response', NULL, '2025-12-27', '2025-12-28', '[]'),
    ('r2', 'B/B', 'x.txt', 'partial', 'bb', '2025-12-27', '2025-12-28', NULL),
    ('r3', 'B/B', '', 'no_response', NULL, '2025-12-27', '2025-12-28', '[]'),
    ('r1', 'C/C', '', 'no_response', NULL, '2025-12-27', '2025-12-28', '[]'),
    ('r2', 'C/C', 'x.txt', 'loaded', 'cc', '2025-12-26', '2025-12-28', NULL)
"""


@both_versions
async def test_what_was_open_before_there_were_dead_letters_is_one_now(
    bare: Bare, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An original may have come unasked: its run's days are no longer taken for those it was asked for."""
    with monkeypatch.context() as earlier:
        earlier.setattr(migrating, "shipped_migrations", lambda: shipped_migrations()[:2])
        earlier.setattr(migrating, "_tell", AsyncMock())  # nor was there an audit log
        await bare.migrate()
    await bare.execute(_PAST)
    assert (await bare.migrate())[: len(SCRIPTS) - 2] == SCRIPTS[2:]
    letters = await bare.fetch(
        "SELECT l.source_folder, payload, by_days, attempts, f.run_id, o.sha256, o.requested_from"
        " FROM desk.dead_letters l JOIN desk.files f USING (file_id)"
        " LEFT JOIN desk.files o ON o.file_id = original_id ORDER BY 1"
    )
    days = "2025-12-27..2025-12-28"
    assert [tuple(letter) for letter in letters] == [
        ("A/A", days, True, 2, "r2", "aa", None),
        ("B/B", days, True, 1, "r3", None, None),
    ]
    assert await bare.value("SELECT count(*) FROM desk.files WHERE letter_id IS NOT NULL") == 4


@both_versions
async def test_every_transaction_table_has_the_key_lineage_and_comments(
    bare: Bare,
) -> None:
    await bare.migrate()
    keys = await bare.fetch(
        "SELECT c.conrelid::regclass::text AS name, array_agg(a.attname::text ORDER BY k.place) AS columns"
        " FROM pg_constraint c CROSS JOIN unnest(c.conkey) WITH ORDINALITY AS k (number, place)"
        " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.number"
        " WHERE c.contype = 'p' AND c.conrelid::regclass::text LIKE 'desk.tx\\_%' GROUP BY 1"
    )
    assert {record["name"].removeprefix("desk.") for record in keys} == TRANSACTION_TABLES | {"tx_unrecognized"}
    assert all(record["columns"] == KEY for record in keys)
    columns = await bare.fetch(
        "SELECT table_name, column_name, data_type, is_nullable, numeric_scale,"
        " col_description(format('desk.%I', table_name)::regclass, ordinal_position) AS comment"
        " FROM information_schema.columns WHERE table_schema = 'desk' AND table_name LIKE 'tx\\_%'"
    )
    assert all(column["comment"] for column in columns)
    by_name = {(column["table_name"], column["column_name"]): column for column in columns}
    for table in (*TRANSACTION_TABLES, "tx_unrecognized"):
        for name in ("processed_at", "file_id", "line_number", *KEY):
            assert by_name[table, name]["is_nullable"] == "NO"
    quantity = by_name["tx_item_registration_1_11", "quantity"]
    assert (quantity["data_type"], quantity["numeric_scale"]) == ("numeric", None)
    assert quantity["comment"].startswith("11: Количество товара")
    comment = await bare.value("SELECT obj_description('desk.tx_item_registration_1_11'::regclass)")
    assert comment.startswith("Регистрация товара")


@both_versions
async def test_two_at_once_do_it_once(bare: Bare) -> None:
    done = await asyncio.gather(*(bare.migrate() for _ in range(3)))
    assert sorted(map(len, done)) == [0, 0, 1 + STEPS]
    assert await bare.value("SELECT count(*) FROM desk.frontol_desk_migrations") == len(SCRIPTS)


@both_versions
async def test_a_dry_run_tells_and_changes_nothing(bare: Bare) -> None:
    before = await bare.everything()
    planned = await bare.migrate(dry_run=True)
    assert await bare.everything() == before
    assert await bare.migrate() == planned
    assert await bare.migrate(dry_run=True) == []


async def test_two_schemas_side_by_side(bare: Bare) -> None:
    await bare.migrate("one")
    before = await bare.everything()
    await bare.migrate('second "shop"')
    assert await bare.tables("one") == await bare.tables('second "shop"')
    assert set(before) < set(await bare.everything())
    async with bare.opened("one") as one, bare.opened('second "shop"') as other:
        folder = SourceFolder("P13", "P13")
        assert (await one.acquire(folder)).fence == (await other.acquire(folder)).fence == 1
    assert await bare.tables("public") == set()


async def test_public_is_a_schema_like_others(bare: Bare) -> None:
    await bare.execute("CREATE TABLE public.customers ()")
    assert len(await bare.migrate("public")) == STEPS
    assert len(await bare.tables("public")) == len(TRANSACTION_TABLES) + 1 + len(JOURNAL | LEDGER) + 1


@both_versions
async def test_a_changed_script_is_refused(bare: Bare) -> None:
    await bare.migrate()
    await bare.execute("UPDATE desk.frontol_desk_migrations SET checksum = 'other'")
    error = await bare.refused(ErrorCode.DB_SCHEMA_CHANGED)
    assert error.context["what"] == "0001 journal"
    assert error.exit_code is ExitCode.CONFIG


@both_versions
async def test_a_newer_database_is_refused(bare: Bare) -> None:
    await bare.migrate()
    await bare.execute("INSERT INTO desk.frontol_desk_migrations VALUES (99, 'later', 'x')")
    error = await bare.refused(ErrorCode.DB_SCHEMA_NEWER)
    assert (error.context["version"], error.context["known"], error.exit_code) == (99, len(SCRIPTS), ExitCode.CONFIG)
    async with bare.opened() as warehouse:
        with pytest.raises(DeskError) as caught:
            await warehouse.prepare(auto_migrate=False)
    assert caught.value.code is ErrorCode.DB_SCHEMA_NEWER


@pytest.mark.parametrize("kind", ["TABLE {} (id int)", "VIEW {} AS SELECT 1", "MATERIALIZED VIEW {} AS SELECT 1"])
async def test_tables_of_another_loader_are_left_alone(bare: Bare, kind: str) -> None:
    await bare.execute("CREATE SCHEMA desk")
    for name in ("tx_item_registration_1_11", "tx_unrecognized", "transactions", *sorted(JOURNAL)):
        await bare.execute(f"CREATE {kind.format(f'desk.{name}')}")
        error = await bare.refused(ErrorCode.DB_SCHEMA_FOREIGN)
        assert (error.context["tables"], error.context["count"], error.exit_code) == (name, 1, ExitCode.CONFIG)
        await bare.execute(f"DROP {kind.partition(' {')[0]} desk.{name}")
    await bare.migrate()


@both_versions
async def test_without_auto_migration_an_older_schema_is_refused(bare: Bare) -> None:
    async with bare.opened() as warehouse:
        with pytest.raises(DeskError) as caught:
            await warehouse.prepare(auto_migrate=False)
        assert (caught.value.code, caught.value.context["steps"]) == (ErrorCode.DB_SCHEMA_OLDER, 1 + STEPS)
        assert caught.value.exit_code is ExitCode.CONFIG
        assert await bare.tables("desk") == set()
        await warehouse.prepare(auto_migrate=True)
        await warehouse.prepare(auto_migrate=False)


def plugged(*columns: str) -> Layout:
    fields = tuple(text_field(n, name, "–") for n, name in enumerate(columns, 28))
    return layout("tx_plugged_900", types=(900,), ru="Новое", en="New", length=44, fields=fields)


def extended(*more: Layout) -> Registry:
    return Registry((*builtin_layouts(), *more))


@both_versions
async def test_a_declaration_gains_a_table_and_later_a_column(bare: Bare) -> None:
    await bare.migrate()
    longer = layout("tx_plugged_900", types=(900,), ru="Новое", en="New", length=46, fields=())
    async with bare.opened(registry=extended(plugged("first"))) as warehouse:
        assert await warehouse.migrate() == ["table tx_plugged_900"]
    assert await bare.value("SELECT count(*) FROM desk.transactions") == 0
    longer = Layout(
        longer.table, longer.types, longer.ru, longer.en, (*plugged("first").fields, *longer.fields[44:]), None
    )
    async with bare.opened(registry=extended(longer)) as warehouse:
        assert await warehouse.migrate() == ["columns of tx_plugged_900: reserved_45, reserved_46"]
        assert await warehouse.migrate() == []
    query = "SELECT attnum FROM pg_attribute WHERE attrelid = $1::text::regclass AND attname = 'reserved_46'"
    place = await bare.value(query, "desk.tx_plugged_900")
    comment = await bare.value("SELECT col_description('desk.tx_plugged_900'::regclass, $1)", place)
    assert comment.startswith("46: ")


async def test_a_declaration_that_loses_a_column_is_refused(bare: Bare) -> None:
    async with bare.opened(registry=extended(plugged("first", "second"))) as warehouse:
        await warehouse.migrate()
    async with bare.opened(registry=extended(plugged("first"))) as warehouse:
        with pytest.raises(DeskError) as caught:
            await warehouse.migrate()
    assert (caught.value.code, caught.value.context["what"]) == (ErrorCode.DB_SCHEMA_CHANGED, "tx_plugged_900")


async def test_a_declared_table_that_somebody_made_himself_is_left_alone(bare: Bare) -> None:
    await bare.migrate()
    await bare.execute("CREATE TABLE desk.tx_plugged_900 (id int)")
    error = await bare.refused(ErrorCode.DB_SCHEMA_FOREIGN, extended(plugged()))
    assert error.context["tables"] == "tx_plugged_900"


async def test_a_failure_half_way_leaves_nothing(bare: Bare) -> None:
    await bare.execute("CREATE SCHEMA desk; CREATE TYPE desk.tx_gift_card AS (x int)")
    last = default_registry().layouts[-1].table
    await bare.execute(f"CREATE SEQUENCE desk.{last}_days")
    before = await bare.everything()
    with pytest.raises(DeskError):
        await bare.migrate()
    assert await bare.everything() == before


async def test_a_database_is_usable_after_migration(depot: Depot) -> None:
    await depot.warehouse.prepare(auto_migrate=False)
