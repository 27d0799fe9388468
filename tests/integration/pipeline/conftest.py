from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from frontol_desk.simulator.postgres import EmbeddedPostgres
from tests.integration.pipeline.shop import Kassas, Shop, open_shop

OpenShop = Callable[..., Shop]


@pytest.fixture(scope="session")
def dsn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One database server for the whole session; without fsync, as nothing has to survive it."""
    with EmbeddedPostgres(tmp_path_factory.mktemp("postgres"), settings={"fsync": "off"}, keep=False) as server:
        yield server.dsn


@pytest.fixture
def shop(dsn: str, tmp_path: Path) -> Iterator[OpenShop]:
    """Open shops that close with the test: ``shop({"P13/P13": QUICK}, kind="vsftpd")``."""
    with ExitStack() as stack:

        def opened(kassas: Kassas, **options: Any) -> Shop:
            root = tmp_path / f"shop-{len(list(tmp_path.iterdir()))}"
            return stack.enter_context(open_shop(root, dsn, kassas, **options))

        yield opened
