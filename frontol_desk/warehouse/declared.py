"""SQL derived from the registry: the transaction tables, their comments, and the view over all of them."""

from __future__ import annotations

from collections.abc import Iterable

from frontol_desk.format.layout import Field, Kind, Layout
from frontol_desk.format.registry import UNRECOGNIZED, Registry

KEY_COLUMNS = ("source_folder", "transaction_date", "cash_register_code", "transaction_id_unique")
ALL_TRANSACTIONS = "transactions"
_SQL_TYPES = {
    Kind.INT: "bigint",
    Kind.DECIMAL: "numeric",
    Kind.TEXT: "text",
    Kind.DATE: "date",
    Kind.TIME: "time",
    Kind.DATETIME: "timestamp",
}
_LINEAGE = {
    "source_folder": "text NOT NULL",
    "file_id": "bigint NOT NULL",
    "line_number": "integer NOT NULL",
    "line_hash": "bigint NOT NULL",
    "names": "jsonb",
    "residue": "jsonb",
    "processed_at": "timestamptz NOT NULL DEFAULT now()",
}
_LINEAGE_COMMENTS = {
    "source_folder": "Папка обмена КАССА/ПАПКА; exchange folder of the kassa",
    "file_id": "Файл, из которого загружена строка; the file this row came from (files.file_id)",
    "line_number": "Номер строки в файле; physical line in that file, from 1",
    "line_hash": "XXH3-64 of the source line, 63 bits: decides whether a line has changed",
    "names": "Названия из значений вида код¦название; names that came with codes, by column",
    "residue": "What the columns alone would not reproduce of the source line",
    "processed_at": "Когда загружено; when the row was loaded",
}


def quoted(identifier: str) -> str:
    """Quote an identifier. Identifiers come from the registry or our own migrations, and are quoted all the same."""
    return '"' + identifier.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Quote a text for statements that take no parameters (COMMENT)."""
    return "'" + text.replace("'", "''") + "'"


def column_types(layout: Layout) -> dict[str, str]:
    """Return column name to SQL type of a table's own columns, in order."""
    return {field.name: _SQL_TYPES[field.kind] for field in layout.fields}


def create_table(layout: Layout) -> str:
    """Return the statements that create a table with its key, index and comments.

    The key starts with folder and date and so serves the queries by day and kassa and by document; a BRIN index on the
    date serves "recent days" and costs nothing measurable while loading.
    """
    table = quoted(layout.table)
    own = (f"{quoted(name)} {kind}" for name, kind in column_types(layout).items())
    lineage = (f"{quoted(name)} {kind}" for name, kind in _LINEAGE.items())
    key = ", ".join(map(quoted, KEY_COLUMNS))
    columns = ",\n    ".join((*own, *lineage, f"PRIMARY KEY ({key})"))
    index = quoted(f"{layout.table}_days")
    statements = [
        f"CREATE TABLE {table} (\n    {columns}\n)",
        f"CREATE INDEX {index} ON {table} USING brin (transaction_date) WITH (autosummarize = on)",
        f"COMMENT ON TABLE {table} IS {literal(_table_comment(layout))}",
        *add_comments(layout, (field.name for field in layout.fields)),
        *(f"COMMENT ON COLUMN {table}.{quoted(name)} IS {literal(text)}" for name, text in _LINEAGE_COMMENTS.items()),
    ]
    return ";\n".join(statements) + ";"


def add_comments(layout: Layout, names: Iterable[str]) -> list[str]:
    """Return the statements that comment the given columns from the dictionary."""
    by_name = {field.name: field for field in layout.fields}
    return [
        f"COMMENT ON COLUMN {quoted(layout.table)}.{quoted(name)} IS {literal(_column_comment(by_name[name]))}"
        for name in names
    ]


def _table_comment(layout: Layout) -> str:
    types = ", ".join(map(str, layout.types)) or "–"
    return f"{layout.ru} ({types}); {layout.en}"


def _column_comment(field: Field) -> str:
    parts = (field.ru if field.ru != "–" else None, field.note)
    return f"{field.n}: " + ("; ".join(part for part in parts if part) or "reserved")


def create_view(registry: Registry) -> str:
    """Return the statement of the view that shows every transaction of every table by what all tables share."""
    selects = []
    for layout in registry.tables:
        known = layout is not UNRECOGNIZED
        shared = "document_number, shift_number" if known else "NULL::bigint, NULL::bigint"
        selects.append(
            f"SELECT {literal(layout.table)}::text, source_folder, transaction_date, cash_register_code,"
            f" transaction_id_unique, transaction_time, transaction_type, {shared}, file_id, line_number, line_hash"
            f" FROM {quoted(layout.table)}"
        )
    columns = (
        "table_name, source_folder, transaction_date, cash_register_code, transaction_id_unique, transaction_time,"
        " transaction_type, document_number, shift_number, file_id, line_number, line_hash"
    )
    body = "\nUNION ALL ".join(selects)
    return f"CREATE VIEW {ALL_TRANSACTIONS} ({columns}) AS\n{body}"
