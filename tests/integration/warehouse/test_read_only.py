"""A database that can only be read: by its own setting, and as a standby server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from frontol_desk.domain.errors import DeskError, ErrorCode, ExitCode
from frontol_desk.warehouse.database import DatabaseAddress
from frontol_desk.warehouse.probing import examine
from tests.integration.databases import SCHEMA, PostgresServer, debian_cluster, migrated
from tests.integration.warehouse.depot import Depot, export, item


@pytest.fixture
async def closed(postgres: PostgresServer) -> AsyncIterator[str]:
    """A database that is set up and then closed to changes."""
    dsn = await postgres.clone()
    connection = await asyncpg.connect(dsn)
    await connection.execute(f"ALTER DATABASE {urlsplit(dsn).path[1:]} SET default_transaction_read_only = on")
    await connection.close()
    yield dsn
    await postgres.drop(dsn)


async def is_refused(dsn: str, room: Path) -> None:
    """See that nothing can be loaded, that this is said as it is, and that looking finds it out beforehand."""
    found = await examine(DatabaseAddress(dsn, schema=SCHEMA))
    assert (found.read_only, found.schema_state, found.steps, found.problem) == (True, "current", (), None)
    async with Depot.open(dsn, room) as depot:
        with pytest.raises(DeskError) as caught:
            await depot.load(export(item(5)))
    error = caught.value
    assert (error.code, error.exit_code, error.retryable) == (ErrorCode.DB_READ_ONLY, ExitCode.FAILED, False)
    assert "read-only transaction" in error.message
    assert "—" not in error.message + error.hint


async def test_a_database_closed_to_changes(closed: str, tmp_path: Path) -> None:
    await is_refused(closed, tmp_path)


async def test_a_standby_server(tmp_path: Path) -> None:
    with debian_cluster() as cluster:
        with cluster.running() as server:
            await migrated(server.dsn)
            assert not (await examine(DatabaseAddress(server.dsn, schema=SCHEMA))).read_only
        (cluster.data / "standby.signal").touch()
        with cluster.running(hot_standby="on") as server:
            await is_refused(server.dsn, tmp_path)
