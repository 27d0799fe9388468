"""A warehouse in a database of its own, as tests use it: load these bytes, show what is stored now."""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from frontol_desk.domain.loads import LoadOutcome, LoadRequest
from frontol_desk.domain.resources import resource
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.format.registry import Registry, default_registry
from frontol_desk.warehouse.database import DatabaseAddress
from frontol_desk.warehouse.warehouse import Warehouse
from tests.builders import export_file, line
from tests.integration.databases import SCHEMA, PostgresServer

FOLDER = SourceFolder("P13", "P13")
DAY = date(2025, 12, 28)
ASKED = DateRange.day(DAY)
ALL_DAYS = DateRange(date.min, date.max)

both_versions = pytest.mark.parametrize("postgres", [18, 15], indirect=True)
"""Run on the built-in PostgreSQL and on Debian's."""


def item(number: int, *, workplace: int = 1, day: str = "28.12.2025", kind: int = 11, quantity: str = "1") -> str:
    """Return a line of a registration (11) or of another type with a quantity."""
    values = {"transaction_id_unique": str(number), "transaction_date": day, "cash_register_code": str(workplace)}
    return line(kind, values, quantity=quantity)


def export(*lines: str, **how: Any) -> bytes:
    """Return a file with these lines."""
    return export_file(lines, **how)


def sample() -> bytes:
    """Return the masked real day: P13/P13, 28.12.2025, three workplaces, 1,346 lines."""
    return Path(str(resource("demo/response.txt"))).read_bytes()


@dataclass(frozen=True)
class Snapshot:
    """Everything that is stored, without our ids and times: what "the database equals" means."""

    transactions: frozenset[str] = field(repr=False)
    superseded: Counter[str] = field(repr=False)
    quarantine: Counter[str] = field(repr=False)


class Depot:
    """`warehouse` is what is tested; `database` is a connection beside it, with our schema in front."""

    def __init__(
        self, dsn: str, warehouse: Warehouse, database: asyncpg.Connection[asyncpg.Record], room: Path
    ) -> None:
        self.dsn, self.warehouse, self.database = dsn, warehouse, database
        self._room = room
        self._numbers = count(1)

    @classmethod
    @asynccontextmanager
    async def open(cls, dsn: str, room: Path, registry: Registry | None = None) -> AsyncIterator[Depot]:
        """Connect; `room` is a folder for files."""
        address = DatabaseAddress(dsn, schema=SCHEMA)
        async with Warehouse.open(address, registry or default_registry()) as warehouse:
            database = await asyncpg.connect(dsn, timeout=10, server_settings={"search_path": SCHEMA})
            try:
                yield cls(dsn, warehouse, database, room)
            finally:
                await database.close(timeout=5)

    def file(self, data: bytes) -> Path:
        """Write an original."""
        path = self._room / f"original-{next(self._numbers)}"
        path.write_bytes(data)
        return path

    async def request(
        self,
        data: bytes,
        *,
        folder: SourceFolder = FOLDER,
        asked: DateRange | None = None,
        trust: bool = False,
        encoding: str | None = None,
    ) -> LoadRequest:
        """Return the order to load a file, with a lease of its folder."""
        return LoadRequest(
            run_id="test",
            lease=await self.warehouse.acquire(folder),
            name="response.txt",
            original=self.file(data),
            sha256=hashlib.sha256(data).hexdigest(),
            asked=asked,
            trust_dates_found=trust,
            encoding=encoding,
        )

    async def load(self, data: bytes, **how: Any) -> LoadOutcome:
        """Load a file and give its lease back; what the outcome promises about its counts is checked by the way."""
        request = await self.request(data, **how)
        outcome = await self.warehouse.load(request, lambda _done, _rows: None)
        await self.warehouse.release(request.lease)
        assert outcome.read == outcome.loaded + outcome.unchanged + outcome.quarantined
        assert sum(outcome.by_table.values()) == outcome.loaded
        return outcome

    async def export(
        self, dates: DateRange = ALL_DAYS, *, folder: SourceFolder = FOLDER, encoding: str | None = None
    ) -> bytes:
        """Return the stored days in the Frontol format."""
        path = self._room / f"export-{next(self._numbers)}"
        await self.warehouse.export_frontol(folder, dates, path, encoding)
        return path.read_bytes()

    async def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Return what a query finds."""
        return [tuple(record) for record in await self.database.fetch(query, *values)]

    async def value(self, query: str, *values: object) -> Any:
        """Return the one value that a query finds."""
        return await self.database.fetchval(query, *values)

    async def tables(self) -> dict[str, int]:
        """Return the number of rows of every table that has some."""
        return dict(await self.rows("SELECT table_name, count(*)::int FROM transactions GROUP BY 1"))

    async def numbers(self) -> list[int]:
        """Return all transaction numbers stored."""
        return [n for (n,) in await self.rows("SELECT transaction_id_unique FROM transactions ORDER BY 1")]

    async def snapshot(self, folder: SourceFolder = FOLDER) -> Snapshot:
        """Return everything that is stored of a folder."""
        names = [name for (name,) in await self.rows("SELECT table_name FROM frontol_desk_tables")]
        union = " UNION ALL ".join(
            f"SELECT '{name}' || (to_jsonb(t) - '{{file_id,processed_at}}'::text[])::text FROM {name} t"
            " WHERE source_folder = $1"
            for name in names
        )
        superseded = (
            "SELECT (to_jsonb(t) - '{superseded_id,file_id,superseded_by,superseded_at,version}'::text[])::text"
            " || (version - '{file_id,processed_at}'::text[])::text FROM superseded t WHERE source_folder = $1"
        )
        quarantine = (
            "SELECT (to_jsonb(t) - '{quarantine_id,file_id,processed_at,asked_date}'::text[])::text FROM quarantine t"
            " WHERE source_folder = $1"
        )
        return Snapshot(
            frozenset(text for (text,) in await self.rows(union, str(folder))),
            Counter(text for (text,) in await self.rows(superseded, str(folder))),
            Counter(text for (text,) in await self.rows(quarantine, str(folder))),
        )


@contextmanager
def one_depot(postgres: PostgresServer, room: Path) -> Iterator[tuple[asyncio.Runner, Depot]]:
    """Give one depot for many examples, on a loop of its own: hypothesis calls plain functions."""
    with asyncio.Runner() as runner:
        dsn = runner.run(postgres.clone())
        opening = Depot.open(dsn, room)
        depot = runner.run(opening.__aenter__())
        try:
            yield runner, depot
        finally:
            runner.run(opening.__aexit__(None, None, None))
            runner.run(postgres.drop(dsn))
