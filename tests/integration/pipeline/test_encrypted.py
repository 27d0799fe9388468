"""The whole way over encrypted connections, on the servers that are strictest, and what a run says without trust."""

from __future__ import annotations

import asyncio

from frontol_desk.domain.errors import ErrorCode
from frontol_desk.domain.report import RunStatus
from frontol_desk.exchange.ftp_tls import TlsMode
from tests.integration.comparing import assert_equal
from tests.integration.ftp_servers import ServerKind
from tests.integration.pipeline.conftest import OpenShop
from tests.integration.pipeline.shop import QUICK, assert_adds_up, codes_of, faulty

KASSAS = {"P13/P13": QUICK, "N22/N22_Inter": faulty("growing:1")}


SERVERS: tuple[tuple[ServerKind, TlsMode], ...] = (
    ("pyftpdlib", "off"),
    ("proftpd", "explicit"),
    ("vsftpd", "implicit"),
)


async def test_every_server_loads_the_same(shop: OpenShop) -> None:
    plain, *encrypted = places = [shop(KASSAS, kind=kind, tls=tls) for kind, tls in SERVERS]
    for report in await asyncio.gather(*(place.load(wait=8) for place in places)):
        assert_adds_up(report)
        assert (report.status, report.errors) == (RunStatus.COMPLETED, [])
    for place in encrypted:
        await assert_equal(place.stored, plain.stored)
        assert [place.names(folder) for folder in KASSAS] == [plain.names(folder) for folder in KASSAS]


async def test_a_server_nobody_vouches_for_gets_no_request(shop: OpenShop) -> None:
    place = shop(KASSAS, kind="proftpd", tls="explicit")
    unknown = place.settings.ftp.model_copy(update={"tls_ca": None})
    report = await place.load(settings=place.settings.model_copy(update={"ftp": unknown}), wait=2)
    assert_adds_up(report)
    assert report.status is RunStatus.FAILED
    assert codes_of(report) == {ErrorCode.FTP_TLS}
    assert [list(place.requests(folder).iterdir()) for folder in KASSAS] == [[]] * 2
