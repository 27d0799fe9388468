"""The encrypted line to a real server fails: in the handshake, at commands nobody can read, and while data go by."""

from __future__ import annotations

import random
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress

import pytest

from tests.faults.conftest import OpenScene
from tests.faults.proxy import Action, Point, cut, cut_this, freeze
from tests.faults.scene import Scene
from tests.faults.tls_proxy import TlsProxy
from tests.integration.ftp_servers import ftp_server

pytestmark = pytest.mark.faults
PORTS = 40
"""So many data connections may linger at once."""


def free_ports() -> range:
    """Return ports that nobody uses and the system gives nobody by itself."""
    while True:
        first = random.randrange(20_000, 32_000, PORTS)
        ports = range(first, first + PORTS)
        with ExitStack() as stack, suppress(OSError):
            for port in ports:
                stack.enter_context(closing(socket.create_server(("127.0.0.1", port))))
            return ports


@contextmanager
def encrypted(place: Scene) -> Iterator[TlsProxy]:
    """Put vsftpd with TLS, which insists on the control connection's session for data, in place of the shop's server.

    It sees our proxy come to 127.0.0.2 and opens its data ports there.
    """
    ports = free_ports()
    settings = {
        "listen_address": "0.0.0.0",
        "pasv_min_port": str(ports[0]),
        "pasv_max_port": str(ports[-1]),
        "require_ssl_reuse": "YES",
    }
    root = place.shop.server.root
    with (
        ftp_server("vsftpd", root, tls="explicit", settings=settings) as server,
        TlsProxy(("127.0.0.2", server.port), ports) as proxy,
    ):
        place.shop.server = server
        place.encryption = {"tls": "explicit", "tls_ca": server.tls.ca}
        place.ftp = proxy
        yield proxy


CASES = [
    (Point("AUTH TLS"), cut),
    (Point("234 *", "after"), cut),
    (Point("handshake"), cut),
    (Point("handshake", "after"), freeze),
    *((Point("record", nth=number), cut) for number in (2, 4, 6, 9, 12, 15, 18, 22, 26, 30, 34)),
    *((Point("record", "after", nth=number), cut) for number in (3, 8, 14, 20, 28, 36)),
    *((Point("record", nth=number), freeze) for number in (3, 7, 11, 16, 24, 32)),
    *((Point("data", nth=number), cut) for number in (1, 2, 5)),
    *((Point("data", "within", nth=number), cut_this) for number in (1, 4, 8, 12, 16, 20)),
    *((Point("data", "within", nth=number), freeze) for number in (2, 10)),
]


@pytest.mark.parametrize(("moment", "action"), CASES, ids=lambda value: getattr(value, "__name__", str(value)))
async def test_the_encrypted_line_fails_at(scene: OpenScene, moment: Point, action: Action) -> None:
    place = scene()
    with encrypted(place) as proxy:
        await place.survives(proxy, moment, action)
