"""Where a fault happens: a shop whose console reaches its servers through proxies; and the proof of what is left."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from frontol_desk.console.desk import Desk, LoadOrder
from frontol_desk.domain.errors import DeskError
from frontol_desk.domain.events import Event
from frontol_desk.domain.files import Acknowledge
from frontol_desk.domain.report import RunReport, RunStatus
from frontol_desk.domain.values import DateRange
from frontol_desk.exchange.archive import Archive
from frontol_desk.exchange.flag import HEAD_SIZE, Flag, flag_of
from frontol_desk.settings.model import Settings
from tests.faults.ftp_proxy import FtpProxy
from tests.faults.postgres_proxy import PostgresProxy
from tests.faults.proxy import Action, Point, Proxy
from tests.integration.comparing import Stored, assert_equal
from tests.integration.pipeline.shop import DAY, Kassas, Shop, assert_adds_up, codes_of, open_shop

FOLDER = "P13/P13"
LONGEST_WAIT = 4.0
_PATIENCE = {"connect_timeout": 1.0, "socket_timeout": 1.0, "operation_timeout": 1.0}
_DATABASE_PATIENCE = {"connect_timeout": 1.0, "command_timeout": 1.5}
_QUICK_RETRIES = {"first_seconds": 0.05, "longest_seconds": 2.0, "breaker_seconds": 1.0}
_NEVER = frozenset({"INTERNAL", "DB_ERROR"})
"""Codes that name nothing."""
ENDS: Counter[str] = Counter()
"""How the disturbed loads of this session ended."""
_MARKED = re.compile(r".+\.processed(\.\d{8}T\d{6}(-\d+)?)?")
"""An answer that was loaded, an older one with its time."""


@dataclass
class Scene:
    """A shop behind proxies. `undisturbed` is what its database has to hold in the end."""

    shop: Shop
    ftp: Proxy
    database: PostgresProxy
    undisturbed: Stored
    listeners: list[Callable[[Event], None]] = field(default_factory=list)
    encryption: dict[str, Any] = field(default_factory=dict)
    """Settings of the section for FTP."""
    cleaning: list[str] = field(default_factory=list)
    """Statements that make the schema what it was."""

    @property
    def settings(self) -> Settings:
        """The console's settings: through the proxies, with little patience."""
        settings = self.shop.settings
        ftp = settings.ftp.model_copy(update={"port": self.ftp.port, **_PATIENCE, **self.encryption})
        database = type(settings.database).model_validate(
            {"dsn": self.dsn, "schema": self.shop.schema, **_DATABASE_PATIENCE}
        )
        retry = settings.retry.model_copy(update=_QUICK_RETRIES)
        return settings.model_copy(update={"ftp": ftp, "database": database, "retry": retry})

    @property
    def dsn(self) -> str:
        """The database by way of its proxy."""
        parts = urlsplit(self.shop.dsn)
        return parts._replace(netloc=f"{parts.netloc.rpartition(':')[0]}:{self.database.port}").geturl()

    @asynccontextmanager
    async def desk(self) -> AsyncIterator[Desk]:
        """Open the console."""
        async with self.shop.desk(self.settings) as desk:
            for listener in self.listeners:
                desk.events.subscribe(listener)
            yield desk

    async def survives(self, proxy: Proxy, point: Point, action: Action, *, recovers: bool = True) -> None:
        """Load while the line is disturbed and then, in the same console, undisturbed: all must be as it should be.

        Without `recovers` half-open connections stay so meanwhile.
        """
        disturbance = proxy.disturb(point, action)
        async with self.desk() as desk:
            await self.load_badly(desk)
            assert disturbance.happened.is_set(), f"never met: {point}; seen: {proxy.seen}"
            if recovers:
                proxy.recover()
            await self.load_well(desk)
        await self.prove()
        runs = await self.shop.fetch("SELECT status FROM runs")
        assert len(runs) == 2, f"the history has not both runs: {runs}"

    async def load_badly(self, desk: Desk, *, allowed: frozenset[str] = frozenset()) -> RunReport | None:
        """Load as well as it goes; None when not even a report came of it. Its failures must have names."""
        try:
            report = await desk.load(order())
        except DeskError as error:
            if error.code in _NEVER - allowed:
                raise
            ENDS["never began"] += 1
            return None
        ENDS[report.status.value] += 1
        assert_adds_up(report)
        assert report.status is not RunStatus.RUNNING
        assert not codes_of(report) & (_NEVER - allowed), report.errors
        assert (report.status is RunStatus.COMPLETED) is not bool(codes_of(report)), report.errors
        return report

    async def load_afterwards(self) -> None:
        """Load undisturbed in a console that has just been opened."""
        async with self.desk() as desk:
            await self.load_well(desk)

    async def load_well(self, desk: Desk) -> RunReport:
        """Load undisturbed."""
        report = await desk.load(order(wait_seconds=10))
        assert_adds_up(report)
        assert report.status is RunStatus.COMPLETED, report.errors
        return report

    async def prove(self) -> None:
        """Nothing twice, nothing missing, nothing held, nothing unexplained anywhere."""
        shop = self.shop
        await assert_equal(shop.stored, self.undisturbed)
        assert await shop.leases_held() == []
        assert await shop.fetch("SELECT run_id FROM runs WHERE status = 'running'") == []
        ((told, stored),) = await shop.fetch(
            "SELECT (SELECT sum(rows_loaded) FROM files), (SELECT count(*) FROM transactions)"
        )
        assert told == stored, "the journal counts rows twice, or not at all"
        assert await shop.fetch("SELECT * FROM dead_letters WHERE closed_at IS NULL") == []
        assert [*(shop.home / "outbox").glob("*")] == []
        assert {path.parent.name for path in shop.spooled()} <= await self._broken_off()
        await self._prove_archive()
        for folder in shop.kassas:
            assert [path.name for path in shop.requests(folder).iterdir() if not is_leaving(path)] == []
            self._prove_marked([path for path in shop.responses(folder).iterdir() if not is_leaving(path)])

    def _prove_marked(self, answers: list[Path]) -> None:
        """Every answer at the kassa's side is marked as loaded, in the way that the settings want."""
        match self.shop.exchange.get("acknowledge", Acknowledge.RENAME):
            case Acknowledge.DELETE:
                assert answers == []
            case Acknowledge.FLAG:
                assert [flag_of(path.read_bytes()[:HEAD_SIZE]) for path in answers] == [Flag.PROCESSED]
            case _:
                assert answers
                assert [path.name for path in answers if not _MARKED.fullmatch(path.name)] == []

    async def _prove_archive(self) -> None:
        """Every original that was loaded is kept, byte for byte, and no half of one lies about."""
        archives = [Archive(path) for path in self.shop.home.rglob("archive")]
        loaded = await self.shop.fetch("SELECT DISTINCT sha256 FROM files WHERE status IN ('loaded', 'unchanged')")
        assert loaded
        for (sha256,) in loaded:
            assert any([await archive.verify(sha256) for archive in archives]), f"no archive has {sha256}"

    async def _broken_off(self) -> set[str]:
        """Return the runs whose process was killed: what they were about to load lies in the spool for a day."""
        records = await self.shop.fetch("SELECT run_id FROM runs WHERE report::text LIKE '%RUN_ABANDONED%'")
        return {run_id for (run_id,) in records}


def is_leaving(path: Path) -> bool:
    """Tell whether a file is what a broken upload leaves; kassas pass it over, and so do we."""
    return path.name.endswith(".desk-tmp")


def order(**changes: Any) -> LoadOrder:
    """Return the order to load the day."""
    return LoadOrder(dates=DateRange.day(DAY), **{"wait_seconds": LONGEST_WAIT, **changes})


@contextmanager
def open_scene(
    root: Path, dsn: str, kassas: Kassas, undisturbed: Stored, schema: str | None, **options: Any
) -> Iterator[Scene]:
    """Open a shop and its two proxies."""
    where = urlsplit(dsn)
    assert where.hostname is not None
    assert where.port is not None
    with (
        open_shop(root, dsn, kassas, schema=schema, **{"quiet_seconds": 0.4, **options}) as shop,
        FtpProxy((shop.server.host, shop.server.port)) as ftp,
        PostgresProxy((where.hostname, where.port)) as database,
    ):
        yield Scene(shop, ftp, database, undisturbed)
