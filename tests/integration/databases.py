"""Real PostgreSQL servers for tests: the built-in one (18) and Debian's (15), and databases cloned from templates."""

from __future__ import annotations

import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg

from frontol_desk.format.registry import default_registry
from frontol_desk.simulator.postgres import EmbeddedPostgres
from frontol_desk.simulator.postgres_programs import Programs, find_programs
from frontol_desk.warehouse.database import DatabaseAddress
from frontol_desk.warehouse.warehouse import Warehouse

DEBIAN_PROGRAMS = Path("/usr/lib/postgresql/15/bin")
SCHEMA = "desk"
"""Where the tables of cloned databases lie: never `public`."""

JOURNAL = {
    "runs",
    "files",
    "quarantine",
    "superseded",
    "workplace_days",
    "leases",
    "folders",
    "dead_letters",
    "checkpoints",
    "gaps",
    "audit",
    "personal_keys",
}
LEDGER = {"frontol_desk_migrations", "frontol_desk_tables"}

QUICK_SETTINGS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "max_connections": "60"}
_START_SECONDS = 30.0
_UNGUARDED = "SET session_replication_role = replica"
"""Without triggers, for superusers only: the audit log refuses to lose rows."""

Fill = Callable[[str], Awaitable[None]]
"""Fills a fresh database, given its DSN."""


def _emptying(table: str) -> str:
    """Return what brings a table back to what it is after setting up, which the audit log tells of."""
    return f"DELETE FROM {table}" + (" WHERE action <> 'migrate'" if table == "audit" else "")


async def migrated(dsn: str) -> None:
    """Set the tables up."""
    async with Warehouse.open(DatabaseAddress(dsn, schema=SCHEMA), default_registry()) as warehouse:
        await warehouse.migrate()


@dataclass
class PostgresServer:
    """A running server; `dsn` names any database of it. Copying a database takes a moment, emptying one even less."""

    dsn: str = field(repr=False)
    version: int
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _templates: set[str] = field(default_factory=set)
    _spare: list[str] = field(default_factory=list)

    def dsn_of(self, database: str) -> str:
        return urlsplit(self.dsn)._replace(path=f"/{database}").geturl()

    async def create(self, template: str = "template1") -> str:
        """Make a database and return its DSN."""
        name = f"test_{next(self._numbers)}"
        await self._execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return self.dsn_of(name)

    async def clone(self, fill: Fill = migrated) -> str:
        """Make a copy of the database that `fill` filled, and return its DSN."""
        template = f"template_{fill.__name__}"
        if template not in self._templates:
            await self._execute(f"CREATE DATABASE {template}")
            await fill(self.dsn_of(template))
            self._templates.add(template)
        return await self.create(template)

    async def borrow(self) -> str:
        """Return the DSN of a database with all tables, empty; give it back."""
        return self._spare.pop() if self._spare else await self.clone()

    async def give_back(self, dsn: str) -> None:
        """Empty a database for the next one; drop it if its tables are not what they were."""
        connection = await asyncpg.connect(dsn, timeout=10, server_settings={"search_path": SCHEMA})
        try:
            query = "SELECT tablename FROM pg_tables WHERE schemaname = $1"
            tables = {record["tablename"] for record in await connection.fetch(query, SCHEMA)}
            kept = {layout.table for layout in default_registry().tables} | JOURNAL
            if usual := tables == kept | LEDGER:
                await connection.execute(";".join((_UNGUARDED, *map(_emptying, sorted(kept)))))
        finally:
            await connection.close(timeout=5)
        if usual:
            self._spare.append(dsn)
        else:
            await self.drop(dsn)

    async def drop(self, dsn: str) -> None:
        """Remove a database, whoever is connected."""
        await self._execute(f"DROP DATABASE {urlsplit(dsn).path[1:]} WITH (FORCE)")

    async def _execute(self, statement: str) -> None:
        connection = await asyncpg.connect(self.dsn_of("postgres"), timeout=10)
        try:
            await connection.execute(statement)
        finally:
            await connection.close(timeout=5)


@contextmanager
def builtin_server(home: Path) -> Iterator[PostgresServer]:
    """The PostgreSQL of the demo."""
    with EmbeddedPostgres(home, settings=QUICK_SETTINGS, keep=False) as server:
        yield PostgresServer(server.dsn, 18)


@dataclass(frozen=True)
class DebianCluster:
    """Data of a PostgreSQL 15 of Debian's; `running` serves it."""

    programs: Programs
    data: Path
    port: int
    password: str = field(repr=False)

    def own(self, name: str, content: str) -> Path:
        """Put a file beside the data, for the server's eyes only."""
        path = self.data.parent / name
        path.write_text(content, "utf-8")
        self.programs.own(path, 0o600)
        return path

    @contextmanager
    def running(self, **settings: str) -> Iterator[PostgresServer]:
        """Serve; `settings` as on the server's command line."""
        with _running(self.programs, self.data, self.port, settings):
            yield PostgresServer(f"postgresql://tester:{self.password}@127.0.0.1:{self.port}/postgres", 15)


@contextmanager
def debian_cluster() -> Iterator[DebianCluster]:
    """Make the data of a PostgreSQL 15 of Debian's, run by us as an unprivileged account."""
    found = find_programs()
    programs = Programs(DEBIAN_PROGRAMS, found.uid, found.gid)
    home = Path(tempfile.mkdtemp(prefix="frontol-desk-pg15-"))
    programs.own(home, 0o700)
    cluster = DebianCluster(programs, home / "data", _free_port(), secrets.token_urlsafe(16))
    try:
        programs.check(
            "initdb", "-D", cluster.data, "-U", "tester", "--pwfile", cluster.own("password", cluster.password),
            "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions", cwd=home,
        )  # fmt: skip
        yield cluster
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def debian_server() -> Iterator[PostgresServer]:
    """Debian's PostgreSQL 15; it ends with the process that started it."""
    with debian_cluster() as cluster, cluster.running() as server:
        yield server


@contextmanager
def _running(programs: Programs, data: Path, port: int, more: dict[str, str]) -> Iterator[None]:
    place = {"port": str(port), "listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
    settings = QUICK_SETTINGS | place | more
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    log = (data.parent / "log").open("wb")
    with log:
        server = subprocess.Popen(
            ["setpriv", "--pdeathsig", "INT", str(programs.folder / "postgres"), "-D", str(data), *options],
            cwd=data, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            user=programs.uid, group=programs.gid, extra_groups=None if programs.uid is None else [],
        )  # fmt: skip
    try:
        _wait_until_ready(server, data)
        yield
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait(10)


def _wait_until_ready(server: subprocess.Popen[bytes], data: Path) -> None:
    end, state = time.monotonic() + _START_SECONDS, data / "postmaster.pid"
    while not (state.exists() and state.read_text("ascii").rstrip().endswith("ready")):
        if server.poll() is not None or time.monotonic() > end:
            raise RuntimeError((data.parent / "log").read_text("utf-8", "replace")[-800:])
        time.sleep(0.02)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
