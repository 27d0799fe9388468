"""A look at a database server, whether there is one and how quick it is; without any of our tables."""

from __future__ import annotations

import asyncio
import time

import asyncpg

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.warehouse.database import DatabaseAddress
from frontol_desk.warehouse.failures import connection_failures


async def look_at(address: DatabaseAddress, seconds: float) -> tuple[str, float]:
    """Connect within so many seconds; return PostgreSQL's version and the milliseconds of a statement.

    Raises DB_CONNECTION, DB_LOGIN and the like.
    """
    with connection_failures(address.where):
        try:
            async with asyncio.timeout(seconds):
                connection = await asyncpg.connect(address.dsn, timeout=seconds, statement_cache_size=0)
                try:
                    version: str = await connection.fetchval("SHOW server_version")
                    started = time.perf_counter()
                    await connection.fetchval("SELECT 1")
                    return version.split(" ")[0], (time.perf_counter() - started) * 1000
                finally:
                    connection.terminate()
        except ValueError as error:
            raise DeskError(ErrorCode.CONFIG_SETTING, setting="database.dsn", value=type(error).__name__) from None
