"""An owner sets the tables up, another role loads: what that role needs, and what it hears when it lacks it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.format.registry import default_registry
from frontol_desk.warehouse.database import DatabaseAddress
from frontol_desk.warehouse.warehouse import Warehouse
from tests.integration.databases import SCHEMA, PostgresServer
from tests.integration.warehouse.depot import ASKED, FOLDER, Depot, both_versions, export, item

LOADING = (
    f"GRANT USAGE ON SCHEMA {SCHEMA} TO loader",
    f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {SCHEMA} TO loader",
    f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {SCHEMA} TO loader",
)


@pytest.fixture
async def owned(postgres: PostgresServer, tmp_path: Path) -> AsyncIterator[tuple[Depot, str]]:
    """The owner's depot, and the DSN of a role that may do nothing yet."""
    dsn = await postgres.clone()
    parts = urlsplit(dsn)
    async with Depot.open(dsn, tmp_path) as depot:
        await depot.database.execute("CREATE ROLE loader LOGIN PASSWORD 'loads'")
        try:
            yield depot, parts._replace(netloc=f"loader:loads@{parts.hostname}:{parts.port}").geturl()
        finally:
            await depot.database.execute("DROP OWNED BY loader; DROP ROLE loader")
    await postgres.drop(dsn)


@both_versions
async def test_a_role_that_may_not_create_loads_what_the_owner_has_set_up(
    owned: tuple[Depot, str], tmp_path: Path
) -> None:
    depot, dsn = owned
    for grant in LOADING:
        await depot.database.execute(grant)
    async with Depot.open(dsn, tmp_path) as loader:
        await loader.warehouse.prepare(auto_migrate=True)
        await loader.warehouse.prepare(auto_migrate=False)
        data = export(item(5), item(6), item(7, quantity="abc"))
        assert (await loader.load(data, asked=ASKED)).loaded == 2
        assert (await loader.load(export(item(5), item(6, quantity="2"), item(7)), asked=ASKED)).loaded == 2
        assert (await loader.load(export(item(5), item(7)), asked=ASKED)).removed == 1
        assert (await loader.warehouse.verify(FOLDER, ASKED)).counts.gaps == 1
        assert await loader.export() == export(item(5), item(7))
    assert await depot.numbers() == [5, 7]


@both_versions
async def test_missing_rights_are_named_without_any_value_of_a_row(owned: tuple[Depot, str], tmp_path: Path) -> None:
    depot, dsn = owned
    for grant in LOADING:
        await depot.database.execute(grant)
    await depot.database.execute("REVOKE INSERT ON tx_item_registration_1_11 FROM loader")
    async with Depot.open(dsn, tmp_path) as loader:
        secret = item(5).replace("10:00:00", "10:11:12")
        with pytest.raises(DeskError) as caught:
            await loader.load(export(secret), asked=ASKED)
    error = caught.value
    assert error.code is ErrorCode.DB_RIGHTS
    assert "permission denied for table tx_item_registration_1_11" in error.message
    assert not any(text in f"{error} {error.context} {error.hint}" for text in ("10:11:12", "loads", secret))
    assert await depot.value("SELECT count(*) FROM files") == 0


async def test_a_role_without_any_right(owned: tuple[Depot, str]) -> None:
    _, dsn = owned
    async with Warehouse.open(DatabaseAddress(dsn, schema=SCHEMA), default_registry()) as warehouse:
        for auto_migrate in (True, False):
            with pytest.raises(DeskError) as caught:
                await warehouse.prepare(auto_migrate=auto_migrate)
            assert caught.value.code is ErrorCode.DB_RIGHTS


@both_versions
async def test_a_role_that_may_not_create_cannot_set_up(owned: tuple[Depot, str]) -> None:
    _, dsn = owned
    async with Warehouse.open(DatabaseAddress(dsn, schema="elsewhere"), default_registry()) as warehouse:
        with pytest.raises(DeskError) as caught:
            await warehouse.prepare(auto_migrate=True)
    assert caught.value.code is ErrorCode.DB_RIGHTS
    assert "permission denied" in caught.value.message
