"""The audit log: in the transaction of what it records, added to and never changed, brought over once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import AsyncMock
from urllib.parse import urlsplit

import asyncpg
import pytest

from frontol_desk.domain.actor import current_actor
from frontol_desk.domain.audit import Actor, AuditAction, AuditEntry, AuditQuery
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.kept import KeptFailure
from frontol_desk.domain.report import FileDetail, FileStatus, Problem, RunReport, RunStatus, Trigger
from frontol_desk.warehouse import audit, migrating
from frontol_desk.warehouse.kept_deeds import KeptDeeds
from frontol_desk.warehouse.migrating import shipped_migrations
from frontol_desk.warehouse.outbox import Outbox
from tests.integration.databases import SCHEMA, PostgresServer, migrated
from tests.integration.warehouse.depot import ASKED, DAY, FOLDER, Depot, both_versions, export, item

ME = current_actor()
ANNA = Actor("anna", "shop-3")
CHANGES = ("UPDATE audit SET outcome = 'done'", "DELETE FROM audit", "TRUNCATE audit")


def entry(**changes: object) -> AuditEntry:
    plain = AuditEntry(action=AuditAction.EXPORT, resource="P13/P13", actor=ANNA)
    return replace(plain, **changes)  # type: ignore[arg-type]


async def told(depot: Depot, **query: object) -> list[AuditEntry]:
    """Return the entries that fit, without those of setting up."""
    found = await depot.warehouse.audit.entries(AuditQuery(**query))  # type: ignore[arg-type]
    return [one for one in found if one.action is not AuditAction.MIGRATE]


@both_versions
async def test_a_load_and_its_entry_stand_or_fall_together(depot: Depot) -> None:
    outcome = await depot.load(export(item(5), item(6), item(7, quantity="abc")), asked=ASKED)
    (loaded,) = await told(depot)
    assert (loaded.action, loaded.resource, loaded.outcome) == (AuditAction.LOAD, f"{FOLDER} response.txt", "partial")
    assert (loaded.actor, loaded.run_id) == (ME, "test")
    assert loaded.details["loaded"] == outcome.loaded == 2
    assert (loaded.details["quarantined"], loaded.details["dates"]) == (1, str(ASKED))
    assert loaded.details["sha256"] == (await depot.value("SELECT sha256 FROM files"))[:12]

    await depot.database.execute("ALTER TABLE audit ADD CHECK (resource <> 'P13/P13 response.txt') NOT VALID")
    with pytest.raises(DeskError):
        await depot.load(export(item(8)), asked=ASKED)
    assert await depot.numbers() == [5, 6]
    await depot.database.execute("ALTER TABLE audit DROP CONSTRAINT audit_resource_check")


async def test_a_load_that_is_undone_leaves_no_entry(depot: Depot) -> None:
    request = await depot.request(export(item(5)), asked=ASKED)
    await depot.warehouse.release(request.lease)
    other = await depot.warehouse.acquire(FOLDER)  # somebody else holds the folder by now
    with pytest.raises(DeskError) as caught:
        await depot.warehouse.load(request, lambda *_: None)
    assert caught.value.code is ErrorCode.LEASE_LOST
    await depot.warehouse.release(other)
    assert await told(depot) == []


async def test_a_failure_is_told_once_with_its_code(depot: Depot) -> None:
    detail = FileDetail(source_folder=str(FOLDER), status=FileStatus.NO_RESPONSE)
    problem = Problem.of(DeskError(ErrorCode.NO_RESPONSE, folder=str(FOLDER), seconds=5))
    for _ in range(2):
        await depot.warehouse.record_failure("run-1", detail, [problem], ASKED)
    (failed,) = await told(depot)
    assert (failed.resource, failed.outcome, failed.run_id) == (str(FOLDER), "failed", "run-1")
    assert (failed.details["code"], failed.details["status"]) == ("NO_RESPONSE", "no_response")


def report(status: RunStatus = RunStatus.RUNNING) -> RunReport:
    at = datetime.now(UTC) if status is not RunStatus.RUNNING else None
    return RunReport(
        run_id="run-1", trigger=Trigger.CLI, status=status, date_from=DAY, date_to=DAY, started_at=datetime.now(UTC),
        finished_at=at,
    )  # fmt: skip


ORDERED = entry(action=AuditAction.RETRY, details={"keys": "F12, L7"})


async def test_a_run_is_told_when_it_has_ended_with_who_wanted_it(depot: Depot) -> None:
    await depot.warehouse.start_run(report(), ORDERED)
    assert await told(depot) == []
    for _ in range(2):
        await depot.warehouse.finish_run(report(RunStatus.PARTIAL), ORDERED)
    (run,) = await told(depot)
    assert (run.action, run.actor, run.outcome, run.run_id) == (AuditAction.RETRY, ANNA, "partial", "run-1")
    assert (run.details["keys"], run.details["status"]) == ("F12, L7", "partial")


@pytest.mark.parametrize("end", [RunStatus.COMPLETED, RunStatus.FAILED])
async def test_the_run_of_a_dead_process_is_told_as_failed_and_its_true_end_after_it(
    depot: Depot, end: RunStatus
) -> None:
    await depot.warehouse.start_run(report(), ORDERED)
    await depot.database.execute("UPDATE runs SET process_id = 0, process_birth = 'elsewhere/0'")
    (broken_off,) = await depot.warehouse.prepare(auto_migrate=False)
    assert broken_off.run_id == "run-1"
    (run,) = await told(depot)
    assert (run.action, run.actor, run.outcome) == (AuditAction.RETRY, ANNA, "failed")
    for _ in range(2):
        await depot.warehouse.finish_run(report(end), ORDERED)
    assert [one.details["status"] for one in await told(depot)] == [end, "failed"]


async def test_what_waited_is_brought_over_once_and_only_for_its_profile(depot: Depot, tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox", "default/desk", depot.warehouse.holder)
    folder = tmp_path / "outbox" / "audit"
    for profile, resource in (("default", "ours"), (None, "anybody's"), ("other", "others'")):
        KeptDeeds(folder, profile).keep(entry(resource=resource))
    (folder / "broken.json").write_text("{", "utf-8")
    copies = {path: path.read_bytes() for path in folder.iterdir()}
    for _ in range(2):
        await depot.warehouse.prepare(auto_migrate=False, outbox=outbox)
        assert [one.resource for one in await told(depot)] == ["anybody's", "ours"]
        assert len([*folder.iterdir()]) == 2
        for path, data in copies.items():  # as if they could not have been removed
            path.write_bytes(data)


async def test_what_the_database_cannot_hold_is_in_nobodys_way(depot: Depot, tmp_path: Path) -> None:
    outbox, folder = Outbox(tmp_path / "outbox", "default/desk", depot.warehouse.holder), tmp_path / "outbox" / "audit"
    for resource in ("before", "null \0 byte", "after"):
        KeptDeeds(folder, "default").keep(entry(resource=resource))
    await depot.warehouse.prepare(auto_migrate=False, outbox=outbox)
    assert [one.resource for one in await told(depot)] == ["after", "before"]
    (left,) = folder.iterdir()
    assert "null" in left.read_text("utf-8")


async def test_a_failure_that_was_made_good_before_it_could_be_told_is_told_all_the_same(
    depot: Depot, tmp_path: Path
) -> None:
    outbox = Outbox(tmp_path / "outbox", "default/desk", depot.warehouse.holder)
    detail = FileDetail(source_folder=str(FOLDER), status=FileStatus.NO_RESPONSE)
    failure = KeptFailure.of(detail, [], ASKED)
    await depot.load(export(item(5)), asked=ASKED)
    for _ in range(2):
        await outbox.keep(report(RunStatus.FAILED), [failure], ORDERED)
        await depot.warehouse.prepare(auto_migrate=False, outbox=outbox)
    (failed,) = await told(depot, actions=frozenset({AuditAction.LOAD}), user="anna")
    assert (failed.outcome, failed.at) == ("failed", failure.at)
    assert await depot.value("SELECT count(*) FROM files") == 1


async def test_a_failure_that_is_told_is_not_told_again_when_it_was_made_good_meanwhile(
    depot: Depot, tmp_path: Path
) -> None:
    outbox = Outbox(tmp_path / "outbox", "default/desk", depot.warehouse.holder)
    failure = KeptFailure.of(FileDetail(source_folder=str(FOLDER), status=FileStatus.NO_RESPONSE), [], ASKED)
    await depot.warehouse.record_failure("run-1", failure.detail, failure.problems, failure.asked)
    await depot.load(export(item(5)), asked=ASKED)
    await outbox.keep(report(RunStatus.FAILED), [failure], ORDERED)
    await depot.warehouse.prepare(auto_migrate=False, outbox=outbox)
    assert [one.outcome for one in await told(depot, actions=frozenset({AuditAction.LOAD}))] == ["done", "failed"]


async def test_an_entry_has_the_time_of_the_deed_and_not_that_of_its_transaction(depot: Depot) -> None:
    async with depot.warehouse._database.transaction() as connection:
        begun = await connection.fetchval("SELECT now()")
        await audit.write(connection, entry())
    (export_told,) = await told(depot)
    assert export_told.at is not None
    assert export_told.at > begun


async def test_a_file_named_after_a_person(depot: Depot) -> None:
    request = await depot.request(export(item(5)), asked=ASKED)
    await depot.warehouse.load(replace(request, name="+7 916 123-45-67.txt"), lambda *_: None)
    detail = FileDetail(source_folder=str(FOLDER), status=FileStatus.FAILED, file="ivan@shop.example.txt")
    await depot.warehouse.record_failure("run-1", detail, [])
    assert [one.resource for one in await told(depot)] == [f"{FOLDER} ***", f"{FOLDER} ***67.txt"]


async def test_kept_runs_are_told_with_who_wanted_them(depot: Depot, tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox", "default/desk", depot.warehouse.holder)
    await outbox.keep(report(RunStatus.FAILED), [], ORDERED)
    await depot.warehouse.prepare(auto_migrate=False, outbox=outbox)
    (run,) = await told(depot)
    assert (run.action, run.actor, run.outcome) == (AuditAction.RETRY, ANNA, "failed")


async def test_searching(depot: Depot) -> None:
    now = datetime.now(UTC)
    for hours, resource, actor in ((1, "100% of_it", ME), (3, "P13/P13", ANNA), (2, "N22/N22_FURN", ANNA)):
        at = now - timedelta(hours=hours)
        await depot.warehouse.audit.write(entry(at=at, resource=resource, actor=actor), resource)
    await depot.warehouse.audit.write(entry(at=now, action=AuditAction.SECRET, resource="ftp.password"), "s")

    async def found(**query: object) -> list[str]:
        return [one.resource for one in await told(depot, **query)]

    exports = frozenset({AuditAction.EXPORT})
    assert await found(limit=2, actions=exports) == ["100% of_it", "N22/N22_FURN"]
    assert await found(since=now - timedelta(minutes=150), until=now) == ["100% of_it", "N22/N22_FURN"]
    assert await found(actions=frozenset({AuditAction.SECRET})) == ["ftp.password"]
    assert await found(actions=frozenset()) == []
    assert await found(user="anna", text="p13/") == ["P13/P13"]
    assert await found(user=str(ANNA), text="n22") == ["N22/N22_FURN"]
    assert await found(text="% OF_") == ["100% of_it"]
    assert await found(text="shop-3", user=ME.user) == []


@both_versions
@pytest.mark.parametrize("change", CHANGES)
async def test_nobody_changes_an_entry_not_even_the_owner_by_mistake(depot: Depot, change: str) -> None:
    await depot.warehouse.audit.write(entry(), "one")
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="never changed or removed"):
        await depot.database.execute(change)
    assert len(await told(depot)) == 1


@both_versions
async def test_the_role_of_the_program_only_adds(postgres: PostgresServer, tmp_path: Path) -> None:
    """With two roles even the trigger is out of reach."""
    dsn = await postgres.clone()
    parts = urlsplit(dsn)
    async with Depot.open(dsn, tmp_path) as owner:
        await owner.database.execute("CREATE ROLE clerk LOGIN PASSWORD 'writes'")
        try:
            for grant in (
                f"GRANT USAGE ON SCHEMA {SCHEMA} TO clerk",
                "GRANT SELECT, INSERT ON audit TO clerk",
            ):
                await owner.database.execute(grant)
            clerk_dsn = parts._replace(netloc=f"clerk:writes@{parts.hostname}:{parts.port}").geturl()
            async with Depot.open(clerk_dsn, tmp_path) as clerk:
                await clerk.warehouse.audit.write(entry(), "one")
                assert [one.actor for one in await told(clerk)] == [ANNA]
                for change in (
                    *CHANGES,
                    "ALTER TABLE audit DISABLE TRIGGER ALL",
                    "DROP TRIGGER audit_append_only ON audit",
                    "DROP TABLE audit",
                    "SET session_replication_role = replica",
                ):
                    with pytest.raises(asyncpg.InsufficientPrivilegeError):
                        await clerk.database.execute(change)
            assert len(await told(owner)) == 1
        finally:
            await owner.database.execute("DROP OWNED BY clerk; DROP ROLE clerk")
    await postgres.drop(dsn)


async def test_setting_up_is_told_too(postgres: PostgresServer, tmp_path: Path) -> None:
    dsn = await postgres.clone()
    async with Depot.open(dsn, tmp_path) as depot:
        (first,) = await depot.warehouse.audit.entries(AuditQuery())
        assert (first.action, first.resource, first.actor) == (AuditAction.MIGRATE, SCHEMA, ME)
        assert "0006 audit" in str(first.details["what"])
        assert await depot.warehouse.migrate() == []
        assert len(await depot.warehouse.audit.entries(AuditQuery())) == 1
    await postgres.drop(dsn)


@pytest.mark.parametrize("version", [1, *(pytest.param(n, marks=pytest.mark.slow) for n in (2, 3, 4)), 5])
async def test_a_schema_of_any_earlier_version_gets_its_log(
    postgres: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: int
) -> None:
    dsn = await postgres.create()
    with monkeypatch.context() as earlier:
        earlier.setattr(migrating, "shipped_migrations", lambda: shipped_migrations()[:version])
        earlier.setattr(migrating, "_tell", AsyncMock())
        await migrated(dsn)
    async with Depot.open(dsn, tmp_path) as depot:
        await depot.database.execute(
            "INSERT INTO runs (run_id, trigger, status, date_from, date_to, started_at, host, process_id)"
            " VALUES ('old', 'cli', 'running', '2025-12-28', '2025-12-28', now(), 'h', 1)"
        )
        await depot.warehouse.migrate()
        await depot.warehouse.finish_run(report(RunStatus.COMPLETED).model_copy(update={"run_id": "old"}))
        assert await told(depot) == []  # nobody knows who wanted it
        await depot.load(export(item(5)), asked=ASKED)
        assert [one.action for one in await told(depot)] == [AuditAction.LOAD]
        assert len(await depot.warehouse.audit.entries(AuditQuery())) == 2
    await postgres.drop(dsn)


async def test_letters_and_lines_that_are_dropped(depot: Depot) -> None:
    await depot.load(export(item(5), item(7, quantity="abc")), asked=ASKED)
    (key,) = [failure.key for failure in (await depot.warehouse.failures(5)).items if failure.key[0] == "L"]
    assert await depot.warehouse.letters.drop([key, "L999", "F999"], "anna", "known") == 1
    assert await depot.warehouse.letters.drop([key], "anna", "known") == 0
    (dropped,) = await told(depot, actions=frozenset({AuditAction.DROP}))
    assert (dropped.resource, dropped.details) == (key, {"reason": "known", "count": 1})


async def test_gaps_that_are_dropped(depot: Depot) -> None:
    await depot.load(export(item(5), item(7)), asked=ASKED)
    await depot.warehouse.verify(FOLDER, ASKED)
    (gap,) = await depot.warehouse.gaps.listed()
    assert await depot.warehouse.gaps.drop([gap.id], "anna", "void") == 1
    assert await depot.warehouse.gaps.drop([gap.id], "anna", "void") == 0
    (dropped,) = await told(depot, actions=frozenset({AuditAction.DROP}))
    assert (dropped.resource, dropped.details["reason"]) == (f"G{gap.id}", "void")
