"""``simulate``: only the kassas, FTP server and database of the demo, for trying a real console against them."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import click

from frontol_desk.cli.call import Call, global_options, pass_call
from frontol_desk.cli.output import print_document, say
from frontol_desk.cli.tasks import run_task
from frontol_desk.domain.errors import DeskError, ErrorCode, ExitCode
from frontol_desk.domain.messages import text
from frontol_desk.settings.model import Settings

if TYPE_CHECKING:
    from frontol_desk.simulator.demo import DemoWorld


_FAULT_HELP = (
    "A folder that misbehaves; repeatable. FAULT: silent, slow, growing (all three also with seconds, silent:20), "
    "truncated, broken-line (of the first answers only: broken-line:1), unknown-type, appended, left-over, "
    "request-moved, request-kept, save-result, hole:FIRST-LAST (numbers sent only when asked for), lost:FIRST-LAST "
    "(numbers never sent)."
)


@click.command("simulate")
@click.option("--seed", type=int, default=1, show_default=True, help="Another number, other sales.")
@click.option("--fault", "faults", multiple=True, metavar="K/F=FAULT", help=_FAULT_HELP)
@click.option("--reset", is_flag=True, help="Forget everything the demo has loaded, then end.")
@global_options
@pass_call
def simulate(call: Call, seed: int, faults: tuple[str, ...], *, reset: bool) -> int:
    """Run simulated kassas with their FTP server and a database until Ctrl+C."""
    call.demo = True
    settings, problems = call.read_settings()
    call.begin(settings, problems)
    if reset:
        _reset(call, settings.home / "demo")
        return 0
    try:
        run_task(_simulate(call, settings, seed, faults))
    except DeskError as error:
        if error.code is not ErrorCode.CANCELLED:
            raise
    return ExitCode.CANCELLED  # being stopped is its only end, and no failure to tell of


async def _simulate(call: Call, settings: Settings, seed: int, faults: tuple[str, ...]) -> None:
    from frontol_desk.simulator.demo import DEMO_FOLDERS, DemoWorld

    async with DemoWorld(settings.home, settings.folders or DEMO_FOLDERS, seed=seed, faults=faults) as world:
        _announce(call, world)
        await asyncio.Event().wait()  # until the task is cancelled


def _reset(call: Call, demo_home: Path) -> None:
    """Delete the demo's data; where another process works with them they stay."""
    from frontol_desk.simulator.postgres import EmbeddedPostgres

    postgres = EmbeddedPostgres(demo_home / "postgres", keep=False)
    if postgres.home.exists():
        with postgres:
            pass
    if not postgres.home.exists():
        shutil.rmtree(demo_home, ignore_errors=True)
    gone = not demo_home.exists()
    if call.json:
        print_document({"reset": gone})
    elif gone:
        say(text("simulate_reset"))


def _announce(call: Call, world: DemoWorld) -> None:
    folders = [str(folder) for folder in world.folders]
    variables = {
        "FRONTOL_DESK_FTP__HOST": world.ftp_host,
        "FRONTOL_DESK_FTP__PORT": str(world.ftp_port),
        "FRONTOL_DESK_FTP__USER": world.ftp_user,
        "FRONTOL_DESK_FTP__PASSWORD": world.ftp_password,
        "FRONTOL_DESK_DATABASE__DSN": world.dsn,
        "FRONTOL_DESK_KASSAS": _as_kassas(world),
    }
    if call.json:
        print_document({"folders": folders, "environment": variables})
        return
    say(text("simulate_heading"))
    say(text("simulate_folders", folders=", ".join(folders)))
    say(text("simulate_try"))
    for name, value in variables.items():
        say(f"  {name}={value}")


def _as_kassas(world: DemoWorld) -> str:
    kassas: dict[str, list[str]] = {}
    for folder in world.folders:
        kassas.setdefault(folder.kassa, []).append(folder.folder)
    return ";".join(f"{kassa}:{','.join(names)}" for kassa, names in kassas.items())
