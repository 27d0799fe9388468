"""Every deed of a console is in the audit log: loads, retries, drops, exports, upkeep; also after a dead database."""

from __future__ import annotations

import asyncio
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from frontol_desk.console.audit import note, note_settings
from frontol_desk.console.desk import Desk
from frontol_desk.console.profiles import write_values
from frontol_desk.domain.actor import current_actor
from frontol_desk.domain.audit import AuditAction, AuditEntry, AuditQuery
from frontol_desk.domain.errors import DeskError
from frontol_desk.domain.values import DateRange
from frontol_desk.settings.model import ArchiveSettings
from tests.builders import export_file
from tests.faults.proxy import Proxy
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import DAY, QUICK, SILENT, Shop, faulty

FOLDER, OTHER = "P13/P13", "N22/N22_FURN"
DAYS = DateRange.day(DAY)


async def told(desk: Desk, *actions: AuditAction) -> list[AuditEntry]:
    """Return the entries of these actions, oldest first."""
    return [*reversed(await desk.audit.entries(AuditQuery(actions=frozenset(actions))))]


async def test_a_load_its_retry_and_what_is_given_up(shop: OpenShop) -> None:
    place = shop({FOLDER: QUICK, OTHER: SILENT}, response_timeout=1)
    report = await place.load(wait=1.0)
    async with place.desk() as desk:
        of_files = {one.resource: one for one in await told(desk, AuditAction.LOAD)}
        assert set(of_files) == {f"{FOLDER} response.txt", OTHER, f"{FOLDER}, {OTHER}"}
        run, loaded = of_files[f"{FOLDER}, {OTHER}"], of_files[f"{FOLDER} response.txt"]
        assert (run.outcome, run.details["trigger"], run.details["folders_failed"]) == ("partial", "cli", 1)
        assert (loaded.outcome, loaded.details["loaded"]) == ("done", report.rows.loaded)
        assert (of_files[OTHER].outcome, of_files[OTHER].details["code"]) == ("failed", "NO_RESPONSE")
        assert {one.run_id for one in of_files.values()} == {report.run_id}
        assert {one.actor for one in of_files.values()} == {current_actor()}

        (open_one,) = (await desk.letters.list()).items
        again = await desk.letters.retry([open_one.key])
        assert again is not None
        (retry,) = await told(desk, AuditAction.RETRY)
        assert (retry.outcome, retry.run_id, retry.details["keys"]) == ("failed", again.run_id, open_one.key)

        assert await desk.letters.drop([open_one.key], "closed shop") == 1
        (dropped,) = await told(desk, AuditAction.DROP)
        assert (dropped.resource, dropped.details["reason"]) == (open_one.key, "closed shop")


async def test_exports_and_replays(shop: OpenShop, tmp_path: Path) -> None:
    place = shop({FOLDER: QUICK})
    await place.load()
    async with place.desk() as desk:
        await desk.export_frontol(DAYS, (), tmp_path / "day.txt", None)
        with pytest.raises(DeskError):
            await desk.export_frontol(DateRange.day(DAY + timedelta(days=1)), (), tmp_path / "none.txt", None)
        done, failed = await told(desk, AuditAction.EXPORT)
        assert (done.resource, done.outcome, done.details["files"]) == (FOLDER, "done", 1)
        assert (failed.outcome, failed.details["code"]) == ("failed", "NOTHING_TO_EXPORT")
        report = await desk.archive.replay(DAYS)
        (replay,) = await told(desk, AuditAction.REPLAY)
        assert (replay.run_id, replay.outcome) == (report.run_id, "done")


async def test_numbers_that_are_asked_for(shop: OpenShop) -> None:
    place = shop({FOLDER: faulty("hole:733720-733730")})
    await place.load()
    async with place.desk() as desk:
        (gap, *_) = await desk.gaps.open()
        assert await desk.gaps.request([gap.id]) is not None
        (request,) = await told(desk, AuditAction.REQUEST)
        assert request.details["keys"] == f"G{gap.id}"


async def test_originals_that_are_removed(shop: OpenShop) -> None:
    place = shop({FOLDER: QUICK})
    await place.load()
    long_ago = time.time() - 100 * 86_400
    (copy,) = (place.home / "archive").rglob("*.gz")
    os.utime(copy, (long_ago, long_ago))
    limited = place.settings.model_copy(update={"archive": ArchiveSettings(keep_days=30)})
    async with place.desk(limited) as desk:
        assert (await desk.archive.prune(dry_run=True)).removed == 1
        assert await told(desk, AuditAction.PRUNE) == []
        assert (await desk.archive.prune()).removed == 1
        assert await place.fetch("SELECT count(*) FROM audit WHERE action = 'prune'") == [(1,)]
        (pruned,) = await told(desk, AuditAction.PRUNE)
        assert pruned.details["removed"] == 1


async def test_settings_and_secrets_without_a_console(shop: OpenShop) -> None:
    place = shop({FOLDER: QUICK})
    home = place.home
    write_values(home, "default", {"ftp": {"host": "one", "user": "exchange"}})
    write_values(home, "default", {"ftp": {"host": "two", "user": None, "tls": "explicit"}})
    write_values(home, "default", {"ftp": {"host": "two"}})
    write_values(home, "other", {"ftp": {"host": "three"}})
    note(place.settings, AuditAction.SECRET, "ftp.password", how="set")
    note(home, AuditAction.SECRET, "privacy.key", "failed", of="default", code="SECRETS_DENIED")
    async with place.desk() as desk:
        first, second = await told(desk, AuditAction.SETTINGS)
        assert (first.resource, first.details) == ("default", {"ftp.host": "– → one", "ftp.user": "– → exchange"})
        assert second.details == {"ftp.host": "one → two", "ftp.tls": "– → explicit", "ftp.user": "exchange → –"}
        assert [one.resource for one in await told(desk, AuditAction.SECRET)] == ["ftp.password", "privacy.key"]
        assert first.actor == current_actor()
        assert first.at is not None
        assert timedelta() < datetime.now(UTC) - first.at < timedelta(minutes=1)
    assert len([*(home / "outbox" / "audit").iterdir()]) == 1  # the other profile's


async def test_no_secret_of_a_file_gets_into_the_log(shop: OpenShop) -> None:
    place = shop({FOLDER: QUICK})
    file = place.home / "profiles" / "default.toml"
    file.parent.mkdir(parents=True)
    file.write_text('[database]\ndsn = "postgresql://u:s3cr3t-one@h/d"\npassword = "s3cr3t-two"\n', "utf-8")
    write_values(place.home, "default", {"database": {"dsn": None, "password": None, "host": "h"}})
    for password in ("s3cr3t-four", "s3cr3t-five"):
        note_settings(place.home, "default", {"ftp": {"password": password}}, {"ftp": {"password": "s3cr3t-six"}})
    note(place.home, AuditAction.EXPORT, "ftp://u:s3cr3t-three@h/", where="+7 916 123-45-67")
    async with place.desk() as desk:
        words = repr(await told(desk, *AuditAction))
    assert "database.host" in words
    assert words.count("'ftp.password': '*** → ***'") == 2  # that it is another one is told
    assert not [secret for secret in ("s3cr3t", "123-45") if secret in words]


async def test_words_that_no_file_and_no_database_can_hold(shop: OpenShop) -> None:
    """A null byte in a settings file, a path whose bytes are no text."""
    place = shop({FOLDER: QUICK})
    write_values(place.home, "default", {"ftp": {"user": "a\0b"}})
    note(place.home, AuditAction.EXPORT, "\udcff.txt", output="/tmp/\udcff.txt")
    async with place.desk() as desk:
        settings, exported = await told(desk, AuditAction.SETTINGS, AuditAction.EXPORT)
    assert settings.details == {"ftp.user": r"– → a\0b"}
    assert (exported.resource, exported.details) == (r"\udcff.txt", {"output": r"/tmp/\udcff.txt"})


@pytest.mark.skipif(os.name == "nt", reason="names of files are text there")
async def test_a_local_file_whose_name_is_no_text(shop: OpenShop, tmp_path: Path) -> None:
    place = shop({FOLDER: QUICK})
    there, gone = (tmp_path / os.fsdecode(name) for name in (b"\xff.txt", b"\xfe.txt"))
    there.write_bytes(export_file([]))
    async with place.desk() as desk:
        report = await desk.load_files([there, gone], desk.folders()[0], DAYS)
        assert [(one.code, one.file) for one in report.errors] == [("FILE_MISSING", r"\udcfe.txt")]
        names = {one.resource for one in await told(desk, AuditAction.LOAD)}
    assert names == {FOLDER, rf"{FOLDER} \udcff.txt", rf"{FOLDER} \udcfe.txt"}
    assert [*(place.home / "outbox").glob("*.json")] == []


async def test_what_fails_for_any_reason_is_told(shop: OpenShop) -> None:
    async with shop({FOLDER: QUICK}).desk() as desk:
        with pytest.raises(ZeroDivisionError):
            async with desk.audit.telling(AuditAction.EXPORT, FOLDER):
                raise ZeroDivisionError
        (failed,) = await told(desk, AuditAction.EXPORT)
        assert (failed.outcome, failed.details) == ("failed", {"cause": "ZeroDivisionError"})


async def test_what_is_done_while_the_database_is_away(shop: OpenShop, tmp_path: Path) -> None:
    place = shop({FOLDER: QUICK})
    parts = urlsplit(place.dsn)
    with Proxy((parts.hostname or "127.0.0.1", parts.port or 5432)) as line:
        settings = settings_through(place, line)
        async with place.desk(settings) as desk:
            await desk.prepare()
            line.refuse()
            await desk.audit.record(AuditAction.SCHEDULE, "nightly", at="03:00")
            with pytest.raises(DeskError):
                await desk.export_frontol(DAYS, (), tmp_path / "day.txt", None)
            line.accept()
            (kept,) = await told(desk, AuditAction.SCHEDULE)
            assert (kept.resource, kept.details) == ("nightly", {"at": "03:00"})
    assert [*(place.home / "outbox" / "audit").iterdir()] == []


async def test_what_is_stopped_is_told_too(shop: OpenShop) -> None:
    place = shop({FOLDER: QUICK})
    begun = asyncio.Event()

    async def work(desk: Desk) -> None:
        async with desk.audit.telling(AuditAction.EXPORT, FOLDER, files=3):
            begun.set()
            await asyncio.Event().wait()

    async with place.desk() as desk:
        task = asyncio.create_task(work(desk))
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        (stopped,) = await told(desk, AuditAction.EXPORT)
        assert (stopped.outcome, stopped.details) == ("failed", {"files": 3, "status": "cancelled"})


async def test_a_disk_that_takes_nothing_hides_no_deed_from_the_database(shop: OpenShop) -> None:
    place = shop({FOLDER: QUICK})
    (place.home / "outbox").mkdir(parents=True)
    (place.home / "outbox" / "audit").write_text("in the way", "utf-8")
    note(place.home, AuditAction.SECRET, "ftp.password")  # nowhere to put it: the log says so, nothing is raised
    async with place.desk() as desk:
        await desk.prepare()
        await desk.audit.record(AuditAction.SCHEDULE, "nightly", "failed")
        assert [(one.resource, one.outcome) for one in await told(desk, *AuditAction)][-1] == ("nightly", "failed")


def settings_through(place: Shop, line: Proxy) -> Any:
    """The shop's settings, with a line to the database that can be torn."""
    parts = urlsplit(place.dsn)
    dsn = parts._replace(netloc=f"{parts.username}:{parts.password}@127.0.0.1:{line.port}").geturl()
    section = {"dsn": dsn, "schema": place.schema, "command_timeout": 2, "connect_timeout": 1}
    return place.settings.model_copy(update={"database": type(place.settings.database).model_validate(section)})


async def test_a_run_that_could_not_begin_is_told_later(shop: OpenShop) -> None:
    place = shop({FOLDER: QUICK})
    parts = urlsplit(place.dsn)
    with Proxy((parts.hostname or "127.0.0.1", parts.port or 5432)) as line:
        line.refuse()
        async with place.desk(settings_through(place, line)) as desk:
            with pytest.raises(DeskError):
                await desk.load_files([place.home], desk.folders()[0], DAYS)
    async with place.desk() as desk:
        (run,) = await told(desk, AuditAction.LOAD)
        assert (run.resource, run.outcome, run.details["status"]) == (FOLDER, "failed", "failed")
