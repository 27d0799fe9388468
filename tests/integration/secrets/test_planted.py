"""Planted secrets and personal data come out nowhere: in no output of any command, in nothing that lies on the disk."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import asyncpg
import psutil
import pytest

from frontol_desk.cli import group
from frontol_desk.console.desk import Desk
from frontol_desk.services.masking import Mask
from frontol_desk.simulator.postgres import EmbeddedPostgres
from tests.integration.commands.console import ROOT
from tests.integration.pipeline.conftest import dsn, empty_schemas, shop
from tests.integration.pipeline.shop import Shop
from tests.integration.secrets.planting import (
    DAY,
    NOT_HERE,
    bare_environment,
    commands,
    failing,
    of_vault,
    planted_dsn,
    planted_shop,
    planted_vault,
    profile_with_password,
    sales_with_people,
)
from tests.keyrings import MemoryKeyring
from tests.planted import PERSONAL, SECRETS, Harvest
from tests.unit.cli.conftest import Desk as Command
from tests.unit.cli.conftest import _as_before, desk
from tests.vault_server import Vault

__all__ = [
    "_as_before",
    "desk",
    "dsn",
    "empty_schemas",
    "planted_dsn",
    "planted_shop",
    "planted_vault",
    "shop",
]


async def whole_database(place: Shop) -> list[tuple[str, str]]:
    """Return every table of the shop as text, and what the server itself shows of its sessions."""
    connection = await asyncpg.connect(place.dsn, server_settings={"search_path": place.schema})
    tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = $1", place.schema)
    union = " UNION ALL ".join(
        f"""SELECT '{name}', string_agg(t::text, E'\\n') FROM "{place.schema}"."{name}" t""" for (name,) in tables
    )
    found = [(str(name), str(content or "")) for name, content in await connection.fetch(union)]
    sessions = await connection.fetch("SELECT * FROM pg_stat_activity WHERE datname = current_database()")
    await connection.close()
    return [*found, ("pg_stat_activity", str([dict(session) for session in sessions]))]


def told(harvest: Harvest, what: str) -> None:
    """Say how much was searched; with ``-rP`` or when it fails pytest shows it."""
    characters = sum(map(len, harvest.outputs.values()))
    print(f"planted {what}: {len(harvest.outputs)} outputs searched, {characters} characters")


Pipe = Callable[[str], None]


@pytest.fixture
def pipe(monkeypatch: pytest.MonkeyPatch) -> Pipe:
    """Give standard input a content."""
    import io

    def give(content: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content.encode()), "utf-8"))

    return give


def run_all(
    desk: Command, pipe: Pipe, harvest: Harvest, given: Sequence[tuple[str | Path, ...]], *, forms_of: int
) -> None:
    """Run commands with the fullest log; `forms_of` 1: text and JSON by turns, 2: each in both."""
    for number, command in enumerate(given):
        for json_form in (False, True) if forms_of == 2 else (number % 2 == 1,):
            pipe(SECRETS["typed"])
            done = desk(*command, "--log-level", "debug", *(("--json",) if json_form else ()))
            harvest.add(f"{' '.join(map(str, command))} → {done.code}", done.out + done.err)


@pytest.mark.parametrize("forms_of", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_no_command_lets_a_secret_out(
    planted_shop: Shop,
    planted_vault: Vault,
    desk: Command,
    pipe: Pipe,
    memory_keyring: MemoryKeyring,
    aws: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    forms_of: int,
) -> None:
    place, harvest = planted_shop, Harvest()
    for name, value in (bare_environment(place) | of_vault(planted_vault)).items():
        monkeypatch.setenv(name, value)
    given = commands(tmp_path)
    assert {str(command[0]) for command in given} | NOT_HERE.keys() == set(group._COMMANDS)
    run_all(desk, pipe, harvest, given, forms_of=forms_of)
    assert [name for name in harvest.outputs if name.endswith("→ 3")] == [], "nothing to search: it did not begin"
    _fail(desk, pipe, harvest, monkeypatch, failing(place, aws))
    profile_with_password(place.home)
    run_all(desk, pipe, harvest, [("--profile", "careless", "validate")], forms_of=2)
    (place.home / "profiles" / "careless.toml").unlink()
    _crash(desk, pipe, harvest, monkeypatch)
    for name, content in asyncio.run(whole_database(place)):
        harvest.add(f"table {name}", content)
    harvest.add_files(place.home, "home")
    harvest.add_files(tmp_path / "exported", "exported")
    for report in tmp_path.glob("*.json"):
        harvest.add(report.name, report.read_text("utf-8"))
    told(harvest, "secrets")
    assert harvest.found(SECRETS) == {}
    public = Harvest({name: text for name, text in harvest.outputs.items() if _is_public(name)})
    told(public, "personal data")
    assert public.found(PERSONAL) == {}
    assert len(harvest.outputs) > 120, "there must have been something to search"


def _fail(
    desk: Command,
    pipe: Pipe,
    harvest: Harvest,
    monkeypatch: pytest.MonkeyPatch,
    deeds: Sequence[tuple[dict[str, str], tuple[str, ...]]],
) -> None:
    for changes, command in deeds:
        with monkeypatch.context() as wrong:
            for name, value in changes.items():
                wrong.setenv(f"FRONTOL_DESK_{name}", value)
            run_all(desk, pipe, harvest, [command], forms_of=2)


def _is_public(name: str) -> bool:
    """Tell whether people other than the shop's own see an output: the sales themselves are in tables and originals."""
    own = ("table tx_", "table quarantine", "table superseded", "home/archive/", "home/spool/", "exported/")
    return not name.partition(" ")[2].startswith(own)


def _crash(desk: Command, pipe: Pipe, harvest: Harvest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the program die of something that nobody expected, with a secret on its lips."""

    def die(*_: object, **__: object) -> None:
        raise RuntimeError(f"{SECRETS['ftp']} {quote(SECRETS['database'], safe='')} {' '.join(PERSONAL.values())}")

    with monkeypatch.context() as broken:
        broken.setattr(Desk, "load", die)
        run_all(desk, pipe, harvest, [("load", *DAY)], forms_of=2)


def test_events_and_crash_texts(planted_shop: Shop, qapp: object, tmp_path: Path) -> None:
    from frontol_desk.ui.crash import CrashHandler

    harvest, place = Harvest(), planted_shop

    def hear(event: object) -> None:
        harvest.add("event", repr(event))

    async def work() -> None:
        await place.load(hear, wait=1.0)
        await place.load_file(sales_with_people(tmp_path / "sales.txt"))

    asyncio.run(work())
    handler = CrashHandler()
    handler.hide(place.settings.secret_texts)
    for text in SECRETS.values():
        harvest.add("crash", handler.text_of(TypeError(f"cannot use {text!r} and {quote(text, safe='')}")))
    for text in PERSONAL.values():
        harvest.add("crash", handler.text_of(TypeError(f"cannot use {text!r} and {text}")))
        harvest.add("error", repr(place.settings) + place.settings.model_dump_json())
    known = {name: SECRETS[name] for name in ("database", "ftp")}
    assert sum(name.endswith("event") for name in harvest.outputs) > 5
    assert harvest.found(known | PERSONAL) == {}


def test_with_hashes_no_person_is_anywhere(
    planted_shop: Shop,
    planted_vault: Vault,
    desk: Command,
    pipe: Pipe,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    place, harvest = planted_shop, Harvest()
    monkeypatch.setenv("FRONTOL_DESK_PRIVACY__HASH_PERSONAL", "true")
    for name, value in (bare_environment(place) | of_vault(planted_vault)).items():
        monkeypatch.setenv(name, value)
    wanted = ("load-file", "deadletters", "export", "archive", "audit")
    given = [each for each in commands(tmp_path) if each[0] in wanted]
    run_all(desk, pipe, harvest, given, forms_of=1)
    for name, content in asyncio.run(whole_database(place)):
        harvest.add(f"table {name}", content)
    harvest.add_files(place.home, "home")
    harvest.add_files(tmp_path / "exported", "exported")
    told(harvest, "secrets and personal data")
    assert [name for name in harvest.outputs if ".age" in name], "the archive is encrypted"
    assert "hmac-" in "".join(harvest.outputs.values())
    assert harvest.found(SECRETS | PERSONAL) == {}


def test_processes_show_no_secret(planted_shop: Shop, planted_vault: Vault) -> None:
    """Neither as arguments nor in the environment of anybody else than the program that was given them."""
    place = planted_shop
    environment = {
        "PATH": os.defpath,
        "HOME": str(place.home),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        **place.environment,
        **of_vault(planted_vault),
        "FRONTOL_DESK_SECRETS__BACKEND": "environment",
    }
    _watched(["load", *DAY, "--wait", "1"], environment)


@pytest.mark.slow
def test_processes_of_the_demo_show_no_secret(tmp_path: Path, planted_vault: Vault) -> None:
    environment = {
        "PATH": os.defpath,
        "HOME": str(tmp_path),
        "FRONTOL_DESK_HOME": str(tmp_path / "demo"),
        "FRONTOL_DESK_FTP__PASSWORD": SECRETS["ftp"],
        "FRONTOL_DESK_DATABASE__PASSWORD": SECRETS["database"],
        **of_vault(planted_vault),
    }
    try:
        assert _watched(["load", "--demo", *DAY], environment) > 1
    finally:
        shutil.rmtree(EmbeddedPostgres(tmp_path / "demo" / "demo" / "postgres").home, ignore_errors=True)


def _watched(arguments: Sequence[str], environment: dict[str, str]) -> int:
    """Run the program, look at all processes of the machine meanwhile; returns how many were new."""
    before = set(psutil.pids())
    with subprocess.Popen(
        [sys.executable, "-m", "frontol_desk", *arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        seen: dict[int, Harvest] = {}
        while process.poll() is None:
            for pid in set(psutil.pids()) - before:
                _look_at(pid, seen.setdefault(pid, Harvest()), arguments_only=pid == process.pid)
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.02)
        output = process.stdout.read().decode() if process.stdout else ""
    assert process.returncode in (0, 1), output
    assert {pid: harvest.outputs for pid, harvest in seen.items() if harvest.found(SECRETS)} == {}
    assert any(harvest.outputs for harvest in seen.values())
    return len(seen)


def _look_at(pid: int, harvest: Harvest, *, arguments_only: bool) -> None:
    with suppress(psutil.Error, OSError):
        process = psutil.Process(pid)
        harvest.outputs["arguments"] = json.dumps(process.cmdline(), ensure_ascii=False)
        if not arguments_only:
            harvest.outputs["environment"] = json.dumps(process.environ(), ensure_ascii=False)


def test_the_search_finds_what_is_there() -> None:
    for name, text in (SECRETS | PERSONAL).items():
        harvest = Harvest()
        for form in (text, quote(text, safe=""), json.dumps(text), text.encode().hex()):
            harvest.add("an output", f"something {form} else")
        assert len(harvest.found({name: text})[name]) == 4
    assert Mask(SECRETS.values())(" ".join(SECRETS.values())).count("Pl4nted") == 0
