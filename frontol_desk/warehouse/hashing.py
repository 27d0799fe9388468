"""Personal data as keyed hashes in what is stored already: no earlier version may bring a plain value back.

Stored rows and quarantined lines stay as they are until a file with hashed personal data replaces, removes or repeats
them; what is kept of them then is hashed, too.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import asyncpg

from frontol_desk.domain.values import SourceFolder
from frontol_desk.format.careful import CarefulReader
from frontol_desk.format.dialect import Dialect
from frontol_desk.format.encoding import encoding_named
from frontol_desk.format.kinds import sql_text
from frontol_desk.format.layout import Layout
from frontol_desk.format.personal import PersonalHasher
from frontol_desk.format.reader import line_hash
from frontol_desk.format.registry import UNRECOGNIZED, Registry
from frontol_desk.format.rows import Key
from frontol_desk.warehouse.database import Connection
from frontol_desk.warehouse.declared import KEY_COLUMNS, quoted
from frontol_desk.warehouse.stored import dialects_of, source_line

_UTF8 = encoding_named("utf-8")
_GONE = (
    " USING unnest($2::date[], $3::bigint[], $4::bigint[]) AS k (day, workplace, number)"
    " WHERE t.source_folder = $1 AND t.transaction_date = k.day AND t.cash_register_code = k.workplace"
    " AND t.transaction_id_unique = k.number RETURNING t.*, to_jsonb(t)::text AS version"
)
_KEEP = (
    "INSERT INTO superseded (table_name, source_folder, transaction_date, cash_register_code, transaction_id_unique,"
    " file_id, line_number, version, reason, superseded_by)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8::text::jsonb || $9::jsonb, $10, $11)"
)


@dataclass(frozen=True, slots=True)
class Hashing:
    """Hashes what leaves the tables of a registry."""

    personal: PersonalHasher
    registry: Registry

    async def supersede(
        self,
        connection: Connection,
        folder: SourceFolder,
        table: str,
        keys: Sequence[Key],
        *,
        by: int,
        reason: Literal["replaced", "removed"],
    ) -> int:
        """Do what `superseding.supersede` does, with hashed versions."""
        layout = next(item for item in self.registry.tables if item.table == table)
        records = await connection.fetch(
            f"DELETE FROM {quoted(layout.table)} t{_GONE}",
            str(folder),
            [date.fromisoformat(key[0]) for key in keys],
            [key[1] for key in keys],
            [key[2] for key in keys],
        )
        dialects = await dialects_of(connection, {record["file_id"] for record in records})
        await connection.executemany(
            _KEEP,
            [
                (
                    layout.table,
                    *(record[name] for name in (*KEY_COLUMNS, "file_id", "line_number", "version")),
                    # Rows of this very file are hashed already, and its dialect is not stored yet.
                    {} if record["file_id"] == by else self._changes(layout, record, dialects[record["file_id"]]),
                    reason,
                    by,
                )
                for record in records
            ],
        )
        return len(records)

    def _changes(self, layout: Layout, record: asyncpg.Record, dialect: Dialect) -> dict[str, Any]:
        """Return what of a row's version is another one once its line is hashed."""
        text, end = source_line(layout, record, dialect)
        line = text.encode()
        hashed = self.personal.line(line)
        if hashed == line:
            return {}
        registry = Registry(()) if layout is UNRECOGNIZED else self.registry
        row = CarefulReader(registry, dialect, _UTF8).read(hashed, None if end is None else end.encode())
        values = zip(layout.fields, row.values, strict=True)
        changed = {field.name: sql_text(value) for field, value in values if value != record[field.name]}
        return {**changed, "names": row.names or None, "residue": row.residue or None, "line_hash": line_hash(hashed)}

    async def forget_same(
        self, connection: Connection, folder: SourceFolder, tables: Collection[str], *, by: int
    ) -> None:
        """Drop the versions that a file replaced, in these tables, by nothing but themselves, hashed."""
        same_key = " AND ".join(f"t.{name} = s.{name}" for name in KEY_COLUMNS)
        for table in tables:
            await connection.execute(
                f"DELETE FROM superseded s USING {quoted(table)} t WHERE s.source_folder = $1 AND s.superseded_by = $2"
                f" AND s.table_name = $3 AND {same_key} AND t.line_hash = (s.version->>'line_hash')::bigint",
                str(folder),
                by,
                table,
            )

    def quarantined(self, record: asyncpg.Record) -> bytes:
        """Return a quarantined line (`raw`, `encoding`) as it would be kept today."""
        raw, encoding = bytes(record["raw"]), encoding_named(record["encoding"] or "utf-8")
        line = encoding.to_internal(raw)
        hashed = self.personal.anything(self.personal.line(line))
        return raw if hashed == line else encoding.from_internal(hashed)

    async def hash_quarantined(self, connection: Connection, records: Sequence[asyncpg.Record]) -> None:
        """Hash these quarantined lines where they lie (`quarantine_id`, `raw`, `value`, `encoding`)."""
        changed = [(record, self.quarantined(record)) for record in records]
        await connection.executemany(
            "UPDATE quarantine SET raw = $2, value = $3 WHERE quarantine_id = $1",
            [
                (record["quarantine_id"], hashed, record["value"] and self.personal.text(record["value"]))
                for record, hashed in changed
                if hashed != bytes(record["raw"])
            ],
        )
