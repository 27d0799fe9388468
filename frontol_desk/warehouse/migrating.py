"""Brings a schema up to date: numbered scripts first, then the tables that the registry declares.

Everything happens in one transaction under a transaction-level advisory lock keyed by the schema, so that two programs
starting at once do it once. The ledger remembers each script's checksum and each table's columns.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from importlib.resources import files

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.format.layout import Layout
from frontol_desk.format.registry import Registry
from frontol_desk.warehouse import audit, deeds
from frontol_desk.warehouse.database import Connection, Database
from frontol_desk.warehouse.declared import (
    ALL_TRANSACTIONS,
    add_comments,
    column_types,
    create_table,
    create_view,
    quoted,
)
from frontol_desk.warehouse.recognizing import move_recognized
from frontol_desk.warehouse.rights import grant, grant_again

_LEDGER = """
CREATE TABLE IF NOT EXISTS frontol_desk_migrations (
    version    integer PRIMARY KEY,
    name       text        NOT NULL,
    checksum   text        NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE IF NOT EXISTS frontol_desk_tables (
    table_name text PRIMARY KEY,
    columns    jsonb       NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);
"""
_CREATED = re.compile(r"^CREATE TABLE (\w+)", re.MULTILINE)
_NAME = re.compile(r"(\d{4})_(\w+)\.sql")


@dataclass(frozen=True, slots=True)
class Migration:
    """A numbered script."""

    version: int
    name: str
    sql: str

    @property
    def checksum(self) -> str:
        """Return the SHA-256 of the script, line ends of any system alike."""
        return hashlib.sha256(self.sql.replace("\r\n", "\n").encode()).hexdigest()

    @property
    def tables(self) -> set[str]:
        """Return the tables it creates."""
        return set(_CREATED.findall(self.sql))


def shipped_migrations() -> list[Migration]:
    """Return the scripts of this program, in order."""
    found = (
        Migration(int(match[1]), match[2], entry.read_text("utf-8"))
        for entry in files("frontol_desk.warehouse").joinpath("migrations").iterdir()
        if (match := _NAME.fullmatch(entry.name))
    )
    return sorted(found, key=lambda migration: migration.version)


async def migrate(
    database: Database, registry: Registry, *, dry_run: bool = False, grant_to: str | None = None
) -> list[str]:
    """Bring the schema up to date and return what was done; with `dry_run` what would be, changing nothing.

    The role `grant_to` gets what loading takes; those that got it before get it of new tables, too.
    Raises DB_SCHEMA_NEWER, DB_SCHEMA_CHANGED, DB_SCHEMA_FOREIGN.
    """
    done: list[str] = []
    try:
        async with database.transaction() as connection:
            await _lock(connection, database.address.schema)
            await _create_schema(connection, database, done)
            begun, pending = await _pending(connection, registry)
            if not begun:
                await connection.execute(_LEDGER)
            for migration in pending:
                await connection.execute(migration.sql)
                await connection.execute(
                    "INSERT INTO frontol_desk_migrations (version, name, checksum) VALUES ($1, $2, $3)",
                    migration.version,
                    migration.name,
                    migration.checksum,
                )
                done.append(f"{migration.version:04} {migration.name}")
            await _declare(connection, registry, done)
            if grant_to:
                done += await grant(connection, database.address.schema, registry, grant_to)
            elif done:
                done += await grant_again(connection, database.address.schema, registry)
            _leave_if(dry_run)
            await _tell(connection, database.address.schema, done)
    except _DryRunError:
        pass
    return done


async def check_schema(database: Database, registry: Registry) -> None:
    """Raise what `migrate` would raise, and DB_SCHEMA_OLDER when there is something to do (auto-migration is off)."""
    if todo := await migrate(database, registry, dry_run=True):
        raise DeskError(ErrorCode.DB_SCHEMA_OLDER, host=database.address.where, steps=len(todo))


async def _tell(connection: Connection, schema: str, done: list[str]) -> None:
    """Audit what was done, if anything."""
    if done:
        await audit.write(connection, deeds.migrated(schema, done))


class _DryRunError(Exception):
    """Leaves the transaction so that nothing of it stays."""


def _leave_if(dry_run: bool) -> None:
    if dry_run:
        raise _DryRunError


async def _lock(connection: Connection, schema: str) -> None:
    await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('frontol_desk:' || $1, 0))", schema)


async def _create_schema(connection: Connection, database: Database, done: list[str]) -> None:
    exists = await connection.fetchval("SELECT 1 FROM pg_namespace WHERE nspname = $1", database.address.schema)
    if not exists:
        await connection.execute(f"CREATE SCHEMA {database.search_path}")
        done.append(f"schema {database.address.schema}")


async def _pending(connection: Connection, registry: Registry) -> tuple[bool, list[Migration]]:
    """Return whether there is a ledger, and the scripts to run; raises where other programs' tables are in the way."""
    records = await connection.fetch(
        "SELECT relname FROM pg_class WHERE relnamespace = quote_ident(current_schema())::regnamespace"
    )
    names = {record["relname"] for record in records}
    begun = "frontol_desk_migrations" in names
    applied = await _applied(connection) if begun else set()
    pending = [migration for migration in shipped_migrations() if migration.version not in applied]
    ours = {layout.table for layout in registry.tables}.union(*(migration.tables for migration in pending))
    if begun:
        ours -= {
            record["table_name"] for record in await connection.fetch("SELECT table_name FROM frontol_desk_tables")
        }
    else:
        ours.add(ALL_TRANSACTIONS)
    if foreign := sorted(names & ours):
        raise DeskError(ErrorCode.DB_SCHEMA_FOREIGN, tables=", ".join(foreign[:5]), count=len(foreign))
    return begun, pending


async def _applied(connection: Connection) -> set[int]:
    """Check the ledger against what this program knows; return the versions already applied."""
    known = {migration.version: migration for migration in shipped_migrations()}
    records = await connection.fetch("SELECT version, name, checksum FROM frontol_desk_migrations")
    for record in records:
        migration = known.get(record["version"])
        if migration is None:
            raise DeskError(ErrorCode.DB_SCHEMA_NEWER, version=record["version"], known=max(known))
        if migration.checksum != record["checksum"]:
            raise DeskError(ErrorCode.DB_SCHEMA_CHANGED, what=f"{migration.version:04} {migration.name}")
    return {record["version"] for record in records}


async def steps_owed(connection: Connection, registry: Registry) -> tuple[bool, list[str]]:
    """Return whether this schema was ever set up, and what a migration would do; takes no lock and changes nothing.

    What a migration would refuse is raised. The rows that it would move are not looked for.
    """
    begun, pending = await _pending(connection, registry)
    present = await _present(connection) if begun else {}
    owed = [f"{migration.version:04} {migration.name}" for migration in pending]
    for layout in registry.tables:
        have = present.get(layout.table)
        if have is None:
            owed.append(f"table {layout.table}")
        elif gained := _gained(layout, have):
            owed.append(_gain(layout, gained))
    return begun, owed


async def _present(connection: Connection) -> dict[str, dict[str, str]]:
    """Return the declared tables that are there, with their columns and types."""
    records = await connection.fetch("SELECT table_name, columns FROM frontol_desk_tables")
    return {record["table_name"]: dict(record["columns"]) for record in records}


def _gained(layout: Layout, have: dict[str, str]) -> list[str]:
    """Return the columns that a table lacks; raises DB_SCHEMA_CHANGED when its others are not as declared."""
    wanted = column_types(layout)
    if any(wanted.get(name) != kind for name, kind in have.items()):
        raise DeskError(ErrorCode.DB_SCHEMA_CHANGED, what=layout.table)
    return [name for name in wanted if name not in have]


def _gain(layout: Layout, gained: list[str]) -> str:
    return f"columns of {layout.table}: {', '.join(gained)}"


async def _declare(connection: Connection, registry: Registry, done: list[str]) -> None:
    """Create the declared tables that are missing and append columns that a declaration has gained."""
    present = await _present(connection)
    created: list[Layout] = []
    for layout in registry.tables:
        wanted = column_types(layout)
        have = present.get(layout.table)
        if have is None:
            await connection.execute(create_table(layout))
            created.append(layout)
        elif list(have.items()) == list(wanted.items()):
            continue
        else:
            gained = _gained(layout, have)
            for name in gained:
                await connection.execute(f"ALTER TABLE {quoted(layout.table)} ADD COLUMN {quoted(name)} {wanted[name]}")
            await connection.execute(";".join(add_comments(layout, gained)))
            done.append(_gain(layout, gained))
        await connection.execute(
            "INSERT INTO frontol_desk_tables (table_name, columns) VALUES ($1, $2)"
            " ON CONFLICT (table_name) DO UPDATE SET columns = excluded.columns, applied_at = now()",
            layout.table,
            [*wanted.items()],
        )
    if created:
        await connection.execute(f"DROP VIEW IF EXISTS {ALL_TRANSACTIONS}")
        await connection.execute(create_view(registry))
        done += [f"table {layout.table}" for layout in created]
    done += await move_recognized(connection, registry)
