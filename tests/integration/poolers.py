"""A real pgbouncer in transaction mode, Debian's package, before one of the PostgreSQL servers under test."""

from __future__ import annotations

import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from frontol_desk.simulator.postgres_programs import find_programs
from tests.integration.ftp_servers import free_port

PGBOUNCER = Path("/usr/sbin/pgbouncer")
SETTINGS = """
[databases]
* = host=127.0.0.1 port={server}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {folder}/users.txt
pool_mode = transaction
default_pool_size = {size}
server_round_robin = 1
max_client_conn = 100
logfile = {folder}/log
"""


@contextmanager
def pgbouncer(dsn: str, *, size: int = 2) -> Iterator[str]:
    """Serve the databases of a server; returns the DSN with the pooler's port.

    With more than one connection to the server, taken in turn, transactions really meet different server processes.
    """
    parts, port, programs = urlsplit(dsn), free_port(), find_programs()
    with tempfile.TemporaryDirectory(prefix="pgbouncer-") as name:
        folder = Path(name)
        programs.own(folder, 0o700)
        files = {
            "users.txt": f'"{unquote(parts.username or "")}" "{unquote(parts.password or "")}"\n',
            "pgbouncer.ini": SETTINGS.format(server=parts.port, port=port, folder=folder, size=size),
        }
        for file, text in files.items():
            (folder / file).write_text(text, "utf-8")
            programs.own(folder / file, 0o600)
        pooler = subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", str(PGBOUNCER), "-q", str(folder / "pgbouncer.ini")],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            user=programs.uid, group=programs.gid, extra_groups=None if programs.uid is None else [],
        )  # fmt: skip
        try:
            _wait_for(pooler, port, folder / "log")
            yield parts._replace(netloc=f"{parts.username}:{parts.password}@127.0.0.1:{port}").geturl()
        finally:
            pooler.terminate()
            try:
                pooler.wait(5)
            except subprocess.TimeoutExpired:
                pooler.kill()
                pooler.wait(5)


def _wait_for(pooler: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + 10
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if pooler.poll() is not None or time.monotonic() > end:
                raise RuntimeError(log.read_text("utf-8", "replace") if log.exists() else "pgbouncer") from None
            time.sleep(0.02)
        else:
            return
