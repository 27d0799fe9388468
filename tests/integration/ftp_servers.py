"""Real FTP servers for the tests, plain and encrypted: pyftpdlib in a thread, three others as processes."""

from __future__ import annotations

import socket
import tempfile
import threading
import warnings
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import SecretStr

from frontol_desk.exchange.ftp import FtpAddress, FtpTls
from frontol_desk.exchange.ftp_tls import PLAIN, TlsMode
from tests.integration.certificates import Certificate, certificate
from tests.integration.ftp_daemons import DAEMONS, PASSWORD, USER, Order, open_to_everybody, running

with warnings.catch_warnings():
    # On Python 3.11 the library still imports asyncore, which warns of its end in 3.12; there it brings its own.
    warnings.simplefilter("ignore", DeprecationWarning)
    from pyftpdlib.authorizers import DummyAuthorizer
    from pyftpdlib.handlers import FTPHandler, TLS_FTPHandler
    from pyftpdlib.ioloop import IOLoop
    from pyftpdlib.servers import FTPServer as PyftpdlibServer

ServerKind = Literal["pyftpdlib", "vsftpd", "proftpd", "pure-ftpd"]
SERVER_KINDS: tuple[ServerKind, ...] = ("pyftpdlib", "vsftpd", "proftpd", "pure-ftpd")


@dataclass(frozen=True)
class FtpServer:
    """A server under test. `root` is the local folder it serves; to its clients that folder is `base`."""

    host: str
    port: int
    user: str
    password: str
    root: Path
    base: str
    tls: FtpTls = PLAIN

    def address(self, *, password: str | None = None, encoding: str = "utf-8", tls: FtpTls | None = None) -> FtpAddress:
        """Return how to sign in; with another password or another kind of encryption if one is given."""
        secret = SecretStr(password or self.password)
        return FtpAddress(self.host, self.port, self.user, secret, encoding, tls or self.tls)

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
def ftp_server(
    kind: ServerKind,
    root: Path,
    *,
    tls: TlsMode = "off",
    shown: Certificate | None = None,
    settings: Mapping[str, str] | None = None,
) -> Iterator[FtpServer]:
    """Serve `root` by a server of this kind, which with TLS lets nobody in without and shows the certificate `shown`.

    `settings` are added to the configuration of servers that are processes. Skips where a server is not installed.
    """
    shown = shown or certificate()
    if kind == "pyftpdlib":
        with pyftpdlib_server(root, tls=tls, shown=shown) as server:
            yield server
        return
    port = free_port()
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if kind == "pure-ftpd":
            stack.enter_context(open_to_everybody(root))
        daemon = DAEMONS[kind](Order(root, home, port, tls, shown.pem, settings or {}))
        stack.enter_context(running(daemon, port))
        trust = FtpTls(tls, ca=shown.authority) if tls != "off" else PLAIN
        yield FtpServer("127.0.0.1", port, daemon.user, PASSWORD, root, daemon.base, trust)


@contextmanager
def vsftpd_server(root: Path, *, settings: Mapping[str, str] | None = None) -> Iterator[FtpServer]:
    """Serve `root` by vsftpd (no MLSD); `settings` are added to its configuration. Skips where it is not installed."""
    with ftp_server("vsftpd", root, settings=settings) as server:
        yield server


class _ImplicitTls(TLS_FTPHandler):  # type: ignore[misc]
    """Greets only once the connection is encrypted."""

    def handle(self) -> None:
        self.secure_connection(self.ssl_context)

    def handle_ssl_established(self) -> None:
        super().handle()


def _handler(handler: type[FTPHandler], tls: TlsMode, shown: Certificate) -> tuple[tuple[type, ...], dict[str, Any]]:
    if tls == "off":
        return (handler,), {}
    encrypted = _ImplicitTls if tls == "implicit" else TLS_FTPHandler
    bases = (encrypted,) if handler is FTPHandler else (handler, encrypted)
    return bases, {"certfile": str(shown.pem), "tls_control_required": True, "tls_data_required": True}


@contextmanager
def pyftpdlib_server(
    root: Path,
    *,
    handler: type[FTPHandler] = FTPHandler,
    port: int = 0,
    tls: TlsMode = "off",
    shown: Certificate | None = None,
) -> Iterator[FtpServer]:
    """Serve `root` by pyftpdlib (MLSD known) in a thread; `handler` may be one that plays faults."""
    authorizer = DummyAuthorizer()
    authorizer.add_user(USER, PASSWORD, str(root), perm="elradfmwMT")
    shown = shown or certificate()
    bases, encryption = _handler(handler, tls, shown)
    settings = {"authorizer": authorizer, "auth_failed_timeout": 0, "banner": "ready", **encryption}
    server = PyftpdlibServer(("127.0.0.1", port), type("Handler", bases, settings), ioloop=IOLoop())
    stop = threading.Event()

    def serve() -> None:
        while not stop.is_set():
            server.serve_forever(timeout=0.05, blocking=False, handle_exit=False)
        server.close_all()

    thread = threading.Thread(target=serve, name="pyftpdlib")
    thread.start()
    try:
        trust = FtpTls(tls, ca=shown.authority) if tls != "off" else PLAIN
        yield FtpServer("127.0.0.1", server.address[1], USER, PASSWORD, root, "", trust)
    finally:
        stop.set()
        thread.join()
