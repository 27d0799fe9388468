"""What the account that loads has to be allowed, and the GRANT statements that allow what it lacks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from itertools import groupby
from typing import TYPE_CHECKING, Final

import asyncpg

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.format.registry import Registry, default_registry
from frontol_desk.warehouse.declared import ALL_TRANSACTIONS, quoted

if TYPE_CHECKING:
    from asyncpg import Record

    from frontol_desk.warehouse.connecting import AnyConnection

Rights = tuple[str, ...]
AUDIT: Final = "audit"
_LEDGER: Final = "frontol_desk_migrations"
_CHANGES: Rights = ("SELECT", "INSERT", "UPDATE")
_OF_TABLES: Final[Mapping[str, Rights]] = {
    _LEDGER: ("SELECT",),
    "frontol_desk_tables": ("SELECT",),
    ALL_TRANSACTIONS: ("SELECT",),
    AUDIT: ("SELECT", "INSERT"),
    "personal_keys": ("SELECT", "INSERT"),
    "quarantine": ("SELECT", "INSERT", "UPDATE", "DELETE"),
    "superseded": ("SELECT", "INSERT", "DELETE"),
    **dict.fromkeys(
        ("runs", "files", "workplace_days", "leases", "folders", "dead_letters", "checkpoints", "gaps"), _CHANGES
    ),
}
_OF_TRANSACTIONS: Rights = ("SELECT", "INSERT", "DELETE")
SEQUENCE: Final = "files_file_id_seq"
"""The only one whose numbers are drawn by name; those of other keys come with the right to insert."""

_MISSING = """
SELECT w.name, array_agg(w.privilege ORDER BY w.place) AS rights
FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS w (name, privilege, place)
JOIN pg_class c ON c.relname = w.name AND c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1)
WHERE NOT CASE c.relkind WHEN 'S' THEN has_sequence_privilege($4::name, c.oid, w.privilege)
    ELSE has_table_privilege($4::name, c.oid, w.privilege) END
GROUP BY w.name ORDER BY min(w.place)"""
_SURROUNDINGS = """
SELECT r.rolname::text AS role, current_database()::text AS database, n.oid IS NOT NULL AS there,
    has_database_privilege(r.oid, d.oid, 'CONNECT') AS may_connect,
    has_database_privilege(r.oid, d.oid, 'CREATE') AS may_make_schema,
    coalesce(has_schema_privilege(r.oid, n.oid, 'USAGE'), false) AS may_use,
    coalesce(has_schema_privilege(r.oid, n.oid, 'CREATE'), false) AS may_make_tables,
    EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = n.oid AND c.relname = $2) AS begun
FROM pg_roles r JOIN pg_database d ON d.datname = current_database() LEFT JOIN pg_namespace n ON n.nspname = $1
WHERE r.rolname = coalesce($3, current_user)"""
_APPEND_ONLY = """
SELECT NOT (pg_has_role(r.oid, c.relowner, 'MEMBER') OR pg_has_role(r.oid, n.nspowner, 'MEMBER')
    OR has_table_privilege(r.oid, c.oid, 'UPDATE, DELETE, TRUNCATE'))
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_roles r ON r.rolname = coalesce($3, current_user)
WHERE n.nspname = $1 AND c.relname = $2"""
"""Who owns a schema may drop what lies in it."""
_MAY_CHANGE = """
SELECT EXISTS (SELECT FROM aclexplode(c.relacl) a
    WHERE a.grantee = r.oid AND a.privilege_type IN ('UPDATE', 'DELETE', 'TRUNCATE'))
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_roles r ON r.rolname = $3
WHERE n.nspname = $1 AND c.relname = $2 AND c.relowner <> r.oid"""
"""What a role has been given itself: only that can be taken from it."""
_LOADING = """
SELECT r.rolname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN aclexplode(c.relacl) a JOIN pg_roles r ON r.oid = a.grantee
WHERE n.nspname = $1 AND c.relname = 'leases' AND a.privilege_type = 'INSERT' AND c.relowner <> r.oid ORDER BY 1"""
"""Who loads is known by the leases: nobody else takes one."""


def needed_rights(registry: Registry | None) -> dict[str, Rights]:
    """Return what the account that loads needs of each table, view and sequence."""
    return {
        **_OF_TABLES,
        **dict.fromkeys((layout.table for layout in (registry or default_registry()).tables), _OF_TRANSACTIONS),
        SEQUENCE: ("USAGE",),
    }


async def missing_rights(
    connection: AnyConnection, schema: str, registry: Registry | None = None, *, role: str | None = None
) -> list[str]:
    """Return the GRANT statements that give a role, by default our own, what it lacks; none: it lacks nothing.

    Of a schema that is not set up yet: what setting it up takes. Raises CONFIG_SETTING for a role that is not there.
    """
    around = await _surroundings(connection, schema, role)
    name, database = quoted(around["role"]), quoted(around["database"])
    statements = [] if around["may_connect"] else [f"GRANT CONNECT ON DATABASE {database} TO {name};"]
    if not around["there"]:
        return statements + ([] if around["may_make_schema"] else [f"GRANT CREATE ON DATABASE {database} TO {name};"])
    wanted = [("USAGE", around["may_use"]), ("CREATE", around["may_make_tables"] or around["begun"])]
    if lacking := [right for right, held in wanted if not held]:
        statements.append(f"GRANT {', '.join(lacking)} ON SCHEMA {quoted(schema)} TO {name};")
    return statements + await _of_objects(connection, schema, around["role"], needed_rights(registry))


async def grant(connection: AnyConnection, schema: str, registry: Registry, role: str) -> list[str]:
    """Give a role what loading takes, and take away what would let it change the record of actions.

    Returns the statements carried out: none the second time. Raises DB_RIGHTS (``owner``) when we may not give it.
    """
    statements = await missing_rights(connection, schema, registry, role=role)
    if await connection.fetchval(_MAY_CHANGE, schema, AUDIT, role):
        audit = f"{quoted(schema)}.{quoted(AUDIT)}"
        statements.append(f"REVOKE UPDATE, DELETE, TRUNCATE ON TABLE {audit} FROM {quoted(role)};")
    for statement in statements:
        await connection.execute(statement)
    if left := await missing_rights(connection, schema, registry, role=role):
        raise DeskError(ErrorCode.DB_RIGHTS, reason="owner", host=schema, cause=left[0])
    return statements


async def grant_again(connection: AnyConnection, schema: str, registry: Registry) -> list[str]:
    """Give the roles that were let load what they lack of new tables, as far as we may; returns what was done."""
    done: list[str] = []
    for [role] in await connection.fetch(_LOADING, schema):
        with suppress(DeskError, asyncpg.InsufficientPrivilegeError):
            async with connection.transaction():
                done += await grant(connection, schema, registry, role)
    return done


async def helpful_grants(connection: AnyConnection, schema: str, refusal: str) -> tuple[str, list[str]]:
    """Return our account, and the statements that allow what PostgreSQL has refused with these words.

    The server may speak any language: only the name of the table, sequence, schema or database is looked for in it.
    """
    around = await _surroundings(connection, schema, None)
    words = set(re.findall(r"\w+", refusal))
    needs = {name: rights for name, rights in needed_rights(None).items() if name in words}
    if needs and around["may_use"]:
        return around["role"], await _of_objects(connection, schema, around["role"], needs)
    statements = await missing_rights(connection, schema)
    if not statements and schema in refusal and not around["may_make_tables"]:
        statements = [f"GRANT CREATE ON SCHEMA {quoted(schema)} TO {quoted(around['role'])};"]
    return around["role"], statements[:1]


async def audit_is_append_only(connection: AnyConnection, schema: str, *, role: str | None = None) -> bool:
    """Tell whether a role, by default our own, can only add to the record of actions; so, too, while there is none.

    Its owner, that of the schema, and who may act as one of them could always change it.
    """
    return await connection.fetchval(_APPEND_ONLY, schema, AUDIT, role) is not False


async def _surroundings(connection: AnyConnection, schema: str, role: str | None) -> Record:
    found = await connection.fetch(_SURROUNDINGS, schema, _LEDGER, role)
    if not found:
        raise DeskError(ErrorCode.CONFIG_SETTING, reason="role", setting="--grant-to", value=role)
    return found[0]


async def _of_objects(connection: AnyConnection, schema: str, role: str, needs: Mapping[str, Rights]) -> list[str]:
    """Return the statements for tables, views and sequences; those that need the same share one."""
    pairs = [(name, right) for name, rights in needs.items() for right in rights]
    records = await connection.fetch(_MISSING, schema, [name for name, _ in pairs], [right for _, right in pairs], role)
    missing = [(record["name"] == SEQUENCE, tuple(record["rights"]), record["name"]) for record in records]
    statements = []
    for (sequence, rights), group in groupby(sorted(missing), key=lambda one: one[:2]):
        names = ", ".join(f"{quoted(schema)}.{quoted(name)}" for *_, name in group)
        kind = "SEQUENCE" if sequence else "TABLE"
        statements.append(f"GRANT {', '.join(rights)} ON {kind} {names} TO {quoted(role)};")
    return statements
