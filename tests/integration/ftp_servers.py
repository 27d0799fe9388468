"""Real FTP servers for the tests: pyftpdlib in a thread, and vsftpd as a process of its own. Neither needs root."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import threading
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import SecretStr

from frontol_desk.exchange.ftp import FtpAddress

with warnings.catch_warnings():
    # On Python 3.11 the library still imports asyncore, which warns of its end in 3.12; there it brings its own.
    warnings.simplefilter("ignore", DeprecationWarning)
    from pyftpdlib.authorizers import DummyAuthorizer
    from pyftpdlib.handlers import FTPHandler
    from pyftpdlib.ioloop import IOLoop
    from pyftpdlib.servers import FTPServer as PyftpdlibServer

PASSWORD = "only-for-tests"
VSFTPD = shutil.which("vsftpd", path="/usr/sbin:/usr/local/sbin:/usr/bin") or ""


@dataclass(frozen=True)
class FtpServer:
    """A server under test. `root` is the local folder it serves; to its clients that folder is `base`."""

    host: str
    port: int
    user: str
    password: str
    root: Path
    base: str

    def address(self, *, password: str | None = None, encoding: str = "utf-8") -> FtpAddress:
        """Return how to sign in; with another password if one is given."""
        return FtpAddress(self.host, self.port, self.user, SecretStr(password or self.password), encoding)

    @property
    def request_dir(self) -> str:
        """The request folder's path as clients write it; create its subfolders below ``root / "request"``."""
        return f"{self.base}/request"

    @property
    def response_dir(self) -> str:
        """The response folder's path as clients write it; create its subfolders below ``root / "response"``."""
        return f"{self.base}/response"

    def make_folder(self, folder: str) -> tuple[Path, Path]:
        """Create request and response folder of ``KASSA/FOLDER``; return their local paths."""
        paths = self.root / "request" / folder, self.root / "response" / folder
        for path in paths:
            path.mkdir(parents=True, exist_ok=True)
        return paths


def free_port() -> int:
    """Return a loopback port nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def pyftpdlib_server(root: Path, *, handler: type[FTPHandler] = FTPHandler, port: int = 0) -> Iterator[FtpServer]:
    """Serve `root` by pyftpdlib (MLSD known) in a thread; `handler` may be one that plays faults."""
    authorizer = DummyAuthorizer()
    authorizer.add_user("desk", PASSWORD, str(root), perm="elradfmwMT")
    settings = {"authorizer": authorizer, "auth_failed_timeout": 0, "banner": "ready"}
    server = PyftpdlibServer(("127.0.0.1", port), type("Handler", (handler,), settings), ioloop=IOLoop())
    stop = threading.Event()

    def serve() -> None:
        while not stop.is_set():
            server.serve_forever(timeout=0.05, blocking=False, handle_exit=False)
        server.close_all()

    thread = threading.Thread(target=serve, name="pyftpdlib")
    thread.start()
    try:
        yield FtpServer("127.0.0.1", server.address[1], "desk", PASSWORD, root, "")
    finally:
        stop.set()
        thread.join()


_VSFTPD_SETTINGS = {
    "listen": "YES",
    "listen_address": "127.0.0.1",
    "background": "NO",
    # Without chroot and change of user it runs as anybody, so paths are those of this machine.
    "run_as_launching_user": "YES",
    # Anonymous with a list of passwords: a sign-in that can fail and needs neither PAM nor a system user.
    "anonymous_enable": "YES",
    "local_enable": "NO",
    "secure_email_list_enable": "YES",
    "delay_failed_login": "0",
    "write_enable": "YES",
    "anon_upload_enable": "YES",
    "anon_mkdir_write_enable": "YES",
    "anon_other_write_enable": "YES",
    "anon_world_readable_only": "NO",
    "anon_umask": "022",
    "seccomp_sandbox": "NO",
    "xferlog_enable": "NO",
}


@contextmanager
def vsftpd_server(root: Path, *, settings: Mapping[str, str] | None = None) -> Iterator[FtpServer]:
    """Serve `root` by vsftpd (no MLSD); `settings` are added to its configuration. Skips where it is not installed."""
    if not VSFTPD:
        pytest.skip("vsftpd is not installed (Debian: apt-get install vsftpd)")
    port = free_port()
    with tempfile.TemporaryDirectory() as home:
        passwords = Path(home, "passwords")
        passwords.write_text(f"{PASSWORD}\n")
        paths = {"anon_root": root, "email_password_file": passwords, "secure_chroot_dir": home}
        lines = {**_VSFTPD_SETTINGS, "listen_port": port, **paths, **(settings or {})}
        configuration = Path(home, "vsftpd.conf")
        configuration.write_text("".join(f"{name}={value}\n" for name, value in lines.items()))
        process = subprocess.Popen([VSFTPD, str(configuration)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        try:
            _wait_until_listening(process, port)
            yield FtpServer("127.0.0.1", port, "anonymous", PASSWORD, root, str(root))
        finally:
            process.kill()
            process.communicate()


def _wait_until_listening(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        if process.poll() is not None:
            output, _ = process.communicate()
            pytest.fail(f"vsftpd did not start: {output.decode(errors='replace')}")
        with suppress(OSError), closing(socket.create_connection(("127.0.0.1", port), timeout=1)):
            return
        time.sleep(0.02)
    pytest.fail("vsftpd did not listen within 5 s")
