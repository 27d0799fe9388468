from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from frontol_desk.simulator.postgres import EmbeddedPostgres


@pytest.fixture(scope="session")
def postgres_dsn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One server for the whole session; without fsync, as nothing has to survive it."""
    home: Path = tmp_path_factory.mktemp("postgres")
    with EmbeddedPostgres(home, settings={"fsync": "off"}, keep=False) as server:
        yield server.dsn
