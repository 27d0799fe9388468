"""A thorough look at the database: version, encryption, room for our connections, tables, rights, clock, the queue."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from frontol_desk.console.database_port import database_address
from frontol_desk.console.doctor.findings import Tell, doubtful, fine, guarded, wrong
from frontol_desk.console.privacy import examine_keys
from frontol_desk.console.surroundings import Surroundings
from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.domain.overview import Probe, ProbeStatus
from frontol_desk.format.registry import default_registry
from frontol_desk.settings.model import DatabaseSettings, Settings
from frontol_desk.settings.problems import setting_problem
from frontol_desk.warehouse.probing import DatabaseFindings, examine
from frontol_desk.warehouse.warehouse import Warehouse

_SECONDS = 10.0
_QUEUE_SECONDS = 15.0
_VERSIONS: Final = range(14, 19)
"""The versions of PostgreSQL that this program is tested with."""


async def examine_database(settings: Settings, tell: Tell) -> None:
    """Tell of the database, the clocks, and what is open in the queue."""
    database = settings.database
    silent = DeskError(ErrorCode.DB_TIMEOUT, host=database.host)
    found: list[DatabaseFindings] = []

    async def server() -> Probe:
        found.append(await _examine(database))
        return _server(database, found[0])

    tell(await guarded("database", server(), seconds=_SECONDS * 1.5, late=silent))
    for findings in found:
        for probe in (_schema(database, findings), _rights(database, findings), _connections(database, findings)):
            tell(probe)
        tell(await _clock(settings, findings))
        if findings.schema_state == "current":
            tell(_audit(findings))
            tell(await guarded("queue", _queue(settings), seconds=_QUEUE_SECONDS, late=silent))
        if settings.privacy.hash_personal:
            seconds = _QUEUE_SECONDS + settings.secrets.timeout
            keys = _keys(settings, is_current=findings.schema_state == "current")
            tell(await guarded("privacy", keys, seconds=seconds, late=silent))


async def _examine(database: DatabaseSettings) -> DatabaseFindings:
    if database.dsn is None:
        raise setting_problem("database.host", "missing").error
    return await examine(database_address(database), min(_SECONDS, database.command_timeout))


def _server(database: DatabaseSettings, found: DatabaseFindings) -> Probe:
    major = int(found.version.split(".")[0])
    error = None
    if found.read_only:
        error = DeskError(ErrorCode.DB_READ_ONLY, host=database.host, cause="transaction_read_only = on")
    elif major not in _VERSIONS:
        error = DeskError(ErrorCode.DB_ERROR, reason="version", host=database.host, version=found.version)
    status = ProbeStatus.OK if error is None else ProbeStatus.ERROR
    if error is not None and major > _VERSIONS[-1]:
        status = ProbeStatus.WARNING
    said = ("probe_database_tls" if found.tls else "probe_database") + ("_pooler" if found.pooler else "")
    facts = {"version": found.version, "host": database.host}
    return Probe(
        name="database",
        status=status,
        latency_ms=found.latency_ms,
        version=found.version,
        error=error,
        said=said,
        facts=facts,
    )


def _schema(database: DatabaseSettings, found: DatabaseFindings) -> Probe:
    """Say how our tables stand: those that the next load sets up or brings up to date by itself are no fault."""
    name, facts = "database.schema", {"schema": database.schema_, "steps": len(found.steps)}
    if found.problem is not None:
        return wrong(name, found.problem)
    if found.schema_state == "current":
        return fine(name, "probe_schema", **facts)
    if found.schema_state == "hidden":
        return doubtful(name, "probe_schema_hidden", **facts)
    if database.auto_migrate:
        return fine(name, f"probe_schema_{found.schema_state}", **facts)
    return wrong(name, DeskError(ErrorCode.DB_SCHEMA_OLDER, host=database.host, steps=", ".join(found.steps)))


def _rights(database: DatabaseSettings, found: DatabaseFindings) -> Probe:
    if not found.missing_grants:
        return fine("database.rights", "probe_rights")
    grants = "\n".join(found.missing_grants)
    return wrong("database.rights", DeskError(ErrorCode.DB_RIGHTS, reason="grants", host=database.host, grants=grants))


def _audit(found: DatabaseFindings) -> Probe:
    return (
        fine("database.audit", "probe_audit") if found.append_only else doubtful("database.audit", "probe_audit_open")
    )


def _connections(database: DatabaseSettings, found: DatabaseFindings) -> Probe:
    facts = {"used": found.connections, "most": found.max_connections, "ours": database.pool_max}
    enough = found.max_connections - found.connections >= database.pool_max
    name, said = "database.connections", "probe_connections"
    return fine(name, said, **facts) if enough else doubtful(name, f"{said}_few", **facts)


async def _clock(settings: Settings, found: DatabaseFindings) -> Probe:
    async def there() -> datetime:
        return datetime.now(UTC) - timedelta(seconds=found.clock_skew_seconds)

    for error in await Surroundings(settings, there).clock():
        return doubtful("clock", error)
    return fine("clock", "probe_clock_database", seconds=round(abs(found.clock_skew_seconds)))


async def _keys(settings: Settings, *, is_current: bool) -> Probe:
    """Say whether the keys for personal data are those that the next load needs."""
    key, told = await examine_keys(settings, await _known_key(settings) if is_current else None)
    if told:
        return doubtful("privacy", told)
    return fine("privacy", "probe_privacy", key=key) if key else fine("privacy", "probe_privacy_new")


async def _known_key(settings: Settings) -> str | None:
    address = database_address(settings.database)
    async with Warehouse.open(address, default_registry()) as warehouse, warehouse.key_book() as book:
        return await book.newest()


async def _queue(settings: Settings) -> Probe:
    """Count what is open; somebody has to decide about it, so that the figures stay true."""
    async with Warehouse.open(database_address(settings.database), default_registry()) as warehouse:
        letters = (await warehouse.failures(1)).total
        held = len(await warehouse.held_folders())
    facts = {"letters": letters, "held": held}
    return doubtful("queue", "probe_queue_open", **facts) if letters else fine("queue", "probe_queue", **facts)
