"""A shop to load: simulated kassas behind a real FTP server, and a schema and a home of its own for the console."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import asyncpg
from pydantic import SecretStr

from frontol_desk.console.desk import Desk, LoadOrder
from frontol_desk.domain.events import Event
from frontol_desk.domain.report import FileDetail, Problem, RunReport
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.exchange.ftp_tls import TlsMode
from frontol_desk.settings.model import DatabaseSettings, ExchangeSettings, FtpSettings, Settings
from frontol_desk.simulator.behaviour import KassaBehaviour, with_fault
from frontol_desk.simulator.kassa import Exchange, Kassa, ReportCounter
from frontol_desk.simulator.park import KassaPark
from tests.integration.comparing import Stored
from tests.integration.ftp_servers import FtpServer, ftp_server, pyftpdlib_server

if TYPE_CHECKING:
    from pyftpdlib.handlers import FTPHandler

DAY = date(2025, 12, 28)
FIRST_REPORT = 24335
SILENT = KassaBehaviour(silent=True)
QUICK = KassaBehaviour(delay=0.0)
ServerKind = Literal["pyftpdlib", "vsftpd", "proftpd", "pure-ftpd", "folder"]
Kassas = Mapping[str, KassaBehaviour]
_SIGN_IN = ("FTP__HOST", "FTP__PORT", "FTP__USER", "FTP__PASSWORD")
_numbers = itertools.count(1)


def unused_schema() -> str:
    """Return the name of a schema that no other shop has."""
    return f"shop_{next(_numbers)}"


def faulty(*faults: str, **changes: Any) -> KassaBehaviour:
    """Return the behaviour of a kassa with faults as the command line names them."""
    behaviour = replace(QUICK, **changes)
    for fault in faults:
        behaviour = with_fault(behaviour, fault)
    return behaviour


@dataclass
class Shop:
    """Everything around one console. `kassas` are the folders that are asked.

    In a shop of the kind ``folder`` there is no FTP server: `server` has no host, only the folders.
    """

    server: FtpServer
    dsn: str
    home: Path
    kassas: tuple[str, ...]
    schema: str
    exchange: dict[str, Any] = field(default_factory=dict)

    def responses(self, folder: str) -> Path:
        """Return a folder's response folder."""
        return self.server.root / "response" / folder

    def requests(self, folder: str) -> Path:
        """Return a folder's request folder."""
        return self.server.root / "request" / folder

    def names(self, folder: str) -> list[str]:
        """Return what lies in a response folder, by name."""
        return sorted(path.name for path in self.responses(folder).iterdir())

    @property
    def kassas_text(self) -> str:
        """The folders as the setting KASSAS has them."""
        return ";".join(folder.replace("/", ":") for folder in self.kassas)

    @property
    def settings(self) -> Settings:
        """The settings of the console."""
        server = self.server
        return Settings(
            home=self.home,
            kassas=self.kassas_text,
            database=DatabaseSettings.model_validate({"dsn": SecretStr(self.dsn), "schema": self.schema}),
            ftp=FtpSettings.model_validate(
                {
                    **(self._sign_in if server.host else {}),
                    "request_dir": server.request_dir,
                    "response_dir": server.response_dir,
                }
            ),
            exchange=ExchangeSettings(**{"quiet_seconds": 1.0, **self.exchange}),
        )

    @property
    def _sign_in(self) -> dict[str, Any]:
        server = self.server
        return {
            "host": server.host,
            "port": server.port,
            "user": server.user,
            "password": SecretStr(server.password),
            "tls": server.tls.mode,
            "tls_ca": server.tls.ca,
        }

    @property
    def environment(self) -> dict[str, str]:
        """The same settings as environment variables, for a console in a process of its own."""
        server = self.server
        values = {
            "HOME": str(self.home),
            "KASSAS": self.kassas_text,
            "DATABASE__DSN": self.dsn,
            "DATABASE__SCHEMA": self.schema,
            "FTP__HOST": server.host,
            "FTP__PORT": str(server.port),
            "FTP__USER": server.user,
            "FTP__PASSWORD": server.password,
            **({"FTP__TLS": server.tls.mode, "FTP__TLS_CA": str(server.tls.ca)} if server.tls.ca else {}),
            "FTP__REQUEST_DIR": server.request_dir,
            "FTP__RESPONSE_DIR": server.response_dir,
            "EXCHANGE__QUIET_SECONDS": "1",
            **{f"EXCHANGE__{name.upper()}": str(value) for name, value in self.exchange.items()},
        }
        if not server.host:
            values = {name: value for name, value in values.items() if name not in _SIGN_IN}
        return {f"FRONTOL_DESK_{name}": value for name, value in values.items()}

    @property
    def stored(self) -> Stored:
        """What the database holds."""
        return Stored(self.dsn, self.schema)

    @asynccontextmanager
    async def desk(self, settings: Settings | None = None) -> AsyncIterator[Desk]:
        """Open the console, with other settings if some are given."""
        async with Desk.open(settings or self.settings) as desk:
            yield desk

    async def load(
        self,
        *listeners: Callable[[Event], None],
        day: date = DAY,
        wait: float = 5.0,
        settings: Settings | None = None,
        **order: Any,
    ) -> RunReport:
        """Load a day; `order` as in `LoadOrder`."""
        async with self.desk(settings) as desk:
            for listener in listeners:
                desk.events.subscribe(listener)
            return await desk.load(LoadOrder(dates=DateRange.day(day), wait_seconds=wait, **order))

    async def load_file(self, *paths: Path, folder: str = "N22/N22_FURN", day: date | None = None) -> RunReport:
        """Load local files."""
        async with self.desk() as desk:
            return await desk.load_files(paths, SourceFolder.parse(folder), DateRange.day(day) if day else None)

    async def fetch(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask the database, in the console's schema."""
        connection = await asyncpg.connect(self.dsn, server_settings={"search_path": self.schema})
        try:
            return [tuple(record) for record in await connection.fetch(sql, *values)]
        finally:
            await connection.close()

    async def clear(self) -> None:
        """Forget everything that was loaded; the tables stay."""
        await self.fetch(f"""DO $$ DECLARE name text; BEGIN
            PERFORM set_config('session_replication_role', 'replica', true);  -- the audit log refuses to lose rows
            FOR name IN SELECT tablename FROM pg_tables
                WHERE schemaname = '{self.schema}' AND tablename NOT LIKE 'frontol_desk%'
            LOOP EXECUTE format('DELETE FROM %I.%I', '{self.schema}', name); END LOOP; END $$""")

    async def leases_held(self) -> list[str]:
        """Return the folders that somebody works on."""
        return [row[0] for row in await self.fetch("SELECT source_folder FROM leases WHERE expires_at > now()")]

    def spooled(self) -> list[Path]:
        """Return what lies in the spool."""
        return [path for path in (self.home / "spool").rglob("*") if path.is_file()]


@contextmanager
def open_shop(
    root: Path,
    dsn: str,
    kassas: Kassas,
    *,
    kind: ServerKind = "pyftpdlib",
    handler: type[FTPHandler] | None = None,
    tls: TlsMode = "off",
    schema: str | None = None,
    **exchange: Any,
) -> Iterator[Shop]:
    """Open a shop below `root`, whose kassas watch their folders; `exchange` are settings of that section.

    `schema` is one that is empty, by default one that does not exist yet.
    """
    served = root / "served"
    served.mkdir(parents=True)
    with ExitStack() as stack:
        if kind == "folder":
            server = FtpServer("", 0, "", "", served, "")
            exchange |= {"transport": "folder", "root": served}
        elif handler:
            server = stack.enter_context(pyftpdlib_server(served, handler=handler))
        else:
            server = stack.enter_context(ftp_server(kind, served, tls=tls))
        stack.enter_context(
            KassaPark(
                Kassa(SourceFolder.parse(folder), Exchange(served), behaviour, reports=ReportCounter(FIRST_REPORT))
                for folder, behaviour in kassas.items()
            )
        )
        yield Shop(server, dsn, root / "home", tuple(kassas), schema or unused_schema(), exchange)


@asynccontextmanager
async def broken_database(place: Shop) -> AsyncIterator[None]:
    """Make every load fail meanwhile: a table is away."""
    async with place.desk() as desk:
        await desk.prepare()
    table = f'"{place.schema}".tx_item_registration_1_11'
    await place.fetch(f"ALTER TABLE {table} RENAME TO away")
    try:
        yield
    finally:
        await place.fetch(f'ALTER TABLE "{place.schema}".away RENAME TO tx_item_registration_1_11')


def details_of(report: RunReport, folder: str) -> list[FileDetail]:
    """Return a folder's files in a report."""
    return [detail for detail in report.details if detail.source_folder == folder]


def detail_of(report: RunReport, folder: str) -> FileDetail:
    """Return a folder's one file in a report."""
    (detail,) = details_of(report, folder)
    return detail


def problems_of(report: RunReport, folder: str | None = None) -> list[Problem]:
    """Return the problems of a folder, or of all."""
    return [problem for problem in report.errors if folder in (None, problem.source_folder)]


def codes_of(report: RunReport, folder: str | None = None, severity: str = "error") -> set[str]:
    """Return the codes of a folder's errors or warnings."""
    return {problem.code for problem in problems_of(report, folder) if problem.severity == severity}


def assert_adds_up(report: RunReport) -> None:
    """Hold the report to the equations it promises."""
    for detail in report.details:
        assert detail.rows == detail.read == detail.loaded + detail.unchanged + detail.quarantined, detail
    for name in ("read", "loaded", "unchanged", "removed", "quarantined"):
        assert getattr(report.rows, name) == sum(getattr(detail, name) for detail in report.details), name
    assert sum(report.rows_by_table.values()) == report.rows.loaded
    files, folders = report.files, report.folders
    assert files.found == files.loaded + files.unchanged + files.failed
    assert folders.total == folders.loaded + folders.failed + folders.no_response


def run_sync(shop: Shop, **order: Any) -> RunReport:
    """Load from outside an event loop, for fixtures that many tests share."""
    return asyncio.run(shop.load(**order))
