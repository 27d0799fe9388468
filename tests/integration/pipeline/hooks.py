"""An FTP server that calls back at exact moments of the protocol, so that tests need not guess by the clock."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from frontol_desk.simulator.ftp_server import _QuietHandler

if TYPE_CHECKING:
    from pyftpdlib.handlers import FTPHandler

When = Literal["before", "after"]
Moment = tuple[When, str]
"""Before or after a command such as ``RNTO``."""


class Hooks:
    """Calls `then` the first time (or every time) a command with a matching path is carried out."""

    def __init__(self) -> None:
        self._wanted: list[tuple[Moment, str, Callable[[], None]]] = []
        self._lock = threading.Lock()

    def once(self, when: When, command: str, ending: str, then: Callable[[], None]) -> None:
        """Call `then` in the server's thread, once, when `command` meets a path that ends with `ending`."""
        with self._lock:
            self._wanted.append(((when, command), ending, then))

    def met(self, when: When, command: str, path: str) -> None:
        """Carry out what waits for this moment."""
        with self._lock:
            due = [entry for entry in self._wanted if entry[0] == (when, command) and path.endswith(entry[1])]
            self._wanted = [entry for entry in self._wanted if entry not in due]
        for _, _, then in due:
            then()

    @property
    def waiting(self) -> int:
        """How many moments have not come."""
        return len(self._wanted)

    def handler(self) -> type[FTPHandler]:
        """Return the handler to give to a server."""
        hooks = self

        class Hooked(_QuietHandler):
            def pre_process_command(self, line: str, cmd: str, arg: str) -> None:
                hooks.met("before", cmd, arg)
                super().pre_process_command(line, cmd, arg)

            def ftp_RNTO(self, path: str) -> object:  # noqa: N802
                done = super().ftp_RNTO(path)
                hooks.met("after", "RNTO", path)
                return done

        return Hooked
