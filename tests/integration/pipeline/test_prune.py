"""What pruning the archive removes, and what it never does: everything that is not loaded for good stays."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.files import Origin
from frontol_desk.domain.values import SourceFolder
from frontol_desk.exchange.archive import Archive
from frontol_desk.settings.model import ArchiveSettings, Settings
from frontol_desk.warehouse.warehouse import Warehouse
from tests.builders import export_file
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import SILENT, Shop
from tests.integration.warehouse.depot import item

FOLDER, OTHER = "P13/P13", "N22/N22_FURN"


@pytest.fixture
def place(shop: OpenShop) -> Shop:
    return shop({FOLDER: SILENT})


class Kept:
    """The archive of a shop, with originals that came long ago, the first ones longest."""

    def __init__(self, place: Shop) -> None:
        self.place = place
        self.archive = Archive(place.home / "archive")
        self.names: dict[str, str] = {}
        self._files = place.home.parent / "files"
        self._files.mkdir()

    async def load(self, name: str, *folders: str, data: bytes | None = None, days_ago: float = 100) -> None:
        """Load a file into folders, as if that were long ago."""
        path = self._files / name
        path.write_bytes(data if data is not None else export_file([item(1000 + len(self.names))]))
        self.names[name] = (await self.archive.fingerprint(path)).sha256
        for folder in folders:
            await self.place.load_file(path, folder=folder)
        self.age(name, days_ago)

    async def keep(self, name: str, data: bytes, origin: Origin | None) -> None:
        """Keep an original of which the database hears nothing: its load was killed."""
        path = self._files / name
        path.write_bytes(data)
        self.names[name] = (await self.archive.store(path, origin)).sha256
        self.age(name, 100)

    def age(self, name: str, days_ago: float) -> None:
        moment = time.time() - days_ago * 86_400
        os.utime(self.archive.path(self.names[name]), (moment, moment))

    def there(self) -> set[str]:
        """Return the names of the originals that are in the archive."""
        return {name for name, sha256 in self.names.items() if self.archive.path(sha256).exists()}

    def settings(self, **limits: Any) -> Settings:
        return self.place.settings.model_copy(update={"archive": ArchiveSettings(**limits)})


async def test_nothing_that_is_needed_ever_goes(place: Shop) -> None:
    kept = Kept(place)
    await kept.load("loaded", FOLDER)
    await kept.load("line in quarantine", FOLDER, data=export_file([item(1), "2;rubbish"]))
    await kept.load("no export at all", FOLDER, data=b"no export at all")
    await kept.load("cut header", FOLDER, data=b"#\r\n1")
    await kept.load("young", FOLDER, days_ago=2)
    await kept.load("loaded here, held up there", FOLDER)
    await place.fetch(
        "INSERT INTO files (run_id, source_folder, name, status, sha256) VALUES ('x', $1, 'x', 'failed', $2)",
        OTHER,
        kept.names["loaded here, held up there"],
    )
    await kept.keep("killed before it was loaded", b"#\r\n1\r\n1\r\n", Origin(SourceFolder("P13", "P13"), "x"))
    await kept.keep("killed before it was noted", b"#\r\n1\r\n2\r\n", None)
    await kept.load("of two profiles", FOLDER)
    another = Archive(kept.archive.root, "another profile")
    await another.store(kept._files / "of two profiles", Origin(SourceFolder("P13", "P13"), "x"))
    kept.age("of two profiles", 100)

    needed = set(kept.names) - {"loaded"}
    async with place.desk(kept.settings(keep_days=30, max_gigabytes=1e-9)) as desk:
        tried = await desk.archive.prune(dry_run=True)
        assert kept.there() == set(kept.names), "only tried"
        done = await desk.archive.prune()
        assert done == tried
        assert kept.there() == needed - {"young"}, "the young one had to go for the size, the others stay"
        assert (done.removed, done.needed) == (2, 7)
        assert (await desk.archive.prune()).removed == 0
        assert (await desk.archive.verify()).sound, "what was removed on purpose is not missed"

        await place.fetch("UPDATE quarantine SET dropped_at = now(), dropped_by = 'me'")
        await place.fetch(
            "UPDATE dead_letters SET closed_at = now(), closed_as = 'dropped' WHERE source_folder = $1", FOLDER
        )
        assert (await desk.archive.prune()).removed == 3, "what a person gave up is needed no more"
        assert (await desk.archive.verify()).sound


async def test_the_size_takes_the_oldest_and_no_more_than_it_must(place: Shop) -> None:
    kept = Kept(place)
    for age in (50, 40, 30, 0.5):
        await kept.load(f"{age}", FOLDER, days_ago=age)
    sizes = {name: kept.archive.path(sha256).stat().st_size for name, sha256 in kept.names.items()}
    room = sizes["30"] + sizes["0.5"]
    async with place.desk(kept.settings(max_gigabytes=room / 1e9)) as desk:
        assert (await desk.archive.prune()).kept_bytes == room
        assert kept.there() == {"30", "0.5"}
    async with place.desk(kept.settings(max_gigabytes=1e-9)) as desk:
        await desk.archive.prune()
        assert kept.there() == {"0.5"}, "the load of a young one may not be over"


async def test_every_run_prunes_where_that_is_set(place: Shop) -> None:
    kept = Kept(place)
    await kept.load("old", FOLDER)
    async with place.desk() as desk:
        assert (await desk.archive.prune()).kept == 1, "by default everything is kept for ever"
    async with place.desk(kept.settings(keep_days=30)) as desk:
        path = kept._files / "new"
        path.write_bytes(export_file([item(2000)]))
        await desk.load_files([path], SourceFolder("P13", "P13"), None)
    assert kept.there() == set()
    assert len(list(kept.archive.root.glob("??/*.gz"))) == 1, "the new one"


async def test_a_wrong_clock_prunes_nothing(place: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Kept(place)
    await kept.load("loaded", FOLDER)

    async def clock(_: Warehouse) -> datetime:
        return datetime.now(UTC) - timedelta(days=90)

    monkeypatch.setattr(Warehouse, "clock", clock)
    async with place.desk(kept.settings(keep_days=30)) as desk:
        with pytest.raises(DeskError) as refused:
            await desk.archive.prune()
    assert (refused.value.code, refused.value.reason) == (ErrorCode.CLOCK_WRONG, "ahead")
    assert kept.there() == {"loaded"}
