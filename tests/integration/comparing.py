"""Are two schemas, or two folders, equal as far as sales go? Our own ids and times do not count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import asyncpg

from frontol_desk.format.registry import default_registry

Rows = Mapping[str, tuple[int, str]]
"""Per table how many rows it has and one hash of them all."""

_OURS = ("file_id", "processed_at")
_ORDER = "source_folder, transaction_date, cash_register_code, transaction_id_unique, line_number"
_SHOWN = 20


@dataclass(frozen=True)
class Stored:
    """What one schema holds, of one folder or (None) of all. `dsn` names the database."""

    dsn: str
    schema: str
    folder: str | None = None

    async def digest(self) -> Rows:
        """Return count and hash of every table that holds anything: transactions, superseded rows, quarantine."""
        connection = await asyncpg.connect(self.dsn)
        try:
            found = {table: await self._digest(connection, table) for table in _tables()}
        finally:
            await connection.close()
        return {table: entry for table, entry in found.items() if entry[0]}

    async def counts(self) -> dict[str, int]:
        """Return the number of rows per table that is not empty."""
        return {table: count for table, (count, _) in (await self.digest()).items()}

    async def _digest(self, connection: asyncpg.Connection[asyncpg.Record], table: str) -> tuple[int, str]:
        row = await connection.fetchrow(
            f"SELECT count(*), md5(coalesce(string_agg(line, E'\\n' ORDER BY {_ORDER}, line), '')) FROM"
            f" (SELECT {_ORDER}, ({_row_of(table)})::text AS line FROM {self.select(table)}) t",
            self.folder,
        )
        assert row is not None
        return row[0], row[1]

    def select(self, table: str) -> str:
        """Return the FROM part that picks our rows; its first parameter is the folder."""
        return f'"{self.schema}"."{table}" t WHERE $1::text IS NULL OR source_folder = $1'


def _tables() -> list[str]:
    return [*(layout.table for layout in default_registry().tables), "superseded", "quarantine"]


def _row_of(table: str) -> str:
    """Return the expression of a row without ids and times of ours, those inside a superseded version included."""
    drop = {
        "superseded": ("superseded_id", "superseded_at", "superseded_by", "file_id"),
        "quarantine": ("quarantine_id", *_OURS),
    }.get(table, _OURS)
    plain = f"to_jsonb(t) - '{{{','.join(drop)}}}'::text[]"
    if table != "superseded":
        return plain
    return f"({plain}) || jsonb_build_object('version', version - '{{{','.join(_OURS)}}}'::text[])"


async def assert_equal(found: Stored, expected: Stored) -> None:
    """Fail with the differing rows unless both hold the same, and something at all. Both are of one database."""
    here, there = await found.digest(), await expected.digest()
    assert there, "there is nothing to compare with"
    if here == there:
        return
    lines = []
    for table in sorted(here.keys() | there.keys()):
        if here.get(table) != there.get(table):
            lines += await _differences(table, found, expected)
    raise AssertionError("\n".join(["the databases differ:", *lines[:_SHOWN]]))


async def _differences(table: str, found: Stored, expected: Stored) -> list[str]:
    connection = await asyncpg.connect(found.dsn)
    try:
        lines = []
        for sign, one, other in (("surplus", found, expected), ("missing", expected, found)):
            records = await connection.fetch(
                f"SELECT {_row_of(table)} FROM {one.select(table)}"
                f" EXCEPT ALL SELECT {_row_of(table)} FROM {other.select(table)} LIMIT {_SHOWN}",
                found.folder,
            )
            lines += [f"{table} {sign}: {record[0]}" for record in records]
        return lines
    finally:
        await connection.close()
