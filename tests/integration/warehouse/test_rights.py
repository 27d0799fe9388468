"""An owner sets the tables up, another role loads: what that role needs, and what it hears when it lacks it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import asyncpg
import pytest

from frontol_desk.domain.audit import Actor, AuditAction, AuditEntry
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.format.personal import PersonalHasher
from frontol_desk.format.registry import default_registry
from frontol_desk.warehouse.connecting import connect, place_of
from frontol_desk.warehouse.database import DatabaseAddress
from frontol_desk.warehouse.declared import quoted
from frontol_desk.warehouse.probing import examine
from frontol_desk.warehouse.rights import helpful_grants, needed_rights
from frontol_desk.warehouse.warehouse import Warehouse
from tests.builders import line
from tests.integration.databases import SCHEMA, PostgresServer
from tests.integration.warehouse.depot import ASKED, FOLDER, Depot, both_versions, export, item

REGISTRY = default_registry()
EXPORTED = AuditEntry(action=AuditAction.EXPORT, resource="P13/P13", actor=Actor("anna", "shop-3"))


@pytest.fixture
async def owned(postgres: PostgresServer, tmp_path: Path) -> AsyncIterator[tuple[Depot, str]]:
    """The owner's depot, and the DSN of a role that may do nothing yet."""
    dsn = await postgres.clone()
    parts = urlsplit(dsn)
    async with Depot.open(dsn, tmp_path) as depot:
        await depot.database.execute("CREATE ROLE loader LOGIN PASSWORD 'loads'")
        try:
            yield depot, parts._replace(netloc=f"loader:loads@{parts.hostname}:{parts.port}").geturl()
        finally:
            await depot.database.execute("DROP OWNED BY loader; DROP ROLE loader")

    await postgres.drop(dsn)


async def grant(depot: Depot) -> list[str]:
    return await depot.warehouse.migrate(grant_to="loader")


async def use(loader: Depot) -> None:
    """Do what changes every table: load, correct, lose and give up."""
    data = export(item(5), item(6), item(7, quantity="abc"))
    assert (await loader.load(data, asked=ASKED)).loaded == 2
    assert (await loader.load(export(item(5), item(6, quantity="2"), item(7)), asked=ASKED)).loaded == 2
    assert (await loader.load(export(item(5), item(7)), asked=ASKED)).removed == 1
    assert (await loader.warehouse.verify(FOLDER, ASKED)).counts.gaps == 1
    assert await loader.export() == export(item(5), item(7))


@both_versions
async def test_a_role_that_may_not_create_loads_what_the_owner_has_set_up(
    owned: tuple[Depot, str], tmp_path: Path
) -> None:
    depot, dsn = owned
    planned = await depot.warehouse.migrate(dry_run=True, grant_to="loader")
    assert await grant(depot) == planned
    assert [step.split(" ")[0] for step in planned] == ["GRANT"] * len(planned)
    assert await grant(depot) == []
    async with Depot.open(dsn, tmp_path) as loader:
        await loader.warehouse.prepare(auto_migrate=True)
        await loader.warehouse.prepare(auto_migrate=False)
        await use(loader)
    assert await depot.numbers() == [5, 7]


async def test_what_is_granted_is_what_is_needed_and_no_more(owned: tuple[Depot, str]) -> None:
    depot, _ = owned
    await grant(depot)
    held = await depot.rows(
        "SELECT c.relname, array_agg(a.privilege_type ORDER BY 1) FROM pg_class c, aclexplode(c.relacl) a"
        " WHERE a.grantee = 'loader'::regrole GROUP BY 1"
    )
    assert {name: set(rights) for name, rights in held} == {
        name: set(rights) for name, rights in needed_rights(REGISTRY).items()
    }


async def test_hashing_personal_data_needs_no_other_rights(owned: tuple[Depot, str], tmp_path: Path) -> None:
    depot, dsn = owned
    await grant(depot)
    sales = [line(55, transaction_id_unique=str(n), customer_card_numbers="@9000010") for n in (5, 6)]
    broken = item(7, quantity="+79161234567")
    async with Depot.open(dsn, tmp_path) as loader:
        await loader.load(export(*sales, broken), asked=ASKED)
        loader.warehouse.personal = PersonalHasher(b"k" * 32, REGISTRY)
        async with loader.warehouse.key_book() as book:
            assert await book.newest() is None
            await book.note(loader.warehouse.personal.fingerprint, "somebody@here")
            assert await book.newest() == loader.warehouse.personal.fingerprint
        assert (await loader.load(export(sales[0], item(7), broken), asked=ASKED)).loaded == 2
        kept = await loader.rows("SELECT version::text FROM superseded UNION ALL SELECT raw::text FROM quarantine")
    assert kept
    assert not [text for (text,) in kept if "9000010" in text or b"9161234567".hex() in text]


async def test_the_record_of_actions_can_only_be_added_to(owned: tuple[Depot, str], tmp_path: Path) -> None:
    depot, dsn = owned
    await depot.database.execute(f"GRANT ALL ON ALL TABLES IN SCHEMA {SCHEMA} TO loader")
    (revoked,) = [step for step in await grant(depot) if step.startswith("REVOKE")]
    assert revoked == 'REVOKE UPDATE, DELETE, TRUNCATE ON TABLE "desk"."audit" FROM "loader";'
    owner, runner = [await examine(DatabaseAddress(where, schema=SCHEMA)) for where in (depot.dsn, dsn)]
    assert (owner.append_only, runner.append_only) == (False, True)
    async with Depot.open(dsn, tmp_path) as loader:
        for change in ("UPDATE audit SET action = ''", "DELETE FROM audit", "TRUNCATE audit"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await loader.database.execute(change)


async def test_who_was_let_load_may_do_so_after_the_next_migration(owned: tuple[Depot, str], tmp_path: Path) -> None:
    """The owner's account brings a new table, and names nobody."""
    depot, dsn = owned
    await grant(depot)
    await depot.database.execute("CREATE ROLE reader; GRANT SELECT ON ALL TABLES IN SCHEMA desk TO reader")
    await depot.database.execute("DROP VIEW transactions; DROP TABLE tx_item_registration_1_11")
    await depot.database.execute("DELETE FROM frontol_desk_tables WHERE table_name = 'tx_item_registration_1_11'")
    planned = await depot.warehouse.migrate(dry_run=True)
    assert await depot.warehouse.migrate() == planned
    assert [step for step in planned if '"tx_item_registration_1_11" TO "loader"' in step]
    assert not [step for step in planned if "reader" in step]
    assert await depot.warehouse.migrate() == []
    async with Depot.open(dsn, tmp_path) as loader:
        await use(loader)
    await depot.database.execute("DROP OWNED BY reader; DROP ROLE reader")


async def test_the_owner_of_a_schema_could_drop_the_record_of_actions(owned: tuple[Depot, str]) -> None:
    depot, dsn = owned
    await grant(depot)
    assert (await examine(DatabaseAddress(dsn, schema=SCHEMA))).append_only
    await depot.database.execute(f"ALTER SCHEMA {SCHEMA} OWNER TO loader")
    assert not (await examine(DatabaseAddress(dsn, schema=SCHEMA))).append_only
    loader = await connect(dsn)
    await loader.execute(f"DROP TABLE {SCHEMA}.audit")
    loader.terminate()
    await depot.database.execute(f"ALTER SCHEMA {SCHEMA} OWNER TO CURRENT_USER")


async def test_nothing_is_taken_from_a_role_that_was_not_given_to_it(owned: tuple[Depot, str]) -> None:
    """Neither from the owner nor where a group has the right: the statement would change nothing, time after time."""
    depot, dsn = owned
    assert await depot.warehouse.migrate(grant_to=await depot.value("SELECT current_user")) == []
    await depot.database.execute(f"GRANT ALL ON ALL TABLES IN SCHEMA {SCHEMA} TO PUBLIC")
    assert not [step for step in await grant(depot) if step.startswith("REVOKE")]
    assert await grant(depot) == []
    assert not (await examine(DatabaseAddress(dsn, schema=SCHEMA))).append_only


async def test_names_of_any_letters(postgres: PostgresServer, tmp_path: Path) -> None:
    dsn, role, schema = await postgres.create(), "o'Br\"ien %s", 'Магазин "A.b" c\'d'
    parts = urlsplit(dsn)
    login = f"{quote(role, safe='')}:{quote('p@ss:w/o?rd#%', safe='')}"
    loads = parts._replace(netloc=f"{login}@{parts.hostname}:{parts.port}").geturl()
    async with Warehouse.open(DatabaseAddress(dsn, schema=schema), REGISTRY) as warehouse:
        owner = await connect(dsn)
        await owner.execute(f"CREATE ROLE {quoted(role)} LOGIN PASSWORD 'p@ss:w/o?rd#%'")
        try:
            await warehouse.migrate(grant_to=role)
            assert await warehouse.migrate(grant_to=role) == []
            async with Warehouse.open(DatabaseAddress(loads, schema=schema), REGISTRY) as loading:
                await use(Depot(loads, loading, owner, tmp_path))
                await owner.execute(f"REVOKE INSERT ON {quoted(schema)}.audit FROM {quoted(role)}")
                with pytest.raises(DeskError) as caught:
                    await loading.audit.write(EXPORTED, "one")
            statement = f'GRANT INSERT ON TABLE {quoted(schema)}."audit" TO {quoted(role)};'
            assert caught.value.context["grant"] == statement
            assert (await examine(DatabaseAddress(loads, schema=schema))).missing_grants == (statement,)
        finally:
            await owner.execute(f"DROP OWNED BY {quoted(role)}; DROP ROLE {quoted(role)}")
            owner.terminate()
    await postgres.drop(dsn)


def test_a_place_is_told_in_its_own_letters() -> None:
    assert place_of("postgresql://u:p%40ss@h:5433/%D0%9A%D0%B0%D1%81%D1%81%D0%B0%201") == "h:5433/Касса 1"


async def test_every_missing_right_is_named_with_the_statement_that_gives_it(
    owned: tuple[Depot, str], tmp_path: Path
) -> None:
    """From no right at all: whoever carries out what is named, one after the other, has a program that works."""
    depot, dsn = owned
    await depot.database.execute(f"REVOKE CONNECT ON DATABASE {urlsplit(dsn).path[1:]} FROM PUBLIC")
    named: list[str] = []
    async with Warehouse.open(DatabaseAddress(dsn, schema=SCHEMA, pool_min=0), REGISTRY) as warehouse:
        while (lacking := await refusal(warehouse, Depot(dsn, warehouse, depot.database, tmp_path))) is not None:
            assert (lacking.code, lacking.reason) == (ErrorCode.DB_RIGHTS, "grant"), lacking
            statement = str(lacking.context["grant"])
            assert statement in lacking.hint
            assert statement not in named
            named.append(statement)
            await depot.database.execute(statement)
    assert f'GRANT CONNECT ON DATABASE "{urlsplit(dsn).path[1:]}" TO "loader";' in named
    assert f'GRANT USAGE ON SCHEMA "{SCHEMA}" TO "loader";' in named
    assert f'GRANT SELECT, INSERT, DELETE ON TABLE "{SCHEMA}"."tx_item_registration_1_11" TO "loader";' in named
    assert f'GRANT USAGE ON SEQUENCE "{SCHEMA}"."files_file_id_seq" TO "loader";' in named
    assert not any("CREATE" in statement for statement in named)


async def refusal(warehouse: Warehouse, loader: Depot) -> DeskError | None:
    """Prepare and load, and return what was in the way."""
    try:
        await warehouse.prepare(auto_migrate=True)
        await loader.load(export(item(5), item(7)), asked=ASKED)
        await warehouse.verify(FOLDER, ASKED)
    except DeskError as error:
        return error
    return None


@both_versions
async def test_missing_rights_are_named_without_any_value_of_a_row(owned: tuple[Depot, str], tmp_path: Path) -> None:
    depot, dsn = owned
    await grant(depot)
    await depot.database.execute("REVOKE INSERT ON tx_item_registration_1_11, runs FROM loader")
    missing = [
        'GRANT INSERT ON TABLE "desk"."runs", "desk"."tx_item_registration_1_11" TO "loader";',
    ]
    assert list((await examine(DatabaseAddress(dsn, schema=SCHEMA))).missing_grants) == missing
    async with Depot.open(dsn, tmp_path) as loader:
        secret = item(5).replace("10:00:00", "10:11:12")
        with pytest.raises(DeskError) as caught:
            await loader.load(export(secret), asked=ASKED)
    error = caught.value
    assert (error.code, error.reason) == (ErrorCode.DB_RIGHTS, "grant")
    assert "permission denied for table tx_item_registration_1_11" in error.message
    assert 'GRANT INSERT ON TABLE "desk"."tx_item_registration_1_11" TO "loader";' in error.hint
    assert not any(text in f"{error} {error.context} {error.hint}" for text in ("10:11:12", "loads", secret))
    assert await depot.value("SELECT count(*) FROM files") == 0


@pytest.mark.parametrize(
    "words", ["нет доступа к таблице runs", 'permission denied for table "runs"', "нет доступа к схеме desk"]
)
async def test_a_server_may_speak_any_language(owned: tuple[Depot, str], words: str) -> None:
    depot, dsn = owned
    await grant(depot)
    await depot.database.execute("REVOKE ALL ON runs, files FROM loader")
    connection = await connect(dsn)
    role, statements = await helpful_grants(connection, SCHEMA, words)
    connection.terminate()
    assert role == "loader"
    tables = '"desk"."runs"' if "runs" in words else '"desk"."files", "desk"."runs"'
    assert statements == [f'GRANT SELECT, INSERT, UPDATE ON TABLE {tables} TO "loader";']


async def test_a_right_that_only_the_owner_has(owned: tuple[Depot, str]) -> None:
    """An older schema, and an account that only loads: no grant would help, the owner's account does."""
    depot, dsn = owned
    await grant(depot)
    await depot.database.execute(f"GRANT CREATE ON SCHEMA {SCHEMA} TO loader; DROP INDEX files_by_run")
    await depot.database.execute("DELETE FROM frontol_desk_migrations WHERE version = 2")
    found = await examine(DatabaseAddress(dsn, schema=SCHEMA))
    assert (found.schema_state, found.steps) == ("older", ("0002 overview",))
    async with Warehouse.open(DatabaseAddress(dsn, schema=SCHEMA), REGISTRY) as warehouse:
        with pytest.raises(DeskError) as caught:
            await warehouse.prepare(auto_migrate=True)
    assert (caught.value.code, caught.value.reason) == (ErrorCode.DB_RIGHTS, "owner")


async def test_a_role_that_is_not_there(depot: Depot) -> None:
    with pytest.raises(DeskError) as caught:
        await depot.warehouse.migrate(grant_to="nobody; --")
    assert (caught.value.code, caught.value.reason) == (ErrorCode.CONFIG_SETTING, "role")


async def test_a_role_without_any_right(owned: tuple[Depot, str]) -> None:
    _, dsn = owned
    async with Warehouse.open(DatabaseAddress(dsn, schema=SCHEMA), default_registry()) as warehouse:
        for auto_migrate in (True, False):
            with pytest.raises(DeskError) as caught:
                await warehouse.prepare(auto_migrate=auto_migrate)
            assert caught.value.code is ErrorCode.DB_RIGHTS


@both_versions
async def test_a_role_that_may_not_create_cannot_set_up(owned: tuple[Depot, str]) -> None:
    _, dsn = owned
    async with Warehouse.open(DatabaseAddress(dsn, schema="elsewhere"), default_registry()) as warehouse:
        with pytest.raises(DeskError) as caught:
            await warehouse.prepare(auto_migrate=True)
    assert caught.value.code is ErrorCode.DB_RIGHTS
    assert "permission denied" in caught.value.message
    assert "GRANT CREATE ON DATABASE" in caught.value.hint
