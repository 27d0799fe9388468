"""Two roles: the owner sets the tables up from the command line, the other one loads and can do no more than that."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from frontol_desk.domain.audit import AuditQuery
from frontol_desk.domain.report import RunStatus
from frontol_desk.domain.values import DateRange
from tests.integration.commands.console import Console
from tests.integration.comparing import assert_equal
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import DAY, QUICK, Shop, assert_adds_up, faulty, open_shop

ROLE, PASSWORD = "frontol loader", "loads: all/of@it"
KASSAS = {"P13/P13": QUICK, "N22/N22_Inter": faulty("broken-line")}


@pytest.fixture
async def role(dsn: str) -> AsyncIterator[str]:
    """The DSN of a role without any right, and with a name that has to be quoted."""
    owner = await asyncpg.connect(dsn)
    await owner.execute(f"CREATE ROLE \"{ROLE}\" LOGIN PASSWORD '{PASSWORD}'")
    parts = urlsplit(dsn)
    netloc = f"frontol%20loader:loads%3A%20all%2Fof%40it@{parts.hostname}:{parts.port}"
    yield parts._replace(netloc=netloc).geturl()
    await owner.execute(f'DROP OWNED BY "{ROLE}"; DROP ROLE "{ROLE}"')
    await owner.close()


def set_up(place: Shop, owner: str, *more: str) -> list[str]:
    """Set up as the owner, whose password is in the environment, not among the arguments."""
    parts = urlsplit(owner)
    bare = parts._replace(netloc=f"{parts.username}@{parts.hostname}:{parts.port}").geturl()
    plain = {name: value for name, value in place.environment.items() if not name.endswith("DATABASE__DSN")}
    console = Console(place.home, plain | {"FRONTOL_DESK_DATABASE__PASSWORD": parts.password or ""}, (PASSWORD,))
    done = console.run("migrate", "--dsn", bare, "--grant-to", ROLE, "--json", *more)
    assert done.code == 0, done.err
    steps: list[str] = done.document["steps"]
    return steps


async def test_a_whole_run_as_a_role_that_only_loads(dsn: str, role: str, tmp_path: Path, shop: OpenShop) -> None:
    alone = shop(KASSAS)
    with open_shop(tmp_path / "roles", role, KASSAS) as place:
        steps = set_up(place, dsn)
        assert f'GRANT USAGE ON SCHEMA "{place.schema}" TO "{ROLE}";' in steps
        report = await place.load()
        assert_adds_up(report)
        assert report.status is RunStatus.PARTIAL
        await alone.load()
        await assert_equal(replace(place, dsn=dsn).stored, alone.stored)
        async with place.desk() as desk:
            assert (await desk.failures()).total == 1
            await desk.letters.drop([item.key for item in (await desk.failures()).items], "known to be broken")
            assert (await desk.failures()).total == 0
            assert (await desk.dashboard()) is not None
            await desk.export_frontol(DateRange.day(DAY), (), tmp_path / "out", None)
            entries = await desk.audit.entries(AuditQuery())
        assert {"migrate", "load", "drop"} <= {str(entry.action) for entry in entries}


async def test_an_owner_who_is_turned_away_is_not_told_to_change_the_password_for_loads(
    dsn: str, shop: OpenShop
) -> None:
    place, parts = shop(KASSAS), urlsplit(dsn)
    console = Console(place.home, place.environment, (PASSWORD,))
    other = parts._replace(netloc=f"nobody:hush@{parts.hostname}:{parts.port}").geturl()
    refused = console.run("migrate", "--dsn", other, "--json")
    assert (refused.code, refused.error["code"]) == (3, "DB_LOGIN")
    assert "--dsn" in refused.error["hint"]
    assert "secrets set" not in refused.error["hint"]
