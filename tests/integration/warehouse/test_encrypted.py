"""Encrypted connections to a real PostgreSQL: every sslmode, and what is said of a server that is not to be trusted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlencode

import asyncpg
import pytest

from frontol_desk.domain.errors import DeskError, ErrorCode, ExitCode
from frontol_desk.domain.report import RunStatus
from frontol_desk.warehouse.connecting import connect
from frontol_desk.warehouse.database import DatabaseAddress
from frontol_desk.warehouse.probing import examine, look_at
from tests.integration.certificates import CertificateKind, certificate, foreign_authority
from tests.integration.comparing import assert_equal
from tests.integration.databases import DebianCluster, PostgresServer, debian_cluster
from tests.integration.pipeline.shop import QUICK, open_shop

OURS = certificate().authority
NONE = Path("/nowhere/authorities.pem")
_ONLY_ENCRYPTED = "hostssl all all 127.0.0.1/32 scram-sha-256\n"


class TlsServer:
    """A server that shows a certificate of any kind."""

    def __init__(self, server: PostgresServer, cluster: DebianCluster) -> None:
        self.server, self.cluster = server, cluster

    def dsn(self, mode: str, authorities: Path | None = None) -> str:
        query = {"sslmode": mode} | ({"sslrootcert": str(authorities)} if authorities else {})
        return f"{self.server.dsn}?{urlencode(query)}"

    async def show(self, kind: CertificateKind) -> None:
        """Have the server take another certificate, and wait until it has."""
        path = self.cluster.own(f"{kind}.pem", certificate(kind).pem.read_text("ascii"))
        connection = await asyncpg.connect(self.server.dsn)
        for name in ("ssl_key_file", "ssl_cert_file"):
            await connection.execute(f"ALTER SYSTEM SET {name} = '{path}'")
        await self.reload(connection, "SELECT current_setting('ssl_cert_file') = $1", str(path))

    @asynccontextmanager
    async def only_encrypted(self) -> AsyncIterator[None]:
        """Let nobody in unencrypted meanwhile."""
        rules = self.cluster.data / "pg_hba.conf"
        usual, rule = rules.read_text("utf-8"), "SELECT (SELECT count(*) FROM pg_hba_file_rules WHERE type = $1) = $2"
        connection = await asyncpg.connect(self.server.dsn)
        rules.write_text(_ONLY_ENCRYPTED, "utf-8")
        await self.reload(connection, rule, "hostssl", 1)
        try:
            yield
        finally:
            rules.write_text(usual, "utf-8")
            await self.reload(await asyncpg.connect(self.dsn("require")), rule, "hostssl", 0)

    async def reload(self, connection: asyncpg.Connection[asyncpg.Record], until: str, *values: object) -> None:
        await connection.execute("SELECT pg_reload_conf()")
        await connection.close()
        for _ in range(100):
            fresh = await asyncpg.connect(self.dsn("require"))
            done = await fresh.fetchval(until, *values)
            await fresh.close()
            if done:
                return
            await asyncio.sleep(0.02)
        raise AssertionError(until)


@pytest.fixture(scope="module")
def tls() -> Iterator[TlsServer]:
    with debian_cluster() as cluster:
        pem = str(cluster.own("server.pem", certificate().pem.read_text("ascii")))
        # In a file: what is on the command line could not be changed later.
        with (cluster.data / "postgresql.auto.conf").open("a") as settings:
            settings.write(f"ssl = on\nssl_cert_file = '{pem}'\nssl_key_file = '{pem}'\n")
        with cluster.running() as server:
            yield TlsServer(server, cluster)


async def encrypted(dsn: str) -> bool:
    connection = await connect(dsn, timeout=5)
    try:
        seen: bool = await connection.fetchval("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
        assert connection.encrypted == seen
        return seen
    finally:
        await connection.close()


async def refused(dsn: str) -> str | None:
    """Be refused because of TLS, in words, and return the reason."""
    with pytest.raises(DeskError) as caught:
        await look_at(DatabaseAddress(dsn), 5)
    error = caught.value
    assert (error.code, error.exit_code, error.retryable) == (ErrorCode.DB_TLS, ExitCode.CONFIG, False)
    assert "127.0.0.1" in error.message or error.reason == "ca"
    assert "—" not in error.message + error.hint  # every placeholder is filled
    return error.reason


@pytest.mark.parametrize(
    ("mode", "authorities", "expected"),
    [
        ("disable", None, False),
        ("allow", None, False),
        ("prefer", None, True),
        ("require", None, True),
        ("require", OURS, True),
        ("verify-ca", OURS, True),
        ("verify-full", OURS, True),
    ],
)
async def test_every_mode_with_a_good_certificate(
    tls: TlsServer, mode: str, authorities: Path | None, expected: bool
) -> None:
    assert await encrypted(tls.dsn(mode, authorities)) is expected
    assert (await examine(DatabaseAddress(tls.dsn(mode, authorities)))).tls is expected


@pytest.mark.parametrize("mode", ["require", "verify-ca", "verify-full"])
async def test_an_authority_that_is_not_trusted(tls: TlsServer, mode: str) -> None:
    assert await refused(tls.dsn(mode, foreign_authority())) == "certificate"
    assert await refused(tls.dsn(mode, NONE)) == "ca"
    if mode != "require":  # nobody named: the system's authorities, who have not issued it either
        assert await refused(tls.dsn(mode)) == "certificate"


async def test_a_file_that_holds_no_certificates(tls: TlsServer, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate")
    assert await refused(tls.dsn("verify-full", tmp_path / "ca.pem")) == "ca"


async def test_certificates_of_another_host_or_time(tls: TlsServer) -> None:
    await tls.show("wrong_host")
    assert await refused(tls.dsn("verify-full", OURS)) == "host"
    assert await encrypted(tls.dsn("verify-ca", OURS))
    await tls.show("expired")
    assert await refused(tls.dsn("verify-ca", OURS)) == "expired"
    assert await refused(tls.dsn("verify-full", OURS)) == "expired"
    assert await encrypted(tls.dsn("require"))
    await tls.show("good")
    assert await encrypted(tls.dsn("verify-full", OURS))


async def test_a_server_that_lets_nobody_in_unencrypted(tls: TlsServer) -> None:
    async with tls.only_encrypted():
        assert await refused(tls.dsn("disable")) == "required"
        assert await encrypted(tls.dsn("allow"))
    assert not await encrypted(tls.dsn("disable"))


@pytest.mark.parametrize("mode", ["require", "verify-ca", "verify-full"])
async def test_a_server_without_encryption(postgres_15: PostgresServer, mode: str) -> None:
    assert await refused(f"{postgres_15.dsn}?sslmode={mode}&sslrootcert={OURS}") == "not_offered"
    assert not await encrypted(f"{postgres_15.dsn}?sslmode=prefer")


async def test_what_lies_in_a_home_is_not_looked_at(
    tls: TlsServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL's programs would trust these files, or choke on them: the settings alone say what is trusted."""
    trusted = tmp_path / ".postgresql"
    trusted.mkdir()
    (trusted / "root.crt").write_bytes(foreign_authority().read_bytes())
    (trusted / "root.crl").write_text("nothing")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PGSSLMODE", "verify-full")
    monkeypatch.setenv("PGSSLROOTCERT", str(foreign_authority()))
    assert await encrypted(tls.dsn("require"))
    assert await encrypted(tls.dsn("verify-full", OURS))
    assert await encrypted(tls.server.dsn)
    assert await encrypted(tls.dsn("prefer"))


@pytest.mark.slow
async def test_the_whole_way_with_everything_checked(tls: TlsServer, tmp_path: Path) -> None:
    kassas = {"P13/P13": QUICK}
    with (
        open_shop(tmp_path / "checked", tls.dsn("verify-full", OURS), kassas) as checked,
        open_shop(tmp_path / "plain", tls.dsn("disable"), kassas) as plain,
    ):
        reports = await asyncio.gather(checked.load(), plain.load())
        assert [(report.status, report.errors) for report in reports] == [(RunStatus.COMPLETED, [])] * 2
        await assert_equal(checked.stored, plain.stored)
        settings = checked.settings
        database = settings.database.model_validate({"dsn": tls.dsn("verify-full", foreign_authority())})
        with pytest.raises(DeskError) as caught:
            await checked.load(settings=settings.model_copy(update={"database": database}))
        assert (caught.value.code, caught.value.reason) == (ErrorCode.DB_TLS, "certificate")
