from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from frontol_desk.domain.values import SourceFolder
from frontol_desk.simulator.bulk import write_bulk_export
from tests.integration.databases import PostgresServer
from tests.integration.pipeline.shop import Kassas, Shop, open_shop

OpenShop = Callable[..., Shop]
BIG_FOLDER = "BULK/BULK"
BIG_ROWS = 100_000


@pytest.fixture(scope="session")
def dsn(postgres_18: PostgresServer) -> str:
    """One database for all shops; each has a schema of its own."""
    return postgres_18.dsn


@pytest.fixture(scope="session")
def empty_schemas() -> list[str]:
    """Schemas that have their tables and nothing in them: making tables takes longer than most tests."""
    return []


@pytest.fixture
def shop(dsn: str, tmp_path: Path, empty_schemas: list[str]) -> Iterator[OpenShop]:
    """Open shops that close with the test: ``shop({"P13/P13": QUICK}, kind="vsftpd")``.

    With ``fresh=True`` their schema does not exist yet.
    """
    used: list[Shop] = []
    with ExitStack() as stack:

        def opened(kassas: Kassas, *, fresh: bool = False, **options: Any) -> Shop:
            root = tmp_path / f"shop-{len(list(tmp_path.iterdir()))}"
            schema = empty_schemas.pop() if empty_schemas and not fresh else None
            place = stack.enter_context(open_shop(root, dsn, kassas, schema=schema, **options))
            if not fresh:
                used.append(place)
            return place

        yield opened
    for place in used:
        asyncio.run(place.clear())
        empty_schemas.append(place.schema)


@pytest.fixture(scope="session")
def big_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export of `BIG_ROWS` lines of `BIG_FOLDER`, about 14 MB."""
    path = tmp_path_factory.mktemp("big") / "big.txt"
    write_bulk_export(path, rows=BIG_ROWS, folder=SourceFolder.parse(BIG_FOLDER))
    return path
