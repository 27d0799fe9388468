"""Only a server process that still is in the lost transaction is ended: a pooler gives it to others afterwards."""

from __future__ import annotations

import asyncpg
import pytest

from frontol_desk.warehouse.failures import LINE_FAILURES
from frontol_desk.warehouse.fates import Backend, end_backends
from tests.integration.warehouse.depot import Depot, both_versions

_BACKEND = "SELECT pg_backend_pid(), now()"


@both_versions
async def test_a_process_that_has_gone_on_to_something_else_is_left_alone(depot: Depot) -> None:
    worker = await asyncpg.connect(depot.dsn)
    [(process, first)] = await worker.fetch(_BACKEND)
    await worker.execute("BEGIN")
    [(_, second)] = await worker.fetch(_BACKEND)
    async with depot.warehouse._database.transaction() as connection:
        await end_backends(connection, {Backend(process, first)})
    assert await worker.fetchval("SELECT 1") == 1
    async with depot.warehouse._database.transaction() as connection:
        await end_backends(connection, {Backend(process, second)})
    with pytest.raises(LINE_FAILURES):
        await worker.fetchval("SELECT 1")
    worker.terminate()
