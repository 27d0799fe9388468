"""A whole world to try the product in: a database, an FTP server and kassas, gone again when the context ends."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from frontol_desk.domain.values import SourceFolder
from frontol_desk.simulator.behaviour import KassaBehaviour, parse_faults
from frontol_desk.simulator.day.real import REAL_FOLDER, real_report_number
from frontol_desk.simulator.day.sequence import chance
from frontol_desk.simulator.ftp_server import EmbeddedFtpServer
from frontol_desk.simulator.kassa import Exchange, Kassa, ReportCounter
from frontol_desk.simulator.park import KassaPark
from frontol_desk.simulator.postgres import EmbeddedPostgres, undisturbed
from frontol_desk.simulator.shared_use import private_or_common

DEMO_FOLDERS = tuple(map(SourceFolder.parse, ("P13/P13", "N22/N22_Inter", "N22/N22_FURN", "SH54/SH54")))
"""What the demo asks when nothing else is named."""

DEMO_KASSAS = ";".join(f"{folder.kassa}:{folder.folder}" for folder in DEMO_FOLDERS)
"""The same as the setting ``kassas`` is written."""

WINDOW_FOLDERS = (*DEMO_FOLDERS, SourceFolder("S6", "S6"), SourceFolder("O49", "O49"))
WINDOW_FAULTS = ("S6/S6=silent:25", "O49/O49=broken-line:1")
"""The window's demo adds a kassa that says nothing and one with a broken line; both do better when asked again."""


class FtpWorld:
    """An FTP server and kassas behind it, without a database: what `simulate` runs. A context manager.

    `exchange_root` is served; `faults` are texts such as ``S6/S6=slow:5``, `behaviours` settle a folder wholly.
    """

    request_dir = "/request"
    response_dir = "/response"

    def __init__(
        self,
        exchange_root: Path,
        folders: Iterable[SourceFolder] = DEMO_FOLDERS,
        *,
        seed: int = 1,
        faults: Iterable[str] = (),
        behaviours: Mapping[SourceFolder, KassaBehaviour] | None = None,
        port: int = 0,
        state: Path | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        self.folders = tuple(folders)
        self.exchange = Exchange(exchange_root)
        self.ftp = EmbeddedFtpServer(exchange_root, port=port)
        wanted = {**parse_faults(faults), **(behaviours or {})}
        self.park = KassaPark(
            Kassa(
                folder,
                self.exchange,
                wanted.get(folder),
                seed=seed,
                reports=ReportCounter(_first_report(folder), state and state / f"{folder.kassa}~{folder.folder}.txt"),
                today=today,
            )
            for folder in dict.fromkeys((*self.folders, *wanted))
        )
        self._open = ExitStack()

    def start(self) -> None:
        """Start serving; on failure nothing is left running."""
        self.exchange.root.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            stack.enter_context(self.ftp)
            stack.enter_context(self.park)
            self._open = stack.pop_all()

    def stop(self) -> None:
        """Stop kassas and server."""
        self._open.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class DemoWorld:
    """PostgreSQL, FTP server and kassas, their data under `home`/demo. An asynchronous context manager.

    A second process with the same home shares the database and gets an exchange folder of its own.
    """

    ftp_host = EmbeddedFtpServer.host
    request_dir = FtpWorld.request_dir
    response_dir = FtpWorld.response_dir

    def __init__(
        self,
        home: Path,
        folders: Iterable[SourceFolder] = DEMO_FOLDERS,
        *,
        seed: int = 1,
        faults: Iterable[str] = (),
        today: Callable[[], date] = date.today,
    ) -> None:
        self.folders = tuple(folders)
        self._home = home / "demo"
        self._seed, self._faults, self._today = seed, tuple(faults), today
        self.postgres = EmbeddedPostgres(self._home / "postgres")
        self._world: FtpWorld | None = None
        self._open = ExitStack()

    @property
    def world(self) -> FtpWorld:
        """The FTP server and the kassas; only while the context lasts."""
        if self._world is None:
            raise RuntimeError("the demo is not running")
        return self._world

    @property
    def dsn(self) -> str:
        """How to reach the database."""
        return self.postgres.dsn

    @property
    def ftp_port(self) -> int:
        """Port of the FTP server on 127.0.0.1."""
        return self.world.ftp.port

    @property
    def ftp_user(self) -> str:
        """User of the FTP server."""
        return self.world.ftp.user

    @property
    def ftp_password(self) -> str:
        """Password of the FTP server; it serves loopback only."""
        return self.world.ftp.password

    def start(self) -> None:
        """Start everything (a second or so); on failure nothing is left running."""
        self._home.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            stack.enter_context(self.postgres)
            root = stack.enter_context(private_or_common(self._home / "exchange"))
            for request in root.glob("*/*/*/" + Exchange(root).request_name):  # of an earlier demo; nobody waits
                request.unlink(missing_ok=True)
            self._world = FtpWorld(
                root,
                self.folders,
                seed=self._seed,
                faults=self._faults,
                state=self._home / "reports",
                today=self._today,
            )
            stack.enter_context(self._world)
            self._open = stack.pop_all()

    def stop(self) -> None:
        """Stop everything; the data stay."""
        self._world = None
        self._open.close()

    async def __aenter__(self) -> Self:
        try:
            await undisturbed(self.start)
        except asyncio.CancelledError:
            with contextlib.suppress(asyncio.CancelledError):
                await undisturbed(self.stop)
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await undisturbed(self.stop)


def _first_report(folder: SourceFolder) -> int:
    """Return a kassa's first report number; the real day's kassa starts with the number of its real file."""
    return real_report_number() if folder == REAL_FOLDER else 100 + chance(folder, "report") % 9000
