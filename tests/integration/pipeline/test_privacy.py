"""A whole run with personal data hashed: keys, an encrypted archive and its upkeep, and nothing plain left behind."""

from __future__ import annotations

import asyncio
import gzip
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import keyring
import pyrage
import pytest

from frontol_desk.console.doctor import examine
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.overview import Probe
from frontol_desk.domain.report import FileStatus, RunReport
from frontol_desk.domain.resources import resource
from frontol_desk.domain.values import DateRange
from frontol_desk.settings.model import PrivacySettings, SecretsSettings, Settings
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import DAY, QUICK, Shop, codes_of, detail_of
from tests.keyrings import MemoryKeyring

FOLDER = "P13/P13"
PLAIN = (b"+7000000000", b"@90000", b"check@example.org", b"0990000000001")
SERVICE = "frontol-desk:default"


@pytest.fixture(autouse=True)
def keys() -> Iterator[MemoryKeyring]:
    """A keyring of its own, empty at first."""
    before, ours = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(ours)
    yield ours
    keyring.set_keyring(before)


@pytest.fixture
def place(shop: OpenShop) -> Shop:
    return shop({FOLDER: QUICK})


def hashing(place: Shop) -> Settings:
    return place.settings.model_copy(update={"privacy": PrivacySettings(hash_personal=True)})


async def load(place: Shop, settings: Settings) -> RunReport:
    """Load the one real day there is."""
    async with place.desk(settings) as desk:
        return await desk.load_files([real_day()], desk.folders()[0], DateRange.day(DAY))


def real_day() -> Path:
    return Path(str(resource("demo/response.txt")))


def copies(place: Shop) -> list[str]:
    """Return the kinds of the archive's copies."""
    return sorted(path.name.partition(".")[2].rpartition("gz")[2] for path in place.home.glob("archive/??/*"))


async def test_a_run_makes_its_keys_and_leaves_nothing_plain(place: Shop, keys: MemoryKeyring) -> None:
    report = await load(place, hashing(place))
    assert detail_of(report, FOLDER).status is FileStatus.LOADED
    assert set(keys.entries) == {(SERVICE, "privacy.key"), (SERVICE, "archive.key")}
    assert copies(place) == [".age"]
    held = [path for path in place.home.rglob("*") if path.is_file() and any(p in path.read_bytes() for p in PLAIN)]
    assert held == []
    assert await place.fetch("SELECT count(DISTINCT customer_card_numbers)::int FROM tx_document_close_55") == [(19,)]
    again = await load(place, hashing(place))
    assert detail_of(again, FOLDER).status is FileStatus.UNCHANGED


async def test_the_encrypted_archive_is_used_like_the_plain_one(place: Shop, keys: MemoryKeyring) -> None:
    await load(place, place.settings)
    settings = hashing(place)
    async with place.desk(settings) as desk:
        hashed = detail_of(await desk.archive.replay(DateRange.day(DAY)), FOLDER)
    sha256 = hashed.sha256 or ""
    assert (hashed.loaded, hashed.unchanged) == (62, 1284), "earlier days are hashed when they are replayed"
    assert copies(place) == ["", ".age"]
    (plain,) = place.home.glob("archive/??/*.gz")
    plain.unlink()
    async with place.desk(settings) as desk:
        found = await desk.archive.verify()
        assert (found.copies, found.sound) == (1, True)
        assert (await desk.copy_original(sha256, "day.txt")).read_bytes() == real_day().read_bytes()
        again = await desk.archive.replay(DateRange.day(DAY))
        assert detail_of(again, FOLDER).status is FileStatus.UNCHANGED
    assert not [*(place.home / "opened").iterdir()], "an opened original lies there in plain"
    key = keys.entries.pop((SERVICE, "archive.key"))
    identity = pyrage.x25519.Identity.from_str(key)
    (sealed,) = place.home.glob("archive/??/*.age")
    assert gzip.decompress(pyrage.decrypt(sealed.read_bytes(), [identity])) == real_day().read_bytes()
    async with place.desk(settings) as desk:
        found = await desk.archive.verify()
        assert (found.locked, found.damaged, found.sound) == ((str(sealed),), (), False)
        with pytest.raises(DeskError) as locked:
            await desk.copy_original(sha256, "day.txt")
        assert (locked.value.code, locked.value.reason) == (ErrorCode.ARCHIVE_LOCKED, None)
        refused = await desk.archive.replay(DateRange.day(DAY))
        assert codes_of(refused) == {"ARCHIVE_LOCKED"}
    keys.entries[SERVICE, "archive.key"] = key
    sealed.write_bytes(sealed.read_bytes()[:-9])
    async with place.desk(settings) as desk:
        assert (await desk.archive.verify()).damaged == (str(sealed),)


async def test_another_computer_needs_the_same_key(place: Shop, keys: MemoryKeyring, tmp_path: Path) -> None:
    await load(place, hashing(place))
    key = keys.entries.pop((SERVICE, "privacy.key"))
    elsewhere = replace(place, home=tmp_path / "elsewhere")
    keys.entries.clear()
    report = await load(elsewhere, hashing(elsewhere))
    (problem,) = report.errors
    assert (problem.code, problem.reason) == ("PRIVACY_KEY", "missing")
    assert not keys.entries
    keys.entries[SERVICE, "privacy.key"] = key
    report = await load(elsewhere, hashing(elsewhere))
    assert (detail_of(report, FOLDER).status, report.errors) == (FileStatus.UNCHANGED, [])
    keys.entries[SERVICE, "privacy.key"] = "chosen anew because the old one is lost"
    report = await load(elsewhere, hashing(elsewhere))
    assert codes_of(report, severity="warning") == {"PRIVACY_KEY"}
    assert detail_of(report, FOLDER).loaded == 62
    keys.entries[SERVICE, "privacy.key"] = "short"
    assert codes_of(await load(elsewhere, hashing(elsewhere))) == {"PRIVACY_KEY"}


class MeetingKeyring(MemoryKeyring):
    """A keyring whose readers wait for each other, as far as they may meet at all, before any of them makes a key."""

    def __init__(self) -> None:
        super().__init__()
        self.made: Counter[str] = Counter()
        self._meetings = {name: threading.Barrier(2) for name in ("privacy.key", "archive.key")}

    def get_password(self, service: str, username: str) -> str | None:
        found = super().get_password(service, username)
        if found is None and username in self._meetings:
            with suppress(threading.BrokenBarrierError):
                self._meetings[username].wait(0.3)
        return found

    def set_password(self, service: str, username: str, password: str) -> None:
        self.made[username] += 1
        super().set_password(service, username, password)


async def test_two_consoles_that_begin_at_once_agree_on_their_keys(place: Shop) -> None:
    keyring.set_keyring(ours := MeetingKeyring())
    settings = hashing(place)
    async with place.desk(settings) as one, place.desk(settings) as other:
        await asyncio.gather(one.prepare(), other.prepare())
        await asyncio.gather(one._privacy.before(), other._privacy.before())
        assert ours.made == {"privacy.key": 1, "archive.key": 1}
        assert one._archive.lock.key_id == other._archive.lock.key_id


async def look_at_keys(settings: Settings) -> Probe:
    """Return what the full check says of the keys."""
    probe = next(probe for probe in await examine(settings, only={"database"}) if probe.name == "privacy")
    assert (probe.title, bool(probe.message)) == ("Keys for personal data", True)
    return probe


async def test_the_full_check_says_beforehand_which_key_is_missing(place: Shop, keys: MemoryKeyring) -> None:
    settings = hashing(place)
    assert ((await look_at_keys(settings)).said, keys.entries) == ("probe_privacy_new", {}), "it makes nothing"
    nowhere = settings.model_copy(update={"secrets": SecretsSettings(backend="environment")})
    before = nowhere.model_copy(update={"database": nowhere.database.model_copy(update={"schema_": "nowhere_yet"})})
    for probe in (await look_at_keys(nowhere), await look_at_keys(before)):
        assert probe.error
        assert (probe.status, probe.error.code, probe.error.reason) == ("error", ErrorCode.PRIVACY_KEY, "not_kept")
    await load(place, settings)
    assert (await look_at_keys(settings)).said == "probe_privacy"
    for name, text, code, reason, status in (
        ("privacy.key", None, ErrorCode.PRIVACY_KEY, "missing", "error"),
        ("privacy.key", "short", ErrorCode.PRIVACY_KEY, "short", "error"),
        ("privacy.key", "another one that is long enough for it", ErrorCode.PRIVACY_KEY, "changed", "warning"),
        ("archive.key", None, ErrorCode.ARCHIVE_LOCKED, "missing", "error"),
        ("archive.key", "no key", ErrorCode.ARCHIVE_LOCKED, "bad_key", "error"),
    ):
        key = keys.entries.pop((SERVICE, name))
        if text:
            keys.entries[SERVICE, name] = text
        probe = await look_at_keys(settings)
        assert probe.error
        assert (probe.status, probe.error.code, probe.error.reason) == (status, code, reason)
        keys.entries[SERVICE, name] = key
