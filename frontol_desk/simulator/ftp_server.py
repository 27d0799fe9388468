"""An FTP server on loopback, in a thread of its own: what the demo and the tests talk to instead of a shop's server."""

from __future__ import annotations

import threading
import warnings
from pathlib import Path
from types import TracebackType
from typing import Any, Self

with warnings.catch_warnings():
    # On Python 3.11 the library still imports asyncore, which warns of its end in 3.12; there it brings its own.
    warnings.simplefilter("ignore", DeprecationWarning)
    from pyftpdlib.authorizers import DummyAuthorizer
    from pyftpdlib.handlers import FTPHandler
    from pyftpdlib.ioloop import IOLoop
    from pyftpdlib.servers import FTPServer

_EVERYTHING = "elradfmwMT"
_LOOK_AT_STOP = 0.05
_JOIN_TIMEOUT = 10.0


class EmbeddedFtpServer:
    """Serves `root` to one user on a free port of 127.0.0.1 while the context lasts; stops within a tenth of a second.

    `root` must exist. Connections beyond `max_connections` are refused with 421, as real servers do.
    """

    host = "127.0.0.1"

    def __init__(
        self,
        root: Path,
        *,
        user: str = "kassa",
        password: str = "kassa",  # noqa: S107 - loopback only
        port: int = 0,
        max_connections: int = 256,
    ) -> None:
        self.root = root
        self.user = user
        self.password = password
        self.port = port
        self._max_connections = max_connections
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Listen and serve; raises OSError when the wanted port is taken."""
        authorizer = DummyAuthorizer()
        authorizer.add_user(self.user, self.password, str(self.root), perm=_EVERYTHING)
        # A class of its own per server: the library keeps these settings on the class.
        handler = type("Handler", (_QuietHandler,), {"authorizer": authorizer})
        loop = IOLoop()
        server = FTPServer((self.host, self.port), handler, ioloop=loop)
        server.max_cons = self._max_connections
        self.port = server.address[1]
        self._stopping.clear()
        self._thread = threading.Thread(target=self._serve, args=(server,), name="simulated-ftp", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Close every connection and stop serving."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._stopping.set()
            thread.join(_JOIN_TIMEOUT)

    def _serve(self, server: Any) -> None:
        try:
            while not self._stopping.is_set():
                server.ioloop.loop(timeout=_LOOK_AT_STOP, blocking=False)
        finally:
            server.close_all()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class _QuietHandler(FTPHandler):  # type: ignore[misc]
    """Greets plainly and logs nothing: a demo's screen belongs to the demo."""

    banner = "simulated exchange server"
    auth_failed_timeout = 0.1

    def log(self, msg: str, logfun: object = None) -> None:
        """Say nothing."""

    def log_cmd(self, cmd: str, arg: str, respcode: int, respstr: str) -> None:
        """Say nothing."""

    def log_transfer(
        self,
        cmd: str,
        filename: str,
        receive: bool,
        completed: bool,
        elapsed: float,
        bytes: int,  # noqa: A002
    ) -> None:
        """Say nothing."""
