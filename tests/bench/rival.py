"""The rival of the load: ``psql \\copy`` of the same rows, already split per table, into tables with the same key."""

from __future__ import annotations

import asyncio
import os
import subprocess
from pathlib import Path

import asyncpg

from frontol_desk.format.encoding import scan_export
from frontol_desk.format.layout import Layout
from frontol_desk.format.reader import ExportReader
from frontol_desk.format.registry import default_registry
from frontol_desk.format.rows import LINEAGE_COLUMNS
from frontol_desk.warehouse.declared import KEY_COLUMNS, column_types, quoted

SCHEMA = "rival"
_FOLDER = "rival/rival"


class Rival:
    """Files per table, prepared beforehand, and the script that copies them in one transaction."""

    def __init__(self, export: Path, folder: Path, psql: Path) -> None:
        self.rows = 0
        self._psql = psql
        self._layouts = self._split(export, folder)
        self._script = folder / "copy.sql"
        self._script.write_text(self._copy_script(folder), "utf-8")

    def _split(self, export: Path, folder: Path) -> dict[str, Layout]:
        """Write the rows of each table to a file of its own: folder and fields, no lineage."""
        with export.open("rb") as stream:
            encoding = scan_export(stream).encoding
        layouts: dict[str, Layout] = {}
        with export.open("rb") as stream:
            for chunk in ExportReader(stream, default_registry(), encoding):
                for batch in chunk.batches:
                    layouts[batch.layout.table] = batch.layout
                    texts = [row.rsplit(b";", len(LINEAGE_COLUMNS))[0] for row in batch.rows]
                    self.rows += len(texts)
                    with (folder / batch.layout.table).open("ab") as file:
                        file.write(b"".join(b"%b;%b\n" % (_FOLDER.encode(), text) for text in texts))
        return layouts

    def _copy_script(self, folder: Path) -> str:
        copies = []
        for table, layout in self._layouts.items():
            columns = ", ".join(["source_folder", *(quoted(field.name) for field in layout.fields)])
            options = "format text, delimiter ';', null ''"
            copies.append(f"\\copy {SCHEMA}.{table} ({columns}) from '{folder / table}' with ({options})")
        return "\n".join(["BEGIN;", "SET LOCAL DateStyle = 'ISO, DMY';", *copies, "COMMIT;", ""])

    async def prepare(self, dsn: str) -> None:
        """Create the tables anew, empty."""
        connection = await asyncpg.connect(dsn)
        try:
            await connection.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE; CREATE SCHEMA {SCHEMA}")
            for table, layout in self._layouts.items():
                columns = ", ".join(f"{quoted(name)} {kind}" for name, kind in column_types(layout).items())
                await connection.execute(
                    f"CREATE TABLE {SCHEMA}.{table} (source_folder text NOT NULL, {columns},"
                    f" PRIMARY KEY ({', '.join(KEY_COLUMNS)}))"
                )
        finally:
            await connection.close()

    async def run(self, dsn: str) -> None:
        """Copy everything."""
        command = [str(self._psql), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", dsn, "-f", str(self._script)]
        environment = os.environ | {"PGCONNECT_TIMEOUT": "10"}
        await asyncio.to_thread(subprocess.run, command, check=True, capture_output=True, env=environment, timeout=600)
