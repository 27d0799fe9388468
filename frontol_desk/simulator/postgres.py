"""A PostgreSQL of our own for the demo and the tests: started in about a second, gone with its last user, data kept."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import hashlib
import os
import secrets
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.simulator.postgres_programs import ROOT_HOME, Programs, find_programs, is_root, make_open_folder
from frontol_desk.simulator.shared_use import SharedUse, exclusive

DATABASE = "frontol_desk"
USER = "frontol_desk"
_PORT_ATTEMPTS = 5
_LISTEN_ATTEMPTS = 40
_LOOK_AGAIN = 0.025
_PID_FILE_PORT_LINE = 3
_SETTINGS = {"max_connections": "100", "shared_buffers": "64MB", "logging_collector": "off"}


class EmbeddedPostgres:
    """A server on a loopback port of its own, with the database `frontol_desk` and a random password.

    `data_dir` is where its data is wanted. As root they lie under /var/lib/frontol-desk instead, in a folder named
    after `data_dir`, because PostgreSQL then runs as another account. Several processes may use one data folder at
    once: the first starts the server, the last stops it, and after a kill -9 of all of them it stops by itself.
    `settings` are server settings on top of the defaults (``{"fsync": "off"}`` for tests); those of the process that
    starts it hold. With `keep` false the last user deletes the data as well.

    Use it with ``with``, ``async with`` or `start` and `stop`. Raises `DeskError` DEMO_FAILED.
    """

    def __init__(self, data_dir: Path, *, settings: Mapping[str, str] | None = None, keep: bool = True) -> None:
        self._wanted = data_dir.absolute()
        self._settings = _SETTINGS | dict(settings or {})
        self._keep = keep
        self._programs: Programs | None = None
        self._use: SharedUse | None = None

    @property
    def home(self) -> Path:
        """The folder that really holds the server's files."""
        if not is_root():
            return self._wanted
        key = hashlib.sha256(str(self._wanted.resolve()).encode()).hexdigest()[:16]
        return ROOT_HOME / f"data-{key}"

    @property
    def programs(self) -> Path:
        """The folder of the PostgreSQL programs (`psql` among them)."""
        return self._found.folder

    @property
    def port(self) -> int:
        """The loopback port of the running server."""
        return int((self._data / "postmaster.pid").read_text("ascii").splitlines()[_PID_FILE_PORT_LINE])

    @property
    def dsn(self) -> str:
        """How to connect: ``postgresql://user:password@127.0.0.1:port/frontol_desk``, for asyncpg and libpq alike."""
        password = self._password_file.read_text("ascii")
        return f"postgresql://{USER}:{password}@127.0.0.1:{self.port}/{DATABASE}"

    @property
    def _found(self) -> Programs:
        if self._programs is None:
            self._programs = find_programs()
        return self._programs

    @property
    def _data(self) -> Path:
        return self.home / f"postgresql-{self._found.major}"

    @property
    def _password_file(self) -> Path:
        return self.home / "password"

    def start(self) -> None:
        """Start the server, or join the one that runs already; makes the database the first time."""
        if self._use is not None:
            return
        self._make_home()
        use = SharedUse(self.home / "users.lock")
        use.join()
        self._use = use
        atexit.register(self.stop)
        try:
            with exclusive(self.home / "start.lock"):
                self._make_database()
                if not self._running():
                    self._launch()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop using the server; the last user stops it, open connections included. Data stay (see `keep`)."""
        use, self._use = self._use, None
        if use is None:
            return
        atexit.unregister(self.stop)
        with use.leave() as last:
            if last and self._running():
                self._found.check("pg_ctl", "stop", "-D", self._data, "-m", "fast", "-w", cwd=self.home)
            if last and not self._keep:
                shutil.rmtree(self.home, ignore_errors=True)

    def _make_home(self) -> None:
        if is_root():
            make_open_folder(ROOT_HOME)
            make_open_folder(self.home)
        else:
            self.home.mkdir(mode=0o700, parents=True, exist_ok=True)

    def _make_database(self) -> None:
        """Create data folder and database beside the final name, so that a half-made one is never taken for whole."""
        if self._data.exists():
            return
        found, fresh = self._found, self._data.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        found.own(fresh, 0o700)
        self._password_file.touch(mode=0o600)
        self._password_file.write_text(secrets.token_urlsafe(24), "ascii")
        found.own(self._password_file, 0o600)
        found.check(
            "initdb", "-D", fresh, "-U", USER, "--pwfile", self._password_file, "--auth=scram-sha-256",
            "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-sync",
            "--no-instructions", cwd=self.home,
        )  # fmt: skip
        found.check(
            "postgres", "--single", "-F", "-D", fresh, "template1", cwd=self.home, feed=f"CREATE DATABASE {DATABASE}\n"
        )
        fresh.rename(self._data)

    def _running(self) -> bool:
        """Tell whether the server runs; a pid file left by a dead one, its number reused by a stranger, is removed."""
        if self._found.run("pg_ctl", "status", "-D", self._data, cwd=self.home).returncode:
            return False
        for _ in range(_LISTEN_ATTEMPTS):
            with contextlib.suppress(OSError, IndexError, ValueError):
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return True
            time.sleep(_LOOK_AGAIN)
        (self._data / "postmaster.pid").unlink(missing_ok=True)
        return False

    def _launch(self) -> None:
        """Start the server on a free port; another program may take the port first, so try a few."""
        log = self._data / "server.log"
        for attempt in range(1, _PORT_ATTEMPTS + 1):
            log.unlink(missing_ok=True)
            arguments = ("start", "-D", self._data, "-l", log, "-w", "-t", "30", "-o", self._options())
            if self._found.run("pg_ctl", *arguments, cwd=self.home).returncode == 0:
                self._guard()
                return
            said = log.read_text("utf-8", errors="replace")[-600:] if log.exists() else ""
            if "Address already in use" not in said or attempt == _PORT_ATTEMPTS:
                raise DeskError(ErrorCode.DEMO_FAILED, what="postgres", detail=said.strip())

    def _options(self) -> str:
        settings = self._settings | {"port": str(_free_port()), "listen_addresses": "127.0.0.1"}
        if sys.platform != "win32":
            settings["unix_socket_directories"] = ""
        return " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in settings.items())

    def _guard(self) -> None:
        """Leave a process behind that waits for the last user's lock to go, however that user dies, and then stops."""
        flock, found = shutil.which("flock"), self._found
        run_as = shutil.which("setpriv") if found.uid is not None else ""
        if flock is None or run_as is None:
            return
        stop = [str(found.folder / "pg_ctl"), "stop", "-D", str(self._data), "-m", "fast", "-w"]
        if run_as:
            stop = [run_as, f"--reuid={found.uid}", f"--regid={found.gid}", "--clear-groups", *stop]
        _detach([flock, str(self.home / "users.lock"), *stop], cwd=self.home)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    async def __aenter__(self) -> Self:
        try:
            await undisturbed(self.start)
        except asyncio.CancelledError:
            await undisturbed(self.stop)
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await undisturbed(self.stop)


async def undisturbed(call: Callable[[], None]) -> None:
    """Run a blocking call in a thread to its end, a cancellation notwithstanding."""
    task = asyncio.ensure_future(asyncio.to_thread(call))
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _detach(command: list[str], *, cwd: Path) -> None:
    """Start a command that outlives us and is nobody's child here."""
    subprocess.run(  # noqa: S603 - our own command, passed as arguments, never as shell text
        ["/bin/sh", "-c", '"$@" >/dev/null 2>&1 </dev/null &', "guard", *command],
        cwd=cwd, env={"PATH": os.defpath, "LC_ALL": "C"}, start_new_session=True, check=True, timeout=30,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
