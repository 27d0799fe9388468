"""A listener on loopback that says what a test wants said."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager


@contextmanager
def line_server(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """Accept connections on a loopback port and let `talk` have each of them."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        listening.settimeout(0.05)
        stop = threading.Event()
        kept: list[socket.socket] = []

        def serve() -> None:
            while not stop.is_set():
                try:
                    connection, _ = listening.accept()
                except TimeoutError:
                    continue
                kept.append(connection)
                talk(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            stop.set()
            thread.join()
            for connection in kept:
                connection.close()
