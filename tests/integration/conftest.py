from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.integration.databases import DEBIAN_PROGRAMS, PostgresServer, builtin_server, debian_server
from tests.integration.warehouse.depot import Depot


@pytest.fixture(scope="session")
def postgres_18(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    with builtin_server(tmp_path_factory.mktemp("postgres")) as server:
        yield server


@pytest.fixture(scope="session")
def postgres_15() -> Iterator[PostgresServer]:
    if not DEBIAN_PROGRAMS.exists():
        pytest.skip("Debian's package postgresql-15 is not installed")
    with debian_server() as server:
        yield server


@pytest.fixture
def postgres(request: pytest.FixtureRequest) -> PostgresServer:
    """The built-in server, or the one that a test names: `@both_versions`."""
    found: PostgresServer = request.getfixturevalue(f"postgres_{getattr(request, 'param', 18)}")
    return found


@pytest.fixture
async def depot(postgres: PostgresServer, tmp_path: Path) -> AsyncIterator[Depot]:
    """A warehouse in an empty database of its own, its tables in a schema that is not `public`."""
    dsn = await postgres.borrow()
    async with Depot.open(dsn, tmp_path) as opened:
        yield opened
    await postgres.give_back(dsn)
