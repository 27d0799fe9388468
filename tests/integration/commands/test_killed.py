"""kill -9, then run again undisturbed: the database is that of a run that nobody disturbed. (More: tests/faults.)"""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from frontol_desk.domain.values import SourceFolder
from frontol_desk.simulator.bulk import write_bulk_export
from tests.integration.commands.console import Console, Outcome
from tests.integration.comparing import Stored, assert_equal
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.hooks import Hooks
from tests.integration.pipeline.shop import QUICK, SILENT, Shop, faulty, open_shop

FOLDER = "P13/P13"
BULK = "BULK/BULK"
LOAD = ("--run", "--date", "2025-12-28", "--json", "--log-format", "json", "--log-level")
BIG = 8_000


@pytest.fixture(scope="module")
def undisturbed(dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stored]:
    """What a day looks like when nobody disturbs its load."""
    with open_shop(tmp_path_factory.mktemp("undisturbed"), dsn, {FOLDER: QUICK}) as place:
        assert Console.of(place).run(*LOAD, "info").code == 0
        yield place.stored


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("export") / "big.txt"
    write_bulk_export(path, rows=BIG, folder=SourceFolder.parse(BULK))
    return path


@pytest.fixture(scope="module")
def undisturbed_bulk(dsn: str, tmp_path_factory: pytest.TempPathFactory, export: Path) -> Iterator[Stored]:
    with open_shop(tmp_path_factory.mktemp("undisturbed"), dsn, {BULK: SILENT}) as place:
        shutil.copy(export, place.responses(BULK))
        assert Console.of(place).run(*LOAD, "info", "--no-request").code == 0
        yield place.stored


def killed_at(console: Console, message: str, *arguments: str, level: str = "info") -> list[str]:
    """Run a load and kill it when its log says something; return what it said until then."""
    said: list[str] = []
    with console.started(*LOAD, level, *arguments) as process:
        assert process.stderr is not None
        for line in process.stderr:
            said.append(line)
            if f'"message": "{message}' in line:
                process.kill()
                break
        assert process.wait(10) == -signal.SIGKILL, f"{message!r} was never said: {''.join(said)}"
    return said


def again(console: Console, *arguments: str) -> Outcome:
    done = console.run(*LOAD, "info", *arguments)
    assert (done.code, done.report.status) == (0, "completed"), done.out
    return done


SLOW = pytest.mark.slow


@pytest.mark.parametrize("stage", ["wait", pytest.param("archive", marks=SLOW), "load"])
async def test_killed_when_a_stage_begins(shop: OpenShop, undisturbed: Stored, stage: str) -> None:
    place = shop({FOLDER: QUICK})
    killed_at(Console.of(place), f"{stage} started")
    again(Console.of(place))
    await assert_equal(place.stored, undisturbed)
    assert await place.leases_held() == []


@pytest.mark.parametrize(
    ("when", "command", "ending"),
    [
        pytest.param("before", "RNFR", ".desk-tmp", id="request half placed"),
        pytest.param("before", "RNFR", "response.txt", id="not yet marked"),
    ],
)
async def test_killed_at_a_moment_of_the_protocol(
    shop: OpenShop, undisturbed: Stored, when: str, command: str, ending: str
) -> None:
    hooks = Hooks()
    place = shop({FOLDER: QUICK}, handler=hooks.handler())
    console = Console.of(place)
    with console.started(*LOAD, "info") as process:
        hooks.once(when, command, ending, process.kill)  # type: ignore[arg-type]
        process.communicate(timeout=20)
        assert process.returncode == -signal.SIGKILL
    again(console)
    await assert_equal(place.stored, undisturbed)


async def test_killed_in_the_middle_of_a_big_load(shop: OpenShop, undisturbed_bulk: Stored, export: Path) -> None:
    place = shop({BULK: SILENT})
    shutil.copy(export, place.responses(BULK))
    killed_at(Console.of(place), "load: ", "--no-request", level="debug")
    assert await place.stored.counts() == {}
    assert place.spooled() != []
    again(Console.of(place), "--no-request")
    assert place.spooled() == []
    await assert_equal(place.stored, undisturbed_bulk)


@SLOW
async def test_killed_while_the_kassa_is_still_writing(shop: OpenShop, undisturbed: Stored) -> None:
    place = shop({FOLDER: faulty("growing:2.5")})
    file = place.responses(FOLDER) / "response.txt"
    with Console.of(place).started(*LOAD, "info") as process:
        while not file.exists():
            assert process.poll() is None
        process.kill()
    again(Console.of(place))
    await assert_equal(place.stored, undisturbed)


async def test_a_comparison_notices_a_difference(shop: OpenShop, undisturbed: Stored) -> None:
    place: Shop = shop({FOLDER: QUICK})
    again(Console.of(place))
    await assert_equal(place.stored, undisturbed)
    await place.fetch("UPDATE tx_item_registration_1_11 SET quantity = quantity + 1 WHERE transaction_id_unique ="
                      " (SELECT min(transaction_id_unique) FROM tx_item_registration_1_11)")  # fmt: skip
    with pytest.raises(AssertionError, match="tx_item_registration_1_11 surplus"):
        await assert_equal(place.stored, undisturbed)
