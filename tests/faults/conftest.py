from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.faults.scene import ENDS, FOLDER, Scene, open_scene
from tests.integration.comparing import Stored
from tests.integration.conftest import postgres_18
from tests.integration.databases import PostgresServer
from tests.integration.pipeline.shop import QUICK, Kassas, open_shop, run_sync

OpenScene = Callable[..., Scene]
__all__ = ["postgres_18"]


@pytest.fixture(scope="session")
def dsn(postgres_18: PostgresServer) -> str:
    return postgres_18.dsn


@pytest.fixture(scope="session")
def spare_schemas() -> dict[str, list[str]]:
    """Per database the schemas that have their tables and nothing in them."""
    return defaultdict(list)


@pytest.fixture(scope="session")
def undisturbed(dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stored]:
    """What a day looks like when nobody disturbs its load."""
    with open_shop(tmp_path_factory.mktemp("undisturbed"), dsn, {FOLDER: QUICK}) as shop:
        run_sync(shop)
        yield shop.stored


@pytest.fixture
def scene(dsn: str, tmp_path: Path, undisturbed: Stored, spare_schemas: dict[str, list[str]]) -> Iterator[OpenScene]:
    """Open a scene that closes with the test. Its schema is used again; a `fresh` one is new, and dropped then."""
    used: list[Scene] = []
    thrown_away: list[Scene] = []
    server = dsn
    with ExitStack() as stack:

        def opened(
            kassas: Kassas | None = None,
            *,
            dsn: str = server,
            expected: Stored = undisturbed,
            fresh: bool = False,
            **options: Any,
        ) -> Scene:
            schema = spare_schemas[dsn].pop() if spare_schemas[dsn] and not fresh else None
            place = open_scene(tmp_path, dsn, kassas or {FOLDER: QUICK}, expected, schema, **options)
            found = stack.enter_context(place)
            (thrown_away if fresh else used).append(found)
            return found

        yield opened
    for one in used:
        for statement in one.cleaning:
            asyncio.run(one.shop.fetch(statement))
        asyncio.run(one.shop.clear())
        spare_schemas[one.shop.dsn].append(one.shop.schema)
    for one in thrown_away:
        asyncio.run(one.shop.fetch(f"DROP SCHEMA {one.shop.schema} CASCADE"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how many faults were tried and how many survived, and how the loads ended that they struck."""
    tried, lost = set(), set()
    for outcome in ("passed", "failed", "error"):
        for report in terminalreporter.getreports(outcome):
            if "faults" in report.keywords:
                tried.add(report.nodeid)
                lost |= {report.nodeid} if outcome != "passed" else set()
    terminalreporter.write_line(f"Faults: tried {len(tried)}, survived {len(tried) - len(lost)}.")
    ends = ", ".join(f"{status} {count}" for status, count in ENDS.most_common())
    terminalreporter.write_line(f"Loads disturbed inside this process: {ends or 'none'}.")
