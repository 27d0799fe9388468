"""The commands that look after the archive, as people and schedulers call them."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pyrage
import pytest

from frontol_desk.domain.resources import resource
from tests.builders import export_file
from tests.integration.commands.console import Console
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.warehouse.depot import item

FOLDER = "P13/P13"


async def test_the_life_of_an_archive(shop: OpenShop) -> None:
    place = shop({})
    place = replace(place, kassas=(FOLDER,), server=replace(place.server, port=1))
    for number in (1, 2):
        path = place.home.parent / f"answer-{number}.txt"
        path.write_bytes(export_file([item(number)]))
        await place.load_file(path, folder=FOLDER)
    console = Console.of(place)
    old, young = sorted((place.home / "archive").glob("??/*.gz"))
    os.utime(old, (1, 1))

    sound = console.run("archive", "verify")
    assert (sound.code, "2, 0 MB" in sound.out, "complete and sound" in sound.out) == (0, True, True)

    limited = Console.of(place, ARCHIVE__KEEP_DAYS="30")
    tried = limited.run("archive", "prune", "--dry-run", "--json").document
    assert (tried["dry_run"], tried["removed"], tried["kept"]) == (True, 1, 1)
    assert old.exists()
    assert "Originals removed: 1" in limited.run("archive", "prune").out
    assert (old.exists(), young.exists()) == (False, True)

    other = Console.of(replace(place, schema=shop({}).schema))
    replayed = other.run("archive", "replay", "--date", "2025-12-28", "--json")
    assert (replayed.code, replayed.report.rows.loaded) == (0, 1), "what was removed on purpose is not missed"
    assert other.run("archive", "replay", "--date", "2025-12-01", "--json").error["code"] == "ARCHIVE_MISSING"

    young.write_bytes(b"rubbish")
    stray = young.parent / "notes.txt"
    stray.write_bytes(b"mine")
    spoilt = console.run("archive", "verify", "--json")
    assert spoilt.code == 1
    assert spoilt.document["damaged"] == [str(young)]
    assert spoilt.document["foreign"] == [str(stray)]
    assert (spoilt.document["missing"], spoilt.document["sound"]) == ([], False)


@pytest.mark.slow
async def test_keys_of_the_environment_and_what_is_said_without_them(shop: OpenShop) -> None:
    place = shop({})
    place = replace(place, kassas=(FOLDER,), server=replace(place.server, port=1))
    path = place.home.parent / "answer.txt"
    path.write_bytes(Path(str(resource("demo/response.txt"))).read_bytes())
    hashing = {"PRIVACY__HASH_PERSONAL": "true", "SECRETS__BACKEND": "environment"}
    order = ("load-file", str(path), "--folder", FOLDER, "--date", "2025-12-28", "--json")

    without = Console.of(place, **hashing).run(*order)
    assert (without.code, {problem.code for problem in without.report.errors}) == (3, {"PRIVACY_KEY"})
    half = Console.of(place, **hashing, PRIVACY__KEY="k" * 40).run(*order)
    assert {problem.code for problem in half.report.errors} == {"ARCHIVE_LOCKED"}

    keys = {"PRIVACY__KEY": "k" * 40, "ARCHIVE__KEY": str(pyrage.x25519.Identity.generate())}
    console = Console.of(place, **hashing, **keys)
    loaded = console.run(*order)
    assert (loaded.code, loaded.report.rows.loaded) == (0, 1346)
    assert console.run("archive", "verify").code == 0
    export = ("export", "--format", "frontol", "--kassa", FOLDER, "--date", "2025-12-28", "--output", str(path))
    refused = console.run(*export, "--json")
    assert (refused.code, refused.error["code"]) == (2, "EXPORT_HASHED")

    closed = Console.of(place, SECRETS__BACKEND="environment").run("archive", "verify")
    assert (closed.code, "Encrypted with a key that is not here: 1" in closed.out) == (1, True)
